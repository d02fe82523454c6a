"""What every database behind the store must do: the same tests on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import dataclasses
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from cardscan.contacts import match_keys
from cardscan.errors import StoreError
from cardscan.model.contact import Relation, ValueOrigin
from cardscan.model.draft import Draft, DraftState, Letter
from cardscan.model.encounter import CardOrigin, Encounter, Promise, TalkDepth
from cardscan.model.geometry import Box
from cardscan.model.plaintext import visible_bytes
from cardscan.model.reading import (
    Address,
    ContactDetails,
    Field,
    FieldKind,
    PersonName,
    Phone,
    PhoneType,
    Recommendation,
    SocialHandle,
)
from cardscan.model.scan import ScannedPhoto
from cardscan.store import Decision, PhotoState, Store, ValueKind, open_store
from cardscan.store.candidates import MAX_HALF_NAMED
from cardscan.store.noted import NotedPhoto
from cardscan.store.opening import REVISIONS, VERSION_TABLE
from cardscan.store.photos import path_key
from cardscan.store.schema import metadata, sightings
from tests.contract.stores import (
    ADA,
    HOSTILE,
    LATER,
    NOW,
    add_person,
    letter_to,
    photo_of,
    reading_of,
    stamp_of,
    with_email,
)


def test_everything_of_a_photo_comes_back_as_it_was_stored(store: Store) -> None:
    """Photo, card, contact, encounter and draft, with every value equal."""
    encounter = Encounter(
        event="Optics Days",
        day=date(2026, 11, 20),
        place="Jena",
        country="DE",
        origin=CardOrigin.HANDED_OVER,
        depth=TalkDepth.REAL_TALK,
        talk="lenses",
        promises=(Promise("send the paper", date(2026, 11, 27)), Promise("call")),
        their_promises=(Promise("a quote"),),
        next_step="meet in spring",
        introduced_by="Max",
        note="private",
    )
    with store.transaction() as tx:
        contact_id = add_person(tx, ADA)
        tx.encounters.add(contact_id, encounter, now=NOW)
        draft = tx.drafts.add(contact_id, letter_to(ADA.emails[0]), file="/drafts/1.eml", now=NOW)
    history = store.people.history(contact_id)
    contact = history.contact
    assert contact.details == ADA
    assert (contact.uid, contact.relation, contact.revised) == ("urn:uuid:1", Relation.MET, NOW)
    assert (contact.recommendation, contact.country, contact.language) == (Recommendation.STRONG, "DE", "de")
    assert history.encounters == (encounter,)
    assert history.drafts == (draft,) == (Draft(1, contact_id, DraftState.DRAFTED, draft.letter, "/drafts/1.eml"),)
    assert draft.letter == letter_to(ADA.emails[0])
    (card,) = history.cards
    assert (card.photo, card.index, card.page) == ("IMG_1.jpg", 0, 0)
    assert card.reading["contact"]["emails"] == list(ADA.emails)
    assert card.reading["text"] == ["Ada Beispiel", "PhD"]
    assert store.cards.newest_crop(contact_id) == b"\xff\xd8\0\xff"
    email = next(value for value in history.values if value.kind is ValueKind.EMAIL)
    assert (email.origin, email.confidence, email.card_id) == (ValueOrigin.CARD, 0.9, card.id)


def test_an_error_leaves_nothing_of_the_photo(store: Store) -> None:
    """What was written before the error is gone, and the store goes on working."""
    with pytest.raises(RuntimeError, match="halfway"), store.transaction() as tx:
        contact_id = add_person(tx, ADA)
        tx.encounters.add(contact_id, Encounter(talk="x"), now=NOW)
        assert tx.photos.has(f"{1:064x}")
        raise RuntimeError("halfway")
    assert store.counts().photos == {}
    assert store.people.all() == []
    assert not store.photos.has(f"{1:064x}")
    with store.transaction() as tx:
        assert add_person(tx, ADA)


def test_an_unchanged_file_is_known_without_reading_it(store: Store) -> None:
    """Path, size and time must all be as they were; the state says how the photo ended."""
    first, failed = stamp_of("/photos/1.jpg"), stamp_of("/photos/bad.jpg")
    with store.transaction() as tx:
        add_person(tx, ADA)
        tx.photos.add(ScannedPhoto("bad.jpg", "f" * 64, (), "cut short", failed=True), stamp=failed, now=NOW)
    asked = [
        first,
        failed,
        dataclasses.replace(first, path=Path("/photos/2.jpg")),
    ]
    assert store.photos.known_files(asked) == {first.path: PhotoState.DONE, failed.path: PhotoState.FAILED}
    assert store.photos.known_files([dataclasses.replace(first, size=1)]) == {}
    assert store.photos.known_files([dataclasses.replace(first, mtime_ns=first.mtime_ns + 1)]) == {}
    assert store.photos.known_files([]) == {}


def test_a_copy_of_a_photo_is_known_from_then_on(store: Store) -> None:
    """The same bytes at another path are no second photo; a name that is no UTF-8 does no harm."""
    copy = stamp_of(os.fsdecode(b"/photos/caf\xe9.jpg"))
    with store.transaction() as tx:
        add_person(tx, ADA)
        assert tx.photos.has(f"{1:064x}")
        tx.photos.add_sighting(f"{1:064x}", copy, now=NOW)
    assert store.photos.known_files([copy]) == {copy.path: PhotoState.DONE}
    assert store.counts().photos == {PhotoState.DONE: 1}
    with pytest.raises(StoreError, match="scan it first"), store.transaction() as tx:
        tx.photos.add_sighting("e" * 64, copy, now=NOW)


def test_photos_whose_names_differ_in_bytes_that_are_no_text_stay_two(store: Store, tmp_path: Path) -> None:
    """Both lie beside each other, and each knows the notes beside it from those beside a copy."""
    names = [os.fsdecode(b"caf\xe8.jpg"), os.fsdecode(b"caf\xe9.jpg")]
    with store.transaction() as tx:
        for number, name in enumerate(names):
            (tmp_path / name).touch()
            tx.photos.add(ScannedPhoto(name, f"{number:064x}"), stamp=stamp_of(str(tmp_path / name)), now=NOW)
        assert tx.photos.beside("0" * 64) == {"caf\\xe8.jpg": "0" * 64, "caf\\xe9.jpg": f"{1:064x}"}
    for folder in (tmp_path, tmp_path / os.fsdecode(b"\xe9t\xe9")):
        for name in (*names, "a.jpg"):
            folder.mkdir(exist_ok=True)
            (folder / name).touch()
            noted = NotedPhoto("", path_key(folder), visible_bytes(name))
            assert noted.told_by(folder / name)
            assert not noted.told_by(tmp_path / "a copy.jpg")
            (folder / name).unlink()
            assert noted.told_by(tmp_path / "a copy.jpg")


def test_what_the_files_said_of_each_card_is_told(store: Store) -> None:
    """By path and by bytes; None where nothing was said; what a person typed is no matter of the files."""
    stamp = stamp_of("/photos/1.jpg")
    with store.transaction() as tx:
        person = add_person(tx, ADA)
        (card,) = tx.cards.all(contact_id=person)
        tx.encounters.add(person, Encounter(event="typed"), now=NOW, source="person")
    assert store.photos.noted_files([stamp])[stamp.path].cards == {0: None}
    noted = Encounter(event="Fair", talk="sailing")
    with store.transaction() as tx:
        tx.encounters.add(person, noted, card_id=card.id, now=NOW)
    for found in (store.photos.noted_files([stamp])[stamp.path], store.photos.noted(card.sha256)):
        assert found is not None
        assert (found.sha256, found.cards) == (card.sha256, {0: noted})
        assert found.told_by(Path("/photos/1.jpg")), "nothing is where it was read"
    assert store.photos.noted_files([stamp_of("/photos/2.jpg")]) == {}
    assert store.photos.noted("9" * 64) is None


def test_a_folder_of_a_thousand_known_photos_costs_one_query(store: Store) -> None:
    """Not one query a file, however many there are."""
    stamps = [stamp_of(f"/photos/{number}.jpg") for number in range(1_000)]
    with store.transaction() as tx:
        photo_id = tx.photos.add(ScannedPhoto("x.jpg", "a" * 64), now=NOW)
    row = {"size": stamps[0].size, "mtime_ns": stamps[0].mtime_ns, "photo_id": photo_id, "seen_at": NOW}
    with store._engine.begin() as connection:
        connection.execute(sa.insert(sightings), [{**row, "path": str(stamp.path)} for stamp in stamps])
    queries: list[str] = []
    sa.event.listen(store._engine, "before_cursor_execute", lambda *args: queries.append(args[2]))
    known = store.photos.known_files(stamps)
    assert len(known) == 1_000
    assert len([query for query in queries if query.startswith("SELECT")]) == 1


def test_a_persons_value_wins_and_no_reading_changes_it(store: Store) -> None:
    """After a correction the same card read again, and misread in another way, adds nothing of that kind."""
    with store.transaction() as tx:
        contact_id = add_person(tx, with_email("adaa@beispiel.example"))
    with store.transaction() as tx:
        tx.people.correct(contact_id, ValueKind.EMAIL, ["ada@beispiel.example"], now=NOW, actor="me")
        tx.people.correct(contact_id, ValueKind.NAME, [{"full": "Ada B. Beispiel"}], now=NOW, actor="me")
    for misread in ("adaa@beispiel.example", "adea@beispiel.example"):
        with store.transaction() as tx:
            reading = reading_of(with_email(misread, "Ads Beispiel"))
            tx.people.attach_card(contact_id, store.cards.all()[0].id, reading, now=LATER)
        contact = store.people.get(contact_id)
        assert contact.details.emails == ("ada@beispiel.example",)
        assert contact.display_name == "Ada B. Beispiel"
    entries = store.audit.entries(f"contact {contact_id}")
    assert [(entry.action, entry.actor) for entry in entries] == [("correct email", "me"), ("correct name", "me")]
    assert entries[0].before["emails"] == ["adaa@beispiel.example"]
    assert entries[0].after["emails"] == ["ada@beispiel.example"]


def test_a_persons_value_holds_against_a_newer_card(store: Store) -> None:
    """A further card with another name and firm adds its values behind the person's."""
    with store.transaction() as tx:
        contact_id = add_person(tx, ADA)
        tx.people.correct(contact_id, ValueKind.NAME, [{"full": "Ada Human"}], now=NOW, actor="me")
        tx.people.correct(contact_id, ValueKind.EMAIL, ["human@x.example"], now=NOW, actor="me")
        further = dataclasses.replace(with_email("card@x.example", "Ada Card"), organization="New Ltd")
        photo = photo_of(reading_of(further), sha256="b" * 64)
        card_id = tx.cards.add(tx.photos.add(photo, now=LATER), photo.cards[0], now=LATER)
        contact = tx.people.attach_card(contact_id, card_id, photo.cards[0].reading, now=LATER)
    assert contact.display_name == "Ada Human"
    assert contact.details.organization == "New Ltd"
    assert contact.details.emails == ("human@x.example", "card@x.example")


