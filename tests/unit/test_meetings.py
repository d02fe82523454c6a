"""What letters say follows the note: corrected, replaced, chosen, taken back; and nothing else of it gets out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.errors import NotAllowedError, UsageError
from cardscan.followup.letters.draft import render
from cardscan.followup.notes.note_reading import parse_note
from cardscan.followup.notes.quote_guard import Kind
from cardscan.followup.notes.quotes import pieces_of
from cardscan.followup.planning.budget import PlanSettings, week_plan
from cardscan.followup.planning.ics import calendar_bytes
from cardscan.followup.planning.plan import Plan, Recipient, Wish, plan
from cardscan.followup.planning.schedule import outlook
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.locales.languages import LANGUAGES
from cardscan.model.contact import Contact, Relation
from cardscan.model.draft import DraftState, Letter, Sender
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.geometry import Quad
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.relationship import Relationship
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.model.touch import OpenPromise, Whose
from cardscan.store import Store, open_store
from cardscan.workflows.letters.drafting import draft_next
from cardscan.workflows.review.drafts import BlockedError, DraftDesk
from cardscan.workflows.review.meetings import MeetingDesk
from cardscan.workflows.review.people import PeopleDesk
from cardscan.workflows.review.steps import NOTING

TUESDAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CADENCES = load_cadences(template_dirs())
MIRA = ContactDetails(name=PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
ROBIN = Sender("Robin Beispiel", "robin@beispiel.example")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, sender=ROBIN)


def somebody(store: Store, met: Encounter | None = None, country: str | None = None) -> int:
    """Mira, whose card was read with certainty; the note lay beside her photo."""
    reading = CardReading(MIRA, (), country, "en", Recommendation.STRONG, text=())
    card = ScannedCard(0, Quad.whole(900, 500), (900, 500), reading, {}, "drawn")
    with store.transaction() as tx:
        photo = tx.photos.add(ScannedPhoto("IMG_1.jpg", f"{1:064x}", (card,)), now=NOW)
        card_id = tx.cards.add(photo, card, now=NOW)
        contact = tx.people.add(reading, uid="urn:uuid:1", card_id=card_id, now=NOW)
        if met:
            tx.encounters.add(contact.id, met, card_id=card_id, now=NOW)
        return contact.id


def desks(store: Store, settings: Settings) -> tuple[MeetingDesk, DraftDesk]:
    return MeetingDesk(store, settings, "robin"), DraftDesk(store, settings, "robin")


def drafted(store: Store, who: int, settings: Settings) -> Letter:
    """The letter that is due."""
    done = draft_next(store, who, settings, now=NOW)
    assert done.file is not None, done.missing
    return store.drafts.get(done.draft_id).letter


def files(settings: Settings) -> list[str]:
    return [path.read_text("utf-8") for path in settings.drafts_folder.glob("*.eml")]


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("gesprochen über Lieferketten, war ziemlich betrunken", "betrunken"),
        ("I will not send her the deck; talked about prices, dont go below 3.5k", "3.5k"),
        ("I will not send her the deck; talked about prices, dont go below 3.5k", "deck"),
        ("talked about his divorce", "divorce"),
        ("bien discuté du recyclage des batteries, je lui envoie l'étude la semaine prochaine", "lui"),
    ],
)
def test_the_cases_that_embarrassed_somebody_reach_no_letter(
    store: Store, settings: Settings, line: str, secret: str
) -> None:
    """Neither drafted nor, if one is drafted of the rest, in its subject, text or file."""
    who = somebody(store)
    desk, _ = desks(store, settings)
    desk.add(who, line, now=NOW)
    draft_next(store, who, settings, now=NOW)
    for draft in store.drafts.all():
        words = f"{draft.letter.subject} {draft.letter.body} {draft.file}".replace("\n", " ").split()
        assert secret not in " ".join(words).split() and f" {secret}" not in " ".join(words)
    assert secret not in " ".join(files(settings)).split()
    assert secret not in calendar(store.people.relationships(who)[0]).split()


def calendar(person: Relationship) -> str:
    """What the plan puts into a calendar, its folded lines joined."""
    planned = week_plan([outlook(person, TUESDAY, cadences=CADENCES)], TUESDAY, PlanSettings())
    return calendar_bytes((*planned.week, *planned.later), now=NOW).replace(b"\r\n ", b"").decode()


def test_a_correction_is_no_note_and_names_the_way(store: Store, settings: Settings) -> None:
    """Nothing is stored; the note it would have corrected stays for `replace` and `undo`."""
    who = somebody(store)
    desk, _ = desks(store, settings)
    desk.add(who, "talked about his divorce", now=NOW)
    with pytest.raises(UsageError, match=r"context replace.*context undo"):
        desk.add(who, "oops, remove the divorce", now=NOW)
    assert len(store.encounters.of(who)) == 1


def test_a_replaced_note_is_gone_from_letters_and_comes_back_by_an_undo(store: Store, settings: Settings) -> None:
    """Where and when it was stays; promises of the old note go, and the waiting letter says the new one."""
    who = somebody(store, Encounter("Fair", TUESDAY, talk="trams", promises=(Promise("send the map"),)))
    desk, _ = desks(store, settings)
    drafted(store, who, settings)
    done, said = desk.replace(who, "talked about harbours; I will send the chart by Friday", now=NOW)
    assert said.meeting.event == "Fair" and "written anew" in done.note
    letter = store.drafts.get(1).letter
    assert "chart" in letter.body and "map" not in letter.body and "trams" not in letter.subject + letter.body
    assert [promise.text for promise in store.promises.all(contact_id=who)] == ["send the chart"]
    assert len(files(settings)) == 1
    desk.undo(now=NOW, number=who, verbs=NOTING)
    letter = store.drafts.get(1).letter
    assert "map" in letter.body and "chart" not in letter.body
    assert [promise.text for promise in store.promises.all(contact_id=who)] == ["send the map"]
    assert len(files(settings)) == 1


def test_a_promise_that_was_kept_is_the_same_promise_in_the_new_note(store: Store, settings: Settings) -> None:
    """Replacing the note opens nothing again."""
    who = somebody(store, Encounter("Fair", TUESDAY, talk="trams", promises=(Promise("send the map"),)))
    desk, _ = desks(store, settings)
    with store.transaction() as tx:
        tx.promises.end(1, kept_on=TUESDAY, dropped_on=None, now=NOW, actor="robin")
    desk.correct(who, Kind.TALK, "trams", "trains", seen=store.review.seen(who), now=NOW)
    assert [(promise.text, promise.open) for promise in store.promises.all(contact_id=who)] == [("send the map", False)]


def test_reading_the_same_files_again_brings_nothing_back_that_was_replaced(store: Store, settings: Settings) -> None:
    """Files that say something new are heard again."""
    told = Encounter("Fair", TUESDAY, talk="his divorce", promises=(Promise("send the map"),))
    who = somebody(store, told)
    desk, _ = desks(store, settings)
    desk.replace(who, "talked about harbours", now=NOW)
    with store.transaction() as tx:
        assert not tx.encounters.revise(who, told, card_id=1, now=NOW)
        tx.encounters.add(who, told, card_id=1, now=NOW)
    assert [met.talk for met in store.encounters.of(who)] == ["harbours"]
    assert store.promises.all(contact_id=who) == []
    with store.transaction() as tx:
        assert tx.encounters.revise(who, Encounter("Fair", TUESDAY, talk="tides"), card_id=1, now=NOW)
    assert {met.talk for met in store.encounters.of(who)} == {"harbours", "tides"}


def test_what_is_kept_back_is_numbered_chosen_and_taken_back(store: Store, settings: Settings) -> None:
    """A letter that waits follows each time; a choice outlives a new reading of the files."""
    met = Encounter("Fair", TUESDAY, talk="bees; his divorce")
    who = somebody(store, met)
    desk, _ = desks(store, settings)
    assert "divorce" not in drafted(store, who, settings).body
    assert [piece.text for piece in desk.look(who).offers] == ["his divorce"]
    with pytest.raises(UsageError, match="no piece 2; there are 1 to 1"):
        desk.quote(who, [2], seen=store.review.seen(who), now=NOW)
    desk.quote(who, [1], seen=store.review.seen(who), now=NOW)
    assert "his divorce" in store.drafts.get(1).letter.body
    with store.transaction() as tx:
        assert not tx.encounters.revise(who, met, card_id=1, now=NOW)
    assert desk.look(who).offers == ()
    desk.undo(now=NOW, number=who, verbs=NOTING)
    assert "divorce" not in store.drafts.get(1).letter.body
    assert len(desk.look(who).offers) == 1


def test_a_remark_that_is_chosen_becomes_a_topic(store: Store, settings: Settings) -> None:
    """The rest of the private note stays private."""
    who = somebody(store, Encounter("Fair", TUESDAY, talk="bees", note="museum lighting; tall, a bit arrogant"))
    desk, _ = desks(store, settings)
    drafted(store, who, settings)
    assert [piece.text for piece in desk.look(who).offers] == ["museum lighting"]
    desk.quote(who, [1], seen=store.review.seen(who), now=NOW)
    assert "museum lighting" in store.drafts.get(1).letter.body and "arrogant" not in store.drafts.get(1).letter.body
    assert store.encounters.of(who)[0].note == "tall, a bit arrogant"


def test_a_piece_kept_private_leaves_the_letter(store: Store, settings: Settings) -> None:
    """And the letter itself goes, with its file, if nothing is left that it could say."""
    who = somebody(store, Encounter("Fair", TUESDAY, talk="bees"))
    desk, _ = desks(store, settings)
    drafted(store, who, settings)
    found = desk.pieces_named(who, Kind.TALK, "bees")
    done = desk.decide(who, found, quote=False, seen=store.review.seen(who), now=NOW)
    assert "let go" in done.note
    assert store.drafts.get(1).state is DraftState.LET_GO and files(settings) == []
    desk.undo(now=NOW, number=who, verbs=NOTING)
    assert "bees" in drafted(store, who, settings).subject.casefold()


def test_an_approval_of_a_letter_that_the_note_changed_is_withdrawn(store: Store, settings: Settings) -> None:
    """And nothing that was taken out comes back by an undo of the draft."""
    who = somebody(store, Encounter("Fair", TUESDAY, talk="bees; trams"))
    desk, letters = desks(store, settings)
    drafted(store, who, settings)
    letters.approve(1, revision=store.drafts.get(1).revision, now=NOW)
    desk.correct(who, Kind.TALK, "trams", "", seen=store.review.seen(who), now=NOW)
    draft = store.drafts.get(1)
    assert draft.state is DraftState.DRAFTED and draft.approval is None and "trams" not in draft.letter.body
    with pytest.raises(NotAllowedError, match="nothing to take back"):
        letters.undo(1, revision=draft.revision, now=NOW)


def test_an_edited_letter_is_left_and_needs_a_look_before_it_is_approved(store: Store, settings: Settings) -> None:
    """The text stays; a person says that it stands, or edits it."""
    who = somebody(store, Encounter("Fair", TUESDAY, talk="bees"))
    desk, letters = desks(store, settings)
    drafted(store, who, settings)
    text = "Hello Mira,\n\nbees it is.\n\nRobin\n"
    letters.edit(1, revision=store.drafts.get(1).revision, body=text, now=NOW)
    done, _ = desk.add(who, "talked about honey", now=NOW)
    draft = store.drafts.get(1)
    assert "the note changed" in done.note and draft.note_changed and draft.letter.body == text
    with pytest.raises(BlockedError, match="the note changed since you edited this letter"):
        letters.approve(1, revision=draft.revision, now=NOW)
    letters.stands(1, revision=draft.revision, now=NOW)
    assert letters.approve(1, revision=store.drafts.get(1).revision, now=NOW).state is DraftState.APPROVED
    with pytest.raises(NotAllowedError, match="nothing to confirm"):
        letters.stands(1, revision=store.drafts.get(1).revision, now=NOW)


def test_a_second_note_adds_and_the_waiting_letter_says_both(store: Store, settings: Settings) -> None:
    """From the page too, whose undo takes it back."""
    who = somebody(store, Encounter("Fair", TUESDAY, talk="bees"))
    drafted(store, who, settings)
    people = PeopleDesk(store, settings, "robin")
    people.add_context(who, "I will send the map by Friday", seen=store.review.seen(who), now=NOW)
    assert "map" in store.drafts.get(1).letter.body
    people.undo(now=NOW)
    assert "map" not in store.drafts.get(1).letter.body and "bees" in store.drafts.get(1).letter.subject.casefold()


def test_several_promises_stand_each_with_its_day(store: Store, settings: Settings) -> None:
    """In the order in which they were noted."""
    mine = (Promise("send the map", date(2026, 12, 3)), Promise("book the table", date(2026, 12, 10)))
    body = drafted(store, somebody(store, Encounter("Fair", TUESDAY, talk="bees", promises=mine)), settings).body
    assert body.index("the map (by Thursday, 3 December)") < body.index("book the table (by Thursday, 10 December)")


# Words of no language, and words of ours that the guard keeps back; each can be told again in what comes out.
SENTINELS = st.text(st.characters(categories=("Lu", "Ll", "Lo")), min_size=6, max_size=12)
FRAMES = (
    "talked about {}", "met at {}", "I will send the {} by Friday", "she will send me the {}", "{}", "next step: {}",
    "introduced by {}", "a few words about {}", "note: {}", "talked about {}, he was {}", "I will not send her the {}",
    "gesprochen über {}", "ich schicke ihr die {} bis Freitag", "parlé de {}", "je lui envoie {}",
    "hablamos de {}, no {}",
    "abbiamo parlato di {}", "falamos de {} dele", "gesproken over {}", "told me about the {} ({})", "{}: {}!",
)  # fmt: skip


@st.composite
def notes(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A note of several clauses, and the words in it that can be found again."""
    words: list[str] = []
    clauses = []
    for frame in draw(st.lists(st.sampled_from(FRAMES), min_size=1, max_size=4)):
        own = [draw(SENTINELS) for _ in range(frame.count("{}"))]
        words += own
        clauses.append(frame.format(*own))
    return draw(st.sampled_from(["; ", ". ", "\n"])).join(clauses), words


