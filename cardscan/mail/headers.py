"""Write the header lines of a letter: a policy for `EmailMessage` that no text from a card can trick.

The library does not write names and subjects safely: up to Python 3.11.9 its folding turns the subject
`=?utf-8?q?hi=0ABcc=3A_evil=40x?=` into a real `Bcc:` line (CVE-2024-6923), and it unquotes a display name that is
longer than a line, so that `a, b <x@evil.example>` ten times over becomes ten more recipients. Here a name or
subject that is not plain is written as encoded words (RFC 2047), in which none of its characters has a special meaning.
"""

from __future__ import annotations

import base64
import re
import textwrap
from email.headerregistry import Address, HeaderRegistry
from email.policy import EmailPolicy
from typing import Any

# An encoded word has at most 75 characters (RFC 2047, 2): 12 for "=?utf-8?b?" and "?=", and 60 for 45 bytes.
_ENCODED_BYTES = 45
# A line should have at most 78 characters (RFC 5322, 2.1.1); what does not fit is encoded or folded.
_FOLD_COLUMNS = 66
# Lines of encoded text have at most 76 characters (RFC 2045, 6.7 and 6.8).
_BODY_COLUMNS = 76
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 '-]{0,59}")
_PLAIN_TEXT = re.compile(r"[!-~]+(?: [!-~]+)*")


class _Written(str):
    """A header's value exactly as it is sent; `EmailMessage` does not change it."""

    name: str

    def fold(self, *, policy: EmailPolicy) -> str:
        """Return the header's lines."""
        return f"{self.name}: {self}{policy.linesep}"


class _Headers(HeaderRegistry):
    """Writes people, subjects and ids; the library writes the headers that contain no text from a card."""

    def __call__(self, name: str, value: Any) -> Any:
        match name.lower():
            case "from" | "to":
                written = _Written(mailbox(value))
            case "subject":
                written = _Written(subject_lines(value))
            case "message-id" | "x-unsent":
                written = _Written(value)  # checked by the caller; the library would encode a long id
            case _:
                return super().__call__(name, value)
        written.name = name
        return written


POLICY = EmailPolicy(
    utf8=False, cte_type="7bit", linesep="\r\n", max_line_length=_BODY_COLUMNS, header_factory=_Headers()
)


def mailbox(person: Address) -> str:
    """Return `Name <address>`, or the bare address if there is no name."""
    name, address = person.display_name, person.addr_spec
    if not name:
        return address
    phrase = f'"{name}"' if _PLAIN_NAME.fullmatch(name) else _encoded_words(name)
    return f"{phrase}\r\n <{address}>" if len(phrase) + len(address) > _FOLD_COLUMNS else f"{phrase} <{address}>"


def subject_lines(subject: str) -> str:
    """Return a subject as it is sent: unchanged, folded between words, or encoded."""
    words = subject.split(" ")
    if _PLAIN_TEXT.fullmatch(subject) and "=?" not in subject and max(map(len, words)) <= _FOLD_COLUMNS:
        lines = textwrap.wrap(subject, _FOLD_COLUMNS, break_long_words=False, break_on_hyphens=False)
        return "\r\n ".join(lines)
    return _encoded_words(subject)


def _encoded_words(text: str) -> str:
    """Return the text as RFC 2047 base64 words, one a line, without splitting characters."""
    chunks: list[bytes] = [b""]
    for char in text:
        piece = char.encode()
        if len(chunks[-1]) + len(piece) > _ENCODED_BYTES:
            chunks.append(b"")
        chunks[-1] += piece
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks if chunk)