def test_a_value_that_a_person_took_away_stays_away(store: Store) -> None:
    """An empty correction means: there is none; a further card with the same value does not bring it back."""
    with store.transaction() as tx:
        contact_id = add_person(tx, with_email("wrong@beispiel.example"))
        tx.people.correct(contact_id, ValueKind.EMAIL, [], now=NOW, actor="me")
    with store.transaction() as tx:
        photo = photo_of(reading_of(with_email("wrong@beispiel.example")), sha256="b" * 64)
        card_id = tx.cards.add(tx.photos.add(photo, now=LATER), photo.cards[0], now=LATER)
        tx.people.attach_card(contact_id, card_id, photo.cards[0].reading, now=LATER)
    assert store.people.get(contact_id).details.emails == ()
    assert [value.withdrawn for value in store.people.history(contact_id).values if value.kind is ValueKind.EMAIL] == [
        True
    ]


def test_a_newer_card_says_where_somebody_works_now(store: Store) -> None:
    """A change of jobs: the new firm holds, the old address stays behind the new one, the old firm stays on record."""
    old = dataclasses.replace(with_email("ada@old.example"), organization="Old Ltd")
    new = dataclasses.replace(with_email("ada@new.example"), organization="New Ltd")
    fields = (Field(FieldKind.ORGANIZATION, "New Ltd", "New Ltd", 0.8, Box(1, 1, 1, 1)),)
    with store.transaction() as tx:
        contact_id = add_person(tx, old)
    with store.transaction() as tx:
        photo = photo_of(reading_of(new, fields=fields), sha256="b" * 64)
        card_id = tx.cards.add(tx.photos.add(photo, now=LATER), photo.cards[0], now=LATER)
        contact = tx.people.attach_card(contact_id, card_id, photo.cards[0].reading, now=LATER)
    assert contact.details.organization == "New Ltd"
    assert contact.details.emails == ("ada@new.example", "ada@old.example")
    assert contact.revised == LATER
    firms = [value.value for value in store.people.history(contact_id).values if value.kind is ValueKind.ORGANIZATION]
    assert firms == ["Old Ltd", "New Ltd"]


