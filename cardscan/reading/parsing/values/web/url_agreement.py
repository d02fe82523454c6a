"""Check a web address against the e-mail addresses, other readings and words of the same card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from cardscan.locales.free_mail import FREE_MAIL
from cardscan.reading.parsing.values.emails.email_agreement import MIN_LEAD, spelled_letters, words_of
from cardscan.reading.parsing.values.hosts import skeleton
from cardscan.reading.parsing.values.tlds import name_of
from cardscan.reading.parsing.values.web.url_finder import UrlFound

# Letters that readers see in place of the bar between a label and its value ("www | example.com").
_STROKES = ("l", "i", "1")


def agree(found: UrlFound, domains: Iterable[str], others: Iterable[str], words: Iterable[str]) -> UrlFound:
    """Return the address with its host corrected or doubted by the rest of the card.

    Args:
        domains: Domains of the card's e-mail addresses.
        others: Other readings of the address.
        words: Lines of the card without addresses: organisation, names.
    """
    host = _bare(found.value)
    if "scheme or www mended" in found.reasons and host[:1] in _STROKES:
        for other in others:
            if _bare(other) == host[1:]:
                return _with_host(found, host[1:], 0.0, "a bar read as a letter left out")
    spoken = words_of(words)
    for domain in sorted(set(domains) - FREE_MAIL):
        if domain == host or skeleton(domain) != skeleton(host):
            continue
        mine, theirs = spelled_letters(name_of(host), spoken), spelled_letters(name_of(domain), spoken)
        if theirs - mine >= MIN_LEAD:
            return _with_host(found, domain, 0.1, "e-mail address and words of the card say so")
        if mine - theirs < MIN_LEAD:
            doubt = max(0.1, found.confidence - 0.3)
            return replace(found, confidence=doubt, reasons=(*found.reasons, f"e-mail address says {domain}"))
    return found


def is_fragment(found: UrlFound, hosts: Iterable[str]) -> bool:
    """Whether the address is the end of another address on the card, torn off within a word: "mple.com"."""
    host = _bare(found.value)
    bare = "/" not in found.value and host == found.value
    return bare and any(other.endswith(host) and other[: -len(host)][-1:].isalnum() for other in hosts)


def _bare(address: str) -> str:
    return address.partition("/")[0].casefold().removeprefix("www.")


def _with_host(found: UrlFound, host: str, less: float, reason: str) -> UrlFound:
    value = found.value.replace(_bare(found.value), host, 1)
    return replace(found, value=value, confidence=found.confidence - less, reasons=(*found.reasons, reason))
