"""Define the interface through which approved letters leave, and the registry of hand-overs, ours and plug-ins'.

A *hand-over* is a way out, such as a folder of .eml files. It opens an *outbox*, which takes the finished bytes of one
message and answers with where they are now.
*Certain*: it is known that the message was, or was not, handed over. Everything else is unknown, and only a
person can resolve it: exactly-once mail is impossible (RFC 1047), at-most-once mail is not.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Protocol

from cardscan.errors import OutputError
from cardscan.model.plaintext import one_line
from cardscan.plugins import Origin, Registry, blamed

LONGEST_PLACE = 300


class Outbox(Protocol):
    """Takes messages."""

    @property
    def name(self) -> str:
        """Its name for people: "the folder /home/robin/outbox"."""

    @property
    def unsent(self) -> bool:
        """Whether a person still has to send the message from their mail program; it is then marked with X-Unsent."""

    def has(self, message_id: str) -> bool:
        """Whether the message is certainly there; False means that it is not known."""

    def hand_over(self, message: bytes, *, message_id: str, recipient: str, due: date) -> str:
        """Take one message and return where it is now. Taking the same message again changes nothing.

        Raises:
            OutputError: Certainly nothing was handed over.
            Exception: After anything else it is unknown.
        """


class Handover(Protocol):
    """A way for approved letters to leave."""

    @property
    def api(self) -> int:
        """The version of the interface that it implements: 1."""

    def open(self, folder: Path) -> Outbox:
        """Return the outbox; write, connect and create nothing before the first letter.

        Args:
            folder: The setting `mail.outbox`, for hand-overs that write files; it need not exist.
        """


class OutsideHandover:
    """Wraps a plug-in's hand-over so that its exceptions are reported with the plug-in's name."""

    api = 1

    def __init__(self, inner: Any, origin: Origin) -> None:
        self._inner, self._origin = inner, origin

    def open(self, folder: Path) -> Outbox:
        """See `Handover.open`."""
        with blamed(self._origin, "when it was opened", _ADVICE, through=(OutputError,)):
            return OutsideOutbox(self._inner.open(folder), self._origin)


class OutsideOutbox:
    """Wraps a plug-in's outbox. Only its OutputError means that nothing left; after anything else it is unknown."""

    def __init__(self, inner: Any, origin: Origin) -> None:
        self._inner, self._origin = inner, origin
        self.name, self.unsent = one_line(str(inner.name), LONGEST_PLACE), bool(inner.unsent)

    def has(self, message_id: str) -> bool:
        """See `Outbox.has`."""
        with blamed(self._origin, "when it was asked for a letter", _ADVICE, through=(OutputError,)):
            return self._inner.has(message_id) is True

    def hand_over(self, message: bytes, *, message_id: str, recipient: str, due: date) -> str:
        """See `Outbox.hand_over`."""
        with blamed(self._origin, "on this letter", _ADVICE, through=(OutputError,)):
            try:
                where = self._inner.hand_over(message, message_id=message_id, recipient=recipient, due=due)
            except OutputError as error:
                raise OutputError(f"{self._origin}: {error}") from error
            if not isinstance(where, str):
                raise TypeError(f"{type(where).__name__} in place of where the letter is")
            return one_line(where, LONGEST_PLACE)


_ADVICE = "no letter is lost; update its package, or set another `mail.handover`"
HANDOVERS: Registry[Handover] = Registry(
    "hand-over",
    "plugins.handovers",
    {"folder": "cardscan.mail.eml_folder:FOLDER"},
    needs=("open",),
    adapt=OutsideHandover,
)