def test_reading_a_card_again_replaces_what_it_said_before(store: Store) -> None:
    """A better version's values take the place of the old ones, under the same card number."""
    with store.transaction() as tx:
        contact_id = add_person(tx, with_email("ada@beispie1.example"))
    (before,) = store.cards.all()
    better = photo_of(reading_of(with_email("ada@beispiel.example")), sha256=f"{1:064x}")
    with store.transaction() as tx:
        photo_id = tx.photos.add(better, now=LATER)
        card_id = tx.cards.add(photo_id, better.cards[0], now=LATER)
        tx.people.attach_card(contact_id, card_id, better.cards[0].reading, now=LATER)
    assert card_id == before.id
    assert store.people.get(contact_id).details.emails == ("ada@beispiel.example",)
    assert store.counts().cards == store.counts().contacts == 1
    # The keys follow the values.
    with store.transaction() as tx:
        assert [c.id for c in tx.people.candidates(with_email("ada@beispiel.example", "Other Name"))] == [contact_id]
        assert tx.people.candidates(with_email("ada@beispie1.example", "Other Name")) == []


def test_candidates_are_found_by_what_they_share(store: Store) -> None:
    """E-mail in any case, phone in any form, name in any order, its sound, the firm's domain."""
    shared = (
        ContactDetails(emails=("ADA@beispiel-optik.example",)),
        ContactDetails(phones=(Phone(PhoneType.WORK, "0170/1234567"),)),
        ContactDetails(name=PersonName("Beispiel Ada")),
        ContactDetails(name=PersonName("Adda Baispiel")),
        ContactDetails(name=PersonName("Axel Other"), urls=("www.beispiel-optik.example/team",)),
    )
    foreign = ContactDetails(name=PersonName("Quentin Nobody"), emails=("q@elsewhere.example",))
    with store.transaction() as tx:
        contact_id = add_person(tx, ADA)
        add_person(tx, with_email("zoe@third.example", "Zoe Third"), 2)
        for wanted in shared:
            assert [candidate.id for candidate in tx.people.candidates(wanted)] == [contact_id], wanted
        assert tx.people.candidates(foreign) == tx.people.candidates(ContactDetails()) == []


