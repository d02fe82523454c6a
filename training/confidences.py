"""Evidence and verdicts -> the curves that turn evidence into confidence.

A logistic curve for each field kind, its weights never negative: more evidence never makes a value less likely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from cardscan.model.reading import ContactDetails, Field, FieldKind
from cardscan.reading.parsing.resolving.confidence import UNMEASURED, Evidence
from training.judge import Verdict, judge_card, right_fields
from training.replay import Example, parse
from training.train_choices import learn

# Dev and drawn cards weigh the same in sum, however many of each there are.
DEV_SHARE = 0.5
# Pull of the weights towards `PRIOR`, in cards: it decides only where a kind is rare.
RIDGE = 2.0
# One unit of log-odds of a probability is worth one; agreement and support as a first guess.
PRIOR = (0.0, 0.6, 0.1, 1.0, 0.8, 0.3, 0.3, 0.3, 1.0)


@dataclass(slots=True)
class Outcome:
    """One card as parsed by a labeller that never saw it.

    Attributes:
        right: For each field, whether its value is one of the card's.
        verdicts: By field kind, what was found, missed and made up.
    """

    example: Example
    fold: int
    details: ContactDetails
    fields: list[Field]
    evidence: list[Evidence]
    right: list[bool]
    verdicts: dict[FieldKind, Verdict]


def outcomes(examples: Sequence[Example], folds: Mapping[tuple[str, str], int]) -> list[Outcome]:
    """Cross-validated: every card is parsed by a labeller trained on the other folds."""
    found = []
    for fold in sorted(set(folds.values())):
        inside = [e for e in examples if folds[e.recorded.key.source, e.recorded.key.photo] == fold]
        learned = learn([e for e in examples if folds[e.recorded.key.source, e.recorded.key.photo] != fold])
        for example in inside:
            details, fields, evidence = parse(example, learned)
            truth, country = example.recorded.truth, example.recorded.country
            right = right_fields(truth, details, fields, country)
            verdicts = judge_card(truth, details, country)
            found.append(Outcome(example, fold, details, fields, evidence, right, verdicts))
    return found


def fit_curves(found: Sequence[Outcome]) -> dict[str, list[float]]:
    """(bias, *weights) by field kind."""
    return {kind.value: _fit(*_points(found, kind)) for kind in FieldKind if kind not in UNMEASURED}


def _points(
    found: Sequence[Outcome], kind: FieldKind
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Measures of shape (values, measures), right or not, and weights, of all values of a kind."""
    rows, right, drawn = [], [], []
    for outcome in found:
        for field, evidence, verdict in zip(outcome.fields, outcome.evidence, outcome.right, strict=True):
            if field.kind is kind:
                rows.append(evidence.measures())
                right.append(float(verdict))
                drawn.append(outcome.example.recorded.key.drawn)
    weights = np.ones(len(rows))
    is_drawn = np.array(drawn, bool)
    if is_drawn.any() and not is_drawn.all():
        weights[is_drawn] = (1 - DEV_SHARE) / DEV_SHARE * (~is_drawn).sum() / is_drawn.sum()
    return np.array(rows).reshape(len(rows), -1), np.array(right), weights


def _fit(rows: NDArray[np.float64], right: NDArray[np.float64], weights: NDArray[np.float64]) -> list[float]:
    prior = np.array(PRIOR)
    if not len(rows):
        return [round(float(v), 4) for v in prior]

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = parameters[0] + rows @ parameters[1:]
        expected = 1 / (1 + np.exp(-scores))
        value = float(np.sum(weights * (np.logaddexp(0, scores) - right * scores)))
        pull = parameters - prior
        pull[0] = 0.0
        slope = weights * (expected - right)
        gradient = np.concatenate([[slope.sum()], rows.T @ slope]) + RIDGE * pull
        return value + RIDGE / 2 * float(pull @ pull), gradient

    bounds = [(None, None)] + [(0.0, None)] * rows.shape[1]
    fitted = minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds)
    return [round(float(v), 4) for v in fitted.x]
