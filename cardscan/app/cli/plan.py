"""`cardscan plan`: show who deserves attention this week, who waits until when, and whom to let go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import counted, letters_line, output_stream, plain, print_table
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, settings_from
from cardscan.errors import UsageError

if TYPE_CHECKING:
    from cardscan.followup.planning.birthdays import Birthday
    from cardscan.followup.planning.budget import PlanLine, PlanSettings, WeekPlan

LATER_SHOWN = 10


@click.command("plan", short_help="Show who is due today and this week, and why.")
@click.option("--today", "span", flag_value="today", help="Only what is due today.")
@click.option("--week", "span", flag_value="week", default="week", help="What is due this week (the default).")
@click.option("--all", "span", flag_value="all", help="Everything with its day, and every proposal to let go.")
@click.option("--date", "day", metavar="DAY", help="The plan as it will be on 2026-12-01, or +7 for in a week.")
@click.option("--draft", is_flag=True, help="Write the letters that are due this week, as drafts. Sends nothing.")
@click.option("--ics", type=click.Path(path_type=Path), metavar="FILE", help="Write it as a calendar, too.")
@db_option
@debug_option
def plan(span: str, day: str | None, draft: bool, ics: Path | None, db: str | None) -> None:
    """Show who is due today and this week, and why.

    The budget is plan.new_per_week and plan.existing_per_week in cardscan.toml. What does not fit gets a later day.
    What they wrote, what you promised and what you approved have their day all the same.
    """
    if draft and day:
        raise UsageError("--draft writes the letters of this week; leave out --date")
    show_plan(span, day=day, db=db, draft=draft, ics=ics)


def show_plan(span: str, *, day: str | None, db: str | None, draft: bool = False, ics: Path | None = None) -> None:
    """Print the plan.

    Args:
        span: "today", "week" or "all".
        day: The day from which it is seen, as it was typed; None: today.
    """
    from cardscan.app.cli.planning import freshen_letters, outlooks
    from cardscan.followup.planning.birthdays import birthdays
    from cardscan.followup.planning.budget import week_plan

    now = datetime.now().astimezone()
    today = _day_of(day, now.date())
    settings = settings_from({"db": db})
    with open_existing_store(db) as store:
        freshen_letters(store, now)
        people, letters, noted = outlooks(store, now, today=today), letters_line(store), store.week.birthdays()
    made = week_plan(people, today, settings.plan)
    this_week = [line for line in made.week if span != "today" or line.day <= today]
    print_table(("Day", "#", "Who", "What", "Why"), [_row(line, now.date()) for line in this_week])
    when = ("today" if span == "today" else "this week") if day is None else f"on {today}"
    if not this_week:
        click.echo(f"Nothing is due {when}.", err=True)
    last = today if span == "today" else made.monday + timedelta(days=6)
    _say_birthdays(birthdays(people, noted, today, last))
    if today == now.date():
        _say_budget(made, settings.plan)
    click.echo(letters, err=True)
    if span != "today":
        _say_later(made, now.date(), everything=span == "all")
    for warning in made.warnings:
        click.echo(f"\nNote: {warning}.", err=True)
    if draft:
        _draft(this_week, now, db)
    if ics is not None:
        from cardscan.followup.planning.ics import calendar_bytes

        with output_stream(ics) as stream:
            stream.write(calendar_bytes([*made.week, *made.later], now=now))
        click.echo(f"{counted(len(made.week) + len(made.later), 'entry', 'entries')} written to {plain(ics)}", err=True)


def _day_of(typed: str | None, today: date) -> date:
    from cardscan.followup.notes.asked_day import asked_day

    day = asked_day(typed, today) if typed else today
    if day < today:
        raise UsageError(f"{day} has passed; a plan is for a day from today on")
    return day


def _say_birthdays(found: Sequence[Birthday]) -> None:
    if found:
        said = ", ".join(f"{plain(one.name)} (#{one.contact_id}) on {one.day:%A}" for one in found)
        click.echo(f"Birthdays: {said}.", err=True)


def _say_budget(made: WeekPlan, budget: PlanSettings) -> None:
    click.echo(
        f"This week so far: {made.spent_new} of {budget.new_per_week} touches to new people, "
        f"{made.spent_existing} of {budget.existing_per_week} to existing ones.",
        err=True,
    )


def _say_later(made: WeekPlan, today: date, *, everything: bool) -> None:
    shown = None if everything else LATER_SHOWN
    if made.later:
        click.echo(f"\nLater ({counted(len(made.later), 'person', 'people')}):", err=True)
        print_table(("Day", "#", "Who", "What", "Why"), [_row(line, today) for line in made.later[:shown]])
    if made.let_go:
        click.echo(f"\nPerhaps let go ({counted(len(made.let_go), 'person', 'people')}; nothing is decided):", err=True)
        rows = [(go.person.contact.id, go.person.contact.display_name, go.reason) for go in made.let_go[:shown]]
        print_table(("#", "Who", "Why"), rows)


def _draft(lines: Sequence[PlanLine], now: datetime, db: str | None) -> None:
    """Draft the letters of these lines, each for its day, where one can be written."""
    from cardscan.workflows.letters.drafting import draft_next

    settings = settings_from({"db": db})
    with open_existing_store(db) as store:
        for line in lines:
            done = draft_next(store, line.person.contact.id, settings, now=now, day=line.day)
            what = f"draft {done.draft_id} is written" if done.file else f"no draft: {done.missing}"
            click.echo(f"{plain(done.person.contact.display_name)}: {plain(what)}", err=True)


def _row(line: PlanLine, today: date) -> tuple[object, ...]:
    day = "today" if line.day == today else f"{line.day:%a} {line.day}"
    why = f"{line.task.told}; approved" if line.task.approved else line.task.told
    return day, line.person.contact.id, line.person.contact.display_name, line.task.kind.value, why
