"""The text of a letter as a person changes it: what is taken of what was typed, and how it was before."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import date
from typing import Any

from cardscan.errors import UsageError
from cardscan.model.draft import Draft, DraftState, Letter, Piece
from cardscan.model.plaintext import one_line
from cardscan.store import Transaction

MAX_BODY_CHARS = 20_000
MAX_SUBJECT_CHARS = 200
VERBS = ("edit", "approve", "let go", "later")


def subject_of(text: str) -> str:
    """A subject as a person typed it, on one line; UsageError where nothing is left of it."""
    subject = one_line(text, MAX_SUBJECT_CHARS)
    if not subject:
        raise UsageError("the subject is empty; write one")
    return subject


def body_of(text: str) -> str:
    """A body as a person typed it, with line feeds; UsageError where nothing is left or it is too long."""
    if len(text) > MAX_BODY_CHARS:
        raise UsageError(f"the letter is longer than {MAX_BODY_CHARS:,} characters; shorten it")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    body = "\n".join(one_line(line, MAX_BODY_CHARS) for line in lines).strip("\n")
    if not body:
        raise UsageError("the letter is empty; write it, or let it go")
    return body + "\n"


def kept_pieces(old: Letter, new: Letter) -> tuple[Piece, ...]:
    """Where a part's text is unchanged, its sources still hold; a part that a person wrote has one: that person."""
    kept: list[Piece] = []
    for part in ("subject", "body"):
        if getattr(old, part) == getattr(new, part):
            kept += [piece for piece in old.pieces if piece.part == part]
        else:
            kept.append(Piece(part, 0, len(getattr(new, part)), "written by you", filled=False))
    return tuple(kept)


def snapshot(draft: Draft) -> dict[str, Any]:
    """A draft as JSON, for the audit and for `letter_of`."""
    letter = dataclasses.asdict(draft.letter) | {
        "due": draft.letter.due.isoformat(),
        "pieces": [dataclasses.astuple(piece) for piece in draft.letter.pieces],
    }
    return {"state": draft.state.value, "letter": letter, "edited": draft.edited, "file": draft.file}


def text_mark(draft: Draft) -> str:
    """Changes with what a person can see of a letter. Not a revision, which an undo counts on too."""
    letter = draft.letter
    seen = (letter.subject, letter.body, letter.language, letter.due.isoformat(), draft.state is DraftState.LET_GO)
    return hashlib.sha256(repr(seen).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def letter_of(stored: dict[str, Any]) -> Letter:
    """The letter of a snapshot."""
    values = stored | {
        "due": date.fromisoformat(stored["due"]),
        "pieces": tuple(Piece(*piece) for piece in stored["pieces"]),
    }
    return Letter(**values)


def last_verb(tx: Transaction, number: int) -> dict[str, Any] | None:
    """The snapshots of the last verb that was not taken back."""
    done: list[dict[str, Any]] = []
    for entry in tx.audit(f"draft {number}"):
        if entry.action in VERBS:
            done.append({"before": entry.before, "after": entry.after})
        elif entry.action == "undo" and done:
            done.pop()
    return done[-1] if done else None
