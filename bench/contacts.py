"""`make bench`: the export of 100,000 contacts as vCard: seconds and peak memory of a process of its own."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from cardscan.contacts.formats.registry import ExportOptions
from cardscan.contacts.matching.keys import match_keys
from cardscan.store import open_store
from cardscan.workflows.exchange.exporting import LossReport, export

CONTACTS = 100_000
# What the store is promised to need for it at most, MB.
MOST_MB = 200
ROOT = Path(__file__).resolve().parents[1]


def fill(database: Path, count: int) -> None:
    """A store with so many people of eight values each, by its own tables: the import of them would take minutes."""
    from cardscan.store.schema import contact_values, contacts

    with open_store(database, keys_of=match_keys):
        pass
    now = datetime(2026, 11, 24, tzinfo=UTC)
    engine = sa.create_engine(f"sqlite:///{database}")
    values = {
        "name": lambda n: {"full": f"Person {n:06} Beispiel", "given": f"Person {n:06}", "family": "Beispiel"},
        "organization": lambda n: f"Beispiel {n % 9_000} GmbH",
        "title": lambda n: f"Head of {n % 70}",
        "email": lambda n: f"person{n}@firm{n % 9_000}.example",
        "phone": lambda n: {"type": "mobile", "printed": f"0170 {n:07}", "e164": f"+49170{n:07}"},
        "url": lambda n: f"https://firm{n % 9_000}.example",
        "address": lambda n: {"printed": f"Musterweg {n % 99}, 10115 Berlin", "street": f"Musterweg {n % 99}"},
        "unassigned": lambda n: f"a line of card {n}",
    }
    with engine.begin() as connection:
        for start in range(1, count + 1, 5_000):
            numbers = range(start, min(start + 5_000, count + 1))
            connection.execute(
                sa.insert(contacts),
                [
                    {"id": n, "uid": f"urn:uuid:{n}", "display_name": f"Person {n:06} Beispiel", "relation": "met"}
                    | {"recommendation": "strong", "created_at": now, "revised": now}
                    for n in numbers
                ],
            )
            connection.execute(
                sa.insert(contact_values),
                [
                    {"contact_id": n, "kind": kind, "value": make(n), "value_key": f"{kind}{n}", "origin": "card"}
                    | {"confidence": 0.9, "position": 0, "created_at": now}
                    for n in numbers
                    for kind, make in values.items()
                ],
            )
    engine.dispose()


def measure(database: Path) -> None:
    """Print contacts, bytes, seconds and the peak resident size in MB of this process."""
    report, written, started = LossReport(), 0, time.perf_counter()
    with open_store(database, keys_of=match_keys, create=False) as store:
        for piece in export(store, store.people.each(), "vcard", ExportOptions(), report):
            written += len(piece)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(report.contacts, written, round(seconds, 1), round(peak))


def main(count: int = CONTACTS) -> int:
    """Print the figures of an export in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "cardscan.db"
        fill(database, count)
        script = "import sys, pathlib, bench.contacts as b; b.measure(pathlib.Path(sys.argv[1]))"
        done = subprocess.run(  # noqa: S603 - our own interpreter and script
            [sys.executable, "-c", script, str(database)], cwd=ROOT, capture_output=True, text=True, check=True
        )
    contacts, octets, seconds, peak = done.stdout.split()
    print(f"\nexport of {int(contacts):,} contacts as vCard 3.0: {int(octets) / 1e6:.0f} MB in {seconds} s", end=", ")
    print(f"peak memory {peak} MB (at most {MOST_MB})")
    return 0 if int(peak) <= MOST_MB else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else CONTACTS))
