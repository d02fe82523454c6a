"""Compares readings with the truth, field by field.

What counts as equal
    e-mail      the same after lower-casing
    phone       the same E.164 number, read in the card's country where it is printed without a country code;
                where the truth is no valid number, the same digits
    name        the same letters, accents included; case, punctuation, honorifics and degrees do not count;
                any of several persons on a card is right, and so is any of several organisations
    url         the same host and path
    organization, title, department     at least 90 % alike (normalised Indel similarity)
    address     the same postal code and city, or at least 85 % alike as a bag of words
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import phonenumbers
from rapidfuzz import fuzz

FIELDS = ("name", "email", "phone", "url", "organization", "title", "department", "address", "social")
CRITICAL = ("name", "email", "phone")
PERFECT = ("name", "email", "phone", "url", "organization", "title")
_HONORIFICS = """dr prof professor mr mrs ms miss sir er ir ing dipl herr frau mme m sri shri smt md adv ca rev hon
    capt col lt maj gen dott sig sr sra"""
_DEGREES = """phd mba cpa pe md ms msc bsc mtech btech ma ba be me jd esq llb llm pmp mcom bcom mstat mca bca mbbs fcs
    frcs ra aia dds dvm rn mph cfa"""
HONORIFICS, DEGREES = frozenset(_HONORIFICS.split()), frozenset(_DEGREES.split())
BINS = 10

Record = dict[str, Any]
Values = dict[str, list[Any]]
Judged = dict[str, tuple[int, int, int]]  # field -> hits, missed, spurious


@dataclass
class Score:
    """Counts over all cards of a set.

    Attributes:
        fields: By field [hits, missed, spurious].
        shares: By name [right, of]; see `share`.
        points: (confidence, right) of every value with a confidence.
    """

    cards: int = 0
    fields: dict[str, list[int]] = field(default_factory=lambda: {name: [0, 0, 0] for name in FIELDS})
    shares: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    points: list[tuple[float, bool]] = field(default_factory=list)

    def precision(self, name: str) -> float | None:
        """Of the values read, how many are right."""
        hits, _, spurious = self.fields[name]
        return hits / (hits + spurious) if hits + spurious else None

    def recall(self, name: str) -> float | None:
        """Of the values printed, how many were read."""
        hits, missed, _ = self.fields[name]
        return hits / (hits + missed) if hits + missed else None

    def f1(self, names: Iterable[str] = FIELDS) -> float | None:
        """Harmonic mean of precision and recall over these fields together."""
        hits, missed, spurious = (sum(self.fields[name][k] for name in names) for k in range(3))
        total = 2 * hits + missed + spurious
        return 2 * hits / total if total else None

    def share(self, name: str) -> float | None:
        """Share of cards (or phones) that are right in the named sense."""
        right, of = self.shares[name]
        return right / of if of else None

    @property
    def calibration_error(self) -> float | None:
        """Expected calibration error over ten bins: 0 when of values at 0.9, nine in ten are right."""
        if not self.points:
            return None
        bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for confidence, right in self.points:
            bins[min(BINS - 1, int(confidence * BINS))].append((confidence, right))
        error = 0.0
        for inside in bins.values():
            error += abs(sum(confidence for confidence, _ in inside) - sum(right for _, right in inside))
        return error / len(self.points)


def score(truths: Iterable[Record], predictions: Iterable[Record]) -> Score:
    """Score the JSON lines of a scan against truth records ({"photo", "cards": [...]} or {"photo", "contact"})."""
    by_photo: dict[str, list[Record]] = defaultdict(list)
    for prediction in predictions:
        by_photo[prediction["photo"].rpartition("/")[2]].append(prediction)
    total = Score()
    for truth in truths:
        if truth.get("not_a_card") or truth.get("legible") is False:
            continue
        printed = [
            {"country": card.get("country") or truth.get("country"), "contact": card.get("contact") or {}}
            for card in truth.get("cards") or [truth]
        ]
        for card, read in pair_cards(printed, by_photo[truth["photo"].rpartition("/")[2]]):
            _count(total, card, read)
    return total


def _count(total: Score, card: Record, prediction: Record | None) -> None:
    judged = judge(card, prediction)
    for name, counts in judged.items():
        total.fields[name] = [a + b for a, b in zip(total.fields[name], counts, strict=True)]
    contact = card["contact"]
    if not contact:
        return
    total.cards += 1
    clean = {name: not missed and not spurious for name, (_, missed, spurious) in judged.items()}
    _add(total, "name+e-mail+phone exact", all(clean[name] for name in CRITICAL))
    _add(total, "zero-error cards", all(clean[name] for name in PERFECT))
    if contact.get("name") and contact.get("emails"):
        _add(total, "follow-up ready", clean["name"] and clean["email"])
    if prediction:
        _count_phone_types(total, card, prediction)
        _count_confidence(total, card, prediction)


def _add(total: Score, name: str, right: bool) -> None:
    total.shares[name][0] += right
    total.shares[name][1] += 1


def _count_phone_types(total: Score, card: Record, prediction: Record) -> None:
    country = card["country"]
    phones = (prediction.get("contact") or {}).get("phones") or []
    read = {phone_key(phone, country): phone.get("type") for phone in phones}
    printed: dict[str, set[str]] = defaultdict(set)  # one number can be printed as telephone and fax
    for phone in card["contact"].get("phones") or []:
        if phone.get("labelled", True):  # without a label or icon nobody can know
            printed[phone_key(phone, country)].add(phone.get("type"))
    for key in printed.keys() & read.keys():
        _add(total, "phone type", read[key] in printed[key])


def _count_confidence(total: Score, card: Record, prediction: Record) -> None:
    country = card["country"]
    printed = values(card["contact"], country)
    keys: dict[str, Callable[[str], str]] = {
        "name": name_key,
        "email": lambda text: text.strip().lower(),
        "url": url_key,
        "organization": squash,
        "title": squash,
        "phone": lambda text: phone_key({"e164": text}, country),
    }
    for item in prediction.get("fields") or []:
        kind, confidence = item.get("kind"), item.get("confidence")
        if kind in keys and confidence is not None:
            key = keys[kind](item.get("value") or "")
            total.points.append((float(confidence), any(same(kind, value, key) for value in printed[kind])))


def judge(card: Record, prediction: Record | None) -> Judged:
    """Hits, missed and spurious values of one card, by field."""
    country = card["country"]
    printed = values(card["contact"], country)
    read = values((prediction or {}).get("contact") or {}, country)
    others = (("organization", squash, "other_organizations"), ("name", name_key, "other_names"))
    for name, key, source in (*others, ("name", name_key, "name_alt")):
        for other in card["contact"].get(source) or []:
            if any(same(name, key(other), value) for value in read[name]):
                printed[name] = list(read[name])
    return {name: _pair(name, printed[name], read[name]) for name in FIELDS}


def _pair(name: str, printed: list[Any], read: list[Any]) -> tuple[int, int, int]:
    left, hits = list(read), 0
    for value in printed:
        found = next((other for other in left if same(name, value, other)), None)
        if found is not None:
            left.remove(found)
            hits += 1
    return hits, len(printed) - hits, len(left)


def pair_cards(cards: list[Record], predictions: list[Record]) -> list[tuple[Record, Record | None]]:
    """Pair the cards of one photo so that the most fields agree; a reading of no card pairs with an empty one."""
    ranked = sorted(
        (-sum(hits for hits, _, _ in judge(card, prediction).values()), i, j)
        for (i, card), (j, prediction) in itertools.product(enumerate(cards), enumerate(predictions))
    )
    taken: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in taken and j not in taken.values():
            taken[i] = j
    pairs: list[tuple[Record, Record | None]] = [
        (card, predictions[taken[i]] if i in taken else None) for i, card in enumerate(cards)
    ]
    extra = [prediction for j, prediction in enumerate(predictions) if j not in taken.values()]
    none: Record = {"country": None, "contact": {}}
    return pairs + [(none, prediction) for prediction in extra if any((prediction.get("contact") or {}).values())]


def values(contact: Record, country: str | None) -> Values:
    """The comparable values of a contact, by field; the same value twice counts once."""
    found: Values = defaultdict(list)
    name = contact.get("name")
    if isinstance(name, dict):
        name = name.get("full") or " ".join(filter(None, (name.get("given"), name.get("family"))))
    found["name"] = [name_key(name)] if name else []
    found["title"] = [key for value in contact.get("titles") or [] if (key := squash(value))]
    found["department"] = [key for value in contact.get("departments") or [] if (key := squash(value))]
    found["organization"] = [squash(contact["organization"])] if contact.get("organization") else []
    found["email"] = [value.strip().lower() for value in contact.get("emails") or []]
    found["url"] = [url_key(value) for value in contact.get("urls") or []]
    found["phone"] = [phone_key(phone, country) for phone in contact.get("phones") or []]
    social = contact.get("social") or []
    found["social"] = [f"{s.get('service', '')}:{s.get('handle', '').lower().lstrip('@')}" for s in social]
    found = defaultdict(list, {key: list(Counter(entries)) for key, entries in found.items()})
    found["address"] = list(contact.get("addresses") or [])
    return found


def same(name: str, printed: Any, read: Any) -> bool:
    """The two values say the same; see the module's text."""
    if name in ("organization", "title", "department"):
        return bool(fuzz.ratio(printed, read) >= 90)
    if name == "address":
        code = _postal(printed.get("postal_code"))
        same_city = squash(printed.get("city") or "") == squash(read.get("city") or "")
        if code and code == _postal(read.get("postal_code")) and same_city:
            return True
        pair = squash(printed.get("printed") or ""), squash(read.get("printed") or "")
        return bool(fuzz.token_sort_ratio(*pair) >= 85)
    if name == "phone" and not printed.startswith("+") and len(printed) >= 5:
        return bool(printed == read or re.sub(r"\D", "", read).endswith(printed))
    return bool(printed == read)


def squash(text: str) -> str:
    """Lower-case letters and digits only, accents kept."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text or "").casefold()))


def name_key(text: str) -> str:
    """A name without honorifics, degrees and spaces."""
    words = squash(re.sub(r"(?<=\b\w)\.(?=\w\b)", "", text or "")).split()
    while len(words) > 1 and words[0] in HONORIFICS:
        words = words[1:]
    while len(words) > 2 and words[-1] in DEGREES:
        words = words[:-1]
    return "".join(words)


def url_key(text: str) -> str:
    """Host and path."""
    text = re.sub(r"^[a-z]+://", "", (text or "").strip().lower())
    return re.sub(r"^www\.", "", text).rstrip("/")


def phone_key(phone: Record, country: str | None) -> str:
    """E.164 where the number can be one, else its digits."""
    text = phone.get("e164") or phone.get("printed") or phone.get("value") or ""
    for region in (country, None):
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return re.sub(r"\D", "", text)


def _postal(text: str | None) -> str:
    return re.sub(r"\W", "", text or "").casefold()
