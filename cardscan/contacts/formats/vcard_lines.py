"""Parse vCards 2.1, 3.0 and 4.0 into properties, as real programs write them and hostile ones might.

The parser accepts what programs in use do: UTF-16 and byte order marks, no VERSION, no END, line ends of every kind,
folds and soft line breaks in any mixture, base64 folded or not, a character set named at one property, rightly or
wrongly, undeclared text in the local code page, a note that continues on an unindented line, property names that no
standard allows, and any lines before, between and after the cards.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cardscan.contacts.formats.vcard_unfolding import MAX_OCTETS, LineKind, content_lines
from cardscan.model.address_book import Property
from cardscan.model.plaintext import one_line

# The address books of large firms put some hundred properties into a card.
MAX_PROPERTIES = 2_000

# A file of junk between BEGIN and END would give one complaint for each line.
MAX_COMPLAINTS = 20

_NO_END = "the card has no END and may have been cut short"
_TOO_MANY = f"all properties after the first {MAX_PROPERTIES:,} are left out"

# A card that begins on the line on which the card before it ends.
_BEGINS_AT_END = re.compile(rb"^([ \t]*END[ \t]*:[ \t]*VCARD)[ \t\0]*(?=BEGIN[ \t]*:)", re.IGNORECASE | re.MULTILINE)
_HEAD = re.compile(r'(?:[^":]|"[^"]*")*+:')
_PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*+)')
_PARAMETER_VALUE = re.compile(r'(?:^|,)((?:[^",]|"[^"]*")*+)')
_ENCODINGS = {"QUOTED-PRINTABLE": "Q", "Q": "Q", "BASE64": "B", "B": "B", "8BIT": "", "7BIT": ""}
# Character sets that programs name. Python knows more, but some take minutes (idna) and some interpret escapes.
_CHARSET = re.compile(
    r"utf[-_]?8|utf[-_]?16([-_]?[lb]e)?|(us[-_])?ascii|iso[-_]?8859[-_]\d{1,2}|latin[-_]?\d|(windows|cp|ibm)[-_]?\d{3,4}|"
    r"koi8[-_]?[rtu]|shift[-_]?jis|sjis|euc[-_]?(jp|kr)|gb2312|gbk|gb18030|big5|iso[-_]2022[-_](jp|kr)|tis[-_]?620",
    re.IGNORECASE,
)
_ONE_OCTET = re.compile(
    r"(us[-_])?ascii|iso[-_]?8859|latin|(windows|cp|ibm)[-_]?(?!9(32|36|49|50))\d|koi8", re.IGNORECASE
)
_VALUE_KINDS = frozenset({"URL", "URI", "INLINE", "CONTENT-ID", "CID", "TEXT", "DATE"})
# The values of these are addresses, not text: a comma in them is just a comma.
URIS = frozenset({"URL", "PHOTO", "LOGO", "SOUND", "KEY", "SOURCE", "IMPP", "X-SOCIALPROFILE", "FBURL", "CALURI"})


@dataclass(slots=True)
class RawCard:
    """The properties of one vCard in order, without BEGIN and END.

    Attributes:
        number: Position of the card in its file, from 1.
        complaints: What was left out or looks broken.
    """

    number: int
    version: str = ""
    properties: list[Property] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def complain(self, why: str) -> None:
        """Add a complaint once, and no more of them than a person can read."""
        if why not in self.complaints and len(self.complaints) < MAX_COMPLAINTS:
            self.complaints.append(why)

    def take(self, found: Property, octets: bytes) -> None:
        """Keep a property, within the limits of one card."""
        if len(self.properties) == MAX_PROPERTIES:
            self.complain(_TOO_MANY)
        elif found.name == "VERSION":
            self.version = found.value.strip()
        elif found.name in ("BEGIN", "END"):
            self.complain(_what_is_left_out(LineKind.NONE, octets))
        else:
            self.properties.append(found)


def read_cards(data: bytes) -> Iterator[RawCard]:
    """Yield the cards of a file; never raises, whatever the bytes are."""
    data = _BEGINS_AT_END.sub(rb"\1\n", in_utf8(data))
    card: RawCard | None = None
    number = inner = 0
    for line in content_lines(data):
        found = _property(line.octets, card.version if card else "") if line.kind is LineKind.PROPERTY else None
        if found is None or not found.name.strip("-"):
            if card and not inner:
                card.complain(_what_is_left_out(line.kind, line.octets))
            continue
        begins, ends = (found.name == name and _is_vcard(found.value) for name in ("BEGIN", "END"))
        if card is None:
            if begins:
                number += 1
                card = RawCard(number)
        elif inner:  # AGENT in vCard 2.1 and 3.0: a card inside the card
            inner += begins - ends
        elif begins and card.properties and card.properties[-1].name == "AGENT":
            inner = 1
            card.properties.pop()
            card.complain("AGENT, a card inside the card, is left out")
        elif begins:
            card.complain(_NO_END)
            yield card
            number += 1
            card = RawCard(number)
        elif ends:
            yield card
            card = None
        else:
            card.take(found, line.octets)
    if card is not None:
        card.complain(_NO_END)
        yield card


def _is_vcard(value: str) -> bool:
    """Whether the value begins with the word "VCARD"; text after it does not matter."""
    return bool(re.match(r"\s*VCARD(?![A-Z0-9])", value, re.IGNORECASE))


def _what_is_left_out(kind: LineKind, octets: bytes) -> str:
    if kind is LineKind.TOO_LONG:
        return f"a value of more than {MAX_OCTETS // 1_000_000} MB is left out"
    return f"a line that is no property is left out: {one_line(decoded(octets[:400]), 60)!r}"


def in_utf8(data: bytes) -> bytes:
    """Return UTF-16 or UTF-32 text as UTF-8 without a byte order mark; other bytes are returned as they are."""
    wide = {
        codecs.BOM_UTF32_LE: "utf-32",
        codecs.BOM_UTF32_BE: "utf-32",
        codecs.BOM_UTF16_LE: "utf-16",
        codecs.BOM_UTF16_BE: "utf-16",
    }
    for mark, encoding in wide.items():  # UTF-32 first: its mark begins with that of UTF-16
        if data.startswith(mark):
            return data.decode(encoding, "replace").encode("utf-8", "replace")
    if re.match(rb"\s?\x00?[A-Za-z\"]\x00[A-Za-z]", data[:8]):  # Latin letters without a mark
        encoding = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
        return data.decode(encoding, "replace").encode("utf-8", "replace")
    return data.removeprefix(codecs.BOM_UTF8)


def decoded(octets: bytes, charset: str = "") -> str:
    """Decode text from the named character set, or UTF-8, or Windows-1252, which Western programs use undeclared."""
    named = charset.strip() if _CHARSET.fullmatch(charset.strip()) else ""
    # Single-byte text is hardly ever valid UTF-8 by chance, while programs often declare UTF-8 as something else.
    for name in ("utf-8", named, "cp1252") if _ONE_OCTET.match(named) else (named, "utf-8", "cp1252"):
        if not name:
            continue
        try:
            return octets.decode(name)
        except (LookupError, ValueError):  # unknown or not a text encoding; or octets that it does not allow
            continue
    return octets.decode("latin-1")


def _property(octets: bytes, version: str) -> Property | None:
    """Parse and decode one content line."""
    # Octets that are not UTF-8 are kept, so that the value can be decoded once its character set is known.
    line = octets.decode("utf-8", "surrogateescape").lstrip("\ufeff \t")
    found = _HEAD.match(line)
    head = found[0][:-1] if found else line.partition(":")[0]
    value = line[len(head) + 1 :].encode("utf-8", "surrogateescape")
    if not head or len(head) > 10_000:
        return None
    head = head.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    name, _, _ = head.partition(";")
    group, _, name = name.strip().rpartition(".")
    charset = encoding = ""
    bare = False
    parameters: list[tuple[str, tuple[str, ...]]] = []
    for written in _PARAMETER.findall(head):
        key, equals, rest = written.partition("=")
        key = key.strip().upper()
        if not equals:  # vCard 2.1: the value alone
            if not key:
                continue
            bare = True
            key, rest = ("ENCODING" if key in _ENCODINGS else "VALUE" if key in _VALUE_KINDS else "TYPE"), key
        values = tuple(_unquoted(part, version) for part in _PARAMETER_VALUE.findall(rest))
        if key == "ENCODING":
            encoding = _ENCODINGS.get(values[0].strip().upper(), "") if values else ""
        elif key == "CHARSET":
            charset = values[0].strip() if values else ""
        else:
            parameters.append((re.sub(r"[^A-Z0-9-]", "", key) or "X-UNNAMED", values))
    name = re.sub(r"[^A-Z0-9-]", "-", name.strip().upper())
    if encoding == "B":
        text = re.sub(r"[^A-Za-z0-9+/=]", "", value.decode("ascii", "ignore"))
        parameters.append(("ENCODING", ("b",)))
        return Property(name, text, group, tuple(parameters))
    if encoding == "Q":
        value = binascii.a2b_qp(value)
    text = decoded(value, charset).replace("\r\n", "\n").replace("\r", "\n")
    if version == "2.1" or (not version and (bare or encoding)):
        text = _escaped(text, printable=encoding == "Q", address=name in URIS)
    return Property(name, text.replace("\n", "\\n"), group, tuple(parameters))


def _unquoted(written: str, version: str) -> str:
    value = written.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    if version == "4.0":  # RFC 6868
        value = re.sub(r"\^([n^'])", lambda match: {"n": "\n", "^": "^", "'": '"'}[match[1]], value)
    return value


def _escaped(text: str, *, printable: bool, address: bool) -> str:
    """Escape text of vCard 2.1, which escapes only semicolons, as 3.0 and 4.0 do."""
    text = re.sub(r"\\(?![;,:\\])" if printable else r"\\(?![;,:\\nN])", r"\\\\", text)
    return text if address else re.sub(r"(\\.)|,", lambda match: match[1] or "\\,", text)


def unescaped(value: str) -> str:
    """Return a text value with its escapes undone."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value, flags=re.DOTALL)


def split(value: str, separator: str) -> list[str]:
    """Split a structured value into its components, still escaped."""
    parts = [""]
    for piece in re.findall(r"\\.|[^\\;,]+|.", value, re.DOTALL):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts
