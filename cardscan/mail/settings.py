"""How letters leave."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cardscan.model.settings import folder_to_be, setting


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What a user can set about mail.

    Attributes:
        html: Put a simple HTML version beside the plain text.
        outbox: Folder for approved letters; None: "outbox" in the data folder.
    """

    html: bool = False
    outbox: Path | None = setting(None, folder_to_be)
