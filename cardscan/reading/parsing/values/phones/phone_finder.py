"""Find phone numbers in a card's text: read them by the numbering plan, type them, and complete implied ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import phonenumbers

from cardscan.model.reading import PhoneType
from cardscan.reading.parsing.values.glyphs import BULLETS, plain
from cardscan.reading.parsing.values.phones.phone_context import label_before, other_words
from cardscan.reading.parsing.values.phones.phone_found import PhoneFound
from cardscan.reading.parsing.values.phones.phone_labels import Label, label_of_word
from cardscan.reading.parsing.values.phones.phone_line import read_line
from cardscan.reading.parsing.values.phones.phone_numbers import read_number
from cardscan.reading.parsing.values.phones.phone_plan import digits_of
from cardscan.reading.parsing.values.phones.phone_repair import as_digits, find_vanity
from cardscan.reading.parsing.values.phones.phone_runs import mask_addresses
from cardscan.reading.parsing.values.phones.phone_series import direct_dial

_PHONE_SIGNS = str.maketrans("¢{}", "c()")
_MISREAD_LABEL = re.compile(r"\b([TtCc][eE])[1I|!]([1I|!]?)(?=[\s.:)\-+(\d])")

# Brazil: "(0xx11)" leaves the carrier's code open; only the area code matters.
_CARRIER = re.compile(r"\(0?(?:xx|XX|\*\*)\s?(\d\d)\)")
_MISREAD_OFFICE = re.compile(r"(?<![\d+])\(0\)(?=\s*\d{6,8}(?!\s?[-.]?\d))")


def _with_bullets(line: str) -> str:
    """Return `plain`, with "•" for a bullet or middle dot that is not between two digits and so separates numbers."""
    folded = plain(line)
    if not any(c in BULLETS for c in line):
        return folded
    return "".join(
        "•" if line[k] in BULLETS and not (before.isdigit() and after.isdigit()) else folded[k]
        for k, (before, after) in enumerate(zip(" " + folded[:-1], folded[1:] + " ", strict=True))
    )


def _prepared(line: str) -> str:
    """Fold all but bullets, mask addresses, make "Te1" "Tel", and make "(0)" before a local number "(O)"."""
    folded = _with_bullets(line).translate(_PHONE_SIGNS)
    folded = _MISREAD_LABEL.sub(lambda m: m[1] + "l" * (len(m[0]) - 2), folded)
    folded = _CARRIER.sub(lambda m: "(" + m[1].rjust(len(m[0]) - 2) + ")", folded)
    return mask_addresses(_MISREAD_OFFICE.sub("(O)", folded))


_EXTENSION_LINE = re.compile(r"\W*([^\W\d_]{1,14})\W{0,6}(?:no\W{0,3})?(\d{1,6})\W*\Z", re.IGNORECASE)


def find_phones(
    line: str,
    *,
    country: str | None = None,
    following: str | None = None,
    preceding: PhoneFound | None = None,
    exchange: PhoneFound | None = None,
    label: str | None = None,
) -> tuple[PhoneFound, ...]:
    """Return the phone numbers in one line, in their order.

    Args:
        line: Text as read; only the first MAX_LINE characters are looked at.
        country: ISO 3166-1 alpha-2 of the card, where known.
        following: The next line of the same column, which may hold an extension.
        preceding: The last number of the line directly above, whose area code and label this one may share.
        exchange: The last number of the lines above that ends in a zero, which a direct dial replaces.
        label: Text of a label box that belongs to the line but is not in it.
    """
    country = country.upper() if country else None
    if not any(c.isdigit() for c in line):
        return ()
    head = plain(label)[-40:] + " : " if label and label.strip() else ""
    text = _prepared(head + line)
    found = read_line(text, country, preceding, exchange)
    if country is None and (region := _region_of(f for f in [*found, *([preceding] if preceding else [])])):
        country = region
        found = read_line(text, country, preceding, exchange)
    found += find_vanity(text, country, found)
    repaired = as_digits(text)
    if repaired != text:
        taken = [f.span for f in found if f.valid]
        for f in read_line(repaired, country, preceding):
            changed = repaired[f.span[0] : f.span[1]] != text[f.span[0] : f.span[1]]
            if changed and f.valid and not any(s < f.span[1] and f.span[0] < e for s, e in taken):
                found = [old for old in found if old.span[1] <= f.span[0] or f.span[1] <= old.span[0]]
                found.append(
                    replace(f, confidence=round(f.confidence * 0.75, 3), reasons=(*f.reasons, "letters read as digits"))
                )
    if following and found:
        found = _with_extension(found, plain(following), exchange)
    if preceding:
        found = [_like_the_one_above(f, preceding) for f in found]
    shift = len(head)
    moved = (replace(f, span=(max(0, f.span[0] - shift), max(0, f.span[1] - shift))) for f in found)
    return tuple(sorted(moved, key=lambda f: f.span))


def _with_extension(found: list[PhoneFound], following: str, exchange: PhoneFound | None) -> list[PhoneFound]:
    match = _EXTENSION_LINE.fullmatch(following)
    if not match or label_of_word(match[1]) is not Label.EXTENSION:
        return found
    last = found[-1]
    if any(direct_dial(f.printed, f.region, match[2]) for f in (*found, *([exchange] if exchange else []))):
        return found  # a direct dial is a separate number, found in its own line
    return [replace(f, extension=f.extension or match[2]) if f.label == last.label else f for f in found]


def _like_the_one_above(found: PhoneFound, above: PhoneFound) -> PhoneFound:
    """Label a number that has no label like the one directly above it, if both are of the same exchange."""
    same_area = found.e164 and above.e164 and found.e164[:5] == above.e164[:5]
    if found.label or above.label in (None, "mobile") or not same_area or found.type is not PhoneType.WORK:
        return found
    return replace(found, label=above.label, type=above.type, reasons=(*found.reasons, "label of the number above"))


def find_phones_in_lines(
    lines: Sequence[str], *, country: str | None = None, beside: Mapping[int, str] | None = None
) -> tuple[tuple[int, PhoneFound], ...]:
    """Return the phone numbers in the lines of one column in reading order, as (line index, number).

    Unlike `find_phones` for each line alone, it joins a label on a line of its own with the next line.

    Args:
        beside: Labels by line index; each stands to the left of its line, apart from it.
    """
    beside = beside or {}
    if country is None:
        country = _region_of(f for _, f in _in_lines(lines, None, beside))
    return tuple(_in_lines(lines, country, beside))


def _region_of(found: Iterable[PhoneFound]) -> str | None:
    """Return the one numbering plan that the numbers point to, or None when they point equally to several."""
    votes: dict[str, float] = {}
    for phone in found:
        if phone.region and phone.valid:
            sure = any(reason.startswith("country code") for reason in phone.reasons)
            votes[phone.region] = votes.get(phone.region, 0.0) + (3.0 if sure else 1.0)
    best = sorted(votes, key=lambda region: -votes[region])
    return best[0] if best and (len(best) == 1 or votes[best[0]] > votes[best[1]]) else None


def _in_lines(lines: Sequence[str], country: str | None, beside: Mapping[int, str]) -> list[tuple[int, PhoneFound]]:
    result: list[tuple[int, PhoneFound]] = []
    above: PhoneFound | None = None
    exchange: PhoneFound | None = None
    label: str | None = None
    for k, line in enumerate(lines):
        following = lines[k + 1] if k + 1 < len(lines) else None
        label = beside.get(k, label)
        found = find_phones(line, country=country, following=following, preceding=above, exchange=exchange, label=label)
        result += [(k, f) for f in found]
        above = found[-1] if found else None
        exchange = next((f for f in reversed(found) if direct_dial(f.printed, f.region, "1")), exchange)
        label = line if not found and is_label_alone(line) else None
    return result


def is_extension_alone(line: str) -> bool:
    """Whether a line is only an extension with its label."""
    match = _EXTENSION_LINE.fullmatch(plain(line))
    return match is not None and label_of_word(match[1]) is Label.EXTENSION


def is_label_alone(line: str) -> bool:
    """Whether a line is only a phone label."""
    text = plain(line).strip()
    if not text or len(text) > 30 or any(c.isdigit() for c in text):
        return False
    around = label_before(text + " ")
    return (
        around.label not in (None, Label.NOT_PHONE, Label.EXTENSION)
        and other_words(text, []) <= 2
        and around.starts <= 1
    )


def complete_local(found: PhoneFound, others: Iterable[PhoneFound]) -> PhoneFound:
    """Complete a number without its area code by the one area code of the card's other numbers.

    It stays unchanged when it is complete, when no other number has an area code, when two area codes differ,
    or when the completed number would not be valid.
    """
    if found.e164 or not found.local:
        return found
    areas = set()
    for other in others:
        if not (other.e164 and other.valid) or other.type is PhoneType.MOBILE:
            continue
        number = phonenumbers.parse(other.e164)
        size = phonenumbers.length_of_geographical_area_code(number)
        if size:
            national = phonenumbers.national_significant_number(number)
            areas.add((f"+{number.country_code}", national[:size]))
    if len(areas) != 1:
        return found
    country_code, area = areas.pop()
    read = read_number(country_code + area + digits_of(found.printed), None)
    if not read.valid:
        return found
    return replace(
        found, e164=read.e164, valid=True, possible=True, local=False, region=read.region,
        confidence=round(found.confidence * 0.95, 3), reasons=(*found.reasons, "area code of the card's other numbers"),
    )  # fmt: skip


__all__ = [
    "PhoneFound",
    "complete_local",
    "find_phones",
    "find_phones_in_lines",
    "is_extension_alone",
    "is_label_alone",
]
