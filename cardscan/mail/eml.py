"""Turn a letter into one RFC 5322 message, a draft that mail programs open for editing (`X-Unsent: 1`).

`EmailMessage` builds it from typed parts under the policy of `cardscan.mail.headers`, which explains why the library's
own header lines are not used. The finished bytes are parsed again and compared with what was approved; a message that
differs never leaves.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.utils import getaddresses

from email_validator import EmailNotValidError, validate_email

from cardscan.errors import ConfigError, OutputError
from cardscan.mail.headers import POLICY
from cardscan.mail.html_part import html_of
from cardscan.model.draft import Letter, Sender
from cardscan.model.plaintext import one_line

NAME_CHARS = 100
SUBJECT_CHARS = 200
# These never belong to a name, and programs that decode before they parse would see an address in them.
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>@"\\', " "))
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.-]+@[A-Za-z0-9.-]+>")
# Quoted-printable triples each non-ASCII byte; if more than one byte in five is non-ASCII, base64 is shorter.
_BASE64_SHARE = 0.2


def valid_address(text: str) -> str | None:
    """Return the address in the form that goes into a mail (ASCII, domain in punycode), or None if it is not one.

    Checks only the syntax, without a look-up. Exactly one address: "a@x.org, b@y.org" gives None.
    """
    try:
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        return None
    return checked.ascii_email


def to_eml(letter: Letter, sender: Sender, *, now: datetime, html: bool = False, unsent: bool = True) -> bytes:
    """Return the message with CRLF line ends, checked against the letter.

    Args:
        now: Its Date; with a time zone.
        html: Add a simple HTML version beside the plain text.
        unsent: Mark it so that mail programs open it for editing.
    Raises:
        OutputError: The recipient is not one valid address, or the finished bytes differ from the letter.
        ConfigError: The sender's address is not valid.
    """
    if now.tzinfo is None:
        raise ValueError("a mail's date needs a time zone")
    return _compose(letter, sender, date=now, unsent=unsent, html=html)


def fingerprint(letter: Letter, sender: Sender, *, html: bool = False) -> str:
    """Return the SHA-256 of what a person approves: every header, every recipient and the body, as they will leave.

    Only the lines that handing over adds (Date, X-Unsent) are left out. So a letter with the approved hash differs in
    no other byte.

    Raises:
        OutputError, ConfigError: As `to_eml`.
    """
    message = _compose(letter, sender, date=None, unsent=False, html=html)
    return hashlib.sha256(f"RCPT TO:<{valid_address(letter.recipient)}>\r\n".encode() + message).hexdigest()


def _compose(letter: Letter, sender: Sender, *, date: datetime | None, unsent: bool, html: bool) -> bytes:
    recipient = valid_address(letter.recipient)
    if recipient is None:
        shown = one_line(letter.recipient, 80)
        raise OutputError(f'"{shown}" is not one valid e-mail address; correct it in the contact')
    if not _MESSAGE_ID.fullmatch(letter.message_id):
        raise OutputError(f"{one_line(letter.message_id, 80)!r} is not a Message-ID; draft this letter again")
    people = {"To": Address(_clean_name(letter.recipient_name), addr_spec=recipient)}
    if sender.email:
        address = valid_address(sender.email)
        if address is None:
            raise ConfigError(f'"{one_line(sender.email, 80)}" is not a valid e-mail address of the sender; correct it')
        people = {"From": Address(_clean_name(sender.name), addr_spec=address), **people}
    approved = _Approved(people, _clean_subject(letter.subject), letter.message_id, _body(letter.body), date, unsent)
    page = html_of(approved.body) if html else None
    message = _built(approved, page)
    raw = message.as_bytes()
    difference = _difference(raw, approved, page)
    if difference:
        raise OutputError(f"the mail to {recipient} was not written: {difference}; edit the name or subject")
    return raw


@dataclass(frozen=True, slots=True)
class _Approved:
    """What a message must say: people by header, in the order of the lines, and the cleaned texts."""

    people: dict[str, Address]
    subject: str
    message_id: str
    body: str
    date: datetime | None
    unsent: bool

    def headers(self) -> list[str]:
        """Return the header names in order, up to Content-Type."""
        others = ["Subject", *(["Date"] if self.date else []), "Message-ID", *(["X-Unsent"] if self.unsent else [])]
        return [*self.people, *others, "MIME-Version", "Content-Type"]


def _built(approved: _Approved, page: str | None) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    for name, person in approved.people.items():
        message[name] = person
    message["Subject"] = approved.subject
    if approved.date:
        message["Date"] = approved.date
    message["Message-ID"] = approved.message_id
    if approved.unsent:
        message["X-Unsent"] = "1"
    message["MIME-Version"] = "1.0"
    message.set_content(approved.body, charset="utf-8", cte=_transfer_encoding(approved.body))
    if page is not None:
        message.add_alternative(page, subtype="html", charset="utf-8", cte=_transfer_encoding(page))
        for part in message.iter_parts():
            del part["MIME-Version"]  # it belongs only to the message itself (RFC 2045, 4)
        # Always the same for the same letter, since its bytes were approved; "=_" occurs in no encoded line.
        message.set_boundary(f"=_{hashlib.sha256(approved.message_id.encode()).hexdigest()[:32]}")
    return message


def _clean_name(name: str) -> str:
    return one_line(one_line(name, NAME_CHARS).translate(_NOT_IN_NAMES), NAME_CHARS)


def _clean_subject(subject: str) -> str:
    return one_line(subject, SUBJECT_CHARS)


def _body(text: str) -> str:
    """Return lines that end with a line feed, without control characters other than the tab."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).rstrip() + "\n"


def _transfer_encoding(text: str) -> str:
    raw = text.encode()
    return "base64" if sum(byte >= 0x80 for byte in raw) > _BASE64_SHARE * len(raw) else "quoted-printable"


def _difference(raw: bytes, approved: _Approved, page: str | None) -> str | None:
    """Return how the finished bytes differ from what was approved, or None if they agree.

    Both parsers of the library check the bytes, since mail programs differ in the same ways.
    """
    strict = email.message_from_bytes(raw, policy=email.policy.default)
    lenient = email.message_from_bytes(raw)
    names = approved.headers() if page is not None else [*approved.headers(), "Content-Transfer-Encoding"]
    if strict.keys() != names or lenient.keys() != names:
        return "a text in it would become a header line"
    for name, person in approved.people.items():
        header = strict[name]
        found = header.addresses if isinstance(header, AddressHeader) else ()
        by_lenient = [address for _, address in getaddresses([str(lenient[name])])]
        if [item.addr_spec for item in found] != [person.addr_spec] or by_lenient != [person.addr_spec]:
            return "a text in it would become a recipient"
        if _squeezed(found[0].display_name) != _squeezed(person.display_name):
            return f"the name in {name} would arrive changed"
    if _squeezed(str(strict["Subject"])) != _squeezed(approved.subject):
        return "its subject would arrive changed"
    if lenient["Message-ID"] != approved.message_id:
        return "its Message-ID would arrive changed"
    parts = list(strict.iter_parts()) if isinstance(strict, EmailMessage) and strict.is_multipart() else [strict]
    texts = [_body(str(part.get_content())) for part in parts if isinstance(part, EmailMessage)]
    if texts != [approved.body, *([page] if page is not None else [])] or strict.defects:
        return "its text would arrive changed"
    return None


def _squeezed(text: str) -> str:
    """Remove all white space: parsers differ in whether a fold between encoded words is a space."""
    return "".join(text.split())
