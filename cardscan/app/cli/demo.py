"""`cardscan demo`: run the program on its own sample photos, in a separate folder."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cardscan.app.cli.console import plain
from cardscan.app.cli.options import debug_option, open_existing_store, settings_from


@click.command(short_help="Try it on sample cards of fictional people, in a folder of its own.")
@click.argument("folder", default="cardscan-demo", type=click.Path(path_type=Path))
@debug_option
@click.pass_context
def demo(ctx: click.Context, folder: Path) -> None:
    """Try it on sample cards of fictional people, in a folder of its own.

    Reads a few sample photos into FOLDER (./cardscan-demo when left out) and shows the contacts and a letter. Your own
    contacts are not touched. Given once more, it goes on in the same folder; delete that to be rid of all of it.
    """
    from datetime import datetime

    from cardscan.app.cli.sample_photos import PHOTOS, make_demo

    make_demo(folder, own_home=settings_from().home, today=datetime.now().astimezone().date())
    click.echo(f"{len(PHOTOS)} sample photos, contacts and letters go to {plain(folder.absolute())}")
    with _in_folder(folder) as hidden:
        code = _show("scan", "photos") or _show("contacts", "list") or _show_a_letter()
    if code == 0:
        _what_next(folder, hidden)
    ctx.exit(code)


def _show(*words: str) -> int:
    """Print a command as a user would type it, then run it."""
    from cardscan.app.cli import main

    click.echo(f"\n$ cardscan {' '.join(words)}")
    return main(words)


def _show_a_letter() -> int:
    with open_existing_store(None) as store:
        drafts = store.drafts.all()
    return _show("drafts", "show", str(drafts[0].id)) if drafts else 0


def _what_next(folder: Path, hidden: list[str]) -> None:
    program = _program()
    click.echo("\nWhat next:")
    for command, purpose in (
        (f"cd {plain(shlex.quote(str(folder)))} && {program} review", "decide about these cards and letters on a page"),
        (f"{program} setup", "say who you are, so that your letters have a sender"),
        (f"{program} scan ~/Pictures/cards", "read your own cards, into your own store"),
    ):
        click.echo(f"  {command}\n      {purpose}")
    before = sorted(set(hidden) & {"CARDSCAN_HOME", "CARDSCAN_DB"})
    if before:
        click.echo(f"  In that folder first: unset {' '.join(before)}, or your own store is used there too.")


@contextlib.contextmanager
def _in_folder(folder: Path) -> Iterator[list[str]]:
    """Apply only the folder's own settings, without CARDSCAN_* variables; yield the variables that were set aside."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("CARDSCAN_")}
    try:
        with contextlib.chdir(folder):
            yield list(hidden)
    finally:
        os.environ.update(hidden)


def _program() -> str:
    """Return how to call this program here: by name if the shell finds it, otherwise by path."""
    called = Path(sys.argv[0])
    if called.name != "cardscan":
        return f"{shlex.quote(sys.executable)} -m cardscan"
    found = shutil.which("cardscan")
    here = found is not None and Path(found).resolve() == called.resolve()
    return "cardscan" if here else shlex.quote(str(called.absolute()))
