"""Print one person for the terminal review."""

from __future__ import annotations

import click

from cardscan.app.cli.console import plain
from cardscan.store import ValueKind
from cardscan.workflows.review.fields import FieldView
from cardscan.workflows.review.person_view import PersonView


def options_of(view: PersonView) -> dict[int, tuple[FieldView, str]]:
    """Return the other readings of all fields, numbered in one sequence."""
    found = [(field, text) for field in view.fields for text in field.alternatives]
    return dict(enumerate(found[:9], 1))


def print_person(view: PersonView, place: str) -> None:
    """Print fields, encounters and the letter under the person's name.

    Args:
        place: The person's place in the queue.
    """
    contact = view.history.contact
    click.echo()
    click.secho(f"{place}  {plain(contact.display_name)}", bold=True)
    numbers = {(field.key, text): number for number, (field, text) in options_of(view).items()}
    for field in view.fields:
        if not field.text and not field.doubtful and field.kind is not ValueKind.EMAIL:
            continue
        sign = "?" if field.doubtful else " "
        click.echo(f" {sign} {field.label:<13} {plain(field.text) or '-':<44} {field.confidence}")
        for text in field.alternatives:
            if (field.key, text) in numbers:
                click.echo(f"   {'':<13} {numbers[field.key, text]}: {plain(text)}")
        if field.warning:
            click.echo(f"   {'':<13} ({plain(field.warning)})")
    for met in view.encounters:
        rows = [("Met", " ".join(filter(None, (met.event, str(met.day) if met.day else "")))),
                ("Talked about", met.talk), ("Private note", met.note)]  # fmt: skip
        rows += [("I promised", f"{p.text}{f' by {p.due}' if p.due else ''}") for p in met.promises]
        for label, text in rows:
            if text:
                click.echo(f"   {label:<13} {plain(text)}")
    if view.letter is None:
        click.echo(f"   {'Letter':<13} {'needs context first (t)' if view.needs_context else 'none waits'}")
        return
    letter = view.letter.draft.letter
    click.echo(f"   {'Letter':<13} {plain(letter.subject)} (due {letter.due}, {letter.language}, p shows it)")
    for finding in view.letter.findings:
        click.echo(f" ! {'':<13} {plain(finding.message)}")
