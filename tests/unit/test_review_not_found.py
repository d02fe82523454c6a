"""The page says "not found" of what is not there, and of nothing else; the type of the error tells, not its words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cardscan.app.web.page_desk import PageDesk
from cardscan.contacts.matching.keys import match_keys
from cardscan.errors import ExitCode, NotFoundError, StoreError
from cardscan.store import Store, open_store
from cardscan.store.facets.review import ReviewView
from tests import reviewing
from tests.failures.answer_lost import request


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PageDesk]:
    """Four people; the fourth was merged into the third."""
    with open_store(tmp_path / "review.db", keys_of=match_keys) as store:
        reviewing.set_up(store, reviewing.settings(tmp_path))
        with store.transaction() as tx:
            tx.duplicates.merge(3, 4, now=reviewing.NOW, actor="robin")
        desk = PageDesk(store, reviewing.settings(tmp_path), "robin", lambda: reviewing.NOW)
        yield desk
        desk.close()


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/person/99/confirm", {"seen": "x"}, 404),
        ("/person/4/confirm", {"seen": ""}, 404),
        ("/draft/99/approve", {"revision": 1, "subject": "x", "body": "x"}, 404),
        ("/card/99/split", {"seen": "x"}, 404),
        ("/promise/99/kept", {"seen": "x"}, 404),
        ("/card/1/split", {"seen": ""}, 422),
    ],
)
def test_what_is_not_there_is_not_found(desk: PageDesk, path: str, form: dict[str, object], status: int) -> None:
    """Also who was merged; a step that is not allowed is no failure of the store."""
    if form.get("seen") == "":
        form = {"seen": desk.store.review.seen(int(path.split("/")[2]))}
    assert request(desk, path, form, die=False) == status


def test_a_store_that_fails_is_not_called_missing(desk: PageDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its sentence begins with."""

    def fails(*_: object) -> str:
        raise StoreError("there is no room on the disk; free some space")

    monkeypatch.setattr(ReviewView, "seen", fails)
    monkeypatch.setattr(Store, "transaction", fails)
    assert request(desk, "/person/1/confirm", {"seen": "x"}, die=False) == 503


def test_asking_for_what_is_not_there_keeps_its_exit_code(desk: PageDesk) -> None:
    """Scripts rely on it."""
    for ask in (lambda: desk.store.people.get(99), lambda: desk.store.drafts.get(99), lambda: desk.store.cards.get(99)):
        with pytest.raises(NotFoundError) as caught:
            ask()
        assert caught.value.exit_code is ExitCode.STORE
