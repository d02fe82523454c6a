"""Approved letters into a Maildir, such as the drafts of a mail program."""

import hashlib
import os
from datetime import date
from pathlib import Path

from cardscan.errors import OutputError


class MaildirOutbox:
    """The Maildir; a letter's file is called after its Message-ID, so it is there once at most."""

    unsent = True  # a person sends it from their mail program

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, f"the Maildir {folder}"

    def has(self, message_id: str) -> bool:
        """It was handed over; a mail program may have seen it and given its file a longer name."""
        return any(any((self.folder / part).glob(f"{_key(message_id)}*")) for part in ("new", "cur"))

    def hand_over(self, message: bytes, *, message_id: str, recipient: str, due: date) -> str:
        """Write it whole into tmp, then give it its name in new. An OutputError: certainly nothing is there."""
        waiting, place = (self.folder / part / _key(message_id) for part in ("tmp", "new"))
        if self.has(message_id):
            return str(self.folder)
        try:
            for part in ("tmp", "new", "cur"):
                (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(waiting, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            waiting.rename(place)
        except OSError as error:
            raise OutputError(f"{self.folder} cannot be written ({error.strerror}); check the folder") from error
        return str(place)


class MaildirHandover:
    """A hand-over: `[plugins] handovers = ["maildir"]` and `[mail] handover = "maildir"`."""

    api = 1

    def open(self, folder: Path) -> MaildirOutbox:
        """The Maildir in the folder that `mail.outbox` names; made with the first letter."""
        return MaildirOutbox(folder)


def _key(message_id: str) -> str:
    return hashlib.sha256(message_id.encode()).hexdigest()[:32]
