"""`cardscan promises`: list what I promised and what others promised me, and record the outcome."""

from __future__ import annotations

from datetime import datetime

import click

from cardscan.app.cli.console import counted, plain, print_table
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, user_name


@click.group(invoke_without_command=True, short_help="List what was promised, by whom and until when.")
@click.option("--all", "everything", is_flag=True, help="Also what was kept or taken back.")
@db_option
@debug_option
@click.pass_context
def promises(ctx: click.Context, everything: bool, db: str | None) -> None:
    """List what was promised, by whom and until when."""
    if ctx.invoked_subcommand:
        return
    today = datetime.now().astimezone().date()
    with open_existing_store(db) as store:
        found = store.promises.all()
        names = {person.contact.id: person for person in store.people.relationships()}
    rows = []
    for promise in found:
        if not (promise.open or everything):
            continue
        person = names[promise.contact_id]
        state = "open"
        if promise.kept_on:
            state = f"kept {promise.kept_on}"
        elif promise.dropped_on:
            state = f"taken back {promise.dropped_on}"
        elif promise.due and promise.due < today:
            state = f"{counted((today - promise.due).days, 'day')} late"
        elif promise.due == today:
            state = "today"
        elif person.suppressed:
            state = "open, but suppressed"
        rows.append((promise.id, "I" if promise.whose.value == "mine" else "they", person.contact.display_name,
                     promise.text, promise.due or "", state))  # fmt: skip
    print_table(("#", "Who", "With", "Promised", "By", "State"), rows)
    if not rows:
        click.echo("No promises are open." if not everything else "Nothing was promised.", err=True)


@promises.command("keep", short_help="A promise was kept.")
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1))
@db_option
@debug_option
def keep(numbers: tuple[int, ...], db: str | None) -> None:
    """A promise was kept."""
    _end(numbers, kept=True, said="Kept", db=db)


@promises.command("drop", short_help="A promise is taken back; tell them, too.")
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1))
@db_option
@debug_option
def drop(numbers: tuple[int, ...], db: str | None) -> None:
    """A promise is taken back; tell them, too."""
    _end(numbers, kept=False, said="Taken back", db=db)


@promises.command("reopen", short_help="A promise is open again.")
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1))
@db_option
@debug_option
def reopen(numbers: tuple[int, ...], db: str | None) -> None:
    """A promise is open again."""
    _end(numbers, kept=None, said="Open again", db=db)


def _end(numbers: tuple[int, ...], *, kept: bool | None, said: str, db: str | None) -> None:
    from cardscan.workflows.review.context import end_promise

    now = datetime.now().astimezone()
    with open_existing_store(db) as store:
        for number in numbers:
            store.promises.get(number)
        for number in numbers:
            promise = end_promise(store, number, kept=kept, now=now, actor=user_name())
            click.echo(f"{said}: {plain(promise.text)}")
