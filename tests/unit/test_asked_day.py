"""Days that the command line asks for: a date, "+7", or words."""

from __future__ import annotations

from datetime import date, datetime

import click
import pytest
import time_machine
from click.testing import CliRunner

from cardscan.app.cli.days import PastDay
from cardscan.errors import UsageError
from cardscan.followup.notes.asked_day import asked_day

TUESDAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        ("+7", date(2026, 12, 8)),
        ("friday", date(2026, 12, 4)),
        ("Fri", date(2026, 12, 4)),
        ("sat", date(2026, 12, 5)),
        ("mon", date(2026, 12, 7)),
        ("tomorrow", date(2026, 12, 2)),
        ("in two weeks", date(2026, 12, 15)),
        ("end of the month", date(2026, 12, 31)),
        ("the 10th", date(2026, 12, 10)),
        ("after Easter", date(2027, 3, 30)),
        ("may", date(2027, 5, 1)),
        ("13/4", date(2027, 4, 13)),  # there is no month 13
        ("morgen", date(2026, 12, 2)),
        ("vendredi", date(2026, 12, 4)),
        ("pasado mañana", date(2026, 12, 3)),
        ("sexta", date(2026, 12, 4)),
    ],
)
def test_a_day_ahead_may_be_said_in_words(answer: str, day: date) -> None:
    """In any of the seven languages, and short: nothing else can be meant."""
    assert asked_day(answer, TUESDAY) == day


@pytest.mark.parametrize(
    ("answer", "day"),
    [
        ("friday", date(2026, 11, 27)),
        ("tuesday", TUESDAY),
        ("yesterday", date(2026, 11, 30)),
        ("gestern", date(2026, 11, 30)),
        ("30 Nov", date(2026, 11, 30)),
        ("2026-10-03", date(2026, 10, 3)),
    ],
)
def test_a_day_that_is_past_is_the_last_one(answer: str, day: date) -> None:
    """Where it is asked when something happened."""
    assert asked_day(answer, TUESDAY, back=True) == day


@pytest.mark.parametrize(
    ("answer", "back", "told"),
    [
        ("12/4", False, '"12/4" may be 2026-12-04 or 2027-04-12; write the one you mean'),
        ("mar", False, '"mar" may be 2026-12-08 or 2027-03-01; write the one you mean'),
        ("yesterday", False, '"yesterday" is no day; write 2026-12-01, "friday", "in two weeks", or +7 for in a week'),
        ("friday deck", False, '"friday deck" is no day'),
        ("every friday", False, '"every friday" is no day'),
        ("+x", False, '"+x" is no day'),
        ("+99999999999", False, '"+99999999999" is no day'),
        ("", False, '"" is no day'),
        ("tomorrow", True, '"tomorrow" is no day up to today; write 2026-12-01, "friday" or "yesterday"'),
        ("+7", True, '"+7" is no day up to today'),
    ],
)
def test_what_is_no_day_or_two_is_told_with_what_to_write(answer: str, back: bool, told: str) -> None:
    """No day is guessed: what hangs on the country or the language is asked again."""
    with pytest.raises(UsageError) as refused:
        asked_day(answer, TUESDAY, back=back)
    assert str(refused.value).startswith(told)


def test_the_option_on_takes_words_and_tells_what_is_none() -> None:
    """`--on yesterday` is midnight of that day; what is no day ends with click's exit code for usage."""

    @click.command()
    @click.option("--on", "day", type=PastDay())
    def show(day: datetime) -> None:
        click.echo(day.isoformat())

    with time_machine.travel(datetime(2026, 12, 1, 12), tick=False):
        done = CliRunner().invoke(show, ["--on", "yesterday"])
        refused = CliRunner().invoke(show, ["--on", "tomorrow"])
    assert done.output == "2026-11-30T00:00:00\n"
    assert refused.exit_code == 2
    assert '"tomorrow" is no day up to today' in refused.output
