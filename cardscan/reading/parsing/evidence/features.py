"""Define a piece of text, and compute what the labeller sees of it: numbers only, none a word of any card.

Position and size are relative to the card, so that resolution does not matter. Lexicon features say how many of the
words are in a list. Agreement features compare the piece with the card's own e-mail addresses and domains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cardscan.model.geometry import Box
from cardscan.reading.parsing.evidence.lexicons import tokens
from cardscan.reading.parsing.evidence.text_features import TEXT_FEATURES, text_features
from cardscan.reading.parsing.evidence.word_roles import WORDING_FEATURES, wording


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line with one kind of text; phones, e-mails and web addresses are cut out.

    Attributes:
        text: As read.
        box: Card px.
        confidence: The reader's confidence, 0 to 1.
        line: Index of the line it was cut from.
        part: Its place within that line, from 0.
        parts: How many pieces that line has.
        beside: Kinds of values cut out of the same line: "phone", "email", "url", "social" and others.
    """

    text: str
    box: Box
    confidence: float
    line: int
    part: int = 0
    parts: int = 1
    beside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CardContext:
    """The rest of the card, with which a piece is compared.

    Attributes:
        size: (width, height) px of the card image.
        mailboxes: Local parts of the card's e-mail addresses.
        domains: Labels of its domains, without mail services.
        values: (kind, box) of the found phones, e-mails and web addresses.
    """

    size: tuple[int, int]
    mailboxes: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    values: tuple[tuple[str, Box], ...] = ()


PLACE_FEATURES = (
    "x", "y", "right", "width", "height", "height_of_largest", "height_of_median", "height_rank", "order", "first",
    "last", "left_column", "confidence", "beside_phone", "beside_email", "beside_url", "part", "parts", "pieces",
    "centered", "near_phone", "near_email", "name_rank", "name_margin", "letter_rank", "repeats",
)  # fmt: skip
NEIGHBOUR_FEATURES = (
    "there", "gap", "height_ratio", "aligned", "digit_share", "name_words", "titles_share", "department_share",
    "organization_share", "legal_form", "street_share", "city", "postal", "common_share", "mailbox", "domain",
    "upper", "words", "value",
)  # fmt: skip
NAMES = (
    *TEXT_FEATURES,
    *WORDING_FEATURES,
    *PLACE_FEATURES,
    *(f"above_{n}" for n in NEIGHBOUR_FEATURES),
    *(f"below_{n}" for n in NEIGHBOUR_FEATURES),
)


def features(pieces: Sequence[Piece], context: CardContext) -> NDArray[np.float32]:
    """Return feature rows of shape (pieces, len(NAMES))."""
    texts = [text_features(piece.text, context.mailboxes, context.domains) for piece in pieces]
    places = _places(pieces, texts, context)
    rows = np.zeros((len(pieces), len(NAMES)), np.float32)
    for i in range(len(pieces)):
        words_of = wording(pieces[i].text)
        values = [texts[i][n] for n in TEXT_FEATURES] + [words_of[n] for n in WORDING_FEATURES]
        values += [places[i][n] for n in PLACE_FEATURES]
        for direction in (-1, 1):
            values += _neighbour(i, pieces, texts, context, direction)
        rows[i] = values
    return rows


def name_likeness(text: Mapping[str, float]) -> float:
    """Return a rough measure of how much a text looks like a person's name; only its rank on the card is used."""
    return (
        2.0 * text["name_words"]
        + 3.0 * text["mailbox"]
        + 0.5 * (1.5 < text["words"] < 4.5)
        + 1.0 * text["honorific"]
        + 0.5 * text["degree"]
        - 3.0 * text["digit_share"]
        - 2.0 * text["titles_share"]
        - 1.5 * text["organization_share"]
        - 1.5 * text["common_share"]
        - 1.5 * text["street_share"]
        - 1.0 * text["legal_form"]
        - 0.5 * text["commas"]
    )


