"""One line in plain words: what is understood, what is kept, and what follows from it in the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from cardscan.contacts import match_keys
from cardscan.errors import StoreError, UnclearLineError, UsageError
from cardscan.followup.notes.note_reading import parse_note, read_cadence
from cardscan.followup.planning.budget import PlanSettings, week_plan
from cardscan.followup.planning.ics import calendar_bytes
from cardscan.followup.planning.network import network_report
from cardscan.followup.planning.network_page import network_page
from cardscan.followup.planning.schedule import outlook
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.model.contact import Decision, Relation
from cardscan.model.draft import DraftState, Letter
from cardscan.model.encounter import CardOrigin, Encounter, Promise, TalkDepth
from cardscan.model.geometry import Quad
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.model.touch import Direction, TouchKind, Whose
from cardscan.store import Store, open_store
from cardscan.workflows.review.context import add_context, decide, end_promise, find_contact, log_touch, undo_touch

TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\r\nBEGIN:VTODO\x1b[2J{{ 7*7 }}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as opened:
        yield opened


def somebody(store: Store, name: str = "Mira Muster", number: int = 1, met: Encounter | None = None) -> int:
    details = ContactDetails(name=PersonName(name), emails=(f"p{number}@muster.example",))
    reading = CardReading(details, (), "DE", "de", Recommendation.STRONG, text=())
    card = ScannedCard(0, Quad.whole(900, 500), (900, 500), reading, {}, "drawn")
    with store.transaction() as tx:
        photo = tx.photos.add(ScannedPhoto(f"{number}.jpg", f"{number:064x}", (card,)), now=NOW)
        card_id = tx.cards.add(photo, card, now=NOW)
        contact = tx.people.add(reading, uid=f"urn:uuid:{number}", card_id=card_id, now=NOW)
        if met:
            tx.encounters.add(contact.id, met, card_id=card_id, now=NOW)
        return contact.id


@pytest.mark.parametrize(
    ("line", "talk", "promise"),
    [
        ("met at PyData; talked about OCR; I send the paper by Friday", "OCR", "send the paper"),
        ("getroffen auf der PyData; gesprochen über Segeln; ich schicke die Fotos bis Freitag", "Segeln",
         "die Fotos"),
        ("rencontré à PyData; parlé de voile; j'envoie les photos d'ici vendredi", "voile", "les photos"),
        ("nos conocimos en PyData; hablamos de barcos; envío las fotos para el viernes", "barcos", "las fotos"),
        ("ci siamo conosciuti a PyData; abbiamo parlato di vela; invio le foto entro venerdì", "vela", "le foto"),
        ("conhecido na PyData; falamos de barcos; envio as fotos até sexta-feira", "barcos", "as fotos"),
        ("ontmoet op PyData; gesproken over zeilen; ik stuur de foto's uiterlijk vrijdag", "zeilen",
         "de foto's"),
    ],
)  # fmt: skip
def test_one_line_in_seven_languages_is_event_talk_promise_and_day(line: str, talk: str, promise: str) -> None:
    """The day is the Friday after the meeting."""
    said = parse_note(line, TUESDAY)
    assert (said.event, said.talk, said.promises) == ("PyData", talk, (Promise(promise, FRIDAY),))
    assert not said.note


@pytest.mark.parametrize(
    ("line", "depth", "talk"),
    [
        ("a few words about ceramics", TalkDepth.FEW_WORDS, "ceramics"),
        ("we had a good chat about trams", TalkDepth.REAL_TALK, "trams"),
        ("ein paar Worte über Lampen", TalkDepth.FEW_WORDS, "Lampen"),
        ("quelques mots sur les bateaux", TalkDepth.FEW_WORDS, "les bateaux"),
        ("note: a few words about his boss", TalkDepth.UNKNOWN, ""),
    ],
)
def test_how_much_and_of_what_are_understood_in_one_breath(line: str, depth: TalkDepth, talk: str) -> None:
    """What follows the amount is the talk; what is marked as a note stays private."""
    noted = parse_note(f"{line}; he sends the catalogue", TUESDAY)
    assert (noted.depth, noted.talk) == (depth, talk)
    assert noted.their_promises


@pytest.mark.parametrize(
    ("line", "due"),
    [
        ("I send it tomorrow", date(2026, 11, 25)),
        ("I send it in two weeks", date(2026, 12, 8)),
        ("I send it by 2026-12-24", date(2026, 12, 24)),
        ("ik stuur het overmorgen", date(2026, 11, 26)),
        ("ik stuur het over twee weken", date(2026, 12, 8)),
        ("ik stuur het tegen het einde van de week", date(2026, 11, 27)),
        ("invio il testo domani", date(2026, 11, 25)),
        ("invio il testo entro il 3 dicembre", date(2026, 12, 3)),
        ("invio il testo entro la fine del mese", date(2026, 11, 30)),
    ],
)
def test_days_are_told_as_people_tell_them(line: str, due: date) -> None:
    """Relative or full, also in Dutch and Italian."""
    assert [promise.due for promise in parse_note(line, TUESDAY).promises] == [due]


@given(st.text(max_size=300))
def test_nothing_that_was_typed_is_lost(text: str) -> None:
    """Every word of the line is somewhere in what was understood, or in the private note; labels and days aside."""
    said = parse_note(f"zebra {text.replace('zebra', '')} quagga", TUESDAY)
    everything = " ".join(
        (said.event or "", said.talk, said.next_step, said.note, said.introduced_by or "", said.cadence,
         *(p.text for p in (*said.promises, *said.their_promises)))
    )  # fmt: skip
    assert "zebra" in everything
    assert "quagga" in everything


def test_a_series_can_be_named() -> None:
    """By its name, or in words."""
    assert read_cadence("cadence: supplier") == "supplier" and read_cadence("a potential client") == "client"
    assert read_cadence("speaker I liked") == "speaker" and read_cadence("an old friend") == "reunion"
    assert parse_note("talked about chess; old colleague", TUESDAY).cadence == "reunion"


def test_context_written_later_opens_the_gate_and_keeps_what_was_known(store: Store) -> None:
    """The event of the folder stays; the talk and the promise come in, and the promise stands in the ledger."""
    who = somebody(store, met=Encounter(event="PyData", day=TUESDAY, origin=CardOrigin.HANDED_OVER))
    understood = add_context(store, who, "talked about OCR; I send the paper by Friday; tall", now=NOW, actor="me")
    assert dict(understood.parts) == {
        "Talked about": "OCR", "I promised": "send the paper (by Friday 2026-11-27)", "Kept as a private note": "tall",
    }  # fmt: skip
    meeting = store.people.relationships(who)[0].encounter
    assert meeting is not None and meeting.event == "PyData" and meeting.talk == "OCR"
    assert [(p.text, p.due, p.open) for p in store.promises.all()] == [("send the paper", FRIDAY, True)]
    assert store.people.needs_context() == []
    add_context(store, who, "talked about sailing", now=NOW + timedelta(hours=1), actor="me")
    both = store.people.relationships(who)[0].encounter
    assert both is not None and both.talk == "OCR; sailing" and len(store.promises.all()) == 1


def test_another_event_is_another_meeting(store: Store) -> None:
    """It has its own day, and the first one stays."""
    who = somebody(store, met=Encounter(event="PyData", day=TUESDAY - timedelta(days=300), talk="OCR"))
    add_context(store, who, "met at EuroPython; talked about chess", now=NOW, actor="me")
    person = store.people.relationships(who)[0]
    assert person.met == TUESDAY and person.first_met == TUESDAY - timedelta(days=300)
    assert person.encounter is not None and person.encounter.talk == "chess"


def test_a_note_told_anew_by_its_file_keeps_kept_promises_and_what_was_typed(store: Store) -> None:
    """The ledger follows the file, but not backwards; a person's own line is never touched."""
    first = Encounter(day=TUESDAY, talk="OCR", promises=(Promise("call", FRIDAY), Promise("send it")))
    who = somebody(store, met=first)
    card = store.cards.all(contact_id=who)[0]
    end_promise(store, 1, kept=True, now=NOW, actor="me")
    add_context(store, who, "talked about chess", now=NOW, actor="me")
    told = replace(first, talk="OCR on receipts", promises=(Promise("write"),))
    with store.transaction() as tx:
        assert tx.encounters.revise(who, told, card_id=card.id, now=NOW)
        assert not tx.encounters.revise(who, told, card_id=card.id, now=NOW)
    assert [(p.text, p.open) for p in store.promises.all()] == [("call", False), ("write", True)]
    meeting = store.people.relationships(who)[0].encounter
    assert meeting is not None and meeting.talk == "OCR on receipts; chess"


