"""How alike two letters are, and which of them would meet: people of one firm talk to each other."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import Indel

from cardscan.followup.letters.lint_settings import LintSettings
from cardscan.locales.free_mail import FREE_MAIL
from cardscan.model.draft import Letter, OtherLetter

# Texts whose words are kept: more are not written in 90 days. Some 2 KB each, for words are shared.
REMEMBERED = 5_000


def similarity(one: str, other: str) -> float:
    """How alike two bodies are, 0 to 1: the share of words that stand in the same order, names and ends left out."""
    return _alike(_words(core(one)), _words(core(other)))


def core(body: str) -> str:
    """The body without its greeting and without what follows the last blank line, which is the farewell."""
    blocks = body.strip("\n").split("\n\n")
    return "\n\n".join(blocks[1:-1]) if len(blocks) > 2 else body


def with_core(text: str) -> str:
    """A body whose core has the words of this text."""
    return f"-\n\n{text}\n\n-\n"


def _alike(one: Sequence[str], other: Sequence[str], least: float = 0.0) -> float:
    """How alike, 0 to 1; 0 below `least`, which is found sooner."""
    return float(Indel.normalized_similarity(one, other, score_cutoff=least))


@lru_cache(maxsize=REMEMBERED)
def _words(text: str) -> tuple[str, ...]:
    """The words of a core. Kept: a letter in several wordings is compared with the same thousands of others."""
    return tuple(sys.intern(word) for word in re.findall(r"[^\W_]+", text.casefold()))


def telling(others: Iterable[OtherLetter], recipient: str) -> list[OtherLetter]:
    """Of letters that say the same, the first: a comparison with one of them says what one with all of them would.

    After an event thousands of letters hold a handful of texts. Those within the recipient's firm stay apart from the
    others, for they may be less alike.
    """
    firm = firm_of(recipient)
    found: dict[tuple[str, bool], OtherLetter] = {}
    for other in others:
        found.setdefault((core(other.body), bool(firm) and firm == firm_of(other.recipient)), other)
    return list(found.values())


def too_alike(letter: Letter, others: Sequence[OtherLetter], settings: LintSettings) -> float:
    """By how much the letter is more like another one than it may be; 0 or below: it is not."""
    return Limits(others, letter.recipient, settings).excess(letter.body)


class Limits:
    """How alike a letter to this recipient may be to each of the others; asked about one wording after the other."""

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
            return 1.0 - self._least  # nothing is more like it than what says the same
        near = ((_alike(own, theirs, most), most) for theirs, most in self._most.items() if _near(own, theirs, most))
        return max((alike - most for alike, most in near), default=-1.0)


def comparisons(
    letter: Letter, others: Sequence[OtherLetter], settings: LintSettings
) -> Iterator[tuple[float, float, OtherLetter]]:
    """(how alike, how alike they may be, the other letter) for each that comes near; 0 where it is less alike."""
    own = _words(core(letter.body))
    firm = firm_of(letter.recipient)
    for other in others:
        most, theirs = _limit(other, firm, settings), _words(core(other.body))
        if _near(own, theirs, most):
            yield _alike(own, theirs, most), most, other


def _limit(other: OtherLetter, firm: str, settings: LintSettings) -> float:
    """How alike it may be to a letter to somebody of this firm."""
    same_firm = bool(firm) and firm == firm_of(other.recipient)
    return settings.max_similarity_in_firm if same_firm else settings.max_similarity


def _near(own: Sequence[str], theirs: Sequence[str], most: float) -> bool:
    """They have about as many words; else they cannot be more alike than that."""
    shorter, longer = sorted((len(own), len(theirs)))
    return bool(longer) and 2 * shorter / (shorter + longer) > most


def firm_of(address: str) -> str:
    """The domain of an address; empty where everybody can have one there."""
    domain = address.rpartition("@")[2].casefold()
    return "" if domain in FREE_MAIL else domain
