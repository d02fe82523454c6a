"""`cardscan network`: show whether every card is decided and the network is in balance."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import counted, letters_line, output_stream, plain, print_fields, print_table
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, settings_from

if TYPE_CHECKING:
    from cardscan.followup.planning.network import NetworkReport

_BARS = "▁▂▃▄▅▆▇█"
QUIET_SHOWN = 10


@click.command("network", short_help="Show whether every card is decided and the network is in balance.")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write it as one page with plots, too.")
@db_option
@debug_option
def network(html: Path | None, db: str | None) -> None:
    """Show whether every card is decided and the network is in balance."""
    from cardscan.app.cli.planning import outlooks
    from cardscan.followup.planning.network import network_report

    now = datetime.now().astimezone()
    with open_existing_store(db) as store:
        people, cards, letters = outlooks(store, now), store.counts().cards, letters_line(store)
    report = network_report(people, cards, now.date(), settings_from({"db": db}).plan)
    _print(report, letters)
    if html is not None:
        from cardscan.followup.planning.network_page import network_page

        with output_stream(html) as stream:
            stream.write(network_page(report, now.date()).encode("utf-8", "replace"))
        click.echo(f"\nWritten to {plain(html)}", err=True)


def _print(report: NetworkReport, letters: str) -> None:
    weeks = report.weeks
    print_fields("Cards", [
        ("Acted on", f"{_share(report.acted_on_rate)} ({report.decided_cards:,} of {counted(report.cards, 'card')})"),
        ("First touch", "" if report.days_to_first_touch is None else f"{report.days_to_first_touch:g} days (median)"),
    ])  # fmt: skip
    print_fields(f"The last {len(weeks)} weeks", [
        ("People met", _series([week.people for week in weeks])),
        ("Touches, new", _series([week.to_new for week in weeks])),
        ("Touches, existing", _series([week.to_existing for week in weeks])),
        ("Weeks without new", report.weeks_without_new),
    ])  # fmt: skip
    names = ", ".join(person.contact.display_name for person in report.top)
    print_fields("Balance", [
        ("Top three", f"{_share(report.top_share)} of all touches ({names})" if report.top else ""),
        ("Their referrals", "" if report.referral_share is None else f"{_share(report.referral_share)} of all"),
    ])  # fmt: skip
    click.echo("\nWhere people stand")
    print_table(("Relation", "People"), [(rung.value, number) for rung, number in report.ladder])
    click.echo("\nWhere they wait")
    print_table(("Queue", "People"), [(queue.value, number) for queue, number in report.queues])
    click.echo(letters)
    if report.quiet:
        click.echo("\nGone quiet")
        rows = [(p.contact.id, p.contact.display_name, p.contact.relation.value, days)
                for p, days in report.quiet[:QUIET_SHOWN]]  # fmt: skip
        print_table(("#", "Who", "Relation", "Days"), rows)
    for warning in report.warnings:
        click.echo(f"\nNote: {warning}.")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"


def _series(numbers: list[int]) -> str:
    """Return the numbers as bars in one line, with their sum."""
    most = max(numbers, default=0)
    bars = "".join(_BARS[round(number / most * (len(_BARS) - 1))] if most else _BARS[0] for number in numbers)
    return f"{bars}  {sum(numbers):,}"
