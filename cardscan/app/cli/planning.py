"""Share code among the commands about plans: everybody's outlook, and the next step in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import plain
from cardscan.app.cli.options import settings_from

if TYPE_CHECKING:
    from cardscan.followup import Cadence
    from cardscan.followup.planning.schedule import Outlook
    from cardscan.store import Store


def cadences() -> Mapping[str, Cadence]:
    """Return the shipped cadences; the user's own take precedence."""
    from cardscan.followup import load_cadences, template_dirs

    return load_cadences(template_dirs(settings_from().followup.templates))


def outlooks(store: Store, now: datetime, *, today: date | None = None) -> list[Outlook]:
    """Return the outlook for everybody, as it is today or will be on another day."""
    from cardscan.followup.planning.schedule import outlook

    known, day = cadences(), today or now.astimezone().date()
    return [outlook(person, day, cadences=known) for person in store.people.relationships()]


def freshen_letters(store: Store, now: datetime) -> None:
    """Write letters anew that are out of date, and say so."""
    from cardscan.workflows.review.freshness import freshen

    for done in freshen(store, settings_from(), now=now):
        click.echo(plain(done.sentence), err=True)


def next_line(store: Store, contact_id: int, now: datetime) -> str:
    """Return what comes next with one person, or what is missing, in one sentence."""
    from cardscan.followup.planning.schedule import outlook

    person = store.people.relationships(contact_id)[0]
    ahead = outlook(person, now.astimezone().date(), cadences=cadences())
    if ahead.task:
        return f"Next: {ahead.task.due:%A} {ahead.task.due}, {plain(ahead.task.told)}"
    if ahead.missing:
        return f"Next: nothing yet, for {plain(ahead.missing.missing)}; {plain(ahead.missing.how)}"
    return f"Next: nothing. Queue: {ahead.queue.value}"
