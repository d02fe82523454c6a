"""vCards with what programs and editors leave in them: the cards are read, and what is no property is said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.contacts.formats.vcard_lines import RawCard, read_cards

ANNA = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Muster\r\nEMAIL:anna@muster.example\r\n"
BERTA = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Berta Muster\r\nEND:VCARD\r\n"
END = "END:VCARD\r\n"


def cards(text: str | bytes) -> list[RawCard]:
    return list(read_cards(text if isinstance(text, bytes) else text.encode()))


def said(card: RawCard) -> list[tuple[str, str]]:
    return [(item.name, item.value) for item in card.properties]


@pytest.mark.parametrize(
    "between",
    [
        "NULL\r\n",
        "-----\r\n",
        "\r\n \r\n\r\n",
        "<br/>\r\nExported: by phone\r\n",
        "\0\0\x1a\r\n",
        "* * *\r\n folded\r\n",
        "N:Nobody;;;;\r\n",
    ],
)
def test_what_stands_between_cards_belongs_to_none_of_them(between: str) -> None:
    """Nor does it hide the END before it, which is no property to keep."""
    anna, berta = cards(between + ANNA + END + between + BERTA + between.rstrip("\r\n"))
    assert said(anna) == [("FN", "Anna Muster"), ("EMAIL", "anna@muster.example")]
    assert said(berta) == [("FN", "Berta Muster")]
    assert anna.complaints == berta.complaints == []


@pytest.mark.parametrize("end", ["END:VCARD #1\r\n", "END:VCARD\0\r\n", "END:VCARD", "end : vcard;\r\n"])
def test_an_end_is_known_whatever_stands_behind_it(end: str) -> None:
    """Numbers, NULs, or the next card in the same line."""
    anna, berta = cards(ANNA + end + BERTA)
    assert (said(anna), said(berta)[0]) == (said(cards(ANNA + END)[0]), ("FN", "Berta Muster"))
    assert anna.complaints == []


@pytest.mark.parametrize("comment", ["# by phone", "// by phone", "<!-- by phone -->", "by phone", ";", ":x"])
@pytest.mark.parametrize("after", ["BEGIN:VCARD", "EMAIL:anna@muster.example"])
def test_a_line_that_is_no_property_is_left_out_and_said(comment: str, after: str) -> None:
    """It is no part of the value above it."""
    (card,) = cards((ANNA + END).replace(after, f"{after}\r\n{comment}"))
    assert said(card) == [("FN", "Anna Muster"), ("EMAIL", "anna@muster.example")]
    assert card.complaints == [f"a line that is no property is left out: {comment!r}"]


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("X-messaging/xmpp-All:z@xmpp.example", ("X-MESSAGING-XMPP-ALL", "z@xmpp.example")),
        ("X_PHONE/alt;TYPE=x:1", ("X-PHONE-ALT", "1")),
        ("X-Büro:5", ("X-B-RO", "5")),
    ],
)
def test_an_odd_name_is_a_property_of_its_own(line: str, kept: tuple[str, str]) -> None:
    """With a slash, an underscore, a letter that no standard allows; what comes after it is read too."""
    (card,) = cards(f"{ANNA}{line}\r\nORG:Muster GmbH\r\n{END}")
    assert said(card)[1:] == [("EMAIL", "anna@muster.example"), kept, ("ORG", "Muster GmbH")]
    assert card.complaints == []


def test_begin_and_end_of_something_else_are_not_kept() -> None:
    """A card that a calendar's lines got into."""
    (card,) = cards(f"{ANNA}BEGIN:VEVENT\r\nEND:VEVENT\r\nORG:Muster\r\n{END}")
    assert [name for name, _ in said(card)] == ["FN", "EMAIL", "ORG"]
    assert len(card.complaints) == 2


def test_a_note_goes_on_where_a_line_begins_no_property() -> None:
    """Web addresses and times of day are text, whatever their colon looks like."""
    (card,) = cards(f"{ANNA}NOTE:one\r\nhttps://x.example/y\r\n10:30 Treffen\r\nX-SKYPE:anna\r\n{END}")
    assert said(card)[2:] == [("NOTE", "one\\nhttps://x.example/y\\n10:30 Treffen"), ("X-SKYPE", "anna")]


