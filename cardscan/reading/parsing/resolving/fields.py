"""Turn the values found on a card into fields with evidence, and into contact details."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from cardscan.model.reading import ContactDetails, Field, FieldKind, Phone, PhoneType, SocialHandle
from cardscan.reading.parsing.card_values import ALONE, CardValues, LocatedValue, phone_key
from cardscan.reading.parsing.evidence.agreement import domain_label, named_by_domain, spelled_by
from cardscan.reading.parsing.names.name_parts import without_honorific
from cardscan.reading.parsing.resolving.confidence import Evidence, confidence_of, letters_are_safe, witnessed
from cardscan.reading.parsing.resolving.resolve import Chosen, Resolved
from cardscan.reading.parsing.values.emails.broken_mailboxes import UNSEEN
from cardscan.reading.parsing.values.emails.email_finder import repair_with_domain
from cardscan.reading.parsing.values.emails.mailboxes import GUESSED, better_spelled, handle_as_named, settle
from cardscan.reading.parsing.values.emails.wrapped_mailboxes import UNMARKED
from cardscan.reading.parsing.values.phones.phone_finder import PhoneFound
from cardscan.reading.parsing.values.web.url_agreement import agree, is_fragment
from cardscan.reading.parsing.values.web.url_finder import without_label

# A value whose finder gives it a lower confidence is left out: a wrong value costs more than a gap.
MIN_FINDER = {FieldKind.PHONE: 0.42, FieldKind.EMAIL: 0.35, FieldKind.URL: 0.4, FieldKind.SOCIAL: 0.4}
# Measures for a mailbox in which some characters are guessed.
_GUESS = 0.6


def build(
    values: CardValues, resolved: Resolved, country: str | None = None
) -> tuple[ContactDetails, list[Field], list[Evidence]]:
    """Return the card's details, one field per value, and the evidence behind each field."""
    book = _Book(values, country)
    phones = book.add_phones()
    emails = book.add_emails(resolved)
    urls = book.add_urls()
    social = book.add_social(resolved)
    pronouns = book.add_pronouns()
    mailboxes = [email.partition("@")[0] for email in emails]
    domains = [domain_label(email.partition("@")[2]) for email in emails]
    domains += [domain_label(url.split("/")[0]) for url in urls]
    if resolved.name:
        spelled = max((spelled_by(resolved.name.raw, box) for box in mailboxes), default=0.0)
        person = resolved.person
        whole = float(person is None or bool(person.given and person.family))
        book.add_chosen(FieldKind.NAME, [resolved.name], spelled, whole=whole)
    book.add_chosen(FieldKind.TITLE, resolved.titles, 0.0)
    book.add_chosen(FieldKind.DEPARTMENT, resolved.departments, 0.0)
    if resolved.organization:
        named = named_by_domain(resolved.organization.value, [d for d in domains if d])
        book.add_chosen(FieldKind.ORGANIZATION, [resolved.organization], named)
    book.add_chosen(FieldKind.ADDRESS, [chosen for _, chosen in resolved.addresses], 0.0)
    others = [*resolved.other_organizations, *resolved.other_scripts]
    details = ContactDetails(
        name=resolved.person,
        titles=_unique(c.value for c in resolved.titles),
        departments=_unique(c.value for c in resolved.departments),
        organization=resolved.organization.value if resolved.organization else None,
        phones=phones,
        emails=emails,
        urls=urls,
        social=social,
        addresses=tuple(address for address, _ in resolved.addresses),
        pronouns=pronouns,
        other_names=_unique(c.value for c in resolved.other_names),
        unassigned=_unique([*(c.value for c in others), *resolved.unassigned]),
    )
    return details, book.fields, book.evidence


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    """Return the values without repetitions; the first spelling is kept."""
    seen: dict[str, str] = {}
    for value in values:
        seen.setdefault(value.casefold(), value)
    return tuple(seen.values())


