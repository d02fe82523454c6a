"""`cardscan contacts find, duplicates, merge, not-same, undo`: keep one contact for each person."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import counted, interactive, plain, print_table
from cardscan.app.cli.options import contact_number, db_option, debug_option, open_existing_store

if TYPE_CHECKING:
    from cardscan.store import ContactLine, DuplicateQuestion, Store

_HEADER = ("#", "Name", "Organization", "E-mail", "Phone", "Relation", "Reading")
NUMBER = click.IntRange(1)


def row(line: ContactLine) -> tuple[object, ...]:
    """Return a contact as a row of the table."""
    return (
        line.id,
        line.name,
        line.organization,
        line.email,
        line.phone,
        line.relation.value,
        line.recommendation.value,
    )


def print_contacts(lines: list[ContactLine]) -> None:
    """Print the table of contacts."""
    print_table(_HEADER, map(row, lines))


def user_name() -> str:
    """Return who decides, as it is written into the history."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "user"


@click.command("find", short_help="Find people by any words of name, firm, notes or card.")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Show so many, the best first.")
@db_option
@debug_option
def find(words: tuple[str, ...], limit: int, db: str | None) -> None:
    """Find the people that have all WORDS somewhere: name, firm, address, your notes, the text of the card.

    Beginnings of words are enough; accents and upper and lower case do not matter.
    """
    with open_existing_store(db) as store:
        found = store.people.find(" ".join(words), limit=limit + 1)
    print_contacts(found[:limit])
    if len(found) > limit:
        click.echo(f"There are more; add a word, or --limit {limit * 4}.", err=True)
    if not found:
        click.echo("No contact fits.", err=True)


@click.command("duplicates", short_help="Go through contacts that may be the same person.")
@click.option("--search", is_flag=True, help="First compare all contacts with each other, as after an import.")
@click.option("--list", "only_list", is_flag=True, help="Only list them, ask nothing.")
@db_option
@debug_option
def duplicates(search: bool, only_list: bool, db: str | None) -> None:
    """Go through the pairs that may be the same person, the likeliest first, and say what they are.

    Nothing is merged without your word, and every merge can be undone: `cardscan contacts undo NUMBER`.
    """
    from cardscan.workflows.duplicates import search_duplicates

    with open_existing_store(db) as store:
        if search:
            found = search_duplicates(store, now=datetime.now(UTC))
            click.echo(f"{counted(found, 'new pair')} found.", err=True)
        waiting = store.duplicates.undecided()
        if not waiting:
            click.echo("No open questions: every contact is somebody else, as far as can be seen.", err=True)
        elif only_list or not interactive():
            rows = [(q.contact.id, q.contact.name, q.other.id, q.other.name, f"{q.score:g}", _why(q)) for q in waiting]
            print_table(("#", "Name", "#", "Name", "Score", "Why"), rows)
        else:
            _go_through(store)


def _go_through(store: Store) -> None:
    from cardscan.store import QuestionState

    asked: set[tuple[int, int]] = set()
    while question := next((q for q in store.duplicates.undecided() if (q.contact.id, q.other.id) not in asked), None):
        first, second = question.contact, question.other
        asked.add((first.id, second.id))
        click.echo()
        print_contacts([first, second])
        click.echo(f"Why: {_why(question)}")
        answer = click.prompt(
            "[s]ame person, [n]ot the same, [l]ater, [q]uit",
            type=click.Choice(["s", "n", "l", "q"]),
            show_choices=False,
        )
        now = datetime.now(UTC)
        if answer == "q":
            break
        with store.transaction() as tx:
            if answer == "s":
                tx.duplicates.merge(first.id, second.id, now=now, actor=user_name())
                click.echo(f"Merged into #{first.id}. To undo it: cardscan contacts undo {second.id}")
            else:
                state = QuestionState.NOT_SAME if answer == "n" else QuestionState.LATER
                tx.duplicates.answer(first.id, second.id, state, now=now, actor=user_name())
    left = len(store.duplicates.undecided())
    click.echo(f"\n{counted(left, 'question')} left." if left else "\nAll questions are answered.")


def _why(question: DuplicateQuestion) -> str:
    return ", ".join(f"{plain(name)} ({weight:+g})" for name, weight in question.reasons)


@click.command("merge", short_help="Make one contact of several.")
@click.argument("keep", metavar="KEPT")
@click.argument("merged", metavar="OTHERS...", nargs=-1, required=True)
@db_option
@debug_option
def merge(keep: str, merged: tuple[str, ...], db: str | None) -> None:
    """Make one contact of KEPT and the OTHERS: it keeps its number and gets all that is known of them.

    Each is a number, or enough of a name to be the only one.
    """
    with open_existing_store(db) as store:
        kept, *others = (contact_number(store, wanted) for wanted in (keep, *merged))
        with store.transaction() as tx:
            for other in others:
                tx.duplicates.merge(kept, other, now=datetime.now(UTC), actor=user_name())
        click.echo(f"#{kept} {plain(store.people.get(kept).display_name)} is now one contact.")
    for other in others:
        click.echo(f"To part them again, at any time: cardscan contacts undo {other}")


@click.command("undo", short_help="Part a contact that was merged into another one.")
@click.argument("number", type=NUMBER)
@db_option
@debug_option
def undo(number: int, db: str | None) -> None:
    """Part the contact with this NUMBER from the one it was merged into; what was edited since stays there."""
    with open_existing_store(db) as store:
        with store.transaction() as tx:
            kept = tx.duplicates.undo_merge(number, now=datetime.now(UTC), actor=user_name())
        lines = [store.people.get(number), store.people.get(kept)]
    for contact in lines:
        click.echo(f"#{contact.id} {plain(contact.display_name)}")
    click.echo("They are two contacts again, and will not be taken for the same person.")


@click.command("not-same", short_help="Say that two contacts are different people.")
@click.argument("first", metavar="ONE")
@click.argument("second", metavar="OTHER")
@db_option
@debug_option
def not_same(first: str, second: str, db: str | None) -> None:
    """Say that ONE and OTHER are different people; it is remembered, and not asked again.

    Each is a number, or enough of a name to be the only one.
    """
    from cardscan.store import QuestionState

    with open_existing_store(db) as store:
        one, other = contact_number(store, first), contact_number(store, second)
        with store.transaction() as tx:
            tx.duplicates.answer(one, other, QuestionState.NOT_SAME, now=datetime.now(UTC), actor=user_name())
    click.echo(f"#{one} and #{other} are different people.")


COMMANDS = (find, duplicates, merge, undo, not_same)
