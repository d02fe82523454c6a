"""The language that workers answer in: typed, versioned, by value. What is read is trusted in nothing.

An answer is a MessagePack array in the frame of multiprocessing's `Connection.send_bytes` (a big-endian length of 4
bytes; -1 and 8 bytes for long ones). Values are written as plain numbers, text, bytes, arrays and maps, and become the
domain's types again only as the annotations of the expected type say: no answer can name a class or a function. How a
Python version pickles plays no part.
"""

from __future__ import annotations

import functools
import os
import struct
import typing
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from cardscan import __version__, errors
from cardscan.errors import CardscanError
from cardscan.model.plaintext import encodable

# A photo of many cards with its pictures is some MB.
MAX_ANSWER_BYTES = 256 * 1024 * 1024
_CHUNK = 1 << 20
# Changes with the shape of `_Envelope`; the program's version stands for the types inside.
_LANGUAGE = f"1 {__version__}"
_ERRORS: dict[str, type[CardscanError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, CardscanError)
}


class BadAnswerError(Exception):
    """What came is no answer: too long, cut off, or of a kind that no reader sends."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker sends: first one when it is ready, then one a job.

    Attributes:
        value: What the job's function returned; None in the first reply, and beside an error.
        error: Why there is no value.
        detail: A traceback for `--debug`, empty for foreseen errors.
        tired: The process has grown beyond its allowance over many jobs and wants to be replaced.
    """

    value: Any = None
    error: CardscanError | None = None
    detail: str = ""
    tired: bool = False


class _Error(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A `CardscanError` by the name of its class and its arguments."""

    kind: str
    arguments: list[str]


class _Envelope(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A `Reply` as it is written; `value` stays closed until its type is known to be right for it."""

    language: str
    value: msgspec.Raw
    error: _Error | None
    detail: str
    tired: bool


def encode(reply: Reply) -> bytes:
    """The reply as one message.

    Text that no encoding can write (half surrogate pairs, of file names that are not UTF-8) gets U+FFFD in their place,
    as in the store.

    Raises:
        TypeError: The value holds something that is no plain value and no domain type.
    """
    error = None if reply.error is None else _Error(*_written(reply.error))
    value = msgspec.Raw(_packed(reply.value))
    return _packed(_Envelope(_LANGUAGE, value, error, reply.detail, reply.tired))


def decode(message: bytes, expected: Any) -> Reply:
    """A message as a reply whose value is of the expected type, checked field by field.

    Raises:
        BadAnswerError: It is of another version, another shape or another type.
    """
    try:
        envelope = _decoder(_Envelope).decode(message)
        if envelope.language != _LANGUAGE:
            raise BadAnswerError("it is of another version of cardscan; start cardscan again")
        error = None if envelope.error is None else _raised(envelope.error)
        kind = None if error is not None else expected
        return Reply(_decoder(kind).decode(envelope.value), error, envelope.detail, envelope.tired)
    except (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError) as wrong:
        raise BadAnswerError(f"it sent no answer ({type(wrong).__name__})") from wrong


def answer_type(open_function: Callable[[], Callable[[Any], Any]]) -> Any:
    """What the opened function returns, by the annotation `-> Callable[[...], TYPE]` of what opens it.

    Raises:
        TypeError: It is not annotated so.
    """
    opener: Any = open_function
    while isinstance(opener, functools.partial):
        opener = opener.func
    written = opener if hasattr(opener, "__code__") else type(opener).__call__
    parts = typing.get_args(typing.get_type_hints(written).get("return"))
    if len(parts) != 2 or parts[1] is Any:
        raise TypeError(f"{opener!r}: needs the annotation `-> Callable[[...], TYPE]`, by which answers are checked")
    return parts[1]


class AnswerReader:
    """Puts one answer after the other together from what is there; it never waits for the rest."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._buffer = descriptor, bytearray()

    def read(self, expected: Any) -> Reply | None:
        """Take what has come; the answer when it is complete, else None.

        Args:
            expected: The type of its value.

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
        message = bytes(self._buffer[start : start + size])
        del self._buffer[: start + size]
        return decode(message, expected)


@functools.cache
def _decoder(kind: Any) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(kind)


def _packed(value: Any) -> bytes:
    try:
        return msgspec.msgpack.encode(value)
    except UnicodeEncodeError:
        return msgspec.msgpack.encode(_encodable(msgspec.to_builtins(value, builtin_types=(bytes, msgspec.Raw))))


def _encodable(value: Any) -> Any:
    """Plain values with text that can be written."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(item) for item in value]
    return value


def _written(error: CardscanError) -> tuple[str, list[str]]:
    """The nearest class that the other side knows, and what it is made of."""
    kind = next(each for each in type(error).__mro__ if each in _ERRORS.values())
    return kind.__name__, [str(part) for part in error.args]


def _raised(written: _Error) -> CardscanError:
    if written.kind not in _ERRORS:
        raise BadAnswerError("it sent an error that cardscan does not know")
    return _ERRORS[written.kind](*written.arguments)
