"""`cardscan drafts`: the letters that wait for a look. Nothing is sent from here."""

from __future__ import annotations

import click

from cardscan.app.cli.console import plain, plain_lines, print_fields, print_table
from cardscan.app.cli.options import db_option, debug_option, open_existing_store

_STATES = ("needs_context", "drafted", "approved", "sending", "sent", "unknown", "let_go")


@click.group(short_help="List and show the letters that wait for a look.")
def drafts() -> None:
    """List and show the letters that wait for a look."""


@drafts.command("list", short_help="List the drafts, first due first.")
@click.option("--state", type=click.Choice(_STATES), help="Only drafts in this state.")
@db_option
@debug_option
def list_drafts(state: str | None, db: str | None) -> None:
    """List the drafts, first due first; then who still needs context before a letter can be written."""
    from cardscan.model.draft import DraftState

    with open_existing_store(db) as store:
        found = store.drafts(DraftState(state) if state else None)
        waiting = store.needs_context() if state is None else []
    rows = [
        (draft.id, draft.letter.due, draft.letter.recipient_name, draft.letter.subject, draft.state.value)
        for draft in found
    ]
    print_table(("#", "Due", "To", "Subject", "State"), rows)
    if not rows:
        click.echo("No drafts." if state is None else f"No drafts are {state}.", err=True)
    if waiting:
        names = ", ".join(plain(contact.display_name) for contact in waiting[:6])
        more = f" and {len(waiting) - 6:,} more" if len(waiting) > 6 else ""
        click.echo(f"Needs context: {names}{more}. See: cardscan contacts list --needs-context", err=True)


@drafts.command("show", short_help="Show one draft.")
@click.argument("number", type=click.IntRange(1))
@db_option
@debug_option
def show(number: int, db: str | None) -> None:
    """Show the draft with this NUMBER (see `cardscan drafts list`)."""
    with open_existing_store(db) as store:
        draft = store.draft(number)
    letter = draft.letter
    print_fields(
        f"Draft {draft.id}",
        [
            ("State", draft.state.value),
            ("To", f"{letter.recipient_name} <{letter.recipient}>" if letter.recipient_name else letter.recipient),
            ("Subject", letter.subject),
            ("Due", letter.due),
            ("Why", f"{letter.cadence}, {letter.step}"),
            ("File", draft.file or ""),
        ],
    )
    click.echo()
    click.echo(plain_lines(letter.body))
