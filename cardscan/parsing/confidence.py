"""Evidence -> confidence: of values shown at 0.9, nine in ten are right.

A logistic curve per field kind over a few named measures of evidence. `training/calibrate.py` fits the weights on
drawn and dev cards (they are numbers, no text); the file is `calibration.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from cardscan.model.reading import ContactDetails, Field, FieldKind, Recommendation

# At most 1 wrong in 100 among name, e-mails and phones is the aim of "strong".
STRONG = 0.9
MEDIUM = 0.7
CRITICAL = (FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The measures behind one value, each 0 to 1.

    Attributes:
        finder: What the finder or labeller says of the text by itself.
        reader: The readers' confidence in the line.
        agreement: Share of the readings' weight behind exactly this value; 0.5 when there is only one reading.
        support: Agreement with other values of the card (mailbox and name, domain and web address, code).
    """

    finder: float
    reader: float
    agreement: float
    support: float

    def measures(self) -> tuple[float, ...]:
        """The inputs of the curve, probabilities as log-odds."""
        return (_logit(self.finder), _logit(self.reader), self.agreement, self.support)


def _logit(p: float) -> float:
    p = min(0.995, max(0.005, p))
    return math.log(p / (1 - p))


@lru_cache(maxsize=1)
def _curves() -> dict[str, list[float]]:
    data: dict[str, list[float]] = json.loads(files("cardscan.parsing").joinpath("calibration.json").read_text("utf-8"))
    return data


def confidence_of(kind: FieldKind, evidence: Evidence) -> float:
    """Calibrated confidence of a value, 0.01 to 0.99."""
    bias, *weights = _curves()[kind.value]
    score = bias + sum(w * m for w, m in zip(weights, evidence.measures(), strict=True))
    return min(0.99, max(0.01, 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))))


def recommend(details: ContactDetails, fields: Sequence[Field]) -> Recommendation:
    """How much of a look the card needs: as sure as its most doubtful name, e-mail or phone."""
    if details.empty:
        return Recommendation.NONE
    critical = [f.confidence for f in fields if f.kind in CRITICAL]
    if details.name is None or not (details.emails or details.phones) or not critical:
        return Recommendation.LOW
    weakest = min(critical)
    if weakest >= STRONG:
        return Recommendation.STRONG
    return Recommendation.MEDIUM if weakest >= MEDIUM else Recommendation.LOW
