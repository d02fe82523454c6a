"""`cardscan contacts import`, `export` and `push`: read and write address books."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import counted, output_stream, plain
from cardscan.app.cli.duplicates import NUMBER, user_name
from cardscan.app.cli.options import PluginChoice, db_option, debug_option, open_existing_store, settings_from
from cardscan.errors import ExitCode, ImportFileError, UsageError

if TYPE_CHECKING:
    from cardscan.contacts.carddav import AddressBookServer
    from cardscan.workflows.exchange.importing import EntryOutcome

PASSWORD_VARIABLE = "CARDSCAN_CARDDAV_PASSWORD"  # noqa: S105 - its name
KEYRING = "cardscan-carddav"
# What could not be imported is listed for this many entries; more would push the totals out of sight.
SHOWN = 20
# The built-in ones of cardscan.contacts.formats.registry.FORMATS, which --help does not load; a test compares them.
FORMATS = ("vcard", "vcard4", "csv", "google", "outlook", "hubspot", "salesforce", "jscontact", "jsonl")


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
    """Read vCard files (.vcf) and CSV files of Google Contacts, Outlook, Thunderbird, iCloud or LinkedIn.

    The same file twice adds nothing. Whoever is known already is recognised as by a card; photos, labels and whatever
    else cardscan has no place for are kept, and written back by export.
    """
    from cardscan.contacts.matching.keys import match_keys
    from cardscan.store import open_store
    from cardscan.workflows.exchange.importing import import_file

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
    from cardscan.workflows.exchange.importing import Taken

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


@click.command("export", short_help="Write the contacts as vCard, CSV or JSON.")
@click.option(
    "--format",
    "form",
    type=PluginChoice(FORMATS, "plugins.exports"),
    default="vcard",
    show_default=True,
    help="vCard 3.0 or 4.0 for address books; CSV for a spreadsheet or the program named; JSContact; JSON Lines; "
    "a plug-in that cardscan.toml names.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Standard output when left out.")
@click.option("--search", metavar="TEXT", default="", help="Only those with TEXT in name, firm or e-mail.")
@click.option("--event", metavar="NAME", help="Only people met at this event.")
@click.option("--notes", is_flag=True, help="With what you talked about, promised and noted. Private otherwise.")
@click.option(
    "--photos/--no-photos", default=True, show_default=True, help="With the picture of the card (not in CSV)."
)
@click.option(
    "--spreadsheet-safe/--lossless",
    "safe",
    default=None,
    help="CSV: no cell runs as a formula (csv and outlook unless said), or every value as it is (the others).",
)
@db_option
@debug_option
def export(
    form: str,
    output: Path | None,
    search: str,
    event: str | None,
    notes: bool,
    photos: bool,
    safe: bool | None,
    db: str | None,
) -> None:
    """Write the contacts for another program. Notes on conversations stay here unless you ask for them.

    What the format cannot hold is said, kind by kind.
    """
    from cardscan.contacts.formats.registry import ExportOptions
    from cardscan.workflows.exchange.exporting import LossReport
    from cardscan.workflows.exchange.exporting import export as pieces_of

    report, options = LossReport(), ExportOptions(safe, notes, photos)
    named = settings_from({"db": db}).plugins.exports
    with open_existing_store(db) as store:
        found = store.people.all(search=search, event=event) if search else store.people.each(event=event)
        with output_stream(output) as stream:
            stream.writelines(pieces_of(store, found, form, options, report, named=named))
    if output is not None:
        click.echo(f"{counted(report.contacts, 'contact')} written to {plain(output)}")
    for kind, count in sorted(report.kinds.items()):
        examples = "; ".join(f"{name}: {value}" if value else name for name, value in report.examples[kind])
        click.echo(f"not in {form}: {count:,} x {plain(kind)} ({plain(examples)})", err=True)


@click.command("push", short_help="Put the contacts into an address book on a CardDAV server.")
@click.argument("url", required=False)
@click.option("--user", metavar="NAME", help="Name to log in with; else the setting carddav.user.")
@click.option("--book", metavar="NAME", default="", help="The address book's name, where the server has several.")
@click.option("--event", metavar="NAME", help="Only people met at this event.")
@click.option("--photos/--no-photos", default=True, show_default=True, help="With a picture.")
@click.option("--keep-mine", multiple=True, type=NUMBER, help="Of a conflict: put this contact there as it is here.")
@click.option("--keep-theirs", multiple=True, type=NUMBER, help="Of a conflict: take this contact as it is there.")
@click.option("--dry-run", is_flag=True, help="Say what would be done and send no contact.")
@db_option
@debug_option
@click.pass_context
def push(
    ctx: click.Context,
    url: str | None,
    user: str | None,
    book: str,
    event: str | None,
    photos: bool,
    keep_mine: tuple[int, ...],
    keep_theirs: tuple[int, ...],
    dry_run: bool,
    db: str | None,
) -> None:
    """Put the contacts into the address book at URL (Nextcloud, Radicale and other CardDAV servers).

    A contact that was changed or deleted there is shown with the differences and left as it is, until you say
    --keep-mine NUMBER or --keep-theirs NUMBER; what you took from there counts as your correction here. The push can
    be repeated and broken off at any time. The password is read from CARDSCAN_CARDDAV_PASSWORD, or from the keyring
    (keyring set cardscan-carddav NAME).
    """
    from cardscan.workflows.exchange.pushing import KeptVersion, Pushed
    from cardscan.workflows.exchange.pushing import push as push_contacts

    if both := set(keep_mine) & set(keep_theirs):
        raise UsageError(f"#{min(both)}: name it with --keep-mine or with --keep-theirs, not with both")
    keep = {**dict.fromkeys(keep_mine, KeptVersion.MINE), **dict.fromkeys(keep_theirs, KeptVersion.THEIRS)}
    settings = settings_from({"db": db, "carddav.url": url, "carddav.user": user})
    if not settings.carddav.url or not settings.carddav.user:
        raise UsageError("name the address book and its user: cardscan contacts push URL --user NAME")
    server, count = server_at(settings.carddav.url, settings.carddav.user), Counter[Pushed]()
    try:
        target = server.address_book(book)
        with open_existing_store(db) as store:
            outcomes = push_contacts(
                store, server, target, store.people.each(event=event),
                now=datetime.now(UTC), photos=photos, dry_run=dry_run, keep=keep, actor=user_name(),
            )  # fmt: skip
            for outcome in outcomes:
                count[outcome.pushed] += 1
                name = f"#{outcome.contact.id} {plain(outcome.contact.display_name)}"
                if outcome.pushed is Pushed.CONFLICT:
                    click.echo(f"{name}: {plain(outcome.why)}", err=True)
                elif outcome.why:
                    click.echo(f"{name}: {outcome.pushed.value}: {plain(outcome.why)}")
    finally:
        server.close()
        said = ", ".join(f"{count[pushed]:,} {pushed.value}" for pushed in Pushed if count[pushed])
        if said:
            click.echo(f"{'would be: ' if dry_run else ''}{said}")
    if count[Pushed.CONFLICT]:
        click.echo("Say --keep-mine NUMBER or --keep-theirs NUMBER for each conflict.", err=True)
        ctx.exit(ExitCode.FAILED)


def server_at(url: str, user: str) -> AddressBookServer:
    """Connect to the server of an address book, with the user's password from the environment or the keyring."""
    from cardscan.contacts.carddav import AddressBookServer

    return AddressBookServer(url, user, _password(user))


def _password(user: str) -> str:
    """Return the password from the environment, or from the keyring if one is installed."""
    if password := os.environ.get(PASSWORD_VARIABLE):
        return password
    with contextlib.suppress(ImportError):
        import keyring
        import keyring.errors

        with contextlib.suppress(keyring.errors.KeyringError):
            if password := keyring.get_password(KEYRING, user):
                return password
    raise UsageError(
        f"no password for {plain(user)}: set {PASSWORD_VARIABLE}, or run: keyring set {KEYRING} {plain(user)}"
    )
