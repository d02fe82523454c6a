"""Find phones, e-mails, web addresses and handles on a whole card: run the finders over every reading of every line.

A line with values is represented by the reading whose values the other readings agree with most. An e-mail that one
pass spoils is whole in another, and two passes that agree on a number are worth more than one that is sure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from cardscan.model.page import ReaderKind
from cardscan.model.reading import Alternative
from cardscan.reading.parsing.lines.fusion import FusedLine, Variant
from cardscan.reading.parsing.pieces import ValueSpan
from cardscan.reading.parsing.values.emails.broken_mailboxes import find_broken
from cardscan.reading.parsing.values.emails.email_finder import EmailFound, find_emails
from cardscan.reading.parsing.values.emails.wrapped_mailboxes import find_wrapped
from cardscan.reading.parsing.values.phones.number_lines import columns, label_beside, labels_alone
from cardscan.reading.parsing.values.phones.phone_finder import (
    PhoneFound,
    complete_local,
    find_phones,
    find_phones_in_lines,
    is_extension_alone,
)
from cardscan.reading.parsing.values.pronouns import PronounsFound, find_pronouns
from cardscan.reading.parsing.values.web.social import SocialFound, find_social
from cardscan.reading.parsing.values.web.url_finder import UrlFound, find_urls

# A reading by the neural reader weighs this many times a reading by Tesseract (measured on the dev cards).
NEURAL_WEIGHT = 1.6
# Values at least this alike (0 to 100) in two readings of a line are readings of one value.
ALIKE = 65

# The second reader is sure of a line from this confidence on; other readings of it are at least this alike (0 to 100).
SURE_READING, SAME_TEXT = 0.85, 50

# The reason behind a value that no line of print holds.
ALONE = "only in the card's code"

Found = TypeVar("Found", covariant=True)


@dataclass(frozen=True, slots=True)
class LocatedValue(Generic[Found]):
    """A found value, where it stands, and how far the readings agree on it.

    Attributes:
        line: Index of the fused line.
        agreement: Share of the readings' weight that holds exactly this value, 0 to 1.
        readings: Number of readings of the line.
    """

    found: Found
    line: int
    agreement: float
    readings: int
    alternatives: tuple[Alternative, ...] = ()


@dataclass(slots=True)
class CardValues:
    """All values of a card, in reading order.

    Attributes:
        lines: The fused lines, each led by the reading that its values come from.
        spans: For each line, the characters that its values cover.
    """

    lines: list[FusedLine]
    spans: list[list[ValueSpan]]
    phones: list[LocatedValue[PhoneFound]] = field(default_factory=list)
    emails: list[LocatedValue[EmailFound]] = field(default_factory=list)
    urls: list[LocatedValue[UrlFound]] = field(default_factory=list)
    social: list[LocatedValue[SocialFound]] = field(default_factory=list)
    pronouns: list[LocatedValue[PronounsFound]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Holdings:
    """The values in one reading of one line, by (kind, key), with their raw confidences."""

    values: dict[tuple[str, str], float]


def find_values(lines: Sequence[FusedLine], country: str | None) -> CardValues:
    """Run all finders over all readings of all lines."""
    chosen: list[FusedLine] = []
    support: list[dict[tuple[str, str], float]] = []
    mailed = frozenset(email.value.partition("@")[2] for line in lines for email in find_emails(line.text))
    for line in lines:
        best, backing = _choose_reading(line, country, mailed)
        chosen.append(best)
        support.append(backing)
    result = CardValues(chosen, [[] for _ in chosen])
    for index, line in enumerate(chosen):
        _find_addresses(index, line.text, support[index], mailed, result)
    _join_broken(result)
    _find_pronouns(result)
    _find_phones(country, support, result)
    return result


def phone_key(found: PhoneFound) -> str:
    """Return the key by which two readings count as the same number."""
    return found.e164 or "".join(c for c in found.printed if c.isdigit())


def _weight(variant: Variant) -> float:
    return variant.confidence * (NEURAL_WEIGHT if variant.reader == ReaderKind.LINES else 1.0)


def _holdings(text: str, country: str | None, mailed: frozenset[str], *, guess: bool) -> _Holdings:
    """Return the values in one reading.

    Args:
        mailed: Domains of the card's mailboxes.
        guess: Whether to include a number without a label that is one only if letters are read as digits.
    """
    values: dict[tuple[str, str], float] = {}
    emails = find_emails(text)
    for email in emails:
        values["email", email.value] = email.confidence
    for url in find_urls(text, emails=emails, mailed=mailed):
        values["url", url.value] = url.confidence
    for phone in find_phones(text, country=country):
        if phone.label is None and not guess and "letters read as digits" in phone.reasons:
            continue
        values["phone", phone_key(phone)] = phone.confidence
    return _Holdings(values)


def _choose_reading(
    line: FusedLine, country: str | None, mailed: frozenset[str]
) -> tuple[FusedLine, dict[tuple[str, str], float]]:
    """Put the line's best reading for values first, and return the share of weight behind each value of any reading."""
    main = line.variants[0]
    # A Tesseract pass may glue a line to its neighbours: text with little in common with a sure reading is ignored.
    sure = main.reader == ReaderKind.LINES and main.confidence >= SURE_READING
    variants = [v for v in line.variants if not sure or v is main or fuzz.ratio(v.text, main.text) >= SAME_TEXT]
    held = [(variant, _holdings(variant.text, country, mailed, guess=variant is main)) for variant in variants]
    total = sum(_weight(v) for v, _ in held) or 1.0
    support: dict[tuple[str, str], float] = defaultdict(float)
    for variant, holdings in held:
        for key in holdings.values:
            support[key] += _weight(variant) / total
    if not support:
        return line, support

    def worth(item: tuple[Variant, _Holdings]) -> float:
        variant, holdings = item
        backed = sum((0.35 + support[key]) * confidence for key, confidence in holdings.values.items())
        return backed + 0.25 * _weight(variant) / total

    leader = max(held, key=worth)[0]
    others = tuple(v for v in line.variants if v is not leader)
    return replace(line, variants=(leader, *others)), support


