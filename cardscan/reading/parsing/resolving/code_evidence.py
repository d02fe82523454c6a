"""Use what a card's QR code says about its owner, to confirm or correct the reading or to fill its gaps.

The payload is untrusted text. A lenient reader of our own cuts it into properties, and knows only the few that matter
(vCard 2.1 to 4.0, RFC 6350; MeCard of NTT DoCoMo). Each value must pass the same finders as print does.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from cardscan.model.geometry import Box
from cardscan.model.photo import Code
from cardscan.model.reading import Alternative
from cardscan.reading.parsing.card_values import ALONE, CardValues, LocatedValue, phone_key
from cardscan.reading.parsing.names.name_parts import parse_name
from cardscan.reading.parsing.resolving.resolve import Chosen, Resolved
from cardscan.reading.parsing.values.emails.email_finder import find_emails
from cardscan.reading.parsing.values.phones.phone_finder import PhoneFound, find_phones
from cardscan.reading.parsing.values.web.url_finder import UrlFound, find_urls

# A value read from print that is at least this similar to one of the code's (0 to 100) is a misreading of it.
NEARLY = 82
TEL_TYPES = {"FAX": "Fax", "CELL": "Mobile", "HOME": "Home"}
MAX_PROPERTIES = 60
MAX_VALUE = 300


@dataclass(frozen=True, slots=True)
class CodeSays:
    """The values of the card's contact codes; empty where there is none."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[PhoneFound, ...] = ()
    urls: tuple[UrlFound, ...] = ()
    organization: str | None = None
    titles: tuple[str, ...] = ()

    def spelling_of(self, value: str, known: Iterable[str]) -> str | None:
        """Return the code's own spelling of a value that was read, or None where the code has none like it."""
        best = max(known, key=lambda other: fuzz.ratio(value.casefold(), other.casefold()), default=None)
        if best is None or fuzz.ratio(value.casefold(), best.casefold()) < NEARLY:
            return None
        return best


def code_says(codes: Sequence[Code], country: str | None) -> CodeSays:
    """Read the contact codes of a card; never raises."""
    names: list[str] = []
    emails: list[str] = []
    phones: list[PhoneFound] = []
    urls: list[UrlFound] = []
    organization: str | None = None
    titles: list[str] = []
    for code in codes:
        if code.kind == "url":
            urls += _own_pages(code.payload)
        if code.kind not in ("vcard", "mecard"):
            continue
        for key, parameters, value in _properties(code):
            if key in ("FN", "N") and not (key == "N" and names):
                person = parse_name(_name_text(key, value, code.kind), country=country)
                names += [person.full] if person else []
            elif key == "EMAIL":
                emails += [found.value for found in find_emails(value)]
            elif key == "TEL":
                label = next((shown for known, shown in TEL_TYPES.items() if known in parameters), "Tel")
                phones += find_phones(f"{label} {value.removeprefix('tel:')}", country=country)
            elif key == "URL":
                urls += _own_pages(value)
            elif key == "ORG" and organization is None:
                organization = next((part.strip() for part in value.split(";") if part.strip()), None)
            elif key == "TITLE":
                titles.append(value)
    return CodeSays(
        tuple(dict.fromkeys(names)),
        tuple(dict.fromkeys(emails)),
        tuple(phones),
        tuple(urls),
        organization,
        tuple(dict.fromkeys(titles)),
    )


# Services that hide where an address leads, so their addresses say nothing about a person or firm.
_SHORTENERS = frozenset(
    """
    bit.ly t.co goo.gl tinyurl.com ow.ly qr.ae qrco.de is.gd cutt.ly rebrand.ly t.ly qr.io
    """.split()  # noqa: SIM905  a list of quoted words is harder to read
)
_MAX_PATH = 40


def _own_pages(payload: str) -> list[UrlFound]:
    """Return a code's web address if it could be printed on the card; not a shortened, long or parametrised one."""
    found = find_urls(payload[:MAX_VALUE])
    return [
        url
        for url in found[:1]
        if url.value.split("/")[0] not in _SHORTENERS
        and len(url.value.partition("/")[2]) <= _MAX_PATH
        and not re.search(r"[?#]", payload)
    ]


CONFIRMS = "the card's code says the same"
CORRECTS = "spelled as in the card's code"
# For a value that two independent prints on the card agree on, or that the code alone gives (it has its own checksums).
CODE_CONFIDENCE = 0.97


