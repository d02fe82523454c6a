"""Where approved messages go: one small interface, whatever lies behind it; ours and others' by one registry.

A *hand-over* is a way out, such as a folder of .eml files; it opens an *outbox*, which takes the finished bytes of one
message and answers with where they are now.
*Certain*: it is known that the message was, or was not, handed over. Everything else is unknown, and only a
person resolves that: exactly-once mail is impossible (RFC 1047), at most once is not.
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
        """For people: "the folder /home/robin/outbox"."""

    @property
    def unsent(self) -> bool:
        """A person still sends it from their mail program, so it is marked with X-Unsent."""

    def has(self, message_id: str) -> bool:
        """The message is certainly there; False: it may have been, nobody knows."""

    def hand_over(self, message: bytes, *, message_id: str, recipient: str, due: date) -> str:
        """Take one message; where it lies now. The same message again is a no-op.

        Raises:
            OutputError: It is certain that nothing was handed over.
            Exception: Anything else leaves it unknown.
        """


class Handover(Protocol):
    """A way for approved letters to leave."""

    @property
    def api(self) -> int:
        """The interface it is written for: 1."""

    def open(self, folder: Path) -> Outbox:
        """The outbox; nothing is written, connected or made before the first letter.

        Args:
            folder: The setting `mail.outbox`, which need not be there; for hand-overs that write files.
        """


class OutsideHandover:
    """A plug-in's hand-over: what it raises is told with its name."""

    api = 1

    def __init__(self, inner: Any, origin: Origin) -> None:
        self._inner, self._origin = inner, origin

    def open(self, folder: Path) -> Outbox:
        """See `Handover.open`."""
        with blamed(self._origin, "when it was opened", _ADVICE, through=(OutputError,)):
            return OutsideOutbox(self._inner.open(folder), self._origin)


class OutsideOutbox:
    """A plug-in's outbox. Only its OutputError says that nothing left; after anything else, nobody knows."""

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
