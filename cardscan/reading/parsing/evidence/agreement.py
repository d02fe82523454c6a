"""Measure how well two values of a card agree: how far an address spells a name, or a domain an organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from cardscan.locales.free_mail import FREE_MAIL_NAMES
from cardscan.reading.parsing.evidence.lexicons import fold, tokens, words

GERMAN_SPELLINGS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}


# Sites where anybody can have a page; the owner's name stands before or after theirs.
SHARED_HOSTS = frozenset(
    """
    blogspot wordpress wixsite weebly squarespace github gitlab tumblr jimdo jimdofree business sites godaddysites
    facebook instagram linkedin twitter youtube linktr google carrd myshopify etsy webnode netlify vercel
    """.split()  # noqa: SIM905  a list of quoted words is harder to read
)


def domain_label(host: str) -> str:
    """Return the part of a host that names its owner: "mail.firm.co.uk" -> "firm"; "" for mail services."""
    parts = [p for p in fold(host).split(".") if p and p != "www"]
    if len(parts) < 2:
        return parts[0] if parts else ""
    second_level = {"co", "com", "org", "net", "gov", "ac", "edu", "or", "ne", "go", "in", "gob", "nic", "res"}
    index = -3 if len(parts) > 2 and parts[-2] in second_level and len(parts[-1]) == 2 else -2
    label = parts[index]
    if label in SHARED_HOSTS and len(parts) >= 3 and index == -2:
        return parts[-3]  # "firm.blogspot.com"
    if label in SHARED_HOSTS:
        return ""
    return "" if label in FREE_MAIL_NAMES else label


def spelled_by(name: str, local_part: str) -> float:
    """Return how much of a mailbox a name spells, 0 to 1: ("Ada B. Example", "a.example") -> 1.0.

    Every letter of the mailbox must come from a word of the name: the whole word, its beginning, or its first letter.
    At least one word of three letters must be whole. Role mailboxes agree with nobody.
    """
    if any(letter in GERMAN_SPELLINGS for letter in name.casefold()):
        # "Kühn" spells itself kuhn@ or kuehn@.
        spelled_out = "".join(GERMAN_SPELLINGS.get(letter, letter) for letter in name.casefold())
        return max(_spelled_by(name, local_part), _spelled_by(spelled_out, local_part))
    return _spelled_by(name, local_part)


def _spelled_by(name: str, local_part: str) -> float:
    letters = re.sub(r"[^a-z]", "", fold(local_part))
    parts = [bare for word in tokens(name) if (bare := re.sub(r"\d", "", word))]
    if len(letters) < 2 or not parts or letters in words("role_mailboxes") or len(parts) > 7:
        return 0.0
    best = 0.0

    def walk(rest: str, unused: tuple[str, ...], whole: int) -> None:
        nonlocal best
        if whole >= 3 or (not rest and whole >= 2):
            best = max(best, (len(letters) - len(rest)) / len(letters))
        if not rest or best == 1.0:
            return
        for i, word in enumerate(unused):
            others = unused[:i] + unused[i + 1 :]
            if rest.startswith(word) and len(word) > 1:
                walk(rest[len(word) :], others, max(whole, len(word)))
            for size in (5, 4, 3, 2, 1):
                if size < len(word) and rest.startswith(word[:size]):
                    walk(rest[size:], others, max(whole, size if size >= 4 else whole))
                    break
            if word[0] == rest[0]:
                walk(rest[1:], others, whole)

    walk(letters, tuple(parts), 0)
    if best < 1.0 and len(letters) > 3:  # initials alone
        initials = "".join(word[0] for word in parts)
        if letters == initials:
            return 0.6
    return best


def named_by_domain(text: str, labels: Sequence[str]) -> float:
    """Return how well a line spells one of the card's domain labels, 0 to 1."""
    parts = tokens(text)
    squashed = "".join(parts)
    if not squashed:
        return 0.0
    best = 0.0
    for label in labels:
        bare = re.sub(r"[^a-z0-9]", "", fold(label))
        if len(bare) < 2:
            continue
        if bare == squashed:
            return 1.0
        initials = "".join(word[0] for word in parts)
        if len(bare) >= 3 and (initials == bare or initials.startswith(bare)):
            best = max(best, 0.8)
        if len(bare) >= 3 and (squashed.startswith(bare) or bare in parts):
            best = max(best, 0.9)
        if len(squashed) >= 3 and bare.startswith(squashed):
            best = max(best, 0.5 + 0.5 * len(squashed) / len(bare))
        if len(bare) >= 4 and len(squashed) >= 4:
            best = max(
                best, 0.9 * (fuzz.partial_ratio(bare, squashed) / 100 - 0.5) * 2 * min(1, len(squashed) / len(bare))
            )
    return max(0.0, min(1.0, best))
