"""Hand over approved letters as .eml files in a folder; a person's mail program sends them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cardscan.errors import OutputError
from cardscan.mail.draft_files import SUFFIX, write_draft

SHORT_TOKEN = 16
# A message of ours has some kilobytes; its Message-ID is among the first lines.
_HEAD_BYTES = 8_192


class EmlFolder:
    """A folder of .eml files written as in a Maildir: under a temporary name, synced, then renamed; never replaced."""

    unsent = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = f"the folder {folder}"

    def has(self, message_id: str) -> bool:
        """Whether a file with this Message-ID is in the folder."""
        return self._file(message_id) is not None

    def hand_over(self, message: bytes, *, message_id: str, recipient: str, due: date) -> str:
        """Write the message to a file of its own; see `Outbox`."""
        there = self._file(message_id)
        if there is None:
            token = _token(message_id)
            there = write_draft(message, self._folder, due=due, recipient=recipient, draft_id=token)
        return str(there)

    def _file(self, message_id: str) -> Path | None:
        line = f"\r\nMessage-ID: {message_id}\r\n".encode()
        try:
            for path in sorted(self._folder.glob(f"*_{_token(message_id)}*{SUFFIX}")):
                with path.open("rb") as file:
                    if line in file.read(_HEAD_BYTES):
                        return path
        except OSError as error:
            raise OutputError(f"{self._folder}: cannot be read ({error.strerror}); check its rights") from error
        return None


def _token(message_id: str) -> str:
    return "".join(char for char in message_id[1:].partition("@")[0] if char.isalnum()).lower()[:SHORT_TOKEN]


@dataclass(frozen=True, slots=True)
class FolderHandover:
    """Opens the folder as an outbox."""

    api: int = 1

    def open(self, folder: Path) -> EmlFolder:
        """See `Handover.open`."""
        return EmlFolder(folder)


FOLDER = FolderHandover()
