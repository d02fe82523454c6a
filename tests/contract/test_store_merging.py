"""Two contacts made one and parted again, questions about duplicates, jobs; on SQLite and PostgreSQL alike."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cardscan.contacts import match_keys
from cardscan.errors import StoreError
from cardscan.model.address_book import Property
from cardscan.model.contact import Relation, ValueOrigin
from cardscan.model.encounter import Encounter
from cardscan.model.reading import ContactDetails, PersonName, Phone, PhoneType
from cardscan.store import Decision, QuestionState, Store, Transaction, ValueKind
from cardscan.store.schema import contact_values, contacts
from cardscan.store.schema import match_keys as stored_keys
from tests.contract.stores import ADA, LATER, NOW, add_person, letter_to, photo_of, reading_of, with_email

MUCH_LATER = LATER + timedelta(days=3)
NUMBERS = itertools.count(1000)
# Each example is a handful of people; making it smaller by trial takes minutes on a server.
WITHOUT_SHRINKING = tuple(phase for phase in Phase if phase is not Phase.shrink)


def everything_of(store: Store, contact_id: int) -> dict[str, Any]:
    """All that the store knows of a contact, but the time of its last change (address books must see that one)."""
    history = store.people.history(contact_id)
    with store._engine.connect() as connection:
        keys = connection.execute(
            sa.select(stored_keys.c.kind, stored_keys.c.key).where(stored_keys.c.contact_id == contact_id)
        ).all()
        values = connection.execute(
            sa.select(contact_values).where(contact_values.c.contact_id == contact_id).order_by(contact_values.c.id)
        ).all()
        row = connection.execute(sa.select(contacts).where(contacts.c.id == contact_id)).one()._mapping
    return {
        "contact": dataclasses.replace(history.contact, revised=NOW),
        "row": {name: row[name] for name in row if name != "revised"},
        "encounters": history.encounters,
        "cards": history.cards,
        "drafts": history.drafts,
        "decision": (history.decision, history.decided_at),
        "merges": history.merges,
        "keys": sorted(map(tuple, keys)),
        "values": values,
        "kept": store.address_books.kept_properties(contact_id),
        "found": contact_id in {line.id for line in store.people.find(history.contact.display_name)},
    }


ADDRESSES = st.sampled_from(["a@x.example", "b@x.example", "c@y.example", "info@x.example"])
PEOPLE = st.builds(
    ContactDetails,
    name=st.none() | st.sampled_from(["Ada Beispiel", "Adda Beispiel", "Max Muster"]).map(PersonName),
    organization=st.none() | st.sampled_from(["Old Ltd", "New GmbH"]),
    titles=st.lists(st.sampled_from(["Chair", "Partner", "Engineer"]), unique=True, max_size=2).map(tuple),
    emails=st.lists(ADDRESSES, unique=True, min_size=1, max_size=3).map(tuple),
    phones=st.lists(
        st.sampled_from([Phone(PhoneType.MOBILE, "1", "+491701234567"), Phone(PhoneType.WORK, "2", "+4930123456")]),
        unique=True,
        max_size=2,
    ).map(tuple),
)
Edit = Callable[[Transaction, int, datetime], None]


def correct(kind: ValueKind, *values: Any) -> Edit:
    return lambda tx, contact_id, now: void(tx.people.correct(contact_id, kind, values, now=now, actor="me"))


def void(_: object) -> None:
    return None


# What may happen to one of the two before they are merged, or to what they became: the edit, and what it changes.
EDITS: dict[str, tuple[Edit, set[ValueKind]]] = {
    "an address is corrected": (correct(ValueKind.EMAIL, "human@x.example"), {ValueKind.EMAIL}),
    "an address is confirmed": (correct(ValueKind.EMAIL, "a@x.example"), {ValueKind.EMAIL}),
    "all phones are wrong": (correct(ValueKind.PHONE), {ValueKind.PHONE}),
    "a name is corrected": (correct(ValueKind.NAME, {"full": "Ada B. Human"}), {ValueKind.NAME}),
    "a web address is added": (correct(ValueKind.URL, "https://human.example"), {ValueKind.URL}),
    "somebody decides": (lambda tx, c, now: tx.people.decide(c, Decision.LATER, now=now, actor="me"), set()),
    "a talk is noted": (lambda tx, c, now: void(tx.encounters.add(c, Encounter(talk=f"{now}"), now=now)), set()),
    "a letter is drafted": (
        lambda tx, c, now: void(tx.drafts.add(c, letter_to("z@z.example", next(NUMBERS)), now=now)),
        set(),
    ),
}


def person(tx: Transaction, details: ContactDetails, edits: list[str]) -> int:
    contact_id = add_person(tx, details, next(NUMBERS))
    tx.encounters.add(contact_id, Encounter(event=f"Fair {contact_id}"), now=NOW)
    for edit in edits:
        EDITS[edit][0](tx, contact_id, NOW)
    return contact_id


@settings(
    max_examples=12,
    deadline=None,
    phases=WITHOUT_SHRINKING,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(one=PEOPLE, other=PEOPLE, third=PEOPLE, before=st.lists(st.sampled_from(sorted(EDITS)), max_size=3, unique=True))
def test_merging_and_parting_again_is_the_identity(
    store: Store, one: ContactDetails, other: ContactDetails, third: ContactDetails, before: list[str]
) -> None:
    """Everything of both is as it was: rows, keys, search, decision; in a chain of merges too, in either order."""
    with store.transaction() as tx:
        ids = [person(tx, one, before[:1]), person(tx, other, before[1:]), person(tx, third, [])]
    as_it_was = [everything_of(store, number) for number in ids]
    for order in ((1, 2), (2, 1)):
        with store.transaction() as tx:
            tx.duplicates.merge(ids[0], ids[1], now=LATER, actor="me")
            tx.duplicates.merge(ids[2], ids[0], now=LATER, actor="me")
        assert len(store.people.history(ids[2]).cards) == 3
        assert [merge.merged_id for merge in store.duplicates.merges(ids[2])] == [ids[1], ids[0]]
        for number in (ids[1], ids[0]) if order == (1, 2) else (ids[0], ids[1]):
            with store.transaction() as tx:
                assert tx.duplicates.undo_merge(number, now=LATER, actor="me") == (
                    ids[0] if number == ids[1] and order == (2, 1) else ids[2]
                )
        assert [everything_of(store, number) for number in ids] == as_it_was


@settings(
    max_examples=12,
    deadline=None,
    phases=WITHOUT_SHRINKING,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    one=PEOPLE,
    other=PEOPLE,
    before=st.lists(st.sampled_from(sorted(EDITS)), max_size=2, unique=True),
    between=st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=3, unique=True),
)
def test_parting_keeps_what_was_edited_in_between_and_restores_the_rest(
    store: Store, one: ContactDetails, other: ContactDetails, before: list[str], between: list[str]
) -> None:
    """Who was merged comes back exactly; the one who was kept differs in the edited fields alone."""
    with store.transaction() as tx:
        kept, merged = person(tx, one, before[:1]), person(tx, other, before[1:])
    kept_before, merged_before = everything_of(store, kept), everything_of(store, merged)
    with store.transaction() as tx:
        tx.duplicates.merge(kept, merged, now=LATER, actor="me")
        for edit in between:
            EDITS[edit][0](tx, kept, MUCH_LATER)
        tx.duplicates.undo_merge(merged, now=LATER, actor="me")
    assert everything_of(store, merged) == merged_before
    # The one that was kept is as if the edits had been made to it alone.
    with store.transaction() as tx:
        twin = person(tx, one, before[:1])
        for edit in between:
            EDITS[edit][0](tx, twin, MUCH_LATER)
    after, expected = everything_of(store, kept), everything_of(store, twin)
    assert after["contact"].details == expected["contact"].details
    assert after["contact"].relation == expected["contact"].relation
    assert after["decision"] == expected["decision"]
    assert [e.talk for e in after["encounters"]] == [e.talk for e in expected["encounters"]]
    assert len(after["drafts"]) == len(expected["drafts"])
    edited = set().union(*(EDITS[edit][1] for edit in between))
    for part in ("cards", "kept"):
        assert after[part] == kept_before[part]
    untouched = [value for value in kept_before["values"] if value.kind not in edited]
    assert [value for value in after["values"] if value.kind not in edited] == untouched


def test_a_merged_contact_keeps_both_sources(store: Store) -> None:
    """Values, cards, encounters, drafts and imported properties of both; one number leads to the other."""
    with store.transaction() as tx:
        kept = add_person(tx, with_email("ada@old.example"), 1)
        merged = add_person(tx, with_email("ada@new.example", "A. Beispiel"), 2)
        tx.encounters.add(merged, Encounter(event="Fair", talk="lenses"), now=NOW)
        tx.drafts.add(merged, letter_to("ada@new.example"), now=NOW)
        tx.address_books.take_in(ADA, key="k", digest="d" * 64, kept=[Property("X-A", "b")], now=NOW, contact_id=merged)
        tx.duplicates.merge(kept, merged, now=LATER, actor="me")
    history = store.people.history(kept)
    assert set(history.contact.details.emails) >= {"ada@old.example", "ada@new.example"}
    assert len(history.cards) == 2
    assert [encounter.talk for encounter in history.encounters] == ["lenses"]
    assert len(history.drafts) == 1
    assert {value.origin for value in history.values} == {ValueOrigin.CARD, ValueOrigin.IMPORTED}
    assert [item.name for item in store.address_books.kept_properties(kept)] == ["X-A"]
    assert [contact.id for contact in store.people.all()] == [kept]
    assert store.counts().contacts == 1
    assert store.duplicates.became(merged) == kept
    with pytest.raises(StoreError, match=f"was merged into contact {kept}; .*undo {merged}"):
        store.people.get(merged)
    found = store.people.with_uid("urn:uuid:2")
    assert found is not None
    assert found.id == kept
    with store.transaction() as tx:
        assert [c.id for c in tx.people.candidates(with_email("ada@new.example"))] == [kept]
    assert [(e.action, e.after) for e in store.audit.entries(f"contact {kept}")] == [("merge", merged)]


def test_what_is_read_anew_while_merged_goes_back_with_its_card(store: Store) -> None:
    """A newer version reads the card of the merged contact: parted again, that contact has the new reading."""
    with store.transaction() as tx:
        kept = add_person(tx, with_email("a@x.example"), 1)
        merged = add_person(tx, with_email("b@x.exampel", "Bea Muster"), 2)
        tx.duplicates.merge(kept, merged, now=NOW, actor="me")
    better = photo_of(reading_of(with_email("b@x.example", "Bea Muster")), sha256=f"{2:064x}")
    with store.transaction() as tx:
        card_id = tx.cards.add(tx.photos.add(better, now=LATER), better.cards[0], now=LATER)
        assert tx.cards.owner(card_id) == kept
        tx.people.attach_card(kept, card_id, better.cards[0].reading, now=LATER)
        tx.encounters.add(kept, Encounter(talk="bees"), card_id=card_id, now=LATER)
        tx.duplicates.undo_merge(merged, now=LATER, actor="me")
    assert store.people.get(merged).details.emails == ("b@x.example",)
    assert [encounter.talk for encounter in store.people.history(merged).encounters] == ["bees"]
    assert store.people.get(kept).details.emails == ("a@x.example",)
    assert store.people.history(kept).encounters == ()


def test_a_value_that_a_person_called_wrong_does_not_come_back_by_a_merge(store: Store) -> None:
    """The misread address stands on the other contact's card too; the correction holds for both."""
    with store.transaction() as tx:
        kept = add_person(tx, with_email("adaa@x.example"), 1)
        tx.people.correct(kept, ValueKind.EMAIL, ["ada@x.example"], now=NOW, actor="me")
        merged = add_person(tx, with_email("adaa@x.example"), 2)
        tx.duplicates.merge(kept, merged, now=LATER, actor="me")
    assert store.people.get(kept).details.emails == ("ada@x.example",)


