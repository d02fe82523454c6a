"""Split post-nominals ("MBA", "FRACP") off the end of a name, and tell whether a text is nothing else."""

from __future__ import annotations

import re

from cardscan.reading.parsing.evidence.lexicons import fold, says_title, tokens, words

_DEGREE = (
    r"(?:ph\.?\s?d|d\.?\s?phil|m\.?\s?phil|m\.?\s?b\.?\s?a|e\.?m\.?b\.?a|b\.?b\.?a|m\.?\s?tech|b\.?\s?tech|m\.?\s?sc|b\.?\s?sc|"
    r"m\.?\s?com|b\.?\s?com|m\.?b\.?b\.?s|m\.?\s?d|d\.?m|m\.?ch|b\.?\s?e|m\.?\s?e|b\.?\s?eng|m\.?\s?eng|b\.?\s?arch|m\.?\s?arch|"
    r"c\.?p\.?a|c\.?a|c\.?m\.?a|esq|ll\.?\s?b|ll\.?\s?m|j\.?d|p\.?\s?e|p\.?\s?eng|pmp|cissp|cfa|cfp|m\.?a|b\.?a|m\.?c\.?a|b\.?c\.?a|"
    r"d\.?d\.?s|d\.?m\.?d|d\.?v\.?m|r\.?n|r\.?a|f\.?c\.?a|a\.?c\.?a|f\.?c\.?s|a\.?c\.?s|a\.?i\.?a|riba|leed\s?ap|m\.?s|b\.?s|hons|"
    r"b\.?p\.?t|m\.?p\.?t|m\.?s\.?w|b\.?ed|m\.?ed|m\.?p\.?h|frcs|mrcp|fics|dnb|p\.?g\.?d\.?m|shrm-\w+|phr|realtor|crs|gri|abr|"
    r"b\.?v\.?sc|v\.?m\.?d|ed\.d|psy\.?d|d\.?n\.?p|b\.?s\.?n|m\.?s\.?n|dr\.?\s?-\s?ing|rph|do|od|dpt|lcsw|lmft|np|pa-c|cpm|obe|mbe|cbe|mrics|frics|ing|dipl\.?[\s-]{0,2}(?:ing|kfm|kffr|inf|phys|chem|psych|biol|wirt\.?-ing))"
)
_POST_NOMINALS = re.compile(
    rf"(?:\s*,\s*|\s+|\()\(?({_DEGREE}\.?(?:\s*\([^)]{{0,40}}\))?(?:(?:\s*[,&/]\s*|\s+){_DEGREE}\.?(?:\s*\([^)]{{0,40}}\))?)*)\)?[\s,.]*$",
    re.IGNORECASE,
)
# A degree without a full stop or a comma before it is taken only if it is written like one.
_LONE_DEGREE_OK = re.compile(r"\.|[a-z][A-Z]|^[A-Z]{2,5}(?:[\s,&/]+[A-Z]{2,5})*$|^[A-Z]{2,}[a-z]{1,2}\b|^Esq$|^PhD")
# Post-nominals after a name and a comma that no list holds ("GAICD", "BVSc (Hons)"): short, with at least two capitals.
_UNLISTED = re.compile(
    r"\s*,\s*((?:(?:[A-Z]{2,8}|[A-Z]{2,}[a-z]{1,3}|[A-Z][a-z]{1,3}[A-Z]{1,4})(?![A-Za-z])\.?"
    r"(?:\s*\([^)]{1,40}\))?(?:\s*,\s*|\s+|$))+)$"
)
# Degrees in parentheses, with or without a school after them: "(Ph.D., IIT Bombay)".
_IN_PARENTHESES = re.compile(rf"\s*,?\s*\(({_DEGREE}\b\.?[^()]{{0,60}})\)\s*$", re.IGNORECASE)


# One post-nominal, whatever separates it from the next: a compound ("RN-BC", "OTR/L", "BD+C"), a listed one, or one
# that looks like one.
_COMPOUND = r"(?:[A-Z]{1,8}|PhD)(?:[-+][A-Z]{1,5})+|[A-Z]{2,8}/[A-Z]"
_LOOKS_LIKE_ONE = r"[A-Z]{2,8}|[A-Z]{2,}[a-z]{1,3}|[A-Z][a-z]{1,3}[A-Z]{1,4}|(?:[A-Z]\.){2,}[A-Z]"
_ITEM = re.compile(
    rf"(?:(?P<compound>{_COMPOUND})|(?P<listed>(?=[A-Z])(?i:{_DEGREE}))|(?P<alike>{_LOOKS_LIKE_ONE}))(?![^\W_]|[-+.]\w)"
    r"\.?(?:\s*\([^()]{1,40}\))?"
)
_BETWEEN_ITEMS = re.compile(r"[\s,.]*\Z|\s*[,;&/|+]\s*|\s*[-–—]\s*|\s+")
# Where post-nominals may begin.
_BEGIN = re.compile(r"\s*,\s*|\s+[-–—]\s+|\s+(?=[A-Z]+-[A-Z])")
# Trademark signs, as in "PMP®".
_SIGNS = str.maketrans("", "", "®™")
_TWO_WORDS = re.compile(r"[^\W\d_]{2,}\s.*\b[^\W\d_]{2,}")


