"""Stored photos are read again: what differs is shown, what a person said stays."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cardscan.app.cli.replaying import differences
from cardscan.contacts import match_keys
from cardscan.store import ValueKind, open_store
from tests.system.conftest import Ran

Run = Callable[..., Ran]
pytestmark = pytest.mark.usefixtures("one_reader")
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_a_stored_photo_is_read_again_and_a_persons_values_stay(cardscan: Run, folder: Path) -> None:
    """An old reading is shown against the new one; --apply replaces it, but not what was corrected by hand."""
    assert cardscan("scan", folder).code == 0
    same = cardscan("replay", folder)
    assert same.code == 0
    assert "2 photos read again, 0 with another reading" in same.out
    database = Path(os.environ["CARDSCAN_HOME"]) / "cardscan.db"
    with closing(sqlite3.connect(database)) as old:  # as an earlier version would have read it
        old.execute("UPDATE cards SET reading = replace(reading, 'noelle.whitlow@', 'noe11e.whitlow@')")
        old.commit()
    with open_store(database, keys_of=match_keys) as store, store.transaction() as tx:
        (noelle,) = tx.people.all(search="Noelle")
        tx.people.correct(noelle.id, ValueKind.TITLE, ["Head of Software"], now=NOW, actor="me")
    shown = cardscan("replay", folder / "IMG_1.jpg")
    assert "emails: noe11e.whitlow@finchgate.example.com -> noelle.whitlow@finchgate.example.com" in shown.out
    assert "1 with another reading; --apply keeps" in shown.out
    assert cardscan("replay", folder / "IMG_1.jpg", "--apply").code == 0
    assert "0 with another reading" in cardscan("replay", folder).out
    with open_store(database, keys_of=match_keys) as store:
        details = store.people.get(noelle.id).details
        assert details.titles == ("Head of Software",)
        assert details.emails == ("noelle.whitlow@finchgate.example.com",)
        assert len(store.drafts.all()) == 1


def test_a_photo_that_is_not_stored_is_said(cardscan: Run, folder: Path, card_photos: tuple[bytes, ...]) -> None:
    """Replay takes nothing in."""
    assert cardscan("scan", folder / "IMG_1.jpg").code == 0
    (folder / "IMG_9.jpg").write_bytes(card_photos[3])
    ran = cardscan("replay", folder / "IMG_9.jpg")
    assert ran.code == 0
    assert "1 photo left out: not in the store" in ran.out


def test_differences_ignore_what_nobody_sees() -> None:
    """Empty parts and the order of keys are no difference; every real one has a line."""
    before = {
        "recommendation": "strong",
        "contact": {"emails": ["a@b.example"], "name": {"full": "A B", "suffix": None}},
    }
    after = {"recommendation": "medium", "contact": {"name": {"suffix": "", "full": "A B"}, "emails": [], "urls": []}}
    assert differences(before, before) == []
    assert differences(before, after) == ["recommendation: strong -> medium", "emails: a@b.example -> (nothing)"]