def _alternatives(
    kind: str, value: str, support: dict[tuple[str, str], float], shown: Iterable[str]
) -> tuple[Alternative, ...]:
    """Return what other readings of the line have in place of a value."""
    rest = [
        Alternative(key, round(min(1.0, share), 3))
        for (other_kind, key), share in sorted(support.items(), key=lambda item: -item[1])
        if other_kind == kind and key != value and key not in set(shown) and fuzz.ratio(key, value) >= ALIKE
    ]
    return tuple(rest[:3])


def _find_addresses(
    index: int, text: str, support: dict[tuple[str, str], float], mailed: frozenset[str], into: CardValues
) -> None:
    """Find e-mails, web addresses and handles of one line."""
    readings = len(into.lines[index].variants)
    spans = into.spans[index]
    emails = find_emails(text)
    for email in emails:
        alternatives = _alternatives("email", email.value, support, [e.value for e in emails])
        share = min(1.0, support.get(("email", email.value), 0.0))
        into.emails.append(LocatedValue(email, index, share, readings, email.alternatives or alternatives))
        spans.append(ValueSpan(*email.span, "email"))
    social = find_social(text)
    for handle in social:
        into.social.append(LocatedValue(handle, index, 1.0, readings))
        spans.append(ValueSpan(*handle.span, "social"))
    urls = find_urls(text, emails=emails, mailed=mailed)
    for url in urls:
        if any(url.span[0] < s.span[1] and s.span[0] < url.span[1] for s in social):
            continue
        share = min(1.0, support.get(("url", url.value), 0.0))
        alternatives = _alternatives("url", url.value, support, [u.value for u in urls])
        into.urls.append(LocatedValue(url, index, share, readings, alternatives))
        spans.append(ValueSpan(*url.span, "url"))


