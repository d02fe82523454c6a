"""How letters leave."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What a user can set about mail.

    Attributes:
        html: Put a simple HTML version beside the plain text.
        outbox: Folder for approved letters; None: "outbox" in the data folder.
    """

    html: bool = False
    outbox: Path | None = None
