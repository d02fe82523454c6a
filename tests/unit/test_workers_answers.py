"""What a worker answers comes back equal, by value, on every Python; anything else is refused."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
import functools
import math
import random
import typing
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan import errors
from cardscan.model.explanation import Explanation
from cardscan.model.photo_requests import ShownPhoto
from cardscan.model.reading import Field, FieldKind
from cardscan.model.scan import ScannedPhoto
from cardscan.reading.explanation import ExplainerOpener
from cardscan.reading.openers import LookerOpener, RereaderOpener, ScannerOpener
from cardscan.workers.answers import BadAnswerError, Reply, answer_type, decode, encode

# What `-> Callable[[...], TYPE]` of the program's own openers says; the next test keeps the list complete.
CROSSING: tuple[Any, ...] = (ScannedPhoto, ShownPhoto, Explanation)

# Letters of several scripts, controls, and what encodings trip over.
LETTERS = "aÉß∂東京🂡\u0301\u200f\t\n\0 "

texts = st.text(LETTERS, max_size=12)


def drawn(kind: Any, dice: random.Random) -> Any:
    """Some value of an annotated type; quicker by far than `st.from_type` on types this deep."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        while True:  # until it passes the type's own checks at birth
            with contextlib.suppress(ValueError):
                return typing.cast(type, kind)(**{name: drawn(hint, dice) for name, hint in hints.items()})
    if origin is tuple:
        inner = parts[:1] * dice.randrange(3) if parts[-1] is ... else parts
        return tuple(drawn(part, dice) for part in inner)
    if origin is dict:
        return {drawn(parts[0], dice): drawn(parts[1], dice) for _ in range(dice.randrange(3))}
    if parts:  # a union
        return drawn(dice.choice(parts), dice)
    if issubclass(kind, enum.Enum):
        return dice.choice(list(kind))
    return PLAIN[kind](dice)


PLAIN: dict[type, Callable[[random.Random], Any]] = {
    str: lambda dice: "".join(dice.choices(LETTERS, k=dice.randrange(9))),
    bytes: lambda dice: dice.randbytes(dice.randrange(40)),
    int: lambda dice: dice.choice([dice.randrange(1, 5000), 0, -1, 2**40]),
    float: lambda dice: dice.choice([dice.random(), dice.random(), 0.0, -0.0, 1.0, 1e300, -math.pi]),
    bool: lambda dice: dice.random() < 0.5,
    datetime: lambda dice: datetime(dice.randrange(1, 9999), dice.randrange(1, 13), 28, dice.randrange(24), 59, 1, 7),
    type(None): lambda _: None,
}

dice = st.integers(0, 2**64).map(random.Random)

ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CardscanError)]


def test_every_opener_of_the_program_says_what_its_answers_are() -> None:
    """So each answer is checked against the type that its function is annotated with."""
    openers: list[Any] = [ScannerOpener, RereaderOpener, LookerOpener, ExplainerOpener]
    answers = [answer_type(object.__new__(opener)) for opener in openers]
    assert set(answers) == set(CROSSING)


@pytest.mark.parametrize("kind", CROSSING)
@given(dice=dice)
def test_a_value_comes_back_equal(kind: type, dice: random.Random) -> None:
    """Every type within, each enum, date, tuple and picture among them, as itself and not as its look-alike."""
    value = drawn(kind, dice)
    reply = decode(encode(Reply(value, tired=True)), kind)
    assert reply == Reply(value, tired=True)
    assert repr(reply.value) == repr(value)


@given(kind=st.sampled_from(ERRORS), words=st.tuples(texts, texts), detail=texts)
def test_an_error_comes_back_as_itself(kind: type[errors.CardscanError], words: tuple[str, str], detail: str) -> None:
    """With its class, by which the program decides, its sentence and its exit code."""
    error = kind(*words) if issubclass(kind, errors.PhotoError) else kind(words[0])
    reply = decode(encode(Reply(error=error, detail=detail)), ScannedPhoto)
    assert type(reply.error) is kind
    assert (str(reply.error), reply.detail) == (str(error), detail)


def test_an_error_that_only_one_part_knows_comes_as_its_nearest_kind() -> None:
    """Its sentence and exit code count."""

    class OwnError(errors.MissingComponentError):
        """Not known elsewhere."""

    reply = decode(encode(Reply(error=OwnError("not installed"))), str)
    assert type(reply.error) is errors.MissingComponentError
    assert str(reply.error) == "not installed"


