"""Reads what a worker sends, trusting nothing of it: not its length, not its pace, not its kind."""

from __future__ import annotations

import dataclasses
import enum
import io
import os
import pickle
import struct
from typing import Any

# A photo of many cards with its pictures is some MB.
MAX_ANSWER_BYTES = 256 * 1024 * 1024
_CHUNK = 1 << 20
_BUILTINS = frozenset({"set", "frozenset", "bytearray", "complex"})
_DATES = frozenset({"date", "datetime", "time", "timedelta", "timezone"})


class BadAnswerError(Exception):
    """What came is no answer: too long, cut off, or of a kind that no reader sends."""


class AnswerReader:
    """Puts one answer after the other together from what is there; it never waits for the rest.

    The format is that of multiprocessing's `Connection.send`: a big-endian length (4 bytes; -1 and 8 bytes for
    long ones), then a pickle.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._buffer = descriptor, bytearray()

    def read(self) -> Any | None:
        """Take what has come; the answer when it is complete, else None.

        Raises:
            EOFError: The other side is gone.
            BadAnswerError: What came makes no sense.
        """
        try:
            part = os.read(self._descriptor, _CHUNK)
        except OSError as error:
            raise EOFError from error
        if not part:
            raise EOFError
        self._buffer += part
        start, size = 4, -1
        if len(self._buffer) >= 4:
            (size,) = struct.unpack_from("!i", self._buffer)
            if size == -1:
                if len(self._buffer) < 12:
                    return None
                (size,), start = struct.unpack_from("!Q", self._buffer, 4), 12
        else:
            return None
        if not 0 <= size <= MAX_ANSWER_BYTES:
            raise BadAnswerError(f"it sent {size:,} bytes")
        if len(self._buffer) < start + size:
            return None
        answer = bytes(self._buffer[start : start + size])
        del self._buffer[: start + size]
        try:
            return _Unpickler(io.BytesIO(answer)).load()
        except BadAnswerError:
            raise
        except Exception as error:
            raise BadAnswerError(f"it sent no answer ({type(error).__name__})") from error


class _Unpickler(pickle.Unpickler):
    """Makes plain values and the domain's own types; a pickle that names anything else is refused.

    A picture that takes over its reader would otherwise take over the parent with its answer.
    """

    def find_class(self, module: str, name: str) -> Any:
        if (module == "builtins" and name in _BUILTINS) or (module == "datetime" and name in _DATES):
            return super().find_class(module, name)
        if module == "cardscan" or module.startswith("cardscan."):
            found = super().find_class(module, name)
            if isinstance(found, type) and (
                dataclasses.is_dataclass(found) or issubclass(found, enum.Enum | Exception)
            ):
                return found
        raise BadAnswerError(f"it sent a {module}.{name}")