def is_degree(text: str) -> bool:
    """Whether a text is a degree and nothing else."""
    return re.fullmatch(rf"\W*{_DEGREE}\W*", text, re.IGNORECASE) is not None


def take_post_nominals(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the text before the post-nominals of a name, and the post-nominals."""
    if match := _IN_PARENTHESES.search(text):
        before, found = take_post_nominals(text[: match.start()])
        if re.search(r"[^\W\d_]{2,}", before):
            return before, (*found, match.group(1).strip(" ,"))
    if taken := _take_behind_mark(text):
        return taken
    rest, listed = _take_listed(text)
    rest, listed = (rest, listed) if listed else _take_memberships(rest)
    unlisted = _UNLISTED.search(rest)
    if unlisted and not rest.isupper() and re.search(r"[^\W\d_]{2,}\s.*\b[^\W\d_]{2,}", rest[: unlisted.start()]):
        more = tuple(part for part in re.split(r"\s*,\s*|\s+(?![^(]*\))", unlisted.group(1).strip(" ,")) if part)
        if not any(fold(part) in words("given") or fold(part) in words("family") for part in more):
            return rest[: unlisted.start()], (*more, *listed)
    return rest, listed


def credentials(text: str) -> tuple[str, ...]:
    """Return ("RN", "CRNA") for "RN - CRNA"; () where any part of the text is something else."""
    text = text.translate(_SIGNS)
    found: list[str] = []
    at = 0
    while at < len(text):
        item = _ITEM.match(text, at)
        between = _BETWEEN_ITEMS.match(text, item.end()) if item else None
        if item is None or between is None or not (_is_listed(item.group()) or _is_no_word(item.group())):
            return ()
        found.append(item.group())
        at = between.end()
    return tuple(found)


def _is_listed(item: str) -> bool:
    """Whether an item is in the lists, or is a compound that begins with a listed one ("RN-BC")."""
    first = re.split(r"[-+/]", item)[0]
    return is_degree(item) or is_degree(first) or fold(first) in words("post_nominals")


def _is_no_word(item: str) -> bool:
    names = any(fold(part) in words("given") or fold(part) in words("family") for part in item.split("-"))
    return not (names or any(says_title(word) for word in tokens(item)))


def _take_behind_mark(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Take all post-nominals after a comma ("Ada Example, RN - CRNA"), but only listed ones after a dash or a gap."""
    for mark in _BEGIN.finditer(text):
        before, found = text[: mark.start()], credentials(text[mark.end() :])
        if not found or not _TWO_WORDS.search(before):
            continue
        if "," not in mark.group() and not all(map(_is_listed, found)):
            continue
        if not mark.group().strip() and not (before[-1].islower() and all(map(_is_no_word, found))):
            continue  # "Anne MA-LEE"
        # In capitals, "LEE KIM, ANN-MARIE" looks the same, but no name lacks a vowel.
        if before.isupper() and not (_is_listed(found[0]) or re.search(r"\b[^\W_aeiouy]{2,}\b", fold(found[0]))):
            continue
        before, first = take_post_nominals(before)  # "Ada Example B.E., M.B.A."
        return before, (*first, *found)
    return None


def _take_memberships(text: str) -> tuple[str, tuple[str, ...]]:
    """Take known post-nominals in capitals after two words, without a comma: "Ada Example GAICD", "ADA EXAMPLE MBA"."""
    parts = text.split()
    count = len(parts)
    while count > 2 and parts[count - 1].isupper() and fold(parts[count - 1].strip(",.")) in words("post_nominals"):
        count -= 1
    taken = tuple(part.strip(",.") for part in parts[count:])
    return (" ".join(parts[:count]), taken) if taken else (text, ())


def _take_listed(text: str) -> tuple[str, tuple[str, ...]]:
    match = _POST_NOMINALS.search(text)
    if not match or match.start() == 0:
        return text, ()
    before, found = text[: match.start()], match.group(1).strip(" ,")
    separated = text[match.start() : match.start() + 2].strip() in (",", "(")
    # In all capitals, "MA" or "DO" may be a family name: only a comma or a full stop shows a degree.
    if not separated and not (_LONE_DEGREE_OK.search(found) and ("." in found or not text.isupper())):
        return text, ()
    if len(re.findall(r"[^\W\d_]{2,}", before)) < 1:
        return text, ()
    return before, tuple(part.strip() for part in re.split(r"\s*[,&/]\s*", found) if part.strip())
