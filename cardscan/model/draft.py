"""Define a letter on its way to a person's approval: its text, sources, states, findings and sender."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from cardscan.model.settings import each, line, mailbox, setting


class DraftState(enum.StrEnum):
    """The states of a draft; only an APPROVED draft can become SENDING."""

    NEEDS_CONTEXT = "needs_context"
    DRAFTED = "drafted"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    LET_GO = "let_go"


_S = DraftState
# From each state, the states that may follow. SENT is the end; LET_GO can be taken back.
NEXT_STATES: Mapping[DraftState, frozenset[DraftState]] = MappingProxyType(
    {
        _S.NEEDS_CONTEXT: frozenset({_S.DRAFTED, _S.LET_GO}),
        _S.DRAFTED: frozenset({_S.NEEDS_CONTEXT, _S.APPROVED, _S.LET_GO}),
        _S.APPROVED: frozenset({_S.DRAFTED, _S.SENDING, _S.LET_GO}),
        # Back to approved only if it is certain that nothing was handed over.
        _S.SENDING: frozenset({_S.SENT, _S.UNKNOWN, _S.APPROVED}),
        # A person has looked into the mailbox: the letter is there, or it is not.
        _S.UNKNOWN: frozenset({_S.SENT, _S.DRAFTED, _S.LET_GO}),
        _S.SENT: frozenset(),
        _S.LET_GO: frozenset({_S.DRAFTED}),
    }
)
# A letter in one of these states can still be changed or stopped. `store.waiting` decides which letters wait for a yes.
OPEN_STATES = frozenset({_S.NEEDS_CONTEXT, _S.DRAFTED, _S.APPROVED})
# While a letter to a person is in one of these states, no second letter to them is drafted.
UNDER_WAY = OPEN_STATES | {_S.SENDING, _S.UNKNOWN}


@dataclass(frozen=True, slots=True)
class LetterPiece:
    """A stretch of a letter and where it came from.

    Attributes:
        part: "subject" or "body".
        start, end: Character positions in that part; end is exclusive.
        source: "card: name", "note: talk", "setting: sender.name", "encounter: event", "plan: country",
            "template: email/conference/talk.en.txt.j2, line 3".
        filled: True if the text is the value of a variable, False if it is the template's own.
    """

    part: str
    start: int
    end: int
    source: str
    filled: bool

    def __post_init__(self) -> None:
        if self.part not in ("subject", "body") or not 0 <= self.start < self.end:
            raise ValueError(f"a piece of no text: {self!r}")


class Severity(enum.StrEnum):
    """What a finding of the lint means for approval; OFF means that the rule is switched off."""

    BLOCK = "block"
    WARN = "warn"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Finding:
    """An objection of the lint to a letter: the rule's name, its severity, and one sentence for a person."""

    rule: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's yes to exactly these bytes.

    Attributes:
        sha256: SHA-256 of headers, recipients and body; see `cardscan.mail.fingerprint`.
    """

    at: datetime
    by: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered follow-up, before it is stored.

    Attributes:
        recipient: One validated address.
        recipient_name: Display name; may contain anything printed on the card.
        cadence, step: The cadence and its entry.
        due: The day on which it should go out.
        language: ISO 639-1 of the text.
        message_id: Fixed from here on, so that a second hand-over can be recognised.
        variant: Number of the chosen wordings; the same number gives the same text.
        address: "formal" or "informal"; empty if the language has only one form, or if nobody said.
        pieces: The source of every stretch of subject and body, in order; empty once a person has written the text.
    """

    recipient: str
    recipient_name: str
    subject: str
    body: str
    cadence: str
    step: str
    due: date
    language: str
    message_id: str
    variant: int = 0
    address: str = ""
    pieces: tuple[LetterPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherLetter:
    """What is known of another letter that a letter is compared with."""

    draft_id: int
    recipient: str
    recipient_name: str
    body: str


@dataclass(frozen=True, slots=True)
class NeedsContext:
    """Why nothing was drafted, and what would change that; one sentence each."""

    missing: str
    how: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as stored.

    Attributes:
        revision: Counts the changes; whoever changes the draft must name the revision they saw.
        approval: Approval of exactly this text; any change withdraws it.
        edited: A person has changed the text.
        note_changed: What was noted has changed since; a person has to look at the text again.
    """

    id: int
    contact_id: int
    state: DraftState
    letter: Letter
    file: str | None = None
    revision: int = 1
    approval: Approval | None = None
    edited: bool = False
    note_changed: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """The person who writes. A letter can be drafted without any of this; approving it needs a name and an address.

    Attributes:
        name: As written under a letter and in From.
        email: One address; empty leaves From out of the draft.
        signature: Lines under the name (firm, phone, address).
    """

    name: str = setting("", line)
    email: str = setting("", mailbox)
    signature: tuple[str, ...] = setting((), each(line))

    @property
    def known(self) -> bool:
        """Whether both name and address are set, so that a recipient sees who writes."""
        return bool(self.name.strip() and self.email.strip())
