"""`cardscan touch`: record a message or a talk that happened elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import interactive, plain
from cardscan.app.cli.context import DAY
from cardscan.app.cli.options import NearChoice, db_option, debug_option, open_existing_store, user_name

if TYPE_CHECKING:
    from cardscan.errors import UnclearLineError
    from cardscan.model.touch import Direction
    from cardscan.workflows.review.context import Logged

_FLAGS = "--in (they wrote or called), --out (you did) or --both (you talked)"


@click.command("touch", short_help="Log a message or a talk that happened elsewhere, in either direction.")
@click.argument("contact")
@click.argument("text", nargs=-1, required=True)
@click.option("--out", "way", flag_value="out", help="I wrote to them, or did something for them.")
@click.option("--in", "way", flag_value="in", help="They wrote to me, or did something for me.")
@click.option("--both", "way", flag_value="both", help="We talked.")
@click.option("--kind", type=NearChoice(["message", "talk", "help", "referral"]), help="If the line does not say it.")
@click.option("--on", "day", type=DAY, metavar="DAY", help="When it happened, if not today: 2026-12-01, friday.")
@click.option("--keeps", type=click.IntRange(1), multiple=True, metavar="NUMBER", help="A promise that was kept by it.")
@db_option
@debug_option
def touch(
    contact: str,
    text: tuple[str, ...],
    way: str | None,
    kind: str | None,
    day: datetime | None,
    keeps: tuple[int, ...],
    db: str | None,
) -> None:
    """Log a message or a talk that happened elsewhere, in either direction.

    \b
    cardscan touch 7 "sent her the paper" --keeps 3
    cardscan touch "Mira Muster" "she called: we meet in May"

    A line that does not say for sure who of the two wrote is asked about; where nobody can be asked, --in, --out or
    --both has to say it.
    """
    from cardscan.app.cli.planning import next_line
    from cardscan.errors import UnclearLineError, UsageError
    from cardscan.model.touch import Direction, TouchKind
    from cardscan.workflows.review.context import end_promise, find_contact, log_touch, said_of, shown_promise

    now = datetime.now().astimezone()
    at = min(now, day.replace(hour=12).astimezone()) if day and day.date() <= now.date() else day
    with open_existing_store(db) as store:
        person = find_contact(store, contact)
        for number in keeps:
            store.promise(number)

        def log(direction: Direction | None) -> Logged:
            return log_touch(
                store, person.id, " ".join(text), now=now, actor=user_name(), at=at.astimezone() if at else None,
                direction=direction, kind=TouchKind(kind) if kind else None,
            )  # fmt: skip

        try:
            logged = log(Direction(way) if way else None)
        except UnclearLineError as error:
            if not interactive():
                raise UsageError(f"{plain(error)}; say it with {_FLAGS}") from None
            logged = log(ask_direction(error))
        said = logged.touch
        click.echo(f"{plain(person.display_name)}: {said_of(said)} on {said.at.date()}.")
        if logged.before is not logged.after:
            click.echo(f"  Relation: {logged.before.value} -> {logged.after.value}")
        for whose, promise in logged.promises:
            click.echo(f"  {'You' if whose.value == 'mine' else 'They'} promised: {plain(shown_promise(promise))}")
        for number in keeps:
            kept = end_promise(store, number, kept=True, now=now, actor=user_name(), day=said.at.date())
            click.echo(f"  Kept: {plain(kept.text)}")
        click.echo(next_line(store, person.id, now))


def ask_direction(error: UnclearLineError) -> Direction:
    """Ask the person at the terminal which of the two it came from."""
    from cardscan.model.touch import Direction

    click.echo(f"{plain(error)}.")
    ways = click.Choice([way.value for way in Direction])
    answer = click.prompt("Who was it: in (they), out (you) or both?", type=ways)
    return Direction(answer)
