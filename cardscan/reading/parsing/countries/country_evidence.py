"""Collect evidence in a card's text for the country it is from; several countries may score, and none is final."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from cardscan.locales.countries import countries
from cardscan.reading.parsing.countries.country_signs import ENDINGS, SHAPES, STREET_ENDINGS, WORDS, Sign
from cardscan.reading.parsing.evidence.country_words import NAMES, PLACES
from cardscan.reading.parsing.values.emails.email_finder import find_emails
from cardscan.reading.parsing.values.glyphs import plain
from cardscan.reading.parsing.values.phones.phone_finder import find_phones_in_lines
from cardscan.reading.parsing.values.phones.phone_numbers import read_number
from cardscan.reading.parsing.values.tlds import SUFFIXES, suffix_of
from cardscan.reading.parsing.values.web.url_finder import find_urls

MAX_LINES = 80

# Weights, chosen so that a printed country name or phone code decides alone, and weak hints together equal about one.
NAME, PREFIX, DOMAIN, PLACE, GROUPING = 6.0, 5.0, 3.0, 2.0, 1.0
# Below this there is no evidence worth a verdict.
MIN_SCORE = 1.0

# Country-code domains that are sold worldwide.
_GENERIC_COUNTRY_TEXT = "co io ai me tv cc ws fm am so sh gg gl ly to eu ac im la vc ag bz nu"
_GENERIC_COUNTRY_DOMAINS = frozenset(_GENERIC_COUNTRY_TEXT.split())
_INTERNATIONAL = re.compile(r"(?:\+|(?<![\d.,-])00)\s?\(?[1-9][\d\s().\-/]{6,20}\d")
_TLD_COUNTRY = {domain: one.code for one in countries().values() for domain in one.web.domains}


def _whole(word: str) -> str:
    """Return a pattern for a word that is not part of another; scripts without spaces are matched anywhere."""
    text = re.escape(word)
    if not word.isascii() and any("\u3000" <= c <= "\ud7af" for c in word):
        return text
    return rf"(?<![\w@.]){text}(?![\w@])(?!\.\w)"


_WHOLE = {word: re.compile(_whole(word)) for table in (NAMES, PLACES, WORDS) for word in table}


def _hits(line: str, words: Iterable[str]) -> list[re.Match[str]]:
    """Return the words in a lower-case line, each once; checking for the bare letters first is ten times faster."""
    return [match for word in words if word in line and (match := _WHOLE[word].search(line))]


def country_evidence(lines: Sequence[str]) -> dict[str, tuple[float, tuple[str, ...]]]:
    """Return scores by country (ISO 3166-1 alpha-2) with the reasons, highest score first.

    Sources of evidence: country names, phone prefixes, domains, postal codes, states, large cities,
    legal forms, street words, scripts, and how phone numbers are grouped.
    """
    lines = [plain(line) for line in lines[:MAX_LINES]]
    score: dict[str, float] = defaultdict(float)
    reasons: dict[str, list[str]] = defaultdict(list)

    def add(country: str, weight: float, reason: str) -> None:
        if reason not in reasons[country]:
            reasons[country].append(reason)
            score[country] += weight

    for line in lines:
        lowered = line.lower()
        for match in _hits(lowered, NAMES):
            add(NAMES[match.group()], NAME, f"name: {match.group()}")
        for match in _hits(lowered, PLACES):
            add(PLACES[match.group()], PLACE, f"place: {match.group()}")
        for sign, reason in (*_words_in(line, lowered), *_shapes_in(line)):
            add(sign.country, sign.weight, reason)
    _from_contacts(lines, add)
    if max(score.values(), default=0.0) < PLACE + GROUPING:  # grouping costs most and says least
        _from_grouping(lines, add)
    order = sorted(score, key=lambda c: (-score[c], c))
    return {country: (round(score[country], 2), tuple(reasons[country])) for country in order}


def likely_country(lines: Sequence[str]) -> str | None:
    """Return the country with the most evidence, or None where there is next to none."""
    for country, (score, _) in country_evidence(lines).items():
        return country if score >= MIN_SCORE else None
    return None


def _words_in(line: str, lowered: str) -> list[tuple[Sign, str]]:
    """Return each country's words in a line, in the order of its file, followed by its street-name endings."""
    words = [
        (sign, f"word: {match.group()}")
        for match in _hits(lowered, WORDS)
        for sign in WORDS[match.group()]
        if not sign.capitals_only or _in_capitals(line, match)
    ]
    streets = [
        (sign, f"street: {match.group(1)}")
        for match in STREET_ENDINGS.finditer(lowered)
        for sign in ENDINGS[match.group(1)]
    ]
    return sorted(words, key=lambda found: found[0].place) + streets


def _shapes_in(line: str) -> list[tuple[Sign, str]]:
    """Return each country's shapes in a line, in the order of its file."""
    found = [(sign, name) for (pattern, name), signs in SHAPES.items() if pattern.search(line) for sign in signs]
    return sorted(found, key=lambda one: one[0].place)


def _in_capitals(line: str, match: re.Match[str]) -> bool:
    return len(line) >= match.end() and line[match.start() : match.end()].isupper() and not line.isupper()


def _from_contacts(lines: Sequence[str], add: Callable[[str, float, str], None]) -> None:
    text = "\n".join(lines)
    emails = find_emails(text)
    hosts = [e.value.rpartition("@")[2] for e in emails] + [
        u.value.split("/")[0] for u in find_urls(text, emails=emails)
    ]
    for host in dict.fromkeys(hosts):
        suffix = suffix_of(host)
        last = suffix.rpartition(".")[2]
        if len(last) == 2 and (last not in _GENERIC_COUNTRY_DOMAINS or suffix in SUFFIXES):
            add(_TLD_COUNTRY.get(last, last.upper()), DOMAIN, f"domain .{suffix}")
        elif suffix in ("gov", "mil", "edu"):
            add("US", 2.0, f"domain .{suffix}")
    for line in lines:
        for match in _INTERNATIONAL.finditer(line):
            region = read_number(match.group().strip(" .-("), None).region
            if region and region.isalpha():
                add(region, PREFIX, "phone prefix")


def _from_grouping(lines: Sequence[str], add: Callable[[str, float, str], None]) -> None:
    for _, phone in find_phones_in_lines(lines):
        if phone.region and phone.valid and any(reason.startswith(("grouped", "read as")) for reason in phone.reasons):
            add(phone.region, GROUPING, "phone grouping")
