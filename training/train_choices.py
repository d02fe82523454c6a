"""Recorded cards -> `parsing/choices.json`, the weights by which one candidate is chosen among several.

    python -m training.train_choices

The labeller's probabilities are part of what a choice weighs. On cards that the labeller learned from they are too
good; so the choices learn from probabilities of labellers that did not see the card.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from scipy.optimize import minimize

from cardscan.reading.parsing.evidence.choosing import ChoiceModel
from cardscan.reading.parsing.names.legal_forms import tidy_organization
from cardscan.reading.parsing.names.name_parts import persons_in
from cardscan.reading.parsing.resolving import name_lines
from cardscan.reading.parsing.resolving import organization_choice as organizations
from training.cards import ROOT
from training.judge import name_key, squash
from training.record import CONFIGURATIONS, load
from training.replay import Example, Learned, prepare_all
from training.train_labeller import train

MODEL = ROOT / "cardscan" / "reading" / "parsing" / "evidence" / "choices.json"
# Divisions of the cards for probabilities that did not see them.
INNER_FOLDS = 3
# Pull of the weights towards 0.
RIDGE = 1.0
# A drawn card's weight against a real one.
DRAWN_CHOICE_WEIGHT = 0.03
# A card that has none against one that has: few cards show that there may be none.
NONE_WEIGHT = 2.0
# A name on two lines against one on one line: one card in twenty has it.
TORN_WEIGHT = 4.0

Choice = tuple[NDArray[np.float64], NDArray[np.bool_], float]


def learn(examples: Sequence[Example]) -> Learned:
    """Everything that is learned, from these cards: the labeller, the name, and the organisation among the rest."""
    unseen: list[tuple[Example, NDArray[np.float64]]] = []
    photos = sorted({(e.recorded.key.source, e.recorded.key.photo) for e in examples})
    fold = {photo: number % INNER_FOLDS for number, photo in enumerate(photos)}
    for number in range(INNER_FOLDS):
        inside = [e for e in examples if fold[e.recorded.key.source, e.recorded.key.photo] == number]
        model = train([e for e in examples if fold[e.recorded.key.source, e.recorded.key.photo] != number])
        unseen += [(e, model.probabilities(e.rows)) for e in inside if e.pieces]
    names = [choice for pair in unseen if (choice := name_choice(*pair))]
    firms = [choice for pair in unseen if (choice := organization_choice(*pair))]
    choices = {"name": fit(names, len(name_lines.MEASURES)), "organization": fit(firms, len(organizations.MEASURES))}
    return Learned(train(examples), choices)


def name_choice(example: Example, probabilities: NDArray[np.float64]) -> Choice | None:
    """What a card says of choosing a name; see `organization_choice`."""
    truth = example.recorded.truth
    people_named = (truth.get("name"), truth.get("name_printed"), *(truth.get("name_alt") or []))
    right = {name_key(v) for v in (*people_named, *(truth.get("other_names") or [])) if v}
    found = name_lines.name_lines(example.pieces, probabilities, example.context)
    read = [" ".join(example.pieces[i].text for i in candidate.pieces) for candidate in found]
    persons = [persons_in(text, country=example.country) for text in read]
    hits = [bool(named) and name_key(named[0].full) in right for named in persons]
    found_choice = _choice(example, [c.measures for c in found], hits, expected=bool(right))
    torn = any(hit and len(candidate.pieces) > 1 for hit, candidate in zip(hits, found, strict=True))
    if found_choice is None or not torn:
        return found_choice
    return (*found_choice[:2], found_choice[2] * TORN_WEIGHT)


def organization_choice(example: Example, probabilities: NDArray[np.float64]) -> Choice | None:
    """Measures of shape (candidates, measures), which of them are right (none where the card has none), the weight.

    None where there is nothing to learn: no candidate, or an organisation that no candidate shows.
    """
    truth = example.recorded.truth
    right = [squash(v) for v in (truth.get("organization"), *(truth.get("other_organizations") or [])) if v]
    found = organizations.candidates(example.pieces, probabilities, example.context)
    hits = [any(fuzz.ratio(squash(tidy_organization(o.text)), r) >= 90 for r in right) for o in found]
    return _choice(example, [o.measures for o in found], hits, expected=bool(right))


def _choice(
    example: Example, rows: Sequence[tuple[float, ...]], hits: Sequence[bool], *, expected: bool
) -> Choice | None:
    if not rows or (expected and not any(hits)):
        return None
    weight = DRAWN_CHOICE_WEIGHT if example.recorded.key.drawn else 1.0
    return np.array(rows), np.array(hits), weight * (1.0 if expected else NONE_WEIGHT)


def fit(choices: Sequence[Choice], size: int) -> ChoiceModel:
    """The weights under which the right candidates are likeliest."""

    rows = np.vstack([choice[0] for choice in choices])
    sizes = [len(choice[0]) for choice in choices]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.intp)
    of = np.repeat(np.arange(len(choices)), sizes)
    right = np.concatenate([choice[1] for choice in choices]).astype(np.float64)
    importance = np.array([choice[2] for choice in choices])
    none_right = np.array([not choice[1].any() for choice in choices], np.float64)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ weights
        top = np.maximum(0.0, np.maximum.reduceat(scores, starts))
        powers, none = np.exp(scores - top[of]), np.exp(-top)
        everything = np.add.reduceat(powers, starts) + none
        wanted = np.add.reduceat(powers * right, starts) + none * none_right
        value = -float(np.sum(importance * np.log(wanted / everything)))
        slope = ((importance / everything)[of] * powers - (importance / wanted)[of] * powers * right) @ rows
        return value + RIDGE / 2 * float(weights @ weights), slope + RIDGE * weights

    fitted = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B")
    return ChoiceModel(np.asarray(fitted.x, np.float64))


def write(choices: Mapping[str, ChoiceModel], path: Path = MODEL) -> None:
    """The weights as JSON, rounded so that the same training gives the same bytes."""
    names = {"name": name_lines.MEASURES, "organization": organizations.MEASURES}
    data = {
        kind: {name: round(float(w), 4) for name, w in zip(names[kind], model.weights, strict=True)}
        for kind, model in choices.items()
    }
    path.write_text(json.dumps(data, indent=1) + "\n", "utf-8")


def main() -> int:
    """Train on everything that is recorded, under all configurations."""
    records = load()
    if not records:
        print("nothing is recorded yet; run `python -m training.record` first", file=sys.stderr)
        return 1
    learned = learn(prepare_all(records, list(CONFIGURATIONS)))
    write(learned.choices)
    print(f"choices: {', '.join(learned.choices)} -> {MODEL.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