def _places(
    pieces: Sequence[Piece], texts: Sequence[Mapping[str, float]], context: CardContext
) -> list[Mapping[str, float]]:
    width, height = context.size
    heights = sorted((p.box.height for p in pieces), reverse=True)
    median = heights[len(heights) // 2] if heights else 1
    likeness = [name_likeness(t) for t in texts]
    by_likeness = sorted(likeness, reverse=True)
    by_letters = sorted((t["letters"] for t in texts), reverse=True)
    keys = ["".join(tokens(piece.text)) for piece in pieces]
    found: list[Mapping[str, float]] = []
    for i, piece in enumerate(pieces):
        box = piece.box
        runner_up = next((v for v in by_likeness if v != likeness[i]), 0.0)
        found.append(
            {
                "x": box.left / width,
                "y": box.center[1] / height,
                "right": box.right / width,
                "width": box.width / width,
                "height": box.height / height,
                "height_of_largest": box.height / heights[0],
                "height_of_median": min(6.0, box.height / median),
                "height_rank": min(8, heights.index(box.height)),
                "order": i / max(1, len(pieces) - 1),
                "first": float(i == 0),
                "last": float(i == len(pieces) - 1),
                "left_column": float(box.center[0] < width / 2),
                "confidence": piece.confidence,
                "beside_phone": float("phone" in piece.beside),
                "beside_email": float("email" in piece.beside),
                "beside_url": float("url" in piece.beside),
                "part": piece.part,
                "parts": piece.parts,
                "pieces": min(30, len(pieces)),
                "centered": abs(box.center[0] / width - 0.5),
                "near_phone": _distance(box, "phone", context),
                "near_email": _distance(box, "email", context),
                "name_rank": min(6, by_likeness.index(likeness[i])),
                "name_margin": max(
                    -3.0, min(3.0, likeness[i] - (runner_up if likeness[i] == by_likeness[0] else by_likeness[0]))
                ),
                "letter_rank": min(6, by_letters.index(texts[i]["letters"])),
                "repeats": float(_repeats(i, keys)),
            }
        )
    return found


def _repeats(index: int, keys: Sequence[str]) -> bool:
    """Whether another piece says the same, or a part of it, as a firm's logo repeats its name."""
    own = keys[index]
    return any(
        other in own or (len(own) > 3 and own in other) for i, other in enumerate(keys) if i != index and len(other) > 3
    )


def _distance(box: Box, kind: str, context: CardContext) -> float:
    """Return the rows between a piece and the nearest value of a kind, at most 10; 10 when there is none."""
    gaps = [abs(other.center[1] - box.center[1]) / max(1, box.height) for k, other in context.values if k == kind]
    return min([10.0, *gaps])


def _neighbour(
    index: int, pieces: Sequence[Piece], texts: Sequence[Mapping[str, float]], context: CardContext, direction: int
) -> list[float]:
    """Return the features of the nearest piece above (-1) or below (+1) in the same column."""
    box = pieces[index].box
    best, best_gap = None, 4.0
    for j, other in enumerate(pieces):
        if j == index:
            continue
        between = min(box.right, other.box.right) - max(box.left, other.box.left)
        if between < 0.2 * min(box.width, other.box.width):
            continue
        gap = (other.box.top - box.bottom if direction > 0 else box.top - other.box.bottom) / max(1, box.height)
        down = (other.box.center[1] - box.center[1]) * direction
        if down > 0.4 * box.height and gap < best_gap:
            best, best_gap = j, gap
    value_between = 0.0
    for kind, value in context.values:
        if kind in ("phone", "email", "url"):
            gap = (value.top - box.bottom if direction > 0 else box.top - value.bottom) / max(1, box.height)
            overlap = min(box.right, value.right) - max(box.left, value.left)
            if (
                overlap > 0
                and -0.3 < gap < best_gap
                and (value.center[1] - box.center[1]) * direction > 0.4 * box.height
            ):
                value_between = 1.0
    if best is None:
        return [0.0] * (len(NEIGHBOUR_FEATURES) - 1) + [value_between]
    other, text = pieces[best], texts[best]
    aligned = min(
        abs(other.box.left - box.left), abs(other.box.right - box.right), abs(other.box.center[0] - box.center[0])
    ) / max(1, box.height)
    return [
        1.0,
        max(-1.0, best_gap),
        min(4.0, other.box.height / max(1, box.height)),
        float(aligned < 0.4),
        text["digit_share"],
        text["name_words"],
        text["titles_share"],
        text["department_share"],
        text["organization_share"],
        text["legal_form"],
        text["street_share"],
        text["city"],
        text["postal"],
        text["common_share"],
        text["mailbox"],
        text["domain"],
        text["all_upper"],
        text["words"],
        value_between,
    ]