def test_the_relation_says_what_the_stronger_of_the_two_says(store: Store) -> None:
    """Suppressed stays suppressed, and is not left behind when the two are parted."""
    with store.transaction() as tx:
        kept, merged = add_person(tx, with_email("a@x.example"), 1), add_person(tx, with_email("b@x.example"), 2)
        tx.suppression.add("b@x.example", reason="asked", now=NOW, actor="me")
        tx.duplicates.merge(kept, merged, now=NOW, actor="me")
        assert tx.people.get(kept).relation is Relation.SUPPRESSED
        tx.duplicates.undo_merge(merged, now=NOW, actor="me")
    assert [store.people.get(number).relation for number in (kept, merged)] == [Relation.MET, Relation.SUPPRESSED]


def test_a_decision_taken_anew_in_between_stays_with_its_time(store: Store) -> None:
    """The same decision as the merged contact's, at a later time, is the kept contact's own."""
    with store.transaction() as tx:
        kept, merged = add_person(tx, with_email("a@x.example"), 1), add_person(tx, with_email("b@x.example"), 2)
        tx.people.decide(merged, Decision.LATER, now=NOW, actor="me")
        tx.duplicates.merge(kept, merged, now=NOW, actor="me")
        tx.people.decide(kept, Decision.LATER, now=LATER, actor="me")
        tx.duplicates.undo_merge(merged, now=LATER, actor="me")
    found = [store.people.history(number) for number in (kept, merged)]
    assert [(each.decision, each.decided_at) for each in found] == [(Decision.LATER, LATER), (Decision.LATER, NOW)]


