"""Letters as .eml bytes: one recipient, exact headers, whatever the card says."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, date, datetime
from email.contentmanager import raw_data_manager
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.errors import ConfigError, OutputError
from cardscan.mail import eml, headers
from cardscan.mail.eml import to_eml, valid_address
from cardscan.model.draft import Letter, Sender

NAUGHTY = Path(__file__).parents[3] / "shared" / "hostile" / "naughty-strings.txt"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LETTER = Letter(
    recipient="mira@muster.example", recipient_name="Mira Muster", subject="What I promised you",
    body="Hello Mira,\n\nGrüße\n", cadence="conference", step="first", due=date(2026, 11, 26), language="en",
    message_id="<0123456789abcdef@beispiel.example>",
)  # fmt: skip
ROBIN = Sender("Robin Beispiel", "robin@beispiel.example")
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type",
           "Content-Transfer-Encoding"]  # fmt: skip
TRICKS = (
    "=?utf-8?q?hi=0ABcc=3A_evil=40x?=",  # CVE-2024-6923
    "a, b <x@evil.example>" * 10,  # the library unquotes a long display name
    'x" <evil@x.example>, "',
    "x\r\nBcc: evil@x.example",
    "x\u2028Bcc: evil@x.example",
    "undisclosed: evil@x.example;",
    "\u202emoc.elpmaxe@live",
    "(comment) \\",
    "\ud800",
    "名" * 90,
    "e" * 500,
    "é " * 80,
)
HOSTILE = st.text(max_size=200) | st.sampled_from(TRICKS)


def parsed(raw: bytes) -> EmailMessage:
    """As a mail program would."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def check_shape(raw: bytes) -> EmailMessage:
    """Exactly our headers, one recipient, ASCII, CRLF, no long line."""
    message = parsed(raw)
    assert message.keys() == HEADERS
    assert [address.addr_spec for address in message["To"].addresses] == ["mira@muster.example"]
    assert [address.addr_spec for address in message["From"].addresses] == ["robin@beispiel.example"]
    assert raw.isascii() and raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return message


def test_a_letter_becomes_a_draft_that_mail_programs_open() -> None:
    """All parts arrive; X-Unsent makes it editable; the Message-ID is the letter's."""
    message = check_shape(to_eml(LETTER, ROBIN, now=NOW))
    assert message["To"].addresses[0].display_name == "Mira Muster"
    assert message["Subject"] == LETTER.subject and message["X-Unsent"] == "1"
    assert message["Message-ID"] == LETTER.message_id and message["Date"].datetime == NOW
    assert message.get_content().replace("\r\n", "\n") == LETTER.body


def test_without_a_sender_the_mail_program_fills_in_from() -> None:
    """The draft then has no From at all."""
    assert parsed(to_eml(LETTER, Sender(), now=NOW)).keys() == HEADERS[1:]