STEPS = ("first", "nudge-1", "promise", "quarterly")


def letters_of(met: Encounter, codes: Sequence[str] = LANGUAGES, steps: Sequence[str] = STEPS) -> list[Letter]:
    """These steps of the fitting cadence in these languages, written in this process."""
    found = []
    for code in codes:
        for step in steps:
            to = Recipient(MIRA, Relation.MET, Recommendation.STRONG, talked=True)
            wish = Wish((step, TUESDAY + timedelta(days=3)), language=code)
            made = plan(to, met, today=TUESDAY, cadences=CADENCES, wish=wish)
            if isinstance(made, Plan):
                found.append(render(made, MIRA, met, ROBIN, templates_dirs=template_dirs(), token="t" * 12))
    return found


def planned_for(met: Encounter, promises: tuple[OpenPromise, ...]) -> str:
    """The calendar with somebody met so."""
    contact = Contact(1, "urn:uuid:1", MIRA, Relation.MET, Recommendation.STRONG, None, "en")
    person = Relationship(contact, NOW, encounters=(met,), promises=promises, confirmed=True)
    return calendar(person)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(notes(), st.sampled_from(LANGUAGES), st.sampled_from(STEPS))
def test_no_word_of_a_note_gets_out_except_through_the_guard(
    noted: tuple[str, list[str]], code: str, step: str
) -> None:
    """From the text of a note to letters of any step in any language, their subjects, and the calendar."""
    text, words = noted
    met = parse_note(text, TUESDAY)
    promised = tuple(
        OpenPromise(at, 1, Whose.MINE, item.text, item.due, TUESDAY) for at, item in enumerate(met.promises, 1)
    )
    entries = planned_for(met, promised)
    for letter in letters_of(met, [code, "en"], [step, "first"]):
        through = [piece.text for piece in pieces_of(met, language=letter.language, people=("Mira Muster",))
                   if piece.quotable]  # fmt: skip
        for word in words:
            if word.casefold() in f"{letter.subject}\n{letter.body}".casefold():
                assert any(word.casefold() in piece.casefold() for piece in through), (word, text)
    for word in words:
        if word in entries:
            known = [piece for code in LANGUAGES for piece in pieces_of(met, language=code, people=("Mira Muster",))]
            assert any(word in piece.text and piece.quotable for piece in known), (word, text)