def _join_broken(into: CardValues) -> None:
    """Join mailboxes that are in two parts; the end of one is then no longer taken for a web address."""
    hosts = [(each.line, each.found.value.partition("@")[2]) for each in into.emails]
    hosts += [(each.line, each.found.value.partition("/")[0].removeprefix("www.")) for each in into.urls]

    def taken(index: int) -> int:
        return max((span.end for span in into.spans[index]), default=0)

    found = list(find_broken(into.lines, taken, [host for _, host in hosts]))
    seen = {broken.line for broken in found}
    found += [wrapped for wrapped in find_wrapped(into.lines, hosts) if wrapped.line not in seen]
    for broken in found:
        parts = {broken.line: broken.found.span, broken.end_line: broken.end_span}
        into.emails[:] = [each for each in into.emails if not _is_part(each, parts)]
        into.urls[:] = [each for each in into.urls if not _is_part(each, parts)]
        into.social[:] = [each for each in into.social if not _is_part(each, parts)]
        into.emails.append(
            LocatedValue(
                broken.found, broken.line, 0.5, len(into.lines[broken.line].variants), broken.found.alternatives
            )
        )
        for line, span in parts.items():
            into.spans[line].append(ValueSpan(*span, "email"))


def _find_pronouns(into: CardValues) -> None:
    """Find pronouns where no address stands."""
    for index, line in enumerate(into.lines):
        spans = into.spans[index]
        taken = list(spans)
        for said in find_pronouns(line.text):
            if any(said.span[0] < s.end and s.start < said.span[1] for s in taken):
                continue
            holders = [v for v in line.variants if any(found.value == said.value for found in find_pronouns(v.text))]
            share = sum(map(_weight, holders)) / (sum(map(_weight, line.variants)) or 1.0)
            into.pronouns.append(LocatedValue(said, index, min(1.0, share), len(line.variants)))
            spans.append(ValueSpan(*said.span, "pronouns"))


def _is_part(located: LocatedValue[EmailFound | UrlFound | SocialFound], parts: Mapping[int, tuple[int, int]]) -> bool:
    """Whether a value covers characters of a mailbox's part, given by line."""
    start, end = parts.get(located.line, (0, 0))
    return located.found.span[0] < end and start < located.found.span[1]


def _find_phones(country: str | None, support: Sequence[dict[tuple[str, str], float]], into: CardValues) -> None:
    """Find numbers column by column, since a label or an area code may stand in the line above."""
    found: list[LocatedValue[PhoneFound]] = []
    alone = labels_alone(into.lines)
    for column in columns(into.lines):
        texts = [into.lines[index].text for index in column]
        boxes = [into.lines[index].box for index in column] if alone else []
        labels = {at: label for at, box in enumerate(boxes) if (label := label_beside(box, alone)) is not None}
        beside = {at: into.lines[label].text for at, label in labels.items()}
        for position, phone in find_phones_in_lines(texts, country=country, beside=beside):
            index = column[position]
            if position in labels:
                into.spans[labels[position]] = [ValueSpan(0, len(beside[position]), "label")]
            if any(phone.span[0] < s.end and s.start < phone.span[1] for s in into.spans[index]):
                continue
            share = min(1.0, support[index].get(("phone", phone_key(phone)), 0.5))
            found.append(LocatedValue(phone, index, share, len(into.lines[index].variants)))
        for upper, lower in pairwise(column):
            # An extension below its number was already found with it, and is not a line of an address.
            if is_extension_alone(into.lines[lower].text) and any(located.line == upper for located in found):
                into.spans[lower].append(ValueSpan(0, len(into.lines[lower].text), "label"))
    everyone = [located.found for located in found]
    shown = [phone_key(phone) for phone in everyone]
    for located in sorted(found, key=lambda item: (item.line, item.found.span)):
        # The area code of the card's other numbers is likely, but not printed here, so it is offered and not applied.
        key = phone_key(located.found)
        offers = _alternatives("phone", key, support[located.line], shown)
        if located.found.suggestion and located.found.suggestion not in shown:
            offers = (Alternative(located.found.suggestion, 0.4), *offers)
        located = replace(located, alternatives=offers)
        others = [phone for phone in everyone if phone is not located.found]
        whole = complete_local(located.found, others)
        if whole.e164 and not located.found.e164:
            offer = Alternative(whole.e164, 0.5)
            located = replace(located, alternatives=(offer, *located.alternatives))
        into.phones.append(located)
        into.spans[located.line].append(ValueSpan(*located.found.span, "phone"))
