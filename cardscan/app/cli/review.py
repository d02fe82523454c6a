"""`cardscan review`: start the local web page, or the terminal dialogue, for deciding about cards and letters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import click

from cardscan.app.cli.options import db_option, debug_option


@click.command(short_help="Decide about new cards and letters, on a local web page.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Take this port instead of a free one."
)
@click.option("--no-browser", is_flag=True, help="Only print the address; open no browser.")
@click.option("--terminal", is_flag=True, help="Decide here in the terminal, without a browser (over SSH).")
@click.option("--lan", is_flag=True, help="Take photos from phones in the local network too: upload only, by QR code.")
@click.option("--lan-address", metavar="IP", help="This machine's address for --lan, where it has several.")
@db_option
@debug_option
def review(port: int, no_browser: bool, terminal: bool, lan: bool, lan_address: str | None, db: str | None) -> None:
    """Decide about new cards and letters, on a local web page.

    The page is for the browser that opens it, on this machine alone; its address works once. Photos can be dropped on
    it. Ctrl-C ends it.
    """
    import contextlib
    import getpass
    import os
    import sys
    import webbrowser

    from cardscan.app.cli.options import settings_from
    from cardscan.app.cli.planning import freshen_letters
    from cardscan.app.cli.review_terminal import review_in_terminal
    from cardscan.app.web.page_desk import PageDesk
    from cardscan.app.web.server import lan_address as own_address
    from cardscan.app.web.server import serve
    from cardscan.contacts.matching.keys import match_keys
    from cardscan.store import open_store
    from cardscan.workflows.intake.intake import NO_SENDER_YET, sender_wanted
    from cardscan.workflows.review.desk import ReviewDesk

    settings = settings_from({"db": db})

    def announce(address: str, phone: str) -> None:
        click.echo(f"Review: {address}")
        click.echo("The address works once, on this machine. Ctrl-C ends the page.", err=True)
        if phone:
            _show_code(phone)
        if not no_browser and has_windows(sys.platform, os.environ):
            webbrowser.open(address)
        elif not no_browser:
            port_there = address.partition("/open")[0].rpartition(":")[2]
            click.echo(
                f"There is no window system here. From your own machine: ssh -L {port_there}:127.0.0.1:{port_there} "
                "HOST, then open the address there; or use: cardscan review --terminal",
                err=True,
            )

    with open_store(settings.database, keys_of=match_keys, create=True) as store:
        if sender_wanted(settings, store):
            click.echo(NO_SENDER_YET, err=True)
        freshen_letters(store, _now())
        actor = _who(getpass.getuser)
        if terminal:
            review_in_terminal(ReviewDesk(store, settings, actor, _now))
            return
        with contextlib.closing(PageDesk(store, settings, actor, _now)) as desk:
            serve(desk, port=port, announce=announce, lan=(lan_address or own_address()) if lan else None)


def _now() -> datetime:
    return datetime.now().astimezone()


def has_windows(platform: str, environment: Mapping[str, str]) -> bool:
    """Whether a browser can open a window. A text browser would take over the terminal and use up the address."""
    if platform in ("darwin", "win32", "cygwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _show_code(address: str) -> None:
    """Print the phone's address, also as a QR code if a person sees it."""
    import sys

    import segno

    click.echo(f"Phone:  {address}")
    if sys.stdout.isatty():
        segno.make(address, error="l").terminal(compact=True)
    click.echo("For one phone in this network, to upload photos and nothing else.", err=True)


def _who(ask: object) -> str:
    try:
        return str(ask()) if callable(ask) else "somebody"
    except (KeyError, OSError):  # the account has no name, as in some containers
        return "somebody"
