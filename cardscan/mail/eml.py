"""A letter as the bytes of one RFC 5322 message, a draft that mail programs open for editing (`X-Unsent: 1`).

The header lines are written here and not by the standard library: up to Python 3.11.9 its folding turns an encoded
word in a name or subject into a real header line (CVE-2024-6923), and it still unquotes a long display name, so that
"a, b <x@y>" becomes several recipients. Names and subjects that are not plain are written as encoded words
(RFC 2047), in which no character of theirs can mean anything. The finished bytes are parsed again and compared with
what was approved; a message that says anything else never leaves.
"""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import quopri
import re
import textwrap
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses

from email_validator import EmailNotValidError, validate_email

from cardscan.errors import ConfigError, OutputError
from cardscan.mail.html_part import html_of
from cardscan.model.draft import Letter, Sender
from cardscan.model.plaintext import one_line

NAME_CHARS = 100
SUBJECT_CHARS = 200
# An encoded word has at most 75 characters (RFC 2047, 2): 12 for "=?utf-8?b?" and "?=", 60 hold 45 bytes.
_ENCODED_BYTES = 45
# A line should have at most 78 characters (RFC 5322, 2.1.1); what does not fit in one is encoded or folded.
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 '-]{0,59}")
_PLAIN_SUBJECT = re.compile(r"[!-~]+(?: [!-~]+)*")
_FOLD_COLUMNS = 66
# They never belong to a name, and programs that decode before they parse would take them for an address.
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>@"\\', " "))
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.-]+@[A-Za-z0-9.-]+>")
# Quoted-printable triples each byte that is not ASCII; from one in five on, base64 is shorter.
_BASE64_SHARE = 0.2


def valid_address(text: str) -> str | None:
    """The address in the form that goes into a mail (ASCII, domain in punycode), or None where it is none.

    Syntax only; no look-up. One address: "a@x.org, b@y.org" is None.
    """
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        return None
    return checked.ascii_email


def to_eml(letter: Letter, sender: Sender, *, now: datetime, html: bool = False, unsent: bool = True) -> bytes:
    """The message, with CRLF line ends, checked against the letter.

    Args:
        now: Its Date; with a time zone.
        html: With a simple HTML version beside the plain text.
        unsent: Marked so that mail programs open it for editing.
    Raises:
        OutputError: The recipient is no single valid address, or the finished bytes do not say what the letter says.
        ConfigError: The sender's address is not valid.
    """
    if now.tzinfo is None:
        raise ValueError("a mail's date needs a time zone")
    return _compose(letter, sender, date=format_datetime(now), unsent=unsent, html=html)


def fingerprint(letter: Letter, sender: Sender, *, html: bool = False) -> str:
    """SHA-256 of what a person approves: every header, every recipient and the body, as they will leave.

    Only the lines that handing over adds (Date, X-Unsent) are left out; so a letter that hashes to what was approved
    has not one other byte.

    Raises:
        OutputError, ConfigError: As `to_eml`.
    """
    message = _compose(letter, sender, date=None, unsent=False, html=html)
    return hashlib.sha256(f"RCPT TO:<{valid_address(letter.recipient)}>\r\n".encode() + message).hexdigest()


def _compose(letter: Letter, sender: Sender, *, date: str | None, unsent: bool, html: bool) -> bytes:
    recipient = valid_address(letter.recipient)
    if recipient is None:
        shown = one_line(letter.recipient, 80)
        raise OutputError(f'"{shown}" is not one valid e-mail address; correct it in the contact')
    if not _MESSAGE_ID.fullmatch(letter.message_id):
        raise OutputError(f"{one_line(letter.message_id, 80)!r} is not a Message-ID; draft this letter again")
    approved = [
        ("To", _mailbox(letter.recipient_name, recipient)),
        ("Subject", _subject(letter.subject)),
        *([("Date", date)] if date else []),
        ("Message-ID", letter.message_id),
        *([("X-Unsent", "1")] if unsent else []),
        ("MIME-Version", "1.0"),
    ]
    address = None
    if sender.email:
        address = valid_address(sender.email)
        if address is None:
            raise ConfigError(f'"{one_line(sender.email, 80)}" is not a valid e-mail address of the sender; correct it')
        approved.insert(0, ("From", _mailbox(sender.name, address)))
    body = _body(letter.body)
    if html:
        boundary = f"=_{hashlib.sha256(letter.message_id.encode()).hexdigest()[:32]}"  # "=_" is in no encoded line
        parts = [_part("plain", body), _part("html", html_of(body))]
        approved.append(("Content-Type", f'multipart/alternative;\r\n boundary="{boundary}"'))
        joined = b"".join(b"--" + boundary.encode() + b"\r\n" + _head(head) + raw + b"\r\n" for head, raw in parts)
        content = joined + b"--" + boundary.encode() + b"--\r\n"
    else:
        head, content = _part("plain", body)
        approved += head
    raw = _head(approved) + content
    expected = _Expected(
        [name for name, _ in approved],
        {"To": (_clean_name(letter.recipient_name), recipient)}
        | ({"From": (_clean_name(sender.name), address)} if address else {}),
        _clean_subject(letter.subject),
        body,
        html_of(body) if html else None,
    )
    difference = _difference(raw, expected)
    if difference:
        raise OutputError(f"the mail to {recipient} was not written: {difference}; edit the name or subject")
    return raw


