"""`cardscan send`: hand over approved letters. Without --send it only lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import counted, plain, print_table
from cardscan.app.cli.options import db_option, debug_option, open_existing_store, settings_from
from cardscan.errors import ExitCode

if TYPE_CHECKING:
    from cardscan.workflows.review.sending import Handed


@click.command(short_help="Hand over the approved letters that are due; a dry run without --send.")
@click.argument("numbers", nargs=-1, type=click.IntRange(1))
@click.option("--send", "really", is_flag=True, help="Do it; without this, only say what would be done.")
@db_option
@debug_option
@click.pass_context
def send(ctx: click.Context, numbers: tuple[int, ...], really: bool, db: str | None) -> None:
    """Hand over the approved letters that are due; a dry run without --send.

    They go as .eml files into the outbox folder, where your mail program opens them ready to send; or by the plug-in
    that mail.handover names. With NUMBERS, just those letters, whenever they are due. A letter that was not approved,
    or was changed since, never leaves.
    """
    from datetime import UTC, datetime

    from cardscan.mail.handover import HANDOVERS
    from cardscan.model.draft import DraftState
    from cardscan.workflows.review import sending

    settings, now = settings_from({"db": db}), datetime.now(UTC)
    outbox = HANDOVERS.load(settings.mail.handover, settings.mail.outside).open(settings.outbox_folder)
    failed = 0
    with open_existing_store(db) as store:
        if really:
            for handed in sending.settle(store, outbox, now=now):
                failed += _tell(handed)
        chosen = sending.approved(store, now=now, numbers=numbers)
        if not really:
            rows = [
                (draft.id, draft.letter.due, draft.letter.recipient, draft.letter.subject, reason or "ready")
                for draft in chosen
                for reason in [sending.hindrance(store, settings, draft, now=now)]
            ]
            print_table(("#", "Due", "To", "Subject", ""), rows)
            failed = sum(row[4] != "ready" for row in rows)
            if rows:
                click.echo(
                    f"Nothing was sent. With --send: {counted(len(rows) - failed, 'letter')} to {outbox.name}.",
                    err=True,
                )
        else:
            for handed in sending.send(store, settings, outbox, chosen, now=now):
                failed += _tell(handed)
        if not chosen:
            later = len(store.drafts.all(DraftState.APPROVED))
            waiting = f" {counted(later, 'approved letter')} not due yet." if later else ""
            click.echo(f"No approved letter is due.{waiting} See: cardscan drafts list", err=True)
    ctx.exit(ExitCode.FAILED if failed else ExitCode.OK)


def _tell(handed: Handed) -> bool:
    """Print one line; return True if the letter was not handed over."""
    letter = handed.draft.letter
    who = plain(f"{letter.recipient_name} <{letter.recipient}>" if letter.recipient_name else letter.recipient)
    if handed.problem:
        click.echo(f"draft {handed.draft.id} to {who}: {plain(handed.problem)}", err=True)
    else:
        click.echo(f"draft {handed.draft.id} to {who}: {plain(handed.where)}")
    return bool(handed.problem)
