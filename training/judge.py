"""Which of a card's read values are right: the comparison rules by which readings are scored.

e-mail      same after lower-casing
phone       same E.164 number; where the truth is no possible number, the same digits
name        same letters; case, punctuation, honorifics and degrees do not count; any person of the card is right
url         same host and path; scheme, "www." and a trailing slash do not count
organization, title, department     at least 90 % alike; any organisation of the card is right
address     same postal code and town, or at least 85 % alike as a bag of words
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import phonenumbers
from rapidfuzz import fuzz

from cardscan.model.reading import ContactDetails, Field, FieldKind
from cardscan.model.scan import contact_json

CRITICAL = (FieldKind.NAME, FieldKind.EMAIL, FieldKind.PHONE)
# What a card without any error has right.
WHOLE = (*CRITICAL, FieldKind.URL, FieldKind.ORGANIZATION, FieldKind.TITLE)
HONORIFICS = frozenset(
    """
    dr prof professor mr mrs ms miss sir er ir ing dipl herr frau mme m sri shri smt md adv ca rev hon capt col lt
    maj gen dott sig sr sra
    """.split()  # noqa: SIM905  a list of forty quoted words is harder to read
)
DEGREES = frozenset(
    """
    phd mba cpa pe md ms msc bsc mtech btech ma ba be me jd esq llb llm pmp mcom bcom mstat mca bca mbbs fcs frcs
    ra aia dds dvm rn mph cfa
    """.split()  # noqa: SIM905  a list of forty quoted words is harder to read
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One field kind of one card: values found, not found, and wrongly shown."""

    hits: int
    missed: int
    spurious: int

    @property
    def clean(self) -> bool:
        """Nothing missed, nothing wrong."""
        return not self.missed and not self.spurious


def squash(text: str | None) -> str:
    """Lower-case letters and digits only, NFC, accents kept, single spaces."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text or "").casefold()))


def name_key(text: str | None) -> str:
    """A person's letters without honorifics and degrees."""
    words = squash(re.sub(r"(?<=\b\w)\.(?=\w\b)", "", text or "")).split()
    while words and words[0] in HONORIFICS and len(words) > 1:
        words = words[1:]
    while len(words) > 2 and words[-1] in DEGREES:
        words = words[:-1]
    return "".join(words)


def url_key(text: str | None) -> str:
    """Host and path."""
    return re.sub(r"^www\.", "", re.sub(r"^[a-z]+://", "", (text or "").strip().lower())).rstrip("/")


def phone_key(text: str | None, country: str | None) -> str:
    """E.164 where the text is a possible number, else its digits."""
    for region in (country, None):
        try:
            number = phonenumbers.parse(text or "", region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return re.sub(r"\D", "", text or "")


def same(kind: FieldKind, want: Any, have: Any) -> bool:
    """The comparable values of `values` are equal enough."""
    if kind in (FieldKind.ORGANIZATION, FieldKind.TITLE, FieldKind.DEPARTMENT):
        return fuzz.ratio(want, have) >= 90
    if kind is FieldKind.ADDRESS:
        codes = [re.sub(r"\W", "", address.get("postal_code") or "").casefold() for address in (want, have)]
        if codes[0] and codes[0] == codes[1] and squash(want.get("city")) == squash(have.get("city")):
            return True
        return fuzz.token_sort_ratio(squash(want.get("printed")), squash(have.get("printed"))) >= 85
    if kind is FieldKind.PHONE and not want.startswith("+") and len(want) >= 5:
        return bool(want == re.sub(r"\D", "", have)[-len(want) :])
    return bool(want == have)


def values(contact: Mapping[str, Any], country: str | None) -> dict[FieldKind, list[Any]]:
    """The comparable values of a `contact` object, each once."""
    name = contact.get("name")
    name = name.get("full") if isinstance(name, Mapping) else name
    firm = contact.get("organization")
    phones = [p.get("e164") or p.get("printed") for p in contact.get("phones") or []]
    said = contact.get("pronouns") or []
    found: dict[FieldKind, list[Any]] = {
        FieldKind.NAME: [name_key(name)] if name else [],
        FieldKind.TITLE: [squash(v) for v in contact.get("titles") or []],
        FieldKind.DEPARTMENT: [squash(v) for v in contact.get("departments") or []],
        FieldKind.ORGANIZATION: [squash(firm)] if firm else [],
        FieldKind.EMAIL: [v.strip().lower() for v in contact.get("emails") or []],
        FieldKind.URL: [url_key(v) for v in contact.get("urls") or []],
        FieldKind.PHONE: [phone_key(v, country) for v in phones],
        FieldKind.PRONOUNS: [v.casefold() for v in ([said] if isinstance(said, str) else said)],
        FieldKind.SOCIAL: [
            f"{s.get('service', '')}:{s.get('handle', '').lower().lstrip('@')}" for s in contact.get("social") or []
        ],
    }
    found = {kind: list(dict.fromkeys(v for v in group if v)) for kind, group in found.items()}
    return {**found, FieldKind.ADDRESS: list(contact.get("addresses") or [])}


def judge_card(truth: Mapping[str, Any], details: ContactDetails, country: str | None) -> dict[FieldKind, Verdict]:
    """Hits, misses and wrong values by field kind."""
    want, have = values(truth, country), values(contact_json(details), country)
    for kind, others in _alternatives(truth).items():
        if any(same(kind, other, value) for other in others for value in have[kind]):
            want[kind] = list(have[kind])
    verdicts = {}
    for kind in FieldKind:
        left = list(have[kind])
        hits = 0
        for value in want[kind]:
            hit = next((h for h in left if same(kind, value, h)), None)
            if hit is not None:
                left.remove(hit)
                hits += 1
        verdicts[kind] = Verdict(hits, len(want[kind]) - hits, len(left))
    return verdicts


def _alternatives(truth: Mapping[str, Any]) -> dict[FieldKind, list[str]]:
    # The name with its honorific, as printed, is right as well, whatever honorifics the comparison knows.
    people = [*(truth.get("other_names") or []), *(truth.get("name_alt") or []), truth.get("name_printed")]
    return {
        FieldKind.NAME: [name_key(p) for p in people if p],
        FieldKind.ORGANIZATION: [squash(o) for o in truth.get("other_organizations") or []],
    }


def right_fields(
    truth: Mapping[str, Any], details: ContactDetails, fields: Sequence[Field], country: str | None
) -> list[bool]:
    """For each field, whether its value is one of the card's."""
    want = values(truth, country)
    others = _alternatives(truth)
    printed = {address.printed: address for address in details.addresses}
    keys: dict[FieldKind, Callable[[str], Any]] = {
        FieldKind.NAME: name_key,
        FieldKind.EMAIL: lambda v: v.strip().lower(),
        FieldKind.URL: url_key,
        FieldKind.PHONE: lambda v: phone_key(v, country),
        FieldKind.SOCIAL: lambda v: v.lower(),
        FieldKind.ADDRESS: lambda v: {
            "printed": v,
            "postal_code": printed[v].postal_code if v in printed else None,
            "city": printed[v].city if v in printed else None,
        },
    }
    judged = []
    for field in fields:
        key = keys.get(field.kind, squash)(field.value)
        judged.append(any(same(field.kind, w, key) for w in (*want[field.kind], *others.get(field.kind, ()))))
    return judged
