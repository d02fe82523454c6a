"""`cardscan contacts import` and `export`: address books in and out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import counted, output_stream, plain
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, settings_from
from cardscan.errors import ExitCode, ImportFileError

if TYPE_CHECKING:
    from cardscan.exchange.importing import EntryOutcome

# What could not be taken is said of so many entries; more would hide the sum.
SHOWN = 20


@click.command("import", short_help="Read address books, so that known people are recognised.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--country", metavar="CODE", help="Country of numbers without a country code (DE, US); else the setting.")
@click.option("--verbose", is_flag=True, help="Say what could not be taken of every entry, not only of the first ones.")
@db_option
@debug_option
@click.pass_context
def import_contacts(
    ctx: click.Context, files: tuple[Path, ...], country: str | None, verbose: bool, db: str | None
) -> None:
    """Read vCard files (.vcf) and CSV files of Google Contacts or Outlook.

    The same file twice adds nothing. Whoever is known already is recognised as by a card; photos, labels and whatever
    else cardscan has no place for are kept, and written back by export.
    """
    from cardscan.contacts.keys import match_keys
    from cardscan.exchange.importing import import_file
    from cardscan.store import open_store

    settings = settings_from({"db": db, "country": country and country.upper()})
    failed = False
    with open_store(settings.database, keys_of=match_keys) as store:
        for path in files:
            try:
                outcomes = import_file(store, path, now=datetime.now(UTC), country=settings.country or None)
            except ImportFileError as error:  # one bad file does not stop the others
                failed = True
                click.echo(f"cardscan: {plain(error)}", err=True)
                continue
            _tell_import(path, outcomes, verbose=verbose)
    if failed:
        ctx.exit(ExitCode.FAILED)


def _tell_import(path: Path, outcomes: list[EntryOutcome], *, verbose: bool) -> None:
    from cardscan.exchange.importing import Taken

    said = [outcome for outcome in outcomes if outcome.complaints]
    for outcome in said if verbose else said[:SHOWN]:
        name = f" ({plain(outcome.name)})" if outcome.name else ""
        click.echo(f"{plain(path.name)}, {outcome.where}{name}: {plain('; '.join(outcome.complaints))}", err=True)
    if len(said) > SHOWN and not verbose:
        click.echo(f"... and {counted(len(said) - SHOWN, 'more')}; --verbose shows all", err=True)
    count = Counter(outcome.taken for outcome in outcomes)
    words = {
        Taken.ADDED: "added",
        Taken.ASK: "added that may be known (see above)",
        Taken.KNOWN: "known, brought up to date",
        Taken.UNCHANGED: "unchanged",
        Taken.SKIPPED: "left out",
    }
    parts = [f"{count[taken]:,} {word}" for taken, word in words.items() if count[taken]]
    click.echo(f"{plain(path)}: {', '.join(parts) or 'nothing in it'}")


@click.command("export", short_help="Write the contacts as vCard or CSV.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["vcard", "vcard4", "csv", "google", "outlook"]),
    default="vcard",
    show_default=True,
    help="vCard 3.0 or 4.0 for address books; CSV for spreadsheets, Google Contacts or Outlook.",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Standard output when left out.")
@click.option("--search", metavar="TEXT", default="", help="Only those with TEXT in name, firm or e-mail.")
@click.option("--event", metavar="NAME", help="Only people met at this event.")
@db_option
@debug_option
def export(form: str, output: Path | None, search: str, event: str | None, db: str | None) -> None:
    """Write the contacts as vCard or CSV. Notes on conversations stay here."""
    from cardscan.contacts import CsvFlavour, csv_export, vcard

    with open_existing_store(db) as store:
        found = store.contacts(search=search, event=event)
        if form in ("vcard", "vcard4"):
            pieces = vcard.write_all(found, version="4.0" if form == "vcard4" else "3.0")
        else:
            pieces = csv_export.write(found, CsvFlavour.PLAIN if form == "csv" else CsvFlavour(form))
        with output_stream(output) as stream:
            stream.writelines(pieces)
    if output is not None:
        click.echo(f"{counted(len(found), 'contact')} written to {plain(output)}")
