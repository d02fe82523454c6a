"""`cardscan watch`: read photos as they are put into folders."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import click

from cardscan.app.cli.options import db_option, debug_option, settings_from
from cardscan.errors import UsageError


@click.command(short_help="Read the cards that are put into folders, as they come.")
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--keep", is_flag=True, help="Leave the photos where they are, instead of moving them to done/.")
@click.option("--once", is_flag=True, help="Read what is there, then end (for cron).")
@click.option("--delay", type=click.FloatRange(0.1, 3600), default=2.0, show_default=True, metavar="SECONDS",
              help="A file is complete when it has not changed for so long.")  # fmt: skip
@click.option("--every", type=click.FloatRange(0.2, 3600), default=10.0, show_default=True, metavar="SECONDS",
              help="Look into the folders at least so often.")  # fmt: skip
@click.option("--poll", is_flag=True, help="Rely on looks alone (chosen by itself on network file systems).")
@click.option(
    "--on-new", metavar="COMMAND", help="Run COMMAND for each photo with new cards; it gets JSON on its input."
)
@click.option("--notify", is_flag=True, help="Show new cards on the desktop.")
@click.option("--metrics", type=click.IntRange(1, 65535), metavar="PORT", help="Prometheus metrics on 127.0.0.1:PORT.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="Processes; one a processor by default.")
@click.option("--log-lines", is_flag=True,
              help="Write log lines without names on a terminal too, as elsewhere.")  # fmt: skip
@click.option("--systemd-unit", is_flag=True, help="Print a unit for this command line, and end.")
@db_option
@debug_option
@click.pass_context
def watch(ctx: click.Context, /, folders: tuple[Path, ...], **options: Any) -> None:
    """Read the cards that are put into folders, as they come.

    A photo is read once it is complete, and moved to done/ in the watched folder, or to quarantine/ with a note that
    says why. Sub-folders are events: their name counts, or their event.toml, which may come and change later.
    Stop it with Ctrl-C; nothing is lost or done twice, whatever ends it. Several may watch the same folders.

    \b
    cardscan watch ~/Cards
    cardscan watch ~/Cards --systemd-unit > ~/.config/systemd/user/cardscan.service
    """
    from cardscan.app.watch.request import WatchRequest
    from cardscan.app.watch.running import run_watch

    try:
        command = tuple(shlex.split(options["on_new"] or ""))
    except ValueError as error:
        raise UsageError(f"--on-new {options['on_new']}: {error}; quote it as in a shell") from error
    request = WatchRequest(
        folders=_folders(folders),
        keep=options["keep"],
        once=options["once"],
        delay_s=options["delay"],
        rescan_s=options["every"],
        poll=options["poll"],
        on_new=command,
        notify=options["notify"],
    )
    if options["systemd_unit"]:
        from cardscan.app.watch.systemd_unit import systemd_unit

        click.echo(systemd_unit([sys.executable, "-m", "cardscan", *_without_unit()], request.folders), nl=False)
        return
    flags = {"db": options["db"], "workers.count": options["workers"]}
    plain = sys.stderr.isatty() and not options["log_lines"]
    ctx.exit(run_watch(request, lambda: settings_from(flags), metrics_port=options["metrics"], plain=plain))


def _folders(given: tuple[Path, ...]) -> tuple[Path, ...]:
    found: list[Path] = []
    for path in given:
        if not path.is_dir():
            raise UsageError(f"{path}: no such folder; make it first")
        real = path.resolve()
        for other in found:
            if real == other or real in other.parents or other in real.parents:
                raise UsageError(f"{path}: lies in another watched folder, or holds it; name the outer one")
        found.append(real)
    return tuple(found)


def _without_unit() -> list[str]:
    return [argument for argument in sys.argv[1:] if argument != "--systemd-unit"]
