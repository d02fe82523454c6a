"""Notes beside photos as editors and systems write them: any encoding, any spelling, and what is no note."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.errors import ConfigError, UsageError
from cardscan.followup.notes.beside import MAX_NOTE_BYTES, read_note
from cardscan.followup.notes.events import read_events
from cardscan.followup.notes.note_text import NotTextError, decode_note
from cardscan.workflows.intake.encounters import Encounters

NOTE = "talked about Größe and café; I will send the paper by Friday\n"
BOTH = [False, True]  # a scan, which lists the folder, and a watched folder


def talk_of(photo: Path, root: Path, *, watched: bool = False) -> str:
    """What the notes say that was talked about."""
    found = Encounters([(photo, root)], watched=watched).of(photo, 0)
    return found.talk if found else ""


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize(
    "text", [NOTE, "a", "met 李小龙 at the fair; talked about 机器学习\n", "говорили о погоде, ok?\n"]
)
def test_a_note_is_read_in_every_unicode_encoding(mark: str, coding: str, text: str) -> None:
    """With and without a mark, as Windows, macOS and old tools save it."""
    assert decode_note((mark + text).encode(coding)).text == text


@given(st.text(st.characters(codec="utf-8", min_codepoint=32), min_size=1))
def test_any_marked_text_is_read_or_said_to_be_none(text: str) -> None:
    """Nothing between: never another text."""
    for coding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        try:
            assert decode_note(("\ufeff" + text).encode(coding)).text == text
        except NotTextError:
            assert sum(0x7F <= ord(char) < 0xA0 or ord(char) in (0xFFFE, 0xFFFF) for char in text) or "{\\rtf" in text


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_said_to_be_none(raw: bytes) -> None:
    """No other error."""
    try:
        decode_note(raw)
    except NotTextError as error:
        assert str(error)


@pytest.mark.parametrize(
    "text",
    ["sprach über Größe", "discuté de l’été à Évry", "habló de «niños» – ¿mañana?", "Rødgrød på Ærø", "5 m² für 20 €",
     "Köln–Berlin", "n.º 3, 1ª vez"],
)  # fmt: skip
def test_western_text_of_windows_is_read_and_said_to_be_guessed(text: str) -> None:
    """Nothing in the bytes says that it is Windows-1252; its letters do."""
    found = decode_note(text.encode("cp1252"))
    assert (found.text, found.guessed) == (text, "Windows-1252")


@pytest.mark.parametrize(
    ("text", "coding"),
    [
        ("sprach über Größe", "mac-roman"), ("déjà vu", "mac-roman"), ("mañana", "mac-roman"),
        ("rozmowa o złocie", "cp1250"), ("pršelo", "cp1250"), ("met Анна at the fair", "cp1251"),
        ("Καλημέρα", "cp1253"), ("שלום", "cp1255"), ("名刺の話", "shift-jis"), ("谈机器学习", "gbk"),
    ],
)  # fmt: skip
def test_text_in_another_encoding_is_not_guessed(text: str, coding: str) -> None:
    """A letter with another word in it would be worse than a question."""
    with pytest.raises(NotTextError, match="not known"):
        decode_note(text.encode(coding))


def write(raw: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(raw)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (Path.mkdir, "is no file; rename it"),
        (os.mkfifo, "is no file; rename it"),
        (lambda path: path.symlink_to("nowhere"), "leads nowhere"),
        (write(b"x" * (MAX_NOTE_BYTES + 1)), "too long for a note"),
        (write(b"PK\x03\x04\x14\0\x08\x08\0\0\xff\xfe\x81\x8d rubbish \x00\x01\x02"), "no text"),
        (write(bytes(range(256))), "no text"),
        (write(bytes(500)), "no text"),
        (write(b"{\\rtf1\\ansi talked about}"), "rich text"),
    ],
)
def test_what_is_no_note_is_named_and_stops_nothing(make: Callable[[Path], object], said: str, tmp_path: Path) -> None:
    """The fact and the next step; what event.toml says of the photo still holds."""
    (tmp_path / "event.toml").write_text('event = "Fair"\n', "utf-8")
    (tmp_path / "IMG_1.jpg").touch()
    make(tmp_path / "IMG_1.txt")
    encounters = Encounters([(tmp_path / "IMG_1.jpg", tmp_path)])
    found = encounters.of(tmp_path / "IMG_1.jpg", 0)
    assert found is not None
    assert (found.event, found.talk) == ("Fair", "")
    (problem,) = encounters.problems.values()
    assert said in str(problem)
    assert "IMG_1.txt: " in str(problem)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_note_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    """Its rights are the next step."""
    (tmp_path / "a.txt").touch(0)
    with pytest.raises(ConfigError, match="check its rights"):
        read_note(tmp_path / "a.txt")


@pytest.mark.parametrize("watched", BOTH)
@pytest.mark.parametrize(
    ("photo", "note"),
    [
        ("IMG_2.JPG", "IMG_2.TXT"), ("IMG_2.jpg", "IMG_2.Txt"), ("IMG_2.JPG", "IMG_2.jpg.txt"),
        ("IMG_2.jpg", "img_2.MD"),
        ("Jo\u0308rg.jpg", "J\u00f6rg.txt"), ("J\u00f6rg.JPG", "Jo\u0308rg.TXT"), ("J\u00f6rg.jpg", "JO\u0308RG.TXT"),
        (b"caf\xe9.jpg", b"caf\xe9.TXT"), ("a.b.jpg", "a.b.txt"), ("noending", "noending.txt"),
    ],
)  # fmt: skip
def test_a_note_is_found_in_any_spelling(photo: str | bytes, note: str | bytes, watched: bool, tmp_path: Path) -> None:
    """As cameras (capitals), Windows (any case) and macOS (decomposed accents) write names."""
    taken, written = tmp_path / os.fsdecode(photo), tmp_path / os.fsdecode(note)
    taken.touch()
    written.write_text("talked about kilns", "utf-8")
    assert talk_of(taken, tmp_path, watched=watched) == "kilns"


@pytest.mark.parametrize("watched", BOTH)
def test_a_note_of_another_photo_is_not_taken(watched: bool, tmp_path: Path) -> None:
    """Two photos that differ in the letter case alone are two people; each has the note that is spelled like it."""
    for name in ("img_2.jpg", "IMG_2.jpg", "img_3.jpg", "IMG_3.jpg"):
        (tmp_path / name).touch()
    if (tmp_path / "iMG_2.jpg").exists():
        pytest.skip("letter case does not count on this file system")
    (tmp_path / "IMG_2.txt").write_text("talked about kilns", "utf-8")
    (tmp_path / "event.toml").write_text('[notes."IMG_3.jpg"]\ntalked_about = "glazes"\n', "utf-8")
    found = [talk_of(tmp_path / name, tmp_path, watched=watched) for name in ("IMG_2.jpg", "img_2.jpg")]
    assert found == ["kilns", ""]
    found = [talk_of(tmp_path / name, tmp_path, watched=watched) for name in ("IMG_3.jpg", "img_3.jpg")]
    assert found == ["glazes", ""]


@pytest.mark.parametrize("watched", BOTH)
def test_a_photo_of_the_longest_name_has_no_note_and_is_read(watched: bool, tmp_path: Path) -> None:
    """Its name with ".txt" behind it is longer than file systems take."""
    photo = tmp_path / ("x" * 251 + ".jpg")
    photo.touch()
    assert talk_of(photo, tmp_path, watched=watched) == ""


@pytest.mark.parametrize("watched", BOTH)
@pytest.mark.parametrize("file", ["event.toml", "Event.toml", "event.toml.txt"])
@pytest.mark.parametrize(
    ("photo", "key"),
    [("IMG_2.JPG", "img_2.jpg"), ("IMG_2.JPG", "IMG_2.jpg#1"), ("Jo\u0308rg.JPG", "j\u00f6rg.jpg"), ("a.jpg", "a.jpg")],
)
def test_keys_of_event_toml_are_found_in_any_spelling(
    photo: str, key: str, file: str, watched: bool, tmp_path: Path
) -> None:
    """The file's own name, too: Windows' editor adds its ending."""
    (tmp_path / photo).touch()
    (tmp_path / file).write_bytes(f'[notes."{key}"]\ntalked_about = "kilns"\n'.encode("utf-8-sig"))
    assert talk_of(tmp_path / photo, tmp_path, watched=watched) == "kilns"


def test_a_key_that_may_be_two_photos_is_asked_about() -> None:
    """A note for the wrong person is a wrong letter."""
    folder = read_events('[notes]\n"Img_1.JPG" = "talked about tea"\n"J\u00f6.jpg" = "x"'.encode())
    with pytest.raises(ConfigError, match=r"it may be IMG_1.jpg or img_1.jpg; write it as in the folder"):
        folder.check_photos(["IMG_1.jpg", "img_1.jpg", unicodedata.normalize("NFD", "J\u00f6.jpg")])


@pytest.mark.parametrize("wrong", ["evnt = 1", '[notes."a.jpg"]\ntalkd = "x"', "a = \ud800"])
def test_a_wrong_event_toml_costs_the_other_folders_nothing(wrong: str, tmp_path: Path) -> None:
    """It is named, and nothing is noted of its own photos until it is right; at the top, of those without their own."""
    for folder in (tmp_path, tmp_path / "Fair", tmp_path / "Dinner"):
        folder.mkdir(exist_ok=True)
        (folder / "a.jpg").touch()
        (folder / "a.txt").write_text("talked about kilns", "utf-8")
    (tmp_path / "Fair" / "event.toml").write_text(wrong, "utf-8", errors="surrogatepass")
    photos = [(folder / "a.jpg", tmp_path) for folder in (tmp_path, tmp_path / "Fair", tmp_path / "Dinner")]
    encounters = Encounters(photos)
    told = [encounters.of(photo, 0) for photo, _ in photos]
    assert [found.event if found else "nothing" for found in told] == [None, "nothing", "Dinner"]
    assert list(encounters.problems) == [tmp_path / "Fair" / "event.toml"]
    (tmp_path / "Fair" / "event.toml").rename(tmp_path / "event.toml")
    (tmp_path / "Dinner" / "event.toml").write_text('event = "Dinner"\n', "utf-8")
    encounters = Encounters(photos)
    told = [encounters.of(photo, 0) for photo, _ in photos]
    assert [found.event if found else "nothing" for found in told] == ["nothing", "nothing", "Dinner"]
    assert list(encounters.problems) == [tmp_path / "event.toml"]


@pytest.mark.parametrize("given", [False, True])
def test_a_note_for_a_photo_that_was_deleted_is_told_and_harms_no_other(given: bool, tmp_path: Path) -> None:
    """In the folder's own event.toml and in one that --event names; all such notes are counted."""
    (tmp_path / "a.jpg").touch()
    file = tmp_path / "event.toml"
    lines = ["[notes]", '"a.jpg" = "talked about kilns"', '"gone.jpg" = "talked about tea"', '"also.jpg" = "x"']
    file.write_text("\n".join(lines), "utf-8")
    encounters = Encounters([(tmp_path / "a.jpg", tmp_path)], str(file) if given else None)
    found = encounters.of(tmp_path / "a.jpg", 0)
    assert found and found.talk == "kilns"
    (problem,) = encounters.problems.values()
    assert '"gone.jpg" belongs to no photo' in str(problem) and "(and 1 more like it)" in str(problem)


def test_the_day_that_was_given_goes_before_notes_and_folders(tmp_path: Path) -> None:
    """ "by Friday" is counted from it; where several events have days of their own, it is refused."""
    place = tmp_path / "2026-03-02 Fair"
    place.mkdir()
    (place / "a.jpg").touch()
    (place / "event.toml").write_text('date = 2026-03-03\n[notes]\n"a.jpg" = "I send it by Friday"\n', "utf-8")
    found = Encounters([(place / "a.jpg", tmp_path)], day=date(2026, 11, 24)).of(place / "a.jpg", 0)
    assert found and found.day == date(2026, 11, 24) and found.promises[0].due == date(2026, 11, 27)
    (place / "event.toml").write_text('[[events]]\nevent = "x"\ndate = 2026-03-03\n', "utf-8")
    with pytest.raises(UsageError, match="leave out --on"):
        Encounters([(place / "a.jpg", tmp_path)], day=date(2026, 11, 24))


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-32"])
def test_event_toml_is_read_in_every_encoding_that_says_itself(coding: str) -> None:
    """As Windows' editor saves it."""
    assert read_events('event = "Messe Köln"'.encode(coding)).common.event == "Messe Köln"
