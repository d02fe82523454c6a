"""Settings for mail: an HTML version or not, and how approved letters are handed over (folder or plug-in)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cardscan.model.settings import OwnOrNamed, filled_from, folder_to_be, setting


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What a user can set about mail.

    Attributes:
        html: Add a simple HTML version beside the plain text.
        outbox: Folder for approved letters; None: "outbox" in the data folder.
        handover: How approved letters leave: "folder", as .eml files in `outbox`; or the name of a plug-in that
            `plugins.handovers` lists.
        outside: The plug-ins that `handover` may name.
    """

    html: bool = False
    outbox: Path | None = setting(None, folder_to_be)
    handover: str = setting("folder", OwnOrNamed(("folder",), "plugins.handovers"))
    outside: tuple[str, ...] = filled_from("plugins.handovers")
