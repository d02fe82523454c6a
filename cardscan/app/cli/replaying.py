"""Run `cardscan replay`: read again, compare with the stored readings, print, and store if asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from cardscan.app.cli.console import counted, plain
from cardscan.config import Settings
from cardscan.contacts.matching.keys import match_keys
from cardscan.errors import CardscanError, ExitCode, PhotoError
from cardscan.model.scan import PhotoFile, ScannedPhoto, json_records
from cardscan.reading.imaging import read_photo_file
from cardscan.reading.openers import PRELOADED, ScannerOpener
from cardscan.store import Store, StoredCard, open_store
from cardscan.workers import Job, Outcome, Pool
from cardscan.workflows.intake.sources import list_photos

# Parts of a reading that are compared besides every property of its contact.
_HEAD = ("recommendation", "country", "language")


def run_replay(paths: tuple[Path, ...], settings: Settings, *, apply: bool, now: datetime) -> ExitCode:
    """Run the replay, print the outcome, and return the exit code."""
    listing = list_photos(paths)
    photos = changed = failed = unknown = 0
    with (
        open_store(settings.database, keys_of=match_keys, create=False) as store,
        Pool[ScannedPhoto](ScannerOpener(settings.reading), settings.workers, preload=PRELOADED) as pool,
    ):
        for outcome in pool.run(_jobs([source.path for source in listing.sources], store)):
            photos += 1
            if outcome.value is None and outcome.error is None:
                unknown += 1
                continue
            lines = list(_compared(outcome, store))
            for line in lines:
                click.echo(line)
            failed += outcome.error is not None
            changed += bool(lines) and outcome.error is None
            if apply and outcome.value is not None:
                _keep(outcome.value, store, now)
    click.echo(
        f"{counted(photos - unknown - failed, 'photo')} read again, {changed:,} with another reading"
        + (", the new readings are kept." if apply else "; --apply keeps the new readings.")
    )
    if unknown:
        click.echo(f"{counted(unknown, 'photo')} left out: not in the store; read with: cardscan scan")
    return ExitCode.FAILED if failed else ExitCode.OK


def _jobs(paths: list[Path], store: Store) -> Iterator[Job | Outcome[ScannedPhoto]]:
    for path in paths:
        try:
            data = read_photo_file(path)
        except PhotoError as error:
            yield Outcome(path.name, error=error)
            continue
        if store.photos.has(hashlib.sha256(data).hexdigest()):
            yield Job(path.name, PhotoFile(path.name, data))
        else:
            yield Outcome(path.name)


def _compared(outcome: Outcome[ScannedPhoto], store: Store) -> Iterator[str]:
    """Yield one line for each difference, under the photo's name."""
    if outcome.value is None:
        yield f"{plain(outcome.name)}: {plain(_said(outcome.error))}"
        return
    before = {card.index: card for card in store.cards.all(sha256=outcome.value.sha256)}
    after = {record["card"]: record for record in json_records(outcome.value) if record["card"] is not None}
    lines = []
    for index in sorted(before.keys() | after.keys()):
        label = f"card {index + 1}"
        if index not in after:
            lines.append(f"  {label}: is not found any more; what was read of it stays")
        elif index not in before:
            lines.append(f"  {label}: is found now; `cardscan scan` does not take it in, since the photo is known")
        else:
            lines += [f"  {label}: {line}" for line in differences(before[index].reading, after[index])]
    if lines:
        yield f"{plain(outcome.name)}:"
        yield from lines


def _said(error: CardscanError | None) -> str:
    return error.reason if isinstance(error, PhotoError) else str(error or "no answer")


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return what differs between two records of the JSON contract, one line a property."""
    lines = []
    old, new = before.get("contact") or {}, after.get("contact") or {}
    pairs = [(name, before.get(name), after.get(name)) for name in _HEAD]
    pairs += [(name, old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new))]
    for name, was, now in pairs:
        if _shown(was) != _shown(now):
            lines.append(f"{name}: {_shown(was) or '(nothing)'} -> {_shown(now) or '(nothing)'}")
    return lines


def _shown(value: Any) -> str:
    """Return a value for comparison by a person, without empty parts and key order."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(part)}" for key, part in sorted(value.items()) if _shown(part))
    if isinstance(value, list | tuple):
        return "; ".join(_shown(part) for part in value)
    return "" if value is None else plain(value)


def _keep(photo: ScannedPhoto, store: Store, now: datetime) -> None:
    """Store the new readings in place of the old ones. The store itself keeps what a person said."""
    with store.transaction() as tx:
        known: dict[int, StoredCard] = {card.index: card for card in tx.cards.all(sha256=photo.sha256)}
        if not known:
            return
        photo_id = tx.photos.add(photo, now=now)
        for card in photo.cards:
            if card.index not in known:
                continue
            contact_id = known[card.index].contact_id
            card_id = tx.cards.add(photo_id, card, now=now)
            if contact_id is not None and not card.reading.details.empty:
                tx.people.attach_card(contact_id, card_id, card.reading, now=now)
                tx.audit.note(f"contact {contact_id}", "read again", after=photo.name, now=now, actor="cardscan")
