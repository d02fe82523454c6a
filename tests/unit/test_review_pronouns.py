"""Pronouns are corrected alike on the page, in the terminal review and by `contacts fix`, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cardscan.app.cli.contacts import contacts
from cardscan.app.cli.review import review
from cardscan.app.web.page_desk import PageDesk
from cardscan.app.web.two_on_one_card import shared_out
from cardscan.contacts.matching.keys import match_keys
from cardscan.store import Store, ValueKind, open_store
from cardscan.workflows.review.fields import fields_of
from cardscan.workflows.review.people import PeopleDesk
from tests import reviewing
from tests.browser.conftest import PEOPLE, put
from tests.failures.answer_lost import request


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """One person who says she/her."""
    with open_store(tmp_path / "pronouns.db", keys_of=match_keys) as opened:
        put(opened, PEOPLE[0], 1, now=reviewing.NOW)
        with opened.transaction() as tx:
            tx.people.correct(1, ValueKind.PRONOUNS, ["she/her"], now=reviewing.NOW, actor="robin")
        yield opened


def _on_the_page(store: Store, folder: Path, _: pytest.MonkeyPatch) -> None:
    desk = PageDesk(store, reviewing.settings(folder), "robin", lambda: reviewing.NOW)
    form = {
        "person": 1,
        "seen": store.review.seen(1),
        "value.pronouns-0": "They / Them",
        "was.value.pronouns-0": "she/her",
    }
    assert request(desk, "/person/1/fix/pronouns-0", form, die=False) == 303


def _in_the_terminal(store: Store, _: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "edit", lambda text, **_: text.replace("Pronouns: she/her", "Pronouns: They / Them"))
    assert CliRunner().invoke(review, ["--terminal", "--db", store.where], input="e\nq\n").exit_code == 0


def _by_a_command(store: Store, _: Path, __: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(contacts, ["fix", "1", "--pronouns", "They / Them", "--db", store.where])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("way", [_on_the_page, _in_the_terminal, _by_a_command])
def test_what_a_person_says_holds(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Callable[..., None]
) -> None:
    """Written alike, whatever the way."""
    way(store, tmp_path, monkeypatch)
    assert store.people.get(1).details.pronouns == ("they/them",)


def test_the_page_shows_them_and_offers_no_empty_field_to_fill(store: Store) -> None:
    """Most cards have none, and a field that waits for one asks people to guess."""
    put(store, PEOPLE[1], 2, now=reviewing.NOW)
    shown = [
        [field.text for field in fields_of(store.people.history(n), None) if field.kind == "pronouns"] for n in (1, 2)
    ]
    assert shown == [["she/her"], []]


def test_a_correction_is_taken_back(store: Store, tmp_path: Path) -> None:
    """To what was there before; and an empty text takes them away."""
    desk = PeopleDesk(store, reviewing.settings(tmp_path), "robin")
    desk.fix(1, ValueKind.PRONOUNS, [], seen=store.review.seen(1), now=reviewing.NOW)
    assert store.people.get(1).details.pronouns == ()
    desk.undo(now=reviewing.NOW)
    assert store.people.get(1).details.pronouns == ("she/her",)


def test_two_contacts_that_are_merged_and_parted_keep_each_their_own(store: Store) -> None:
    """Somebody's pronouns come along, and go back with them."""
    put(store, PEOPLE[1], 2, now=reviewing.NOW)
    with store.transaction() as tx:
        tx.duplicates.merge(2, 1, now=reviewing.NOW, actor="robin")
    assert store.people.get(2).details.pronouns == ("she/her",)
    with store.transaction() as tx:
        tx.duplicates.undo_merge(1, now=reviewing.NOW, actor="robin")
    assert (store.people.get(1).details.pronouns, store.people.get(2).details.pronouns) == (("she/her",), ())


def test_the_second_person_of_a_card_gets_them_only_where_a_person_says_so(store: Store) -> None:
    """They are one person's own, as a telephone number is."""
    history = store.people.history(1)
    theirs, kept = shared_out(history, "Max Muster", [])
    assert (theirs[ValueKind.PRONOUNS], ValueKind.PRONOUNS in kept) == ([], False)
    theirs, kept = shared_out(history, "Max Muster", ["pronouns-0:second"])
    assert (theirs[ValueKind.PRONOUNS], kept[ValueKind.PRONOUNS]) == (["she/her"], [])
