"""The HTML version of a letter: the same words, nothing that a program would run, fetch or follow."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.mail import fingerprint, to_eml
from cardscan.mail.html_part import html_of
from cardscan.model.draft import Letter, Sender

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ROBIN = Sender("Robin Beispiel", "robin@beispiel.example")
BODY = (
    "Hello Mira,\n\nIt was good to meet you at R&D <Berlin>.\n\nYou can count on what I promised:\n\n"
    '- the "paper" (by Friday)\n- a lamp\n\nBest regards,\nRobin Beispiel\nhttps://beispiel.example/?a=1&b=2\n'
)
LETTER = Letter(
    "mira@muster.example", "Mira Muster", "OCR on receipts", BODY, "conference", "first", date(2026, 11, 26), "en",
    "<0123456789abcdef@beispiel.example>",
)  # fmt: skip
NAUGHTY = Path(__file__).parents[3] / "shared" / "hostile" / "naughty-strings.txt"
HOSTILE = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("<>&\"'`=/;- \n\t\r"), max_size=200)


class Reader(HTMLParser):
    """What a mail program would see: tags, their attributes, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.other: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


def check_page(page: str, body: str) -> Reader:
    """Plain paragraphs and lists without a single attribute, and every word of the text in its order."""
    seen = Reader(page)
    assert set(seen.tags) <= {"html", "body", "p", "br", "ul", "li"}
    assert not seen.attributes and not seen.other
    wanted = [word for line in body.split("\n") for word in line.removeprefix("- ").split()]
    assert seen.text.split() == wanted
    return seen


def parts_of(raw: bytes) -> tuple[EmailMessage, list[EmailMessage]]:
    """The message as a mail program reads it, and its alternatives."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message, [part for part in message.iter_parts() if isinstance(part, EmailMessage)]


def test_both_versions_say_the_same_and_the_text_comes_first() -> None:
    """A program that knows no HTML shows the first; one that does, the last (RFC 2046, 5.1.4)."""
    message, parts = parts_of(to_eml(LETTER, ROBIN, now=NOW, html=True))
    assert message.get_content_type() == "multipart/alternative" and not message.defects
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert parts[0].get_content().replace("\r\n", "\n") == BODY
    seen = check_page(parts[1].get_content(), BODY)
    assert seen.tags.count("li") == 2 and seen.tags.count("p") == 4
    assert not any(part.get_filename() or part.get("Content-Location") or part.get("Content-ID") for part in parts)


def test_a_list_inside_of_a_paragraph_keeps_its_place() -> None:
    """What a person wrote in between stays in between."""
    body = "First\n- one\n- two\nthen\n- three\nlast\n"
    assert check_page(html_of(body), body).tags.count("ul") == 2


def test_nothing_is_fetched_and_no_address_becomes_a_link() -> None:
    """No image, style, script, frame, font or link: the page has no attribute that could name one."""
    page = html_of(BODY + "\n<img src=https://spy.example/x.gif onerror=alert(1)> javascript:alert(1)\n")
    assert not Reader(page).attributes
    assert "<img" not in page and "&lt;img" in page and "<a" not in page


@settings(deadline=None)
@given(HOSTILE)
def test_any_text_becomes_words_and_nothing_else(text: str) -> None:
    """Tags, entities, comments and half of them are what was written."""
    body = "\n".join(line.strip() for line in text.replace("\r", "\n").split("\n"))
    body = "".join(char for char in body if char in "\n\t" or char.isprintable() or char.isspace())
    check_page(html_of(f"x\n\n{body}\n"), f"x\n\n{body}\n".replace("\x00", ""))


@settings(deadline=None)
@given(HOSTILE, HOSTILE)
def test_hostile_texts_change_no_header_of_a_letter_in_two_versions(name: str, body: str) -> None:
    """One recipient, our headers, two parts; the boundary is in neither of them."""
    raw = to_eml(replace(LETTER, recipient_name=name, body=f"x{body}"), ROBIN, now=NOW, html=True)
    message, parts = parts_of(raw)
    assert message.keys() == ["From", "To", "Subject", "Date", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type"]
    assert [address.addr_spec for address in message["To"].addresses] == ["mira@muster.example"]
    assert len(parts) == 2 and raw.isascii() and max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="the list of naughty strings is not beside this checkout")
def test_naughty_strings_stay_text() -> None:
    """Every one, as a paragraph and as an item of a list."""
    for text in NAUGHTY.read_text(encoding="utf-8").split("\n"):
        if text and text[0] != "#":
            raw = to_eml(replace(LETTER, body=f"Hello,\n\n{text}\n\n- {text}\n"), ROBIN, now=NOW, html=True)
            _, parts = parts_of(raw)
            plain = parts[0].get_content().replace("\r\n", "\n")
            check_page(parts[1].get_content(), plain)


def test_an_approval_of_the_text_alone_is_none_of_both() -> None:
    """Switching HTML on changes what would leave."""
    assert fingerprint(LETTER, ROBIN) != fingerprint(LETTER, ROBIN, html=True)
