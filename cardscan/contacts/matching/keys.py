"""Make the keys that find candidates for a match, so that a new card is never compared with all contacts."""

from __future__ import annotations

from cardscan.contacts.comparable_forms import (
    digits,
    email_domain,
    firm_domain,
    folded,
    is_shared_address,
    sound,
    spellings,
    web_domain,
)
from cardscan.contacts.matching.firm_names import organization_core
from cardscan.model.contact import MatchKey, MatchKeyKind
from cardscan.model.reading import ContactDetails, Phone, PhoneType

# Enough digits to be rare, few enough to be the same with and without country and area code.
PHONE_KEY_DIGITS = 8

# A card with more keys is hostile or a list; the first ones find candidates just as well.
MAX_KEYS = 64


def match_keys(details: ContactDetails) -> tuple[MatchKey, ...]:
    """Return the keys of a contact or card; two that describe the same person nearly always share one."""
    keys = [MatchKey(MatchKeyKind.EMAIL, address.casefold().strip()) for address in details.emails]
    keys += [MatchKey(MatchKeyKind.PHONE, key) for phone in details.phones if (key := phone_key(phone))]
    ends: set[str] = set()
    for words in spellings(details.name):
        keys.append(MatchKey(MatchKeyKind.NAME, " ".join(sorted(words))))
        first, last = words[0], words[-1]
        ends |= {first[0], last[0]}
        if len(words) > 1:
            # In both orders, because either word may be the family name.
            keys += [MatchKey(MatchKeyKind.SOUND, f"{sound(a)} {b[0]}") for a, b in ((last, first), (first, last))]
            keys += [MatchKey(MatchKeyKind.TRIGRAM, key) for key in _trigrams(first, last)]
    if not ends and (firm_name := folded(details.organization or "").strip()):
        keys.append(MatchKey(MatchKeyKind.NAME, firm_name))
    for domain in firm_domains(details):
        # A large firm has thousands of people; the first letter of a name keeps the groups small.
        keys += [MatchKey(MatchKeyKind.DOMAIN, f"{domain} {letter}") for letter in sorted(ends) or ("",)]
    return tuple(dict.fromkeys([*keys[:MAX_KEYS], *_identities(details)]))


def _trigrams(first: str, last: str) -> list[str]:
    """Return keys of three letters from each name: one from the beginnings, one from the ends.

    A misread letter spoils only one of the two. In a large store thousands would share a single trigram.
    """
    return [
        " ".join(sorted((f"{first[:3]}-", f"{last[:3]}-"))),
        " ".join(sorted((f"-{first[-3:]}", f"-{last[-3:]}"))),
    ]


def _identities(details: ContactDetails) -> list[MatchKey]:
    """Return what no two people share: a personal address, or a name with a phone number, a firm or its domain."""
    found = [f"email {email.casefold().strip()}" for email in details.emails if not is_shared_address(email)]
    phones = [f"phone {key}" for phone in details.phones if (key := phone_key(phone))]
    firms = [f"firm {core}"] if details.organization and (core := organization_core(details.organization)) else []
    domains = [f"domain {domain}" for domain in firm_domains(details)]
    for words in spellings(details.name):
        name = " ".join(sorted(words))
        found += [f"{name} {other}" for other in (*phones, *firms, *domains)]
    if details.name is None:  # the firm is the contact
        found += [f"{firm} {other}" for firm in firms for other in (*phones, *domains)]
    return [MatchKey(MatchKeyKind.IDENTITY, key) for key in found[:MAX_KEYS]]


def phone_key(phone: Phone) -> str:
    """Return the last digits of a number; "" for a fax, which identifies no person, and for under six digits."""
    number = digits(phone.e164 or phone.printed)
    if phone.type is PhoneType.FAX or len(number) < 6:
        return ""
    return number[-PHONE_KEY_DIGITS:]


def firm_domains(details: ContactDetails) -> tuple[str, ...]:
    """Return the firm's domains, from e-mail and web addresses; free mail services do not count."""
    domains = [email_domain(address) for address in details.emails] + [web_domain(url) for url in details.urls]
    return tuple(dict.fromkeys(firm for domain in domains if (firm := firm_domain(domain))))
