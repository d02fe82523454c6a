"""The user's own voice is learned from an edited letter; and who was known before is met again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cardscan.app.cli.drafts import drafts
from cardscan.config import Settings
from cardscan.contacts import match_keys
from cardscan.errors import TemplateError, UsageError
from cardscan.followup.letters.learned import voice_of
from cardscan.followup.templates.own_phrases import OwnPhrases, Voice, load_phrases
from cardscan.model.draft import Letter, Sender
from cardscan.model.encounter import Encounter
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Recommendation
from cardscan.model.touch import Direction, Touch
from cardscan.store import Store, open_store
from cardscan.workflows.letters.drafting import draft_next
from cardscan.workflows.letters.wanted import known_before
from cardscan.workflows.review.drafts import DraftDesk

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
MIRA = PersonName("Mira Muster", "Mira", "Muster")
EDITED = "Hi Mira,\n\nIt was fun at the Expo. What next?\n\nCheers,\nRobin Beispiel\n"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("CARDSCAN_FOLLOWUP_TEMPLATES", str(tmp_path / "letters"))
    monkeypatch.setenv("CARDSCAN_SENDER_NAME", "Robin Beispiel")
    (tmp_path / "letters").mkdir()
    with open_store(tmp_path / "cardscan.db", keys_of=match_keys) as opened:
        yield opened


def somebody(store: Store, *met: Encounter, now: datetime = NOW) -> int:
    details = ContactDetails(name=MIRA, emails=("mira@muster.example",))
    with store.transaction() as tx:
        who = tx.people.add(
            CardReading(details, (), None, "en", Recommendation.STRONG, text=()), uid="urn:uuid:1", now=now
        ).id
        for encounter in met:
            tx.encounters.add(who, encounter, now=now)
    return who


def edited(store: Store, tmp_path: Path, body: str = EDITED) -> int:
    """The number of a letter that a person has changed to this."""
    settings = Settings(home=tmp_path, sender=Sender("Robin Beispiel", "robin@beispiel.example"))
    number = draft_next(
        store, somebody(store, Encounter(event="Expo", day=DAY, talk="lamps")), settings, now=NOW
    ).draft_id
    desk = DraftDesk(store, settings, "robin")
    desk.edit(number, revision=store.drafts.get(number).revision, subject=None, body=body, now=NOW)
    return number


def learn(store: Store, number: int, *options: str) -> Result:
    return CliRunner().invoke(drafts, ["learn", str(number), *options, "--db", store.where])


def test_an_edited_letter_teaches_greeting_farewell_and_question(store: Store, tmp_path: Path) -> None:
    """With a place for the name; asking again finds nothing new; it can be taken back."""
    number = edited(store, tmp_path)
    assert "Hi {given}," in learn(store, number, "--yes").output
    folder = tmp_path / "letters"
    assert load_phrases((folder,), "en").formal == Voice("Hi {given},", "Cheers,", "What next?")
    assert "nothing new" in learn(store, number, "--yes").output
    assert learn(store, number, "--undo").exit_code == 0
    assert load_phrases((folder,), "en") == OwnPhrases()
    assert isinstance(learn(store, number, "--undo").exception, UsageError)


def test_what_the_user_wrote_in_their_file_stays(store: Store, tmp_path: Path) -> None:
    """Comments and sentences of their own; taking back brings the file as it was."""
    file = tmp_path / "letters/email/phrases/en.toml"
    file.parent.mkdir(parents=True)
    mine = '# mine\n[instead]\n"Best regards," = "Bye,"\n'
    file.write_text(mine, "utf-8")
    number = edited(store, tmp_path)
    assert learn(store, number, "--yes").exit_code == 0
    assert file.read_text("utf-8").startswith(mine) and load_phrases((tmp_path / "letters",), "en").instead
    learn(store, number, "--undo")
    assert file.read_text("utf-8") == mine


def test_nothing_is_learned_without_a_yes_or_from_our_own_words(store: Store, tmp_path: Path) -> None:
    """Without a terminal to ask at, and from a letter that nobody has changed."""
    number = edited(store, tmp_path)
    assert isinstance(learn(store, number).exception, UsageError)
    settings = Settings(home=tmp_path)
    desk = DraftDesk(store, settings, "robin")
    desk.undo(number, revision=store.drafts.get(number).revision, now=NOW)
    assert "as cardscan wrote it" in str(learn(store, number, "--yes").exception)
    assert not (tmp_path / "letters/email").exists()


@pytest.mark.parametrize(
    ("greeting", "language", "learned"),
    [
        ("Hallo Mira,", "de", "Hallo {given},"),
        ("Hallo Mira Muster,", "de", "Hallo {name},"),
        ("Liebe Mira,", "de", ""),
        ("Sehr geehrte Frau Muster,", "de", ""),
        ("Chère Mira,", "fr", ""),
        ("Querida Mira:", "es", ""),
        ("Cara Mira,", "it", ""),
        ("Caro Mira,", "pt", ""),
        ("Hoi Mira,", "nl", "Hoi {given},"),
        ("Hello all,", "en", ""),
    ],
)
def test_a_greeting_that_assumes_a_gender_or_names_nobody_is_not_learned(
    greeting: str, language: str, learned: str
) -> None:
    """It would be wrong for the next person."""
    body = f"{greeting}\n\nx.\n\nBye\nRobin\n"
    letter = Letter("a@b.example", "", "s", body, "c", "first", DAY, language, "<1@x>")
    assert voice_of(letter, MIRA, "Robin").greeting == learned


@pytest.mark.parametrize(
    "text",
    [
        "[formal]\ngreting = 'x'",
        "[formel]\nx = 'y'",
        "[formal]\nquestion = 3",
        "formal = 1",
        "[formal",
        '[instead]\na = "b\\nc"',
    ],
)
def test_a_wrong_file_of_phrases_is_told_with_its_name(tmp_path: Path, text: str) -> None:
    """Before a letter is written with half of it."""
    file = tmp_path / "email/phrases/en.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text, "utf-8")
    with pytest.raises(TemplateError, match=r"en\.toml: "):
        load_phrases((tmp_path,), "en")


def test_who_was_known_before_is_met_again(store: Store) -> None:
    """Imported last year, met elsewhere, or written to before: all of them are; the same event twice is one meeting."""
    met = Encounter(event="Expo", day=DAY, talk="lamps")
    who = somebody(store, met)

    def again() -> bool:
        return known_before(store.people.relationships(who)[0])

    assert not again()
    with store.transaction() as tx:
        tx.encounters.add(who, Encounter(event="Expo", day=DAY - timedelta(days=1), talk="salt"), now=NOW)
    assert not again()
    with store.transaction() as tx:
        before = Touch(NOW - timedelta(days=300), Direction.OUT)
        tx.touches.add(who, before, now=NOW, actor="robin")
    assert again()


def test_a_contact_from_long_before_the_meeting_is_met_again(store: Store) -> None:
    """As a friend's vCard that was imported last year, whose card was scanned today: nobody is glad to "meet" them."""
    who = somebody(store, Encounter(event="Expo", day=DAY, talk="lamps"), now=NOW - timedelta(days=365))
    assert known_before(store.people.relationships(who)[0])
