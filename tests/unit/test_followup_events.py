"""event.toml and notes: what is understood, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.errors import ConfigError
from cardscan.followup.notes.beside import sidecar_names
from cardscan.followup.notes.due_dates import due_date, read_promise
from cardscan.followup.notes.events import read_events
from cardscan.followup.notes.note_reading import combine, parse_note, read_origin
from cardscan.model.encounter import CardOrigin, Encounter, Promise, TalkDepth

TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
COMPLETE = b"""
event = "PyData Berlin 2026"
date = 2026-11-24
place = "Berlin"
country = "de"
how = "handed over"

[notes]
"IMG_3.jpg" = "talked about sailing; I will send the photos by Monday"

[notes."IMG_1.jpg"]
talked_about = "OCR on receipts"
promised = ["I send the paper by Friday", "introduce Ana by 2026-12-01"]
they_promised = "a test account"
next_step = "call in December"
depth = "a real talk"
note = "has a dog"

[notes."IMG_2.jpg#2"]
how = "introduced by Ana Exemplo"
talked_about = "barcodes"
"""


def test_a_complete_file_becomes_the_encounter_of_each_card() -> None:
    """Event values hold for every card; a note adds to them; dates count from the event's day."""
    folder = read_events(COMPLETE)
    assert folder.encounter_for("IMG_1.jpg") == Encounter(
        event="PyData Berlin 2026", day=TUESDAY, place="Berlin", country="DE", origin=CardOrigin.HANDED_OVER,
        depth=TalkDepth.REAL_TALK, talk="OCR on receipts",
        promises=(Promise("send the paper", FRIDAY), Promise("introduce Ana", date(2026, 12, 1))),
        their_promises=(Promise("a test account"),), next_step="call in December", note="has a dog",
    )  # fmt: skip
    bare = folder.encounter_for("IMG_9.jpg")
    assert bare is not None and bare.event == "PyData Berlin 2026" and not bare.has_conversation


def test_a_number_after_the_photo_means_one_of_its_cards() -> None:
    """ "#2" is the second card; the first card of that photo has only what holds for all."""
    folder = read_events(COMPLETE)
    second, first = folder.encounter_for("IMG_2.jpg", 1), folder.encounter_for("IMG_2.jpg", 0)
    assert second is not None and (second.origin, second.introduced_by) == (CardOrigin.INTRODUCED, "Ana Exemplo")
    assert second.talk == "barcodes"
    assert first is not None and (first.origin, first.talk) == (CardOrigin.HANDED_OVER, "")


def test_a_plain_text_is_read_like_a_note() -> None:
    """The shorthand gives talk and promise with its day."""
    found = read_events(COMPLETE).encounter_for("IMG_3.jpg")
    assert found is not None and found.talk == "sailing"
    assert found.promises == (Promise("send the photos", date(2026, 11, 30)),)


def test_a_file_beside_the_photo_goes_before_event_toml() -> None:
    """What the side-car says wins; what it does not say stays."""
    found = read_events(COMPLETE).encounter_for("IMG_1.jpg", sidecar="# talked about invoices\n- private: tall")
    assert found is not None and found.talk == "invoices" and found.next_step == "call in December"
    assert found.note == "has a dog; tall"
    assert sidecar_names("IMG_1.jpg")[:2] == ("IMG_1.txt", "IMG_1.md")


