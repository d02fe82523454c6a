"""Encode and decode the replies of workers: typed, versioned plain values. Nothing that arrives is trusted.

A reply is a MessagePack array in the frame of multiprocessing's `Connection.send_bytes` (a big-endian length of 4
bytes; -1 and 8 bytes for long ones). Values travel as plain numbers, text, bytes, arrays and maps. They become domain
types again only as the annotations of the expected type allow: no reply can name a class or a function. The format
does not depend on how a Python version pickles.
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

# A photo with many cards and their pictures takes a few MB.
MAX_ANSWER_BYTES = 256 * 1024 * 1024
_CHUNK = 1 << 20
# Raise the number when the shape of `_Envelope` changes; the program's version covers the types inside.
_LANGUAGE = f"1 {__version__}"
_ERRORS: dict[str, type[CardscanError]] = {
    name: kind for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, CardscanError)
}


class BadAnswerError(Exception):
    """The bytes are not a valid reply: too long, cut off, or not of a kind that a worker sends."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker sends: one when it is ready, then one for each job.

    Attributes:
        value: What the job's function returned; None in the first reply, and beside an error.
        error: Why there is no value.
        detail: A traceback for `--debug`, empty for foreseen errors.
        tired: The process has grown beyond its limit over many jobs and asks to be replaced.
    """

    value: Any = None
    error: CardscanError | None = None
    detail: str = ""
    tired: bool = False


class _Error(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A `CardscanError`, as the name of its class and its arguments."""

    kind: str
    arguments: list[str]


class _Envelope(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """A `Reply` as it is sent; `value` stays encoded until its expected type is known."""

    language: str
    value: msgspec.Raw
    error: _Error | None
    detail: str
    tired: bool


def encode(reply: Reply) -> bytes:
    """Encode the reply as one message.

    In text that cannot be encoded (half surrogate pairs, from file names that are not UTF-8), U+FFFD replaces the
    offending characters, as in the store.

    Raises:
        TypeError: The value holds something that is neither a plain value nor a domain type.
    """
    error = None if reply.error is None else _Error(*_written(reply.error))
    value = msgspec.Raw(_packed(reply.value))
    return _packed(_Envelope(_LANGUAGE, value, error, reply.detail, reply.tired))


def decode(message: bytes, expected: Any) -> Reply:
    """Decode a message into a reply, and check its value field by field against the expected type.

    Raises:
        BadAnswerError: The message has another version, shape or type.
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
    """Return the result type of the opened function, from the annotation `-> Callable[[...], TYPE]` of `open_function`.

    Raises:
        TypeError: The function has no such annotation.
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
    """Assembles replies from the bytes that are available; it never waits for the rest."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor, self._buffer = descriptor, bytearray()

    def read(self, expected: Any) -> Reply | None:
        """Read what has arrived; return the reply once it is complete, else None.

        Args:
            expected: The type of the reply's value.

        Raises:
            EOFError: The other side has closed the pipe or ended.
            BadAnswerError: The bytes are not a valid reply.
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
    """Return plain values in which all text can be encoded."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encodable(item) for item in value]
    return value


def _written(error: CardscanError) -> tuple[str, list[str]]:
    """Return the nearest class that the other side knows, and the error's arguments."""
    kind = next(each for each in type(error).__mro__ if each in _ERRORS.values())
    return kind.__name__, [str(part) for part in error.args]


def _raised(written: _Error) -> CardscanError:
    if written.kind not in _ERRORS:
        raise BadAnswerError("it sent an error that cardscan does not know")
    return _ERRORS[written.kind](*written.arguments)
