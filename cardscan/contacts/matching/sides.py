"""Decide whether two cards are the front and back of one: add up named reasons to a verdict of same, ask or new.

Only cards that lie side by side are compared (on one photo, or on two photos taken one after the other), so less
evidence is needed than for two cards of one person from different days. Two things never happen without asking:
joining two cards that both name a person, and giving up a card with content of its own because of its colours alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cardscan.contacts.comparable_forms import folded, is_shared_address, spellings
from cardscan.contacts.matching.firm_names import organization_core, same_organization
from cardscan.contacts.matching.keys import firm_domains
from cardscan.contacts.matching.match import same_number
from cardscan.model.contact import MatchResult, Verdict
from cardscan.model.photo import Colours
from cardscan.model.reading import ContactDetails, Phone, PhoneType

Reason = tuple[str, float]

# From this score on it is one card. Each shared thing is enough alone, because the cards lie side by side.
SAME_SCORE = 4.0
# A back without an address or number holds a logo and a slogan. One with more words is a card of its own.
FEW_WORDS = 12
# "acme.example" spells "Acme Ltd"; shorter words occur in too many domains.
LEAST_SPELT = 4
# Hues in degrees of CIE Lab; nearer ones are one printed colour. A warm lamp shifts red by 20, because the paper's tint
# can be removed only where there is paper. A colour on less of the card than LEAST_SHARE is a speck.
NEAR_HUE_DEG = 25.0
LEAST_SHARE = 0.004

FIRM_AS_NAME: Reason = ("the name on the one is the firm of the other", 3.0)
TWO_SCRIPTS: Reason = ("names in two scripts", 0.0)


@dataclass(frozen=True, slots=True)
class CardSide:
    """What is known of one card to tell whether it is a side of another.

    Attributes:
        words: How many words were read on it.
        colours: None if they were not measured.
    """

    details: ContactDetails
    words: int = 0
    colours: Colours | None = None


def judge_sides(one: CardSide, other: CardSide) -> MatchResult:
    """Return SAME for two sides of one card, ASK if a person should look, NEW for two cards or without evidence.

    The order of the two does not matter. The caller sets the result's `contact_id`.
    """
    if (one.details.name is None) == (other.details.name is None):
        return _both_alike(one, other)
    named, bare = (one, other) if one.details.name else (other, one)
    if _another_person(named.details, bare.details):
        return MatchResult(Verdict.NEW)
    shared = _shared(named.details, bare.details)
    score = sum(weight for _, weight in shared)
    if score >= SAME_SCORE:
        own = _something_personal(named.details, bare.details)
        verdict, reasons = (Verdict.ASK, [*shared, own]) if own else (Verdict.SAME, shared)
        return _result(verdict, reasons)
    if _contradict(named.details, bare.details):
        return MatchResult(Verdict.NEW)
    reasons = _faint(named, bare)
    return _result(Verdict.ASK, reasons) if reasons else MatchResult(Verdict.NEW)


def _result(verdict: Verdict, reasons: list[Reason]) -> MatchResult:
    return MatchResult(verdict, score=round(sum(weight for _, weight in reasons), 2), reasons=tuple(reasons))


def _both_alike(one: CardSide, other: CardSide) -> MatchResult:
    """Judge two sides that both name somebody, or neither; ASK only if the two names may mean one person."""
    if one.details.name is None or other.details.name is None:
        return MatchResult(Verdict.NEW)
    doubt = doubtful_names(one.details, other.details)
    if doubt is None or _another_person(one.details, other.details):
        return MatchResult(Verdict.NEW)
    shared = _shared(one.details, other.details)
    enough = doubt is FIRM_AS_NAME or sum(weight for _, weight in shared) >= SAME_SCORE
    return _result(Verdict.ASK, [*shared, doubt]) if enough else MatchResult(Verdict.NEW)


def doubtful_names(one: ContactDetails, other: ContactDetails) -> Reason | None:
    """Return why two names may not be two people: cards come in two languages, and a firm may be read as a name."""
    if _is_firm(one, other) or _is_firm(other, one):
        return FIRM_AS_NAME
    return TWO_SCRIPTS if _two_scripts(one, other) else None


def _is_firm(named: ContactDetails, firm: ContactDetails) -> bool:
    if named.name is None or not firm.organization or firm.name is None:
        return False
    own = named.titles or _personal(named) or any(phone.type is PhoneType.MOBILE for phone in named.phones)
    return not own and same_organization(named.name.full, firm.organization) and named.name.full != firm.name.full


def _two_scripts(one: ContactDetails, other: ContactDetails) -> bool:
    ours, theirs = ({" ".join(words).isascii() for words in spellings(side.name)} for side in (one, other))
    return bool(ours and theirs) and not ours & theirs


def _personal(details: ContactDetails) -> set[str]:
    return {address.casefold().strip() for address in details.emails if not is_shared_address(address)}


def _another_person(one: ContactDetails, other: ContactDetails) -> bool:
    """Whether both have a personal address, or both a mobile number, and share none."""
    ours, theirs = _personal(one), _personal(other)
    if ours & theirs:
        return False
    mobiles = [[phone for phone in side.phones if phone.type is PhoneType.MOBILE] for side in (one, other)]
    return bool(ours and theirs) or (
        all(mobiles) and not any(same_number(a, b) for a in mobiles[0] for b in mobiles[1])
    )


def _something_personal(named: ContactDetails, bare: ContactDetails) -> Reason | None:
    """Return why the side without a name may be a colleague's card whose name was not read, or None."""
    titles = {folded(title).strip() for title in named.titles}
    if titles and any(folded(title).strip() not in titles for title in bare.titles):
        return "another title, and no name was read beside it", -1.0
    strange = _personal(bare) - _personal(named)
    if strange and not any(_spells_name(address, named) for address in strange):
        return "an e-mail address that does not spell the name", -1.0
    return None


