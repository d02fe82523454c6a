"""`cardscan contacts forget, suppress, retention`: delete people, block letters to them, or list unused cards."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import counted, plain, print_fields
from cardscan.app.cli.duplicates import print_contacts, user_name
from cardscan.app.cli.options import contact_number, db_option, debug_option, open_existing_store, settings_from
from cardscan.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from cardscan.store import Belongings, Store
    from cardscan.workflows.forgetting import Proof


@click.command("forget", short_help="Delete a person everywhere, and prove it.")
@click.argument("contact")
@click.option("--keep-photos", is_flag=True, help="Leave the photos' files; without this, photos of them alone go too.")
@click.option("--from-server", is_flag=True, help="Delete them in the CardDAV address books they were pushed to, too.")
@click.option("--user", metavar="NAME", help="Name to log in with there; else the setting carddav.user.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@db_option
@debug_option
@click.pass_context
def forget(
    ctx: click.Context,
    contact: str,
    keep_photos: bool,
    from_server: bool,
    user: str | None,
    yes: bool,
    db: str | None,
) -> None:
    """Delete a person everywhere: rows, pictures, photos that show only them, letters, search index.

    CONTACT is a number, or enough of a name to be the only one. Only a keyed hash remains, so that a further scan or an
    import does not bring them back. There is no undo.
    """
    from cardscan.workflows.forgetting import forget as forget_person

    with open_existing_store(db) as store:
        number = contact_number(store, contact)
        mine = store.people.belongings(number)
        _show(mine, keep_photos=keep_photos, from_server=from_server)
        if not yes:
            click.confirm(f"\nDelete all of this for ever? {plain(mine.name)} cannot be brought back", abort=True)
        if from_server:  # first: if this fails, the person is still here, and the same command resumes
            _withdraw(mine, settings_from({"db": db, "carddav.user": user}).carddav.user)
        proof = forget_person(
            store, number, keep_photos=keep_photos, reason="forgotten", now=datetime.now(UTC), actor=user_name()
        )
        where = store.where
    _show_proof(proof, where)
    if not from_server:
        _say_published(mine)
    if proof.left:
        ctx.exit(ExitCode.FAILED)


def _withdraw(mine: Belongings, user: str) -> None:
    """Delete the person's cards on the servers; ServerError if one of them cannot be reached."""
    from cardscan.app.cli.exchange import server_at
    from cardscan.workflows.exchange.pushing import withdraw

    if mine.published and not user:
        raise UsageError("name the user of the address book with --user, or in the setting carddav.user")
    for book, href in mine.published:
        server = server_at(book, user)
        try:
            gone = withdraw(server, href)
        finally:
            server.close()
        click.echo(f"{'Deleted' if gone else 'Gone already'} in {plain(book)}: {plain(href)}")


def _say_published(mine: Belongings) -> None:
    """Say where the person's cards still are on servers, once the rows that recorded it are gone."""
    for book, href in mine.published:
        click.echo(f"STILL in the address book {plain(book)}: {plain(href)}; delete it there.", err=True)


def _show(mine: Belongings, *, keep_photos: bool, from_server: bool) -> None:
    photos = [] if keep_photos else [("Photo file", path) for path, _ in mine.photo_files]
    letters = [("Letter", path) for path in mine.draft_files]
    shared = [("Stays", f"{name} (shows other people's cards too)") for name in mine.shared_photos]
    merged = [("Merged into it", f"#{number}") for number in mine.contact_ids[1:]]
    what = "Card on a server" if from_server else "Stays on a server"
    hint = "" if from_server else " (--from-server deletes it there, too)"
    published = [(what, f"{plain(book)} {plain(href)}{hint}") for book, href in mine.published]
    print_fields(f"#{mine.contact_ids[0]} {plain(mine.name)}", [*merged, *photos, *letters, *shared, *published])