def test_an_unclear_line_stores_nothing_until_it_is_said_who_it_was(store: Store) -> None:
    """Neither a touch nor the promise in the line; told the direction, the same line is stored with it."""
    who = somebody(store, met=Encounter(day=TUESDAY, talk="OCR"))
    line = "moved to the 17th; I send the slides by Friday"
    with pytest.raises(UnclearLineError, match=r"does not say for sure .* nothing was stored"):
        log_touch(store, who, line, now=NOW, actor="me")
    person = store.people.relationships(who)[0]
    assert not person.touches and not person.promises and store.people.history(who).decision is None
    said = log_touch(store, who, line, now=NOW, actor="me", direction=Direction.IN).touch
    assert (said.direction, said.kind) == (Direction.IN, TouchKind.MESSAGE)
    assert log_touch(store, who, "Mira answered", now=NOW, actor="me").touch.from_them


def test_a_touch_moves_the_ladder_decides_the_card_and_can_be_taken_back(store: Store) -> None:
    """Their answer is evidence; mine alone is none."""
    who = somebody(store, met=Encounter(day=TUESDAY, talk="OCR"))
    mine = log_touch(store, who, "wrote to her; I send the slides by Friday", now=NOW, actor="me")
    assert mine.after is Relation.MET and store.people.history(who).decision is Decision.FOLLOWED_UP
    assert mine.promises == ((Whose.MINE, Promise("send the slides", FRIDAY)),)
    answer = log_touch(store, who, "she replied", now=NOW + timedelta(days=1), actor="me")
    assert answer.after is Relation.REPLIED and store.people.get(who).relation is Relation.REPLIED
    assert undo_touch(store, answer.touch.id, now=NOW, actor="me").relation is Relation.MET
    for days in (2, 3):
        last = log_touch(store, who, "wrote to her", now=NOW + timedelta(days=days), actor="me")
    assert last.after is Relation.RESTING