def test_until_when_somebody_was_put_off_survives_merging_and_parting(store: Store) -> None:
    """The day comes with the decision, holds while the two are one, and stays with whom it was taken for."""
    day = date(2027, 3, 1)
    with store.transaction() as tx:
        kept, merged = add_person(tx, with_email("a@x.example"), 1), add_person(tx, with_email("b@x.example"), 2)
        tx.people.decide(merged, Decision.LATER, now=NOW, actor="me", until=day)
        tx.duplicates.merge(kept, merged, now=NOW, actor="me")
    assert [each.later_until for each in store.people.relationships(kept)] == [day]
    with store.transaction() as tx:
        tx.duplicates.undo_merge(merged, now=LATER, actor="me")
    found = {each.contact.id: each.later_until for each in store.people.relationships()}
    assert found == {kept: None, merged: day}


def test_what_cannot_be_merged_or_parted_is_said(store: Store) -> None:
    """With itself, twice, or never merged."""
    with store.transaction() as tx:
        one, other = add_person(tx, with_email("a@x.example"), 1), add_person(tx, with_email("b@x.example"), 2)
        with pytest.raises(StoreError, match="with itself"):
            tx.duplicates.merge(one, one, now=NOW, actor="me")
        with pytest.raises(StoreError, match="not merged"):
            tx.duplicates.undo_merge(one, now=NOW, actor="me")
        tx.duplicates.merge(one, other, now=NOW, actor="me")
        with pytest.raises(StoreError, match="was merged into"):
            tx.duplicates.merge(one, other, now=NOW, actor="me")
        with pytest.raises(StoreError, match="no contact 99"):
            tx.duplicates.merge(one, 99, now=NOW, actor="me")


