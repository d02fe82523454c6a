"""`cardscan review`: the local web page on which cards and letters are decided."""

from __future__ import annotations

import click

from cardscan.app.cli.options import db_option, debug_option


@click.command(short_help="Decide about new cards and letters, on a local web page.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Take this port instead of a free one."
)
@click.option("--no-browser", is_flag=True, help="Only print the address; open no browser.")
@db_option
@debug_option
def review(port: int, no_browser: bool, db: str | None) -> None:
    """Decide about new cards and letters, on a local web page.

    The page is for the browser that opens it, on this machine alone; its address works once. Ctrl-C ends it.
    """
    import getpass
    import webbrowser
    from datetime import datetime

    from cardscan.app.cli.options import settings_from
    from cardscan.app.web.page import Desk
    from cardscan.app.web.server import serve
    from cardscan.contacts.keys import match_keys
    from cardscan.store import open_store

    settings = settings_from({"db": db})

    def announce(address: str) -> None:
        click.echo(f"Review: {address}")
        click.echo("The address works once, on this machine. Ctrl-C ends the page.", err=True)
        if not no_browser:
            webbrowser.open(address)

    with open_store(settings.database, keys_of=match_keys, create=False) as store:
        desk = Desk(store, settings, _who(getpass.getuser), lambda: datetime.now().astimezone())
        try:
            serve(desk, port=port, announce=announce)
        finally:
            desk.gallery.close()


def _who(ask: object) -> str:
    try:
        return str(ask()) if callable(ask) else "somebody"
    except (KeyError, OSError):  # an account without a name, as in some containers
        return "somebody"
