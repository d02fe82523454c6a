"""`cardscan replay`: read stored photos again with today's version, and show what differs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from cardscan.app.cli.options import db_option, debug_option, settings_from


@click.command(short_help="Read stored photos again with today's version, and show what differs.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--apply", "apply_", is_flag=True, help="Keep the new readings; what a person said stays as it is.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes; one a processor by default.")
@db_option
@debug_option
@click.pass_context
def replay(
    ctx: click.Context, /, paths: tuple[Path, ...], *, apply_: bool, workers: int | None, db: str | None
) -> None:
    """Read stored photos again with today's version, and show what differs.

    PATHS are photos or folders, such as the done/ of a watched folder. Nothing is changed without --apply; with it the
    new values take the place of the old readings, never of what a person confirmed or corrected, and no letter is
    written.

    \b
    cardscan replay ~/Cards/done
    cardscan replay ~/Cards/done/IMG_1.jpg --apply
    """
    from cardscan.app.cli.replaying import run_replay

    settings = settings_from({"db": db, "workers.count": workers})
    ctx.exit(run_replay(paths, settings, apply=apply_, now=datetime.now(UTC)))
