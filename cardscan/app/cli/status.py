"""`cardscan status`: report what waits in the watched folders, and what went wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import click

from cardscan.app.cli.console import counted, letters_line, plain
from cardscan.app.cli.options import db_option, debug_option, open_existing_store

# A watching program reports every second; after this long it is gone or stuck.
SILENT = timedelta(seconds=15)
MAX_LISTED = 10


@click.command(short_help="Say what waits in the watched folders, and what went wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@db_option
@debug_option
def status(*, as_json: bool, db: str | None) -> None:
    """Say what waits in the watched folders, and what went wrong."""
    with open_existing_store(db) as store:
        now = datetime.now(UTC)
        found, letters = store.ledger.summary(now=now), letters_line(store)
        waiting_letters = len(store.drafts.waiting(date.today()))
    states = {state.value: count for state, count in found.states.items()}
    waiting = states.get("queued", 0) + states.get("working", 0)
    alive = [watcher for watcher in found.watchers if now - watcher.seen_at < SILENT]
    if as_json:
        import json

        report = {
            "states": states,
            "waiting_letters": waiting_letters,
            "oldest_s": (now - found.oldest).total_seconds() if found.oldest else None,
            "done_last_minute": found.done_last_minute,
            "done_last_hour": found.done_last_hour,
            "watchers": [{"folders": watcher.folders, "trouble": watcher.trouble} for watcher in alive],
            "problems": [
                {"photo": item.id, "path": str(item.stamp.path), "state": item.state.value, "reason": item.reason}
                for item in found.problems
            ],
        }
        click.echo(json.dumps(report))
        return
    for watcher in alive:
        click.echo(f"Watching {', '.join(map(plain, watcher.folders))}, for {_span(now - watcher.started_at)}.")
        if watcher.trouble:
            click.echo(f"  It waits: {plain(watcher.trouble)}")
    for watcher in found.watchers:
        if watcher not in alive:
            click.echo(f"Not heard of for {_span(now - watcher.seen_at)}: {', '.join(map(plain, watcher.folders))}.")
    if not found.watchers:
        click.echo("Nothing is watched. Start it with: cardscan watch FOLDER")
    age = f", the oldest for {_span(now - found.oldest)}" if found.oldest else ""
    click.echo(f"Queue: {counted(waiting, 'photo')}{age}.")
    click.echo(f"Through: {found.done_last_minute:,} in the last minute, {found.done_last_hour:,} in the last hour.")
    ended = {state: count for state, count in states.items() if state not in ("queued", "working")}
    if ended:
        click.echo("In all: " + ", ".join(f"{count:,} {state}" for state, count in sorted(ended.items())) + ".")
    click.echo(letters)
    if found.problems:
        click.echo("Last problems:")
    for item in found.problems[:MAX_LISTED]:
        click.echo(f"  #{item.id} {plain(item.stamp.path)}")
        click.echo(f"     {item.state.value}: {plain(item.reason or 'no reason was kept')}")


def _span(time: timedelta) -> str:
    seconds = max(0, int(time.total_seconds()))
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return counted(seconds // size, word)
    return counted(seconds, "second")
