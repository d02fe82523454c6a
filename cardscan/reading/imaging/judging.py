"""Judge proposals closely: how likely each is a card, how closely it follows the outline, and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cardscan.reading.imaging.opencv import np
from cardscan.reading.imaging.outline_features import REASONS, outline_features
from cardscan.reading.imaging.outline_model import Forest, outline_forests
from cardscan.reading.imaging.scoring import ScoredQuad, text_counts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cardscan.model.photo import Pixels
    from cardscan.reading.imaging.proposals import Proposal
    from cardscan.reading.imaging.text_regions import TextBlobs


def judge(
    lab: Pixels, proposals: list[Proposal], text: TextBlobs, forests: tuple[Forest, Forest] | None = None
) -> list[ScoredQuad]:
    """Score proposals on a reduced copy, in the order given.

    Args:
        lab: uint8 (H, W, 3), lightly smoothed.
        text: The text of the same copy.
        forests: Trees to use instead of the stored ones, for measuring.
    """
    if not proposals:
        return []
    card, close = forests or outline_forests()
    corners = np.stack([proposal.corners for proposal in proposals])
    letters, cut = counted = text_counts(corners, text)
    measured = outline_features(lab, corners, text, counted=counted)
    rows = np.stack([measured[name] for name in card.names], axis=1)
    odds, fits = card.odds(rows), close.odds(rows)
    probability = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    return [
        ScoredQuad(
            proposal.corners,
            proposal.source,
            float(probability[index]),
            partial(_reasons, card, rows[index]),
            float(fits[index]),
            4 - round(float(measured["sides outside the photo"][index])),
            round(float(letters[index])),
            round(float(cut[index])),
        )
        for index, proposal in enumerate(proposals)
    ]


def _reasons(card: Forest, row: NDArray[np.float64]) -> dict[str, float]:
    """Return what each reason adds to the log odds, largest effect first; a reason sums its features."""
    reasons: dict[str, float] = {}
    for name, share in zip(card.names, card.shares(row), strict=True):
        reason = next(said for start, said in REASONS.items() if name.startswith(start))
        reasons[reason] = reasons.get(reason, 0.0) + float(share)
    return dict(sorted(reasons.items(), key=lambda item: -abs(item[1])))