def test_a_file_of_junk_is_not_told_line_by_line() -> None:
    """Twenty complaints say enough."""
    (card,) = cards(ANNA + "".join(f"# {number}\r\n" for number in range(1_000)) + END)
    assert len(card.complaints) == 20


def printable(value: str, *, name: str = "FN", charset: str = "UTF-8", version: str = "2.1") -> str:
    (card,) = cards(
        f"BEGIN:VCARD\r\nVERSION:{version}\r\n{name};CHARSET={charset};ENCODING=QUOTED-PRINTABLE:{value}\r\n{END}"
    )
    return card.properties[-1].value


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("=D0=A0=D1=83=D0=\r\n =B4=D0=B5=D0=BD=\r\n =D0=BA=D0=BE", "Руденко"),  # soft line breaks, folded besides
        ("=D0=A0=D1=83=D0=B4=D0=B5=D0=BD\r\n\t=D0=BA=D0=BE", "Руденко"),  # folded without a soft line break
        ("=D0=A0=D1=83=D0=B4=D0=B5=D0=BD\r\n =D0=BA=D0=BE", "Руденко"),
        ("=D0=A0=D1=83=D0=B4=D0=B5=D0=BD=D\r\n 0=BA=D0=BE", "Руденко"),  # folded within an escape
        ("=D0=A0=D1=83=D0=\r\n\t=B4=D0=B5=D0=BD=D0=BA=D0=BE", "Руденко"),
        ("=D0=A0=D1=83=D0=\r\n=B4=D0=B5=D0=BD=D0=BA=D0=BE", "Руденко"),  # within a character, not folded
        ("Ann =F0=9F=\r\n =98=80", "Ann 😀"),
        ("J=C3=B6rg=\r\n M=C3=BCller", "Jörg Müller"),  # the space is text
        ("J=C3=B6rg =\r\nM=C3=BCller", "Jörg Müller"),
        ("Hello\r\n world", "Hello world"),  # vCard 2.1 folds where a space stands
    ],
)
def test_folded_quoted_printable_is_read_as_it_was_meant(written: str, meant: str) -> None:
    """Soft line breaks, folds, both, and neither of them in the middle of a character."""
    assert printable(written) == meant


def test_a_writer_who_folds_once_within_a_character_folds_everywhere() -> None:
    """Then a single space after a soft line break is a fold too."""
    head = ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
    (card,) = cards(f"BEGIN:VCARD\r\nVERSION:2.1\r\nORG{head}M=C3=\r\n =BCller\r\nFN{head}Mus=\r\n ter\r\n{END}")
    assert said(card) == [("ORG", "Müller"), ("FN", "Muster")]


@pytest.mark.parametrize(
    ("written", "charset", "meant"),
    [
        ("J=C3=B6rg", "ISO-8859-1", "Jörg"),  # UTF-8, and it says otherwise
        ("J=C3=B6rg", "WINDOWS-1252", "Jörg"),
        ("J=F6rg", "ISO-8859-1", "Jörg"),
        ("J=F6rg", "UTF-8", "Jörg"),
        ("=E8=F0=E8=ED=E0", "WINDOWS-1251", "ирина"),
        ("=93=FA=96=7B", "SHIFT_JIS", "日本"),
        ("=93=FA=96=7B", "CP932", "日本"),
    ],
)
def test_a_wrong_character_set_is_not_believed(written: str, charset: str, meant: str) -> None:
    """What is valid UTF-8 is hardly ever meant as text of one octet a character."""
    assert printable(written, charset=charset) == meant


lines = st.sampled_from(
    ["BEGIN:VCARD", "END:VCARD", "NULL", "# x", ";x", ":", " fold", "\tfold", "FN;ENCODING=QUOTED-PRINTABLE:=D0=",
     "=B5", " =B5=", "NOTE:a", "X-a/b:c", "N:Muster;Anna", "", "PHOTO;BASE64:AAAA", "VERSION:2.1",
     "END:VCARDBEGIN:VCARD"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(lines, max_size=25))
def test_no_order_of_lines_keeps_an_end_or_loses_a_card(written: list[str]) -> None:
    """Nothing called BEGIN or END, and no property without a name, is ever kept."""
    for card in cards("\r\n".join(written)):
        assert all(name.strip("-") and name not in ("BEGIN", "END") for name, _ in said(card))
