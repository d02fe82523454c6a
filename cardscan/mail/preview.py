"""Show a letter as its recipient will see it: read from the finished bytes, not from what they were made of."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime

from cardscan.errors import CardscanError
from cardscan.mail.eml import to_eml
from cardscan.model.draft import Letter, Sender

# The headers that matter to a person; the others are for programs.
_SHOWN = ("From", "To", "Subject", "Date", "Message-ID")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a mail program will show.

    Attributes:
        headers: (name, decoded text), as they will be sent.
        text: The body in plain text.
        html: Whether a simple HTML version comes with it.
        size: Size of the message in bytes.
        problem: Why the message cannot be built; empty if it can.
    """

    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    html: bool = False
    size: int = 0
    problem: str = ""


def preview(letter: Letter, sender: Sender, *, now: datetime, html: bool = False) -> Preview:
    """Build the message as it would leave now, and read it as a mail program does."""
    try:
        raw = to_eml(letter, sender, now=now, html=html, unsent=False)
    except CardscanError as error:
        return Preview(problem=str(error))
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    headers = tuple((name, str(message[name])) for name in _SHOWN if message[name])
    text = str(body.get_content()).replace("\r\n", "\n") if body else ""
    return Preview(headers, text, html, len(raw))