def test_nothing_known_is_no_encounter() -> None:
    """An empty file is no encounter, and neither is an empty side-car."""
    assert read_events(b"").encounter_for("a.jpg") is None
    assert read_events(b"").encounter_for("a.jpg", sidecar=" \n") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('evnt = "x"', ['unknown key "evnt"', 'did you mean "event"?', "talked_about"]),
        ('[notes."a.jpg"]\ntalked = "x"', ['unknown key "notes."a.jpg".talked"', '"talked_about"?', "next_step"]),
        ('date = "tomorrow"', ["date = 'tomorrow'", "2026-11-24"]),
        ("date = 12", ["date = 12"]),
        ('country = "Germany"', ["country", "two-letter"]),
        ("event = 3", ["event = 3", "quotes"]),
        ('how = "stolen"', ["how = 'stolen'", "handed over", "raffle"]),
        ('[notes."a"]\nhow = "stolen"', ['notes."a".how', "introduced by NAME"]),
        ('[notes."a"]\ndepth = "deep"', ['notes."a".depth', "a few words"]),
        ('[notes."a"]\npromised = [1]', ['notes."a".promised', "list of texts"]),
        ('[notes."a"]\npromised = {x = 1}', ['notes."a".promised']),
        ("notes = 3", ["notes = 3"]),
        ("[notes]\na = 3", ['notes."a" = 3']),
        ('[notes]\n"" = "x"', ["empty photo name"]),
        ("event = = 1", ["not valid TOML", "line 1"]),
        ('event = "a"\nevent = "b"', ["not valid TOML"]),
        ("a = " + "[" * 5_000, ["TOML"]),
        ("x" * 300_000, ["larger than 256 KB"]),
    ],
)
def test_a_wrong_file_is_refused_with_file_key_and_what_is_allowed(text: str, says: list[str]) -> None:
    """The sentence names the file, the key, and what may stand there."""
    with pytest.raises(ConfigError) as caught:
        read_events(text.encode(), name="trip/event.toml")
    message = str(caught.value)
    assert message.startswith("trip/event.toml: ") and len(message) < 500
    assert all(part in message or (part == "TOML" and "nested too deeply" in message) for part in says), message


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    """A missing file, a folder in its place and bytes that are no UTF-8."""
    (tmp_path / "event.toml").mkdir()
    for path in (tmp_path / "missing.toml", tmp_path / "event.toml"):
        with pytest.raises(ConfigError, match="cannot be read"):
            read_events(path)
    with pytest.raises(ConfigError, match=r"not UTF-8 text \(byte 10\)"):
        read_events(b'event = "\xff"')


def test_a_note_for_a_photo_that_is_not_there_names_the_nearest() -> None:
    """Also for one of several cards."""
    folder = read_events(COMPLETE)
    folder.check_photos(["IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg", "more.png"])
    with pytest.raises(ConfigError, match=r'"IMG_2.jpg#2".*did you mean "IMG_2.jpeg"'):
        folder.check_photos(["IMG_1.jpg", "IMG_2.jpeg", "IMG_3.jpg"])


def test_accents_of_file_names_match_in_either_spelling() -> None:
    """macOS writes "é" in two characters, a keyboard in one."""
    folder = read_events('[notes]\n"caf\u00e9.jpg" = "talked about tea"'.encode())
    folder.check_photos(["cafe\u0301.jpg"])
    found = folder.encounter_for("cafe\u0301.jpg")
    assert found is not None and found.talk == "tea"


def test_the_example_note_is_understood() -> None:
    """The line from the documentation."""
    found = parse_note("met at PyData; talked about OCR on receipts; I send the paper by Friday", TUESDAY)
    assert (found.event, found.talk) == ("PyData", "OCR on receipts")
    assert found.promises == (Promise("send the paper", FRIDAY),)


@pytest.mark.parametrize(
    ("note", "talk", "promise", "due"),
    [
        ("Talked about Dr. Muster's book. I'll send the link tomorrow.", "Dr. Muster's book", "send the link", 25),
        ("discussed sailing, and I will call next week", "sailing", "call", 34),
        ("Wir haben über Mehrweg gesprochen; ich schicke das Angebot bis Freitag", "Mehrweg",
         "das Angebot", 27),
        ("Gespräch über Papier\nversprochen: der Artikel bis Ende der Woche", "Papier", "der Artikel", 27),
        ("parlé de la mer; je vous envoie l'article d'ici vendredi", "la mer", "l'article", 27),
        ("hablamos de visión; le envío el artículo antes del viernes", "visión", "el artículo", 26),
        ("falamos de barcos; envio o artigo até sexta-feira", "barcos", "o artigo", 27),
    ],
)  # fmt: skip
def test_notes_in_five_languages(note: str, talk: str, promise: str, due: int) -> None:
    """Talk, promise and day, counted from Tuesday 24 November."""
    found = parse_note(note, TUESDAY)
    days = date.fromordinal(date(2026, 11, 1).toordinal() + due - 1)
    assert (found.talk, found.promises) == (talk, (Promise(promise, days),))


