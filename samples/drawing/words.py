"""The text of one card: its rows by group, and the truth about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Row:
    """One printed line.

    Attributes:
        text: As printed, without the label.
        label: What the line is: name, title, department, organization, phone, email, url, address, social, other.
        mark: The printed label before the text ("Tel."), or "".
        icon: Name of the drawn sign before the text, "blank" for its width left empty, or "".
        also: Labels of further values on the same line.
    """

    text: str
    label: str
    mark: str = ""
    icon: str = ""
    also: tuple[str, ...] = ()

    @property
    def printed(self) -> str:
        """The line as a person would type it off."""
        return f"{self.mark} {self.text}".strip()


@dataclass(slots=True)
class CardText:
    """Everything on one card.

    Attributes:
        groups: Rows by group: organization, name, role, contact, address, slogan, second (another person), extra.
        contact: The truth, in the form that `score.py` compares.
        qr: Payload of a QR code, or None.
        side: "front" or "back".
        joined: How many contact rows may share a line, with `glue` between them.
    """

    country: str
    groups: dict[str, list[Row]] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    qr: str | None = None
    side: str = "front"
    joined: int = 1
    glue: str = " | "

    def rows(self, *names: str) -> list[Row]:
        """The rows of the named groups, in that order."""
        return [row for name in names for row in self.groups.get(name, [])]


def empty_contact() -> dict[str, Any]:
    """The truth of a card that says nothing."""
    return {
        "name": None,
        "name_printed": None,
        "name_alt": [],
        "given": None,
        "family": None,
        "prefix": None,
        "suffix": None,
        "other_names": [],
        "titles": [],
        "departments": [],
        "organization": None,
        "phones": [],
        "emails": [],
        "urls": [],
        "social": [],
        "addresses": [],
    }
