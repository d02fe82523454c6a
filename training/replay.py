"""Recorded pages -> fields, by parsing's own stages with a labeller of one's choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cardscan.model.reading import ContactDetails, Field
from cardscan.reading.parsing.card_values import CardValues, find_values
from cardscan.reading.parsing.countries.country import country_of
from cardscan.reading.parsing.evidence.choosing import ChoiceModel
from cardscan.reading.parsing.evidence.features import NAMES, CardContext, Piece, features
from cardscan.reading.parsing.evidence.labeller import LabelModel
from cardscan.reading.parsing.lines.fusion import fuse
from cardscan.reading.parsing.pieces import cut
from cardscan.reading.parsing.read import context_of
from cardscan.reading.parsing.resolving.confidence import Evidence
from cardscan.reading.parsing.resolving.fields import build
from cardscan.reading.parsing.resolving.resolve import resolve
from training.label import label_number
from training.record import CONFIGURATIONS, Recorded


@dataclass(slots=True)
class Example:
    """One card under one configuration, up to the point where the labeller is asked.

    Attributes:
        rows: Features of shape (pieces, len(NAMES)).
        labels: True labels of shape (pieces,), numbers into LABELS.
    """

    recorded: Recorded
    configuration: str
    values: CardValues
    context: CardContext
    country: str | None
    pieces: list[Piece]
    rows: NDArray[np.float32]
    labels: NDArray[np.int64]


def prepare(recorded: Recorded, configuration: str) -> Example:
    """Fuse, find values, cut into pieces, and label the pieces by the truth."""
    lines = fuse(recorded.pages(CONFIGURATIONS[configuration]))
    country, _ = country_of([line.text for line in lines], hint=None)
    values = find_values(lines, country)
    context = context_of(values, recorded.size)
    pieces = cut(values.lines, values.spans)
    rows = features(pieces, context) if pieces else np.zeros((0, len(NAMES)), np.float32)
    labels = np.array([label_number(piece.text, recorded.truth) for piece in pieces], np.int64)
    return Example(recorded, configuration, values, context, country, pieces, rows, labels)


def prepare_all(records: Sequence[Recorded], configurations: Sequence[str]) -> list[Example]:
    """Every card under every configuration."""
    return [prepare(recorded, name) for recorded in records for name in configurations]


@dataclass(frozen=True, slots=True)
class Learned:
    """What parsing has learned from cards."""

    labeller: LabelModel
    choices: Mapping[str, ChoiceModel]


def parse(example: Example, learned: Learned) -> tuple[ContactDetails, list[Field], list[Evidence]]:
    """What parsing makes of a card with what was learned."""
    probabilities = learned.labeller.probabilities(example.rows)
    resolved = resolve(example.pieces, probabilities, example.context, example.country, learned.choices)
    return build(example.values, resolved, example.country)