def heed(values: CardValues, resolved: Resolved, says: CodeSays, country: str | None) -> None:
    """Let the code confirm or correct what was read, and supply what print lacks altogether."""
    for index, email in enumerate(values.emails):
        spelling = says.spelling_of(email.found.value, says.emails)
        if spelling:
            reason = CONFIRMS if spelling == email.found.value else CORRECTS
            found = replace(
                email.found, value=spelling, confidence=CODE_CONFIDENCE, reasons=(*email.found.reasons, reason)
            )
            values.emails[index] = replace(email, found=found, alternatives=_kept(email.found.value, spelling))
    known = {phone_key(phone) for phone in says.phones}
    for index, phone in enumerate(values.phones):
        if phone_key(phone.found) in known:
            reasons = (*phone.found.reasons, CONFIRMS)
            found_phone = replace(phone.found, confidence=CODE_CONFIDENCE, reasons=reasons)
            values.phones[index] = replace(phone, found=found_phone)
    if not values.emails and values.lines:
        values.emails += [
            LocatedValue(replace(found, confidence=CODE_CONFIDENCE, reasons=(ALONE,)), 0, 1.0, 1)
            for email in says.emails
            for found in find_emails(email)
        ]
    if not values.phones and values.lines:
        values.phones += [LocatedValue(replace(found, reasons=(ALONE,)), 0, 1.0, 1) for found in says.phones]
    if not values.urls and values.lines:
        values.urls += [
            LocatedValue(replace(found, confidence=CODE_CONFIDENCE, reasons=(ALONE,)), 0, 1.0, 1)
            for found in says.urls[:1]
        ]
    _heed_name(resolved, says, country, values)
    _heed_organization(resolved, says, values)
    if not resolved.titles and values.lines:
        box = Box.around(line.box for line in values.lines)
        resolved.titles += [Chosen(title, title, 0.95, box, (ALONE,)) for title in says.titles]


def _kept(read: str, taken: str) -> tuple[Alternative, ...]:
    return () if read == taken else (Alternative(read, 0.1),)


def _heed_name(resolved: Resolved, says: CodeSays, country: str | None, values: CardValues) -> None:
    read = resolved.name
    if read is None:
        if says.names and values.lines:
            person = parse_name(says.names[0], country=country)
            box = Box.around(line.box for line in values.lines)
            resolved.person, resolved.name = person, Chosen(says.names[0], says.names[0], 0.95, box, (ALONE,))
        return
    spelling = says.spelling_of(read.value, says.names)
    if spelling and (person := parse_name(spelling, country=country)):
        honorific = resolved.person.honorific if resolved.person else None
        if honorific and not person.honorific:
            person = replace(person, honorific=honorific, full=f"{honorific} {person.full}")
        reason = CONFIRMS if spelling == read.value else CORRECTS
        resolved.person = person
        resolved.name = replace(
            read, value=person.full, probability=max(read.probability, CODE_CONFIDENCE), reasons=(*read.reasons, reason)
        )


def _heed_organization(resolved: Resolved, says: CodeSays, values: CardValues) -> None:
    if says.organization is None or not values.lines:
        return
    read = resolved.organization
    if read is None:
        box = Box.around(line.box for line in values.lines)
        resolved.organization = Chosen(says.organization, says.organization, 0.95, box, (ALONE,))
        return
    spelling = says.spelling_of(read.value, (says.organization,))
    if spelling:
        reason = CONFIRMS if spelling == read.value else CORRECTS
        probability = max(read.probability, CODE_CONFIDENCE)
        resolved.organization = replace(read, value=spelling, probability=probability, reasons=(*read.reasons, reason))


def _name_text(key: str, value: str, kind: str) -> str:
    if key == "FN":
        return value
    parts = [part.strip() for part in re.split(r"[;,]" if kind == "mecard" else ";", value)]
    family, given = (*parts, "", "")[:2]
    return f"{given} {family}".strip()


def _properties(code: Code) -> list[tuple[str, str, str]]:
    """Return (name, parameters, value) of each property, without control characters and escapes."""
    if code.kind == "mecard":
        body = code.payload.split(":", 1)[-1]
        lines = re.split(r"(?<!\\);", body)
    else:
        lines = re.sub(r"\r?\n[ \t]", "", code.payload).splitlines()
    found: list[tuple[str, str, str]] = []
    for line in lines[:MAX_PROPERTIES]:
        head, colon, value = line.partition(":")
        if not colon:
            continue
        name, *parameters = head.split(";")
        if any("QUOTED-PRINTABLE" in p.upper() for p in parameters):
            value = quopri.decodestring(value.encode("utf-8", "replace")).decode("utf-8", "replace")
        value = re.sub(r"\\([\\,;:nN])", lambda m: " " if m.group(1) in "nN" else m.group(1), value)
        value = re.sub(r"[\x00-\x1f\x7f]", " ", value).strip()[:MAX_VALUE]
        if value:
            found.append((name.split(".")[-1].strip().upper(), ";".join(parameters).upper(), value))
    return found
