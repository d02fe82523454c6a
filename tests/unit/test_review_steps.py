"""Every verb of the review, also on letters, pairs and cards, is taken back to the last row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cardscan.contacts.matching.keys import match_keys
from cardscan.errors import ChangedMeanwhileError, NotAllowedError, StoreError, UsageError
from cardscan.model.contact import Relation
from cardscan.model.draft import DraftState
from cardscan.store import QuestionState, Store, ValueKind, open_store
from cardscan.workflows.forgetting import forget
from cardscan.workflows.review.cards import CardDesk
from cardscan.workflows.review.letters import LetterDesk
from cardscan.workflows.review.pairs import PairDesk
from cardscan.workflows.review.people import PeopleDesk
from cardscan.workflows.review.relations import RelationDesk
from tests.browser.conftest import PEOPLE, reading_of
from tests.reviewing import (
    BEFORE,
    NOW,
    VERBS,
    both,
    letter,
    read_otherwise,
    rows,
    set_up,
    settings,
    undo,
    with_second_card,
)

# Two verbs end what they began with: an undo, and what cannot be taken back.
TAKEN_BACK = [verb for verb in VERBS if verb not in ("undo", "undo same", "forget", "approve")]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Four people, a letter to the first, and the question whether the last two are one."""
    with open_store(tmp_path / "steps.db", keys_of=match_keys) as opened:
        set_up(opened, settings(tmp_path))
        yield opened


@pytest.mark.parametrize("verb", TAKEN_BACK)
def test_every_step_is_taken_back_to_the_last_row(store: Store, tmp_path: Path, verb: str) -> None:
    """Contacts, values, letters, questions, and the list of blocked addresses are as they were."""
    own = settings(tmp_path)
    BEFORE.get(verb, lambda *_: None)(store, own)
    before, text = rows(store), letter(store).letter
    VERBS[verb](store, own)
    assert rows(store) != before
    undo(store, own)
    after = rows(store)
    assert {name for name in before if before[name] != after[name]} == set()
    assert letter(store).letter == text
    assert Path(str(letter(store).file)).read_bytes().count(b"Subject: ") == 1


def test_two_that_were_joined_and_parted_are_joined_again_by_undo(store: Store, tmp_path: Path) -> None:
    """Undo goes back one step at a time: joined again, then two with the question open."""
    desk = PairDesk(store, settings(tmp_path), "robin")
    desk.same(1, 2, seen=both(store, 1, 2), now=NOW)
    desk.part(1, 2, now=NOW)
    desk.undo(now=NOW)
    assert store.duplicates.became(2) == 1
    desk.undo(now=NOW)
    assert store.duplicates.became(2) == 2
    assert store.duplicates.answered(1, 2) is None
    assert store.duplicates.answered(3, 4) is QuestionState.OPEN
    with pytest.raises(UsageError):
        desk.same(3, 3, seen=both(store, 3, 3), now=NOW)
    with pytest.raises(UsageError):
        desk.part(3, 4, now=NOW)


def test_another_wording_keeps_who_and_when_and_goes_round(store: Store, tmp_path: Path) -> None:
    """Each press gives a text that was not there before it; recipient, day and Message-ID stay."""
    desk, first = LetterDesk(store, settings(tmp_path), "robin"), letter(store).letter
    texts = {first.body}
    for _ in range(3):
        old = letter(store).letter.body
        desk.another(1, revision=letter(store).revision, now=NOW)
        new = letter(store).letter
        assert new.body != old
        assert (new.recipient, new.due, new.message_id) == (first.recipient, first.due, first.message_id)
        assert new.pieces
        texts.add(new.body)
    assert len(texts) > 1


def test_a_letter_in_another_language_is_in_it_and_an_unknown_one_is_refused(store: Store, tmp_path: Path) -> None:
    """The series' own texts are used; there is no translation of a person's words."""
    desk = LetterDesk(store, settings(tmp_path), "robin")
    assert {"de", "en", "fr"} <= set(desk.languages(1))
    desk.in_language(1, "fr", revision=letter(store).revision, now=NOW)
    assert letter(store).letter.language == "fr"
    with pytest.raises(UsageError, match="there is:"):
        desk.in_language(1, "tlh", revision=letter(store).revision, now=NOW)


def test_a_letter_changed_elsewhere_is_not_taken_back(store: Store, tmp_path: Path) -> None:
    """What another window wrote into the letter after the step stays."""
    desk = LetterDesk(store, settings(tmp_path), "robin")
    desk.save(1, revision=letter(store).revision, subject="Mine", body="My text", now=NOW)
    LetterDesk(store, settings(tmp_path), "other").save(
        1, revision=letter(store).revision, subject="Theirs", body="Their text", now=NOW
    )
    with pytest.raises(ChangedMeanwhileError):
        desk.undo(now=NOW)
    assert letter(store).letter.subject == "Theirs"


def test_a_block_stops_the_letter_and_every_contact_with_the_address(store: Store, tmp_path: Path) -> None:
    """Also one that is somebody else's row; undo opens both, and the approval does not come back."""
    with store.transaction() as tx:
        tx.people.correct(2, ValueKind.EMAIL, ["noelle.whitlow@finchgate.example.com"], now=NOW, actor="robin")
    desk = LetterDesk(store, settings(tmp_path), "robin")
    first = letter(store)
    desk.approve(1, revision=first.revision, subject=first.letter.subject, body=first.letter.body, now=NOW)
    people = PeopleDesk(store, settings(tmp_path), "robin")
    people.block(1, seen=store.review.seen(1), now=NOW)
    assert letter(store).state is DraftState.LET_GO
    assert store.people.get(2).relation is Relation.SUPPRESSED
    people.undo(now=NOW)
    assert letter(store).state is DraftState.DRAFTED
    assert [store.people.get(number).relation for number in (1, 2)] == [Relation.MET, Relation.MET]
    assert not store.suppression.has("noelle.whitlow@finchgate.example.com")


