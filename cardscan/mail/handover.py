"""Where approved messages go: one small interface, whatever lies behind it.

An *outbox* takes the finished bytes of one message and answers with where they are now.
*Certain*: it is known that the message was, or was not, handed over. Everything else is unknown, and only a
person resolves that: exactly-once mail is impossible (RFC 1047), at most once is not.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Protocol

from cardscan.errors import OutputError
from cardscan.mail.outbox import SUFFIX, write_draft

SHORT_TOKEN = 16
# A message that we wrote is some kilobytes; its Message-ID stands in the first lines.
_HEAD_BYTES = 8_192


class Outbox(Protocol):
    """Takes messages."""

    name: str  # for people: "the folder /home/robin/outbox"
    unsent: bool  # a person still sends it from their mail program, so it is marked with X-Unsent

    def has(self, message_id: str) -> bool:
        """The message is certainly there; False: it may have been, nobody knows."""

    def hand_over(self, message: bytes, *, message_id: str, recipient: str, due: date) -> str:
        """Take one message; where it lies now. The same message again is a no-op.

        Raises:
            OutputError: It is certain that nothing was handed over.
            Exception: Anything else leaves it unknown.
        """


class EmlFolder:
    """A folder of .eml files in the Maildir manner: written beside, synced, then given its name; never replaced."""

    unsent = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = f"the folder {folder}"

    def has(self, message_id: str) -> bool:
        """A file with this Message-ID lies in the folder."""
        return self._file(message_id) is not None

    def hand_over(self, message: bytes, *, message_id: str, recipient: str, due: date) -> str:
        """Write the message as a file of its own; see `Outbox`."""
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
