"""The review's steps on every database: each verb is done and taken back; the queue counts as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardscan.store import Lane, Store
from tests.reviewing import BEFORE, NOW, VERBS, set_up, settings, undo

TAKEN_BACK = [verb for verb in VERBS if verb not in ("undo", "undo same", "forget")]


def seen(store: Store) -> list[object]:
    """What a person sees of everybody."""
    lines = store.people.lines()
    people = [(line, store.review.seen(line.id), store.encounters.of(line.id)) for line in lines]
    questions = [(q.contact.id, q.other.id, q.state) for q in store.duplicates.undecided()]
    waiting = store.review.waiting(Lane.ALL, today=NOW.date())
    counts = store.review.counts(since=NOW, today=NOW.date())
    letters = [(draft.id, draft.state, draft.letter) for draft in store.drafts.all()]
    return [people, questions, waiting, counts, letters, store.promises.all(), store.cards.near(1)]


@pytest.mark.parametrize("verb", TAKEN_BACK)
def test_a_step_is_taken_back_on_every_database(store: Store, tmp_path: Path, verb: str) -> None:
    """What a person sees is another thing after the verb, and the same as before it after its undo."""
    own = settings(tmp_path)
    set_up(store, own)
    BEFORE.get(verb, lambda *_: None)(store, own)
    before = seen(store)
    VERBS[verb](store, own)
    assert seen(store) != before
    undo(store, own)
    assert seen(store) == before
