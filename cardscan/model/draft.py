"""A letter on its way to a person's yes."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date


class DraftState(enum.StrEnum):
    """Legal states of a draft; nothing gets to SENDING that was not APPROVED."""

    NEEDS_CONTEXT = "needs_context"
    DRAFTED = "drafted"
    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    LET_GO = "let_go"


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


@dataclass(frozen=True, slots=True)
class NeedsContext:
    """Why nothing was drafted, and what would change that; one sentence each."""

    missing: str
    how: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as stored."""

    id: int
    contact_id: int
    state: DraftState
    letter: Letter
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. All empty is allowed: the mail program then fills in who it is from.

    Attributes:
        name: As it stands under a letter and in From.
        email: One address; empty leaves From out of the draft.
        signature: Lines under the name (firm, phone, address).
    """

    name: str = ""
    email: str = ""
    signature: tuple[str, ...] = ()
