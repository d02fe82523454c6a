"""Decide which of a card's possible names is the person's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cardscan.reading.parsing.evidence.features import Piece
from cardscan.reading.parsing.evidence.lexicons import tokens, words
from cardscan.reading.parsing.names.name_parts import parse_name
from cardscan.reading.parsing.resolving.name_lines import MEASURES, NameLines

# The likeliest candidate must be at least this likely; otherwise the card names nobody.
MIN_BEST = 0.3
# If the likeliest name has no given name, one that adds the line above is taken from this share of its chance on.
LEAST_SHARE = 0.4
# If no candidate is likely, one made of known names only is offered from this likelihood on.
LEAST_KNOWN = 0.1


def name_choice(
    likeliest: int | None, possible: Sequence[NameLines], chances: NDArray[np.float64], pieces: Sequence[Piece]
) -> tuple[int, float] | None:
    """Return the index of the candidate that is the person's name, and its likelihood; None where no line names one.

    Args:
        likeliest: The candidate that the card's lines support; None where they support none.
        possible: The candidates, likeliest first.
        chances: For each candidate, the chance that it is the one.
    """
    if likeliest is not None:
        return _with_given_name(likeliest, possible, chances, pieces), float(chances[likeliest])
    known = _of_known_names(possible)
    return None if known is None else (known, possible[known].probability)


def _with_given_name(
    best: int, possible: Sequence[NameLines], chances: NDArray[np.float64], pieces: Sequence[Piece]
) -> int:
    """Return the candidate that adds the line above to the best one, if that line is the given name; else the best."""
    group = possible[best].pieces
    first = parse_name(pieces[group[0]].text) if len(group) == 1 else None
    if first is None or first.honorific:
        return best
    complete = tokens(first.full)[0] in words("given")
    for index, other in enumerate(possible):
        if other.pieces[1:] == group:
            above = parse_name(pieces[other.pieces[0]].text)
            if above is None or above.given is None or above.family is not None:
                continue
            if above.honorific or (not complete and chances[index] >= LEAST_SHARE * chances[best]):
                return index
    return best


def _of_known_names(possible: Sequence[NameLines]) -> int | None:
    """Return the likeliest line of two to four words that are known names, given name first and family name last."""
    for index, found in enumerate(possible):
        seen = dict(zip(MEASURES, found.measures, strict=True))
        names = seen["all_known"] and seen["given_first"] and seen["family_last"]
        wordy = not (seen["one_word"] or seen["many_words"] or seen["two_lines"] or seen["digits"])
        other = max(seen["firm_share"], seen["common_share"], seen["street_share"], seen["place"], seen["country"])
        if names and wordy and not other and found.probability >= LEAST_KNOWN:
            return index
    return None
