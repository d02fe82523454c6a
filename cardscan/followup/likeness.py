"""How alike two letters are, and which of them would meet: people of one firm talk to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Indel

from cardscan.followup.lint_settings import LintSettings
from cardscan.followup.phrases import words
from cardscan.model.draft import Letter, OtherLetter


def similarity(one: str, other: str) -> float:
    """How alike two bodies are, 0 to 1: the share of words that stand in the same order, names and ends left out."""
    return _alike(_words(core(one)), _words(core(other)))


def core(body: str) -> str:
    """The body without its greeting and without what follows the last blank line, which is the farewell."""
    blocks = body.strip("\n").split("\n\n")
    return "\n\n".join(blocks[1:-1]) if len(blocks) > 2 else body


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    return float(Indel.normalized_similarity(one, other))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def too_alike(letter: Letter, others: Sequence[OtherLetter], settings: LintSettings) -> float:
    """By how much the letter is more like another one than it may be; 0 or below: it is not."""
    return max((alike - most for alike, most, _ in comparisons(letter, others, settings)), default=-1.0)


def comparisons(
    letter: Letter, others: Sequence[OtherLetter], settings: LintSettings
) -> Iterator[tuple[float, float, OtherLetter]]:
    """(how alike, how alike they may be, the other letter) for every one that comes near."""
    own = _words(core(letter.body))
    firm = firm_of(letter.recipient)
    for other in others:
        same_firm = bool(firm) and firm == firm_of(other.recipient)
        most = settings.max_similarity_in_firm if same_firm else settings.max_similarity
        theirs = _words(core(other.body))
        shorter, longer = sorted((len(own), len(theirs)))
        if longer and 2 * shorter / (shorter + longer) > most:  # else they cannot be more alike than that
            yield _alike(own, theirs), most, other


def firm_of(address: str) -> str:
    """The domain of an address; empty where everybody can have one there."""
    domain = address.rpartition("@")[2].casefold()
    return "" if domain in words("free_mail") else domain