def _show_proof(proof: Proof, where: str) -> None:
    rows = ", ".join(f"{count} of {table}" for table, count in sorted(proof.rows.items()))
    fields: list[tuple[str, object]] = [("Rows deleted", rows)]
    fields += [("File deleted", path) for path in proof.files]
    fields += [("File left", f"{path}: {why}") for path, why in proof.kept_files]
    searched = counted(proof.searched, "value")
    if proof.left:
        found = "; ".join(f"{text!r} in {', '.join(places)}" for text, places in proof.left.items())
        fields.append(("NOT GONE", f"{found}; end other programs that use the store, then forget again or run VACUUM"))
    else:
        # The files of a database server are out of reach; there only the rows are searched.
        what = "every row" if "://" in where else "every byte"
        fields.append(("Searched", f"{what} of {plain(where)} for {searched} of this person: none is there"))
    if proof.others:
        fields.append(("Of others too", f"{', '.join(sorted(proof.others))} (stays with those people)"))
    print_fields("Forgotten", fields)
    click.echo("\nBackups, synced copies and sent mail are not in reach of this command.")


@click.command("suppress", short_help="Never write to a person or an address again.")
@click.argument("who", metavar="CONTACT_OR_ADDRESS")
@click.option("--reason", default="asked for it", show_default=True, help="Why; kept with the entry.")
@db_option
@debug_option
def suppress(who: str, reason: str, db: str | None) -> None:
    """Never write to this contact or e-mail address again, also when the card is scanned anew.

    A contact is named by number, or by enough of a name to be the only one.
    """
    now = datetime.now(UTC)
    with open_existing_store(db) as store:
        number = None if "@" in who else contact_number(store, who)
        addresses = (who,) if number is None else store.people.get(number).details.emails
        _suppress(store, number, addresses, reason, now)
    click.echo(f"Suppressed: {', '.join(map(plain, addresses)) or f'#{number}'}. Waiting drafts were let go.")


def _suppress(store: Store, number: int | None, addresses: tuple[str, ...], reason: str, now: datetime) -> None:
    with store.transaction() as tx:
        if number is not None:
            tx.suppression.add_person(number, reason=reason, now=now, actor=user_name())
        for address in addresses:
            tx.suppression.add(address, reason=reason, now=now, actor=user_name())


@click.command("retention", short_help="List people that were never acted on, and ask what to do.")
@click.option("--months", type=click.IntRange(1, 1200), default=12, show_default=True, help="Not acted on for so long.")
@click.option("--list", "only_list", is_flag=True, help="Only list them, ask nothing.")
@db_option
@debug_option
def retention(months: int, only_list: bool, db: str | None) -> None:
    """List the people whose cards lie unused for so many MONTHS: no decision, no talk, no letter; and ask.

    Imported people are not listed: they came from your own address book.
    """
    from cardscan.app.cli.console import interactive
    from cardscan.store import Decision
    from cardscan.workflows.forgetting import forget as forget_person

    now = datetime.now(UTC)
    with open_existing_store(db) as store:
        lines = store.people.unused_since(_months_before(now, months))
        print_contacts(lines)
        if not lines:
            click.echo(f"Nobody was left alone for {counted(months, 'month')}.", err=True)
        if only_list or not interactive():
            return
        for line in lines:
            answer = click.prompt(
                f"#{line.id} {plain(line.name)}: [k]eep, [l]et go, [f]orget, [q]uit",
                type=click.Choice(["k", "l", "f", "q"]),
                show_choices=False,
            )
            if answer == "q":
                break
            if answer == "f":
                mine = store.people.belongings(line.id)
                proof = forget_person(store, line.id, reason="retention", now=now, actor=user_name())
                _show_proof(proof, store.where)
                _say_published(mine)
                continue
            with store.transaction() as tx:
                decision = Decision.LATER if answer == "k" else Decision.LET_GO
                tx.people.decide(line.id, decision, now=now, actor=user_name())


def _months_before(moment: datetime, months: int) -> datetime:
    """Return the same day this many months earlier, or the last day of a shorter month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = moment.day
    while True:
        try:
            return moment.replace(year=max(1, year), month=month + 1, day=day)
        except ValueError:
            day -= 1


COMMANDS = (forget, suppress, retention)