def test_the_name_of_a_file_that_is_not_utf8_can_be_told() -> None:
    """Half a surrogate pair cannot be written; the store has the same mark in its place."""
    name = b"caf\xe9.heic".decode("utf-8", "surrogateescape")
    reply = decode(encode(Reply(ScannedPhoto(name, "0", reason=name))), ScannedPhoto)
    assert reply.value == ScannedPhoto("caf\ufffd.heic", "0", reason="caf\ufffd.heic")
    told = decode(encode(Reply(error=errors.UnreadablePhotoError(name, "empty"))), ScannedPhoto).error
    assert str(told) == "caf\ufffd.heic: empty"


@given(noise=st.binary(max_size=200), kind=st.sampled_from(CROSSING))
def test_noise_is_no_answer(noise: bytes, kind: type) -> None:
    """Whatever the bytes are."""
    with pytest.raises(BadAnswerError):
        decode(noise, kind)


@given(dice=dice)
def test_a_tampered_answer_is_refused_or_of_the_expected_types(dice: random.Random) -> None:
    """A reader that was taken over may change any byte; what passes can do no more than a wrong reading."""
    message = bytearray(encode(Reply(drawn(ScannedPhoto, dice))))
    for _ in range(dice.randint(1, 3)):
        message[dice.randrange(len(message))] = dice.randrange(256)
    try:
        reply = decode(bytes(message), ScannedPhoto)
    except BadAnswerError:
        return
    assert reply.error is not None or _fits(reply.value, ScannedPhoto)


def _fits(value: Any, kind: Any) -> bool:
    """Whether a value is of the annotated type, all the way down."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return type(value) is kind and all(_fits(getattr(value, name), hint) for name, hint in hints.items())
    if origin is tuple:
        inner = parts[:1] * len(value) if parts[-1] is ... else parts
        return type(value) is tuple and len(value) == len(inner) and all(map(_fits, value, inner))
    if origin is dict:
        return all(_fits(key, parts[0]) and _fits(item, parts[1]) for key, item in value.items())
    if parts:  # a union
        return any(_fits(value, part) for part in parts)
    return type(value) is kind or (value is None and kind is type(None))


@pytest.mark.parametrize("kind", [ShownPhoto, Explanation, str, int, list[str]])
def test_an_answer_of_another_type_is_refused(kind: Any) -> None:
    """Also where both are types that the program knows."""
    with pytest.raises(BadAnswerError):
        decode(encode(Reply(ScannedPhoto("a.jpg", "0"))), kind)


def test_no_answer_is_not_taken_for_one() -> None:
    """A function that returns nothing where a reading is due."""
    with pytest.raises(BadAnswerError):
        decode(encode(Reply(None)), ScannedPhoto)


def test_a_value_that_its_type_forbids_is_refused() -> None:
    """The checks at birth hold on this side of the pipe, too."""
    forged = object.__new__(Field)
    sound = Field(FieldKind.NAME, "Mira", "Mira", 0.5)
    for each in dataclasses.fields(Field):
        object.__setattr__(forged, each.name, math.inf if each.name == "confidence" else getattr(sound, each.name))
    assert decode(encode(Reply(sound)), Field).value == sound
    with pytest.raises(BadAnswerError):
        decode(encode(Reply(forged)), Field)


def test_an_answer_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long-running program may find itself beside newer files."""
    message = encode(Reply("x"))
    monkeypatch.setattr("cardscan.workers.answers._LANGUAGE", "another")
    with pytest.raises(BadAnswerError, match="start cardscan again"):
        decode(message, str)


def test_what_is_no_plain_value_cannot_be_sent() -> None:
    """A function, an open file, a class: nothing that would have to be built by name."""
    for value in (print, object(), functools.partial(print)):
        with pytest.raises(TypeError):
            encode(Reply(value))


def open_untyped() -> Callable[..., Any]:
    """Says nothing of its answers."""
    return print


def open_unsaid():  # type: ignore[no-untyped-def]
    """Says nothing at all."""
    return print


def test_an_opener_must_say_what_its_answers_are() -> None:
    """Without an annotation nothing could be checked; with `Any` nothing would be."""
    for opener in (open_unsaid, open_untyped):
        with pytest.raises(TypeError, match="annotation"):
            answer_type(opener)
