"""Propose every possible organisation of a card: pieces alone, pieces joined, or the domain alone.

An organisation stands on one line or several, is repeated as a logo, or is named only by the card's domain. Every way
to join pieces that stand together is a candidate; `choosing` weighs the measures of each against all others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from cardscan.locales.legal_forms import legal_forms
from cardscan.model.geometry import Box
from cardscan.reading.parsing.evidence.agreement import named_by_domain
from cardscan.reading.parsing.evidence.choosing import odds
from cardscan.reading.parsing.evidence.features import CardContext, Piece
from cardscan.reading.parsing.evidence.labeller import ADDRESS, DEPARTMENT, NAME, ORGANIZATION, OTHER, TITLE
from cardscan.reading.parsing.evidence.lexicons import fold, tokens, words
from cardscan.reading.parsing.evidence.word_roles import BOAST, CONNECTORS, LIST, wording
from cardscan.reading.parsing.lines.layout import in_row
from cardscan.reading.parsing.names.legal_forms import ends_in_legal_form, has_legal_form, is_legal_word

# Below the first probability a piece begins no organisation; below the second it continues none.
MIN_PROBABILITY, MIN_PART = 0.08, 0.03
# Most lines of one organisation, pieces looked at, and candidates; the text of a hostile card is cut off there.
MOST_LINES, MOST_PIECES, MOST_CANDIDATES = 5, 14, 400

# A text that begins with one of these continues the line above.
WITHIN = CONNECTORS - {"the", "la", "le", "les", "el", "de"}

MEASURES = (
    "there", "two_lines", "three_lines", "four_lines", "mean", "strongest", "weakest", "joined_weakest", "name",
    "title", "department", "address", "other", "legal_form", "legal_form_last", "legal_form_next", "domain",
    "domain_exact", "domain_gain", "domain_known_unspelled", "tight", "same_height", "same_case", "aligned",
    "short_tail", "part_complete", "says_again", "said_elsewhere", "one_word", "two_words", "words", "long", "digits",
    "height", "low", "titles_share", "common_share", "firm_share", "goes_on", "goes_on_likely", "inferred",
    "inferred_beside", "in_parentheses", "in_row", "no_own_word", "own_share", "breaks_off", "begins_within", "boast",
    "list_below", "smaller_below", "own_below", "unspelled_below", "parts_own",
    "broken_within", "broken_before",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Organization:
    """A candidate made of one piece, or of several that stand together; with no piece, the domain alone names it.

    Attributes:
        measures: One per name in `MEASURES`, each within about -1 to 2.
        reasons: What supports it, in words.
    """

    text: str
    pieces: tuple[int, ...]
    measures: tuple[float, ...]
    reasons: tuple[str, ...]


def candidates(pieces: Sequence[Piece], probabilities: NDArray[np.float64], context: CardContext) -> list[Organization]:
    """Return everything that may be the card's organisation, in no order.

    Args:
        probabilities: The labeller's probabilities, of shape (pieces, labels).
    """
    open_pieces = sorted(range(len(pieces)), key=lambda i: -probabilities[i, ORGANIZATION])[:MOST_PIECES]
    starts = [i for i in open_pieces if probabilities[i, ORGANIZATION] >= MIN_PROBABILITY]
    parts = [i for i in open_pieces if probabilities[i, ORGANIZATION] >= MIN_PART]
    following = {i: [j for j in parts if j != i and _continues(pieces[i], pieces[j])] for i in parts}
    groups: list[tuple[int, ...]] = [(i,) for i in starts]
    grown: list[tuple[int, ...]] = [(i,) for i in parts]
    keys = ["".join(tokens(piece.text)) for piece in pieces]
    for _ in range(MOST_LINES - 1):
        # A line that repeats a line of the group is a logo, not a part of the name.
        grown = [(*g, j) for g in grown for j in following[g[-1]] if keys[j] not in {keys[i] for i in g}]
        groups += [g for g in grown if max(probabilities[i, ORGANIZATION] for i in g) >= MIN_PROBABILITY]
        if len(groups) > MOST_CANDIDATES:
            break
    look = _Look(pieces, probabilities, context, following)
    found = [look.at(group) for group in groups[:MOST_CANDIDATES]]
    return found + [_inferred(label, found, context) for label in context.domains[:3]]


def _inferred(label: str, found: Sequence[Organization], context: CardContext) -> Organization:
    """Return the organisation as the domain names it, for cards on which no line can be read as its name."""
    spelled = max((named_by_domain(o.text, context.domains) for o in found), default=0.0)
    values = {"inferred": 1.0, "inferred_beside": spelled}
    text = label.capitalize()
    reasons = ("inferred from the card's domain: no line names the organisation surely",)
    return Organization(text, (), tuple(values.get(name, 0.0) for name in MEASURES), reasons)


def _continues(first: Piece, second: Piece) -> bool:
    """Whether the second piece stands directly below or beside the first, like the next line of one name."""
    a, b = first.box, second.box
    low, high = sorted((a.height, b.height))
    below = b.top - a.bottom
    shared = min(a.right, b.right) - max(a.left, b.left)
    # The box of a logo may reach into the line below it.
    stacked = (
        -max(0.5 * low, 0.25 * high) < below < 0.9 * low
        and b.center[1] > a.center[1]
        and shared > 0.5 * min(a.width, b.width)
    )
    return (stacked and high < 3.5 * low) or in_row(a, b)


class _Look:
    """Measures the candidates of one card."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        probabilities: NDArray[np.float64],
        context: CardContext,
        following: dict[int, list[int]],
    ) -> None:
        self.pieces, self.probabilities, self.context, self.following = pieces, probabilities, context, following
        self.tallest = max((p.box.height for p in pieces), default=1)
        self.keys = ["".join(tokens(p.text)) for p in pieces]

    def at(self, group: tuple[int, ...]) -> Organization:
        """Return a candidate with its measures for and against."""
        texts = [self.pieces[i].text for i in group]
        text = " ".join(texts)
        rows = self.probabilities[list(group)]
        likely = rows[:, ORGANIZATION]
        domain = named_by_domain(text, self.context.domains)
        said = tokens(text)
        long_words = [word for word in said if len(word) > 1]
        worded = wording(text)
        values = {
            "there": 1.0,
            "mean": float(likely.mean()),
            "strongest": odds(likely.max()),
            "weakest": odds(likely.min()),
            "name": float(rows[:, NAME].max()),
            "title": float(rows[:, TITLE].max()),
            "department": float(rows[:, DEPARTMENT].max()),
            "address": float(rows[:, ADDRESS].max()),
            "other": float(rows[:, OTHER].max()),
            "legal_form": float(has_legal_form(text)),
            "legal_form_last": float(ends_in_legal_form(text)),
            "domain": domain,
            "domain_exact": float("".join(said) in {"".join(tokens(d)) for d in self.context.domains}),
            "domain_known_unspelled": float(bool(self.context.domains) and domain < 0.3),
            "said_elsewhere": self._said_elsewhere(group),
            "one_word": float(len(said) == 1),
            "two_words": float(len(said) == 2),
            "words": min(6, len(said)) / 6,
            "long": float(len(said) > 6),
            "digits": float(bool(re.search(r"\d{3,}", text))),
            "height": max(self.pieces[i].box.height for i in group) / self.tallest,
            "low": self.pieces[group[0]].box.top / max(1, self.context.size[1]),
            "titles_share": _share(long_words, "titles"),
            "common_share": _share(long_words, "common_words"),
            "firm_share": _share(long_words, "organization_words"),
            "in_parentheses": float(text.lstrip().startswith("(")),
            "no_own_word": float(worded["own_words"] == 0),
            "own_share": worded["own_share"],
            "breaks_off": float(_breaks_off(text)),
            "begins_within": float(bool(said) and said[0] in WITHIN),
            "boast": float(any(BOAST.search(fold(t)) for t in texts)),
            **self._beyond(group),
        }
        if len(group) > 1:
            values |= self._joined(group, texts, domain)
        reasons = [f"reads like an organisation ({likely.mean():.0%})"]
        if values["legal_form"]:
            reasons.append("carries a legal form")
        if domain > 0.6:
            reasons.append("spelled by the card's domain")
        if len(group) > 1:
            reasons.append(f"stands on {len(group)} lines")
        return Organization(text, group, tuple(values.get(name, 0.0) for name in MEASURES), tuple(reasons))

    def _joined(self, group: Sequence[int], texts: Sequence[str], domain: float) -> dict[str, float]:
        boxes = [self.pieces[i].box for i in group]
        heights = [box.height for box in boxes]
        cases = {_case(text) for text in texts}
        return {
            "two_lines": float(len(group) == 2),
            "three_lines": float(len(group) == 3),
            "four_lines": float(len(group) > 3),
            "joined_weakest": odds(min(self.probabilities[i, ORGANIZATION] for i in group)),
            "domain_gain": domain - max(named_by_domain(t, self.context.domains) for t in texts),
            "tight": _tightness(boxes),
            "same_height": min(heights) / max(heights),
            "same_case": float(len(cases) == 1),
            "aligned": _alignment(boxes),
            "short_tail": float(_short_tail(texts)),
            "part_complete": float(any(has_legal_form(t) and len(t.split()) > 2 for t in texts[:-1])),
            "says_again": float(_says_again(texts)),
            "list_below": float(any(LIST.search(fold(t)) for t in texts[1:])),
            "smaller_below": float(heights[-1] < 0.75 * heights[0]),
            "broken_within": float(any(_breaks_off(t) for t in texts[:-1])),
            "own_below": wording(texts[-1])["own_share"],
            "unspelled_below": float(domain > 0.6 and named_by_domain(texts[-1], self.context.domains) < 0.3),
            "parts_own": min(wording(t)["own_share"] for t in texts),
            "in_row": float(any(in_row(a, b) for a, b in pairwise(boxes))),
        }

    def _beyond(self, group: Sequence[int]) -> dict[str, float]:
        """Measure how much the next or the previous line, which the candidate leaves out, looks like a part of it."""
        ahead = [j for j in self.following[group[-1]] if j not in group]
        behind = [i for i, after in self.following.items() if group[0] in after and i not in group]
        best, likely = 0.0, 0.0
        for i, j in (*((group[-1], j) for j in ahead), *((i, group[0]) for i in behind)):
            a, b = self.pieces[i], self.pieces[j]
            low, high = sorted((a.box.height, b.box.height))
            alike = low / high * (0.5 + 0.5 * (_case(a.text) == _case(b.text))) * _tightness([a.box, b.box])
            best = max(best, alike)
            other = j if j not in group else i
            likely = max(likely, float(self.probabilities[other, ORGANIZATION]))
        legal = any(is_legal_word(self.pieces[j].text.split()[-1]) for j in ahead if self.pieces[j].text.split())
        broken = any(_breaks_off(self.pieces[i].text) for i in behind)
        return {
            "broken_before": float(broken),
            "goes_on": best,
            "goes_on_likely": likely,
            "legal_form_next": float(legal),
        }

    def _said_elsewhere(self, group: Sequence[int]) -> float:
        """Return 1 if another line says the same, as a logo repeats its firm's name, else 0."""
        own = "".join(self.keys[i] for i in group)
        others = [key for i, key in enumerate(self.keys) if i not in group and len(key) > 3]
        return float(any(key == own or (len(own) > 3 and (own in key or key in own)) for key in others))


