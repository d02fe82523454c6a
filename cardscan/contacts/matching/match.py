"""Decide whether a new card is a known person: add up named reasons to a verdict of same, ask or new."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from cardscan.contacts.comparable_forms import (
    digits,
    email_domain,
    firm_domain,
    is_shared_address,
    name_words,
    spellings,
)
from cardscan.contacts.matching.firm_names import same_organization
from cardscan.contacts.matching.keys import firm_domains
from cardscan.model.contact import Contact, MatchResult, Verdict
from cardscan.model.reading import ContactDetails, PersonName, Phone, PhoneType

Reason = tuple[str, float]

# Lowest scores for "the same contact" and for "worth a question". A shared personal address alone (6) is enough unless
# the names conflict; an equal name alone (4) is worth a question even if the firms differ (-0.5): people change jobs.
SAME_SCORE = 6.0
ASK_SCORE = 3.5
# If two candidates are nearer to each other than this, a person decides.
GAP = 1.5

_PHONE_WEIGHTS = {
    PhoneType.MOBILE: 4.0,
    PhoneType.HOME: 3.0,
    PhoneType.WORK: 2.0,  # often the switchboard
    PhoneType.OTHER: 2.0,
    PhoneType.FAX: 0.5,
    PhoneType.TOLL_FREE: 0.3,
}
_PERSONAL_PHONES = (PhoneType.MOBILE, PhoneType.HOME)


class _Names(enum.Enum):
    """How two names compare, with that result's weight as a reason."""

    SAME = ("same name", 4.0)
    FULLER = ("same name, one with more parts", 3.5)
    NEAR = ("name differs by a letter", 2.5)
    INITIAL = ("same family name, matching initial", 2.0)
    UNKNOWN = ("no name to compare", 0.0)
    OTHER_FAMILY = ("same given name, another family name", -1.0)
    OTHER_GIVEN = ("same family name, another given name", -5.0)
    OTHER_SUFFIX = ("another generation (Jr., Sr.)", -8.0)
    DIFFERENT = ("another name", -6.0)


_CONFLICTS = (_Names.OTHER_GIVEN, _Names.OTHER_SUFFIX, _Names.DIFFERENT)


def match(details: ContactDetails, candidates: Iterable[Contact]) -> MatchResult:
    """Compare a card with the contacts that share a key with it.

    Returns:
        SAME with the contact, if its score reaches SAME_SCORE, no other is near and nothing speaks against it; ASK
        with the best contact, if a person should look; else NEW.
    """
    judged = sorted(
        (_judge(details, candidate) for candidate in candidates), key=lambda r: (-r.score, r.contact_id or 0)
    )
    worth = [result for result in judged if result.verdict is not Verdict.NEW]
    if not worth:
        return MatchResult(Verdict.NEW)
    # A certain match goes before a higher score that has something against it.
    best = min(worth, key=lambda result: (result.verdict is not Verdict.SAME, -result.score))
    rivals = [r for r in worth if r is not best and best.score - r.score < GAP]
    if best.verdict is Verdict.SAME and rivals:
        reasons = (*best.reasons, (f"{len(rivals)} more come near", 0.0))
        return MatchResult(Verdict.ASK, best.contact_id, best.score, reasons)
    return best


def _judge(details: ContactDetails, candidate: Contact) -> MatchResult:
    known = candidate.details
    names = _compare_names(details.name, known.name)
    reasons: list[Reason] = []
    if names is not _Names.UNKNOWN:
        reasons.append(names.value)
    address, personal_address = _address_reason(details.emails, known.emails)
    phone, personal_phone = _phone_reason(details.phones, known.phones)
    reasons += [reason for reason in (address, phone) if reason]
    reasons += _firm_reasons(details, known, nameless=details.name is None and known.name is None)
    if address is None and not personal_phone:
        reasons += _other_address(details.emails, known.emails)
    score = round(sum(weight for _, weight in reasons), 2)
    personal = personal_address or personal_phone
    if names in _CONFLICTS:
        # Two names at one personal address: a nickname, a misread name, or a couple. Always ask.
        verdict = Verdict.ASK if personal else Verdict.NEW
    elif (
        score >= SAME_SCORE
        and (personal or names in (_Names.SAME, _Names.UNKNOWN))
        and not _half_suffix(details.name, known.name, personal_address=personal_address)
    ):
        verdict = Verdict.SAME
    else:
        verdict = Verdict.ASK if score >= ASK_SCORE else Verdict.NEW
    return MatchResult(verdict, candidate.id, score, tuple(reasons))


def _compare_names(one: PersonName | None, other: PersonName | None) -> _Names:
    """Return the closest relation between any spelling of one name and any of the other."""
    if one is None or other is None:
        return _Names.UNKNOWN
    suffixes = {suffix for name in (one, other) if (suffix := _generation(name))}
    if len(suffixes) == 2:
        return _Names.OTHER_SUFFIX
    found = [_compare_words(a, b) for a in spellings(one) for b in spellings(other) if _one_script(a, b)]
    if not found:
        return _Names.UNKNOWN
    return min(found, key=list(_Names).index)


