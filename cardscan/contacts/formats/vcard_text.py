"""Escape values for where they stand in a vCard, and fold its lines. All values are untrusted."""

from __future__ import annotations

import re
from urllib.parse import quote

# RFC 6350, 3.2: a line has at most 75 octets without its end; a continuation starts with one space.
MAX_OCTETS = 75

# Line ends by the Unicode standard, section 5.8: some readers split lines at every one of them.
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# Of all control characters only the tab may be in a value (RFC 6350, 3.3); lone surrogates cannot be encoded.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
# All but what a URI may contain as it is (RFC 3986: unreserved, reserved, percent; RFC 3987: letters of any script).
_NOT_IN_URI = re.compile(r"[^\w\-.~:/?#\[\]@!$&'()*+,;=%]")


def text(value: str) -> str:
    """Escape for a text value or a component; line ends of any kind become one."""
    value = without_controls(value)
    return value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def without_controls(value: str) -> str:
    """Replace all line ends with one kind, and what a vCard may not contain with U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", _LINE_ENDS.sub("\n", value))


def uri(value: str) -> str:
    """Turn a web address into a URI that nothing inside it can end; without http or https, "https://" is put before it.

    A card may print "javascript:...", and an address book makes its URLs clickable.
    """
    value = _FORBIDDEN.sub("\ufffd", value.strip())
    value = _NOT_IN_URI.sub(lambda match: "".join(f"%{octet:02X}" for octet in match[0].encode()), value)
    return value if re.match("https?://", value, re.IGNORECASE) else f"https://{value}"


def url_value(value: str, version: str) -> str:
    """Return a web address as the value of a URL property.

    RFC 2426 escapes nothing in it, but readers of 3.0 (vobject, and with it Radicale; Android; Apple) undo escapes
    there too, and some end the value at a bare comma.
    """
    return uri(value).replace(",", "\\,") if version == "3.0" else uri(value)


def folded_line(line: str) -> bytes:
    """Encode the line in UTF-8 with CRLF, cut after at most 75 octets and never inside a character."""
    octets = line.encode("utf-8")
    parts, start, room = [], 0, MAX_OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # a continuation octet of UTF-8
            end -= 1
        parts.append(octets[start:end])
        start, room = end, MAX_OCTETS - 1
    parts.append(octets[start:])
    return b"\r\n ".join(parts) + b"\r\n"


def quoted(value: str) -> str:
    """Escape for a quoted parameter value (RFC 6868): a circumflex comes before quote, line end and itself."""
    value = _FORBIDDEN.sub("\ufffd", _LINE_ENDS.sub("\n", value))
    return value.replace("^", "^^").replace('"', "^'").replace("\n", "^n")


def uri_part(value: str) -> str:
    """Encode one piece of a URI so that nothing in it can end the piece."""
    return quote(_FORBIDDEN.sub("\ufffd", value), safe="@+")
