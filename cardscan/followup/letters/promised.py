"""Which promise a letter speaks of. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from cardscan.locales.folding import caseless
from cardscan.model.draft import Letter
from cardscan.model.touch import OpenPromise, Whose


def promise_in(letter: Letter, promises: Sequence[OpenPromise]) -> OpenPromise | None:
    """The promise of mine that a letter about one promise was written for; None where it cannot be told.

    The longest of those whose words stand in the letter, so that "the paper" is not taken for "the paper on bees".
    Where a person has written it anew, the only promise there is.
    """
    mine = [promise for promise in promises if promise.whose is Whose.MINE]
    body = caseless(letter.body)
    named = [promise for promise in mine if caseless(promise.text).strip(" .,;:") in body]
    if named:
        return max(named, key=lambda promise: (len(promise.text), -promise.id))
    return mine[0] if len(mine) == 1 else None
