"""Measure how alike two letters are, with stricter limits within one firm, where people talk to each other."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel

from cardscan.followup.letters.lint_settings import LintSettings
from cardscan.locales.free_mail import FREE_MAIL
from cardscan.model.draft import Letter, OtherLetter

# How many texts keep their words cached: more are not written in 90 days. About 2 KB each, because words are shared.
REMEMBERED = 5_000


def similarity(one: str, other: str) -> float:
    """Return how alike two bodies are, 0 to 1: the share of words in the same order, without greeting and farewell."""
    return _alike(_words(core(one)), _words(core(other)))


def core(body: str) -> str:
    """Return the body without its greeting, and without the last block, which is the farewell."""
    blocks = body.strip("\n").split("\n\n")
    return "\n\n".join(blocks[1:-1]) if len(blocks) > 2 else body


def with_core(text: str) -> str:
    """Return a body whose core has the words of this text."""
    return f"-\n\n{text}\n\n-\n"


def _alike(one: Sequence[str], other: Sequence[str], least: float = 0.0) -> float:
    """Return how alike, 0 to 1; 0 if below `least`, which is quicker to find out."""
    return float(Indel.normalized_similarity(one, other, score_cutoff=least))


@lru_cache(maxsize=REMEMBERED)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of a core. Cached, because every wording of a letter is compared with the same thousands."""
    return tuple(sys.intern(word) for word in re.findall(r"[^\W_]+", text.casefold()))


def telling(others: Iterable[OtherLetter], recipient: str) -> list[OtherLetter]:
    """Return the first of all letters that say the same; comparing with it is as good as comparing with all of them.

    After an event thousands of letters share a handful of texts. Letters to the recipient's own firm are kept apart,
    because their limit is lower.
    """
    firm = firm_of(recipient)
    found: dict[tuple[str, bool], OtherLetter] = {}
    for other in others:
        found.setdefault((core(other.body), bool(firm) and firm == firm_of(other.recipient)), other)
    return list(found.values())


def too_alike(letter: Letter, others: Sequence[OtherLetter], settings: LintSettings) -> float:
    """Return by how much the letter is more like another letter than allowed; 0 or below means it is not too alike."""
    return Limits(others, letter.recipient, settings).excess(letter.body)


class Limits:
    """How alike a letter to this recipient may be to each of the others; checks one wording after the other."""

    def __init__(self, others: Iterable[OtherLetter], recipient: str, settings: LintSettings) -> None:
        self._most: dict[tuple[str, ...], float] = {}
        firm = firm_of(recipient)
        for other in others:
            most, theirs = _limit(other, firm, settings), _words(core(other.body))
            self._most[theirs] = min(most, self._most.get(theirs, most))
        self._least = min(self._most.values(), default=1.0)

    def excess(self, body: str) -> float:
        """See `too_alike`."""
        own = _words(core(body))
        if own and self._most.get(own) == self._least < 1.0:
            return 1.0 - self._least  # nothing is more alike than the same text
        near = ((_alike(own, theirs, most), most) for theirs, most in self._most.items() if _near(own, theirs, most))
        return max((alike - most for alike, most in near), default=-1.0)


def comparisons(
    letter: Letter, others: Sequence[OtherLetter], settings: LintSettings
) -> Iterator[tuple[float, float, OtherLetter]]:
    """Yield (how alike, how alike allowed, other letter) for each that could be too alike; 0 if it is less alike."""
    own = _words(core(letter.body))
    firm = firm_of(letter.recipient)
    for other in others:
        most, theirs = _limit(other, firm, settings), _words(core(other.body))
        if _near(own, theirs, most):
            yield _alike(own, theirs, most), most, other


def _limit(other: OtherLetter, firm: str, settings: LintSettings) -> float:
    """Return how alike a letter to somebody at this firm may be to the other letter."""
    same_firm = bool(firm) and firm == firm_of(other.recipient)
    return settings.max_similarity_in_firm if same_firm else settings.max_similarity


def _near(own: Sequence[str], theirs: Sequence[str], most: float) -> bool:
    """Whether the numbers of words are close enough for the texts to be more alike than `most`."""
    shorter, longer = sorted((len(own), len(theirs)))
    return bool(longer) and 2 * shorter / (shorter + longer) > most


def firm_of(address: str) -> str:
    """Return the domain of an address, or "" if it belongs to a free mail service."""
    domain = address.rpartition("@")[2].casefold()
    return "" if domain in FREE_MAIL else domain
