"""Cross-validated tables over the recorded cards: F1 by field, calibration, reliability, and risk against coverage.

    python -m training.evaluate

Labeller and confidence curves that judge a card never saw it. One table a configuration and set of cards.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cardscan.model.reading import FieldKind, Recommendation
from cardscan.reading.parsing.resolving.confidence import Curves, confidence_with, recommendation_of
from training.confidences import Outcome, fit_curves, outcomes
from training.folds import FOLDS, fold_of
from training.judge import CRITICAL, WHOLE
from training.record import CONFIGURATIONS, load
from training.replay import prepare_all

# The kinds that the expected calibration error is taken over, as the project's scorer does.
CALIBRATED = WHOLE
BINS = 10
RISKS = (0.0, 0.01, 0.02, 0.05)
SETS: dict[str, Callable[[str], bool]] = {
    "cards": lambda source: source == "cards",
    "photos": lambda source: source == "photos",
    "rendered": lambda source: source == "rendered",
    "dev": lambda source: source in ("cards", "photos", "rendered"),
    "drawn": lambda source: source.startswith(("flat-", "photo-")),
}


@dataclass(slots=True)
class Judged:
    """A card's confidences under curves that never saw it.

    Attributes:
        confidences: One a field, in the order of the outcome's fields.
    """

    outcome: Outcome
    confidences: list[float]
    recommendation: Recommendation

    @property
    def weakest(self) -> float:
        """Of the name, e-mails and phones; 0 for a card that can never be strong."""
        details = self.outcome.details
        critical = [c for field, c in zip(self.outcome.fields, self.confidences, strict=True) if field.kind in CRITICAL]
        reachable = details.name is not None and bool(details.emails or details.phones)
        return min(critical) if critical and reachable else 0.0

    @property
    def critical(self) -> tuple[int, int]:
        """(wrong, all) values among the name, e-mails and phones."""
        right = [r for f, r in zip(self.outcome.fields, self.outcome.right, strict=True) if f.kind in CRITICAL]
        return right.count(False), len(right)


def judge(found: Sequence[Outcome]) -> list[Judged]:
    """Confidences by curves fitted on the other folds."""
    curves: dict[int, Curves] = {fold: fit_curves([o for o in found if o.fold != fold]) for fold in range(FOLDS)}
    judged = []
    for outcome in found:
        pairs = list(zip(outcome.fields, outcome.evidence, strict=True))
        confidences = [confidence_with(curves[outcome.fold], field.kind, evidence) for field, evidence in pairs]
        kinds = [field.kind for field in outcome.fields]
        recommendation = recommendation_of(
            outcome.details,
            list(zip(kinds, confidences, strict=True)),
            second_reader=outcome.example.configuration == "second reader",
        )
        judged.append(Judged(outcome, confidences, recommendation))
    return judged


def f1_row(cards: Sequence[Judged]) -> str:
    """F1 by field, micro F1, and the shares of cards that are exact."""
    total = [0, 0, 0]
    cells = []
    for kind in FieldKind:
        verdicts = [card.outcome.verdicts[kind] for card in cards]
        counts = [sum(v.hits for v in verdicts), sum(v.missed for v in verdicts), sum(v.spurious for v in verdicts)]
        total = [a + b for a, b in zip(total, counts, strict=True)]
        cells.append(f"{kind.value} {_f1(counts):.1f}")
    exact = _share(cards, lambda c: all(c.outcome.verdicts[k].clean for k in CRITICAL))
    clean = _share(cards, lambda c: all(c.outcome.verdicts[k].clean for k in WHOLE))
    return f"micro F1 {_f1(total):.1f}, name+e-mail+phone exact {exact:.0f} %, zero-error {clean:.0f} %; " + ", ".join(
        cells
    )


def _f1(counts: Sequence[int]) -> float:
    hits, missed, spurious = counts
    return 200 * hits / max(1, 2 * hits + missed + spurious)


def _share(cards: Sequence[Judged], test: Callable[[Judged], bool]) -> float:
    return 100 * sum(test(card) for card in cards) / max(1, len(cards))


def reliability(cards: Sequence[Judged], kinds: Sequence[FieldKind]) -> tuple[float, list[str]]:
    """Expected calibration error, and a row for each tenth of confidence: values, mean confidence, share right."""
    points = [
        (confidence, right)
        for card in cards
        for field, confidence, right in zip(card.outcome.fields, card.confidences, card.outcome.right, strict=True)
        if field.kind in kinds
    ]
    error, rows = 0.0, []
    for number in range(BINS):
        inside = [p for p in points if number == min(BINS - 1, int(p[0] * BINS))]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            right = sum(r for _, r in inside) / len(inside)
            error += len(inside) / len(points) * abs(mean - right)
            rows.append(f"{number / BINS:.1f}-{(number + 1) / BINS:.1f}  {len(inside):5}  {mean:.3f}  {right:.3f}")
    return error, rows


def coverage_at(cards: Sequence[Judged], risk: float) -> float:
    """Per cent of cards that pass unseen while at most `risk` of their names, e-mails and phones are wrong."""
    wrong = shown = best = 0
    for number, card in enumerate(sorted(cards, key=lambda c: -c.weakest), 1):
        if not card.weakest:
            break
        wrong, shown = wrong + card.critical[0], shown + card.critical[1]
        if wrong <= risk * shown:
            best = number
    return 100 * best / max(1, len(cards))


def report(cards: Sequence[Judged]) -> list[str]:
    """All lines about one set of cards in one configuration."""
    error, rows = reliability(cards, CALIBRATED)
    by_kind = ", ".join(f"{kind.value} {reliability(cards, (kind,))[0]:.3f}" for kind in CALIBRATED)
    strong = [card for card in cards if card.recommendation is Recommendation.STRONG]
    wrong, shown = sum(c.critical[0] for c in strong), sum(c.critical[1] for c in strong)
    exact = sum(all(c.outcome.verdicts[k].clean for k in CRITICAL) for c in strong)
    curve = ", ".join(f"{coverage_at(cards, risk):.0f} % at {risk:.0%}" for risk in RISKS)
    return [
        f1_row(cards),
        f"calibration error {error:.3f} ({by_kind})",
        f"strong: {len(strong)} of {len(cards)} cards; {wrong} of their {shown} names, e-mails and phones wrong; "
        f"{exact} cards exact with nothing missed",
        f"cards that pass unseen, at risk: {curve}",
        "confidence  values  mean  right",
        *(f"   {row}" for row in rows),
    ]


def main() -> int:
    """Print every table."""
    records = load()
    if not records:
        print("nothing is recorded yet; run `python -m training.record` first", file=sys.stderr)
        return 1
    judged = judge(outcomes(prepare_all(records, list(CONFIGURATIONS)), fold_of(records)))
    for configuration in CONFIGURATIONS:
        for name, belongs in SETS.items():
            chosen = [
                card
                for card in judged
                if card.outcome.example.configuration == configuration
                and belongs(card.outcome.example.recorded.key.source)
            ]
            if chosen:
                print(f"\n{configuration}, {name}: {len(chosen)} cards")
                print("\n".join(f"  {line}" for line in report(chosen)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
