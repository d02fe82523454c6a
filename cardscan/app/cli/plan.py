"""`cardscan plan`: show who deserves attention this week, who waits until when, and whom to let go."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import counted, letters_line, output_stream, plain, print_table
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, settings_from

if TYPE_CHECKING:
    from cardscan.followup.planning.budget import PlanLine

LATER_SHOWN = 10


@click.command("plan", short_help="Show who is due today and this week, and why.")
@click.option("--today", "span", flag_value="today", help="Only what is due today.")
@click.option("--week", "span", flag_value="week", default="week", help="What is due this week (the default).")
@click.option("--all", "span", flag_value="all", help="Everything with its day, and every proposal to let go.")
@click.option("--draft", is_flag=True, help="Write the letters that are due this week, as drafts. Sends nothing.")
@click.option("--ics", type=click.Path(path_type=Path), metavar="FILE", help="Write it as a calendar, too.")
@db_option
@debug_option
def plan(span: str, draft: bool, ics: Path | None, db: str | None) -> None:
    """Show who is due today and this week, and why.

    The budget is plan.new_per_week and plan.existing_per_week in cardscan.toml. What does not fit gets a later day.
    """
    from cardscan.app.cli.planning import outlooks
    from cardscan.followup.planning.budget import week_plan

    now = datetime.now().astimezone()
    settings = settings_from({"db": db})
    with open_existing_store(db) as store:
        people, letters = outlooks(store, now), letters_line(store)
    made = week_plan(people, now.date(), settings.plan)
    this_week = [line for line in made.week if span != "today" or line.day <= now.date()]
    print_table(("Day", "#", "Who", "What", "Why"), [_row(line, now.date()) for line in this_week])
    if not this_week:
        click.echo(f"Nothing is due {'today' if span == 'today' else 'this week'}.", err=True)
    budget = settings.plan
    click.echo(
        f"This week so far: {made.spent_new} of {budget.new_per_week} touches to new people, "
        f"{made.spent_existing} of {budget.existing_per_week} to existing ones.",
        err=True,
    )
    click.echo(letters, err=True)
    if span != "today" and made.later:
        shown = made.later if span == "all" else made.later[:LATER_SHOWN]
        click.echo(f"\nLater ({counted(len(made.later), 'person', 'people')}):", err=True)
        print_table(("Day", "#", "Who", "What", "Why"), [_row(line, now.date()) for line in shown])
    if span != "today" and made.let_go:
        shown_go = made.let_go if span == "all" else made.let_go[:LATER_SHOWN]
        click.echo(f"\nPerhaps let go ({counted(len(made.let_go), 'person', 'people')}; nothing is decided):", err=True)
        print_table(("#", "Who", "Why"), [(go.person.contact.id, go.person.contact.display_name, go.reason)
                                          for go in shown_go])  # fmt: skip
    for warning in made.warnings:
        click.echo(f"\nNote: {warning}.", err=True)
    if draft:
        _draft([line.person.contact.id for line in this_week], now, db)
    if ics is not None:
        from cardscan.followup.planning.ics import calendar_bytes

        with output_stream(ics) as stream:
            stream.write(calendar_bytes([*made.week, *made.later], now=now))
        click.echo(f"{counted(len(made.week) + len(made.later), 'entry', 'entries')} written to {plain(ics)}", err=True)


def _draft(contact_ids: list[int], now: datetime, db: str | None) -> None:
    """Draft letters to these people, where one can be written."""
    from cardscan.workflows.letters.drafting import draft_next

    settings = settings_from({"db": db})
    with open_existing_store(db) as store:
        for number in contact_ids:
            done = draft_next(store, number, settings, now=now)
            what = f"draft {done.draft_id} is written" if done.file else f"no draft: {done.missing}"
            click.echo(f"{plain(done.person.contact.display_name)}: {plain(what)}", err=True)


def _row(line: PlanLine, today: date) -> tuple[object, ...]:
    day = "today" if line.day == today else f"{line.day:%a} {line.day}"
    why = f"{line.task.told} ({line.flag})" if line.flag else line.task.told
    return day, line.person.contact.id, line.person.contact.display_name, line.task.kind.value, why