class _Book:
    """Collects the fields of one card."""

    def __init__(self, values: CardValues, country: str | None) -> None:
        self.values = values
        self.country = country
        self.fields: list[Field] = []
        self.evidence: list[Evidence] = []

    def _add(
        self,
        kind: FieldKind,
        value: str,
        raw: str,
        evidence: Evidence,
        located: LocatedValue[object],
        reasons: Sequence[str],
    ) -> None:
        notes = list(reasons) or ["syntax"]
        if located.readings > 1:
            notes.append(f"{located.agreement:.0%} of {located.readings} readings agree")
        box = None if ALONE in notes else self.values.lines[located.line].box
        confidence = confidence_of(kind, evidence)
        self.fields.append(Field(kind, value, raw, confidence, box, tuple(notes), located.alternatives))
        self.evidence.append(evidence)

    def _evidence(self, located: LocatedValue[object], raw: str, finder: float, support: float) -> Evidence:
        agreement = located.agreement if located.readings > 1 else 0.5
        line = self.values.lines[located.line]
        _, neural, both = witnessed(raw, [line])
        return Evidence(finder, line.confidence, agreement, support, neural, both)

    def add_phones(self) -> tuple[Phone, ...]:
        """Add each number once; one number printed as telephone and fax stays one of each."""
        phones: list[Phone] = []
        seen: dict[str, PhoneType] = {}
        for located in self.values.phones:
            found: PhoneFound = located.found
            key = phone_key(found)
            if found.confidence < MIN_FINDER[FieldKind.PHONE] or seen.get(key) == found.type:
                continue
            phones.append(Phone(found.type, found.printed, found.e164, found.extension))
            if key not in seen:
                evidence = self._evidence(located, found.printed, found.confidence, float(found.label is not None))
                evidence = replace(evidence, whole=float(found.e164 is not None))
                value = found.e164 or found.printed
                self._add(FieldKind.PHONE, value, found.printed, evidence, located, found.reasons)
            seen[key] = found.type
        return tuple(phones)

    def add_emails(self, resolved: Resolved) -> tuple[str, ...]:
        """Add each address once."""
        hosts = [located.found.value.split("/")[0] for located in self.values.urls]
        names = [chosen.value for chosen in self._names(resolved)]
        bare = [without_honorific(name) for name in names]
        words = self._lines_without_addresses()
        emails: list[str] = []
        for located in self.values.emails:
            before = self.values.lines[located.line].text[: located.found.span[0]]
            found = settle(repair_with_domain(located.found, hosts, bare, words), names, before)
            found = better_spelled(found, located.alternatives, names)
            located = replace(located, alternatives=found.alternatives or located.alternatives)
            if found.confidence < MIN_FINDER[FieldKind.EMAIL] or found.value in emails:
                continue
            local, _, domain = found.value.partition("@")
            by_name = max((spelled_by(name, local) for name in names), default=0.0)
            by_domain = float(domain_label(domain) in {domain_label(host) for host in hosts} - {""})
            evidence = self._evidence(located, found.printed, found.confidence, max(by_name, by_domain))
            guessed = GUESSED in found.reasons or UNSEEN in found.reasons  # no reading contains it
            if guessed or (UNMARKED in found.reasons and not by_domain):
                evidence = replace(evidence, finder=_GUESS, reader=_GUESS, agreement=0.0, support=0.0)
            emails.append(found.value)
            self._add(FieldKind.EMAIL, found.value, found.printed, evidence, located, found.reasons)
        return tuple(emails)

    def _lines_without_addresses(self) -> list[str]:
        mail_lines = {located.line for located in self.values.emails} | {located.line for located in self.values.urls}
        return [line.text for index, line in enumerate(self.values.lines) if index not in mail_lines]

    def add_urls(self) -> tuple[str, ...]:
        """Add each address once."""
        hosts = [located.found.value.partition("@")[2] for located in self.values.emails]
        domains = {domain_label(host) for host in hosts} - {""}
        words = self._lines_without_addresses()
        urls: list[str] = []
        seen: set[str] = set()
        for located in self.values.urls:
            found = without_label(located.found, hosts)
            others = [u.found.value.split("/")[0].removeprefix("www.") for u in self.values.urls if u is not located]
            if is_fragment(found, [*hosts, *others]):
                continue
            found = agree(found, hosts, [a.value for a in located.alternatives], words)
            key = found.value.casefold().removeprefix("www.").rstrip("/")
            if found.confidence < MIN_FINDER[FieldKind.URL] or key in seen:
                continue
            seen.add(key)
            support = float(domain_label(found.value.split("/")[0]) in domains)
            evidence = self._evidence(located, found.printed, found.confidence, support)
            urls.append(found.value)
            self._add(FieldKind.URL, found.value, found.printed, evidence, located, found.reasons)
        return tuple(urls)

    def add_social(self, resolved: Resolved) -> tuple[SocialHandle, ...]:
        """Add each profile once."""
        handles: list[SocialHandle] = []
        names = [chosen.value for chosen in self._names(resolved)]
        for located in self.values.social:
            found = located.found
            found = replace(found, handle=handle_as_named(found.handle, names))
            handle = SocialHandle(found.service, found.handle)
            if found.confidence < MIN_FINDER[FieldKind.SOCIAL] or handle in handles:
                continue
            handles.append(handle)
            evidence = self._evidence(located, found.printed, found.confidence, 0.0)
            value = f"{found.service}:{found.handle}"
            self._add(FieldKind.SOCIAL, value, found.printed, evidence, located, found.reasons)
        return tuple(handles)

    def add_pronouns(self) -> tuple[str, ...]:
        """Add each set of pronouns once."""
        said: list[str] = []
        for located in self.values.pronouns:
            found = located.found
            if found.value not in said:
                said.append(found.value)
                evidence = self._evidence(located, found.printed, found.confidence, 0.0)
                self._add(FieldKind.PRONOUNS, found.value, found.printed, evidence, located, found.reasons)
        return tuple(said)

    def add_chosen(self, kind: FieldKind, chosen: Iterable[Chosen], support: float, *, whole: float = 1.0) -> None:
        """Add values made of labelled pieces."""
        for item in chosen:
            lines = [line for line in self.values.lines if line.box.overlap(item.box) > 0]
            reader = min((line.confidence for line in lines), default=0.5)
            agreement, neural, both = witnessed(item.raw, lines)
            safe = letters_are_safe(item.value, self.country, neural)
            evidence = Evidence(item.probability, reader, agreement, support, neural, both, safe, whole)
            confidence = confidence_of(kind, evidence)
            self.fields.append(Field(kind, item.value, item.raw, confidence, item.box, item.reasons))
            self.evidence.append(evidence)

    @staticmethod
    def _names(resolved: Resolved) -> list[Chosen]:
        return [c for c in (resolved.name, *resolved.other_names) if c is not None]
