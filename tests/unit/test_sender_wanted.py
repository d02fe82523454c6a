"""That nobody is named to write the letters is said once a store, with its first cards."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from cardscan.config import Settings
from cardscan.contacts.matching.keys import match_keys
from cardscan.model.draft import Sender
from cardscan.store import Counts, PhotoState, open_store
from cardscan.workflows.intake.intake import sender_wanted


@pytest.mark.parametrize(
    ("sender", "wanted"),
    [
        (Sender(), True),
        (Sender(name="Robin Sample"), True),
        (Sender(email="robin@example.org"), True),
        (Sender("Robin Sample", "robin@example.org"), False),
    ],
)
def test_a_letter_needs_a_name_and_an_address(sender: Sender, wanted: bool, tmp_path: Path) -> None:
    """Either alone is not enough."""
    with open_store(str(tmp_path / "cardscan.db"), keys_of=match_keys) as store:
        assert sender_wanted(Settings(tmp_path, sender=sender), store) is wanted


@pytest.mark.parametrize(
    ("photos", "cards", "wanted"), [({}, 0, True), ({PhotoState.FAILED: 3}, 0, True), ({}, 1, False)]
)
def test_it_is_said_with_the_first_cards_only(
    photos: dict[PhotoState, int], cards: int, wanted: bool, tmp_path: Path
) -> None:
    """Who has scanned cards without a sender before does so on purpose."""
    store = SimpleNamespace(counts=lambda: Counts(photos, cards, 0, {}, 0, 0, 0))
    assert sender_wanted(Settings(tmp_path), store) is wanted