def _head(headers: list[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode("ascii") + b"\r\n"


def _part(kind: str, text: str) -> tuple[list[tuple[str, str]], bytes]:
    encoding, encoded = _transfer_encoded(text)
    head = [("Content-Type", f'text/{kind}; charset="utf-8"'), ("Content-Transfer-Encoding", encoding)]
    return head, encoded


def _mailbox(name: str, address: str) -> str:
    """`Name <address>`, or the bare address where no name is left."""
    name = _clean_name(name)
    if not name:
        return address
    phrase = f'"{name}"' if _PLAIN_NAME.fullmatch(name) else _encoded_words(name)
    return f"{phrase}\r\n <{address}>" if len(phrase) + len(address) > _FOLD_COLUMNS else f"{phrase} <{address}>"


def _clean_name(name: str) -> str:
    return one_line(one_line(name, NAME_CHARS).translate(_NOT_IN_NAMES), NAME_CHARS)


def _clean_subject(subject: str) -> str:
    return one_line(subject, SUBJECT_CHARS)


def _subject(subject: str) -> str:
    subject = _clean_subject(subject)
    words = subject.split(" ")
    if _PLAIN_SUBJECT.fullmatch(subject) and "=?" not in subject and max(map(len, words)) <= _FOLD_COLUMNS:
        lines = textwrap.wrap(subject, _FOLD_COLUMNS, break_long_words=False, break_on_hyphens=False)
        return "\r\n ".join(lines)
    return _encoded_words(subject)


def _encoded_words(text: str) -> str:
    """The text as RFC 2047 base64 words, one a line; characters are never divided."""
    chunks: list[bytes] = [b""]
    for char in text:
        piece = char.encode()
        if len(chunks[-1]) + len(piece) > _ENCODED_BYTES:
            chunks.append(b"")
        chunks[-1] += piece
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks if chunk)


def _body(text: str) -> str:
    """Lines ended by a line feed, without control characters other than the tabulator."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).rstrip() + "\n"


def _transfer_encoded(body: str) -> tuple[str, bytes]:
    raw = body.encode()
    if sum(byte >= 0x80 for byte in raw) > _BASE64_SHARE * len(raw):
        return "base64", base64.encodebytes(raw.replace(b"\n", b"\r\n")).replace(b"\n", b"\r\n")
    return "quoted-printable", quopri.encodestring(raw).replace(b"\n", b"\r\n")


@dataclass(frozen=True, slots=True)
class _Expected:
    """What was approved: header names in order, people by header, subject and texts."""

    names: list[str]
    people: dict[str, tuple[str, str]]
    subject: str
    body: str
    html: str | None


def _difference(raw: bytes, expected: _Expected) -> str | None:
    """What the finished bytes say otherwise than was approved; None when they agree.

    Both of the library's parsers are asked, since mail programs differ in the same ways.
    """
    strict = email.message_from_bytes(raw, policy=email.policy.default)
    lenient = email.message_from_bytes(raw)
    if strict.keys() != expected.names or lenient.keys() != expected.names:
        return "a text in it would become a header line"
    for name, person in expected.people.items():
        header = strict[name]
        found = header.addresses if isinstance(header, AddressHeader) else ()
        by_lenient = [address for _, address in getaddresses([str(lenient[name])])]
        if [item.addr_spec for item in found] != [person[1]] or by_lenient != [person[1]]:
            return "a text in it would become a recipient"
        if _squeezed(found[0].display_name) != _squeezed(person[0]):
            return f"the name in {name} would arrive changed"
    if _squeezed(str(strict["Subject"])) != _squeezed(expected.subject):
        return "its subject would arrive changed"
    parts = list(strict.iter_parts()) if isinstance(strict, EmailMessage) and strict.is_multipart() else [strict]
    wanted = [expected.body] if expected.html is None else [expected.body, expected.html]
    texts = [_body(str(part.get_content())) for part in parts if isinstance(part, EmailMessage)]
    if texts != wanted or strict.defects:
        return "its text would arrive changed"
    return None


def _squeezed(text: str) -> str:
    """Without white space: parsers differ in whether a fold between encoded words is a space."""
    return "".join(text.split())
