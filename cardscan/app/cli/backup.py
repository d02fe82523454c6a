"""`cardscan backup` and `cardscan restore`: everything as one file that any program can read, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from cardscan.app.cli.console import counted, output_stream, plain
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, settings_from


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
        letters = {Path(draft.file).name: Path(draft.file) for draft in store.drafts() if draft.file}
        rows = store.back_up(stream, letters, now=datetime.now(UTC))
    click.echo(f"{counted(rows['contacts'], 'contact')} and {counted(rows['cards'], 'card')} written to {plain(file)}")


@click.command(short_help="Make a store of a backup.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@db_option
@debug_option
def restore(file: Path, db: str | None) -> None:
    """Make a store of a backup.

    There must be none yet; --db names another place, also PostgreSQL. A backup of an older version is upgraded.
    People that were forgotten after it was made are in it: forget them again.
    """
    from cardscan.contacts.keys import match_keys
    from cardscan.store.restoring import restore_store

    settings = settings_from({"db": db})
    rows = restore_store(settings.database, file, keys_of=match_keys, drafts_folder=settings.drafts_folder)
    click.echo(f"Restored {counted(rows['contacts'], 'contact')} and {counted(rows['cards'], 'card')}.")