def test_what_is_not_said_to_be_a_talk_stays_private() -> None:
    """A remark about a person must never reach a letter."""
    found = parse_note("tall, a bit arrogant; I liked her; private: owes me a beer", TUESDAY)
    assert not found.has_conversation
    assert found.note == "tall, a bit arrogant; I liked her; owes me a beer"


def test_their_promises_are_kept_apart_from_mine() -> None:
    """ "she sends" is hers, "I send" is mine."""
    found = parse_note("she sends the brochure by Monday; I'll write", TUESDAY)
    assert found.their_promises == (Promise("the brochure", date(2026, 11, 30)),)
    assert found.promises == (Promise("write"),)


@pytest.mark.parametrize(
    ("words", "origin", "whom"),
    [
        ("handed over", CardOrigin.HANDED_OVER, None),
        ("introduced by Ana Exemplo", CardOrigin.INTRODUCED, "Ana Exemplo"),
        ("Vorgestellt von Ana", CardOrigin.INTRODUCED, "Ana"),
        ("found on the floor", CardOrigin.FOUND, None),
        ("passed on by Bo", CardOrigin.PASSED_ON, "Bo"),
        ("raffle", CardOrigin.RAFFLE, None),
        ("Verlosung", CardOrigin.RAFFLE, None),
    ],
)
def test_how_a_card_came(words: str, origin: CardOrigin, whom: str | None) -> None:
    """In words, as a value and as a clause of a note."""
    assert read_origin(words) == (origin, whom)
    assert parse_note(f"{words}; talked about x", None).origin is origin


@pytest.mark.parametrize(
    ("text", "due", "rest"),
    [
        ("send it by Tuesday", date(2026, 12, 1), "send it"),  # the same weekday is next week's
        ("send it today", TUESDAY, "send it"),
        ("send it by Nov 3", date(2027, 11, 3), "send it"),
        ("send it before 2026-12-01", date(2026, 11, 30), "send it"),
        ("in two weeks call", date(2026, 12, 8), "call"),
        ("call by the end of the month", date(2026, 11, 30), "call"),
        ("Anruf am 3.12.", date(2026, 12, 3), "Anruf"),
        ("Anruf bis Freitag, den 4. Dezember", date(2026, 12, 4), "Anruf"),
        ("appel le 1er décembre", date(2026, 12, 1), "appel"),
        ("enviar el 3 de diciembre de 2027", date(2027, 12, 3), "enviar"),
        ("send it by Friday morning", FRIDAY, "send it"),
    ],
)
def test_days_are_told_from_the_day_of_the_event(text: str, due: date, rest: str) -> None:
    """Tuesday, 24 November 2026 is the day all of them count from."""
    assert due_date(text, TUESDAY) == (due, rest)


@pytest.mark.parametrize("text", ["the May report", "by 2026-02-30", "in 4000 weeks", "by 31 February", "Mondays", ""])
def test_no_day_is_made_up(text: str) -> None:
    """What is no date leaves the text as it is."""
    assert due_date(text, TUESDAY) is None


def test_without_a_day_only_a_full_date_counts() -> None:
    """ "by Friday" of an unknown week is kept in the words."""
    assert read_promise("I send it by Friday", None) == Promise("send it by Friday")
    assert read_promise("I send it by 2026-11-27", None) == Promise("send it", FRIDAY)


@given(st.text(max_size=300), st.dates())
def test_any_note_gives_plain_single_lines(text: str, day: date) -> None:
    """Hostile notes neither crash nor carry a line end or control character into an encounter."""
    found = combine(Encounter(event="E"), parse_note(text, day))
    texts = [
        found.event,
        found.talk,
        found.next_step,
        found.note,
        found.introduced_by,
        *(p.text for p in found.promises),
    ]
    assert not any(char in value for value in texts if value for char in "\n\r\x00\u2028\u202e")


@given(st.binary(max_size=200))
def test_any_bytes_are_folder_events_or_a_config_error(raw: bytes) -> None:
    """Never another exception."""
    try:
        read_events(raw)
    except ConfigError as error:
        assert "\n" not in str(error)
