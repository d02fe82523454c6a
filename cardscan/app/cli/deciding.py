"""`cardscan contacts confirm|fix|later|let-go|done|take-back`: decide about people from the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from cardscan.app.cli.console import plain
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, settings_from, user_name
from cardscan.errors import UsageError
from cardscan.model.field_kinds import BY_PAGE

if TYPE_CHECKING:
    from datetime import datetime

    from cardscan.workflows.review.people import PeopleDesk
    from cardscan.workflows.review.steps import Done

_SAID = {
    "confirm": "confirmed",
    "fix": "corrected",
    "later": "put off",
    "let go": "let go",
    "followed up": "followed up",
}


@click.command("confirm", short_help="Say that name and address of these people are right.")
@click.argument("contacts", nargs=-1, required=True, metavar="CONTACT...")
@db_option
@debug_option
def confirm(contacts: tuple[str, ...], db: str | None) -> None:
    """Say that name and address are right, checked against the card; a letter is drafted where a talk was noted.

    CONTACT is a number, or enough of a name to be the only one.
    """
    _each(contacts, db, lambda desk, number, seen, now: desk.confirm(number, seen=seen, now=now))


@click.command("done", short_help="Say that you followed up by other means: by phone, in person.")
@click.argument("contacts", nargs=-1, required=True, metavar="CONTACT...")
@db_option
@debug_option
def done(contacts: tuple[str, ...], db: str | None) -> None:
    """Say that you followed up by other means: by phone, in person. Their cards count as decided."""
    _each(contacts, db, lambda desk, number, seen, now: desk.done(number, seen=seen, now=now))


@click.command("let-go", short_help="Let people go on purpose, and the letters that wait for them.")
@click.argument("contacts", nargs=-1, required=True, metavar="CONTACT...")
@db_option
@debug_option
def let_go(contacts: tuple[str, ...], db: str | None) -> None:
    """Let people go on purpose: a decided, honourable end. Letters that wait for them go too."""
    _each(contacts, db, lambda desk, number, seen, now: desk.let_go(number, seen=seen, now=now))


@click.command("later", short_help="Keep a person for a later day.")
@click.argument("contact")
@click.argument("day")
@db_option
@debug_option
def later(contact: str, day: str, db: str | None) -> None:
    """Keep CONTACT until DAY: 2026-12-01, friday, "in two weeks" or +14. Nothing is proposed before."""
    from cardscan.followup.notes.asked_day import asked_day

    def put_off(desk: PeopleDesk, number: int, seen: str, now: datetime) -> Done:
        return desk.later(number, asked_day(day, now.astimezone().date()), seen=seen, now=now)

    _each((contact,), db, put_off)


def _options_of_fields(command: Callable[..., None]) -> Callable[..., None]:
    """Add one option for each kind that may have several values."""
    for row in reversed(BY_PAGE):
        if row.fixed_by:
            option, metavar, says = row.fixed_by
            command = click.option(option, row.attribute, multiple=True, metavar=metavar, help=says)(command)
    return command


@click.command("fix", short_help="Correct what was read of a person.")
@click.argument("contact")
@click.option(
    "--name", metavar="NAME", help='The full name as it is written; "Muster, Mira" says which is the family name.'
)
@click.option("--organization", metavar="NAME", help="The firm.")
@_options_of_fields
@db_option
@debug_option
def fix(contact: str, name: str | None, organization: str | None, db: str | None, **several: tuple[str, ...]) -> None:
    """Correct what was read of CONTACT: what you say holds from now on, and no later reading changes it.

    \b
    cardscan contacts fix 7 --email mira@muster.example
    cardscan contacts fix "Mira Muster" --phone "+49 30 5550100" --phone "+49 170 5550101"

    An empty text takes a value away: --organization "".
    """
    from cardscan.store import ValueKind
    from cardscan.workflows.review.context import find_contact
    from cardscan.workflows.review.fields import current_values
    from cardscan.workflows.review.typed_values import typed

    single = {ValueKind.NAME: name, ValueKind.ORGANIZATION: organization}
    wanted: dict[ValueKind, tuple[str, ...]] = {kind: (text,) for kind, text in single.items() if text is not None}
    plural = {row.attribute: ValueKind(row.kind) for row in BY_PAGE if row.fixed_by}
    wanted |= {kind: several[option] for option, kind in plural.items() if several[option]}
    if not wanted:
        raise UsageError('say what is right, as in: cardscan contacts fix 7 --email "mira@muster.example"')
    with _desk(db) as (desk, now):
        person = find_contact(desk.store, contact)
        number = person.id
        values: dict[ValueKind, list[Any]] = {}
        for kind, texts in wanted.items():  # parse all values before the first is stored
            old = current_values(desk.store.history(number), kind)
            olds = [*old[: len(texts)], *[None] * (len(texts) - len(old))]
            typed_in = [
                typed(kind, text, was, country=person.country, whole=False)
                for text, was in zip(texts, olds, strict=True)
            ]
            values[kind] = [value for value in typed_in if value is not None]
        notes = [
            desk.fix(number, kind, new, seen=desk.store.seen(number), now=now).note for kind, new in values.items()
        ]
        said = f"corrected. {' '.join(filter(None, notes))}".rstrip(". ")
        _print_done(desk, desk.confirm(number, seen=desk.store.seen(number), now=now), said)


@click.command("take-back", short_help="Take back your last decision on a person.")
@db_option
@debug_option
def take_back(db: str | None) -> None:
    """Take back your last decision on a person; again for the one before."""
    with _desk(db) as (desk, now):
        taken = desk.undo(now=now)
        name = plain(desk.store.contact(taken.contact_id).display_name)
        click.echo(f"Taken back ({taken.verb.removeprefix('undo ')}): #{taken.contact_id} {name}.")


COMMANDS = (confirm, fix, later, let_go, done, take_back)


def _each(contacts: tuple[str, ...], db: str | None, decide: Callable[[PeopleDesk, int, str, datetime], Done]) -> None:
    from cardscan.workflows.review.context import find_contact

    with _desk(db) as (desk, now):
        numbers = [find_contact(desk.store, contact).id for contact in contacts]  # one mistyped name stops them all
        for number in dict.fromkeys(numbers):
            _print_done(desk, decide(desk, number, desk.store.seen(number), now))


@contextmanager
def _desk(db: str | None) -> Iterator[tuple[PeopleDesk, datetime]]:
    from datetime import UTC, datetime

    from cardscan.workflows.review.people import PeopleDesk

    settings = settings_from({"db": db})
    with open_existing_store(db) as store:
        yield PeopleDesk(store, settings, settings.sender.name or user_name()), datetime.now(UTC)


def _print_done(desk: PeopleDesk, done: Done, said: str = "") -> None:
    name = plain(desk.store.contact(done.contact_id).display_name)
    line = f"#{done.contact_id} {name}: {said or _SAID.get(done.verb, done.verb)}."
    if done.drafted:
        line += " A letter was drafted: cardscan drafts list"
    elif done.missing:
        line += f" No letter yet: {plain(done.missing)}"
    click.echo(line)