def _breaks_off(text: str) -> bool:
    """Whether the text ends in mid-phrase ("University of")."""
    said = tokens(text)
    return bool(said) and (said[-1] in CONNECTORS or text.rstrip().endswith(("&", ",", "-")))


def _share(said: Sequence[str], name: str) -> float:
    return sum(word in words(name) for word in said) / max(1, len(said))


def _case(text: str) -> str:
    letters = "".join(c for c in text if c.isalpha())
    return "upper" if letters.isupper() else "lower" if letters.islower() else "title"


def _alignment(boxes: Sequence[Box]) -> float:
    """Return 1 where the lines share their left edge or their middle, else 0."""
    unit = min(box.height for box in boxes)
    left = max(box.left for box in boxes) - min(box.left for box in boxes)
    middle = max(box.center[0] for box in boxes) - min(box.center[0] for box in boxes)
    return float(min(left, middle) < 0.7 * unit)


def _tightness(boxes: Sequence[Box]) -> float:
    """Return 1 where the lines touch, down to 0 where a line of the smaller type would fit between them."""
    gaps = []
    for a, b in pairwise(boxes):
        low = min(a.height, b.height)
        gaps.append(max(0.0, b.top - a.bottom if b.top > a.center[1] else (b.left - a.right) / 2) / low)
    return max(0.0, 1.0 - max(gaps))


def _says_again(texts: Sequence[str]) -> bool:
    """Whether one line repeats what another says (a logo beside the firm's full name)."""
    keys = ["".join(tokens(t)) for t in texts]
    return any(
        i != j and a and b and (a in b or fuzz.partial_ratio(a, b) > 90)
        for i, a in enumerate(keys)
        for j, b in enumerate(keys)
    )


def _short_tail(texts: Sequence[str]) -> bool:
    """Whether the last line has only words that follow a name ("Technologies", "PUBLIC SCHOOL", "& Sons")."""
    last = tokens(texts[-1])
    return bool(last) and all(w in words("organization_words") or w in legal_forms(fold) for w in last)
