"""Measure what a text says by itself: its shape, its words' lists, and whether the card's addresses spell it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from cardscan.locales.legal_forms import legal_forms
from cardscan.reading.parsing.evidence.agreement import named_by_domain, spelled_by
from cardscan.reading.parsing.evidence.lexicons import as_firm, cities, fold, says_title, tokens, words

HONORIFIC = re.compile(
    r"(?:dr|prof|professor|mr|mrs|ms|miss|sir|er|ar|adv|ca|cs|capt|col|lt|maj|gen|rev|hon|herr|frau|mme|m|sri|shri|smt|"
    r"dipl|ing|mag|dott|sig|sr|sra|dra|don|md)\.?\s",
    re.IGNORECASE,
)
DEGREE = re.compile(
    r"\b(?:ph\.?\s?d|m\.?b\.?a|b\.?\s?tech|m\.?\s?tech|b\.?\s?sc|m\.?\s?sc|b\.?\s?com|m\.?\s?com|m\.?b\.?b\.?s|m\.?d\.?|"
    r"b\.?e\.?|m\.?e\.?|c\.?p\.?a|esq|ll\.?b|ll\.?m|p\.?e\.?|pmp|m\.?a\.?|b\.?a\.?|m\.?c\.?a|b\.?c\.?a|d\.?d\.?s|r\.?n|"
    r"f\.?c\.?a|a\.?c\.?a|cfa|cfp|a\.?i\.?a|m\.?s\.?|hons|b\.?p\.?t|m\.?p\.?t|jr|sr|ii|iii|iv)\b\.?",
    re.IGNORECASE,
)
POSTAL = re.compile(
    r"\b\d{5}(?:[-–]\d{3,4})?\b|\b\d{3}\s\d{3}\b|\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|"
    r"\b\d{4}\s?[A-Z]{2}\b|\b\d{2}-\d{3}\b|\b\d{6}\b|〒|\b[A-Z]{2}\s+\d{5}\b|\b\d{3}\s\d{2}\b|[-–]\s?\d{1,2}\b"
)
CHUNK = re.compile(r"[^\W\d_]+")

TEXT_FEATURES = (
    "words", "letters", "digit_share", "upper_share", "title_case_share", "lower_first_share", "initials",
    "longest", "commas", "full_stops", "colons", "slashes", "hyphens", "ampersand", "parenthesis", "quotes",
    "other_marks", "non_latin", "ends_with_comma", "starts_with_digit", "all_upper", "mean_word", "has_digit",
    "given", "family", "name_words", "first_given", "last_family", "title_word", "titles_share", "job_share",
    "department_share", "organization_share", "legal_form", "last_legal_form", "street_share", "street_word",
    "common_share", "city", "city_last", "postal", "unknown_share", "honorific", "degree", "mailbox", "domain",
    "connector", "number_first_street",
)  # fmt: skip


@lru_cache(maxsize=1024)
def text_features(text: str, mailboxes: tuple[str, ...] = (), domains: tuple[str, ...] = ()) -> Mapping[str, float]:
    """Return the features of a text alone, and of its agreement with the card's mailboxes and domains."""
    text = as_firm(text)
    raw = CHUNK.findall(text)
    folded = [fold(word) for word in raw]
    count = max(1, len(raw))
    letters = sum(len(word) for word in raw)
    digits = sum(c.isdigit() for c in text)
    solid = max(1, letters + digits)
    long_words = [w for w in folded if len(w) > 1]
    given, family = words("given"), words("family")
    is_given = [w in given for w in long_words]
    is_family = [w in family for w in long_words]
    everyday = words("common_words") | words("organization_words") | words("departments") | words("titles")
    joined = tokens(text)
    legal = [re.sub(r"[^\w]", "", fold(chunk)) in legal_forms(fold) for chunk in text.split()]
    city_hits = _cities_in(joined)
    share = len(long_words) or 1
    titles = [says_title(w) for w in folded]
    streets = [w in words("street_words") for w in folded if len(w) > 1]
    known = [w in everyday or w in given or w in family or w in words("street_words") for w in long_words]
    return {
        "words": min(len(raw), 12),
        "letters": min(letters, 60),
        "digit_share": digits / solid,
        "upper_share": sum(w.isupper() for w in raw if len(w) > 1) / share,
        "title_case_share": sum(w.istitle() for w in raw) / count,
        "lower_first_share": sum(w[0].islower() for w in raw) / count,
        "initials": min(3, len(re.findall(r"\b[A-Z]\b\.?", text))),
        "longest": min(20, max((len(w) for w in raw), default=0)),
        "commas": min(4, text.count(",")),
        "full_stops": min(4, text.count(".")),
        "colons": min(2, text.count(":")),
        "slashes": min(3, text.count("/")),
        "hyphens": min(3, text.count("-")),
        "ampersand": float("&" in text),
        "parenthesis": float("(" in text),
        "quotes": float(any(q in text for q in "\"'“”‘’")),
        "other_marks": min(4, sum(not c.isalnum() and not c.isspace() and c not in ".,:-/&()'\"" for c in text)),
        "non_latin": sum(ord(c) > 0x2FF and c.isalpha() for c in text) / solid,
        "ends_with_comma": float(text.rstrip().endswith(",")),
        "starts_with_digit": float(text[:1].isdigit() or text[:1] == "#"),
        "all_upper": float(text.isupper()),
        "mean_word": letters / count,
        "has_digit": float(digits > 0),
        "given": sum(is_given) / share,
        "family": sum(is_family) / share,
        "name_words": sum(g or f for g, f in zip(is_given, is_family, strict=True)) / share,
        "first_given": float(bool(is_given) and is_given[0]),
        "last_family": float(bool(is_family) and is_family[-1]),
        "title_word": min(3, sum(titles)),
        "titles_share": sum(titles) / count,
        "job_share": sum(w in words("jobs") for w in long_words) / share,
        "department_share": sum(w in words("departments") for w in folded) / count,
        "organization_share": sum(w in words("organization_words") for w in folded) / count,
        "legal_form": float(any(legal)),
        "last_legal_form": float(bool(legal) and legal[-1]),
        "street_share": sum(streets) / share,
        "street_word": min(3, sum(streets)),
        "common_share": sum(w in words("common_words") for w in folded) / count,
        "city": min(2, len(city_hits)),
        "city_last": float(bool(city_hits) and city_hits[-1] >= len(joined) - 2),
        "postal": float(bool(POSTAL.search(text))),
        "unknown_share": sum(not k for k in known) / share,
        "honorific": float(bool(HONORIFIC.match(text.strip() + " "))),
        "degree": min(2, len(DEGREE.findall(text))),
        "mailbox": max((spelled_by(text, box) for box in mailboxes), default=0.0),
        "domain": named_by_domain(text, domains),
        "connector": float(bool(re.search(r"\b(of|for|de|der|and|und|et|y|e|the)\b", text.lower()))),
        "number_first_street": float(bool(re.match(r"\W*\d", text)) and any(streets)),
    }


def _cities_in(joined: Sequence[str]) -> list[int]:
    """Return the word positions at which a town's name (of one to three words) starts."""
    table = cities()
    hits = []
    for i in range(len(joined)):
        for size in (3, 2, 1):
            if i + size > len(joined):
                continue
            name = " ".join(joined[i : i + size])
            people = table.get(name, ("", 0))[1]
            # Short names of small towns are also words of other languages ("Of", "Most").
            if people > (15_000 if len(name) > 4 else 300_000):
                hits.append(i)
                break
    return hits