def test_the_best_candidates_come_first_and_are_few(store: Store) -> None:
    """Sixty share a switchboard and a domain: the one with the same address first, then some of them."""
    phone = Phone(PhoneType.WORK, "+49 30 1234567", "+49301234567")
    with store.transaction() as tx:
        for number in range(60):
            details = with_email(f"p{number}@beispiel.example", f"{chr(97 + number % 26)}x{number} Person")
            last = add_person(tx, dataclasses.replace(details, phones=(phone,)), number)
        found = tx.people.candidates(ContactDetails(emails=("p59@beispiel.example",), phones=(phone,)))
    assert found[0].id == last
    assert len(found) == 1 + MAX_HALF_NAMED


def test_half_a_name_never_crowds_out_a_whole_one(store: Store) -> None:
    """However many begin alike, those who share a number, an address or the whole name are all looked at."""
    phone = Phone(PhoneType.MOBILE, "+49 170 1234567", "+491701234567")
    with store.transaction() as tx:
        for number in range(40):
            add_person(
                tx, with_email(f"p{number}@x{number}.example", f"Annabel{chr(97 + number % 26)} Schneid"), number
            )
        wanted = {add_person(tx, with_email("a@third.example", "Annabel Schneider"), 101)}
        wanted.add(add_person(tx, dataclasses.replace(with_email("b@third.example", "Zoe Q"), phones=(phone,)), 102))
        wanted.add(add_person(tx, with_email("annabel@new.example", "A. S."), 103))
        card = ContactDetails(PersonName("Annabel Schneider"), emails=("annabel@new.example",), phones=(phone,))
        found = [contact.id for contact in tx.people.candidates(card)]
    assert set(found[:3]) == wanted
    assert len(found) == 3 + MAX_HALF_NAMED


