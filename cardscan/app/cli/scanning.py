"""Run `cardscan scan`: list the photos, spread them over processes, then store and print the outcomes."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import click

from cardscan.app.cli.console import counted, json_bytes, output_stream, plain
from cardscan.app.cli.progress import ScanProgress
from cardscan.app.cli.summary import Summary
from cardscan.config import Settings
from cardscan.errors import ExitCode, PhotoError, StoppedError
from cardscan.model.card_outcome import CardOutcome
from cardscan.model.scan import PhotoFile, ScannedPhoto, json_lines
from cardscan.reading.imaging import read_photo_file
from cardscan.reading.openers import PRELOADED, ScannerOpener
from cardscan.workers import Job, Outcome, Pool
from cardscan.workflows.intake.encounters import Encounters
from cardscan.workflows.intake.intake import NO_SENDER_YET, Intake, open_intake
from cardscan.workflows.intake.sources import Listing, Source, list_photos


@dataclass(frozen=True, slots=True)
class Request:
    """What the command line asked for.

    Attributes:
        output: Where to write the JSON lines; None is standard output.
        store: Whether to store contacts and drafts.
        event: An event's name, or the path of an event.toml.
        day: The day of the meetings; None takes it from the notes and the photos.
        debug: Whether to show tracebacks and what C libraries print.
    """

    paths: tuple[Path, ...]
    jsonl: bool
    output: Path | None
    store: bool
    event: str | None
    day: date | None
    debug: bool


@dataclass(frozen=True, slots=True)
class _Ticket:
    """What the parent keeps about a photo while a process reads it."""

    source: Source
    sha256: str = ""
    known: bool = False


def run_scan(request: Request, settings: Settings, *, now: datetime) -> ExitCode:
    """Run the scan, print the outcome, and return the exit code."""
    listing = list_photos(request.paths)
    summary = Summary(listing=listing, failures=list(listing.problems))
    with contextlib.ExitStack() as stack:
        photos = [(source.path, source.root) for source in listing.sources] if request.store else []
        encounters = Encounters(
            photos, request.event, day=request.day
        )  # read first, so that a typo there is reported before the scan
        intake = None
        if request.store:
            intake = stack.enter_context(open_intake(settings, [path for path, _ in photos], encounters, now=now))
        out = stack.enter_context(output_stream(request.output)) if request.jsonl else None
        pool: Pool[ScannedPhoto] = stack.enter_context(
            Pool(
                ScannerOpener(settings.reading),
                settings.workers,
                preload=PRELOADED,
                quiet=not request.debug,
            )
        )
        progress = stack.enter_context(ScanProgress(len(listing.sources)))
        try:
            for outcome in pool.run(_jobs(listing, intake, request)):
                cards = _take(outcome, intake, out, summary)
                if request.debug and outcome.detail:
                    click.echo(outcome.detail, err=True)
                progress.advance(cards)
        except KeyboardInterrupt:
            raise StoppedError(_how_to_go_on(summary, len(listing.sources), request)) from None
    summary.failures += encounters.problems.values()
    summary.guessed = encounters.guessed
    _close(summary, settings, request)
    if intake is not None and intake.sender_wanted and summary.cards:
        click.echo(NO_SENDER_YET, err=request.jsonl and request.output is None)
    return ExitCode.FAILED if summary.failures else ExitCode.OK


def _jobs(listing: Listing, intake: Intake | None, request: Request) -> Iterator[Job | Outcome[ScannedPhoto]]:
    """Yield each photo as a job for a process, or as an outcome if it needs none."""
    seen: set[str] = set()
    for source in listing.sources:
        name = source.path.name
        if intake is not None and intake.known_file(source.path):
            yield Outcome(name, tag=_Ticket(source, known=True))
            continue
        try:
            data = read_photo_file(source.path)
        except PhotoError as error:
            yield Outcome(name, error=error, tag=_Ticket(source))
            continue
        digest = hashlib.sha256(data).hexdigest()
        if intake is not None and (digest in seen or intake.known_bytes(digest)):
            yield Outcome(name, tag=_Ticket(source, digest, known=True))
            continue
        seen.add(digest)
        yield Job(name, PhotoFile(name, data, crops=request.store), tag=_Ticket(source, digest))


def _take(outcome: Outcome[ScannedPhoto], intake: Intake | None, out: BinaryIO | None, summary: Summary) -> int:
    """Store, print and count one photo; return its number of cards."""
    ticket: _Ticket = outcome.tag
    summary.photos += 1
    photo = _photo_known(outcome, summary) if ticket.known else _photo_read(outcome, summary)
    if intake is not None:
        for stored in _stored(photo, ticket, intake):
            _count(stored, summary)
    if out is not None:
        for line in json_lines(photo):
            out.write(json_bytes(line))
        out.flush()
    return len(photo.cards)


def _photo_known(outcome: Outcome[ScannedPhoto], summary: Summary) -> ScannedPhoto:
    summary.known += 1
    reason = "already scanned; --no-store reads it again"
    return ScannedPhoto(outcome.name, outcome.tag.sha256, reason=reason)


def _photo_read(outcome: Outcome[ScannedPhoto], summary: Summary) -> ScannedPhoto:
    """Return what was read, or a photo that says why nothing could be read."""
    if outcome.error is not None or outcome.value is None:
        reason = outcome.error.reason if isinstance(outcome.error, PhotoError) else str(outcome.error)
        if outcome.error is not None:
            summary.unread += 1
            summary.failures.append(outcome.error)
        return ScannedPhoto(outcome.name, outcome.tag.sha256, reason=reason, failed=True)
    photo = outcome.value
    summary.cards += len(photo.cards)
    if not photo.cards:
        summary.empty.append((photo.name, photo.reason or "no card found"))
    if photo.rest:
        summary.rests.append((photo.name, photo.rest))
    return photo


def _stored(photo: ScannedPhoto, ticket: _Ticket, intake: Intake) -> list[CardOutcome]:
    """Store a photo; for a known one, only record its path and the notes beside it."""
    if not ticket.known:
        return intake.take(photo, ticket.source.path)
    if ticket.sha256:
        intake.seen_again(ticket.sha256, ticket.source.path)
    return intake.notes_of_known(ticket.source.path, ticket.sha256)


def _count(stored: CardOutcome, summary: Summary) -> None:
    summary.noted += stored.noted
    if stored.verdict is not None:
        summary.verdicts[stored.verdict.value] += 1
    if stored.review:
        summary.review.append((stored.name, stored.review))
    if stored.side:
        summary.sides.append((stored.name, stored.side))
    if stored.context:
        summary.context.append((stored.name, stored.context))
    if stored.draft:
        summary.drafts.append(stored.draft)


def _close(summary: Summary, settings: Settings, request: Request) -> None:
    """Print the summary: on standard output, or on standard error beside the JSON lines."""
    where_to_err = request.jsonl and request.output is None
    if not summary.listing.sources and not summary.failures:
        click.echo(f"No photos in {', '.join(plain(path) for path in request.paths)}.", err=True)
        for line in summary.left_out():
            click.echo(line, err=True)
        return
    for line in summary.lines(stored=request.store, drafts_folder=str(settings.drafts_folder)):
        click.echo(line, err=where_to_err)
    if request.output is not None:
        click.echo(f"Readings: {plain(request.output)}")
    if request.store and summary.cards and not where_to_err:
        click.echo("See them: cardscan contacts list · cardscan drafts list · decide on a page: cardscan review")


def _how_to_go_on(summary: Summary, total: int, request: Request) -> str:
    done = f"stopped after {summary.photos:,} of {counted(total, 'photo')}"
    if request.store:
        return f"{done}; these are stored, run the same command again to go on"
    return f"{done}; {plain(request.output)} is left as it was" if request.output else done
