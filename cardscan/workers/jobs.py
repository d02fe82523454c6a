"""Define what goes into the pool (jobs) and what comes out (outcomes)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from cardscan.errors import CardscanError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work.

    Attributes:
        name: How error messages name the job (the photo's path).
        payload: The argument of the worker's function; it must pickle.
        tag: Anything the caller wants back with the outcome; it stays in the parent.
    """

    name: str
    payload: Any = field(repr=False)
    tag: Any = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """How one job ended; exactly one of `value` and `error` is meaningful.

    Attributes:
        name: The job's name.
        value: What the function returned; None when there is an error.
        error: Why there is no value.
        detail: A traceback for `--debug`, empty for foreseen errors.
        tag: The job's tag.
        died: The process ended by itself; the cause may not be this job.
    """

    name: str
    value: T | None = None
    error: CardscanError | None = None
    detail: str = field(default="", repr=False)
    tag: Any = field(default=None, repr=False)
    died: bool = False
