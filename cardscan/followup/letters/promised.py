"""Find the promise that a letter is about. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from cardscan.locales.folding import caseless
from cardscan.model.draft import Letter
from cardscan.model.touch import OpenPromise, Whose


def promise_in(letter: Letter, promises: Sequence[OpenPromise]) -> OpenPromise | None:
    """Return the promise of mine that a letter about one promise was written for, or None if that is unclear.

    Among the promises whose words stand in the letter the longest wins, so that "the paper" is not taken for "the paper
    on bees". If a person has rewritten the letter, an only promise is taken.
    """
    mine = [promise for promise in promises if promise.whose is Whose.MINE]
    body = caseless(letter.body)
    named = [promise for promise in mine if caseless(promise.text).strip(" .,;:") in body]
    if named:
        return max(named, key=lambda promise: (len(promise.text), -promise.id))
    return mine[0] if len(mine) == 1 else None
