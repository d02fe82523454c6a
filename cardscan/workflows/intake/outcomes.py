"""Say in words what became of a card: turned away, to be checked by a person, or to be photographed again."""

from __future__ import annotations

from cardscan.model.card_outcome import CardOutcome
from cardscan.model.reading import Recommendation
from cardscan.model.scan import ScannedCard, ScannedPhoto


def forgotten(name: str) -> CardOutcome:
    """Return the outcome for a forgotten person's card: only the fact that it was turned away is kept."""
    return CardOutcome(name, review="belongs to somebody who was forgotten; nothing of it was stored")


def to_review(recommendation: Recommendation) -> str:
    """Return why a person should check the reading; empty if it is sure."""
    if recommendation is Recommendation.STRONG:
        return ""
    return f"reading is {recommendation.value}: check name, e-mail and phone against the card"


def and_retake(review: str, card: ScannedCard) -> str:
    """Return why to look at a card, and what made it hard to read."""
    return "; ".join(filter(None, (review, card.quality.retake if card.quality else "")))


def named(photo: ScannedPhoto, card: ScannedCard) -> str:
    """Return what to call a card: its photo, and its number if the photo shows several."""
    return photo.name if len(photo.cards) == 1 else f"{photo.name}, card {card.index + 1}"