def test_a_question_waits_until_it_is_answered(store: Store) -> None:
    """The likeliest first; put off goes last; "not the same" is remembered, also through a merge."""
    reasons = (("same name", 4.0), ("another organisation", -0.5))
    with store.transaction() as tx:
        a, b, c, d = (add_person(tx, with_email(f"p{n}@x.example", f"Person {n}"), n) for n in range(1, 5))
        assert tx.duplicates.ask(b, a, score=3.5, reasons=reasons, now=NOW)
        assert tx.duplicates.ask(c, d, score=5.0, reasons=reasons, now=NOW)
        assert not tx.duplicates.ask(a, b, score=3.5, reasons=reasons, now=LATER)
    first, second = store.duplicates.undecided()
    assert [(q.contact.id, q.other.id) for q in (first, second)] == [(c, d), (a, b)]
    assert (second.reasons, second.score, second.contact.name) == (reasons, 3.5, "Person 1")
    with store.transaction() as tx:
        tx.duplicates.answer(c, d, QuestionState.LATER, now=LATER, actor="me")
    assert [q.contact.id for q in store.duplicates.undecided()] == [a, c]
    with store.transaction() as tx:
        tx.duplicates.answer(d, c, QuestionState.NOT_SAME, now=LATER, actor="me")
        assert not tx.duplicates.ask(c, d, score=9.0, reasons=reasons, now=LATER)
        assert tx.duplicates.distinct_from(c) == {d}
    assert [q.contact.id for q in store.duplicates.undecided()] == [a]
    with store.transaction() as tx:  # b turns out to be c: is that the same as a? And it is still not d.
        tx.duplicates.merge(c, b, now=LATER, actor="me")
        assert not tx.duplicates.ask(b, d, score=9.0, reasons=reasons, now=LATER) or tx.duplicates.distinct_from(c) == {
            d
        }
    assert [(q.contact.id, q.other.id) for q in store.duplicates.undecided()] == [(a, c)]
    assert store.duplicates.distinct_from(c) == {d}
    with store.transaction() as tx:
        tx.duplicates.merge(a, c, now=LATER, actor="me")
    assert store.duplicates.undecided() == []


