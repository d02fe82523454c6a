"""Estimate calibrated confidence from evidence: of values shown at 0.9, nine in ten are right.

A logistic curve per field kind weighs a few named measures of evidence. `training/calibrate.py` fits the weights on
drawn and dev cards (they are numbers, no text); the file is `calibration.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from cardscan.locales.countries import known_country
from cardscan.model.page import ReaderKind
from cardscan.model.reading import ContactDetails, Field, FieldKind, Recommendation
from cardscan.reading.parsing.lines.fusion import FusedLine

# "Strong" aims at no more than 1 wrong in 100 among names, e-mails and phones. Measured, cross-validated: with the
# second reader 1 of 353 on dev and 10 of 1193 on drawn cards; two Tesseract passes 0 of 193 and 5 of 481.
STRONG = 0.97
STRONG_ALONE = 0.975
MEDIUM = 0.7
CRITICAL = (FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE)
# Kinds that too few cards have to fit a curve. Their confidence is the finder's for the text times the readers' for the
# line, up to UNMEASURED_MOST. So a person should look at them, and they are never "sure".
UNMEASURED = frozenset({FieldKind.PRONOUNS})
UNMEASURED_MOST = 0.9


@dataclass(frozen=True, slots=True)
class Evidence:
    """The measures behind one value, each 0 to 1.

    Attributes:
        finder: The confidence of the finder or labeller in the text by itself.
        reader: The readers' confidence in the line.
        agreement: Share of the readings' weight behind exactly this value; 0.5 when there is only one reading.
        support: Agreement with other values of the card (mailbox and name, domain and web address, code).
        neural: 1 when the second reader read exactly these letters.
        both: 1 when a Tesseract pass and the second reader, or two Tesseract passes, read exactly these letters.
        safe_letters: 0 when accents may have been lost: the letters are plain, the country writes accents, and the
            second reader did not confirm them.
        whole: 0 when the value looks incomplete: a name of one word, a phone number that cannot be called.
    """

    finder: float
    reader: float
    agreement: float
    support: float
    neural: float = 0.0
    both: float = 0.0
    safe_letters: float = 1.0
    whole: float = 1.0

    def measures(self) -> tuple[float, ...]:
        """Return the inputs of the curve, with probabilities as log odds."""
        return (
            _logit(self.finder), _logit(self.reader), self.agreement, self.support, self.neural, self.both,
            self.safe_letters, self.whole,
        )  # fmt: skip


def witnessed(raw: str, lines: Sequence[FusedLine]) -> tuple[float, float, float]:
    """Return how far readings hold exactly a value's letters: (share of their weight, second reader, two readings).

    Each measure is 0 to 1; for a value on several lines, the least counts. The share is 0.5 where a line was read once.
    """
    share, neural, both = 1.0, 1.0, 1.0
    seen = False
    for line in lines:
        leader = _letters(line.text)
        parts = [letters for word in raw.split() if (letters := _letters(word)) and letters in leader]
        if not parts:
            continue
        seen = True
        holders = [v for v in line.variants if all(part in _letters(v.text) for part in parts)]
        weight = sum(v.confidence for v in line.variants)
        share = min(share, sum(v.confidence for v in holders) / weight if len(line.variants) > 1 and weight else 0.5)
        neural = min(neural, float(any(v.reader == ReaderKind.LINES for v in holders)))
        both = min(both, float(len(holders) > 1))
    return (share, neural, both) if seen else (0.5, 0.0, 0.0)


def writes_accents(country: str | None) -> bool:
    """Whether names in this country are sometimes written with accents; the country may be unknown (None).

    An English model loses the accents.
    """
    return known_country(country).accented_names


def letters_are_safe(text: str, country: str | None, neural: float) -> float:
    """Return 0 when accents may have been lost in reading, else 1."""
    plain = text.isascii() and any(character.isalpha() for character in text)
    return 0.0 if plain and writes_accents(country) and not neural else 1.0


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _logit(p: float) -> float:
    p = min(0.995, max(0.005, p))
    return math.log(p / (1 - p))


# (bias, *weights) by field kind, the weights in the order of `Evidence.measures`.
Curves = Mapping[str, Sequence[float]]


@lru_cache(maxsize=1)
def _curves() -> Curves:
    data: dict[str, list[float]] = json.loads(files(__package__).joinpath("calibration.json").read_text("utf-8"))
    return data


def confidence_of(kind: FieldKind, evidence: Evidence) -> float:
    """Return the calibrated confidence of a value, 0.01 to 0.99."""
    return confidence_with(_curves(), kind, evidence)


def confidence_with(curves: Curves, kind: FieldKind, evidence: Evidence) -> float:
    """Return the confidence under given curves, 0.01 to 0.99."""
    if kind in UNMEASURED:
        return min(UNMEASURED_MOST, max(0.01, evidence.finder * evidence.reader))
    bias, *weights = curves[kind.value]
    score = bias + sum(w * m for w, m in zip(weights, evidence.measures(), strict=True))
    return min(0.99, max(0.01, 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))))


def recommend(details: ContactDetails, fields: Sequence[Field], *, second_reader: bool = True) -> Recommendation:
    """Return how sure the card's reading is as a whole: as sure as its most doubtful name, e-mail or phone."""
    confidences = [(field.kind, field.confidence) for field in fields]
    return recommendation_of(details, confidences, second_reader=second_reader)


def recommendation_of(
    details: ContactDetails, confidences: Sequence[tuple[FieldKind, float]], *, second_reader: bool = True
) -> Recommendation:
    """Return what `recommend` does, for confidences that are not yet in fields.

    Args:
        second_reader: Whether the second reader read the card; without it, "strong" demands more.
    """
    if details.empty:
        return Recommendation.NONE
    critical = [confidence for kind, confidence in confidences if kind in CRITICAL]
    if details.name is None or not (details.emails or details.phones) or not critical:
        return Recommendation.LOW
    weakest = min(critical)
    if weakest >= (STRONG if second_reader else STRONG_ALONE):
        return Recommendation.STRONG
    return Recommendation.MEDIUM if weakest >= MEDIUM else Recommendation.LOW
