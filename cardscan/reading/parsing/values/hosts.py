"""Repair host names that readers damaged: spaces and commas for dots, "corn" for "com", a missing last dot."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cardscan.locales.free_mail import FREE_MAIL
from cardscan.reading.parsing.values.phones.phone_labels import label_of_word
from cardscan.reading.parsing.values.tlds import STRONG, SUFFIXES, is_tld, is_trusted, suffix_of

_MISREAD = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "|": "l",
        "!": "l",
        "5": "s",
        "8": "b",
        "9": "g",
        "q": "g",
        "é": "e",
        "î": "l",
        "í": "l",
    }
)


def skeleton(text: str) -> str:
    """Return a text with letters that readers confuse made alike: i/l/1, o/0, rn/m, vv/w, s/5."""
    return re.sub(
        r"[^a-z0-9.]", "", text.casefold().translate(_MISREAD).replace("rn", "m").replace("vv", "w").replace("cl", "d")
    )


_FREE_SKELETONS = {skeleton(host): host for host in sorted(FREE_MAIL)}
_TLD_MISREAD = {
    "corn": "com", "c0m": "com", "con": "com", "cam": "com", "c0rn": "com", "comn": "com", "cornn": "com",
    "coml": "com", "com1": "com",
    "cotn": "com", "oom": "com", "eom": "com", "ccm": "com", "conn": "com", "corm": "com", "cem": "com",
    "gom": "com", "com.": "com",
    "nel": "net", "nef": "net", "n3t": "net", "ner": "net", "nct": "net", "0rg": "org", "orq": "org", "org1": "org",
    "otg": "org",
    "1n": "in", "ln": "in", "1t": "it", "lt.": "lt", "lnfo": "info", "1nfo": "info", "inf0": "info", "b1z": "biz",
    "blz": "biz",
    "gav": "gov", "g0v": "gov", "edv": "edu", "edii": "edu", "dc": "de", "d3": "de", "cle": "de", "uk.": "uk",
    "ul<": "uk", "lnc": "inc",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Host:
    """A repaired host name.

    Attributes:
        value: Lower case.
        damage: 0 for an untouched name; grows with what had to be changed.
        reasons: What was changed.
        other: The reading that was not taken, when both are plausible.
    """

    value: str
    damage: float
    reasons: tuple[str, ...] = ()
    other: str | None = None


def mend_host(printed: str) -> Host | None:  # noqa: C901 - one damage after the other, each seen on cards
    """Make a host of the text read between "@" or "www." and its end; None when it cannot be one.

    Args:
        printed: Letters, digits, hyphens, with dots, commas and spaces between.
    """
    text = printed.casefold().strip(" .,-_/")
    reasons: list[str] = []
    damage = 0.0
    joined = re.sub(r"\s*[.,·:;]\s*|-(?=(?:com|net|org)\Z)", ".", text)
    if joined != text:
        damage += 0.12
        reasons.append("spaces or commas at dots")
    joined = re.sub(r"\.{2,}", ".", joined)
    if re.search(r"\s", joined):
        # "firm com": the last gap was a dot; earlier gaps were nothing.
        head, _, tail = joined.rpartition(" ")
        joined = f"{head.replace(' ', '')}.{tail}" if is_trusted(tail) and "." not in tail else joined.replace(" ", "")
        damage += 0.2
        reasons.append("spaces inside")
    labels = [label for label in joined.split(".") if label]
    if not labels:
        return None
    last, printed_end = labels[-1], None
    if last in _TLD_MISREAD:
        # ".cam" is also delegated, but few have it, so the text as read stays on offer.
        printed_end = ".".join(labels) if is_tld(last) else None
        labels[-1] = _TLD_MISREAD[last]
        damage += 0.1
        reasons.append(f".{last} read as .{labels[-1]}")
    elif not is_tld(last):
        dotted = _insert_dot(last)
        if dotted is None:
            return None
        labels[-1:] = dotted.split(".")
        damage += 0.25
        reasons.append("missing dot put in")
    if len(labels) >= 3 and (second := _TLD_MISREAD.get(labels[-2])) and f"{second}.{labels[-1]}" in SUFFIXES:
        labels[-2] = second
        damage += 0.1
    host = ".".join(labels)
    if len(labels) == 2 and len(labels[0]) >= 5 and labels[0].endswith(("co", "com")):
        second = "com" if labels[0].endswith("com") else "co"
        if f"{second}.{labels[1]}" in SUFFIXES:  # "firmco.uk" is also a valid name, so it stays
            dotted = f"{labels[0][: -len(second)]}.{second}.{labels[1]}"
            return Host(host, damage + 0.15, (*reasons, "perhaps a dot is missing"), dotted)
    if (
        len(labels) < 2
        or not all(re.fullmatch(r"[^\W_](?:[\w-]*[^\W_])?", label) for label in labels)
        or len(host) > 253
    ):
        return None
    if host in FREE_MAIL:
        return Host(host, damage, tuple(reasons))
    for k in range(len(labels) - 1):  # also for subdomains such as "hd2.provider.net.in"
        tail = ".".join(labels[k:])
        known = _FREE_SKELETONS.get(skeleton(tail))
        if known == tail:
            break
        if known:
            return Host(".".join([*labels[:k], known]), damage + 0.1, (*reasons, "known mail provider"), host)
    return Host(host, damage, tuple(reasons), printed_end)


# Suffixes of two labels that may have lost their dot, such as "couk", longest first.
_GLUED_SUFFIXES = [
    (suffix.replace(".", ""), suffix)
    for suffix in sorted(SUFFIXES, key=lambda suffix: (-len(suffix), suffix))
    if suffix.split(".")[0] in ("com", "co", "net", "org")
]
_ANY_GLUED = tuple(glued for glued, _ in _GLUED_SUFFIXES)


def _insert_dot(label: str) -> str | None:
    """Return "firm.com" for "firmcom", "firm.co.uk" for "firmcouk"; only for strong endings after three letters."""
    for glued, suffix in _GLUED_SUFFIXES if label.endswith(_ANY_GLUED) else ():
        if label.endswith(glued) and len(label) - len(glued) >= 3:
            return f"{label[: -len(glued)]}.{suffix}"
    for strong in STRONG:
        if label.endswith(strong) and len(label) - len(strong) >= 3:
            return f"{label[: -len(strong)]}.{strong}"
    return None


# The country code after an end under which names are sold, its dot lost: "firm.com pl".
_COUNTRY_APART = re.compile(r" ([a-z]{2})(?![\w@.-])")


def host_length(text: str) -> int:
    """Return how many characters at the start of a text are a host with a known end, gaps at dots included; else 0.

    "firm.co.in, www" ends after ".in"; "firm. com Tel" after "com"; "comTel" is cut before a glued label.
    """
    match = re.match(r"[^\W_](?:[\w-]*[^\W_])?", text)
    if not match:
        return 0
    at, best, host = match.end(), 0, match.group()
    while True:
        step = re.match(
            r"(\s?[.,·]\s?|[:;](?=(?:com|co|net|org|in|au|uk|br)\b))((?:[^\W_](?:[\w-]*[^\W_])?))", text[at:]
        )
        if not step:
            apart = _COUNTRY_APART.match(text, at) if best == at else None
            return apart.end() if apart and f"{host.rpartition('.')[2]}.{apart[1]}".casefold() in SUFFIXES else best
        separator, label = step.groups()
        loose = separator != "."
        key = label.casefold()
        known = is_trusted(key) or key in _TLD_MISREAD or (not loose and _is_end(label, so_far=best))
        if loose and best and f"{host.rpartition('.')[2]}.{key}".casefold() not in SUFFIXES:
            return best
        lone = key in STRONG or key in _TLD_MISREAD or (key == label and is_trusted(key))
        if loose and "," in separator and not lone:
            return best
        if not known and (cut := _glued_label(label, text[at + step.end() :])):
            return at + len(separator) + cut
        at += step.end()
        host += "." + label
        if known:
            best = at


def _is_end(label: str, *, so_far: int) -> bool:
    """Whether a label is a delegated end; after another end, it may instead label the next value ("firm.com.Phone")."""
    return is_tld(label) and not (so_far and (not label.islower() or label_of_word(label)))


_GLUED = re.compile(
    r"(com|net|org|in|de|uk|br|fr|it|es|eu|info)(?=(?:web|www|tel|ph|mob|fax|cell|http|e-?mail|skype|call)\b|W(?:eb|ww)|Tel|Mob|Fax|Ph)",
    re.IGNORECASE,
)


# "orgP: 614-555-0142": the letter P is the label of the number.
_GLUED_LETTER, _NUMBER_BEHIND = re.compile(r"([a-z]{2,6})[TPMFCDO]\Z"), re.compile(r"\s?[:.|)]?\s?\+?\(?\d")


def _glued_label(label: str, behind: str) -> int:
    """Return the length of the top-level domain at the start of a label with a word glued on ("comWeb"); else 0."""
    match = _GLUED.match(label)
    letter = _GLUED_LETTER.match(label) if _NUMBER_BEHIND.match(behind) else None
    if letter and is_trusted(letter[1]):
        return letter.end(1)
    return match.end() if match else 0


def as_host(printed: str) -> str:
    """Return a host as printed, without gaps at its dots, and with dots in place of other gaps ("firm.com pl")."""
    return re.sub(r"\s*\.\s*|\s+", ".", printed)


__all__ = ["Host", "host_length", "mend_host", "skeleton", "suffix_of"]