def test_parting_two_means_that_they_are_not_the_same(store: Store) -> None:
    """Nobody is asked again what was just answered."""
    with store.transaction() as tx:
        a, b = (add_person(tx, with_email(f"p{n}@x.example", f"Person {n}"), n) for n in (1, 2))
        tx.duplicates.ask(a, b, score=4.0, reasons=(), now=NOW)
        tx.duplicates.merge(a, b, now=NOW, actor="me")
        tx.duplicates.undo_merge(b, now=NOW, actor="me")
        assert not tx.duplicates.ask(a, b, score=4.0, reasons=(), now=NOW)
    assert store.duplicates.undecided() == []
    assert store.duplicates.distinct_from(a) == {b}


def test_a_change_of_jobs_becomes_history(store: Store) -> None:
    """The newer card says where somebody works; firm and title of the older one are what was, not what is."""
    old = dataclasses.replace(with_email("ada@old.example"), organization="Old Ltd", titles=("Engineer",))
    new = dataclasses.replace(with_email("ada@new.example"), organization="New GmbH", titles=("Head of Optics",))
    with store.transaction() as tx:
        contact_id = add_person(tx, old)
        photo = photo_of(reading_of(new), sha256="b" * 64)
        card_id = tx.cards.add(tx.photos.add(photo, now=LATER), photo.cards[0], now=LATER)
        contact = tx.people.attach_card(contact_id, card_id, photo.cards[0].reading, now=LATER)
    assert (contact.details.organization, contact.details.titles) == ("New GmbH", ("Head of Optics",))
    is_now, was = store.people.history(contact_id).jobs
    assert (is_now.organization, is_now.titles, is_now.since, is_now.current) == (
        "New GmbH", ("Head of Optics",), LATER, True,
    )  # fmt: skip
    assert (was.organization, was.titles, was.since, was.current) == ("Old Ltd", ("Engineer",), NOW, False)


