"""`cardscan drafts`: show, edit, approve or let go of letters that wait for approval. Sends nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import interactive, letters_line, plain, plain_lines, print_fields, print_table
from cardscan.app.cli.options import NearChoice, db_option, debug_option, open_existing_store, settings_from
from cardscan.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from cardscan.model.draft import Finding, Letter
    from cardscan.workflows.review.drafts import DraftDesk

_STATES = ("needs_context", "drafted", "approved", "sending", "sent", "unknown", "let_go")


@click.group(short_help="Show, edit, approve or let go of the letters that wait.")
def drafts() -> None:
    """Show, edit, approve or let go of the letters that wait."""


@drafts.command("list", short_help="List the drafts, first due first.")
@click.option("--state", type=NearChoice(_STATES), help="Only drafts in this state.")
@db_option
@debug_option
def list_drafts(state: str | None, db: str | None) -> None:
    """List the drafts, first due first; then who still needs context before a letter can be written."""
    from cardscan.model.draft import DraftState

    with open_existing_store(db) as store:
        found = store.drafts(DraftState(state) if state else None)
        waiting = store.needs_context() if state is None else []
        letters = letters_line(store)
    rows = [
        (draft.id, draft.letter.due, draft.letter.recipient_name, draft.letter.subject, draft.state.value)
        for draft in found
    ]
    print_table(("#", "Due", "To", "Subject", "State"), rows)
    if not rows:
        click.echo("No drafts." if state is None else f"No drafts are {state}.", err=True)
    elif state is None:
        click.echo(letters, err=True)
    if waiting:
        names = ", ".join(plain(contact.display_name) for contact in waiting[:6])
        more = f" and {len(waiting) - 6:,} more" if len(waiting) > 6 else ""
        click.echo(f"Needs context: {names}{more}. See: cardscan contacts list --needs-context", err=True)


@drafts.command("show", short_help="Show one draft, and what speaks against it.")
@click.argument("number", type=click.IntRange(1))
@click.option("--sources", is_flag=True, help="Say of every stretch of text where it came from.")
@db_option
@debug_option
def show(number: int, sources: bool, db: str | None) -> None:
    """Show the draft with this NUMBER (see `cardscan drafts list`), and what speaks against sending it."""
    with _desk(db) as (desk, now):
        seen = desk.look(number, now=now)
    draft, letter = seen.draft, seen.draft.letter
    approval = draft.approval
    print_fields(
        f"Draft {draft.id}",
        [
            ("State", draft.state.value),
            ("To", f"{letter.recipient_name} <{letter.recipient}>" if letter.recipient_name else letter.recipient),
            ("Subject", letter.subject),
            ("Due", letter.due),
            ("Why", f"{letter.cadence}, {letter.step}"),
            ("Language", f"{letter.language}, {letter.address}" if letter.address else letter.language),
            ("File", draft.file or ""),
            (
                "Approved",
                f"{approval.at:%Y-%m-%d %H:%M} by {approval.by}, SHA-256 {approval.sha256}" if approval else "",
            ),
        ],
    )
    click.echo()
    click.echo(plain_lines(letter.body))
    if sources:
        _print_sources(letter)
    _print_findings(seen.findings)
    if draft.state.value == "drafted" and not desk.settings.sender.known:
        click.echo("note   nobody is named who writes it; set name and email under [sender] in cardscan.toml", err=True)


@drafts.command("edit", short_help="Change the text of a draft, in your editor or by options.")
@click.argument("number", type=click.IntRange(1))
@click.option("--subject", help="The new subject.")
@click.option("--body", metavar="TEXT|-", help='The new text; "-" reads it from standard input.')
@db_option
@debug_option
def edit(number: int, subject: str | None, body: str | None, db: str | None) -> None:
    """Change the text of a draft, in your editor or by options. An approval is withdrawn by that."""
    with _desk(db) as (desk, now):
        draft = desk.store.draft(number)
        if subject is None and body is None:
            text = click.edit(f"Subject: {draft.letter.subject}\n\n{draft.letter.body}", extension=".txt")
            if text is None:
                click.echo(f"draft {number}: left as it was")
                return
            subject, body = _taken_apart(text)
        elif body == "-":
            body = sys.stdin.read()
        after = desk.edit(number, revision=draft.revision, subject=subject, body=body, now=now)
        changed = after.revision != draft.revision
        click.echo(f"draft {number}: {'changed; approve it when it is right' if changed else 'left as it was'}")
        _print_findings(desk.look(number, now=now).findings)


@drafts.command("another", short_help="Write a letter in another wording, language or address.")
@click.argument("number", type=click.IntRange(1))
@click.option("--language", metavar="CODE", help="In this language: de, en, es, fr, it, nl, pt, or your own.")
@click.option("--informal", "address", flag_value="informal", help="With du, tu or je, where the language has it.")
@click.option("--formal", "address", flag_value="formal", help="With Sie, vous, usted, Lei or u.")
@db_option
@debug_option
def another(number: int, language: str | None, address: str | None, db: str | None) -> None:
    """Write a letter in another wording, language or address. An approval is withdrawn by that.

    \b
    cardscan drafts another 7                        # the next wording
    cardscan drafts another 7 --language fr --informal

    Day, recipient and Message-ID stay. `cardscan drafts undo NUMBER` brings the text back that was there.
    """
    from cardscan.workflows.letters.writing import LetterWriter

    with _desk(db) as (desk, now):
        draft = desk.store.draft(number)
        with desk.store.transaction() as tx:
            writer = LetterWriter(desk.settings)
            letter = writer.again(tx, draft, now=now, language=language and language.lower(), address=address or "")
        desk.replace(number, letter, revision=draft.revision, now=now)
        seen = desk.look(number, now=now)
    letter = seen.draft.letter
    click.echo(f"draft {number}: written anew in {letter.language}; undo it with `cardscan drafts undo {number}`")
    _print_letter(letter, seen.findings)


@drafts.command("approve", short_help="Say yes to these letters, exactly as they are.")
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1))
@db_option
@debug_option
@click.pass_context
def approve(ctx: click.Context, numbers: tuple[int, ...], db: str | None) -> None:
    """Say yes to these letters, exactly as they are; any later change takes the yes back.

    Each letter is printed with what speaks against it; at a terminal the yes is asked for after that.
    `cardscan send` hands approved letters over.
    """
    from cardscan.errors import NotAllowedError
    from cardscan.model.draft import DraftState

    failed = False
    with _desk(db) as (desk, now):
        for number in dict.fromkeys(numbers):
            seen = desk.look(number, now=now)
            if seen.draft.state is DraftState.DRAFTED:
                _print_letter(seen.draft.letter, seen.findings)
                if interactive() and not click.confirm(f"\nApprove draft {number} as it stands here?"):
                    click.echo(f"draft {number}: left as it was")
                    continue
            try:
                after = desk.approve(number, revision=seen.draft.revision, now=now)
            except NotAllowedError as error:  # one refused letter does not stop the others
                failed = True
                click.echo(f"cardscan: {plain(error)}", err=True)
                continue
            click.echo(f"draft {number}: approved, to go out on {after.letter.due}; send it with `cardscan send`")
    ctx.exit(ExitCode.FAILED if failed else ExitCode.OK)


@drafts.command("let-go", short_help="Decide not to write these letters.")
@click.argument("numbers", nargs=-1, required=True, type=click.IntRange(1))
@db_option
@debug_option
def let_go(numbers: tuple[int, ...], db: str | None) -> None:
    """Decide not to write these letters; their cards count as decided. `cardscan drafts undo` takes it back."""
    with _desk(db) as (desk, now):
        for number in dict.fromkeys(numbers):
            desk.let_go(number, revision=desk.store.draft(number).revision, now=now)
            click.echo(f"draft {number}: let go; take it back with `cardscan drafts undo {number}`")


@drafts.command("later", short_help="Put a letter off to another day.")
@click.argument("number", type=click.IntRange(1))
@click.argument("day")
@db_option
@debug_option
def later(number: int, day: str, db: str | None) -> None:
    """Put a letter off to DAY: 2026-12-01, friday, "in two weeks" or +14. An approval stays."""
    from cardscan.followup.notes.asked_day import asked_day

    with _desk(db) as (desk, now):
        until = asked_day(day, now.astimezone().date())
        after = desk.later(number, until, revision=desk.store.draft(number).revision, now=now)
        click.echo(f"draft {number}: put off to {after.letter.due}")


@drafts.command("undo", short_help="Take back the last decision on a draft.")
@click.argument("number", type=click.IntRange(1))
@db_option
@debug_option
def undo(number: int, db: str | None) -> None:
    """Take back the last decision on a draft. An approval does not come back by that; give it again."""
    with _desk(db) as (desk, now):
        after = desk.undo(number, revision=desk.store.draft(number).revision, now=now)
        click.echo(f"draft {number}: is {after.state.value} again, due {after.letter.due}")


@drafts.command("arrived", short_help="Say that a letter nobody was sure of did leave.")
@click.argument("number", type=click.IntRange(1))
@db_option
@debug_option
def arrived(number: int, db: str | None) -> None:
    """Say that a letter nobody was sure of did leave; it is then sent."""
    with _desk(db) as (desk, now):
        desk.arrived(number, revision=desk.store.draft(number).revision, now=now)
        click.echo(f"draft {number}: sent")


@contextmanager
def _desk(db: str | None) -> Iterator[tuple[DraftDesk, datetime]]:
    """Open the desk of the person at the terminal; yield it with the time."""
    import getpass
    from datetime import UTC

    from cardscan.workflows.review.drafts import DraftDesk

    settings = settings_from({"db": db})
    try:
        actor = settings.sender.name or getpass.getuser()
    except (OSError, KeyError):  # the process has no user name
        actor = "somebody"
    with open_existing_store(db) as store:
        yield DraftDesk(store, settings, actor), datetime.now(UTC)


def _taken_apart(text: str) -> tuple[str, str]:
    """Return subject and body of the text that the editor returned."""
    first, _, body = text.lstrip("\ufeff\r\n").partition("\n")
    if not first.lower().startswith("subject:"):
        raise UsageError('the first line has to be "Subject: ..."; nothing was changed')
    return first.partition(":")[2], body


def _print_sources(letter: Letter) -> None:
    """Print each stretch of text and its source, in the order of the letter."""
    click.echo("\nSources")
    for piece in letter.pieces:
        text = getattr(letter, piece.part)[piece.start : piece.end]
        if text.strip():
            click.echo(f"  {piece.part:<7}  {plain(piece.source):<48}  {plain(text)}")
    if not letter.pieces:
        click.echo("  nothing is recorded for this draft")


def _print_letter(letter: Letter, findings: tuple[Finding, ...]) -> None:
    """Print the letter as its recipient gets it, and the lint's findings."""
    click.echo(f"\nTo: {plain(letter.recipient_name)} <{plain(letter.recipient)}>")
    click.echo(f"Subject: {plain(letter.subject)}\n")
    click.echo(plain_lines(letter.body))
    _print_findings(findings)


def _print_findings(findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        click.echo(f"{finding.severity.value:<5}  {finding.rule}: {plain(finding.message)}", err=True)