def test_saving_nothing_new_is_no_step(store: Store, tmp_path: Path) -> None:
    """Undo then takes back what was done before it."""
    desk = LetterDesk(store, settings(tmp_path), "robin")
    PeopleDesk(store, settings(tmp_path), "robin").later(2, date(2026, 12, 1), seen=store.review.seen(2), now=NOW)
    old = letter(store).letter
    done = desk.save(1, revision=letter(store).revision, subject=old.subject, body=old.body, now=NOW)
    assert done.stays
    assert desk.undo(now=NOW).verb == "undo later"


def test_reading_a_card_again_leaves_what_a_person_said(store: Store, tmp_path: Path) -> None:
    """The new reading's address comes in; the corrected title stays; the card has its new picture."""
    with store.transaction() as tx:
        tx.people.correct(2, ValueKind.TITLE, ["Owner"], now=NOW, actor="robin")
    old = store.cards.crop(2)
    done = CardDesk(store, settings(tmp_path), "robin").read_again(
        2, read_otherwise(), seen=store.review.seen(2), now=NOW
    )
    contact = store.people.get(2)
    assert contact.details.emails == ("gavin.marsden@tarnbrook.example.org",)
    assert contact.details.titles == ("Owner",)
    assert "emails" in done.note
    assert store.cards.crop(2) != old
    assert (store.cards.get(2).index, store.cards.get(2).contact_id) == (0, 2)


def test_a_card_that_is_split_off_takes_its_own_values_and_talk_along(store: Store, tmp_path: Path) -> None:
    """Two people again, each with what stood on their own card; the only card of somebody cannot be split off."""
    card = with_second_card(store)
    desk = CardDesk(store, settings(tmp_path), "robin")
    desk.split(card, seen=store.review.seen(2), now=NOW)
    new = store.cards.get(card).contact_id
    assert new not in (None, 2, 5)
    assert store.people.get(int(new or 0)).details.emails == ("ivo@lathe.example.org",)
    assert [met.talk for met in store.encounters.of(int(new or 0))] == ["turning wood"]
    assert store.people.get(2).details.emails == ("gavin.rnarsden@tarnbrook.example.org",)
    assert [met.talk for met in store.encounters.of(2)] == ["printing on tin"]
    with pytest.raises(StoreError, match="only card"):
        desk.split(card, seen=store.review.seen(int(new or 0)), now=NOW)


def test_two_people_on_one_card_each_have_what_is_theirs(store: Store, tmp_path: Path) -> None:
    """Card, firm and place of meeting are both people's, talk is the first's; another reading mixes nobody up."""
    own = settings(tmp_path)
    VERBS["second person"](store, own)
    first, second = store.people.history(1), store.people.history(5)
    assert (second.contact.display_name, second.contact.details.organization) == ("Ida Whitlow", "Finchgate Capital")
    assert [phone.e164 for phone in second.contact.details.phones] == ["+442079460958"]
    assert second.contact.details.emails == second.contact.details.titles == ()
    assert first.contact.display_name == "Noelle Whitlow"
    assert first.contact.details.phones == ()
    assert first.contact.details.emails == ("noelle.whitlow@finchgate.example.com",)
    assert [met.event for met in second.encounters] == [met.event for met in first.encounters]
    assert [met.has_conversation for met in (*second.encounters, *first.encounters)] == [False, True]
    assert store.cards.crop(second.cards[0].id) == store.cards.crop(first.cards[0].id)
    with store.transaction() as tx:
        for contact, card in ((1, first.cards[0]), (5, second.cards[0])):
            tx.people.attach_card(contact, card.id, reading_of(PEOPLE[0]), now=NOW)
    assert store.people.get(5).details == second.contact.details
    assert store.people.get(1).details == first.contact.details
    with pytest.raises(UsageError, match="name of the second person"):
        CardDesk(store, own, "robin").second_person(1, {}, kept={}, seen=store.review.seen(1), now=NOW)


def test_forgetting_one_of_two_on_a_card_leaves_the_other(store: Store, tmp_path: Path) -> None:
    """The photo and the other's card stay; of the forgotten one nothing does."""
    VERBS["second person"](store, settings(tmp_path))
    assert store.people.belongings(5).shared_photos == ("IMG_1.jpg",)
    forget(store, 5, reason="forgotten", now=NOW, actor="robin")
    assert store.people.history(1).cards
    assert [card.contact_id for card in store.cards.all()] == [1, 2, 3, 4]


def test_what_became_of_a_promise_is_said_once(store: Store, tmp_path: Path) -> None:
    """A promise that stands so already, an unknown answer and an empty line change nothing."""
    own = settings(tmp_path)
    VERBS["context"](store, own)
    desk, number = RelationDesk(store, own, "robin"), store.promises.all()[0].id
    desk.promise(number, "dropped", seen=store.review.seen(3), now=NOW)
    assert store.promises.all()[0].dropped_on
    desk.promise(number, "open", seen=store.review.seen(3), now=NOW)
    with pytest.raises(NotAllowedError, match="open already"):
        desk.promise(number, "open", seen=store.review.seen(3), now=NOW)
    with pytest.raises(UsageError):
        desk.promise(number, "perhaps", seen=store.review.seen(3), now=NOW)
    with pytest.raises(UsageError):
        desk.touch(3, " \n ", seen=store.review.seen(3), now=NOW)
    with pytest.raises(ChangedMeanwhileError):
        desk.touch(3, "she called", seen="0" * 32, now=NOW)
