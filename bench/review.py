"""Part of `make bench`: how long the review page's queue and its verbs take in a large store, and what it weighs.

    python -m bench.review [--contacts 10000] [--drafts 1000]

Times are of one request to a running page on this machine, the best and the median of several. The median decides, for
it is what a person waits; the page's own processor time tells whether other work on the machine is to blame.
"""

from __future__ import annotations

import argparse
import http.client
import io
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from PIL import Image

from cardscan.contacts.matching.keys import match_keys
from cardscan.store import Store, open_store
from cardscan.store.records import ValueKind
from cardscan.store.schema import cards, contact_values, contacts, drafts, encounters, photos
from cardscan.store.values import value_key

CONTACTS, DRAFTS = 10_000, 1_000
# What is promised: milliseconds of the first queue page and of any verb, bytes of a page besides the pictures.
QUEUE_MS, VERB_MS, PAGE_BYTES = 150, 50, 150_000
TRIES = 9
NOW = datetime.now(UTC)
# Path and form (None: a page is asked for) of the so-manieth request.
Asked = Callable[[int], tuple[str, dict[str, Any] | None]]
WORDS = ("glass", "tin", "paper", "maps", "bridges", "bread", "clocks", "ferries", "seeds", "wool", "lamps", "kites")


@dataclass
class Page:
    """A running review page."""

    process: subprocess.Popen[str]
    port: int
    cookie: str

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> tuple[int, bytes]:
        """One request as the browser sends it: status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        host = f"127.0.0.1:{self.port}"
        headers = {"Host": host, "Cookie": self.cookie, "Origin": f"http://{host}"}
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def cpu_s(self) -> float:
        """Processor time of the page so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the table; exit code 1 where a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=CONTACTS)
    parser.add_argument("--drafts", type=int, default=DRAFTS)
    options = parser.parse_args()
    kept = True
    with tempfile.TemporaryDirectory() as place:
        db = Path(place) / "review.db"
        with open_store(db, keys_of=match_keys) as store:
            fill(store, options.contacts, options.drafts)
            with running(db, Path(place) / "home") as page:
                print(f"{options.contacts:,} contacts, {options.drafts:,} open letters")
                print(f"{'':<24}{'best ms':>9}{'median ms':>11}{'CPU ms':>9}{'asked ms':>10}")
                for name, asked, call in requests(page, store):
                    walls, cpu = measured(page, call)
                    kept &= statistics.median(walls) < asked
                    print(f"{name:<24}{min(walls):>9.1f}{statistics.median(walls):>11.1f}{cpu:>9.1f}{asked:>10}")
                heaviest = max(weight(page, path) for path in ("/", "/person/1", "/people", "/duplicates", "/network"))
                kept &= heaviest < PAGE_BYTES
                print(f"{'heaviest page, KB':<24}{heaviest / 1000:>29.1f}{PAGE_BYTES / 1000:>10.0f}")
    raise SystemExit(0 if kept else 1)


def measured(page: Page, call: Asked) -> tuple[list[float], float]:
    """Wall times and mean CPU time of one request, ms; every one must succeed."""
    walls, before = [], page.cpu_s()
    for number in range(TRIES):
        path, form = call(number)  # what the form holds is looked up before the clock starts
        started = time.perf_counter()
        status, _ = page.ask("GET" if form is None else "POST", path, form)
        walls.append(1000 * (time.perf_counter() - started))
        if status >= 400:
            raise SystemExit(f"a request was answered with {status}; nothing is measured")
    return walls, 1000 * (page.cpu_s() - before) / TRIES


def requests(page: Page, store: Store) -> Iterator[tuple[str, int, Asked]]:
    """(name, what is promised in ms, one call); each call of a verb is on a person of its own."""
    page.ask("GET", "/")  # loads the templates
    yield "queue", QUEUE_MS, lambda _: ("/", None)
    yield "queue, later page", QUEUE_MS, lambda n: (f"/?page={100 + n}", None)
    yield "person", QUEUE_MS, lambda n: (f"/person/{n + 1}", None)
    yield "search people", QUEUE_MS, lambda n: (f"/people?q=person+{n}", None)
    first = store.drafts.all()[0].contact_id

    def verb(path: str, base: int, **form: Any) -> Asked:
        def call(number: int) -> tuple[str, dict[str, Any]]:
            contact = base + number
            return f"/person/{contact}/{path}", {"seen": store.review.seen(contact), **form}

        return call

    def letter(path: str, base: int, **form: Any) -> Asked:
        def call(number: int) -> tuple[str, dict[str, Any]]:
            draft = store.drafts.all(contact_id=base + number)[0]
            text = {"subject": draft.letter.subject, "body": draft.letter.body, "revision": draft.revision}
            return f"/draft/{draft.id}/{path}", text | form

        return call

    page.ask(
        "POST", f"/person/{first + 900}/confirm", {"seen": store.review.seen(first + 900)}
    )  # starts the letter process
    plain = 2_000
    yield "confirm, drafts", VERB_MS, verb("confirm", plain)
    yield "fix", VERB_MS, verb("fix/title-0", plain + 100, **{"person": 1, "value.title-0": "Owner"})
    yield "context, drafts", VERB_MS, verb("context", plain + 200, line="talked about boats; I send it by Friday")
    yield "let go", VERB_MS, verb("let-go", plain + 300)
    yield "later", VERB_MS, verb("later", plain + 400, day="2999-01-01")
    yield "followed up", VERB_MS, verb("done", plain + 500)
    yield "block", VERB_MS, verb("suppress", plain + 600, sure="yes")
    yield "undo", VERB_MS, lambda _: ("/undo", {})
    yield "save a letter", VERB_MS, letter("save", first, body="Another text, by hand.")
    yield "another wording", VERB_MS, letter("another", first + 100)
    yield "another language", VERB_MS, letter("language", first + 200, language="de")
    yield "approve", VERB_MS, letter("approve", first + 300)


