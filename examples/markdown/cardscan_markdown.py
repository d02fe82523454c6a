"""Contacts as a table in Markdown, one line a person."""

import re
from collections.abc import Iterable

from cardscan.contacts.formats.registry import ExportedContact, ExportOptions, Written

COLUMNS = ("Name", "Organization", "Title", "E-mail", "Phone", "Notes")


class Markdown:
    """An export format: `[plugins] exports = ["markdown"]`."""

    api = 1
    photos = False

    def head(self, options: ExportOptions) -> bytes:
        """The header line and the rule under it."""
        return (row(COLUMNS) + row(["---"] * len(COLUMNS))).encode()

    def entry(self, person: ExportedContact, options: ExportOptions) -> Written:
        """One line; whatever stands in no cell is told to the user as lost."""
        details = person.contact.details
        phones = [phone.e164 or phone.printed for phone in details.phones]
        lists = (details.titles, details.emails, phones, person.notes)
        cells = [person.contact.display_name, details.organization or "", *(", ".join(items) for items in lists)]
        return Written(row(map(escaped, cells)).encode("utf-8", "replace"), cells)

    def foot(self, options: ExportOptions) -> bytes:
        """Nothing."""
        return b""


def row(cells: Iterable[str]) -> str:
    """The cells as a line of the table."""
    return f"| {' | '.join(cells)} |\n"


def escaped(text: str) -> str:
    """What was read from a card is untrusted: no letter of it is Markdown, HTML or a line end."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|&~-])", r"\\\1", " ".join(text.split()))
