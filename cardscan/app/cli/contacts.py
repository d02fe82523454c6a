"""`cardscan contacts`: list, show and export the people whose cards were read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cardscan.app.cli import deciding, duplicates, forgetting
from cardscan.app.cli.console import plain, print_fields
from cardscan.app.cli.exchange import export, import_contacts, push
from cardscan.app.cli.options import contact_number, db_option, debug_option, open_existing_store
from cardscan.errors import UsageError
from cardscan.model.field_kinds import PLAIN_ROWS

if TYPE_CHECKING:
    from cardscan.model.contact import Contact
    from cardscan.model.encounter import Encounter
    from cardscan.store import ContactHistory


@click.group(short_help="List, show and export the people whose cards were read.")
def contacts() -> None:
    """List, show and export the people whose cards were read."""


for _command in (*deciding.COMMANDS, *duplicates.COMMANDS, *forgetting.COMMANDS):
    contacts.add_command(_command)


@contacts.command("list", short_help="List the contacts, by name.")
@click.option("--search", metavar="TEXT", default="", help="Only those with all words of TEXT; see `contacts find`.")
@click.option("--event", metavar="NAME", help="Only people met at an event with this in its name.")
@click.option("--needs-context", is_flag=True, help="Only those with whom no conversation was noted.")
@click.option("--page", type=click.IntRange(1), help="Show this page.  [in a terminal: 1; else everything]")
@click.option("--per-page", type=click.IntRange(1), default=100, show_default=True, help="How many a page has.")
@db_option
@debug_option
def list_contacts(
    search: str, event: str | None, needs_context: bool, page: int | None, per_page: int, db: str | None
) -> None:
    """List the contacts, by name; tab-separated and all of them where the output is no terminal."""
    if needs_context and (search or event):
        raise UsageError("--needs-context goes alone; leave out --search and --event")
    if page is None and sys.stdout.isatty():
        page = 1
    with open_existing_store(db) as store:
        found = store.people.lines(
            search=search,
            event=event,
            needs_context=needs_context,
            limit=per_page + 1 if page else None,  # one more, to see whether there is another page
            offset=(page - 1) * per_page if page else 0,
        )
    duplicates.print_contacts(found[:per_page] if page else found)
    if page and len(found) > per_page:
        click.echo(f"There are more: --page {page + 1}", err=True)
    if not found:
        click.echo("No contacts." if not (search or event or needs_context) else "No contact fits.", err=True)


@contacts.command("show", short_help="Show all that is known of one contact.")
@click.argument("contact")
@db_option
@debug_option
def show(contact: str, db: str | None) -> None:
    """Show all that is known of CONTACT: a number, or enough of a name to be the only one."""
    with open_existing_store(db) as store:
        history = store.people.history(contact_number(store, contact))
    print_contact(history)


def print_contact(history: ContactHistory) -> None:
    """Print all that is known of one contact."""
    contact = history.contact
    print_fields(plain(contact.display_name), _fields(contact))
    for job in history.jobs:
        if not job.current:
            print_fields(
                "Was", [("At", job.organization), ("As", ", ".join(job.titles)), ("By a card of", job.since.date())]
            )
    for merge in history.merges:
        undo = f"cardscan contacts undo {merge.merged_id}"
        print_fields(
            f"Merged in: #{merge.merged_id} {plain(merge.name)}", [("By", merge.merged_by), ("To undo it", undo)]
        )
    for encounter in history.encounters:
        print_fields("Met", _encounter_fields(encounter))
    if not any(encounter.has_conversation for encounter in history.encounters):
        click.echo(
            f'\nNeeds context: no conversation was noted; say it: cardscan context add {contact.id} "talked about ..."'
        )
    for draft in history.drafts:
        letter = draft.letter
        print_fields(
            f"Draft {draft.id}",
            [
                ("State", draft.state.value),
                ("Subject", letter.subject),
                ("Due", letter.due),
                ("File", draft.file or ""),
            ],
        )
    for card in history.cards:
        print_fields(f"Card {card.id}", [("Photo", card.photo), ("Reading", card.recommendation.value)])


def _fields(contact: Contact) -> list[tuple[str, object]]:
    details, name = contact.details, contact.details.name
    rows: list[tuple[str, object]] = [("Number", contact.id)]
    if name and name.other_script:
        rows.append(("Also", name.other_script))
    if name and (name.honorific or name.post_nominals):
        rows.append(("Titles of honour", ", ".join(filter(None, (name.honorific, *name.post_nominals)))))
    rows += [("Title", title) for title in details.titles]
    rows += [("Department", department) for department in details.departments]
    rows.append(("Organization", details.organization or ""))
    rows += [("E-mail", email) for email in details.emails]
    for phone in details.phones:
        extension = f" ext. {phone.extension}" if phone.extension else ""
        rows.append((phone.type.value.replace("_", "-").capitalize(), f"{phone.e164 or phone.printed}{extension}"))
    rows += [("Web", url) for url in details.urls]
    rows += [(social.service.capitalize(), social.handle) for social in details.social]
    rows += [("Address", address.printed) for address in details.addresses]
    rows += [(row.label, value) for row in PLAIN_ROWS for value in getattr(details, row.attribute)]
    rows += [("Not assigned", line) for line in details.unassigned]
    rows += [("Relation", contact.relation.value), ("Reading", contact.recommendation.value)]
    return rows


def _encounter_fields(encounter: Encounter) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = [
        ("Event", encounter.event or ""),
        ("Day", encounter.day or ""),
        ("Place", encounter.place or ""),
        ("Card", encounter.origin.value.replace("_", " ")),
        ("Introduced by", encounter.introduced_by or ""),
        ("Talked about", encounter.talk),
    ]
    for who, promises in (("I promised", encounter.promises), ("They promised", encounter.their_promises)):
        rows += [(who, f"{promise.text}{f' (by {promise.due})' if promise.due else ''}") for promise in promises]
    return [*rows, ("Next step", encounter.next_step), ("Note", encounter.note)]


contacts.add_command(import_contacts)
contacts.add_command(export)
contacts.add_command(push)