def test_the_same_firm_in_another_spelling_is_no_change_of_jobs(store: Store) -> None:
    """Legal form, case, a misread letter; and the two sides of one card, in two languages."""
    cards = [("Beispiel Optik", LATER), ("BEISPIEL OPTIK G.m.b.H.", NOW), ("Beispie1 Optik", NOW - timedelta(days=9))]
    with store.transaction() as tx:
        contact_id = add_person(tx, with_email("ada@x.example"), 50)
        for number, (firm, moment) in enumerate(cards):
            details = dataclasses.replace(with_email("ada@x.example"), organization=firm, titles=(f"Title {number}",))
            photo = photo_of(reading_of(details), sha256=f"{number + 60:064x}")
            card_id = tx.cards.add(tx.photos.add(photo, now=moment), photo.cards[0], now=moment)
            contact = tx.people.attach_card(contact_id, card_id, photo.cards[0].reading, now=moment)
    assert [job.organization for job in store.people.history(contact_id).jobs] == ["Beispiel Optik"]
    assert contact.details.titles == ("Title 0", "Title 1", "Title 2")
    with store.transaction() as tx:
        front, back = (
            reading_of(dataclasses.replace(with_email("yuki@x.example"), organization=firm))
            for firm in ("例示光学", "Rei Optics")
        )
        photo = photo_of(front, back, sha256="e" * 64)
        photo_id = tx.photos.add(photo, now=NOW)
        ids = [tx.cards.add(photo_id, card, now=NOW) for card in photo.cards]
        yuki = tx.people.add(front, uid="urn:yuki", card_id=ids[0], now=NOW).id
        tx.people.attach_card(yuki, ids[1], back, now=NOW)
    assert len(store.people.history(yuki).jobs) == 1


def test_lists_and_searches_find_the_same_in_both_databases(store: Store) -> None:
    """Names, firms, notes and the card's own text; accents and case ignored; word beginnings; other scripts."""
    with store.transaction() as tx:
        ada = add_person(tx, ADA, 1)
        jurgen = add_person(
            tx, dataclasses.replace(with_email("j.m@x.example", "Jürgen Müller"), organization="Łódź Stahl"), 2
        )
        yuki = add_person(
            tx, dataclasses.replace(with_email("y@x.example", "山田花子"), unassigned=("jürgen is my boss",)), 3
        )
        tx.encounters.add(ada, Encounter(event="Optics Days", talk="Wir sprachen über Prismengläser"), now=NOW)

    def found(text: str) -> list[int]:
        return [line.id for line in store.people.find(text)]

    assert found("muller") == found("MÜLL") == found("lodz stahl") == [jurgen]
    assert found("prismenglaser") == found("uber pris") == found("ada optics") == [ada]
    assert found("田花") == found("山田") == [yuki]
    assert found("beispiel-optik.example") == found("ada@beispiel-optik.example") == [ada]
    assert found("jurgen") == [jurgen, yuki]  # a name before a note
    assert found("491701234567") == [ada]
    assert found("nobody") == found("") == found("'\"*:&|!()<->\\") == []
    for hostile in ("a* OR b", 'x" OR names MATCH "y', "NEAR(a b)", "a' | 'b", "names:ada", "ada -beispiel"):
        assert isinstance(found(hostile), list)
    assert [line.id for line in store.people.lines(search="jurgen")] == [jurgen, yuki]
    pages = [*store.people.lines(limit=2), *store.people.lines(limit=2, offset=2)]
    assert [line.id for line in pages] == [ada, jurgen, yuki]
    (line,) = store.people.lines(event="Optics Days")
    assert (line.name, line.organization, line.email, line.phone) == (
        "Ada Beispiel", "Beispiel Optik GmbH", "ada@beispiel-optik.example", "+491701234567",
    )  # fmt: skip
    assert [line.id for line in store.people.lines(needs_context=True)] == [jurgen, yuki]


def test_a_correction_is_found_and_what_it_replaced_is_not(store: Store) -> None:
    """The index follows the values."""
    with store.transaction() as tx:
        contact_id = add_person(tx, with_email("wrongly@x.example"))
        tx.people.correct(contact_id, ValueKind.EMAIL, ["rightly@x.example"], now=NOW, actor="me")
    assert [line.id for line in store.people.find("rightly")] == [contact_id]
    assert store.people.find("wrongly") == []
    assert match_keys(store.people.get(contact_id).details)