def weight(page: Page, path: str) -> int:
    """Bytes of a page with its style, script and icon, without the pictures of cards."""
    parts = [path, "/static/review.css", "/static/keys.js", "/static/review.js", "/static/icon.svg"]
    return sum(len(page.ask("GET", part)[1]) for part in parts)


def fill(store: Store, people: int, letters: int) -> None:
    """So many people with a card and a talk each, the first of them with a letter; thousands in one statement."""
    picture = io.BytesIO()
    Image.new("RGB", (700, 400), (240, 238, 230)).save(picture, "JPEG")
    rows: dict[sa.Table, list[dict[str, Any]]] = {
        table: [] for table in (photos, contacts, cards, contact_values, encounters, drafts)
    }
    for number in range(1, people + 1):
        name, firm, email = f"Person {number} Beispiel", f"Firm {number % 900}", f"person{number}@firm.example"
        rows[photos].append({"id": number, "sha256": f"{number:064x}", "name": f"{number}.jpg", "folder": "",
                             "state": "done", "version": "bench", "scanned_at": NOW})  # fmt: skip
        rows[contacts].append({"id": number, "uid": f"urn:bench:{number}", "display_name": name, "organization": firm,
                               "email": email, "relation": "met", "created_at": NOW, "revised": NOW,
                               "recommendation": "strong" if number % 3 else "medium"})  # fmt: skip
        fields = [{"kind": "email", "value": email, "raw": email, "confidence": 0.9, "box": [10, 10, 300, 30],
                   "reasons": ["has an @"], "alternatives": []}]  # fmt: skip
        rows[cards].append({"id": number, "photo_id": number, "card_index": 0, "page": 0, "quad": [], "engine": "bench",
                            "version": "bench", "recommendation": "strong", "contact_id": number, "read_at": NOW,
                            "reading": {"fields": fields, "size": [700, 400], "text": [name, firm, email]},
                            "crop_jpeg": picture.getvalue()})  # fmt: skip
        phone = {"type": "work", "printed": f"030 {number:07}", "e164": f"+4930{number:07}"}
        values = [(ValueKind.NAME, {"full": name, "given": "Person", "family": "Beispiel"}),
                  (ValueKind.ORGANIZATION, firm), (ValueKind.TITLE, "Engineer"), (ValueKind.EMAIL, email),
                  (ValueKind.PHONE, phone)]  # fmt: skip
        rows[contact_values] += [
            {"contact_id": number, "kind": kind, "value": value, "value_key": value_key(kind, value), "position": at,
             "origin": "card", "confidence": 0.97, "created_at": NOW, "card_id": number}
            for at, (kind, value) in enumerate(values)
        ]  # fmt: skip
        talk = (
            " ".join(WORDS[(number * step) % len(WORDS)] for step in (1, 3, 5, 7))
            if number % 2 or number <= letters
            else ""
        )
        rows[encounters].append({"contact_id": number, "event": "Sample Fair", "day": NOW.date(), "talk": talk,
                                 "origin": "handed_over", "depth": "real_talk" if talk else "unknown", "promises": [],
                                 "their_promises": [], "next_step": "", "note": "", "created_at": NOW,
                                 "has_conversation": bool(talk), "card_id": number})  # fmt: skip
        if number <= letters:
            body = f"Hello {number},\n\nour talk about {talk or 'nothing'} has stayed with me.\n\nBest\nRobin\n"
            rows[drafts].append({"contact_id": number, "state": "drafted", "recipient": email, "recipient_name": name,
                                 "subject": f"Letter {number}", "body": body, "cadence": "conference", "step": "first",
                                 "due": NOW.date(), "language": "en", "message_id": f"<{number:020x}@sample.example>",
                                 "created_at": NOW, "changed_at": NOW})  # fmt: skip
    with store._engine.begin() as connection:
        for table, values in rows.items():
            for at in range(0, len(values), 2_000):
                connection.execute(sa.insert(table), values[at : at + 2_000])
        names = "INSERT INTO contact_search (rowid, names, texts) VALUES (:id, :names, '')"
        connection.execute(sa.text(names), [{"id": n, "names": f"person {n} beispiel"} for n in range(1, people + 1)])


class running:  # noqa: N801 - used as a function
    """`cardscan review` over this store, for the length of a `with` block."""

    def __init__(self, db: Path, home: Path) -> None:
        environment = {**os.environ, "CARDSCAN_HOME": str(home), "CARDSCAN_SENDER_NAME": "Robin Sample",
                       "CARDSCAN_SENDER_EMAIL": "robin@sample.example.org"}  # fmt: skip
        command = [sys.executable, "-m", "cardscan", "review", "--no-browser", "--db", str(db)]
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603

    def __enter__(self) -> Page:
        """Wait for the address and open it."""
        assert self._process.stdout  # noqa: S101 - asked for above
        found = re.search(r"http://127.0.0.1:(\d+)(\S+)", self._process.stdout.readline())
        if found is None:
            raise SystemExit("the review page did not start")
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=60)
        connection.request("GET", found[2])
        cookie = (connection.getresponse().getheader("set-cookie") or "").partition(";")[0]
        return Page(self._process, int(found[1]), cookie)

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(20)


if __name__ == "__main__":
    main()
