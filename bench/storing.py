"""Part of `make bench`: what a card costs in a small store and in a large one, and how quick the search is."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.duplicate_set import Card, Generator
from cardscan.contacts.keys import match_keys
from cardscan.contacts.match import match
from cardscan.model.contact import Verdict
from cardscan.model.reading import CardReading
from cardscan.store import Store, Transaction, open_store
from cardscan.store.schema import contact_values, contacts
from cardscan.store.schema import match_keys as stored_keys
from cardscan.store.search import words
from cardscan.store.values import take_apart, value_key

SIZES = (1_000, 10_000, 100_000)
PROBES = 200
QUERIES = ("schneider", "anna optik", "info", "+4930", "ju mül", "nordtec gmbh", "nobodyatall")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """A row a size: milliseconds for matching and storing one card (CPU and wall), and for the slowest search."""
    stored, further = Generator(3).cards(max(sizes), PROBES * len(sizes), 0)
    yield (
        f"{'contacts':>10}{'add, CPU ms':>14}{'add, wall ms':>14}{'growth':>9}"
        f"{'search, CPU ms':>18}{'page, CPU ms':>14}"
    )
    first: float | None = None
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "bench.db", keys_of=match_keys) as store:
        done = 0
        for size in sizes:
            _fill(store, stored[done:size], done)
            done = size
            probes, further = further[:PROBES], further[PROBES:]
            costs = [_timed(lambda card=card: _add_one(store, card)) for card in probes]  # type: ignore[misc]
            cpu, wall = (statistics.median(each) * 1000 for each in zip(*costs, strict=True))
            first = first or cpu
            search = max(min(_timed(lambda q=q: store.find(q, limit=50))[0] for _ in range(3)) for q in QUERIES)  # type: ignore[misc]
            page = min(_timed(lambda: store.lines(limit=100))[0] for _ in range(3))
            yield f"{size:>10,}{cpu:>14.1f}{wall:>14.1f}{cpu / first:>8.2f}x{search * 1000:>18.1f}{page * 1000:>14.1f}"


def _fill(store: Store, cards: list[Card], start: int) -> None:
    """The rows that `add_contact` would write, thousands in one statement: only what is measured goes one by one.

    Numbers leave room for those that were measured before.
    """
    for at in range(0, len(cards), 5_000):
        rows: dict[sa.Table, list[dict[str, Any]]] = {contacts: [], contact_values: [], stored_keys: []}
        documents = []
        for number, card in enumerate(cards[at : at + 5_000], 10 * start + at + 1):
            details = card.details
            name = details.name.full if details.name else ""
            email = next(iter(details.emails), None)
            phone = next((each.e164 for each in details.phones), None)
            line = {"display_name": name, "organization": details.organization, "email": email, "phone": phone}
            fixed = {"relation": "met", "recommendation": "none", "created_at": NOW, "revised": NOW}
            rows[contacts].append({"id": number, "uid": f"urn:bench:{number}", **line, **fixed})
            parts = take_apart(details)
            rows[contact_values] += [
                {
                    "contact_id": number,
                    "kind": kind,
                    "value": value,
                    "value_key": value_key(kind, value),
                    "origin": "card",
                    "confidence": 0.5,
                    "position": position,
                    "created_at": NOW,
                }
                for position, (kind, value) in enumerate(parts)
            ]
            keys = match_keys(details)
            rows[stored_keys] += [{"contact_id": number, "kind": key.kind, "key": key.key} for key in keys]
            texts = " ".join(str(value) for _, value in parts)
            names = " ".join(words(f"{name} {details.organization or ''}"))
            documents.append({"id": number, "names": names, "texts": " ".join(words(texts))})
        with store._engine.begin() as connection:
            for table, values in rows.items():
                connection.execute(sa.insert(table), values)
            insert = "INSERT INTO contact_search (rowid, names, texts) VALUES (:id, :names, :texts)"
            connection.execute(sa.text(insert), documents)


def _add_one(store: Store, card: Card) -> None:
    """As a scan does: find candidates, compare, store, commit."""
    with store.transaction() as tx:
        _take(tx, card)


def _take(tx: Transaction, card: Card) -> None:
    found = match(card.details, tx.candidates(card.details))
    reading = CardReading(card.details)
    if found.verdict is not Verdict.SAME:
        tx.add_contact(reading, uid=f"urn:probe:{time.perf_counter_ns()}", now=NOW)


def _timed(call: Callable[[], object]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    call()
    return time.process_time() - cpu, time.perf_counter() - wall


def main() -> int:
    """Print the table."""
    print("\nstoring and finding (SQLite)")
    for line in measure():
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
