"""Part of `make bench`: what a card costs in a small store and in a large one, and how quick the search is."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.duplicate_set import Card, Generator
from cardscan.contacts.keys import match_keys
from cardscan.contacts.match import match
from cardscan.model.contact import Verdict
from cardscan.model.reading import CardReading
from cardscan.store import Store, Transaction, open_store

SIZES = (1_000, 10_000, 100_000)
PROBES = 200
QUERIES = ("schneider", "anna optik", "info", "+4930", "ju mül", "nordtec gmbh", "nobodyatall")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """A row a size: milliseconds for matching and storing one card (CPU and wall), and for searches."""
    stored, further = Generator(3).cards(max(sizes), PROBES * len(sizes), 0)
    yield (
        f"{'contacts':>10}{'add, CPU ms':>14}{'add, wall ms':>14}{'growth':>9}"
        f"{'search, worst ms':>18}{'list page ms':>14}"
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
            search = max(min(_timed(lambda q=q: store.find(q, limit=50))[1] for _ in range(3)) for q in QUERIES)  # type: ignore[misc]
            page = min(_timed(lambda: store.lines(limit=100))[1] for _ in range(3))
            yield f"{size:>10,}{cpu:>14.1f}{wall:>14.1f}{cpu / first:>8.2f}x{search * 1000:>18.1f}{page * 1000:>14.1f}"


def _fill(store: Store, cards: list[Card], start: int) -> None:
    for at in range(0, len(cards), 5_000):
        with store.transaction() as tx:
            for number, card in enumerate(cards[at : at + 5_000], start + at):
                tx.add_contact(CardReading(card.details), uid=f"urn:bench:{number}", now=NOW)


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