def test_what_has_not_happened_cannot_be_logged(store: Store) -> None:
    """Nor an empty line, nor one about nobody; the message names the next step."""
    who = somebody(store)
    with pytest.raises(UsageError, match="still to come"):
        log_touch(store, who, "lunch", now=NOW, at=NOW + timedelta(days=1), actor="me")
    with pytest.raises(UsageError, match="in one line"):
        add_context(store, who, " \n\t", now=NOW, actor="me")
    with pytest.raises(StoreError, match="no contact 9"):
        log_touch(store, 9, "lunch", now=NOW, actor="me")
    with pytest.raises(StoreError, match="no promise 3"):
        end_promise(store, 3, kept=True, now=NOW, actor="me")


def test_somebody_is_found_by_number_or_by_enough_of_a_name(store: Store) -> None:
    """Two who fit are both named."""
    first, second = somebody(store), somebody(store, "Mira Beispiel", 2)
    assert find_contact(store, "#2").id == second and find_contact(store, "mira muster").id == first
    with pytest.raises(UsageError, match=r"fits 2 contacts \(#2 Mira Beispiel, #1 Mira Muster\)"):
        find_contact(store, "mira")
    with pytest.raises(UsageError, match="nobody by that name"):
        find_contact(store, "\x1b[2J")