def test_nothing_leaves_that_nobody_approved(store: Store) -> None:
    """The database itself refuses every state behind approval; a later edit withdraws the approval."""
    with store.transaction() as tx:
        draft = tx.drafts.add(add_person(tx, ADA), letter_to(ADA.emails[0]), now=NOW)
    for state in (DraftState.SENDING, DraftState.SENT, DraftState.UNKNOWN):
        with pytest.raises(StoreError, match="approved"), store.transaction() as tx:
            tx.drafts.move(draft.id, state, now=NOW)
        assert store.drafts.get(draft.id).state is DraftState.DRAFTED
    with pytest.raises(StoreError, match="only a person"), store.transaction() as tx:
        tx.drafts.move(draft.id, DraftState.APPROVED, now=NOW)
    with store.transaction() as tx:
        tx.drafts.approve(draft.id, sha256="c" * 64, now=NOW, actor="me")
    with store.transaction() as tx:
        tx.drafts.move(draft.id, DraftState.DRAFTED, now=NOW)
    with pytest.raises(StoreError), store.transaction() as tx:
        tx.drafts.move(draft.id, DraftState.SENDING, now=NOW)
    with store.transaction() as tx:
        tx.drafts.approve(draft.id, sha256="c" * 64, now=NOW, actor="me")
        tx.drafts.move(draft.id, DraftState.SENDING, now=NOW)
        assert tx.drafts.move(draft.id, DraftState.SENT, now=NOW).state is DraftState.SENT
    assert [entry.after for entry in store.audit.entries(f"draft {draft.id}")] == [
        *("approved", "drafted", "approved", "sending", "sent"),
    ]


def test_a_message_id_is_taken_once(store: Store) -> None:
    """A second letter with the same Message-ID is refused, and its transaction with it."""
    with store.transaction() as tx:
        contact_id = add_person(tx, ADA)
        tx.drafts.add(contact_id, letter_to(ADA.emails[0]), now=NOW)
    with pytest.raises(StoreError, match="rules refuse"), store.transaction() as tx:
        tx.drafts.add(contact_id, letter_to(ADA.emails[0]), now=NOW)
    assert len(store.drafts.all()) == 1


