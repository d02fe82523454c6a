"""Values of whole cards: what stands beside a value on the card decides how it is read. All people are invented."""

from __future__ import annotations

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.reading import CardReading, PhoneType
from cardscan.parsing import read

HEIGHT = 24
Row = tuple[str, int, int]


def page(rows: list[Row], reader: str = "neural", confidence: float = 0.97) -> Page:
    """Rows (text, left, top in px) as the words of one pass."""
    words = []
    for text, left, top in rows:
        for word in text.split():
            width = max(4, int(len(word) * HEIGHT * 0.55))
            words.append(Word(word, Box(left, top, width, HEIGHT), confidence))
            left += width + int(HEIGHT * 0.3)
    return Page("drawn", tuple(words), (1050, 600), reader)


def read_rows(*rows: Row, also: tuple[Row, ...] = ()) -> CardReading:
    """One card, read by the second reader, and perhaps by Tesseract too."""
    return read([page(list(rows)), *([page(list(also), "tesseract", 0.8)] if also else [])])


def test_a_label_in_the_row_of_a_number_says_what_it_is_for() -> None:
    """The gap between them made them two lines; nothing of the label is left over."""
    details = read_rows(
        ("Uff. | +39 02 5555 0141", 60, 300), ("Fax |", 60, 340), ("+39 02 5555 0142", 200, 340)
    ).details
    assert [phone.type for phone in details.phones] == [PhoneType.WORK, PhoneType.FAX]
    assert details.unassigned == ()


def test_values_that_a_bullet_parts_are_all_read() -> None:
    """The second reader drops the gaps around a bullet."""
    details = read_rows(
        ("+61 2 5550 2901● +61 491 570 156●a-example@example.com.au", 60, 300),
        ("n-example@example.com.au·example.com.au/shop", 60, 340),
    ).details
    assert [phone.e164 for phone in details.phones] == ["+61255502901", "+61491570156"]
    assert details.emails == ("a-example@example.com.au", "n-example@example.com.au")
    assert details.urls == ("example.com.au/shop",)
