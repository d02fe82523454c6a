"""Decide which pieces of a card are postal addresses, and which of them form one address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cardscan.model.reading import Address
from cardscan.reading.parsing.addresses import address_parts
from cardscan.reading.parsing.addresses.address_codes import is_room
from cardscan.reading.parsing.addresses.address_neighbours import with_neighbours
from cardscan.reading.parsing.evidence.country_words import NAMES, PLACES
from cardscan.reading.parsing.evidence.features import Piece
from cardscan.reading.parsing.evidence.labeller import ADDRESS
from cardscan.reading.parsing.evidence.lexicons import cities, fold, tokens
from cardscan.reading.parsing.evidence.scripted import closed_up
from cardscan.reading.parsing.evidence.text_features import POSTAL, text_features

# A piece belongs to an address from the first likelihood on; a lone piece that names no place must reach the second.
MIN_ADDRESS, SURE_ADDRESS = 0.5, 0.9
# A part of a line whose other parts belong to an address joins them from this likelihood on.
MIN_PART = 0.08
# A piece more likely than this to be something else is left to that.
MOST_OTHER = 0.6

# "May 2018" looks like a street and its number.
_MONTH = re.compile(
    r"\W*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W+(?:\d{1,2}\W+)?(?:19|20)\d\d\W*", re.IGNORECASE
)
# So does the year a firm was founded ("Sedan 1948", "Est. 1961", "Rok założenia 1991"); matched on folded text.
_FOUNDED = re.compile(
    r"\W*(?:\w+ )?(?:since|est(?:d|ab\w*)?|founded|seit|gegr\w*|depuis|fondee?|desde|fundad[ao]|dal|fondata|sedan|"
    r"grundat|grundlagt|sinds|opgericht|od|zal\w*|rok \w+|anno|perustettu)\W+"
    r"(?:in |en |el |ano |roku )?(?:1[6-9]|20)\d\d\W*"
)


def address_lines(
    pieces: Sequence[Piece], probabilities: NDArray[np.float64], country: str | None, free: set[int]
) -> Iterator[tuple[tuple[int, ...], Address, float]]:
    """Yield each address of a card: its pieces in reading order, its parts, and the labeller's mean likelihood.

    Args:
        probabilities: The labeller's probabilities, of shape (pieces, labels).
        free: Pieces that nothing else has explained yet.
    """
    likely = with_neighbours(_likely(pieces, probabilities, free), pieces, free, country)
    for group in address_parts.group(pieces, likely, country):
        texts = [closed_up(pieces[i].text) for i in group]
        address = address_parts.build(texts, country)
        chances = probabilities[list(group), ADDRESS]
        if not re.search(r"[^\W\d_]{2}", address.printed):
            continue
        if len(group) == 1 and chances[0] < SURE_ADDRESS and not _placed(texts[0]):
            continue
        numbered = any(c.isdigit() for c in address.printed)
        if not numbered and not _could_be_place(address.printed):
            continue
        if not numbered and len(likely) > len(group) and _only_towns(address.printed):
            continue  # the towns of a firm's branches
        if len(tokens(address.printed)) <= 2 and not numbered and len(likely) > len(group):
            continue  # a lone town beside a whole address is a branch or a slogan
        yield group, address, float(np.mean(chances))


def _likely(pieces: Sequence[Piece], probabilities: NDArray[np.float64], free: set[int]) -> list[int]:
    """Return the pieces that addresses may be made of, in reading order."""
    surely = {
        i
        for i in free
        if probabilities[i, ADDRESS] >= MIN_ADDRESS
        and not _MONTH.fullmatch(pieces[i].text)
        and not _FOUNDED.fullmatch(fold(pieces[i].text))
        and not _is_contact(pieces[i].text)
    }
    # A short part between bars ("12 High Street | 3rd floor | Town") says little alone, so its line speaks for it.
    lines = {pieces[i].line for i in surely if pieces[i].parts > 1}
    parts = {i for i in free if pieces[i].line in lines and probabilities[i, ADDRESS] > MIN_PART}
    rooms = {i for i in free if surely and is_room(pieces[i].text)}
    return sorted({*surely, *(i for i in parts if probabilities[i, :ADDRESS].max() < MOST_OTHER), *rooms})


# What is left of a number or mailbox that the card's edge cuts off: "(+48) 512 55", "ada@exam".
_NUMBER_ALONE = re.compile(r"\W*\(?\+[\d\s().\-/]+")
_MAILBOX_ALONE = re.compile(r"\W*(?:[^\W\d_]{1,6}[.:]\s*)?\S+@\S*\W*|\W*(?:https?|www)\S+\W*", re.IGNORECASE)


def _is_contact(text: str) -> bool:
    return bool(_NUMBER_ALONE.fullmatch(text) or _MAILBOX_ALONE.fullmatch(text))


def _could_be_place(text: str) -> bool:
    """Whether a text without digits may be a place: a known town or country, or capitalised words with a street word.

    "Building on good ground" contains a street word, but it is a slogan.
    """
    if text_features(text)["city"] or any(word in NAMES or word in PLACES for word in text.casefold().split(", ")):
        return True
    long_words = re.findall(r"[^\W\d_]{4,}", text)
    return bool(text_features(text)["street_word"]) and all(word[0].isupper() for word in long_words)


def _only_towns(text: str) -> bool:
    """Whether a text is a list of towns and nothing else."""
    parts = [fold(part).strip(" .") for part in re.split(r"[,|•·&/]", text) if part.strip()]
    return len(parts) > 1 and all(part in PLACES or part in cities() for part in parts)


def _placed(text: str) -> bool:
    """Whether something in the text says where: a postal code, a street word or a town."""
    seen = text_features(text)
    return bool((seen["postal"] and POSTAL.search(text)) or seen["street_word"] or seen["city"]) and seen["letters"] > 3
