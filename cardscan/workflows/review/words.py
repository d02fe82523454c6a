"""Put values into words for display: labels, confidence, and warnings about suspicious web addresses."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cardscan.model.field_kinds import BY_PAGE, ROWS
from cardscan.store import ValueKind

LABELS = {ValueKind(row.kind): row.label for row in ROWS}
# Kinds that may have several values or none; those that are read least reliably come first.
_READ_LEAST_SAFELY = (
    *(ValueKind.EMAIL, ValueKind.PHONE, ValueKind.URL, ValueKind.TITLE, ValueKind.DEPARTMENT, ValueKind.ADDRESS),
)
ADDABLE = tuple(dict.fromkeys((*_READ_LEAST_SAFELY, *(ValueKind(row.kind) for row in BY_PAGE if row.many))))
# The schemes a link may have. A host with a port ("example.org:8080") has no scheme.
LINKS = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"[a-z][a-z0-9+-]*:(?!\d)", re.IGNORECASE)
# Prefixes of code payloads that are data, not addresses.
_DATA = ("BEGIN:", "MECARD:", "BIZCARD:", "WIFI:", "GEO:", "SMSTO:", "SMS:", "MATMSG:")
# Scripts that may be mixed within one word (UTS 39, section 5.2, "highly restrictive").
_USUALLY_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
# Confidences are calibrated: of values at 0.9, nine in ten are right. Below "likely" a person should check.
SURE, LIKELY, UNSURE = 0.95, 0.85, 0.6


def confidence_words(confidence: float) -> str:
    """Say how sure a reading is, without a number."""
    if confidence >= SURE:
        return "sure"
    if confidence >= LIKELY:
        return "likely"
    return "unsure" if confidence >= UNSURE else "a guess"


def shown(kind: ValueKind, value: Any) -> str:
    """Return a stored value as the one line that a person reads and edits."""
    match kind:
        case ValueKind.NAME:
            return _name(value)
        case ValueKind.PHONE:
            extension = f" ext. {value['extension']}" if value.get("extension") else ""
            return f"{value.get('e164') or value['printed']}{extension}"
        case ValueKind.SOCIAL:
            return f"{value['service']}: {value['handle']}"
        case ValueKind.ADDRESS:
            return str(value["printed"])
        case _:
            return str(value)


def _name(value: dict[str, Any]) -> str:
    """Return a name with all its parts, so each can be corrected: "Dr. Ana Muster, PhD", "Taro Yamada (山田太郎)"."""
    text = str(value["full"])
    if (suffix := value.get("suffix")) and not re.search(rf"\b{re.escape(suffix)}(?!\w)", text):
        text += f" {suffix}"
    letters = [part for part in value.get("post_nominals") or () if part not in text]
    second = value.get("other_script")
    return ", ".join((text, *letters)) + (f" ({second})" if second else "")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a value; `doubtful` characters are easily mistaken for others."""

    text: str
    doubtful: bool


def doubtful_marks(text: str, alternatives: list[str]) -> list[Mark]:
    """Split the text into stretches, marked doubtful where an alternative of the same length differs."""
    odd = {
        at
        for other in alternatives
        if len(other) == len(text)
        for at, (mine, theirs) in enumerate(zip(text, other, strict=True))
        if mine != theirs
    }
    marks: list[Mark] = []
    for at, char in enumerate(text):
        doubtful = at in odd
        if marks and marks[-1].doubtful == doubtful:
            marks[-1] = Mark(marks[-1].text + char, doubtful)
        else:
            marks.append(Mark(char, doubtful))
    return marks


def host_warning(text: str) -> str:
    """Return what is suspicious about a host: its real (punycode) form and mixed scripts; empty if nothing is."""
    host = text.rpartition("@")[2] if "@" in text and "/" not in text else _host(text)
    if not host or (host.isascii() and "xn--" not in host.lower()):
        return ""
    try:
        plain = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return "this is no valid host name"
    scripts = {_script(char) for char in _unicode(host) if char.isalpha()}
    odd = len(scripts) > 1 and not any(scripts <= usual for usual in _USUALLY_TOGETHER)
    mixed = "; letters of different scripts are mixed: it may pose as another" if odd else ""
    return f"really {plain}{mixed}"


def link_warning(text: str) -> str:
    """Return why not to open a printed address, or what is suspicious about its host; empty if nothing is."""
    scheme = text.partition(":")[0].strip().casefold() if _SCHEME.match(text.strip()) else ""
    if scheme and scheme not in LINKS:
        return f"{scheme}: is no address of the web; do not open it"
    return host_warning(text)


def code_warning(payload: str) -> str:
    """Return what is suspicious about the one address in a code; empty if the code holds something else."""
    return link_warning(payload) if _SCHEME.match(payload) and not payload.upper().startswith(_DATA) else ""


def _host(text: str) -> str:
    try:
        return urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""


def _unicode(host: str) -> str:
    try:
        return host.encode("ascii").decode("idna") if host.isascii() else host
    except UnicodeError:
        return host


def _script(char: str) -> str:
    return unicodedata.name(char, "UNKNOWN").partition(" ")[0]
