"""Letters after the first: a promise kept later, another wording, and what follows when a letter leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.errors import NotAllowedError, UsageError
from cardscan.followup.letters.promised import promise_in
from cardscan.followup.planning.schedule import TaskKind, outlook
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.locales.languages import LANGUAGES
from cardscan.mail.eml_folder import EmlFolder
from cardscan.model.contact import Relation
from cardscan.model.draft import DraftState, Letter, Sender
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.touch import Direction, OpenPromise, TouchKind, Whose
from cardscan.store import Decision, Store, open_store
from cardscan.workflows.letters.drafting import draft_next
from cardscan.workflows.letters.writing import LetterWriter
from cardscan.workflows.review.context import log_touch
from cardscan.workflows.review.drafts import DraftDesk
from cardscan.workflows.review.sending import send

TUESDAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CADENCES = load_cadences(template_dirs())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, sender=Sender("Robin Beispiel", "robin@beispiel.example"))


def somebody(store: Store, met: Encounter, *, language: str = "en", number: int = 1) -> int:
    """Somebody whose card was read with certainty, and how we met."""
    name = PersonName("Mira Muster", "Mira", "Muster")
    details = ContactDetails(name=name, emails=(f"mira@muster{number}.example",))
    reading = CardReading(details, (), None, language, Recommendation.STRONG, text=())
    with store.transaction() as tx:
        contact = tx.people.add(reading, uid=f"urn:uuid:{number}", now=NOW)
        tx.encounters.add(contact.id, met, now=NOW)
        return contact.id


def write(store: Store, who: int, settings: Settings, now: datetime = NOW) -> Letter:
    """The letter that comes next."""
    done = draft_next(store, who, settings, now=now)
    assert done.file is not None, done.missing
    assert done.file.is_file()
    return store.drafts.get(done.draft_id).letter


def leave(store: Store, settings: Settings, now: datetime = NOW) -> None:
    """Approve what waits, and hand it over."""
    desk = DraftDesk(store, settings, actor="robin")
    for draft in store.drafts.all(DraftState.DRAFTED):
        desk.approve(draft.id, revision=draft.revision, now=now)
    outbox = EmlFolder(settings.outbox_folder)
    handed = list(send(store, settings, outbox, store.drafts.all(DraftState.APPROVED), now=now))
    assert handed and not [item.problem for item in handed if item.problem]


def test_a_promise_made_after_the_first_letter_has_a_letter_of_its_own(store: Store, settings: Settings) -> None:
    """It is about that promise alone, and when it leaves the promise is kept and nothing is due any more."""
    who = somebody(store, Encounter(event="Fair", day=TUESDAY, talk="lamps", promises=(Promise("send the paper"),)))
    write(store, who, settings)
    leave(store, settings)
    later = NOW + timedelta(days=6)
    log_touch(store, who, "she called; I will introduce her to Ana by 2026-12-04", now=later, actor="robin")
    with store.transaction() as tx:
        paper = next(promise for promise in tx.promises.all(contact_id=who) if promise.text == "send the paper")
        tx.promises.end(paper.id, kept_on=later.date(), dropped_on=None, now=later, actor="robin")
    letter = write(store, who, settings, later)
    assert (letter.step, letter.due) == ("promise", date(2026, 12, 4))
    assert "introduce you to Ana" in letter.body and "paper" not in letter.body and "lamps" not in letter.body
    assert {piece.source for piece in letter.pieces if piece.filled} >= {"note: promise 1"}
    leave(store, settings, later)
    assert [promise.kept_on for promise in store.promises.all(contact_id=who)] == [later.date(), later.date()]
    ahead = outlook(store.people.relationships(who)[0], later.date(), cadences=CADENCES)
    assert ahead.task is None or ahead.task.kind is not TaskKind.PROMISE


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("late", [False, True])
def test_the_letter_about_a_promise_is_there_in_every_language(
    store: Store, settings: Settings, language: str, late: bool
) -> None:
    """For a series without texts of its own, too; late is said."""
    promise = Promise("P. 17", TUESDAY + timedelta(days=1))
    who = somebody(store, Encounter(day=TUESDAY, talk="T. 1", promises=(promise,), cadence="client"), language=language)
    write(store, who, settings)
    leave(store, settings)
    letter = write(store, who, settings, NOW + timedelta(days=4 * late))
    assert (letter.step, letter.language, letter.cadence) == ("promise", language, "client")
    assert "P. 17" in letter.body


def test_a_letter_that_leaves_moves_relation_and_next_date(store: Store, settings: Settings) -> None:
    """Three letters without an answer end in rest; each next date counts from the one before, and an answer too."""
    who = somebody(store, Encounter(event="Fair", day=TUESDAY, talk="lamps"))
    moments, steps = [], []
    for _ in range(3):
        person = store.people.relationships(who)[0]
        task = outlook(person, NOW.date(), cadences=CADENCES).task
        assert task is not None
        now = datetime.combine(task.due, NOW.time(), UTC)
        steps.append(write(store, who, settings, now).step)
        leave(store, settings, now)
        moments.append(task.due)
        assert store.people.history(who).decision is Decision.FOLLOWED_UP
    assert steps == ["first", "nudge-1", "nudge-2"]
    assert moments == [date(2026, 11, 27), date(2026, 12, 7), date(2027, 1, 6)]
    assert store.people.get(who).relation is Relation.RESTING
    assert outlook(store.people.relationships(who)[0], moments[-1], cadences=CADENCES).task is None
    answered = datetime(2027, 1, 20, 9, tzinfo=UTC)
    log_touch(store, who, "she answered", now=answered, actor="robin")
    assert store.people.get(who).relation is Relation.REPLIED
    task = outlook(store.people.relationships(who)[0], answered.date(), cadences=CADENCES).task
    assert task is not None
    assert (task.kind, task.due) == (TaskKind.ANSWER, date(2027, 1, 22))


@pytest.mark.parametrize("direction", [Direction.OUT, Direction.IN])
def test_a_touch_in_either_direction_moves_the_next_date(store: Store, direction: Direction) -> None:
    """The quarter of somebody who answered is counted from the last real contact, whoever spoke."""
    who = somebody(store, Encounter(event="Fair", day=TUESDAY, talk="lamps", cadence="client"))
    log_touch(store, who, "we talked", now=NOW, actor="robin")
    before = outlook(store.people.relationships(who)[0], TUESDAY, cadences=CADENCES).task
    assert before is not None and before.due == date(2027, 2, 22)
    month = NOW + timedelta(days=30)
    log_touch(store, who, "coffee", now=month, actor="robin", direction=direction, kind=TouchKind.HELP)
    after = outlook(store.people.relationships(who)[0], month.date(), cadences=CADENCES).task
    assert after is not None and after.due == date(2027, 3, 24)


def test_another_wording_keeps_day_recipient_and_number_and_can_be_undone(store: Store, settings: Settings) -> None:
    """The words change, the approval is withdrawn, the sources are new; undo brings the old words back."""
    who = somebody(store, Encounter(event="Fair", day=TUESDAY, talk="lamps"))
    first = write(store, who, settings)
    desk, writer = DraftDesk(store, settings, actor="robin"), LetterWriter(settings)
    approved = desk.approve(1, revision=1, now=NOW)
    with store.transaction() as tx:
        letter = writer.again(tx, approved, now=NOW)
    after = desk.replace(1, letter, revision=approved.revision, now=NOW)
    assert after.letter.body != first.body and after.approval is None and after.state is DraftState.DRAFTED
    for name in ("recipient", "due", "message_id", "step", "cadence", "language"):
        assert getattr(after.letter, name) == getattr(first, name), name
    assert "".join(p and after.letter.body[p.start : p.end] for p in after.letter.pieces if p.part == "body").strip()
    assert desk.undo(1, revision=after.revision, now=NOW).letter.body == first.body


def test_a_letter_is_written_in_another_language_and_address(store: Store, settings: Settings) -> None:
    """The address stays when the wording changes, until the notes say another one."""
    who = somebody(store, Encounter(event="Fair", day=TUESDAY, talk="OCR"))
    write(store, who, settings)
    desk, writer = DraftDesk(store, settings, actor="robin"), LetterWriter(settings)

    def again(language: str | None = None, address: str = "") -> str:
        draft = store.drafts.get(1)
        with store.transaction() as tx:
            letter = writer.again(tx, draft, now=NOW, language=language, address=address)
        return desk.replace(1, letter, revision=draft.revision, now=NOW).letter.body

    formal = again("de")
    assert "Guten Tag Mira Muster," in formal
    informal = again("de", "informal")
    assert "Hallo Mira," in informal and "Ihnen" not in informal
    assert again().startswith("Hallo Mira,"), "another wording of the same address"
    assert again("de", "formal").startswith("Guten Tag Mira Muster,")
    with store.transaction() as tx:
        tx.encounters.add(who, Encounter(event="Fair", day=TUESDAY, note="per du"), now=NOW, source="person")
    assert again().startswith("Hallo Mira,"), "the notes say it by now"
    with pytest.raises(UsageError, match="no text in 'pl'"):
        again("pl")


def test_a_letter_that_would_not_be_drafted_any_more_stays_as_it_is(store: Store, settings: Settings) -> None:
    """Somebody who asked not to be written to gets no other wording."""
    who = somebody(store, Encounter(event="Fair", day=TUESDAY, talk="lamps"))
    write(store, who, settings)
    draft = store.drafts.get(1)
    with store.transaction() as tx:
        tx.suppression.add("mira@muster1.example", reason="asked", now=NOW, actor="robin")
    with pytest.raises(NotAllowedError, match="suppression list"), store.transaction() as tx:
        LetterWriter(settings).again(tx, draft, now=NOW)


def test_which_promise_a_letter_is_about() -> None:
    """By its words, the longest; by being the only one where a person wrote the letter anew; else nobody knows."""
    made = [
        OpenPromise(number, 1, whose, text, None, TUESDAY)
        for number, (whose, text) in enumerate(
            [(Whose.MINE, "the paper"), (Whose.MINE, "The paper on bees."), (Whose.THEIRS, "the lamp")], start=1
        )
    ]
    letter = Letter(
        "a@b.example", "", "s", "Today: the paper on  bees. The lamp!", "c", "promise", TUESDAY, "en", "<1@x>"
    )
    assert promise_in(letter, made) == made[1]
    other = Letter("a@b.example", "", "s", "Here it is.", "c", "promise", TUESDAY, "en", "<1@x>")
    assert promise_in(other, made) is None
    assert promise_in(other, made[1:]) == made[1]
