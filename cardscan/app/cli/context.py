"""`cardscan context`: note where you met and what was said, see what is known, correct it, choose what is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import plain, print_fields
from cardscan.app.cli.options import DAY, db_option, debug_option, open_existing_store, settings_from, user_name

if TYPE_CHECKING:
    from cardscan.followup.notes.quotes import Noted
    from cardscan.model.contact import Contact
    from cardscan.workflows.review.meetings import Meeting, MeetingDesk, ToldMeeting

_DAY_HELP = 'The day from which "by Friday" counts, if not today.'


@click.group(short_help="Say where you met, what you talked about and what you promised.")
def context() -> None:
    """Say where you met, what you talked about and what you promised."""


@context.command("add", short_help="Add what was said, in one line, and see what was understood.")
@click.argument("contact")
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--cadence", metavar="NAME", help="The cadence to follow up with: client, supplier, reunion, speaker, ..."
)
@click.option("--on", "day", type=DAY, metavar="DAY", help='The day you met; "by Friday" counts from it.')
@db_option
@debug_option
def add(contact: str, text: tuple[str, ...], cadence: str | None, day: datetime | None, db: str | None) -> None:
    """Add what was said, in one line, and see what was understood.

    CONTACT is a number, or enough of a name to be the only one. A note adds to what is known; `context replace` puts
    another in its place.

    \b
    cardscan context add 7 "met at PyData; talked about OCR on receipts; I send the paper by Friday"
    """
    from cardscan.app.cli.planning import cadences
    from cardscan.errors import UsageError

    now = datetime.now().astimezone()
    known = cadences()
    if day and day.date() > now.date():
        raise UsageError(f"{day.date()} is still to come; name the day on which you met")
    if cadence and cadence not in known:
        raise UsageError(f"there is no cadence {plain(cadence)}; known are {', '.join(known)}")
    with _desk(contact, db) as (desk, person):
        done, understood = desk.add(person.id, " ".join(text), now=now, cadence=cadence or "",
                                    day=day.date() if day else None)  # fmt: skip
        print_fields(f"Understood of {plain(understood.contact.display_name)}", understood.parts)
        _tell(done.note)
        _print_offers(desk.look(person.id), person)
        _draft(desk, person.id, db, now)


@context.command("show", short_help="Show what is known of a meeting, where it came from, and what letters may say.")
@click.argument("contact")
@db_option
@debug_option
def show(contact: str, db: str | None) -> None:
    """Show what is known of a meeting, where it came from, and what letters may say of it.

    What is kept back has a number, by which `cardscan context quote` lets letters say it.
    """
    with _desk(contact, db) as (desk, person):
        meeting = desk.look(person.id)
    if not meeting.notes:
        click.echo(
            f'Nothing is noted of {plain(person.display_name)}: cardscan context add {person.id} "talked about ..."'
        )
    for note in meeting.notes:
        print_fields(f"{plain(person.display_name)}, {_source(note)}", _rows(note, meeting))
    _print_offers(meeting, person)


@context.command("replace", short_help="Put another note in the place of what is noted of the meeting.")
@click.argument("contact")
@click.argument("text", nargs=-1, required=True)
@click.option("--on", "day", type=DAY, metavar="DAY", help=_DAY_HELP)
@db_option
@debug_option
def replace(contact: str, text: tuple[str, ...], day: datetime | None, db: str | None) -> None:
    """Put another note in the place of all that is noted of the last meeting; where and when it was stays.

    \b
    cardscan context replace 7 "talked about sailing; I send the photos by Monday"
    """
    now = datetime.now().astimezone()
    with _desk(contact, db) as (desk, person):
        done, understood = desk.replace(person.id, " ".join(text), now=now, day=day.date() if day else None)
        print_fields(f"Noted of {plain(person.display_name)} in place of what was noted", understood.parts)
        _tell(done.note)
        _print_offers(desk.look(person.id), person)
        _draft(desk, person.id, db, now)


@context.command("quote", short_help="Let letters say what was kept private, by its number.")
@click.argument("contact")
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1))
@db_option
@debug_option
def quote(contact: str, numbers: tuple[int, ...], db: str | None) -> None:
    """Let letters say what was kept private; `cardscan context show` has the NUMBERS, `context undo` takes it back."""
    now = datetime.now().astimezone()
    with _desk(contact, db) as (desk, person):
        offers = desk.look(person.id).offers
        done = desk.quote(person.id, numbers, seen=desk.store.review.seen(person.id), now=now)
        for number in numbers:
            click.echo(f"Letters may say: {plain(offers[number - 1].text)}")
        _tell(done.note)
        _draft(desk, person.id, db, now)


@context.command("undo", short_help="Take back the last change to what is noted of a person.")
@click.argument("contact")
@db_option
@debug_option
def undo(contact: str, db: str | None) -> None:
    """Take back the last change to what is noted of a person; a letter that was drafted from it goes too."""
    from cardscan.workflows.review.steps import NOTING

    now = datetime.now().astimezone()
    with _desk(contact, db) as (desk, person):
        done = desk.undo(now=now, number=person.id, verbs=NOTING)
        click.echo(f"{plain(person.display_name)}: taken back ({done.verb.removeprefix('undo ')}).")


@contextmanager
def _desk(contact: str, db: str | None) -> Iterator[tuple[MeetingDesk, Contact]]:
    from cardscan.workflows.review.context import find_contact
    from cardscan.workflows.review.meetings import MeetingDesk

    with open_existing_store(db) as store:
        person = find_contact(store, contact)
        yield MeetingDesk(store, settings_from({"db": db}), user_name()), person


def _tell(note: str) -> None:
    if note:
        click.echo(note)


def _draft(desk: MeetingDesk, number: int, db: str | None, now: datetime) -> None:
    """Say what comes next, and draft the letter that is due."""
    from cardscan.app.cli.planning import next_line
    from cardscan.workflows.letters.drafting import draft_next

    ahead = next_line(desk.store, number, now)
    click.echo(ahead)
    drafted = draft_next(desk.store, number, settings_from({"db": db}), now=now)
    if drafted.file:
        click.echo(f"Draft {drafted.draft_id} is written: cardscan drafts show {drafted.draft_id}")
    elif waiting := drafted.person.letter:
        click.echo(f"Their letter is draft {waiting.draft_id}: cardscan drafts show {waiting.draft_id}")
    elif drafted.missing and drafted.missing not in ahead:
        click.echo(f"No letter yet: {plain(drafted.missing)}")


def _source(note: ToldMeeting) -> str:
    """Return where a note came from: "from the files beside IMG_1.jpg", "noted by you on 2026-11-24"."""
    told = note.told
    if told.source == "files":
        return f"from the files beside {plain(told.photo)}" if told.photo else "from files"
    return f"noted by you on {told.at.astimezone().date()}"


def _rows(note: ToldMeeting, meeting: Meeting) -> list[tuple[str, str]]:
    met = note.told.encounter
    rows = [("On", met.day.isoformat() if met.day else "")]
    rows += [(piece.kind.value.capitalize(), f"{plain(piece.text)}{_state(piece, meeting)}") for piece in note.pieces]
    return [*rows, ("Private note", met.note), ("Cadence", met.cadence)]


def _state(piece: Noted, meeting: Meeting) -> str:
    day = f" (by {piece.due})" if piece.due else ""
    if piece.quotable:
        return f"{day}  - letters may say it{', you chose it' if piece.chosen else ''}"
    why = "you keep it private" if piece.private else f"private: {plain('; '.join(piece.verdict.reasons))}"
    return f"{day}  - {why} [{meeting.number_of(piece)}]"


def _print_offers(meeting: Meeting, person: Contact) -> None:
    """Print what stays private and could go into a letter, with the command that lets it."""
    if meeting.offers:
        offered = ", ".join(f"[{number}] {plain(piece.text)}" for number, piece in enumerate(meeting.offers, 1))
        click.echo(f"Could go into the letter: {offered}")
        click.echo(f"  cardscan context quote {person.id} NUMBER")


@context.command("understand", short_help="Show what would be taken from a note; nothing is stored.")
@click.argument("text", nargs=-1)
@click.option("--on", "day", type=DAY, metavar="DAY", help='The day from which "by Friday" counts, if not today.')
@click.option("--jsonl", is_flag=True, help="Read lines of JSON from standard input, and print one for each.")
@debug_option
def understand_note(text: tuple[str, ...], day: datetime | None, jsonl: bool) -> None:
    """Show what would be taken from a note; nothing is stored.

    \b
    cardscan context understand "great chat about dams, will send her the map by Friday"

    With --jsonl, a line is {"id", "note", "written"} and may have "language", "locale" and "person".
    """
    from cardscan.app.cli.understood_notes import print_jsonl
    from cardscan.errors import UsageError
    from cardscan.followup.language import language_of_words
    from cardscan.followup.notes.quotes import let_through
    from cardscan.followup.notes.understanding import understand
    from cardscan.workflows.review.context import understood_parts

    if jsonl == bool(text):
        raise UsageError("give the note as words, or --jsonl and lines on standard input")
    if jsonl:
        print_jsonl()
        return
    note = " ".join(text)
    said = understand(note, day.date() if day else datetime.now().astimezone().date())
    taken = understood_parts(let_through(said, language=language_of_words(note) or "en"))
    kept_back = [
        ("Only if you choose it", words) for label, words in understood_parts(said) if (label, words) not in taken
    ]
    print_fields("Understood", (*taken, *kept_back) or (("Nothing", "the note is empty"),))
