"""Pieces that may be the organisation -> the one organisation of the card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from cardscan.model.geometry import Box
from cardscan.parsing.agreement import named_by_domain
from cardscan.parsing.features import Piece
from cardscan.parsing.lexicons import fold, tokens, words

# Below this probability a piece is not considered.
MIN_PROBABILITY = 0.2


@dataclass(frozen=True, slots=True)
class Organization:
    """A candidate, made of one piece or of several that stand together."""

    text: str
    pieces: tuple[int, ...]
    score: float
    reasons: tuple[str, ...]


def has_legal_form(text: str) -> bool:
    """The text ends with, or holds, a legal form ("GmbH", "Pvt. Ltd.")."""
    chunks = [re.sub(r"[^\w]", "", fold(chunk)) for chunk in text.split()]
    return any(c in words("legal_forms") and c not in ("co", "group", "trust", "as", "ad") for c in chunks[1:])


def organizations(
    pieces: Sequence[Piece], probabilities: Sequence[float], domains: Sequence[str]
) -> list[Organization]:
    """All candidates, best first."""
    likely = [i for i, p in enumerate(probabilities) if p >= MIN_PROBABILITY]
    groups: list[tuple[int, ...]] = [(i,) for i in likely]
    for i in likely:
        for j in likely:
            if i != j and _continues(pieces[i], pieces[j]):
                groups.append((i, j))
                groups += [(i, j, k) for k in likely if k not in (i, j) and _continues(pieces[j], pieces[k])]
    found = [_candidate(group, pieces, probabilities, domains) for group in groups]
    return sorted(found, key=lambda o: -o.score)


def _continues(first: Piece, second: Piece) -> bool:
    """The second piece stands right below the first, or right beside it, like the next line of one name."""
    a, b = first.box, second.box
    low, high = sorted((a.height, b.height))
    below = b.top - a.bottom
    shared = min(a.right, b.right) - max(a.left, b.left)
    stacked = -0.5 * low < below < 0.9 * low and b.center[1] > a.center[1] and shared > 0.5 * min(a.width, b.width)
    beside = b.left - a.right
    in_row = min(a.bottom, b.bottom) - max(a.top, b.top) > 0.6 * low and 0 <= beside < 1.6 * high and high < 1.6 * low
    return (stacked and high < 3.5 * low) or in_row


def _candidate(
    group: tuple[int, ...], pieces: Sequence[Piece], probabilities: Sequence[float], domains: Sequence[str]
) -> Organization:
    texts = [pieces[i].text for i in group]
    text = " ".join(texts)
    mean = sum(probabilities[i] for i in group) / len(group)
    weakest = min(probabilities[i] for i in group)
    score, reasons = mean, [f"reads like an organisation ({mean:.0%})"]
    if has_legal_form(text):
        score += 0.35
        reasons.append("carries a legal form")
    agreement = named_by_domain(text, domains)
    if agreement > 0.6:
        score += 0.3 * agreement
        reasons.append("spelled by the card's domain")
    if len(group) > 1:
        # Joining must be earned: by lines that stand tight, by a tail that is no name by itself ("Technologies"), or by
        # a domain that only the whole spells; it is lost where a part is complete, or says the same again.
        complete = any(has_legal_form(t) and len(t.split()) > 2 for t in texts)
        part_agreement = max(named_by_domain(t, domains) for t in texts)
        strongest = max(probabilities[i] for i in group)
        score += strongest - mean
        score += 0.2 * _tightness([pieces[i].box for i in group])
        score += 0.2 if _short_tail(texts) else 0.0
        score += 0.15 if agreement > part_agreement + 0.05 else 0.0
        score -= 0.4 * (1 - weakest) ** 2 + 0.1
        score -= 0.35 if complete else 0.0
        score -= 0.8 if _repeats(texts) else 0.0
        reasons.append(f"stands on {len(group)} lines")
    score += 0.02 * min(4, len(tokens(text)))
    if re.search(r"\d{4,}", text):
        score -= 0.3
    return Organization(text, group, score, tuple(reasons))


def _tightness(boxes: Sequence[Box]) -> float:
    """1 where the lines touch, 0 where a line of the smaller type would fit between them."""
    gaps = []
    for a, b in pairwise(boxes):
        low = min(a.height, b.height)
        gaps.append(max(0.0, b.top - a.bottom if b.top > a.center[1] else (b.left - a.right) / 2) / low)
    return max(0.0, 1.0 - max(gaps))


def _repeats(texts: Sequence[str]) -> bool:
    """One line says what another says already (a logo beside the firm's full name)."""
    keys = ["".join(tokens(t)) for t in texts]
    return any(
        i != j and a and b and (a in b or fuzz.partial_ratio(a, b) > 90)
        for i, a in enumerate(keys)
        for j, b in enumerate(keys)
    )


def _short_tail(texts: Sequence[str]) -> bool:
    """The last line is only words that follow a name ("Technologies", "PUBLIC SCHOOL", "& Sons")."""
    last = tokens(texts[-1])
    return bool(last) and all(w in words("organization_words") or w in words("legal_forms") for w in last)
