"""A name is corrected alike on the page, in the terminal review and by `contacts fix`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cardscan.app.cli.contacts import contacts
from cardscan.app.cli.review import review
from cardscan.app.web.page_desk import PageDesk
from cardscan.contacts.matching.keys import match_keys
from cardscan.model.reading import PersonName
from cardscan.store import Store, ValueKind, name_to_store, open_store
from cardscan.workflows.review.typed_values import typed
from cardscan.workflows.review.words import shown
from tests import reviewing
from tests.browser.conftest import PEOPLE, put
from tests.failures.answer_lost import request

OLD = PersonName("Dr. Ana von der Mustrefrau", "Ana", "von der Mustrefrau", "Dr.", None, ("PhD",), "アナ")
SHOWN = "Dr. Ana von der Mustrefrau, PhD (アナ)"
TEXT = "Dr. Ana von der Musterfrau, PhD"
NEW = PersonName("Dr. Ana von der Musterfrau", "Ana", "von der Musterfrau", "Dr.", None, ("PhD",), "アナ")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """One person with all parts of a name."""
    with open_store(tmp_path / "names.db", keys_of=match_keys) as opened:
        put(opened, PEOPLE[0], 1, now=reviewing.NOW)
        with opened.transaction() as tx:
            tx.people.correct(1, ValueKind.NAME, [name_to_store(OLD)], now=reviewing.NOW, actor="robin")
    return open_store(tmp_path / "names.db", keys_of=match_keys)


def _on_the_page(store: Store, folder: Path, _: pytest.MonkeyPatch) -> None:
    desk = PageDesk(store, reviewing.settings(folder), "robin", lambda: reviewing.NOW)
    form = {"person": 1, "seen": store.review.seen(1), "value.name-0": TEXT, "was.value.name-0": SHOWN}
    assert request(desk, "/person/1/fix/name-0", form, die=False) == 303
    desk.close()


def _in_the_terminal(store: Store, _: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "edit", lambda text, **_: text.replace(SHOWN, TEXT))
    done = CliRunner().invoke(review, ["--terminal", "--db", store.where], input="e\nq\n")
    assert "Given name: Ana, family name: von der Musterfrau." in done.output


def _by_a_command(store: Store, _: Path, __: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(contacts, ["fix", "1", "--name", TEXT, "--db", store.where])
    assert "corrected. Given name: Ana, family name: von der Musterfrau." in done.output


@pytest.mark.parametrize("way", [_on_the_page, _in_the_terminal, _by_a_command])
def test_a_corrected_name_keeps_its_parts(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Callable[..., None]
) -> None:
    """Honorific, particle, post-nominals and second script stay, and the split is told."""
    way(store, tmp_path, monkeypatch)
    assert store.people.get(1).details.name == NEW


def test_a_name_is_shown_with_all_parts_and_left_alone_where_it_is_confirmed() -> None:
    """What is shown can be corrected; a suffix that the full name holds is not said twice."""
    assert shown(ValueKind.NAME, name_to_store(OLD)) == SHOWN
    assert typed(ValueKind.NAME, SHOWN, name_to_store(OLD)) == name_to_store(OLD)
    assert shown(ValueKind.NAME, name_to_store(PersonName("Ada Example Jr", suffix="Jr"))) == "Ada Example Jr"