@pytest.mark.parametrize("kept", ["his divorce", "not the zorblax", "zorblax for 300 €", "the arrogant zorblax"])
def test_a_piece_kept_back_is_in_no_letter_and_no_calendar(kept: str) -> None:
    """Whichever part of the note it is; the same piece, chosen, is in them."""
    secret = kept.rpartition(" ")[2] if "300" not in kept else "300"
    met = Encounter("Fair", TUESDAY, talk=f"bees; {kept}", promises=(Promise(kept), Promise("send the map")),
                    their_promises=(Promise(kept),), next_step=kept, introduced_by=kept, note=kept)  # fmt: skip
    mine = (OpenPromise(1, 1, Whose.MINE, kept, None, TUESDAY),)
    for letter in letters_of(met):
        assert secret not in letter.subject + letter.body
    assert secret not in planned_for(met, mine)
    assert any(secret in letter.body for letter in letters_of(Encounter("Fair", TUESDAY, talk=kept, quoted=(kept,))))


def test_what_a_person_is_told_that_letters_may_say_is_judged_in_the_language_of_the_letter(
    store: Store, settings: Settings
) -> None:
    """An English note about somebody in Germany: "letters may say it" was shown, and no letter could be drafted."""
    met = Encounter("Fair", TUESDAY, talk="measuring fatigue in the recycled aluminium of our bikes")
    who = somebody(store, met, country="DE")
    assert draft_next(store, who, settings, now=NOW).file is None
    desk, _ = desks(store, settings)
    assert [piece.text for piece in desk.look(who).offers] == [met.talk]
    desk.quote(who, (1,), seen=store.review.seen(who), now=NOW)
    assert met.talk in store.drafts.get(1).letter.body
