"""Words of scripts other than Latin as a person has them: joined, in order, in today's spelling, and counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardscan.model.geometry import Box
from cardscan.model.page import Word
from cardscan.reading.ocr import kana_share, legibility_of, share_read
from cardscan.reading.ocr.right_to_left import as_read, without_marks
from cardscan.reading.ocr.scripts import (
    ARABIC,
    CYRILLIC,
    JAPANESE,
    KOREAN,
    SCRIPTS,
    installed_scripts,
    joined,
    with_one_accent,
)


def row(*words: tuple[str, int], width: int = 30, top: int = 0, confidence: float = 0.9) -> tuple[Word, ...]:
    """(text, left) of words 30 px high in one row; `width` is a letter's."""
    return tuple(Word(text, Box(left, top, width * len(text), 30), confidence) for text, left in words)


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        (row(("株", 0), ("式", 33), ("会社", 66)), ["株式会社"]),
        (row(("佐藤", 0), ("健太", 95)), ["佐藤", "健太"]),  # a wide space
        (row(("電話", 0), ("+81", 65)), ["電話", "+81"]),
        (row(("새", 0), ("벽", 36), ("디자인", 72)), ["새벽디자인"]),
        (row(("마케팅", 0), ("팀장", 95)), ["마케팅", "팀장"]),  # Korean has spaces
        (row(("ab", 0), ("cd", 61)), ["ab", "cd"]),
        (row(("東", 0)) + row(("京", 33), top=60), ["東", "京"]),
    ],
)
def test_letters_of_one_word_are_joined(words: tuple[Word, ...], texts: list[str]) -> None:
    """Where a script has no spaces, or the reader made one in the middle of a word; and only there."""
    found = joined(words)
    assert [word.text for word in found] == texts
    assert sum(len(word.text) for word in found) == sum(len(word.text) for word in words)


def test_a_joined_word_covers_its_letters_and_is_as_sure_as_they_are() -> None:
    """Box around all, confidence by their lengths."""
    (found,) = joined((Word("東", Box(0, 0, 30, 30), 0.6), Word("京都", Box(32, 2, 60, 30), 0.9)))
    assert found.box == Box(0, 0, 92, 32)
    assert found.confidence == pytest.approx(0.8)


def test_own_letters_count_where_they_were_read_surely() -> None:
    """The share is of all letters, sure or not."""
    words = row(("Анна", 0)) + row(("Ян", 0), confidence=0.3) + row(("Ada", 0)) + row(("42", 0))
    assert share_read(words, CYRILLIC) == (pytest.approx(4 / 9), 4)
    assert share_read((), CYRILLIC) == (0, 0)


def test_kana_tell_japanese() -> None:
    """The long mark does not: it looks like a rule."""
    assert kana_share(row(("みどり工業", 0))) == pytest.approx(3 / 5)
    assert kana_share(row(("工業ー", 0))) == 0
    assert kana_share(()) == 0


def test_a_syllable_weighs_more_than_a_letter() -> None:
    """Korean names have two or three: too few to count as a word of letters."""
    words = row(("김하", 0), ("과장", 100))
    assert legibility_of(words) == 0
    assert legibility_of(words, dense=KOREAN.letters) > 0.6


def test_only_scripts_with_data_are_there_and_english_comes_with_them(tmp_path: Path) -> None:
    """A script's second name for its data serves where the first is missing."""
    assert installed_scripts([tmp_path]) == ()
    for name in ("jpn", "Cyrillic"):
        (tmp_path / f"{name}.traineddata").touch()
    found = {each.script.name: each.languages for each in installed_scripts([tmp_path])}
    assert found == {"Cyrillic": ("Cyrillic",), "Japanese": ("jpn",)}
    (tmp_path / "eng.traineddata").touch()
    assert all(each.languages[1:] == ("eng",) for each in installed_scripts([tmp_path]))


def test_every_scripts_letters_are_its_own() -> None:
    """No Latin letter, digit or mark counts, and no Hangul for Han."""
    for script in SCRIPTS:
        assert script.count("Ada Example, 42 Łódź @ (é)") == 0
    assert JAPANESE.count("김민준") == 0
    assert (JAPANESE.count("株式会社みどり"), KOREAN.count("김민준"), ARABIC.count("ليلى")) == (7, 3, 4)


def test_greek_is_spelled_with_one_accent() -> None:
    """The data knows the accents of old, and a sign for millionths."""
    assert with_one_accent("Γιῶργος Οἰκονοµίδης") == "Γιώργος Οικονομίδης"
    assert with_one_accent("Διευθύνων Σύμβουλος") == "Διευθύνων Σύμβουλος"


def test_print_order_becomes_reading_order_in_lines_that_run_leftwards() -> None:
    """Words of Arabic are turned, what is written from the left is not; other lines are left alone."""
    line = row((":فتاه", 400), ("+20", 300), ("5550142", 0))
    assert [word.text for word in as_read(line, from_print=True)] == ["هاتف:", "+20", "5550142"]
    latin = row(("+20", 0), ("(Ada)", 200), top=60)
    assert as_read(latin, from_print=True) == as_read(latin, from_print=False) == latin


def test_unicode_order_becomes_print_order_for_numbers() -> None:
    """In a line of Arabic the rules put a number's plus behind it."""
    line = row(("هاتف:", 400), ("20+", 300))
    assert [word.text for word in as_read(line, from_print=False)] == ["هاتف:", "+20"]


def test_signs_for_the_screen_are_no_print() -> None:
    """They are invisible, and would make two spellings of one word."""
    assert without_marks("\u200fليلى\u200e") == "ليلى"
