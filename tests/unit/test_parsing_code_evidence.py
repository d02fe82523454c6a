"""What a contact code on the card confirms, corrects and fills in."""

from __future__ import annotations

import pytest

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.photo import Code
from cardscan.model.reading import PhoneType
from cardscan.reading.parsing import read


def card(*lines: str) -> Page:
    """Lines of 24 px, one below the other."""
    words = []
    for row, text in enumerate(lines):
        left = 30
        for part in text.split():
            words.append(Word(part, Box(left, 30 + 50 * row, 14 * len(part), 24), 0.95))
            left += 14 * len(part) + 10
    return Page("drawn", tuple(words), (700, 400), "neural")


VCARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Álvaro Exemplo\r\nEMAIL;TYPE=WORK:alvaro@sampleworks.org\r\n"
    "TEL;TYPE=CELL:+447700900123\r\nEND:VCARD\r\n"
)
MECARD = "MECARD:N:Exemplo,Álvaro;TEL:+447700900123;EMAIL:alvaro@sampleworks.org;;"


@pytest.mark.parametrize(("payload", "kind"), [(VCARD, "vcard"), (MECARD, "mecard")])
def test_a_near_value_is_spelled_as_in_the_code(payload: str, kind: str) -> None:
    """The code has check sums, print has smudges; what was read stays an alternative."""
    reading = read([card("Alvaro Exemplo", "Director", "a1varo@sampleworks.org")], codes=[Code(payload, kind)])
    assert reading.details.name is not None
    assert reading.details.name.full == "Álvaro Exemplo"
    assert reading.details.emails == ("alvaro@sampleworks.org",)
    email = next(field for field in reading.fields if field.kind == "email")
    assert [a.value for a in email.alternatives] == ["a1varo@sampleworks.org"]
    assert "spelled as in the card's code" in email.reasons


def test_a_kind_that_print_lacks_comes_from_the_code_without_a_place_on_the_card() -> None:
    """The mobile number stands in the code only."""
    reading = read([card("Álvaro Exemplo", "alvaro@sampleworks.org")], codes=[Code(VCARD, "vcard")])
    assert [(p.type, p.e164) for p in reading.details.phones] == [(PhoneType.MOBILE, "+447700900123")]
    phone = next(field for field in reading.fields if field.kind == "phone")
    assert phone.box is None


def test_another_persons_code_changes_nothing_that_was_read() -> None:
    """A code may belong to the firm or to a campaign."""
    other = Code(VCARD.replace("Álvaro Exemplo", "Berta Muster").replace("alvaro@", "berta.muster@"), "vcard")
    reading = read([card("Ada Example", "ada@sampleworks.org", "T +44 1632 960123")], codes=[other])
    assert reading.details.name is not None
    assert reading.details.name.full == "Ada Example"
    assert reading.details.emails == ("ada@sampleworks.org",)
    assert [p.e164 for p in reading.details.phones] == ["+441632960123"]


@pytest.mark.parametrize(
    "payload",
    [
        "BEGIN:VCARD",
        "BEGIN:VCARD\nFN:\nEMAIL:\nTEL:\n",
        "BEGIN:VCARD\n" + "FN:x\n" * 5000,
        "BEGIN:VCARD\n:::;;;\n\x00\x1b[31m",
    ],
)
def test_a_broken_payload_is_heeded_as_far_as_it_goes(payload: str) -> None:
    """A code is untrusted text."""
    reading = read([card("Ada Example", "ada@sampleworks.org")], codes=[Code(payload[:4000], "vcard")])
    assert reading.details.emails == ("ada@sampleworks.org",)


def test_the_page_the_firm_and_the_title_come_from_the_code_where_print_has_none() -> None:
    """Firms print a code in place of their address."""
    payload = VCARD.replace(
        "END:VCARD", "ORG:Sampleworks;Sales\nTITLE:Head of Sales\nURL:https://sampleworks.org\nEND:VCARD"
    )
    details = read([card("Álvaro Exemplo", "alvaro@example.com")], codes=[Code(payload, "vcard")]).details
    assert (details.organization, details.titles, details.urls) == (
        "Sampleworks",
        ("Head of Sales",),
        ("sampleworks.org",),
    )


@pytest.mark.parametrize(
    ("payload", "urls"),
    [
        ("https://sampleworks.org/", ("sampleworks.org",)),
        ("https://bit.ly/3abcDEF", ()),
        ("https://linkedin.com/in/ada-example", ()),
        ("https://sampleworks.org/track?visitor=8812&campaign=9", ()),
        ("https://sampleworks.org/" + "a" * 200, ()),
        ("javascript:alert(1)", ()),
    ],
)
def test_a_web_address_in_a_code_counts_only_where_it_could_be_printed(payload: str, urls: tuple[str, ...]) -> None:
    """Shortened and tracked addresses say nothing of a person."""
    details = read([card("Ada Example", "ada@example.com")], codes=[Code(payload, "url")]).details
    assert details.urls == urls


def test_a_printed_web_address_is_not_joined_by_the_codes() -> None:
    """The code may lead to a campaign."""
    printed = card("Ada Example", "www.sampleworks.org")
    assert read([printed], codes=[Code("https://example.net", "url")]).details.urls == ("www.sampleworks.org",)
