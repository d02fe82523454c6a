"""What the line labeller sees of a piece of text: numbers, none of which is a word of any card.

Position and size are relative to the card, so that resolution does not matter; lexicon features say how many of the
words are in a list; agreement features compare the piece with the card's own e-mail addresses and domains.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cardscan.model.geometry import Box
from cardscan.parsing.agreement import named_by_domain, spelled_by
from cardscan.parsing.lexicons import cities, fold, tokens, words
from cardscan.parsing.wording import WORDING_FEATURES, wording


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line that holds one kind of text, with phones, e-mails and web addresses cut out.

    Attributes:
        text: As read.
        box: Card px.
        confidence: The reader's, 0 to 1.
        line: Index of the line it was cut from.
        part: Its place within that line, from 0.
        parts: How many pieces that line has.
        beside: Kinds of values cut out of the same line: "phone", "email", "url", "social".
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
    """What a piece is compared with.

    Attributes:
        size: (width, height) px of the card image.
        mailboxes: Local parts of the card's e-mail addresses.
        domains: Labels of its domains, without mail services.
        values: (kind, box) of the found phones, e-mails, web addresses.
    """

    size: tuple[int, int]
    mailboxes: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    values: tuple[tuple[str, Box], ...] = ()


HONORIFIC = re.compile(
    r"(?:dr|prof|professor|mr|mrs|ms|miss|sir|er|ar|adv|ca|cs|capt|col|lt|maj|gen|rev|hon|herr|frau|mme|m|sri|shri|smt|"
    r"dipl|ing|mag|dott|sig|sr|sra|dra|don|md)\.?\s",
    re.IGNORECASE,
)
DEGREE = re.compile(
    r"\b(?:ph\.?\s?d|m\.?b\.?a|b\.?\s?tech|m\.?\s?tech|b\.?\s?sc|m\.?\s?sc|b\.?\s?com|m\.?\s?com|m\.?b\.?b\.?s|m\.?d\.?|"
    r"b\.?e\.?|m\.?e\.?|c\.?p\.?a|esq|ll\.?b|ll\.?m|p\.?e\.?|pmp|m\.?a\.?|b\.?a\.?|m\.?c\.?a|b\.?c\.?a|d\.?d\.?s|r\.?n|"
    r"f\.?c\.?a|a\.?c\.?a|cfa|cfp|a\.?i\.?a|m\.?s\.?|hons|b\.?p\.?t|m\.?p\.?t|jr|sr|ii|iii|iv)\b\.?",
    re.IGNORECASE,
)
POSTAL = re.compile(
    r"\b\d{5}(?:[-–]\d{3,4})?\b|\b\d{3}\s\d{3}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|"
    r"\b\d{4}\s?[A-Z]{2}\b|\b\d{2}-\d{3}\b|\b\d{6}\b|〒|\b[A-Z]{2}\s+\d{5}\b|\b\d{3}\s\d{2}\b|[-–]\s?\d{1,2}\b"
)
CHUNK = re.compile(r"[^\W\d_]+")

TEXT_FEATURES = (
    "words", "letters", "digit_share", "upper_share", "title_case_share", "lower_first_share", "initials",
    "longest", "commas", "full_stops", "colons", "slashes", "hyphens", "ampersand", "parenthesis", "quotes",
    "other_marks", "non_latin", "ends_with_comma", "starts_with_digit", "all_upper", "mean_word", "has_digit",
    "given", "family", "name_words", "first_given", "last_family", "title_word", "titles_share", "job_share",
    "department_share", "organization_share", "legal_form", "last_legal_form", "street_share", "street_word",
    "common_share", "city", "city_last", "postal", "unknown_share", "honorific", "degree", "mailbox", "domain",
    "connector", "number_first_street",
)  # fmt: skip
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


def text_features(text: str, context: CardContext) -> dict[str, float]:
    """The features of a text alone (and of its agreement with the card's addresses)."""
    raw = CHUNK.findall(text)
    folded = [fold(word) for word in raw]
    count = max(1, len(raw))
    letters = sum(len(word) for word in raw)
    digits = sum(c.isdigit() for c in text)
    solid = max(1, letters + digits)
    long_words = [w for w in folded if len(w) > 1]
    given, family = words("given"), words("family")
    is_given = [w in given for w in long_words]
    is_family = [w in family for w in long_words]
    everyday = words("common_words") | words("organization_words") | words("departments") | words("titles")
    joined = tokens(text)
    legal = [re.sub(r"[^\w]", "", fold(chunk)) in words("legal_forms") for chunk in text.split()]
    city_hits = _cities_in(joined)
    share = len(long_words) or 1
    titles = [w in words("titles") for w in folded]
    streets = [w in words("street_words") for w in folded if len(w) > 1]
    known = [w in everyday or w in given or w in family or w in words("street_words") for w in long_words]
    return {
        "words": min(len(raw), 12),
        "letters": min(letters, 60),
        "digit_share": digits / solid,
        "upper_share": sum(w.isupper() for w in raw if len(w) > 1) / share,
        "title_case_share": sum(w.istitle() for w in raw) / count,
        "lower_first_share": sum(w[0].islower() for w in raw) / count,
        "initials": min(3, len(re.findall(r"\b[A-Z]\b\.?", text))),
        "longest": min(20, max((len(w) for w in raw), default=0)),
        "commas": min(4, text.count(",")),
        "full_stops": min(4, text.count(".")),
        "colons": min(2, text.count(":")),
        "slashes": min(3, text.count("/")),
        "hyphens": min(3, text.count("-")),
        "ampersand": float("&" in text),
        "parenthesis": float("(" in text),
        "quotes": float(any(q in text for q in "\"'“”‘’")),
        "other_marks": min(4, sum(not c.isalnum() and not c.isspace() and c not in ".,:-/&()'\"" for c in text)),
        "non_latin": sum(ord(c) > 0x2FF and c.isalpha() for c in text) / solid,
        "ends_with_comma": float(text.rstrip().endswith(",")),
        "starts_with_digit": float(text[:1].isdigit() or text[:1] == "#"),
        "all_upper": float(text.isupper()),
        "mean_word": letters / count,
        "has_digit": float(digits > 0),
        "given": sum(is_given) / share,
        "family": sum(is_family) / share,
        "name_words": sum(g or f for g, f in zip(is_given, is_family, strict=True)) / share,
        "first_given": float(bool(is_given) and is_given[0]),
        "last_family": float(bool(is_family) and is_family[-1]),
        "title_word": min(3, sum(titles)),
        "titles_share": sum(titles) / count,
        "job_share": sum(w in words("jobs") for w in long_words) / share,
        "department_share": sum(w in words("departments") for w in folded) / count,
        "organization_share": sum(w in words("organization_words") for w in folded) / count,
        "legal_form": float(any(legal)),
        "last_legal_form": float(bool(legal) and legal[-1]),
        "street_share": sum(streets) / share,
        "street_word": min(3, sum(streets)),
        "common_share": sum(w in words("common_words") for w in folded) / count,
        "city": min(2, len(city_hits)),
        "city_last": float(bool(city_hits) and city_hits[-1] >= len(joined) - 2),
        "postal": float(bool(POSTAL.search(text))),
        "unknown_share": sum(not k for k in known) / share,
        "honorific": float(bool(HONORIFIC.match(text.strip() + " "))),
        "degree": min(2, len(DEGREE.findall(text))),
        "mailbox": max((spelled_by(text, box) for box in context.mailboxes), default=0.0),
        "domain": named_by_domain(text, context.domains),
        "connector": float(bool(re.search(r"\b(of|for|de|der|and|und|et|y|e|the)\b", text.lower()))),
        "number_first_street": float(bool(re.match(r"\W*\d", text)) and any(streets)),
    }


def _cities_in(joined: Sequence[str]) -> list[int]:
    """Word positions at which a town's name starts (of one to three words)."""
    table = cities()
    hits = []
    for i in range(len(joined)):
        for size in (3, 2, 1):
            if i + size > len(joined):
                continue
            name = " ".join(joined[i : i + size])
            people = table.get(name, ("", 0))[1]
            # Short names of small towns are words of other languages ("Of", "Most").
            if people > (15_000 if len(name) > 4 else 300_000):
                hits.append(i)
                break
    return hits


def features(pieces: Sequence[Piece], context: CardContext) -> NDArray[np.float32]:
    """Feature rows of shape (pieces, len(NAMES))."""
    texts = [text_features(piece.text, context) for piece in pieces]
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


def name_likeness(text: dict[str, float]) -> float:
    """A rough rule for how much a text looks like a person's name; only its rank on the card is used."""
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


def _places(pieces: Sequence[Piece], texts: Sequence[dict[str, float]], context: CardContext) -> list[dict[str, float]]:
    width, height = context.size
    heights = sorted((p.box.height for p in pieces), reverse=True)
    median = heights[len(heights) // 2] if heights else 1
    likeness = [name_likeness(t) for t in texts]
    by_likeness = sorted(likeness, reverse=True)
    by_letters = sorted((t["letters"] for t in texts), reverse=True)
    keys = ["".join(tokens(piece.text)) for piece in pieces]
    found = []
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
    """Another piece says the same, or a part of it, as a firm's logo repeats its name."""
    own = keys[index]
    return any(
        other in own or (len(own) > 3 and own in other) for i, other in enumerate(keys) if i != index and len(other) > 3
    )


def _distance(box: Box, kind: str, context: CardContext) -> float:
    """Rows between a piece and the nearest value of a kind, at most 10; 10 when there is none."""
    gaps = [abs(other.center[1] - box.center[1]) / max(1, box.height) for k, other in context.values if k == kind]
    return min([10.0, *gaps])


def _neighbour(
    index: int, pieces: Sequence[Piece], texts: Sequence[dict[str, float]], context: CardContext, direction: int
) -> list[float]:
    """Features of the nearest piece above (-1) or below (+1) in the same column."""
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
