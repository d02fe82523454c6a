"""Pages of several passes -> lines."""

from __future__ import annotations

import pytest

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.reading.parsing.lines.fusion import fuse


def page(*lines: tuple[str, int], reader: str = "neural", confidence: float = 0.95) -> Page:
    """Lines of 20 px height at the given tops, words 12 px a letter."""
    words = []
    for text, top in lines:
        left = 20
        for part in text.split():
            words.append(Word(part, Box(left, top, 12 * len(part), 20), confidence))
            left += 12 * len(part) + 8
    return Page("drawn", tuple(words), (600, 340), reader)


def test_an_icon_read_as_an_ideograph_is_no_line_of_a_latin_card() -> None:
    """The second reader calls a square logo by the ideograph that looks like it."""
    lines = fuse([page(("Ada Example", 20), ("口", 60), ("Sample Works Ltd", 100))])
    assert [line.text for line in lines] == ["Ada Example", "Sample Works Ltd"]


def test_ideographs_stay_on_a_card_that_is_written_in_them() -> None:
    """A one-letter family name over Latin lines is print."""
    lines = fuse([page(("林", 20), ("株式会社見本製作所", 60), ("Lin Example", 100))])
    assert [line.text for line in lines] == ["林", "株式会社見本製作所", "Lin Example"]


def test_spaces_come_from_the_pass_that_has_them() -> None:
    """The second reader drops spaces; the letters are the same, so Tesseract's spaces are taken."""
    neural, tesseract = page(("HeadofSales", 20)), page(("Head of Sales", 20), reader="tesseract", confidence=0.9)
    assert fuse([tesseract, neural])[0].text == "Head of Sales"


def test_a_line_that_only_one_pass_saw_is_kept_where_it_looks_like_text() -> None:
    """White print on a dark band; debris of two letters is not."""
    first = page(("Ada Example", 20))
    second = page(("www.example.org", 200), ("lI", 260), reader="tesseract", confidence=0.8)
    assert [line.text for line in fuse([first, second])] == ["Ada Example", "www.example.org"]


def test_readings_that_differ_stay_at_hand_as_variants() -> None:
    """The line is led by the better reading; the other may hold the right e-mail."""
    fused = fuse([page(("ada@example.org", 20)), page(("ada@exarnple.org", 20), reader="tesseract", confidence=0.7)])
    assert [v.text for v in fused[0].variants] == ["ada@example.org", "ada@exarnple.org"]


@pytest.mark.parametrize("read", ["Firma Sp. z 0.0.", "Firma Sp. z o.0", "Firma Sp.z 0.o."])
def test_zeros_in_a_polish_companys_form_are_letters(read: str) -> None:
    """Spółka z ograniczoną odpowiedzialnością, as most Polish firms are."""
    assert fuse([page((read, 20))])[0].text.replace(" ", "") == "FirmaSp.zo.o."


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("T:(81) 3550-1312Fax:(81)3550-8531ada@example.com", "T:(81) 3550-1312 Fax:(81)3550-8531 ada@example.com"),
        ("M206.555.0151·Eada@example.net", "M206.555.0151 Eada@example.net"),
        ("ada.1984.smith@example.net", "ada.1984.smith@example.net"),
        ("Sample Works S.r.I.", "Sample Works S.r.l."),
        ("SAMPLE WORKS S.R.I.", "SAMPLE WORKS S.R.L."),
    ],
)
def test_gaps_and_strokes_that_the_reader_lost_are_put_back(line: str, expected: str) -> None:
    """Before labels and mailboxes behind a number; a mailbox with a year in it stays."""
    assert fuse([page((line, 20))])[0].text == expected


def test_two_passes_that_agree_on_a_dash_do_not_stand_for_the_line() -> None:
    """Tesseract cut the line into words; what it read of the dashes is no reading of the whole."""
    words = [Word(text, Box(20 + 90 * k, 20, 12, 20), 0.92) for k, text in enumerate(("-", "-"))]
    neural = page(("Belo Horizonte - MG - 30308-008", 20), confidence=0.95)
    pieces = [Page("drawn", (word,), (600, 340), "tesseract") for word in words]
    assert fuse([neural, *pieces])[0].text == "Belo Horizonte - MG - 30308-008"
