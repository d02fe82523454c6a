"""Keep typed text in the inputs of a person's page that is not stored yet, so that no button loses it.

The page is one form, so every button submits all of its inputs. An action uses the inputs it is about; the page shows
the rest again. An action that leaves the person saves the rest first (`keeping.py`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from cardscan.errors import UsageError
from cardscan.followup.notes.quote_guard import Kind
from cardscan.model.touch import Direction
from cardscan.store import ContactHistory, ValueKind
from cardscan.workflows.review.fields import current_values
from cardscan.workflows.review.typed_values import typed
from cardscan.workflows.review.words import LABELS

# Input names are a prefix and a field's key: value.email-0, use.phone-1. With "was." they hold the stored value.
VALUE, USE, WAS = "value.", "use.", "was."
# The pieces of a note are numbered: piece.0, with kind.piece.0 and was.piece.0.
PIECE = "piece."


MAX_ROW = 2_147_483_647


@dataclass(frozen=True, slots=True)
class LetterText:
    """The text in a letter's inputs.

    Attributes:
        revision: The revision of the draft that the page showed.
    """

    draft: int
    revision: int
    subject: str
    body: str


@dataclass(slots=True)
class Unsaved:
    """Texts on one person's page that are not stored; a part that was saved becomes empty again.

    Attributes:
        contact: Number of the page's contact; 0 if the request came from no such page.
        seen: The fingerprint of what the page showed of them; once a part is saved, the fingerprint of what is stored.
        inputs: Text and use of every field by its key, such as "email-0".
        fields: The inputs that differ from what is stored.
        kind, text: A value to be added.
        note: What was talked about.
        since, way: What happened later, and which of the two it came from; empty takes that from the line.
        asked: What the line does not say and the page asks: "who" or "stop"; empty if nothing.
        letter: The letter's text, if it was changed.
        chips: The pieces of notes on the page by their number: (kind, words as noted, words in the input).
        pieces: What was typed in place of a piece, by its kind and its words as noted.
        day: The day until which to keep the contact, if another one was chosen.
        lane: The part of the queue in which the page was opened.
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
    asked: str = ""
    letter: LetterText | None = None
    chips: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    pieces: dict[tuple[str, str], str] = field(default_factory=dict)
    day: str = ""
    lane: str = "all"

    @property
    def any(self) -> bool:
        """Whether anything is not stored."""
        return bool(
            self.fields or self.letter or self.pieces or self.day or (self.text + self.note + self.since).strip()
        )

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Everything that is not stored, as (label, text), for a page that has no inputs for it."""
        rows = [("Value to add", self.text), ("Context", self.note), ("Since", self.since)]
        return (*self.homeless(set(), 0), *(row for row in rows if row[1].strip()))

    def homeless(
        self, keys: Set[str], draft: int, chips: Set[tuple[str, str]] = frozenset()
    ) -> tuple[tuple[str, str], ...]:
        """Return the text typed into inputs that are not on a page with these fields, this letter and these pieces."""
        rows = [(_label(key), text) for key, (text, _) in self.fields.items() if key not in keys]
        rows += [(place[0].capitalize(), text) for place, text in self.pieces.items() if place not in chips]
        if self.letter and self.letter.draft != draft:
            rows += [("Subject", self.letter.subject), ("Letter", self.letter.body)]
        return tuple((label, text) for label, text in rows if text.strip())

    @property
    def direction(self) -> Direction | None:
        """Which of the two it came from, as chosen on the page; None takes it from the line."""
        return Direction(self.way) if self.way in list(Direction) else None

    def corrected(self, history: ContactHistory) -> dict[ValueKind, list[Any]]:
        """Return all values of each kind in which a field was changed or a value is to be added.

        Raises:
            UsageError: A text is not a value of its kind.
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
        """Renumber the inputs after one value of a kind was removed: those after it move up one place."""
        places = {key: (place_of(key), typed) for key, typed in self.fields.items()}
        self.fields = {
            f"{other}-{at - 1}" if other is kind and at > index else key: typed
            for key, ((other, at), typed) in places.items()
        }

    def fields_saved(self) -> None:
        """Mark the contents of the fields, and the value to be added, as stored."""
        self.fields, self.text = {}, ""


def unsaved_in(contact: int, form: Mapping[str, str]) -> Unsaved:
    """Return the inputs of a form that differ from what its page showed."""
    keys = [name.removeprefix(VALUE) for name in form if name.startswith(VALUE)]
    inputs = {key: (_flat(form[VALUE + key]), form.get(USE + key, "")) for key in keys}
    before = {key: (_flat(form.get(WAS + VALUE + key, "")), form.get(WAS + USE + key, "")) for key in keys}
    subject, body, draft = form.get("subject", ""), form.get("body", ""), row_number(form.get("draft", ""))
    changed = draft and mark_of(subject, body) != form.get("was.letter", "")
    chips = _chips(form)
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
        chips=chips,
        pieces={(kind, old): new for kind, old, new in chips.values() if old != new},
        day=day if day != form.get("was.day", "") else "",
        lane=form.get("lane", "all"),
    )


def place_of(key: str) -> tuple[ValueKind, int]:
    """Return kind and place of a field from its key, such as "email-0"; UsageError if the key is invalid."""
    kind, _, index = key.rpartition("-")
    if not (index.isascii() and index.isdecimal() and len(index) <= 2):
        raise UsageError("this page has no such field")
    return _kind(kind), int(index)


def _chips(form: Mapping[str, str]) -> dict[int, tuple[str, str, str]]:
    """Return the pieces of notes in a form."""
    found: dict[int, tuple[str, str, str]] = {}
    for name, text in form.items():
        number = name.removeprefix(PIECE)
        if name.startswith(PIECE) and number.isascii() and number.isdecimal() and len(number) <= 3:
            kind, old = form.get(f"kind.{name}", ""), form.get(WAS + name, "")
            if kind in list(Kind):
                found[int(number)] = kind, _flat(old), _flat(text)
    return found


def mark_of(subject: str, body: str) -> str:
    """Return a short mark of a letter's text, by which the returned form shows whether the text was changed."""
    lines = f"{subject}\n{body}".replace("\r\n", "\n").rstrip("\n")
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _kind(name: str) -> ValueKind:
    try:
        return ValueKind(name)
    except ValueError:
        raise UsageError("there is no such kind of value") from None


def row_number(text: str) -> int:
    """Return the number of a row; 0 if the text is not one."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else 0
    return number if number <= MAX_ROW else 0


def _flat(text: str) -> str:
    """Return the text as a one-line input holds it."""
    return text.replace("\r", "").replace("\n", "")


def _label(key: str) -> str:
    kind = key.rpartition("-")[0]
    return LABELS[ValueKind(kind)] if kind in list(ValueKind) else "Field"
