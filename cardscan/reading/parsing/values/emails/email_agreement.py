"""Check an e-mail address against the web addresses, names and words of the same card."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from cardscan.locales.folding import mailbox
from cardscan.locales.free_mail import FREE_MAIL
from cardscan.model.reading import Alternative
from cardscan.reading.parsing.values.emails.email_found import EmailFound
from cardscan.reading.parsing.values.hosts import skeleton
from cardscan.reading.parsing.values.tlds import name_of

# To decide between two readings, the card's words must spell this many more letters of one domain than of the other.
MIN_LEAD = 3
_MIN_WORD = 3


def repair_with_domain(
    found: EmailFound, domains: Iterable[str], names: Iterable[str] = (), words: Iterable[str] = ()
) -> EmailFound:
    """Return the address, corrected or confirmed by the rest of the card.

    A web address whose domain differs from the e-mail's only by letters that readers confuse lowers the confidence and
    is offered; the same domain raises it. If the card's words spell one of the two, that one is taken. So is a name
    that spells the local part except for such letters. The text as read stays among the alternatives.

    Args:
        domains: Web addresses or hosts on the same card.
        names: Persons' names on the same card.
        words: Lines of the card without addresses: organisation, slogans.
    """
    spoken = words_of(words)
    found = _agree_with_words(_agree_with_hosts(found, domains, spoken), spoken)
    for name in names:
        found = _agree_with_name(found, name)
    return replace(found, confidence=round(max(0.1, found.confidence), 3), reasons=tuple(dict.fromkeys(found.reasons)))


def _surer(found: EmailFound, by: float, reason: str) -> EmailFound:
    return replace(found, confidence=min(0.99, found.confidence + by), reasons=(*found.reasons, reason))


def _changed(found: EmailFound, value: str, by: float, reason: str) -> EmailFound:
    rest = tuple(a for a in found.alternatives if a.value != value)
    return replace(
        found,
        value=value,
        confidence=found.confidence + by,
        reasons=(*found.reasons, reason),
        alternatives=(Alternative(found.value, 0.25), *rest),
    )


def _offered(found: EmailFound, value: str, by: float, reason: str) -> EmailFound:
    return replace(
        found,
        confidence=found.confidence + by,
        reasons=(*found.reasons, reason),
        alternatives=(Alternative(value, 0.4), *found.alternatives),
    )


def _bare_host(address: str) -> str:
    return re.sub(r"^(?:[a-z]+://)?(?:www\d?\.)?", "", address.casefold()).split("/")[0].strip(".")


def _near(host: str, domain: str) -> bool:
    if skeleton(host) == skeleton(domain):
        return True
    limit = 1 if len(domain) < 12 else 2
    return len(domain) >= 7 and Levenshtein.distance(host, domain, score_cutoff=2) <= limit


def _agree_with_hosts(found: EmailFound, domains: Iterable[str], spoken: frozenset[str]) -> EmailFound:
    local, _, domain = found.value.partition("@")
    hosts = {_bare_host(d) for d in domains}
    if domain in hosts:
        return _surer(found, 0.03, "domain of the web address")
    if domain in FREE_MAIL or any(name_of(domain) and name_of(domain) == name_of(host) for host in hosts):
        return found
    for host in sorted(hosts):
        if _near(host, domain):
            mine, theirs = spelled_letters(name_of(domain), spoken), spelled_letters(name_of(host), spoken)
            if theirs - mine >= MIN_LEAD:
                return _changed(found, f"{local}@{host}", -0.1, f"web address and words of the card say {host}")
            if mine - theirs >= MIN_LEAD:
                return found
            return _offered(found, f"{local}@{host}", -0.3, f"web address says {host}")
    return found


def words_of(lines: Iterable[str]) -> frozenset[str]:
    """Return the words of lines that a domain may spell."""
    text = " ".join(lines).casefold()
    return frozenset(word for word in re.findall(r"[a-z0-9]+", text)[:200] if len(word) >= _MIN_WORD)


def spelled_letters(name: str, words: frozenset[str]) -> int:
    """Return how many letters of a domain's name the card's words spell, longest word first and without overlap."""
    name = re.sub(r"[^a-z0-9]", " ", name.casefold())
    count = 0
    for word in sorted(words, key=lambda w: (-len(w), w)):
        if word in name:
            name = name.replace(word, " ", 1)
            count += len(word)
    return count


# Shorter words resemble parts of other words by chance.
_MIN_DECIDING_WORD = 6


def _agree_with_words(found: EmailFound, spoken: frozenset[str]) -> EmailFound:
    """Correct a domain by a long word of the card that looks like a part of it: "kelierworks" with KELLER."""
    local, _, domain = found.value.partition("@")
    name = name_of(domain)
    if domain in FREE_MAIL or not name:
        return found
    for word in sorted(spoken, key=lambda w: (-len(w), w)):
        if len(word) < _MIN_DECIDING_WORD or word in name or word.isdigit():
            continue
        for at in range(len(name) - len(word) + 1):
            part = name[at : at + len(word)]
            if part not in spoken and skeleton(part) == skeleton(word):
                mended = domain.replace(name, name[:at] + word + name[at + len(word) :], 1)
                return _changed(found, f"{local}@{mended}", -0.05, f"word of the card: {word}")
    return found


def _agree_with_name(found: EmailFound, name: str) -> EmailFound:
    local, _, domain = found.value.partition("@")
    forms = _spellings(name)
    if local in forms:
        return _surer(found, 0.02, "spells the name")
    for spelled in forms:
        if len(local) >= 5 and skeleton(spelled) == skeleton(local):
            # Both spellings agree except for letters that readers confuse, and names are words: the name decides.
            return _changed(found, f"{spelled}@{domain}", -0.1, "spelled as the name")
    return found


def _spellings(name: str) -> list[str]:
    """Return the usual local parts of a name: given.family, g.family, gfamily, givenf, family and so on."""
    parts = re.findall(r"[^\W\d_]+", mailbox(name[:80]))[:5]
    if len(parts) < 2:
        return parts
    given, family = parts[0], parts[-1]
    forms = [given, family]
    for sep in ("", ".", "_", "-"):
        forms += [
            given + sep + family,
            given[0] + sep + family,
            given + sep + family[0],
            family + sep + given,
            family + sep + given[0],
        ]
    return forms
