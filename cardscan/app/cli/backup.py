"""`cardscan backup` and `cardscan restore`: write everything into one file that any program can read, and read it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from cardscan.app.cli.console import counted, output_stream, plain
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, settings_from
from cardscan.errors import CardscanError, ExitCode


@click.command(short_help="Write everything into one file: contacts, cards, notes, drafts.")
@click.argument("file", type=click.Path(path_type=Path))
@db_option
@debug_option
def backup(file: Path, db: str | None) -> None:
    """Write everything into one file: contacts, cards, notes, drafts.

    FILE becomes a zip archive of plain JSON lines, with the drafts' files. It holds everything in readable form, so
    keep it as safe as the store itself. The photos' own files are yours and are not in it; the pictures of the cards
    are.
    """
    with open_existing_store(db) as store, output_stream(file) as stream:
        letters = {Path(draft.file).name: Path(draft.file) for draft in store.drafts.all() if draft.file}
        rows = store.back_up(stream, letters, now=datetime.now(UTC))
    click.echo(f"{counted(rows['contacts'], 'contact')} and {counted(rows['cards'], 'card')} written to {plain(file)}")


@click.command(short_help="Make a store of a backup.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--forgotten-from",
    "others",
    multiple=True,
    metavar="FILE_OR_URL",
    help="Another store or a newer backup that knows who was forgotten since; may be given several times.",
)
@db_option
@debug_option
@click.pass_context
def restore(ctx: click.Context, file: Path, others: tuple[str, ...], db: str | None) -> None:
    """Make a store of a backup.

    There must be none yet; --db names another place, also PostgreSQL. A backup of an older version is upgraded.
    People that were forgotten after it was made are not brought back, and who asked for no more letters gets none:
    both stand in cardscan.db.left-alone beside the store, in your present store, and in what --forgotten-from names.
    """
    from cardscan.contacts.matching.keys import match_keys
    from cardscan.store.restoring import list_beside, lists_of, restore_store

    settings, present = settings_from({"db": db}), settings_from({}).database
    lists = [*map(lists_of, others), list_beside(present)]
    if present != settings.database and ("://" in present or Path(present).exists()):
        try:
            lists.append(lists_of(present))
        except CardscanError as error:  # often the reason for restoring
            click.echo(f"Cannot be asked who was forgotten since: {plain(error)}", err=True)
    done = restore_store(
        settings.database,
        file,
        keys_of=match_keys,
        drafts_folder=settings.drafts_folder,
        now=datetime.now(UTC),
        lists=lists,
    )
    click.echo(f"Restored {counted(done.rows['contacts'], 'contact')} and {counted(done.rows['cards'], 'card')}.")
    if done.forgotten:
        gone = "" if done.left else f"; {counted(done.searched, 'value')} of theirs looked for in it: none is there"
        people = counted(done.forgotten, "person", "people")
        click.echo(f"Left out again: {people} forgotten since the backup was made{gone}.")
    if done.suppressed:
        people = counted(done.suppressed, "person", "people")
        click.echo(f"Suppressed again: {people} who asked for no more letters since.")
    if done.foreign:
        click.echo(
            f"{counted(done.foreign, 'entry', 'entries')} of other stores' lists cannot be compared with this one: "
            "their people are not recognised in it.",
            err=True,
        )
    if done.left:
        found = "; ".join(f"{text!r} in {', '.join(places)}" for text, places in done.left.items())
        click.echo(f"NOT GONE: {plain(found)}; end other programs that use the store, then run VACUUM", err=True)
        ctx.exit(ExitCode.FAILED)
