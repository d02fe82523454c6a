"""Find the promise that a letter is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardscan.locales.folding import caseless
from cardscan.model.draft import Letter
from cardscan.model.touch import OpenPromise, Whose

# A promise is named if more than half of its telling words are; the others may have changed their endings.
_LEAST = 0.5


def promise_in(letter: Letter, promises: Sequence[OpenPromise]) -> OpenPromise | None:
    """Return the promise of mine that a letter about one promise was written for, or None if that is unclear.

    A letter turns a promise to its reader ("introduce her" is "introduce you" there), so its telling words are looked
    for. Among the promises whose words stand there the longest wins, so that "the paper" is not taken for "the paper on
    bees". If a person has rewritten the letter, an only promise is taken.
    """
    mine = [promise for promise in promises if promise.whose is Whose.MINE]
    body = caseless(letter.body)
    found = [(share, promise) for promise in mine if (share := _share(promise.text, body)) > _LEAST]
    if found:
        return max(found, key=lambda item: (item[0], len(item[1].text), -item[1].id))[1]
    return mine[0] if len(mine) == 1 else None


def _share(text: str, body: str) -> float:
    """Return the share of a promise's telling words that a body has."""
    words = re.findall(r"\w+", caseless(text))
    telling = [word for word in words if len(word) > 3] or words
    return sum(word in body for word in telling) / len(telling) if telling else 0.0
