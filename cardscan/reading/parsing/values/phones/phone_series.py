"""Complete numbers that are only implied: "25550136-37", "5550136 / 5550183", "040-2555 0115 to 18", "/87", ", 38"."""

from __future__ import annotations

import re

from cardscan.locales.countries import known_country
from cardscan.reading.parsing.values.phones.phone_numbers import read_number
from cardscan.reading.parsing.values.phones.phone_plan import NumberRead, digits_of

# "0115 to 18" names four numbers. A range of hundreds is a dialling block, whose numbers nobody wants one by one.
MAX_RANGE = 12
_MAX_TAIL = 4


def replace_tail(text: str, tail: str) -> str:
    """Return the printed number with its last len(tail) digits replaced and its separators kept."""
    out, left = list(text), len(tail)
    for at in range(len(out) - 1, -1, -1):
        if out[at].isdigit() and left:
            left -= 1
            out[at] = tail[left]
    return "".join(out)


def expand_tail(text: str, tail: str, separator: str) -> list[str]:
    """Return the numbers that a short tail after a printed number stands for, as they would be printed.

    A range by words ("to", "bis") names every number between. After a dash only the end is taken, because "-51" may
    just as well be the second of two. After a dash, a tail that does not exceed the number's own ending by 1 to 99 is
    an extension: then nothing is returned.
    """
    base = digits_of(text)
    if not 1 <= len(tail) <= _MAX_TAIL or len(base) <= len(tail) + 3:
        return []
    old, new = int(base[-len(tail) :]), int(tail)
    if separator == "range":
        if 0 < new - old <= MAX_RANGE:
            return [replace_tail(text, str(k).zfill(len(tail))) for k in range(old + 1, new + 1)]
        return []
    if separator == "dash" and not 0 < new - old <= 99:
        return []
    return [replace_tail(text, tail)] if new != old else []


def share_prefix(previous: str, text: str, country: str | None) -> tuple[str, NumberRead] | None:
    """Complete a number that is printed after another without the area code that they share.

    Args:
        previous: The complete number printed before.
        text: The short one: as many digits as a run of the previous one's last groups.
    Returns:
        The number as it would be printed in full, and what the plan says about it; None when they share nothing.
    """
    short, base = digits_of(text), digits_of(previous)
    if len(short) >= len(base) or len(short) < MIN_SHARED:
        return None
    for same_length in (True, False):
        for match in reversed(list(re.finditer(r"\d+", previous))):
            rest = digits_of(previous[match.start() :])
            if same_length and len(rest) != len(short):
                continue
            if not same_length and abs(len(rest) - len(short)) != 1:
                continue
            head = previous[: match.start()]
            if not digits_of(head):
                continue
            full = head + text
            read = read_number(full, country)
            before = read_number(previous, country)
            if read.e164 and (read.valid or not before.valid):
                return full, read
    # Printed without a gap after the area code: "04023300465, 23300466".
    head = base[: -len(short)]
    if len(head) >= 2 and head == base[: len(head)]:
        full = ("+" if previous.lstrip("(").startswith("+") else "") + head + text
        read = read_number(full, country)
        if read.valid and read_number(previous, country).valid:
            return full, read
    return None


# A shorter group after a number is a tail, not a number without its area code.
MIN_SHARED = 5


def same_direct_dial(previous: str, tail: str) -> str | None:
    """Replace the part after the last dash: "030 12345-0" and then "Fax -99"; None without a dash in the former."""
    head, dash, old = previous.rpartition("-")
    if not dash or not old.strip().isdigit() or not 1 <= len(old.strip()) <= 4 or len(digits_of(head)) < 5:
        return None
    return f"{head}-{tail}"


# The exchange of a firm: "030 12345-0", "(030) 1 23 45 - 0".
_EXCHANGE = re.compile(r"(.*\d)(\s*[-./]\s*|\s+)0{1,3}\s*")


def direct_dial(exchange: str, region: str | None, ending: str) -> str | None:
    """Replace an exchange's final zero: "030 12345-0" with "Durchwahl -23"; None where the number has no such zero."""
    match = _EXCHANGE.fullmatch(exchange) if known_country(region).phone.direct_dial else None
    if match is None or not 1 <= len(ending) <= MAX_ENDING or len(digits_of(match[1])) < MIN_SHARED:
        return None
    return f"{match[1]}{match[2]}{ending}"


# Exchanges of large firms have endings of five digits.
MAX_ENDING = 5
