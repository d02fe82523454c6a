"""The verbs on people: each is kept as a whole, names what was seen, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from cardscan.app.web.security import Doorkeeper
from cardscan.app.web.two_on_one_card import shareable, shared_out
from cardscan.config import Settings
from cardscan.contacts.matching.keys import match_keys
from cardscan.errors import ChangedMeanwhileError, NotAllowedError, UsageError
from cardscan.model.contact import Decision
from cardscan.model.draft import DraftState, Sender
from cardscan.store import Lane, Store, ValueKind, open_store
from cardscan.workflows.review.letters import LetterDesk
from cardscan.workflows.review.people import PeopleDesk
from cardscan.workflows.review.steps import Done
from cardscan.workflows.review.typed_values import typed
from cardscan.workflows.review.words import code_warning, doubtful_marks, host_warning, link_warning
from tests.browser.conftest import PEOPLE, put

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Four people: ready, misread, without context, doubtful."""
    with open_store(tmp_path / "review.db", keys_of=match_keys) as opened:
        for number, person in enumerate(PEOPLE, 1):
            put(opened, person, number, now=NOW)
        yield opened


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> PeopleDesk:
    """Robin's desk."""
    own = Settings(home=tmp_path / "home", sender=Sender("Robin Sample", "robin@sample.example.org"))
    return PeopleDesk(store, own, "robin")


VERBS: dict[str, Callable[[PeopleDesk, str], Done]] = {
    "confirm": lambda desk, seen: desk.confirm(2, seen=seen, now=NOW),
    "fix": lambda desk, seen: desk.fix(2, ValueKind.EMAIL, ["gavin@tarnbrook.example.org"], seen=seen, now=NOW),
    "context": lambda desk, seen: desk.add_context(2, "talked about tin; I send it by Friday", seen=seen, now=NOW),
    "let go": lambda desk, seen: desk.let_go(2, seen=seen, now=NOW),
    "not a card": lambda desk, seen: desk.no_card(2, seen=seen, now=NOW),
    "later": lambda desk, seen: desk.later(2, date(2026, 12, 24), seen=seen, now=NOW),
    "followed up": lambda desk, seen: desk.done(2, seen=seen, now=NOW),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_taken_back_to_the_last_letter(store: Store, desk: PeopleDesk, tmp_path: Path, verb: str) -> None:
    """Values, decision, encounters, promises, letters and their files are as before."""
    before: Any = store.people.history(2)
    seen, promises = store.review.seen(2), store.promises.all()
    assert VERBS[verb](desk, seen).verb == verb
    assert store.review.seen(2) != seen
    desk.undo(now=NOW)
    after = store.people.history(2)
    assert (after.values, after.encounters, after.drafts, after.decision) == (
        before.values, before.encounters, before.drafts, before.decision)  # fmt: skip
    assert store.review.seen(2) == seen
    assert store.promises.all() == promises
    assert not list((tmp_path / "home").rglob("*.eml"))


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_works_on_what_was_not_seen(store: Store, desk: PeopleDesk, verb: str) -> None:
    """The other window's change stays, and nothing is half done."""
    seen = store.review.seen(2)
    desk.fix(2, ValueKind.TITLE, ["Owner"], seen=seen, now=NOW)
    now_seen = store.review.seen(2)
    with pytest.raises(ChangedMeanwhileError):
        VERBS[verb](desk, seen)
    assert store.review.seen(2) == now_seen


def test_an_approval_is_of_the_text_in_the_form_and_can_be_taken_back(store: Store, desk: PeopleDesk) -> None:
    """Approving decides the person; undo opens both again, and the letter is not approved any more."""
    desk.confirm(1, seen=store.review.seen(1), now=NOW)
    (draft,) = store.drafts.all(contact_id=1)
    LetterDesk(store, desk.settings, "robin").approve(
        draft.id, revision=draft.revision, subject="Receipts", body=draft.letter.body, now=NOW
    )
    (approved,) = store.drafts.all(contact_id=1)
    assert (approved.state, approved.letter.subject) == (DraftState.APPROVED, "Receipts")
    assert store.people.history(1).decision is Decision.FOLLOWED_UP
    desk.undo(now=NOW)
    (back,) = store.drafts.all(contact_id=1)
    assert back.state is DraftState.DRAFTED
    assert back.approval is None
    assert store.people.history(1).decision is None


def test_an_undo_wipes_out_nothing_that_came_later(store: Store, desk: PeopleDesk) -> None:
    """What another program wrote after the step stays; with nothing to take back, that is said."""
    with pytest.raises(NotAllowedError):
        desk.undo(now=NOW)
    desk.fix(2, ValueKind.TITLE, ["Owner"], seen=store.review.seen(2), now=NOW)
    with store.transaction() as tx:
        tx.people.correct(2, ValueKind.ORGANIZATION, ["Tarnbrook & Co"], now=NOW, actor="somebody else")
    with pytest.raises(ChangedMeanwhileError):
        desk.undo(now=NOW)
    assert store.people.get(2).details.organization == "Tarnbrook & Co"


def test_the_queue_is_in_the_order_of_what_matters(store: Store, desk: PeopleDesk) -> None:
    """A promise that is due, then fresh talks, then doubtful fields, then the rest; who is decided is gone."""
    desk.add_context(3, "talked about glass; I send the sketch by tomorrow", seen=store.review.seen(3), now=NOW)
    today = NOW.date()
    assert [item.contact_id for item in store.review.waiting(Lane.ALL, today=today)] == [3, 1, 2, 4]
    desk.let_go(1, seen=store.review.seen(1), now=NOW)
    desk.later(2, date(2026, 12, 1), seen=store.review.seen(2), now=NOW)
    assert [item.contact_id for item in store.review.waiting(Lane.ALL, today=today)] == [3, 4]
    assert [item.contact_id for item in store.review.waiting(Lane.ALL, today=date(2026, 12, 1))] == [3, 2, 4]
    counts = store.review.counts(since=datetime(2026, 11, 24, tzinfo=UTC), today=today)
    assert (counts.everybody, counts.check, counts.drafts, counts.today, counts.cards) == (2, 1, 1, 2, 4)


def test_a_host_of_mixed_scripts_is_told() -> None:
    """A Cyrillic letter among Latin ones is shown in its real form; plain addresses are left alone."""
    assert "xn--" in host_warning("https://www.p\u0430ypal.example")
    assert "mixed" in host_warning("ann@p\u0430ypal.example")
    assert host_warning("https://example.org/p\u0430th") == host_warning("ann@example.org") == ""
    assert "mixed" not in host_warning("https://\u30bf\u30ef\u30fc\u6771\u4eac.example")
    assert "".join(m.text for m in doubtful_marks("rn0", ["rnO"]) if m.doubtful) == "0"


def test_a_ticket_opens_once() -> None:
    """And a wrong one neither opens nor uses it up."""
    door = Doorkeeper(frozenset({"127.0.0.1:80"}))
    ticket = door.ticket
    assert [door.redeem("x"), door.redeem(ticket), door.redeem(ticket), door.redeem("")] == [False, True, False, False]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "DATA:text/html,hi", "file:///etc/passwd", "ssh://x.example"])
