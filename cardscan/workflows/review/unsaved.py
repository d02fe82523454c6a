"""What stands typed in the inputs of a person's page and is not stored: no button may lose it.

The page is one form, so that every button brings all of it along. A verb takes what it is about; the rest is shown
again with the page. A verb that leaves the person saves the rest first (`keeping.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from cardscan.errors import UsageError
from cardscan.model.touch import Direction
from cardscan.store import ContactHistory, ValueKind
from cardscan.workflows.review.fields import current_values
from cardscan.workflows.review.typed_values import typed
from cardscan.workflows.review.words import LABELS

# An input of the page is named after what it is of: value.email-0, use.phone-1; with "was." it holds what is stored.
VALUE, USE, WAS = "value.", "use.", "was."


MAX_ROW = 2_147_483_647


@dataclass(frozen=True, slots=True)
class LetterText:
    """The text of a letter as it stands in its inputs.

    Attributes:
        revision: Of the draft that the page showed.
    """

    draft: int
    revision: int
    subject: str
    body: str


@dataclass(slots=True)
class Unsaved:
    """Texts of one person's page that are not stored; a part that was saved is empty again.

    Attributes:
        contact: Whose page; 0: the request came from none.
        seen: The fingerprint of what the page showed of them; of what is stored, once a part was saved.
        inputs: Text and use of every field by its key, "email-0".
        fields: Those of them that differ from what is stored.
        kind, text: A value to be added.
        note: What was talked about.
        since, way: What happened later, and who it was by the page; empty: as the line says.
        letter: Where its text was changed.
        day: Until when to keep, where another one was chosen.
        lane: Of the queue in which the page was looked at.
    """

    contact: int = 0
    seen: str = ""
    inputs: dict[str, tuple[str, str]] = field(default_factory=dict)
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    kind: str = ""
    text: str = ""
    note: str = ""
    since: str = ""
    way: str = ""
    letter: LetterText | None = None
    day: str = ""
    lane: str = "all"

    @property
    def any(self) -> bool:
        """Something is not stored."""
        return bool(self.fields or self.letter or self.day or (self.text + self.note + self.since).strip())

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """All that is not stored, label and text, for a page that has no inputs for it."""
        rows = [("Value to add", self.text), ("Context", self.note), ("Since", self.since)]
        return (*self.homeless(set(), 0), *(row for row in rows if row[1].strip()))

    def homeless(self, keys: Set[str], draft: int) -> tuple[tuple[str, str], ...]:
        """What was typed into fields and a letter that are not on a page with these fields and this letter."""
        rows = [(_label(key), text) for key, (text, _) in self.fields.items() if key not in keys]
        if self.letter and self.letter.draft != draft:
            rows += [("Subject", self.letter.subject), ("Letter", self.letter.body)]
        return tuple((label, text) for label, text in rows if text.strip())

    @property
    def direction(self) -> Direction | None:
        """Who of the two it was, as the page says; None: as the line says."""
        return Direction(self.way) if self.way in list(Direction) else None

    def corrected(self, history: ContactHistory) -> dict[ValueKind, list[Any]]:
        """All values of each kind of which a field was changed, or one is to be added.

        Raises:
            UsageError: A text is no value of its kind.
        """
        found: dict[ValueKind, list[Any]] = {}
        for key, (text, use) in self.fields.items():
            kind, index = place_of(key)
            values = found.setdefault(kind, current_values(history, kind))
            old = values[index] if index < len(values) else None
            values[index : index + 1] = [typed(kind, text, old, use, country=history.contact.country)]
        if self.text.strip():
            kind = _kind(self.kind)
            found.setdefault(kind, current_values(history, kind)).append(
                typed(kind, self.text, None, country=history.contact.country)
            )
        return {kind: [value for value in values if value is not None] for kind, values in found.items()}

    def taken_out(self, kind: ValueKind, index: int) -> None:
        """One value of a kind is gone: those after it stand one place further up."""
        places = {key: (place_of(key), typed) for key, typed in self.fields.items()}
        self.fields = {
            f"{other}-{at - 1}" if other is kind and at > index else key: typed
            for key, ((other, at), typed) in places.items()
        }

    def fields_saved(self) -> None:
        """What stood in the fields is stored now."""
        self.fields, self.text = {}, ""


def unsaved_in(contact: int, form: Mapping[str, str]) -> Unsaved:
    """What stands in the inputs of a form and differs from what its page showed."""
    keys = [name.removeprefix(VALUE) for name in form if name.startswith(VALUE)]
    inputs = {key: (_flat(form[VALUE + key]), form.get(USE + key, "")) for key in keys}
    before = {key: (_flat(form.get(WAS + VALUE + key, "")), form.get(WAS + USE + key, "")) for key in keys}
    subject, body, draft = form.get("subject", ""), form.get("body", ""), row_number(form.get("draft", ""))
    changed = draft and mark_of(subject, body) != form.get("was.letter", "")
    day = form.get("day", "")
    return Unsaved(
        contact,
        form.get("seen", ""),
        inputs,
        {key: text for key, text in inputs.items() if text != before[key]},
        kind=form.get("kind", ""),
        text=form.get("text", ""),
        note=form.get("line", ""),
        since=form.get("since", ""),
        way=form.get("way", ""),
        letter=LetterText(draft, row_number(form.get("revision", "")), subject, body) if changed else None,
        day=day if day != form.get("was.day", "") else "",
        lane=form.get("lane", "all"),
    )


def place_of(key: str) -> tuple[ValueKind, int]:
    """Kind and place of a field by its key: "email-0". UsageError where it is none."""
    kind, _, index = key.rpartition("-")
    if not (index.isascii() and index.isdecimal() and len(index) <= 2):
        raise UsageError("this page has no such field")
    return _kind(kind), int(index)


def mark_of(subject: str, body: str) -> str:
    """The text of a letter in short, so that the page that comes back says whether it was changed."""
    lines = f"{subject}\n{body}".replace("\r\n", "\n").rstrip("\n")
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _kind(name: str) -> ValueKind:
    try:
        return ValueKind(name)
    except ValueError:
        raise UsageError("there is no such kind of value") from None


def row_number(text: str) -> int:
    """The number of a row; 0 where it is none."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else 0
    return number if number <= MAX_ROW else 0


def _flat(text: str) -> str:
    """As the input of one line has it."""
    return text.replace("\r", "").replace("\n", "")


def _label(key: str) -> str:
    kind = key.rpartition("-")[0]
    return LABELS[ValueKind(kind)] if kind in list(ValueKind) else "Field"
