"""How letters leave."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What a user can set about mail.

    Attributes:
        html: Put a simple HTML version beside the plain text.
    """

    html: bool = False
