"""`cardscan touch`: record what happened elsewhere, take it back, or show what a line would be taken for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import interactive, plain
from cardscan.app.cli.options import (
    DAY,
    NearChoice,
    db_option,
    debug_option,
    open_existing_store,
    settings_from,
    user_name,
)

if TYPE_CHECKING:
    from cardscan.errors import UnclearLineError
    from cardscan.model.touch import Direction
    from cardscan.store import Store
    from cardscan.workflows.review.relations import RelationDesk, Told

_FLAGS = "--in (they wrote or called), --out (you did) or --both (you talked)"
UNDO = "undo"


@click.command("touch", short_help="Log a message or a talk that happened elsewhere, in either direction.")
@click.argument("words", nargs=-1, metavar="CONTACT TEXT | undo [CONTACT]")
@click.option("--out", "way", flag_value="out", help="I wrote to them, or did something for them.")
@click.option("--in", "way", flag_value="in", help="They wrote to me, or did something for me.")
@click.option("--both", "way", flag_value="both", help="We talked.")
@click.option("--kind", type=NearChoice(["message", "talk", "help", "referral"]), help="If the line does not say it.")
@click.option("--on", "day", type=DAY, metavar="DAY", help="When it happened, if not today: 2026-12-01, friday.")
@click.option("--keeps", type=click.IntRange(1), multiple=True, metavar="NUMBER", help="A promise that was kept by it.")
@click.option("--yes", is_flag=True, help="Where they ask for no more letters: never write to them again.")
@click.option("--understand", is_flag=True, help="Only show what TEXT would be taken for; without CONTACT.")
@click.option("--jsonl", is_flag=True, help="With --understand: one JSON object a line, from standard input.")
@db_option
@debug_option
def touch(
    words: tuple[str, ...],
    way: str | None,
    kind: str | None,
    day: datetime | None,
    keeps: tuple[int, ...],
    yes: bool,
    understand: bool,
    jsonl: bool,
    db: str | None,
) -> None:
    """Log a message or a talk that happened elsewhere, in either direction.

    \b
    cardscan touch 7 "sent her the paper" --keeps 3
    cardscan touch "Mira Muster" "she called: we meet in May"
    cardscan touch undo 7
    cardscan touch --understand "rang twice, just rang out"

    What was understood is said. A line that does not say for sure who of the two wrote is asked about; where nobody
    can be asked, --in, --out or --both has to say it. `touch undo` takes back the last touch and what followed from it.
    """
    from cardscan.errors import UsageError
    from cardscan.workflows.review.context import find_contact

    now = datetime.now().astimezone()
    if jsonl and not understand:
        raise UsageError("--jsonl goes with --understand")
    if understand:
        from cardscan.app.cli.understanding import show_understood, understand_lines

        if jsonl:
            understand_lines()
        else:
            show_understood(" ".join(words), now.date())
        return
    if not words or (len(words) == 1 and words[0] != UNDO):
        raise UsageError('say who and what, as in: cardscan touch 7 "she called, we meet in May"')
    if words[0] == UNDO:
        _undo(" ".join(words[1:]), now, db)
        return
    at = min(now, day.replace(hour=12).astimezone()) if day and day.date() <= now.date() else day
    with open_existing_store(db) as store:
        person = find_contact(store, words[0])
        for number in keeps:
            store.promises.get(number)
        told = _told(
            _desk(store, db), person.id, " ".join(words[1:]), now=now, at=at.astimezone() if at else None, way=way,
            kind=kind, keeps=keeps, yes=yes,
        )  # fmt: skip
        _print_told(store, told, now)


def _told(
    desk: RelationDesk,
    number: int,
    text: str,
    *,
    now: datetime,
    at: datetime | None,
    way: str | None,
    kind: str | None,
    keeps: tuple[int, ...],
    yes: bool,
) -> Told:
    """Record the line; ask the person at the terminal what it does not say."""
    from cardscan.errors import OptOutLineError, UnclearLineError, UsageError
    from cardscan.model.touch import Direction, TouchKind

    def log(direction: Direction | None, *, stop: bool = yes) -> Told:
        return desk.touch(
            number, text, seen=desk.store.review.seen(number), now=now, at=at, direction=direction,
            kind=TouchKind(kind) if kind else None, keeps=keeps, stop=stop,
        )  # fmt: skip

    try:
        return log(Direction(way) if way else None)
    except UnclearLineError as error:
        if not interactive():
            raise UsageError(f"{plain(error)}; say it with {_FLAGS}") from None
        return log(ask_direction(error))
    except OptOutLineError as error:
        if not interactive():
            raise UsageError(
                f"{plain(error)}; never to write to them again: the same command with --yes, or "
                f"cardscan contacts suppress {number}"
            ) from None
        click.confirm(f"{plain(error)}.\nNever write to them again?", abort=True)
        return log(Direction(way) if way else None, stop=True)


def _print_told(store: Store, told: Told, now: datetime) -> None:
    """Say what was understood, what followed from it, and how to take it back."""
    from cardscan.app.cli.planning import next_line
    from cardscan.workflows.review.context import shown_promise
    from cardscan.workflows.review.lines import said_of

    name, number, logged = plain(store.people.get(told.contact_id).display_name), told.contact_id, told.logged
    if logged is None:
        click.echo(f"{name}: {plain(told.note)}")
    else:
        click.echo(f"{name}: {said_of(logged.touch)} on {logged.touch.at.date()}.")
        if told.stopped:
            click.echo("  No letter is written to them any more.")
        elif told.line and told.line.until and told.line.until > now.date():
            click.echo(f"  Nothing is proposed before {told.line.until}.")
        if logged.before is not logged.after:
            click.echo(f"  Relation: {logged.before.value} -> {logged.after.value}")
        for whose, promise in logged.promises:
            click.echo(f"  {'You' if whose.value == 'mine' else 'They'} promised: {plain(shown_promise(promise))}")
    for kept in told.kept:
        click.echo(f"  Kept: {plain(kept.text)}")
    if not told.stays:
        click.echo(f"  To take it back: cardscan touch undo {number}")
    click.echo(next_line(store, number, now))


def _undo(who: str, now: datetime, db: str | None) -> None:
    """Take the last touch back: of this person, or of anybody."""
    from cardscan.app.cli.planning import next_line
    from cardscan.workflows.review.context import find_contact

    with open_existing_store(db) as store:
        number = find_contact(store, who).id if who else None
        taken = _desk(store, db).undo_touch(number, now=now)
        name = plain(store.people.get(taken.contact_id).display_name)
        click.echo(f"Taken back: the last touch with {name}.")
        click.echo(next_line(store, taken.contact_id, now))


def _desk(store: Store, db: str | None) -> RelationDesk:
    from cardscan.workflows.review.relations import RelationDesk

    settings = settings_from({"db": db})
    return RelationDesk(store, settings, settings.sender.name or user_name())


def ask_direction(error: UnclearLineError) -> Direction:
    """Ask the person at the terminal which of the two it came from."""
    from cardscan.model.touch import Direction

    click.echo(f"{plain(error)}.")
    ways = click.Choice([way.value for way in Direction])
    answer = click.prompt("Who was it: in (they), out (you) or both?", type=ways)
    return Direction(answer)