def test_a_suppressed_address_gets_nothing_more(store: Store) -> None:
    """Waiting drafts are let go, new ones refused in any spelling, also after the card was scanned again."""
    with store.transaction() as tx:
        contact_id = add_person(tx, ADA)
        tx.drafts.add(contact_id, letter_to(ADA.emails[0].upper()), now=NOW)
        tx.suppression.add("Ada@Beispiel-Optik.example", reason="asked for it", now=NOW, actor="me")
    assert store.suppression.has(ADA.emails[0])
    assert not store.suppression.has("max@beispiel-optik.example")
    assert store.people.get(contact_id).relation is Relation.SUPPRESSED
    assert [draft.state for draft in store.drafts.all()] == [DraftState.LET_GO]
    assert store.people.needs_context() == []
    with store.transaction() as tx:
        again = add_person(tx, ADA, 2)
    with pytest.raises(StoreError, match="suppression list"), store.transaction() as tx:
        tx.drafts.add(again, letter_to(ADA.emails[0], 2), now=NOW)


def test_needs_context_lists_people_without_a_conversation(store: Store) -> None:
    """A talk, a promise or a next step takes somebody off the list, and so does letting go."""
    with store.transaction() as tx:
        ids = [add_person(tx, with_email(f"p{n}@x.example", f"Person {chr(65 + n)}"), n) for n in range(4)]
        tx.encounters.add(ids[0], Encounter(event="Fair"), now=NOW)
        tx.encounters.add(ids[1], Encounter(event="Fair", talk="lenses"), now=NOW)
        tx.encounters.add(ids[2], Encounter(promises=(Promise("call"),)), now=NOW)
    assert [contact.id for contact in store.people.needs_context()] == [ids[0], ids[3]]
    with store.transaction() as tx:
        tx.people.decide(ids[3], Decision.LET_GO, now=NOW, actor="me")
    assert [contact.id for contact in store.people.needs_context()] == [ids[0]]
    assert [contact.id for contact in store.people.all(event="Fair")] == ids[:2]


def test_an_encounter_named_twice_is_one(store: Store) -> None:
    """The two sides of a card bring the same event twice."""
    with store.transaction() as tx:
        contact_id = add_person(tx, ADA)
        numbers = {tx.encounters.add(contact_id, Encounter(event="Fair", day=date(2026, 1, 2)), now=NOW) for _ in "ab"}
        other = tx.encounters.add(contact_id, Encounter(event="Fair", day=date(2027, 1, 2)), now=NOW)
    assert len(numbers) == 1
    assert other not in numbers
    assert len(store.people.history(contact_id).encounters) == 2


def test_the_acted_on_rate_counts_decided_cards(store: Store) -> None:
    """Two of four cards decided is one half; with no card there is no rate."""
    assert store.counts().acted_on_rate is None
    with store.transaction() as tx:
        ids = [add_person(tx, with_email(f"p{n}@x.example", f"Person {chr(65 + n)}"), n) for n in range(4)]
        tx.people.decide(ids[0], Decision.FOLLOWED_UP, now=NOW, actor="me")
        tx.people.decide(ids[1], Decision.LATER, now=NOW, actor="me")
        tx.people.decide(ids[2], Decision.LET_GO, now=NOW, actor="me")
        tx.people.decide(ids[2], None, now=NOW, actor="me")
    counts = store.counts()
    assert (counts.cards, counts.decided_cards, counts.acted_on_rate) == (4, 2, 0.5)
    assert counts.photos == {PhotoState.DONE: 4}
    assert [contact.id for contact in store.people.all(undecided=True)] == ids[2:]
    assert store.people.history(ids[0]).decision is Decision.FOLLOWED_UP


