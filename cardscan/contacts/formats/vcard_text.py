"""Values and lines of a vCard as text: escaped for where they stand, and folded. All values are untrusted."""

from __future__ import annotations

import re
from urllib.parse import quote

# RFC 6350, 3.2: a line has at most 75 octets without its end; a continuation starts with one space.
MAX_OCTETS = 75

# Line ends by the Unicode standard, section 5.8: some readers split lines at each of them.
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# No control character but the tab may stand in a value (RFC 6350, 3.3); half surrogate pairs cannot be written.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff]")
# What may stand in a URI as it is (RFC 3986: unreserved, reserved, percent), and letters of any script (RFC 3987).
_NOT_IN_URI = re.compile(r"[^\w\-.~:/?#\[\]@!$&'()*+,;=%]")


def text(value: str) -> str:
    """Escaped for a text value or a component; line ends of any kind become one."""
    value = without_controls(value)
    return value.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def without_controls(value: str) -> str:
    """With line ends of one kind, and U+FFFD for what may not stand in a vCard."""
    return _FORBIDDEN.sub("\ufffd", _LINE_ENDS.sub("\n", value))


def uri(value: str) -> str:
    """A web address as a URI: all that could end it is percent-encoded; any scheme but the web's gets https before it.

    A card may print "javascript:...", and an address book makes its URLs clickable.
    """
    value = _FORBIDDEN.sub("\ufffd", value.strip())
    value = _NOT_IN_URI.sub(lambda match: "".join(f"%{octet:02X}" for octet in match[0].encode()), value)
    return value if re.match("https?://", value, re.IGNORECASE) else f"https://{value}"


def url_value(value: str, version: str) -> str:
    """A web address as the value of a URL property.

    By RFC 2426 nothing is escaped in it, but readers of 3.0 (vobject, and with it Radicale; Android; Apple) undo
    escapes there too, and some end it at a bare comma.
    """
    return uri(value).replace(",", "\\,") if version == "3.0" else uri(value)


def folded_line(line: str) -> bytes:
    """The line in UTF-8, cut after at most 75 octets and never inside a character, with CRLF."""
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
    """Escaped for a quoted parameter value (RFC 6868): a circumflex leads quote, line end and itself."""
    value = _FORBIDDEN.sub("\ufffd", _LINE_ENDS.sub("\n", value))
    return value.replace("^", "^^").replace('"', "^'").replace("\n", "^n")


def uri_part(value: str) -> str:
    """One piece of a URI, with everything encoded that could end it."""
    return quote(_FORBIDDEN.sub("\ufffd", value), safe="@+")
