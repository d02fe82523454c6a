"""What goes into the pool and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from cardscan.errors import CardscanError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work.

    Attributes:
        name: What to call it in an error message (the photo's path).
        payload: What the worker's function gets; it must pickle.
        tag: Whatever the caller wants back with the outcome; it stays in the parent.
    """

    name: str
    payload: Any = field(repr=False)
    tag: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """How one job ended: exactly one of `value` and `error` counts.

    Attributes:
        name: The job's.
        value: What the function returned; None when there is an error.
        error: Why there is no value.
        detail: A traceback for `--debug`, empty for foreseen errors.
        tag: The job's.
        died: The process ended by itself, which may have had another cause than this job.
    """

    name: str
    value: T | None = None
    error: CardscanError | None = None
    detail: str = field(default="", repr=False)
    tag: Any = field(default=None, repr=False)
    died: bool = False
