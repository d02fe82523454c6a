"""`cardscan context add`: note in one line where you met and what was said, then draft the letter that is due."""

from __future__ import annotations

from datetime import datetime

import click

from cardscan.app.cli.console import plain, print_fields
from cardscan.app.cli.days import PastDay
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, settings_from, user_name

DAY = PastDay()


@click.group(short_help="Say where you met, what you talked about and what you promised.")
def context() -> None:
    """Say where you met, what you talked about and what you promised."""


@context.command("add", short_help="Add what was said, in one line, and see what was understood.")
@click.argument("contact")
@click.argument("text", nargs=-1, required=True)
@click.option("--cadence", metavar="NAME", help="The series to follow up with: client, supplier, reunion, speaker, ...")
@click.option("--on", "day", type=DAY, metavar="DAY", help='The day from which "by Friday" counts, if not today.')
@db_option
@debug_option
def add(contact: str, text: tuple[str, ...], cadence: str | None, day: datetime | None, db: str | None) -> None:
    """Add what was said, in one line, and see what was understood.

    CONTACT is a number, or enough of a name to be the only one.

    \b
    cardscan context add 7 "met at PyData; talked about OCR on receipts; I send the paper by Friday"
    """
    from cardscan.app.cli.planning import cadences, next_line
    from cardscan.errors import UsageError
    from cardscan.workflows.letters.drafting import draft_next
    from cardscan.workflows.review.context import add_context, find_contact

    now = datetime.now().astimezone()
    known = cadences()
    if cadence and cadence not in known:
        raise UsageError(f"there is no cadence {plain(cadence)}; known are {', '.join(known)}")
    with open_existing_store(db) as store:
        person = find_contact(store, contact)
        understood = add_context(store, person.id, " ".join(text), now=now, actor=user_name(), cadence=cadence or "",
                                 day=day.date() if day else None)  # fmt: skip
        print_fields(f"Understood of {plain(understood.contact.display_name)}", understood.parts)
        ahead = next_line(store, person.id, now)
        click.echo(ahead)
        drafted = draft_next(store, person.id, settings_from({"db": db}), now=now)
    if drafted.file:
        click.echo(f"Draft {drafted.draft_id} is written: cardscan drafts show {drafted.draft_id}")
    elif drafted.missing and drafted.missing not in ahead:
        click.echo(f"No letter yet: {plain(drafted.missing)}")


@context.command("understand", short_help="Show what would be taken from a note; nothing is stored.")
@click.argument("text", nargs=-1)
@click.option(
    "--on", "day", type=DAY, metavar="YYYY-MM-DD", help='The day from which "by Friday" counts, if not today.'
)
@click.option("--jsonl", is_flag=True, help="Read lines of JSON from standard input, and print one for each.")
@debug_option
def understand_note(text: tuple[str, ...], day: datetime | None, jsonl: bool) -> None:
    """Show what would be taken from a note; nothing is stored.

    \b
    cardscan context understand "great chat about dams, will send her the map by Friday"

    With --jsonl, a line is {"id", "note", "written"} and may have "language", "locale" and "person".
    """
    from cardscan.app.cli.understanding import print_jsonl
    from cardscan.errors import UsageError
    from cardscan.followup.notes.understanding import understand
    from cardscan.workflows.review.context import understood_parts

    if jsonl == bool(text):
        raise UsageError("give the note as words, or --jsonl and lines on standard input")
    if jsonl:
        print_jsonl()
        return
    said = understand(" ".join(text), day.date() if day else datetime.now().astimezone().date())
    print_fields("Understood", understood_parts(said) or (("Nothing", "the note is empty"),))
