"""Counts a watched folder and its store from outside: by the file system and by SQL of its own, without the program.

python -m tests.failures.oracle FOLDER HOME   prints what it found, and ends with 1 when something is wrong
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

MARK = b"person "


def photo_bytes(person: int, size: int = 2_000) -> bytes:
    """What stands for the photo of a person's card: begins and ends as a JPEG, and knows its own length."""
    head = b"\xff\xd8\xff\xe0" + MARK + b"%08d %08d " % (person, size)
    filling = (hashlib.sha256(head).digest() * (size // 32 + 1)).replace(b"\xff", b"\xfe")
    return head + filling[: size - len(head) - 2] + b"\xff\xd9"


def person_in(data: bytes) -> int:
    """Whose photo it is; ValueError when one byte of it is not as it was made."""
    if not data.startswith(b"\xff\xd8\xff\xe0" + MARK):
        raise ValueError("not a photo of these tests")
    person, size = int(data[11:19]), int(data[20:28])
    if data != photo_bytes(person, size):
        raise ValueError("half a photo")
    return person


@dataclass
class Count:
    """What the oracle found, by the file system and by SQL of its own."""

    places: Counter[str] = field(default_factory=Counter)
    people: Counter[int] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    cards: int = 0
    contacts: int = 0
    drafts: int = 0
    letters: int = 0
    wrong: list[str] = field(default_factory=list)


def count(folder: Path, home: Path) -> Count:
    """Count everything; `wrong` lists what must never be."""
    found = Count()
    seen: Counter[bytes] = Counter()
    for path in files_in(folder):
        if path.suffix == ".toml" or path.name.endswith(".reason.txt"):
            continue
        place = path.relative_to(folder).parts[0]
        found.places[place if place in ("done", "quarantine") else "inbox"] += 1
        data = path.read_bytes()
        seen[data] += 1
        try:
            found.people[person_in(data)] += 1
        except (ValueError, IndexError):
            if place == "done":
                found.wrong.append(f"{path}: half a photo in done")
        if place == "quarantine" and not path.with_name(path.name + ".reason.txt").exists():
            found.wrong.append(f"{path}: no reason")
    with closing(sqlite3.connect(f"file:{home / 'cardscan.db'}?mode=ro", uri=True, timeout=30)) as database:

        def number(query: str) -> int:
            return int(database.execute(query).fetchone()[0])

        found.states.update(dict(database.execute("SELECT state, count(*) FROM arrivals GROUP BY state").fetchall()))
        found.cards, found.contacts, found.drafts = (
            number(f"SELECT count(*) FROM {table}")  # noqa: S608
            for table in ("cards", "contacts", "drafts")
        )
        if number(
            "SELECT count(*) FROM (SELECT 1 FROM contact_values WHERE kind='email' GROUP BY value HAVING count(*)>1)"
        ):
            found.wrong.append("a person twice")
        if number("SELECT count(*) FROM (SELECT 1 FROM drafts GROUP BY contact_id HAVING count(*)>1)"):
            found.wrong.append("two drafts for one person")
        listed = {row[0] for row in database.execute("SELECT file FROM drafts")}
        if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            found.wrong.append("the store is damaged")
    letters = set(map(str, (home / "drafts").glob("*.eml")))
    found.letters = len(letters)
    if listed - letters:
        found.wrong.append(f"{len(listed - letters)} drafts without a letter")
    return found


def states(home: Path) -> Counter[str]:
    """The ledger by state, at any moment; empty while there is none."""
    try:
        with closing(sqlite3.connect(f"file:{home / 'cardscan.db'}?mode=ro", uri=True, timeout=30)) as database:
            return Counter(dict(database.execute("SELECT state, count(*) FROM arrivals GROUP BY state").fetchall()))
    except sqlite3.OperationalError:
        return Counter()


def files_in(folder: Path) -> Iterator[Path]:
    """All regular files."""
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def main() -> int:
    """FOLDER HOME."""
    found = count(Path(sys.argv[1]), Path(sys.argv[2]))
    twice = [person for person, often in found.people.items() if often > 1]
    print(f"files by place: {dict(found.places)}; photos in the ledger by state: {dict(found.states)}")
    print(f"{found.cards} cards, {found.contacts} contacts, {found.drafts} drafts, {found.letters} letters")
    print(f"{len(found.people)} different photos, {len(twice)} of them twice; wrong: {found.wrong or 'nothing'}")
    return 1 if found.wrong or twice else 0


if __name__ == "__main__":
    sys.exit(main())