def test_what_is_no_link_is_told(link: str) -> None:
    """Only http, https, mailto and tel are links; a port is no scheme, a contact in a code is no link."""
    assert "do not open" in link_warning(link)
    assert "do not open" in code_warning(link)
    for fine in (
        "https://example.org",
        "example.org:8080/x",
        "mailto:ann@example.org",
        "tel:+44207",
        "www.example.org",
    ):
        assert link_warning(fine) == ""
    assert code_warning("BEGIN:VCARD\nEND:VCARD") == code_warning("any words") == ""


def test_a_phone_keeps_its_print_when_only_its_use_changes() -> None:
    """And a use that there is not is refused."""
    old = {"type": "work", "printed": "(020) 7946 0958", "e164": "+442079460958", "extension": None}
    assert typed(ValueKind.PHONE, "+442079460958", old, "fax") == {**old, "type": "fax"}
    assert typed(ValueKind.PHONE, "+442079460959", old)["type"] == "work"  # type: ignore[index]  # there is a number
    with pytest.raises(UsageError, match="a phone is one of work, mobile"):
        typed(ValueKind.PHONE, "+442079460958", old, "pager")


def test_an_address_with_the_second_name_is_offered_to_the_second_person(store: Store) -> None:
    """A shared family name does not count; what two people have in common is offered to both."""
    with store.transaction() as tx:
        tx.people.correct(1, ValueKind.OTHER_NAME, ["Shae Mulcahy"], now=NOW, actor="robin")
        addresses = ["s.mulcahy@finch.example.org", "noelle.whitlow@finch.example.org", "mulcahy.whitlow@x.example.org"]
        tx.people.correct(1, ValueKind.EMAIL, addresses, now=NOW, actor="robin")
    usual = {item.text: item.usual for item in shareable(store.people.history(1))}
    assert [usual[address] for address in addresses] == ["second", "first", "first"]
    assert usual["Finchgate Capital"] == "both"
    theirs, kept = shared_out(store.people.history(1), "Shae Mulcahy", ["email-0:second", "phone-0:both"])
    assert (theirs[ValueKind.EMAIL], kept[ValueKind.EMAIL]) == (addresses[:1], addresses[1:])
    assert (len(theirs[ValueKind.PHONE]), kept[ValueKind.OTHER_NAME]) == (1, [])
    with pytest.raises(UsageError):
        shared_out(store.people.history(1), "Shae", ["email-0:nobody"])
