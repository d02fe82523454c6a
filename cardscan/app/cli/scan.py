"""`cardscan scan`: read the cards on photos, store the contacts and draft the letters."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cardscan.app.cli.options import (
    DAY,
    db_option,
    debug_option,
    debugging,
    reading_options,
    reading_settings,
    settings_from,
)
from cardscan.errors import UsageError


@click.command(short_help="Read the cards on photos and draft the follow-ups.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jsonl", is_flag=True, help="Print the readings, one JSON object a card and line.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the JSON lines to FILE (implies --jsonl).",
)
@click.option("--no-store", is_flag=True, help="Read only: no database, no contacts, no drafts.")
@reading_options
@click.option("--event", metavar="NAME_OR_FILE", help="Where the cards come from: a name, or an event.toml.")
@click.option("--on", "day", type=DAY, metavar="DAY", help="The day of the meetings, whatever the photos say.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes; one a processor by default.")
@db_option
@debug_option
@click.pass_context
def scan(ctx: click.Context, /, paths: tuple[Path, ...], **options: Any) -> None:
    """Read the cards on photos and draft the follow-ups.

    PATHS are photos (JPEG, PNG, WebP, TIFF, BMP, HEIC, AVIF, PDF) or folders of them. Contacts and drafts go to the
    store; nothing is sent. A photo that was scanned before is left as it is, so a stopped scan goes on by running it
    again.

    \b
    cardscan scan ~/Pictures/cards --event "PyData Berlin"
    cardscan scan card.jpg --jsonl --no-store
    """
    if options["no_store"] and options["event"]:
        raise UsageError("--event belongs to the contacts that are stored; leave out --event or --no-store")
    now, day = datetime.now(UTC), options["day"] and options["day"].date()
    if day and options["no_store"]:
        raise UsageError("--on belongs to the contacts that are stored; leave out --on or --no-store")
    if day and day > now.astimezone().date():
        raise UsageError(f"{day} is still to come; name the day on which you met")
    from cardscan.app.cli.scanning import Request, run_scan

    settings = settings_from(
        {
            **reading_settings(options),
            "workers.count": options["workers"],
            "db": options["db"],
        }
    )
    request = Request(
        paths=paths,
        jsonl=options["jsonl"] or options["output"] is not None,
        output=options["output"],
        store=not options["no_store"],
        event=options["event"],
        day=day,
        debug=debugging(ctx),
    )
    ctx.exit(run_scan(request, settings, now=now))