ILLEGAL = (
    "UPDATE photos SET state = 'lost'",
    "UPDATE contacts SET relation = 'friend'",
    "UPDATE contacts SET decision = 'maybe', decided_at = CURRENT_TIMESTAMP",
    "UPDATE contacts SET decision = 'later'",
    "UPDATE contact_values SET origin = 'rumour'",
    "UPDATE contact_values SET kind = 'shoe size'",
    "UPDATE contact_values SET confidence = 1.5",
    "UPDATE cards SET recommendation = 'superb'",
    "UPDATE encounters SET origin = 'stolen'",
    "UPDATE encounters SET depth = 'abyss'",
    "UPDATE drafts SET state = 'posted'",
    "UPDATE drafts SET state = 'sent', approved_at = CURRENT_TIMESTAMP",
    "UPDATE cards SET contact_id = 999",
    "UPDATE contact_values SET contact_id = 999",
    "INSERT INTO match_keys (contact_id, kind, key) SELECT id, 'shoe', '42' FROM contacts",
)


def test_the_database_itself_refuses_what_is_not_legal(store: Store) -> None:
    """States, links and ranges are kept by CHECK and foreign keys, whatever program writes."""
    with store.transaction() as tx:
        contact_id = add_person(tx, ADA)
        tx.encounters.add(contact_id, Encounter(event="Fair"), now=NOW)
        tx.drafts.add(contact_id, letter_to(ADA.emails[0]), now=NOW)
    for change in ILLEGAL:
        with pytest.raises(sa.exc.IntegrityError), store._engine.begin() as connection:
            connection.exec_driver_sql(change)
            pytest.fail(f"the database took it: {change}")


def test_hostile_text_is_kept_as_text(store: Store) -> None:
    """NUL, half surrogates, SQL and line ends in every field: stored, found again, and nothing else changed."""
    details = ContactDetails(
        name=PersonName(HOSTILE, HOSTILE, HOSTILE),
        titles=(HOSTILE,),
        organization=HOSTILE,
        emails=(HOSTILE,),
        phones=(Phone(PhoneType.OTHER, HOSTILE),),
        addresses=(Address(HOSTILE),),
        social=(SocialHandle(HOSTILE, HOSTILE),),
        unassigned=(HOSTILE,),
    )
    encounter = Encounter(event=HOSTILE, talk=HOSTILE, note=HOSTILE, country=HOSTILE, promises=(Promise(HOSTILE),))
    reading = reading_of(details, country=HOSTILE, language=HOSTILE, fields=())
    photo = dataclasses.replace(photo_of(reading), name=HOSTILE, reason=HOSTILE)
    letter = Letter(*[HOSTILE] * 6, date(2026, 1, 1), HOSTILE, HOSTILE)
    with store.transaction() as tx:
        photo_id = tx.photos.add(photo, now=NOW)
        card_id = tx.cards.add(photo_id, photo.cards[0], now=NOW)
        contact = tx.people.add(reading, uid=HOSTILE, card_id=card_id, now=NOW)
        tx.encounters.add(contact.id, encounter, now=NOW)
        tx.drafts.add(contact.id, letter, now=NOW)
        tx.suppression.add(HOSTILE, reason=HOSTILE, now=NOW, actor=HOSTILE)
    half = HOSTILE.replace("\ud800", "\ufffd")
    whole = half.replace("\0", "\ufffd")
    history = store.people.history(contact.id)
    assert history.contact.details.titles == (half,)
    assert history.contact.details.name == PersonName(half, half, half)
    assert history.encounters[0].talk == whole
    assert history.drafts[0].letter.body == whole
    assert store.suppression.has(HOSTILE)
    assert store.counts().contacts == 1


def test_a_search_ignores_case_and_accents(store: Store) -> None:
    """Part of a name, a firm or an address is enough."""
    with store.transaction() as tx:
        ids = [add_person(tx, with_email("j@x.example", "Jürgen Müller"), 1), add_person(tx, ADA, 2)]
    assert [contact.id for contact in store.people.all(search="MULLER")] == [ids[0]]
    assert [contact.id for contact in store.people.all(search="optik gmbh")] == [ids[1]]
    assert store.people.all(search="nobody") == []
    assert len(store.people.all()) == 2


