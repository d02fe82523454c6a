"""`cardscan today|snooze|undo|who|events`: the short words for what is done every day."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import counted, plain, print_table
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, settings_from, user_name

if TYPE_CHECKING:
    from cardscan.store.facets.week import EventMet


@click.command("today", short_help="Show who is due today, and why.")
@db_option
@debug_option
def today(db: str | None) -> None:
    """Show who is due today, and why.

    The whole week: `cardscan plan`.
    """
    from cardscan.app.cli.plan import show_plan

    show_plan("today", day=None, db=db)


@click.command("snooze", short_help="Keep a person for a later day; two weeks if you name none.")
@click.argument("contact")
@click.argument("day", required=False)
@db_option
@debug_option
def snooze(contact: str, day: str | None, db: str | None) -> None:
    """Keep a person for a later day; two weeks if you name none.

    The same as `cardscan contacts later`. CONTACT is a number, or enough of a name to be the only one; DAY is
    2026-12-01, or +7 for in a week.
    """
    from cardscan.app.cli.deciding import put_off
    from cardscan.workflows.review.desk import DEFAULT_LATER_DAYS

    put_off(contact, day or f"+{DEFAULT_LATER_DAYS}", db)


@click.command("undo", short_help="Take back what you did last, whatever it was.")
@db_option
@debug_option
def undo(db: str | None) -> None:
    """Take back what you did last, whatever it was.

    Again for what came before. Decisions on people and letters, touches and promises are taken back here. For one
    person only: `cardscan contacts take-back NUMBER`.
    """
    from cardscan.workflows.review.last import undo_last

    settings = settings_from({"db": db})
    actors = list(dict.fromkeys(filter(None, (settings.sender.name, user_name()))))
    with open_existing_store(db) as store:
        click.echo(f"Taken back: {plain(undo_last(store, settings, actors, now=datetime.now(UTC)))}.")


@click.command("who", short_help="Show the people with these words in name, firm or notes.")
@click.argument("words", nargs=-1, required=True)
@db_option
@debug_option
def who(words: tuple[str, ...], db: str | None) -> None:
    """Show the people with these words in name, firm or notes.

    All that is known, if it is one person.

    \b
    cardscan who Mira
    cardscan who 7
    """
    from cardscan.app.cli.contacts import print_contact
    from cardscan.app.cli.duplicates import print_contacts
    from cardscan.errors import UsageError
    from cardscan.workflows.review.context import find_contact

    text = " ".join(words)
    with open_existing_store(db) as store:
        number = text.removeprefix("#")
        found = [] if number.isdecimal() else store.people.find(text)
        if len(found) > 1:
            print_contacts(found)
            return
        if not found and not number.isdecimal():
            raise UsageError(f'"{plain(text)}": nobody by that name; `cardscan contacts list` shows everybody')
        print_contact(store.people.history(found[0].id if found else find_contact(store, number).id))


@click.command("events", short_help="List the events at which you met somebody, the newest first.")
@db_option
@debug_option
def events(db: str | None) -> None:
    """List the events at which you met somebody, the newest first.

    Who was met at one of them: `cardscan contacts list --event PART_OF_ITS_NAME`.
    """
    with open_existing_store(db) as store:
        found = store.week.events()
    print_table(("Days", "Event", "People"), [(_days(event), event.name, event.people) for event in found])
    if not found:
        click.echo("No event was noted. See: cardscan scan --event, cardscan context add", err=True)
    else:
        click.echo(f"{counted(len(found), 'event')}.", err=True)


def _days(event: EventMet) -> str:
    if event.first is None or event.first == event.last:
        return str(event.first or "")
    return f"{event.first} to {event.last}"
