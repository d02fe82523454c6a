"""List every kind of value that a contact holds, with all that the store, the page, the terminal and formats need.

A new field with plain text values needs a row here, an attribute of `ContactDetails`, a member of `FieldKind` and of
`ValueKind`, a migration, and code that reads it from a card. docs/recipes/field.md is the recipe.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One kind of value.

    Attributes:
        kind: The name under which it is stored; equal to its name in `FieldKind` if cards are read for it.
        attribute: Its attribute of `ContactDetails`.
        label: Its label on the page and in the terminal.
        page: Its position on the page, from 1; 0 if the page does not offer it.
        many: A contact may have several values.
        own: If two people share a card, a value belongs to one of them, not to their firm.
        described: Its name in a report of what a format cannot hold. Empty: the report has code of its own for it.
        vcard: Its property in vCard 4.0; empty if the vCard modules write and read the kind themselves.
        vcard3: Its property in vCard 3.0.
        also_read: Properties that other programs use for it.
        column: Its place in csv_columns.toml.
        fixed_by: The option of `contacts fix` that corrects it, with its value's name and its help text.
    """

    kind: str
    attribute: str
    label: str
    page: int = 0
    many: bool = True
    own: bool = False
    described: str = ""
    vcard: str = ""
    vcard3: str = ""
    also_read: tuple[str, ...] = ()
    column: str = ""
    fixed_by: tuple[str, str, str] | None = None

    @property
    def properties(self) -> frozenset[str]:
        """Every vCard property that holds it; empty for kinds that the vCard modules handle themselves."""
        return frozenset(filter(None, (self.vcard, self.vcard3, *self.also_read)))


# In the order in which a card's values are stored.
ROWS = (
    ValueRow("name", "name", "Name", 1, many=False, own=True),
    ValueRow("organization", "organization", "Organization", 2, many=False),
    ValueRow(
        "title", "titles", "Title", 3, own=True, described="job title",
        fixed_by=("--title", "TITLE", "What they do. May be given several times."),
    ),
    ValueRow("department", "departments", "Department", 6, described="department"),
    ValueRow(
        "phone", "phones", "Phone", 5, own=True,
        fixed_by=("--phone", "NUMBER", "All their numbers, with +49 and the like."),
    ),
    ValueRow(
        "email", "emails", "E-mail", 4, own=True, described="e-mail address",
        fixed_by=("--email", "ADDRESS", "All their addresses, the best one first."),
    ),
    ValueRow(
        "url", "urls", "Web", 7, described="web address",
        fixed_by=("--url", "ADDRESS", "All their pages on the web."),
    ),
    ValueRow("social", "social", "Social", 8, own=True),
    ValueRow(
        "address", "addresses", "Address", 9,
        fixed_by=("--address", "TEXT", "Where they are, on one line each."),
    ),
    # RFC 9554, section 3.4. vCard 3.0 has no such property; programs write X-PRONOUNS there. Google Contacts and
    # Apple's address book have no place for pronouns.
    ValueRow(
        "pronouns", "pronouns", "Pronouns", 10, own=True, described="pronouns",
        vcard="PRONOUNS", vcard3="X-PRONOUNS", also_read=("X-PRONOUN",), column="pronouns",
        fixed_by=("--pronouns", "TEXT", 'As they say them themselves: "she/her".'),
    ),
    ValueRow("other_name", "other_names", "Other name", 11, own=True, described="name beside"),
    ValueRow("unassigned", "unassigned", "Not assigned", described="line of the card"),
)  # fmt: skip

BY_PAGE = tuple(sorted((row for row in ROWS if row.page), key=lambda row: row.page))
# Kinds that the formats write and read only by this table.
PLAIN_ROWS = tuple(row for row in ROWS if row.vcard)
BY_PROPERTY = {name: row for row in PLAIN_ROWS for name in row.properties}
