"""A letter on its way to a person's yes."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from cardscan.model.settings import each, line, mailbox, setting


class DraftState(enum.StrEnum):
    """Legal states of a draft; nothing gets to SENDING that was not APPROVED."""

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
        # Back to approved only where it is certain that nothing was handed over.
        _S.SENDING: frozenset({_S.SENT, _S.UNKNOWN, _S.APPROVED}),
        # A person looked into the mailbox: it is there, or it is not.
        _S.UNKNOWN: frozenset({_S.SENT, _S.DRAFTED, _S.LET_GO}),
        _S.SENT: frozenset(),
        _S.LET_GO: frozenset({_S.DRAFTED}),
    }
)
# A letter in one of these can still be changed or stopped. Which letter waits for a yes, `store.waiting` says.
OPEN_STATES = frozenset({_S.NEEDS_CONTEXT, _S.DRAFTED, _S.APPROVED})
# As long as one is in one of these, nothing brings a second letter to the same person.
UNDER_WAY = OPEN_STATES | {_S.SENDING, _S.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a letter and where it came from.

    Attributes:
        part: "subject" or "body".
        start, end: Characters of that part; end is exclusive.
        source: "card: name", "note: talk", "setting: sender.name", "encounter: event", "plan: country",
            "template: email/conference/talk.en.txt.j2, line 3".
        filled: The text was put in for a variable; False: it is the template's own.
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
    """What a finding of the lint means for an approval; OFF: the rule is switched off."""

    BLOCK = "block"
    WARN = "warn"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the lint has against a letter: the rule's name, how much it weighs, one sentence for a person."""

    rule: str
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A person's yes to exactly these bytes.

    Attributes:
        sha256: Of headers, recipients and body; see `cardscan.mail.fingerprint`.
    """

    at: datetime
    by: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered follow-up, before it is stored.

    Attributes:
        recipient: One validated address.
        recipient_name: Display name; may hold anything that stood on the card.
        cadence, step: Which series and which entry of it.
        due: When it should go out.
        language: ISO 639-1 of the text.
        message_id: Fixed from here on, so that a second hand-over can be recognised.
        variant: Which of the template's wordings were chosen; the same number gives the same text.
        address: "formal" or "informal"; empty where the language knows one form, or nobody said.
        pieces: Where every stretch of subject and body came from, in order; empty once a person wrote the text.
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
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherLetter:
    """What is known of another letter when one is compared with it."""

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
        revision: Counts its changes; who changes it names the one they saw.
        approval: Of this very text; any change withdraws it.
        edited: A person changed the text.
    """

    id: int
    contact_id: int
    state: DraftState
    letter: Letter
    file: str | None = None
    revision: int = 1
    approval: Approval | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. A letter may be drafted with all of it empty; approved it is by somebody with name and address.

    Attributes:
        name: As it stands under a letter and in From.
        email: One address; empty leaves From out of the draft.
        signature: Lines under the name (firm, phone, address).
    """

    name: str = setting("", line)
    email: str = setting("", mailbox)
    signature: tuple[str, ...] = setting((), each(line))

    @property
    def known(self) -> bool:
        """They have a name and an address, so that a recipient sees who writes."""
        return bool(self.name.strip() and self.email.strip())
