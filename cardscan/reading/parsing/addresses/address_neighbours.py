"""Add lines to an address that belong to it by their place and kind, even if they do not read like an address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardscan.locales.countries import countries, countries_where
from cardscan.reading.parsing.addresses.address_codes import POSTAL_CODES, REGION_AND_CODE
from cardscan.reading.parsing.evidence.country_words import NAMES
from cardscan.reading.parsing.evidence.features import Piece
from cardscan.reading.parsing.evidence.lexicons import fold, tokens, words

# Lines of one address lie no further apart than the first, in heights of the smaller one; the second is the largest
# ratio of their heights.
_MOST_APART, _HEIGHTS_ALIKE = 1.2, 1.5
# Words that lead to an address from a well-known place ("Opp. City Mall", "próximo ao mercado"); on folded text.
_LANDMARK = re.compile(
    r"\W*(?:opp|opposite|near|behind|besides?|next to|adj(?:acent)?(?: to)?|landmark|above|below|off|"
    r"proximo a\w?|em frente|frente a\w?|junto a\w?|cerca de|ao lado d\w|esquina|face a|en face)\b\W+\w"
)
# A street whose number stands on the next line: "C/ del Ejemplo,".
_STREET_BEGINS = re.compile(r"\W*(?:c/|(?:calle|via|viale|corso|piazza|rua|av|avenida|rue|ul|paseo|plaza)\b)\W*\w")
_ENDINGS = sorted({ending for one in countries().values() for ending in one.street_endings})
_STREET_ENDS = re.compile(rf"[^\W\d_]{{2,}}(?:{'|'.join(map(re.escape, _ENDINGS))})(?![^\W\d_])")
# Countries whose postal codes have a form that no other number has.
_OWN_FORM = countries_where("postal.own_form")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}[a-z]?(?!\d)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][^\W\d_'’-]+(?:\s[^\W\d_][^\W\d_'’-]+)?\W*")


def with_neighbours(likely: Sequence[int], pieces: Sequence[Piece], free: set[int], country: str | None) -> list[int]:
    """Return the pieces of addresses, and those directly above, below or beside them that can be nothing else.

    Args:
        likely: Pieces that read like parts of an address.
        free: Pieces that nothing else has explained.
    """
    chosen = set(likely)
    if not any(c.isdigit() for i in chosen for c in pieces[i].text):
        return list(likely)
    for _ in range(2):  # an added piece may have neighbours of its own
        coded = any(_coded(pieces[i].text, country) for i in chosen)
        for index in sorted(free - chosen):
            piece = pieces[index]
            above = [i for i in chosen if _right_below(pieces[i], piece)]
            below = [i for i in chosen if _right_below(piece, pieces[i])]
            beside = [i for i in chosen if pieces[i].line == piece.line]
            if (
                ((above or beside) and (_is_country(piece.text) or (not coded and _coded(piece.text, country))))
                or ((above or below) and _LANDMARK.match(fold(piece.text)))
                or (_is_street(piece.text) and any(_coded(pieces[i].text, country) for i in below))
                or (_STREET_BEGINS.match(fold(piece.text)) and any(pieces[i].text[0].isdigit() for i in below))
                or (beside and any(_is_street(pieces[i].text) for i in beside) and _numbered(piece.text))
            ):
                chosen.add(index)
            if above and not coded and (town := _town_below(index, pieces, free, country)):
                chosen.update((index, town))
    return sorted(chosen)


def _town_below(index: int, pieces: Sequence[Piece], free: set[int], country: str | None) -> int | None:
    """Return the second half of a town that is broken over two lines: "Fortitude" above "Valley QLD 4006"."""
    if not _WORD.fullmatch(pieces[index].text):
        return None
    coded = (i for i in sorted(free) if _coded(pieces[i].text, country) and _right_below(pieces[index], pieces[i]))
    return next((i for i in coded if re.match(r"[^\W\d_]{3,}\s", pieces[i].text)), None)


def _right_below(upper: Piece, lower: Piece) -> bool:
    """Whether the lower piece stands directly below, shares an edge or the middle, and is of about the same size."""
    low, high = sorted((upper.box.height, lower.box.height))
    gap = lower.box.top - upper.box.bottom
    edges = (
        abs(upper.box.left - lower.box.left),
        abs(upper.box.right - lower.box.right),
        abs(upper.box.center[0] - lower.box.center[0]),
    )
    return high <= _HEIGHTS_ALIKE * low and -0.5 * low < gap < _MOST_APART * low and min(edges) < low


def _is_country(text: str) -> bool:
    return fold(text).strip(" .,-") in _COUNTRIES


_COUNTRIES = frozenset(fold(name) for name in NAMES)


def _coded(text: str, country: str | None) -> bool:
    """Whether a text is a town with its postal code, in a form that no other number of the country has."""
    letters = re.search(r"[^\W\d_]{3}", text)
    if country in REGION_AND_CODE:
        return bool(letters and REGION_AND_CODE[country].search(text))
    return bool(letters and country in _OWN_FORM and POSTAL_CODES[country].search(text))


def _is_street(text: str) -> bool:
    said = tokens(text)
    named = any(word in words("street_words") for word in said if len(word) > 1) or _STREET_ENDS.search(text.lower())
    return bool(named and _NUMBER.search(text))


def _numbered(text: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]{3,10}\.?\s\d{1,4}", text.strip()))
