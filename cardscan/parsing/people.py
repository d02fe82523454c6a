"""Which pieces are persons' names: one line, or two that belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cardscan.parsing.agreement import spelled_by
from cardscan.parsing.features import Piece
from cardscan.parsing.lexicons import tokens, words
from cardscan.parsing.names import parse_name

# A name whose mailbox spells it whole is at least this likely, whatever its line looks like by itself.
SPELLED = 0.9
# A line that the labeller holds for this unlikely is no name even where a mailbox could spell it ("Sales", sales@).
LEAST = 0.02
# Two lines of one name: not more apart than this, in heights of the smaller one; accents make a line higher.
GAP_IN_HEIGHTS = 0.8
HEIGHT_RATIO = 1.35
ACCENTED_HEIGHT_RATIO = 1.65


@dataclass(frozen=True, slots=True)
class NameLines:
    """A possible name.

    Attributes:
        pieces: One index, or two from top to bottom.
        probability: That this is a person's name, 0 to 1.
        spelled: How much of the best mailbox it spells, 0 to 1.
    """

    pieces: tuple[int, ...]
    probability: float
    spelled: float


def name_lines(pieces: Sequence[Piece], likely: Sequence[float], mailboxes: Sequence[str]) -> list[NameLines]:
    """Possible names, best first; a piece may stand in several.

    Args:
        likely: The labeller's probability of a name for each piece.
        mailboxes: Local parts of the card's e-mail addresses.
    """

    def spelled(text: str) -> float:
        return max((spelled_by(text, box) for box in mailboxes), default=0.0)

    def spells(text: str) -> bool:
        """The whole of a mailbox that is long enough to mean it, with few letters left over."""
        letters = sum(c.isalpha() for c in text)
        sure = [box for box in mailboxes if len(box) >= 5 and letters <= len(box) + 8]
        return any(spelled_by(text, box) > 0.95 for box in sure)

    alone = [spelled(piece.text) for piece in pieces]
    found = []
    for index, probability in enumerate(likely):
        whole = probability >= 0.2 and len(tokens(pieces[index].text)) >= 2 and spells(pieces[index].text)
        found.append(NameLines((index,), max(probability, SPELLED if whole else 0.0), alone[index]))
    for upper, lower in _stacked(pieces):
        strongest, weakest = (f(likely[upper], likely[lower]) for f in (max, min))
        text = f"{pieces[upper].text} {pieces[lower].text}"
        together = spelled(text)
        gain = together - max(alone[upper], alone[lower])
        if gain > 0.25 and strongest >= LEAST:
            # The mailbox spells both lines: that is evidence enough by itself.
            found.append(NameLines((upper, lower), max(strongest, SPELLED if spells(text) else 0.0) + 0.05, together))
        elif _one_name(pieces[upper], pieces[lower]) and strongest >= 0.2 and gain >= 0.0:
            found.append(NameLines((upper, lower), strongest + 0.02, together))
        elif weakest > 0.5 and _single(pieces[upper], pieces[lower]):
            found.append(NameLines((upper, lower), strongest + 0.01, together))
    return sorted(found, key=lambda name: -name.probability)


def _stacked(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Pairs of which the second stands right below the first in type of the same size."""
    for i, one in enumerate(pieces):
        for j, two in enumerate(pieces):
            if i == j or one.line == two.line or one.box.center[1] >= two.box.center[1]:
                continue
            low, high = sorted((one.box.height, two.box.height))
            accented = any(ord(c) > 0x7F and c.isalpha() for c in one.text + two.text)
            gap = two.box.top - one.box.bottom
            shared = min(one.box.right, two.box.right) - max(one.box.left, two.box.left)
            if high > (ACCENTED_HEIGHT_RATIO if accented else HEIGHT_RATIO) * low or shared <= 0:
                continue
            if not -0.4 * low < gap < GAP_IN_HEIGHTS * low:
                continue
            first, second = tokens(one.text), tokens(two.text)
            if first and second and max(len(first), len(second)) <= 4 and len(first) + len(second) <= 6:
                yield i, j


def _single(upper: Piece, lower: Piece) -> bool:
    return min(len(tokens(upper.text)), len(tokens(lower.text))) == 1


def _one_name(upper: Piece, lower: Piece) -> bool:
    """A given name alone, honorific or not, over a known family name: "Prof. Dr. Ada" over "Example"."""
    person = parse_name(upper.text)
    if person is None or person.family is not None or person.given is None:
        return False
    below = tokens(lower.text)
    given = all(word in words("given") for word in tokens(person.given))
    family = below[-1] in words("family") and not any(
        word in words("organization_words") or word in words("titles") or word in words("legal_forms") for word in below
    )
    return given and family and len(below) <= 3
