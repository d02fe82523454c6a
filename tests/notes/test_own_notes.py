"""Thirty notes of our own in seven languages, labelled before the grammar had read them."""

from __future__ import annotations

from tests.notes.scoring import score


def test_nothing_private_is_taken_and_most_is_understood() -> None:
    """None is dangerous; nine in ten are right in every part, and each promise of mine has its day."""
    found = score()
    assert found.dangerous == ()
    assert found.right >= 0.9 * found.notes
    assert found.mine_found == found.mine
