"""`cardscan scan`: photos in, contacts and drafts out."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cardscan.app.cli.options import db_option, debug_option, debugging, settings_from
from cardscan.errors import UsageError

_COUNTRY = re.compile(r"[A-Za-z]{2}")
_LANGUAGE = re.compile(r"[A-Za-z_]{2,20}(/[A-Za-z_]{2,20})?")


def _country(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    if value is not None and not _COUNTRY.fullmatch(value):
        raise click.BadParameter("write the two letters of the country, such as DE or US (ISO 3166-1).")
    return value.upper() if value else None


def _languages(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...] | None:  # noqa: ARG001
    if value is None:
        return None
    codes = tuple(part.strip() for part in value.replace("+", ",").split(",") if part.strip())
    if not codes or not all(_LANGUAGE.fullmatch(code) for code in codes):
        raise click.BadParameter("write Tesseract's codes with commas, such as eng,deu.")
    return codes


@click.command(short_help="Read the cards on photos and draft the follow-ups.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--jsonl", is_flag=True, help="Print the readings, one JSON object a card and line.")
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the JSON lines to FILE (implies --jsonl)."
)
@click.option("--no-store", is_flag=True, help="Read only: no database, no contacts, no drafts.")
@click.option("--country", metavar="CC", callback=_country, help="Country of numbers without +, such as DE.")
@click.option("--languages", metavar="CODES", callback=_languages, help="Languages to read, such as eng,deu.")
@click.option("--event", metavar="NAME_OR_FILE", help="Where the cards come from: a name, or an event.toml.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes; one a processor by default.")
@click.option(
    "--engine", type=click.Choice(["auto", "tesserocr", "pytesseract"]), help="The Tesseract binding to read with."
)
@click.option(
    "--second-reader",
    type=click.Choice(["auto", "off", "always"]),
    help="The neural reader: where Tesseract is in doubt, never, or always.",
)
@db_option
@debug_option
@click.pass_context
def scan(ctx: click.Context, /, paths: tuple[Path, ...], **options: Any) -> None:
    """Read the cards on photos and draft the follow-ups.

    PATHS are photos (JPEG, PNG, WebP, TIFF, BMP, HEIC, PDF) or folders of them. Contacts and drafts go to the store;
    nothing is sent. A photo that was scanned before is left as it is, so a stopped scan goes on by running it again.

    \b
    cardscan scan ~/Pictures/cards --event "PyData Berlin"
    cardscan scan card.jpg --jsonl --no-store
    """
    if options["no_store"] and options["event"]:
        raise UsageError("--event belongs to the contacts that are stored; leave out --event or --no-store")
    from cardscan.app.cli.scanning import Request, run_scan

    settings = settings_from(
        {
            "country": options["country"],
            "ocr.languages": options["languages"],
            "ocr.engine": options["engine"],
            "ocr.second_reader": options["second_reader"],
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
        debug=debugging(ctx),
    )
    ctx.exit(run_scan(request, settings, now=datetime.now(UTC)))