def _shared(one: ContactDetails, other: ContactDetails) -> list[Reason]:
    """Return the reasons from what both sides say, and from what one says about the other."""
    found: list[Reason] = []
    ours, theirs = ({address.casefold().strip() for address in side.emails} for side in (one, other))
    if ours & theirs:
        found.append(("same e-mail", 6.0))
    if _same_phone(one.phones, other.phones):
        found.append(("same phone", 5.0))
    if set(firm_domains(one)) & set(firm_domains(other)):
        found.append(("same domain", 4.0))
    if one.organization and other.organization and same_organization(one.organization, other.organization):
        found.append(("same organisation", 4.0))
    if not found and (_spells_firm(one, other) or _spells_firm(other, one)):
        found.append(("a domain that spells the organisation", 4.0))
    for named, bare in ((one, other), (other, one)):
        strange = _personal(bare) - _personal(named) if named.name and not bare.name else set()
        if any(_spells_name(address, named) for address in strange):
            found.append(("an e-mail address that spells the name", 4.0))
    return found


def _same_phone(ours: tuple[Phone, ...], theirs: tuple[Phone, ...]) -> bool:
    return any(same_number(a, b) for a in ours for b in theirs)


def _spells_firm(domains: ContactDetails, firm: ContactDetails) -> bool:
    """Whether a domain of one is the other's organisation in one word, or either begins with the other."""
    spelt = organization_core(firm.organization or "").replace(" ", "")
    if len(spelt) < LEAST_SPELT:
        return False
    for domain in firm_domains(domains):
        label = folded(re.sub(r"[^\w]", "", domain.split(".")[0]))
        if len(label) >= LEAST_SPELT and (label.startswith(spelt) or spelt.startswith(label)):
            return True
    return False


def _spells_name(address: str, named: ContactDetails) -> bool:
    """Whether the address contains a longer word of the name ("j.whitlow@", "whitlowj@")."""
    local = folded(address.partition("@")[0])
    words = {word for spelling in spellings(named.name) for word in spelling if len(word) >= LEAST_SPELT}
    return any(word in local for word in words)


def _contradict(named: ContactDetails, bare: ContactDetails) -> bool:
    """Whether both name a firm, by domain, by name or by number; they share none, so the firms differ."""
    if set(firm_domains(named)) and set(firm_domains(bare)):
        return True
    if named.organization and bare.organization:
        return True
    return bool(named.phones and bare.phones)


def _faint(named: CardSide, bare: CardSide) -> list[Reason]:
    """Return reasons to ask although nothing is shared; the list is empty if asking is not worthwhile."""
    back = bare.details
    reachable = bool(back.phones or back.emails or back.addresses or firm_domains(back))
    front = named.details
    if reachable:
        # A restaurant's card between two people's cards: it says how to reach it, and so do they.
        lost = not (front.phones or front.emails or front.addresses or front.urls)
        return [("one side has only the name, the other only the way to reach them", 2.0)] if lost else []
    if bare.words > FEW_WORDS:
        return []
    alike = named.colours and bare.colours and colours_alike(named.colours, bare.colours)
    reasons: list[Reason] = [("one side holds hardly anything", 1.0)] if bare.words <= FEW_WORDS // 3 else []
    return [*reasons, ("same colours", 1.0)] if alike else reasons


def colours_alike(one: Colours, other: Colours) -> bool:
    """Whether both share a strong colour; white paper and black print, which nearly every card has, do not count."""
    ours, theirs = ([hue for hue, share in side.accents if share >= LEAST_SHARE] for side in (one, other))
    return any(min(abs(a - b), 360 - abs(a - b)) <= NEAR_HUE_DEG for a in ours for b in theirs)
