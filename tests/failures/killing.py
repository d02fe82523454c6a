"""What is done to a store, in forked processes, each killed at another point.

    python -m tests.failures.killing FOLDER WHAT STEP

FOLDER/base.db is copied for each process to FOLDER/N.db, and the process is killed when it begins its N-th statement,
COMMIT, VACUUM and the search index's own ones among them, or at either end of a request to a server; of STEP such
points one is taken. The last process lives. It prints how many were killed, and the number of the last.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import alembic.command  # a process that is forked has no time to load it
import alembic.config  # noqa: F401
import sqlalchemy as sa

from cardscan.contacts import match_keys
from cardscan.contacts.carddav import AddressBookServer
from cardscan.contacts.carddav_http import UserConnection
from cardscan.model.draft import Letter
from cardscan.model.encounter import Encounter
from cardscan.model.geometry import Quad
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Phone, PhoneType
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import FileStamp, Store, ValueKind, open_store
from cardscan.store.restoring import restore_store
from cardscan.workflows.exchange.importing import import_file
from cardscan.workflows.exchange.pushing import push
from cardscan.workflows.forgetting import forget
from tests.system.book_server import MAKE_BOOK

NOW = datetime(2026, 11, 24, tzinfo=UTC)
LATER = datetime(2026, 11, 25, tzinfo=UTC)
SECRET = "zeta.geheim@x.example"  # noqa: S105 - of the one who is forgotten
IMPORTED = "".join(
    f"BEGIN:VCARD\r\nVERSION:3.0\r\n{lines}\r\nEND:VCARD\r\n"
    for lines in (
        "UID:i1\r\nFN:Ina Import\r\nEMAIL:ina@x.example\r\nBDAY:1980-02-29",
        "UID:i2\r\nFN:Person 1\r\nEMAIL:p1@x.example\r\nTEL:+4930123456",
    )
)


def take_in(store: Store, number: int, name: str = "", email: str = "") -> None:
    """A photo with a card, its contact, a talk and a letter."""
    details = ContactDetails(
        PersonName(name or f"Person {number}", name or "Person", f"{number}"),
        phones=(Phone(PhoneType.WORK, f"030 55500{number}", f"+493055500{number}"),),
        emails=(email or f"p{number}@x.example",),
    )
    reading = CardReading(details)
    card = ScannedCard(0, Quad.whole(9, 5), (9, 5), reading, {}, "drawn", crop_jpeg=b"x" * 100_000)
    photo = ScannedPhoto(f"{number}.jpg", f"{number:064x}", (card,))
    with store.transaction() as tx:
        photo_id = tx.photos.add(photo, stamp=FileStamp(Path(f"/photos/{number}.jpg"), 1, 1), now=NOW)
        card_id = tx.cards.add(photo_id, card, now=NOW)
        contact = tx.people.add(reading, uid=f"urn:uuid:0000-{number:04}", card_id=card_id, now=NOW)
        tx.encounters.add(contact.id, Encounter(talk="lenses"), card_id=card_id, now=NOW)
        letter = Letter(details.emails[0], "Ada", "s", "b", "c", "s", date(2026, 1, 1), "en", f"<{number}@x>")
        tx.drafts.add(contact.id, letter, now=NOW)


def prepare(folder: Path) -> None:
    """base.db with four people, one of whom was made of two; a backup of it; a file to import."""
    with open_store(folder / "base.db", keys_of=match_keys) as store:
        take_in(store, 1)
        take_in(store, 2, "Zeta Geheim", SECRET)
        for number in (3, 4, 5):
            take_in(store, number)
        with store.transaction() as tx:
            tx.duplicates.merge(3, 4, now=NOW, actor="me")
        with (folder / "backup.zip").open("wb") as stream:
            store.back_up(stream, {}, now=NOW)
    shutil.copy(folder / "base.db", folder / "since.db")
    with open_store(folder / "since.db", keys_of=match_keys) as store:
        forget_zeta(store, folder)
    (folder / "in.vcf").write_text(IMPORTED, "utf-8", newline="")


def forget_zeta(store: Store, _: Path) -> None:
    if any(contact.id == 2 for contact in store.people.all()):
        forget(store, 2, reason="asked", now=LATER, actor="me")


def merged(store: Store, kept: int, other: int) -> bool:
    return other in {merge.merged_id for merge in store.people.history(kept).merges}


def merge(store: Store, _: Path) -> None:
    if not merged(store, 1, 5):
        with store.transaction() as tx:
            tx.duplicates.merge(1, 5, now=LATER, actor="me")


def undo(store: Store, _: Path) -> None:
    if merged(store, 3, 4):
        with store.transaction() as tx:
            tx.duplicates.undo_merge(4, now=LATER, actor="me")


def correct(store: Store, _: Path) -> None:
    with store.transaction() as tx:
        tx.people.correct(1, ValueKind.TITLE, ["Head"], now=LATER, actor="me")


def suppress(store: Store, _: Path) -> None:
    with store.transaction() as tx:
        tx.suppression.add_person(1, reason="asked", now=LATER, actor="me")
        tx.suppression.add("p1@x.example", reason="asked", now=LATER, actor="me")


def add(store: Store, _: Path) -> None:
    if not store.photos.has(f"{6:064x}"):
        take_in(store, 6)


def bring_in(store: Store, folder: Path) -> None:
    import_file(store, folder / "in.vcf", now=LATER)


def push_all(store: Store, _: Path) -> None:
    server = AddressBookServer(os.environ["BOOK"], os.environ["BOOK_USER"], os.environ["BOOK_PASSWORD"])
    list(push(store, server, os.environ["BOOK"], store.people.each(), now=LATER))
    server.close()


def own_book(database: Path, folder: Path, *, pushed: bool) -> None:
    """An address book for one process, named as its store; with everybody in it, and changed since, where `pushed`."""
    os.environ["BOOK"] = f"{os.environ['BOOKS']}{database.stem}/"
    connection = UserConnection(os.environ["BOOK"], os.environ["BOOK_USER"], os.environ["BOOK_PASSWORD"])
    assert connection.send("MKCOL", os.environ["BOOK"], MAKE_BOOK, {"Content-Type": "application/xml"}).status == 201
    connection.close()
    if pushed:
        with open_store(database, keys_of=match_keys) as store:
            push_all(store, folder)
            with store.transaction() as tx:
                for contact in tx.people.all():
                    tx.people.correct(contact.id, ValueKind.TITLE, ["Head"], now=LATER, actor="me")


STEPS: dict[str, Callable[[Store, Path], None]] = {
    "add": add,
    "merge": merge,
    "undo": undo,
    "correct": correct,
    "suppress": suppress,
    "forget": forget_zeta,
    "import": bring_in,
    "push": push_all,
    "push again": push_all,
}


def act(what: str, database: Path, folder: Path) -> None:
    """Do it, or go on with it where it was killed."""
    if what == "upgrade":
        open_store(database, keys_of=match_keys).close()
    elif what == "restore":
        restore_store(database, folder / "backup.zip", keys_of=match_keys, drafts_folder=folder / "drafts", now=LATER)
    else:
        with open_store(database, keys_of=match_keys, create=False) as store:
            STEPS[what](store, folder)


class Countdown:
    """Kills this very process at the n-th point."""

    def __init__(self, nth: int) -> None:
        self._left = nth

    def __call__(self, *_: object) -> None:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)


def die_at(nth: int) -> None:
    """From now on every statement that SQLite begins is counted, and every request."""
    count = Countdown(nth)

    def watch(connection: sqlite3.Connection, _: object) -> None:
        connection.set_trace_callback(count)

    sa.event.listen(sa.engine.Engine, "connect", watch)
    send = UserConnection.send

    def counted(self: UserConnection, *args: object, **kwargs: object) -> object:
        count()  # before it leaves
        answer = send(self, *args, **kwargs)  # type: ignore[arg-type]
        count()  # the server has it, and nobody here knows
        return answer

    UserConnection.send = counted  # type: ignore[method-assign, assignment]


def base_for(what: str, folder: Path, nth: int) -> Path:
    """What one process finds."""
    database = folder / f"{nth}.db"
    if what == "restore":  # the place of a store that was lost
        shutil.copy(folder / "since.db.left-alone", folder / f"{nth}.db.left-alone")
    else:
        shutil.copy(folder / "base.db", database)
    if what.startswith("push"):
        own_book(database, folder, pushed=what == "push again")
    return database


def main(folder: Path, what: str, step: int = 1) -> None:
    """One process for each point, until one comes to the end."""
    nth = killed = 0
    while True:
        nth += step if killed else 1
        child = os.fork()
        if not child:
            tempfile.tempdir = str(folder)
            database = base_for(what, folder, nth)
            die_at(nth)
            act(what, database, folder)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            sys.stdout.write(f"{killed} {nth} {os.WEXITSTATUS(status)}\n")
            return
        killed += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