def test_a_letter_that_left_is_a_touch(store: Store) -> None:
    """Once, with its number; the next date counts from it."""
    who = somebody(store, met=Encounter(day=TUESDAY, talk="OCR"))
    letter = Letter("p1@muster.example", "Mira", "OCR", "Hello", "conference", "first", FRIDAY, "en", "<1@x>")
    with store.transaction() as tx:
        draft = tx.drafts.add(who, letter, now=NOW)
        tx.drafts.approve(draft.id, sha256="a" * 64, now=NOW, actor="me")
        tx.drafts.move(draft.id, DraftState.SENDING, now=NOW)
        tx.drafts.move(draft.id, DraftState.SENT, now=NOW)
    touches = store.people.relationships(who)[0].touches
    assert [(t.draft_id, t.direction, t.text) for t in touches] == [(draft.id, Direction.OUT, "OCR")]


def test_the_calendar_is_valid_and_hostile_names_stay_text(store: Store) -> None:
    """Promises are to-dos, touches events on the recipient's morning; the same entry keeps its UID."""
    cadences = load_cadences(template_dirs())
    owes = somebody(store, met=Encounter(day=TUESDAY, talk="OCR", promises=(Promise(HOSTILE, FRIDAY),)))
    somebody(store, HOSTILE, 2, met=Encounter(day=TUESDAY, talk=HOSTILE))
    people = [outlook(person, TUESDAY, cadences=cadences) for person in store.people.relationships()]
    made = week_plan(people, TUESDAY, PlanSettings())
    raw = calendar_bytes([*made.week, *made.later], now=NOW)
    parsed = Calendar.from_ical(raw)
    todos, events = parsed.walk("VTODO"), parsed.walk("VEVENT")
    assert len(todos) == len(events) == 1 and not parsed.errors
    assert str(todos[0]["uid"]) == f"{owes}-promise-1@cardscan" and raw.count(b"\r\nBEGIN:VTODO\r\n") == 1
    assert events[0].decoded("dtstart") == datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
    again = Calendar.from_ical(calendar_bytes([*made.week, *made.later], now=NOW + timedelta(days=1)))
    assert {str(entry["uid"]) for entry in again.subcomponents} == {str(entry["uid"]) for entry in parsed.subcomponents}


def test_the_network_page_is_self_contained_and_hostile_names_stay_text(store: Store) -> None:
    """No script, no address of another place, and every figure of the report."""
    for number in range(1, 5):
        who = somebody(store, HOSTILE, number, met=Encounter(day=TUESDAY, talk="OCR"))
        for days in range(3):
            log_touch(store, who, "we talked", now=NOW + timedelta(days=days), actor="me")
    cadences = load_cadences(template_dirs())
    day = TUESDAY + timedelta(days=150)
    people = [outlook(person, day, cadences=cadences) for person in store.people.relationships()]
    report = network_report(people, store.counts().cards, day, PlanSettings())
    page = network_page(report, day)
    assert "<script" not in page and "&lt;script&gt;" in page and "{{" not in page.replace("{{ 7*7 }}", "")
    assert "http://" not in page and "https://" not in page and "\x1b" not in page
    assert "100 %" in page and "4 of 4 cards decided" in page and len(report.quiet) == 4
    assert "75% of all contact is with 3 people" in page and "nobody new in the last 4 weeks" in page
    assert network_page(network_report([], 0, day, PlanSettings()), day)


def test_a_decision_with_a_day_is_kept_with_it(store: Store) -> None:
    """And forgotten with the decision."""
    who = somebody(store, met=Encounter(day=TUESDAY, talk="OCR"))
    decide(store, who, Decision.LATER, until=FRIDAY, now=NOW, actor="me")
    assert store.people.relationships(who)[0].later_until == FRIDAY
    decide(store, who, None, now=NOW, actor="me")
    person = store.people.relationships(who)[0]
    assert person.decision is None and person.later_until is None
