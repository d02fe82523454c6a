"""The properties of vCards 2.1, 3.0 and 4.0, as real programs write them and as hostile ones might.

What is forgiven, because programs that people use do it: UTF-16 and byte order marks, no VERSION, no END, line ends of
every kind, quoted-printable with soft line breaks, base64 folded or not, a character set named at one property, text
in the local code page without saying so, a value that goes on in an unindented line.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cardscan.model.address_book import Property

# A photo of 6 MB is 8 MB of base64; nobody's note is as long.
MAX_OCTETS = 8_000_000
# The address books of large firms put some hundred properties into a card.
MAX_PROPERTIES = 2_000

_TOO_MANY = f"all properties after the first {MAX_PROPERTIES:,} are left out"

_LINE = re.compile(rb"([^\r\n]*)(\r\n|\r|\n|\Z)")
_START = re.compile(rb"\s*(?:\xef\xbb\xbf)?([A-Za-z0-9][A-Za-z0-9._-]{0,80})\s*[;:]")
_QUOTED_PRINTABLE = re.compile(rb"[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE *[;:]", re.IGNORECASE)
_BASE64 = re.compile(rb"[^:]*;(?:ENCODING=)?\"?(?:BASE64|B)\"? *[;:]", re.IGNORECASE)
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}\s*\Z")
_HEAD = re.compile(r'(?:[^":]|"[^"]*")*+:')
_PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*+)')
_PARAMETER_VALUE = re.compile(r'(?:^|,)((?:[^",]|"[^"]*")*+)')
_ENCODINGS = {"QUOTED-PRINTABLE": "Q", "Q": "Q", "BASE64": "B", "B": "B", "8BIT": "", "7BIT": ""}
# Character sets that programs name. Python knows more names: some run for minutes (idna), some read escapes.
_CHARSET = re.compile(
    r"utf[-_]?8|utf[-_]?16([-_]?[lb]e)?|(us[-_])?ascii|iso[-_]?8859[-_]\d{1,2}|latin[-_]?\d|(windows|cp|ibm)[-_]?\d{3,4}|"
    r"koi8[-_]?[rtu]|shift[-_]?jis|sjis|euc[-_]?(jp|kr)|gb2312|gbk|gb18030|big5|iso[-_]2022[-_](jp|kr)|tis[-_]?620",
    re.IGNORECASE,
)
_VALUE_KINDS = frozenset({"URL", "URI", "INLINE", "CONTENT-ID", "CID", "TEXT", "DATE"})
# Their values are addresses, not text: a comma in them is a comma.
URIS = frozenset({"URL", "PHOTO", "LOGO", "SOUND", "KEY", "SOURCE", "IMPP", "X-SOCIALPROFILE", "FBURL", "CALURI"})


@dataclass(slots=True)
class RawCard:
    """The properties of one vCard in their order, without BEGIN and END.

    Attributes:
        number: Of the card in its file, from 1.
        complaints: What could not be taken.
    """

    number: int
    version: str = ""
    properties: list[Property] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def read_cards(data: bytes) -> Iterator[RawCard]:
    """The cards of a file, one after the other; never an error, whatever the bytes are."""
    data = in_utf8(data)
    card: RawCard | None = None
    number = inner = 0
    for octets in _unfolded(data):
        if octets is None:
            if card:
                card.complaints.append(f"a value of more than {MAX_OCTETS // 1_000_000} MB is left out")
            continue
        found = _property(octets, card.version if card else "")
        if found is None:
            continue
        begins = found.name == "BEGIN" and found.value.strip().upper() == "VCARD"
        ends = found.name == "END" and found.value.strip().upper() == "VCARD"
        if card is None:
            if begins:
                number += 1
                card = RawCard(number)
        elif inner:  # AGENT in vCard 2.1 and 3.0: a card inside the card
            inner += begins - ends
        elif begins and card.properties and card.properties[-1].name == "AGENT":
            inner = 1
            card.properties.pop()
            card.complaints.append("AGENT, a card inside the card, is left out")
        elif begins:
            card.complaints.append("the card has no END and may have been cut short")
            yield card
            number += 1
            card = RawCard(number)
        elif ends:
            yield card
            card = None
        elif len(card.properties) == MAX_PROPERTIES:
            if _TOO_MANY not in card.complaints:
                card.complaints.append(_TOO_MANY)
        elif found.name == "VERSION":
            card.version = found.value.strip()
        else:
            card.properties.append(found)
    if card is not None:
        card.complaints.append("the card has no END and may have been cut short")
        yield card


def in_utf8(data: bytes) -> bytes:
    """The same text in UTF-8 without a mark, where it was in UTF-16 or UTF-32; else the bytes as they are."""
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
    """Text of a named character set, or UTF-8, or what Western Windows programs write without saying so."""
    for name in (charset if _CHARSET.fullmatch(charset.strip()) else "", "utf-8", "cp1252"):
        if not name:
            continue
        try:
            return octets.decode(name)
        except (LookupError, ValueError):  # no such character set (or none for text); other octets than it has
            continue
    return octets.decode("latin-1")


def _unfolded(data: bytes) -> Iterator[bytes | None]:
    """The content lines, each in one piece, soft line breaks of quoted-printable undone; None for one too long."""
    parts: list[bytes] = []
    size = 0
    printable = base64 = old = False
    for match in _LINE.finditer(data):
        line = match[1]
        if parts:
            if printable and parts[-1].rstrip(b" \t").endswith(b"="):
                more = line
                parts[-1] = parts[-1].rstrip(b" \t")[:-1]
            elif base64 and (line[:1] in (b" ", b"\t") or _BASE64_LINE.match(line)):
                more = line.strip()
            elif line[:1] in (b" ", b"\t"):
                more = line if old else line[1:]
            elif line.strip() and not _START.match(line):
                more = (b"=0A" if printable else b"\\n") + line  # a line break that the writer forgot to escape
            else:
                yield b"".join(parts) if size <= MAX_OCTETS else None
                parts = []
        if parts:
            size += len(more)
            if size <= MAX_OCTETS:
                parts.append(more)
        elif _START.match(line):
            parts, size = [line], len(line)
            head = line[:1_000]
            printable, base64 = bool(_QUOTED_PRINTABLE.match(head)), bool(_BASE64.match(head))
            if re.match(rb"\s*(VERSION|BEGIN)\s*:", line, re.IGNORECASE):
                # vCard 2.1 folds where white space stands already, and leaves it there.
                old = line.rstrip().endswith(b":2.1")
    if parts:
        yield b"".join(parts) if size <= MAX_OCTETS else None


def _property(octets: bytes, version: str) -> Property | None:
    """One content line taken apart and decoded."""
    # What cannot be UTF-8 stays recognisable, so that the value can be read once its character set is known.
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
    """Text of vCard 2.1, which escapes semicolons alone, as 3.0 and 4.0 have it."""
    text = re.sub(r"\\(?![;,:\\])" if printable else r"\\(?![;,:\\nN])", r"\\\\", text)
    return text if address else re.sub(r"(\\.)|,", lambda match: match[1] or "\\,", text)


def unescaped(value: str) -> str:
    """A text value as it is meant."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value, flags=re.DOTALL)


def split(value: str, separator: str) -> list[str]:
    """The components of a structured value, still escaped."""
    parts = [""]
    for piece in re.findall(r"\\.|[^\\;,]+|.", value, re.DOTALL):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts
