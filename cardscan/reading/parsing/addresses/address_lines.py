"""Which pieces of a card are postal addresses, and which of them make one."""

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

# From this likelihood on a piece is of an address; alone and without a place in it only when it is nearly sure.
MIN_ADDRESS, SURE_ADDRESS = 0.5, 0.9
# A part of a line whose other parts are of an address is one of it from here on.
MIN_PART = 0.08
# What is more likely something else is left to that.
MOST_OTHER = 0.6

# "May 2018" looks like a street and its number.
_MONTH = re.compile(
    r"\W*(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\W+(?:\d{1,2}\W+)?(?:19|20)\d\d\W*", re.IGNORECASE
)
# So does the year of a foundation ("Sedan 1948", "Est. 1961", "Rok założenia 1991"); matched on folded text.
_FOUNDED = re.compile(
    r"\W*(?:\w+ )?(?:since|est(?:d|ab\w*)?|founded|seit|gegr\w*|depuis|fondee?|desde|fundad[ao]|dal|fondata|sedan|"
    r"grundat|grundlagt|sinds|opgericht|od|zal\w*|rok \w+|anno|perustettu)\W+"
    r"(?:in |en |el |ano |roku )?(?:1[6-9]|20)\d\d\W*"
)


def address_lines(
    pieces: Sequence[Piece], probabilities: NDArray[np.float64], country: str | None, free: set[int]
) -> Iterator[tuple[tuple[int, ...], Address, float]]:
    """Each address of a card: its pieces in reading order, what they say, and the labeller's mean likelihood.

    Args:
        probabilities: The labeller's, of shape (pieces, labels).
        free: Pieces that nothing else has explained.
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
    """The pieces that addresses may be made of, in reading order."""
    surely = {
        i
        for i in free
        if probabilities[i, ADDRESS] >= MIN_ADDRESS
        and not _MONTH.fullmatch(pieces[i].text)
        and not _FOUNDED.fullmatch(fold(pieces[i].text))
        and not _is_contact(pieces[i].text)
    }
    # A short part between bars ("12 High Street | 3rd floor | Town") says little by itself: its line speaks for it.
    lines = {pieces[i].line for i in surely if pieces[i].parts > 1}
    parts = {i for i in free if pieces[i].line in lines and probabilities[i, ADDRESS] > MIN_PART}
    rooms = {i for i in free if surely and is_room(pieces[i].text)}
    return sorted({*surely, *(i for i in parts if probabilities[i, :ADDRESS].max() < MOST_OTHER), *rooms})


# What is left of a number or mailbox that is cut off by the card's edge: "(+48) 512 55", "ada@exam".
_NUMBER_ALONE = re.compile(r"\W*\(?\+[\d\s().\-/]+")
_MAILBOX_ALONE = re.compile(r"\W*(?:[^\W\d_]{1,6}[.:]\s*)?\S+@\S*\W*|\W*(?:https?|www)\S+\W*", re.IGNORECASE)


def _is_contact(text: str) -> bool:
    return bool(_NUMBER_ALONE.fullmatch(text) or _MAILBOX_ALONE.fullmatch(text))


def _could_be_place(text: str) -> bool:
    """Without any digit: a known town or country, or words with capitals of which one is of streets.

    "Building on good ground" has a word of streets, and is a slogan.
    """
    if text_features(text)["city"] or any(word in NAMES or word in PLACES for word in text.casefold().split(", ")):
        return True
    long_words = re.findall(r"[^\W\d_]{4,}", text)
    return bool(text_features(text)["street_word"]) and all(word[0].isupper() for word in long_words)


def _only_towns(text: str) -> bool:
    """A list of towns with nothing else."""
    parts = [fold(part).strip(" .") for part in re.split(r"[,|•·&/]", text) if part.strip()]
    return len(parts) > 1 and all(part in PLACES or part in cities() for part in parts)


def _placed(text: str) -> bool:
    """Something in the text says where: a postal code, a street word or a town."""
    seen = text_features(text)
    return bool((seen["postal"] and POSTAL.search(text)) or seen["street_word"] or seen["city"]) and seen["letters"] > 3
