"""Part of `make bench`: what a card costs in a small store and in a large one, and how quick the search is."""

from __future__ import annotations

import hashlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.duplicate_set import Card, Generator
from cardscan.config import load_settings
from cardscan.contacts.matching.keys import match_keys
from cardscan.model.geometry import Quad
from cardscan.model.reading import CardReading, Recommendation
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import Store, open_store
from cardscan.store.schema import contact_values, contacts
from cardscan.store.schema import match_keys as stored_keys
from cardscan.store.search import words
from cardscan.store.values import take_apart, value_key
from cardscan.workflows.intake.encounters import Encounters
from cardscan.workflows.intake.intake import Intake

SIZES = (1_000, 10_000, 100_000)
PROBES = 100
QUERIES = ("schneider", "anna optik", "info", "+4930", "ju mül", "nordtec gmbh", "nobodyatall")
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """A row a size: milliseconds for a card of somebody new and of somebody known, and for the slowest search.

    A card is taken in as a scan does it (photo, card, match, contact, search index, commit), with CPU time of this
    process. How much it grows is told by both together, so that neither hides the other.
    """
    people = Generator(3)
    stored, _ = people.cards(max(sizes) + PROBES * len(sizes), 0, 0)
    strangers = stored[max(sizes) :]
    yield (
        f"{'contacts':>10}{'new, CPU ms':>14}{'known, CPU ms':>16}{'both, wall ms':>16}{'growth':>9}"
        f"{'search, CPU ms':>18}{'page, CPU ms':>14}"
    )
    first: float | None = None
    with tempfile.TemporaryDirectory() as folder, _taking_in(Path(folder)) as (store, intake, photo):
        done = 0
        for size in sizes:
            _fill(store, stored[done:size], done)
            done = size
            new, strangers = strangers[:PROBES], strangers[PROBES:]
            # Mixed, so that what the machine does beside it falls on both alike.
            cards = list(zip(new, people.again(stored[:size], PROBES), strict=True))
            costs = [[_timed(lambda card=card: _take(intake, photo, card)) for card in pair] for pair in cards]  # type: ignore[misc]
            cpu = [statistics.median(pair[which][0] for pair in costs) * 1000 for which in (0, 1)]
            wall = statistics.median(pair[0][1] + pair[1][1] for pair in costs) * 1000 / 2
            first = first or sum(cpu)
            search = max(min(_timed(lambda q=q: store.people.find(q, limit=50))[0] for _ in range(3)) for q in QUERIES)  # type: ignore[misc]
            page = min(_timed(lambda: store.people.lines(limit=100))[0] for _ in range(3))
            yield (
                f"{size:>10,}{cpu[0]:>14.1f}{cpu[1]:>16.1f}{wall:>16.1f}{sum(cpu) / first:>8.2f}x"
                f"{search * 1000:>18.1f}{page * 1000:>14.1f}"
            )


@contextmanager
def _taking_in(folder: Path) -> Iterator[tuple[Store, Intake, Path]]:
    settings, photo = load_settings(files=(), environment={}, home=folder), folder / "photo.jpg"
    with open_store(settings.database, keys_of=match_keys) as store:
        yield store, Intake(store, settings, Encounters([(photo, folder)]), (), now=NOW), photo


def _fill(store: Store, cards: list[Card], start: int) -> None:
    """The rows that `People.add` would write, thousands in one statement: only what is measured goes one by one.

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


def _take(intake: Intake, photo: Path, card: Card) -> None:
    """One photo with this card on it."""
    details = card.details
    texts = [str(value) for _, value in take_apart(details)]
    reading = CardReading(details, recommendation=Recommendation.STRONG, text=tuple(texts))
    scanned = ScannedCard(0, Quad.whole(900, 500), (900, 500), reading, {}, "bench", crop_jpeg=bytes(30_000))
    sha256 = hashlib.sha256(f"{id(card)} {texts}".encode()).hexdigest()
    intake.take(ScannedPhoto("photo.jpg", sha256, (scanned,)), photo)


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