def test_numbers_that_do_not_exist_are_named(store: Store) -> None:
    """Asking for a contact or draft that is not there says so and how to find one."""
    with pytest.raises(StoreError, match="no contact 7"):
        store.people.get(7)
    with pytest.raises(StoreError, match="no draft 7"):
        store.drafts.get(7)
    with pytest.raises(StoreError, match="no contact 7"), store.transaction() as tx:
        tx.people.decide(7, Decision.LATER, now=NOW, actor="me")


def is_a_plain_table(name: str | None, kind: str, _parents: object) -> bool:
    """Not the search index, which each database has in a way of its own (SQLite: a virtual table with side tables)."""
    return not (kind == "table" and str(name).startswith("contact_search"))


def test_the_migrations_make_the_tables_that_the_code_uses(store: Store) -> None:
    """Alembic finds no difference between the migrated database and `cardscan.store.schema`."""
    with store._engine.connect() as connection:
        options = {"compare_type": True, "version_table": VERSION_TABLE, "include_name": is_a_plain_table}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
        version = sa.table(VERSION_TABLE, sa.column("version_num"))
        assert connection.scalar(sa.select(version)) == REVISIONS[-1]


def test_a_store_opens_again_with_all_that_is_in_it(database: str) -> None:
    """Closing and opening changes nothing, and needs no `create`."""
    with open_store(database, keys_of=match_keys) as store, store.transaction() as tx:
        contact_id = add_person(tx, ADA)
    with open_store(database, keys_of=match_keys, create=False) as store:
        assert store.people.get(contact_id).details == ADA


@pytest.mark.usefixtures("real_migrations")
def test_several_processes_may_open_a_new_store_at_once(database: str) -> None:
    """One of them makes the tables, the others wait for it."""
    if database.startswith("/"):
        Path(database).parent.mkdir()

    def open_and_count(_: int) -> int:
        with open_store(database, keys_of=match_keys) as store:
            return store.counts().contacts

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(open_and_count, range(4))) == [0] * 4


def test_writers_wait_for_each_other(database: str) -> None:
    """Two that take in the same card at the same time end with one contact, as each sees the other's."""

    def take_in(number: int) -> int:
        with open_store(database, keys_of=match_keys) as store, store.transaction() as tx:
            known = tx.people.candidates(ADA)
            time.sleep(0.05)
            return known[0].id if known else add_person(tx, ADA, number)

    open_store(database, keys_of=match_keys).close()
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(take_in, range(4)))) == 1


def test_a_database_of_another_program_is_left_alone(
    database: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Tables that we did not make are neither used nor changed."""
    url = f"sqlite:///{tmp_path / 'other.db'}" if database.startswith("/") else database
    engine = sa.create_engine(url)
    request.addfinalizer(engine.dispose)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE contacts (id INTEGER)")
    with pytest.raises(StoreError, match="another program"):
        open_store(url, keys_of=match_keys)
    assert len(sa.inspect(engine).get_table_names()) == 1


def test_a_newer_store_is_refused_with_a_sentence(database: str) -> None:
    """A schema that this version does not know is not touched."""
    with open_store(database, keys_of=match_keys) as store, store._engine.begin() as connection:
        connection.execute(sa.table(VERSION_TABLE, sa.column("version_num")).update().values(version_num="9999"))
    with pytest.raises(StoreError, match=r"newer cardscan \(schema 9999.*install the newer version"):
        open_store(database, keys_of=match_keys)


@pytest.mark.usefixtures("real_migrations")
def test_a_migration_that_fails_leaves_nothing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half the tables and then an error: next time it starts from the beginning and succeeds."""
    from alembic import op

    create: Callable[..., object] = op.create_table

    def create_until_drafts(name: str, *args: object, **kwargs: object) -> object:
        if name == "drafts":
            raise sa.exc.SQLAlchemyError("power cut")
        return create(name, *args, **kwargs)

    monkeypatch.setattr(op, "create_table", create_until_drafts)
    with pytest.raises(StoreError, match="power cut"):
        open_store(database, keys_of=match_keys)
    monkeypatch.undo()
    with open_store(database, keys_of=match_keys) as store:
        assert store.counts().contacts == 0