def _compare_words(one: tuple[str, ...], other: tuple[str, ...]) -> _Names:
    if sorted(one) == sorted(other):
        return _Names.SAME
    if len(one) > len(other):
        one, other = other, one
    if len(one) >= 2 and all(len(word) > 1 for word in one) and set(one) <= set(other):
        return _Names.FULLER
    if len(one) == len(other) and all(_near(a, b) for a, b in zip(one, other, strict=True)):
        return _Names.NEAR
    if len(one) == 1 or len(other) == 1:
        return _Names.UNKNOWN if set(one) & set(other) else _Names.DIFFERENT
    return _compare_ends(one, other)


def _compare_ends(one: tuple[str, ...], other: tuple[str, ...]) -> _Names:
    """Compare first and last words; the other name also reversed, in case its family name comes first."""
    best = _Names.DIFFERENT
    for first, last in ((other[0], other[-1]), (other[-1], other[0])):
        same_first, same_last = _near(one[0], first), _near(one[-1], last)
        initial = one[0][0] == first[0] and 1 in (len(one[0]), len(first))
        if same_last and (same_first or initial):
            verdict = _Names.FULLER if same_first and one[-1] == last and one[0] == first else _Names.INITIAL
        elif same_last:
            verdict = _Names.OTHER_GIVEN
        elif same_first and len(first) > 1:
            verdict = _Names.OTHER_FAMILY
        else:
            continue
        best = min(best, verdict, key=list(_Names).index)
    return best


def _near(one: str, other: str) -> bool:
    """Whether words are equal, or one letter off from five letters on and two from ten on, as an OCR slip would be."""
    return one == other or OSA.distance(one, other) <= min(len(one), len(other)) // 5


def _one_script(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both names are in Latin letters, or neither; names across scripts cannot be compared."""
    return "".join(one).isascii() == "".join(other).isascii()


def _generation(name: PersonName) -> str:
    words = name_words(name.suffix or "")
    return {"junior": "jr", "jun": "jr", "senior": "sr", "sen": "sr"}.get(words[0], words[0]) if words else ""


def _half_suffix(one: PersonName | None, other: PersonName | None, *, personal_address: bool) -> bool:
    """Whether only one name says junior or senior, and no shared personal address outweighs that."""
    return bool(one and other and (_generation(one) != _generation(other)) and not personal_address)


def _address_reason(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[Reason | None, bool]:
    shared = {a.casefold().strip() for a in ours} & {a.casefold().strip() for a in theirs}
    if any(not is_shared_address(address) for address in shared):
        return ("same e-mail", 6.0), True
    return (("same shared e-mail (such as info@)", 1.0), False) if shared else (None, False)


def _other_address(ours: tuple[str, ...], theirs: tuple[str, ...]) -> list[Reason]:
    """Return a reason if both have different personal addresses at one firm: colleagues rather than one person."""

    def at_firms(addresses: tuple[str, ...]) -> set[str]:
        return {firm_domain(email_domain(address)) for address in addresses if not is_shared_address(address)} - {""}

    return [("another e-mail at the same domain", -2.5)] if at_firms(ours) & at_firms(theirs) else []


def _phone_reason(ours: tuple[Phone, ...], theirs: tuple[Phone, ...]) -> tuple[Reason | None, bool]:
    """Return the strongest reason from a number that both have, and whether that number is personal."""
    found: list[tuple[float, str, bool]] = []
    for one in ours:
        for other in theirs:
            if not same_number(one, other):
                continue
            kind = min((one.type, other.type), key=_PHONE_WEIGHTS.__getitem__)
            if one.extension and other.extension and one.extension != other.extension:
                found.append((0.5, "same switchboard, another extension", False))
            elif one.extension and one.extension == other.extension:
                found.append((4.0, "same phone and extension", True))
            else:
                found.append(
                    (_PHONE_WEIGHTS[kind], f"same {kind.value.replace('_', '-')} phone", kind in _PERSONAL_PHONES)
                )
    if not found:
        return None, False
    weight, text, personal = max(found)
    return (text, weight), personal


def same_number(one: Phone, other: Phone) -> bool:
    """Whether two phones have the same number, however written; extensions are not compared."""
    if one.e164 and other.e164:
        return one.e164 == other.e164
    a, b = digits(one.e164 or one.printed).lstrip("0"), digits(other.e164 or other.printed).lstrip("0")
    # A number without country code is the end of a complete one; seven digits are a number without area code.
    return min(len(a), len(b)) >= 7 and (a.endswith(b) or b.endswith(a))


def _firm_reasons(details: ContactDetails, known: ContactDetails, *, nameless: bool) -> list[Reason]:
    """Return the reasons from firm and domain. If neither card names a person, the firm is the contact."""
    reasons: list[Reason] = []
    if details.organization and known.organization:
        if same_organization(details.organization, known.organization):
            reasons.append(("same firm, no person named", 4.0) if nameless else ("same organisation", 1.5))
        else:
            reasons.append(("another firm", -4.0) if nameless else ("another organisation", -0.5))
    if set(firm_domains(details)) & set(firm_domains(known)):
        reasons.append(("same domain", 1.0))
    return reasons
