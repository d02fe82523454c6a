"""`cardscan contacts`: who was met, what is known of them, and the way into an address book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cardscan.app.cli.console import plain, print_fields, print_table
from cardscan.app.cli.exchange import export, import_contacts, push
from cardscan.app.cli.options import db_option, debug_option, open_existing_store
from cardscan.errors import UsageError

if TYPE_CHECKING:
    from cardscan.model.contact import Contact
    from cardscan.model.encounter import Encounter


@click.group(short_help="List, show and export the people whose cards were read.")
def contacts() -> None:
    """List, show and export the people whose cards were read."""


@contacts.command("list", short_help="List the contacts, by name.")
@click.option("--search", metavar="TEXT", default="", help="Only those with TEXT in name, firm or e-mail.")
@click.option("--event", metavar="NAME", help="Only people met at this event.")
@click.option("--needs-context", is_flag=True, help="Only those with whom no conversation was noted.")
@db_option
@debug_option
def list_contacts(search: str, event: str | None, needs_context: bool, db: str | None) -> None:
    """List the contacts, by name; tab-separated where the output is no terminal."""
    if needs_context and (search or event):
        raise UsageError("--needs-context goes alone; leave out --search and --event")
    with open_existing_store(db) as store:
        found = store.needs_context() if needs_context else store.contacts(search=search, event=event)
    rows = [
        (
            contact.id,
            contact.display_name,
            contact.details.organization or "",
            next(iter(contact.details.emails), ""),
            next((phone.e164 or phone.printed for phone in contact.details.phones), ""),
            contact.relation.value,
            contact.recommendation.value,
        )
        for contact in found
    ]
    print_table(("#", "Name", "Organization", "E-mail", "Phone", "Relation", "Reading"), rows)
    if not rows:
        click.echo("No contacts." if not (search or event or needs_context) else "No contact fits.", err=True)


@contacts.command("show", short_help="Show all that is known of one contact.")
@click.argument("number", type=click.IntRange(1))
@db_option
@debug_option
def show(number: int, db: str | None) -> None:
    """Show all that is known of the contact with this NUMBER (see `cardscan contacts list`)."""
    with open_existing_store(db) as store:
        history = store.history(number)
    contact = history.contact
    print_fields(plain(contact.display_name), _fields(contact))
    for encounter in history.encounters:
        print_fields("Met", _encounter_fields(encounter))
    if not any(encounter.has_conversation for encounter in history.encounters):
        click.echo("\nNeeds context: no conversation was noted. Write what you talked about into event.toml.")
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
