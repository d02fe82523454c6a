"""Change a letter's text as a person typed it, and take or read snapshots of a draft. Stores nothing."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import date
from typing import Any

from cardscan.errors import UsageError
from cardscan.model.draft import Draft, DraftState, Letter, LetterPiece
from cardscan.model.plaintext import one_line
from cardscan.store import Transaction
from cardscan.workflows.letters.retelling import WRITTEN_ANEW

MAX_BODY_CHARS = 20_000
MAX_SUBJECT_CHARS = 200
WRITTEN = "written by you"
NOTE_CHANGED = (
    "the note changed since you edited this letter; look at it again: `cardscan drafts keep NUMBER` lets your text "
    "stand, `cardscan drafts another NUMBER` writes it anew"
)
VERBS = ("edit", "approve", "let go", "later")


def subject_of(text: str) -> str:
    """Return a typed subject as one line; UsageError if nothing is left of it."""
    subject = one_line(text, MAX_SUBJECT_CHARS)
    if not subject:
        raise UsageError("the subject is empty; write one")
    return subject


def body_of(text: str) -> str:
    """Return a typed body with line feeds as line ends; UsageError if nothing is left or it is too long."""
    if len(text) > MAX_BODY_CHARS:
        raise UsageError(f"the letter is longer than {MAX_BODY_CHARS:,} characters; shorten it")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    body = "\n".join(one_line(line, MAX_BODY_CHARS) for line in lines).strip("\n")
    if not body:
        raise UsageError("the letter is empty; write it, or let it go")
    return body + "\n"


def with_text(old: Letter, *, subject: str | None, body: str | None) -> Letter:
    """Return the letter with a typed subject and body; None keeps the old text. Sources of unchanged text are kept.

    Raises:
        UsageError: Nothing is left of the subject or the body, or it is too long.
    """
    new = dataclasses.replace(
        old,
        subject=old.subject if subject is None else subject_of(subject),
        body=old.body if body is None else body_of(body),
    )
    return old if new == old else dataclasses.replace(new, pieces=kept_pieces(old, new))


def kept_pieces(old: Letter, new: Letter) -> tuple[LetterPiece, ...]:
    """Return the sources for the new text: unchanged text keeps its own, and typed text has the person as its source.

    Text that is equal from the start or from the end counts as unchanged. A filled piece (a name, a day) that was
    changed in part no longer matches its source, so the whole piece counts as typed.
    """
    kept: list[LetterPiece] = []
    for part in ("subject", "body"):
        before, after = getattr(old, part), getattr(new, part)
        pieces = [piece for piece in old.pieces if piece.part == part]
        if before == after:
            kept += pieces
            continue
        head = _shared(before, after)
        tail = _shared(before[head:][::-1], after[head:][::-1])
        shift, rest = len(after) - len(before), len(before) - tail
        first = [each for piece in pieces if (each := _cut(piece, 0, head))]
        last = [each for piece in pieces if (each := _cut(piece, rest, len(before)))]
        last = [dataclasses.replace(piece, start=piece.start + shift, end=piece.end + shift) for piece in last]
        start, end = (first[-1].end if first else 0), (last[0].start if last else len(after))
        kept += (
            [*first, LetterPiece(part, start, end, WRITTEN, filled=False), *last] if start < end else [*first, *last]
        )
    return tuple(kept)


def _shared(one: str, other: str) -> int:
    """Return how many characters are equal from the start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _cut(piece: LetterPiece, start: int, end: int) -> LetterPiece | None:
    """Return the part of a piece that lies inside a stretch."""
    if piece.filled:
        return piece if start <= piece.start and piece.end <= end else None
    left, right = max(piece.start, start), min(piece.end, end)
    return dataclasses.replace(piece, start=left, end=right) if left < right else None


def snapshot(draft: Draft) -> dict[str, Any]:
    """Return a draft as JSON, for the audit and for `letter_of`."""
    letter = dataclasses.asdict(draft.letter) | {
        "due": draft.letter.due.isoformat(),
        "pieces": [dataclasses.astuple(piece) for piece in draft.letter.pieces],
    }
    return {"state": draft.state.value, "letter": letter, "edited": draft.edited, "file": draft.file}


def text_mark(draft: Draft) -> str:
    """Return a mark of what a person sees of a letter; the revision will not do, because an undo advances it too."""
    letter = draft.letter
    seen = (letter.subject, letter.body, letter.language, letter.due.isoformat(), draft.state is DraftState.LET_GO)
    return hashlib.sha256(repr(seen).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def letter_of(stored: dict[str, Any]) -> Letter:
    """Return the letter in a snapshot."""
    values = stored | {
        "due": date.fromisoformat(stored["due"]),
        "pieces": tuple(LetterPiece(*piece) for piece in stored["pieces"]),
    }
    return Letter(**values)


def last_verb(tx: Transaction, number: int) -> dict[str, Any] | None:
    """Return the snapshots of the last action that was not undone."""
    done: list[dict[str, Any]] = []
    for entry in tx.audit.entries(f"draft {number}"):
        if entry.action in VERBS:
            done.append({"before": entry.before, "after": entry.after})
        elif entry.action == WRITTEN_ANEW:  # earlier texts may say what was taken out of the note
            done.clear()
        elif entry.action == "undo" and done:
            done.pop()
    return done[-1] if done else None