@given(name=HOSTILE, subject=HOSTILE, sender=HOSTILE, body=HOSTILE)
def test_hostile_texts_change_neither_headers_nor_recipients(name: str, subject: str, sender: str, body: str) -> None:
    """Whatever stands on a card or in a note, the mail has our headers and one recipient, and it is always built."""
    letter = replace(LETTER, recipient_name=name, subject=subject, body=body)
    message = check_shape(to_eml(letter, replace(ROBIN, name=sender), now=NOW))
    assert "@" not in message["To"].addresses[0].display_name


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="the list of naughty strings is not beside this checkout")
def test_naughty_strings_keep_headers_and_recipients() -> None:
    """Every string of the list as name, subject, sender's name and body."""
    strings = [line for line in NAUGHTY.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    assert len(strings) > 400
    for text in strings:
        letter = replace(LETTER, recipient_name=text, subject=text, body=text)
        check_shape(to_eml(letter, Sender(text, "robin@beispiel.example"), now=NOW))


@given(st.text(max_size=400))
def test_text_arrives_as_written(text: str) -> None:
    """Subject and body are read back equal, save for control characters and the kind of white space."""
    letter = replace(LETTER, subject=text, body=text)
    message = parsed(to_eml(letter, ROBIN, now=NOW))
    wanted = eml._clean_subject(text)
    assert "".join(str(message["Subject"]).split()) == "".join(wanted.split())
    assert message.get_content().replace("\r\n", "\n") == eml._body(text)


@pytest.mark.parametrize(
    "address",
    [
        "", "mira", "mira@", "@muster.example", "mira@muster", "a@x.example, b@y.example", "a@x.example b@y.example",
        "Mira <mira@muster.example>", "mira@muster.example\r\nBcc: a@b.example", "a..b@x.example", "a@x..example",
        '"a b"@x.example', "a@[127.0.0.1]", "müller@muster.example", "a@x.example\x00", "a" * 70 + "@x.example",
        "mira@" + "x" * 300 + ".example", "\ud800@x.example", "a;b@x.example", "=?utf-8?q?a?=@x.example,",
    ],
)  # fmt: skip
def test_only_one_valid_address_is_taken(address: str) -> None:
    """Anything else is refused with a sentence, before a byte is made."""
    with pytest.raises(OutputError, match="not one valid e-mail address") as caught:
        to_eml(replace(LETTER, recipient=address), ROBIN, now=NOW)
    assert "\n" not in str(caught.value)


@given(HOSTILE)
def test_any_address_is_refused_or_is_one_recipient(address: str) -> None:
    """Never two."""
    try:
        raw = to_eml(replace(LETTER, recipient=address), ROBIN, now=NOW)
    except OutputError:
        assert valid_address(address) is None
    else:
        assert len(parsed(raw)["To"].addresses) == 1


def test_a_domain_of_other_letters_is_written_in_ascii() -> None:
    """Mail servers know punycode."""
    message = parsed(to_eml(replace(LETTER, recipient="mira@müster.example"), ROBIN, now=NOW))
    assert message["To"].addresses[0].addr_spec == "mira@xn--mster-kva.example"


def test_a_sender_that_is_no_address_is_a_configuration_error() -> None:
    """It comes from cardscan.toml."""
    with pytest.raises(ConfigError, match="sender"):
        to_eml(LETTER, Sender("x", "nobody"), now=NOW)


def test_a_forged_message_id_is_refused() -> None:
    """Nothing but an id goes into that header."""
    for forged in ("", "x", "<a@b>\r\nBcc: c@d", "<a b@c>"):
        with pytest.raises(OutputError, match="Message-ID"):
            to_eml(replace(LETTER, message_id=forged), ROBIN, now=NOW)
    with pytest.raises(ValueError, match="time zone"):
        to_eml(LETTER, ROBIN, now=NOW.replace(tzinfo=None))


def test_a_long_message_id_stays_one_line_as_it_is() -> None:
    """A program that looks for it must find it; the library would make it encoded words."""
    number = f"<{'a' * 32}@{'sub.' * 30}beispiel.example>"
    raw = to_eml(replace(LETTER, message_id=number), ROBIN, now=NOW)
    assert f"\r\nMessage-ID: {number}\r\n".encode() in raw


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("hi\r\nBcc: evil <mira@muster.example>", "header line"),
        ("evil@x.example, <mira@muster.example>", "recipient"),
        ("evil@x.example", "recipient"),
    ],
)
def test_the_finished_bytes_are_compared_with_the_letter(
    monkeypatch: pytest.MonkeyPatch, header: str, reason: str
) -> None:
    """Should building ever fail, the second look refuses."""
    monkeypatch.setattr(headers, "mailbox", lambda *_: header)
    with pytest.raises(OutputError, match=reason):
        to_eml(LETTER, ROBIN, now=NOW)


def set_another(self: EmailMessage, _text: str, **encoding: str) -> None:
    """As the library does it, with another text."""
    raw_data_manager.set_content(self, "Another\n", **encoding)


def test_a_changed_subject_or_body_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for what is no address."""
    with monkeypatch.context() as changed:
        changed.setattr(headers, "subject_lines", lambda _: "Another")
        with pytest.raises(OutputError, match="subject would arrive changed"):
            to_eml(LETTER, ROBIN, now=NOW)
    monkeypatch.setattr(EmailMessage, "set_content", set_another)
    with pytest.raises(OutputError, match="text would arrive changed"):
        to_eml(LETTER, ROBIN, now=NOW)
