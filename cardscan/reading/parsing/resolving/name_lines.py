"""Find which pieces may be a person's name: one line, or two that belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cardscan.locales.legal_forms import legal_forms
from cardscan.model.geometry import Box
from cardscan.reading.parsing.evidence.agreement import spelled_by
from cardscan.reading.parsing.evidence.choosing import odds
from cardscan.reading.parsing.evidence.country_words import NAMES as COUNTRIES
from cardscan.reading.parsing.evidence.features import CardContext, Piece
from cardscan.reading.parsing.evidence.labeller import ADDRESS, DEPARTMENT, NAME, ORGANIZATION, OTHER, TITLE
from cardscan.reading.parsing.evidence.lexicons import fold, tokens, words
from cardscan.reading.parsing.evidence.text_features import text_features
from cardscan.reading.parsing.lines.layout import in_row
from cardscan.reading.parsing.names.name_parts import only_given_names, parse_name, without_honorific
from cardscan.reading.parsing.resolving.joined_lines import is_field_of_work, names_department

# A name that spells a whole mailbox is at least this likely, whatever its line looks like by itself.
SPELLED = 0.9
# So is a line of given names with marks between them ("Ada / Bo"), if the labeller gives it this much likelihood.
SEVERAL, LEAST_SEVERAL = 0.8, 0.1
# A line less likely than this to the labeller is no name, even if a mailbox could spell it ("Sales", sales@).
LEAST = 0.02
# No card has more candidates than this; the text of a hostile card is cut off there.
MOST_CANDIDATES = 40
# Two lines of one name lie no further apart than this, in heights of the smaller one; accents make a line higher.
GAP_IN_HEIGHTS = 0.8
HEIGHT_RATIO = 1.35
ACCENTED_HEIGHT_RATIO = 1.65


COUNTRY_NAMES = frozenset(word for name in COUNTRIES for word in [fold(name)] if len(word) > 3)

MEASURES = (
    "there", "odds", "strongest", "weakest", "spelled", "spelled_whole", "gain", "two_lines", "one_word", "many_words",
    "known", "all_known", "given_first", "family_last", "honorific", "degree", "title", "department", "organization",
    "address", "other", "domain", "title_below", "title_above", "ahead", "only", "digits", "firm_share", "common_share",
    "street_share", "height", "low", "capitals", "case_alike", "height_alike", "continues", "no_mailbox", "initials",
    "repeated", "place", "country", "in_row", "all_given", "half", "halves",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameLines:
    """A possible name.

    Attributes:
        pieces: One index, or two from top to bottom.
        probability: The likelihood by labeller and mailbox that this is a person's name, 0 to 1.
        spelled: How much of the best mailbox it spells, 0 to 1.
        measures: One per name in `MEASURES`; the choice among all candidates weighs them.
    """

    pieces: tuple[int, ...]
    probability: float
    spelled: float
    measures: tuple[float, ...] = ()


def name_lines(pieces: Sequence[Piece], probabilities: NDArray[np.float64], context: CardContext) -> list[NameLines]:
    """Return possible names, likeliest first; a piece may stand in several.

    Args:
        probabilities: The labeller's probabilities, of shape (pieces, labels).
    """
    mailboxes = context.mailboxes
    likely = [float(p) for p in probabilities[:, NAME]]

    def spelled(text: str) -> float:
        return max((spelled_by(text, box) for box in mailboxes), default=0.0)

    def spells(text: str) -> bool:
        """Whether a text spells all of a mailbox that is long enough to be evidence, with few letters left over."""
        letters = sum(c.isalpha() for c in text)
        sure = [box for box in mailboxes if len(box) >= 5 and letters <= len(box) + 8]
        return any(spelled_by(text, box) > 0.95 for box in sure)

    alone = [spelled(piece.text) for piece in pieces]
    found = []
    for index, probability in enumerate(likely):
        text = pieces[index].text
        whole = probability >= 0.2 and len(tokens(text)) >= 2 and spells(text)
        sure = SPELLED if whole else SEVERAL if probability >= LEAST_SEVERAL and only_given_names(text) else 0.0
        found.append(NameLines((index,), max(probability, sure), alone[index]))
    pairs = list(_stacked(pieces, context))
    for upper, lower in pairs:
        strongest, weakest = (f(likely[upper], likely[lower]) for f in (max, min))
        text = f"{pieces[upper].text} {pieces[lower].text}"
        together = spelled(text)
        gain = together - max(alone[upper], alone[lower])
        if gain > 0.25 and strongest >= LEAST:
            # The mailbox spells both lines, which alone is enough evidence.
            found.append(NameLines((upper, lower), max(strongest, SPELLED if spells(text) else 0.0) + 0.05, together))
        elif _one_name(pieces[upper], pieces[lower]) and strongest >= 0.2 and gain >= 0.0:
            found.append(NameLines((upper, lower), strongest + 0.02, together))
        elif weakest > 0.5 and _single(pieces[upper], pieces[lower]):
            found.append(NameLines((upper, lower), strongest + 0.01, together))
        elif strongest > 0.1 and weakest > 0.004 and gain >= 0.0:
            found.append(NameLines((upper, lower), 0.0, together))
    worth = [f for f in found if f.probability >= LEAST or f.spelled > 0.5 or len(f.pieces) > 1]
    found = sorted(worth, key=lambda name: -name.probability)[:MOST_CANDIDATES]
    twins = {pair: _twins(pieces[pair[0]], pieces[pair[1]], probabilities[list(pair)]) for pair in pairs}
    return [replace(f, measures=_measures(f, pieces, probabilities, context, alone, twins)) for f in found]


def _measures(
    found: NameLines,
    pieces: Sequence[Piece],
    probabilities: NDArray[np.float64],
    context: CardContext,
    alone: Sequence[float],
    twins: Mapping[tuple[int, int], float],
) -> tuple[float, ...]:
    group = found.pieces
    paired = {index for pair in twins for index in pair}
    torn = max((alike for pair, alike in twins.items() if len(group) == 1 and group[0] in pair), default=0.0)
    texts = [pieces[i].text for i in group]
    text = " ".join(texts)
    rows = probabilities[list(group)]
    seen = text_features(text, context.mailboxes, context.domains)
    said = _said(text)
    heights = [pieces[i].box.height for i in group]
    strongest = float(rows[:, NAME].max())
    others = [p for i, p in enumerate(probabilities[:, NAME]) if i not in group]
    runner_up = max(others, default=0.0)
    title = probabilities[:, TITLE]
    values = {
        "there": 1.0,
        "odds": odds(found.probability),
        "strongest": odds(strongest),
        "weakest": odds(float(rows[:, NAME].min())),
        "spelled": found.spelled,
        "spelled_whole": float(found.spelled > 0.95),
        "gain": found.spelled - max(alone[i] for i in group) if len(group) > 1 else 0.0,
        "two_lines": float(len(group) > 1),
        "one_word": float(len(said) == 1),
        "many_words": float(sum(len(word) > 1 for word in said) > 4),
        "known": seen["name_words"],
        "all_known": float(seen["name_words"] > 0.99),
        "given_first": seen["first_given"],
        "family_last": seen["last_family"],
        "honorific": seen["honorific"],
        "degree": min(1.0, seen["degree"]),
        "title": float(rows[:, TITLE].max()),
        "department": float(rows[:, DEPARTMENT].max()),
        "organization": float(rows[:, ORGANIZATION].max()),
        "address": float(rows[:, ADDRESS].max()),
        "other": float(rows[:, OTHER].max()),
        "domain": seen["domain"],
        "title_below": _beside(group[-1], pieces, title, 1),
        "title_above": _beside(group[0], pieces, title, -1),
        "ahead": strongest - runner_up,
        "only": float(strongest > 0.2 and runner_up < 0.2),
        "digits": float(seen["has_digit"]),
        "firm_share": seen["organization_share"],
        "common_share": seen["common_share"],
        "street_share": seen["street_share"],
        "height": max(heights) / max(p.box.height for p in pieces),
        "low": pieces[group[0]].box.top / max(1, context.size[1]),
        "capitals": seen["all_upper"],
        "case_alike": float(len(group) > 1 and len({t.isupper() for t in texts}) == 1),
        "height_alike": min(heights) / max(heights) if len(group) > 1 else 0.0,
        "continues": float(len(group) == 1 and group[0] in paired),
        "no_mailbox": float(not context.mailboxes),
        "initials": min(1.0, seen["initials"]),
        "place": float(seen["city"] > 0),
        "country": float(any(word in COUNTRY_NAMES for word in said)),
        "in_row": float(len(group) > 1 and in_row(pieces[group[0]].box, pieces[group[1]].box)),
        "all_given": seen["given"],
        "half": torn if len(said) == 1 else 0.0,
        "halves": twins.get((group[0], group[-1]), 0.0) if len(group) > 1 else 0.0,
        "repeated": float(sum("".join(tokens(p.text)) == "".join(tokens(text)) for p in pieces) > 1),
    }
    return tuple(values[name] for name in MEASURES)


def _said(text: str) -> tuple[str, ...]:
    """Return words without honorifics and particles: "Dr. Ada" is only a given name, "de la Example" a family name."""
    said = tokens(without_honorific(text))
    return tuple(word for word in said if word not in words("particles")) or said


def _twins(one: Piece, two: Piece, probabilities: NDArray[np.float64]) -> float:
    """Return how much two lines look like the halves of one name, 0 to 1: a word or two each, of one size and case."""
    said = [_said(piece.text) for piece in (one, two)]
    if any(len(words_of) > 2 for words_of in said) or one.text.isupper() != two.text.isupper():
        return 0.0
    low, high = sorted((one.box.height, two.box.height))
    # An accent or a "g" makes a line higher; a title below a name is smaller by a larger amount.
    alike = max(0.0, min(1.0, (low / high - 0.6) / 0.3))
    other = float(probabilities[:, [TITLE, DEPARTMENT, ADDRESS]].sum(axis=1).max())
    return alike * max(0.0, 1.0 - other) * (1.0 if min(map(len, said)) == 1 else 0.5)


def _beside(index: int, pieces: Sequence[Piece], likely: NDArray[np.float64], direction: int) -> float:
    """Return the greatest likelihood among pieces within two lines below (1) or above (-1), in the same column."""
    box, best = pieces[index].box, 0.0
    for other, piece in enumerate(pieces):
        gap = (piece.box.top - box.bottom if direction > 0 else box.top - piece.box.bottom) / max(1, box.height)
        shared = min(box.right, piece.box.right) - max(box.left, piece.box.left)
        if other != index and -0.5 < gap < 1.5 and shared > 0:
            best = max(best, float(likely[other]))
    return best


def _stacked(pieces: Sequence[Piece], context: CardContext) -> Iterator[tuple[int, int]]:
    """Yield pairs whose second stands directly below or beside the first, in type of the same size."""
    for i, one in enumerate(pieces):
        for j, two in enumerate(pieces):
            if i == j or one.line == two.line or not _stand_together(one, two):
                continue
            if _may_be_halves(one, two) and not _each_reached(one, two, context):
                yield i, j


def _stand_together(one: Piece, two: Piece) -> bool:
    low, high = sorted((one.box.height, two.box.height))
    gap = two.box.top - one.box.bottom
    below = -0.4 * low < gap < GAP_IN_HEIGHTS * low and one.box.center[1] < two.box.center[1]
    if high > ACCENTED_HEIGHT_RATIO * low or not (below or gap < 0):
        return False
    shared = min(one.box.right, two.box.right) - max(one.box.left, two.box.left)
    if not (below and shared > 0) and not (in_row(one.box, two.box) and _single(one, two)):
        return False
    accented = any(ord(c) > 0x7F and c.isalpha() for c in one.text + two.text)
    return high <= (ACCENTED_HEIGHT_RATIO if accented else HEIGHT_RATIO) * low


def _may_be_halves(one: Piece, two: Piece) -> bool:
    if any(
        names_department(half.text) or (is_field_of_work(half) and len(tokens(half.text)) > 1) for half in (one, two)
    ):
        return False
    if one.text.startswith("(") or two.text.startswith("("):
        return False  # a nickname or a remark
    if _ideographs(one.text) or _ideographs(two.text):
        return False  # the same name in another script; a name in ideographs is too short for two lines
    first, second = len(_said(one.text)), len(_said(two.text))
    return 0 < first <= 4 and 0 < second <= 4 and first + second <= 6


def _each_reached(one: Piece, two: Piece, context: CardContext) -> bool:
    """Whether two given names each have a number or mailbox beside them, so that they are two persons."""
    reaches = [box for kind, box in context.values if kind in ("phone", "email")]
    return all(
        tokens(piece.text)[:1]
        and tokens(piece.text)[0] in words("given")
        and any(_right_beside(piece.box, box) for box in reaches)
        for piece in (one, two)
    )


def _right_beside(box: Box, value: Box) -> bool:
    """Whether a value stands in the same row; if both come from one line, the value's box may reach to its start."""
    shared = min(box.bottom, value.bottom) - max(box.top, value.top)
    return value.right > box.right and shared > 0.5 * min(box.height, value.height)


def _ideographs(text: str) -> bool:
    return any("\u2e80" <= c <= "\ud7af" for c in text)


def _single(upper: Piece, lower: Piece) -> bool:
    return min(len(_said(upper.text)), len(_said(lower.text))) == 1


def _one_name(upper: Piece, lower: Piece) -> bool:
    """Whether a given name, with or without honorific, stands over a known family name: "Prof. Dr. Ada", "Example"."""
    person = parse_name(upper.text)
    if person is None or person.family is not None or person.given is None:
        return False
    below = tokens(lower.text)
    given = all(word in words("given") for word in tokens(person.given))
    family = below[-1] in words("family") and not any(
        word in words("organization_words") or word in words("titles") or word in legal_forms(fold) for word in below
    )
    return given and family and len(below) <= 3
