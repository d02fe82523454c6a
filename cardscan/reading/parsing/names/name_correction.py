"""Split a name that a person typed to correct a reading into its parts.

The text is kept letter by letter: no reader's errors are repaired in it. What was known of the old name says how to
split the new one, so that the smallest change explains the edit. Only words that the old name did not have are split as
on a card.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from cardscan.locales.countries import known_country
from cardscan.model.reading import PersonName
from cardscan.reading.parsing.evidence.lexicons import fold, words
from cardscan.reading.parsing.evidence.scripted import HANGUL, SOLID, is_other_script
from cardscan.reading.parsing.names.name_parts import LONGEST, split_name, take_honorifics, take_suffix
from cardscan.reading.parsing.names.post_nominals import take_post_nominals

# From this similarity on, two spellings are one word: "Mustrefrau" and "Musterfrau" have 0.9, "Ana" and "Anna" 0.75,
# "Weber" and "Muster" 0.33.
ALIKE = 0.5
_COMMA = re.compile(r"\s*[,，、]\s*")
_IN_PARENTHESES = re.compile(r"^(.*\S)\s*[(（]([^()（）]+)[)）]$")
# Labels of given and family names; the middle one marks words of neither, such as middle names in an address book.
_GIVEN, _MIDDLE, _FAMILY = "g", "m", "f"


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A name as it is written, with everything around it taken off; `core` holds the given and family names."""

    core: str
    honorific: str | None = None
    suffix: str | None = None
    post_nominals: tuple[str, ...] = ()
    other_script: str | None = None


def corrected_name(
    text: str, old: PersonName | None = None, *, country: str | None = None, whole: bool = True
) -> PersonName:
    """Return the parts of a name as a person wrote it.

    "Family, Given" states which is which, "Name (Name)" gives the second script, and a single word is one name.

    Args:
        text: One line, not blank.
        old: The name that stood there before; None where nothing was known.
        country: ISO 3166-1 alpha-2 of the card, which tells the order of names.
        whole: Whether the person saw all parts of the old name, so that leaving one out removes it.
    """
    # On longer text the patterns would take seconds.
    if len(text) > LONGEST or not re.search(r"[^\W\d_]", text):
        return PersonName(text)
    old = old or PersonName("")
    before, said = _spoken(old.full, old), _spoken(text, old)
    family_first = _starts_with_family(before.core, old)
    if not family_first and _is_eastern_order(said, old):  # the other split was only the reader's guess
        old, family_first = replace(old, given=None, family=None), True
    core, honorific = said.core, said.honorific
    parts = _COMMA.split(core)
    given: str | None
    family: str | None
    if len(parts) == 2 and all(parts):
        family, given = parts
        if honorific is None:  # "Muster, Dr. Ana"
            given, found = take_honorifics(given)
            honorific = found or None
        between = "" if SOLID.match(given) and SOLID.match(family) else " "
        called_so = family_first or (known_country(country).family_first and not (old.given and old.family))
        core = between.join((family, given) if called_so else (given, family))
    else:
        given, family = _given_and_family(core, before.core, old, family_first=family_first, country=country)
    suffix, post_nominals, other_script = _kept(said, before, old, whole=whole)
    return PersonName(
        full=" ".join(filter(None, (honorific, core, said.suffix))),
        given=given,
        family=family,
        honorific=honorific or (old.honorific if before.honorific is None else None),
        suffix=suffix,
        post_nominals=post_nominals,
        other_script=other_script,
    )


def _spoken(text: str, old: PersonName) -> _Spoken:
    """Take off what surrounds the names, except what the old name counts as a name: "Don" in "Don Muster"."""
    other = None
    if (match := _IN_PARENTHESES.match(text)) and is_other_script(match[1]) != is_other_script(match[2]):
        text, other = match[1], match[2].strip()
    rest, honorific = take_honorifics(text)
    if old.honorific and text.casefold().startswith(f"{old.honorific} ".casefold()):
        honorific = max(honorific, text[: len(old.honorific)], key=len)
        rest = text[len(honorific) :]
    elif honorific and _is_word_of(honorific.split()[0], f"{old.given or ''} {old.family or ''}"):
        rest, honorific = text, ""
    known: list[str] = []
    for letters in reversed(old.post_nominals):  # these count even if no list holds them
        if match := re.search(rf"[\s,]+({re.escape(letters)})[\s,]*$", rest, re.IGNORECASE):
            known.insert(0, match[1])
            rest = rest[: match.start()]
    bare, listed = take_post_nominals(rest)
    if not _were_names(bare, listed, old):
        rest, known = bare, [*listed, *known]
    rest, suffix = take_suffix(rest)
    core = " ".join(rest.split()).strip(" ,;")
    if not re.search(r"[^\W\d_]", core):
        return _Spoken(text, other_script=other)
    return _Spoken(core, honorific or None, suffix, tuple(known), other)


def _were_names(bare: str, letters: Sequence[str], old: PersonName) -> bool:
    """Whether letters look like a name of the old person, and a name is missing without them: "Ma", "Do"."""
    names = f"{old.given or ''} {old.family or ''}".split()
    alike = any(_likeness(one, name) >= ALIKE for one in letters for name in names)
    return alike and len(bare.split()) < len(names)


def _kept(
    said: _Spoken, before: _Spoken, old: PersonName, *, whole: bool
) -> tuple[str | None, tuple[str, ...], str | None]:
    """Return suffix, post-nominals and second script as the person wrote them, else as before.

    A missing part counts as removed only if nothing else changed: whoever fixes a letter means to drop no other part.
    """
    same = (said.core, said.honorific) == (before.core, before.honorific) and (
        said.suffix in (None, old.suffix)
        and said.post_nominals in ((), old.post_nominals)
        and said.other_script in (None, old.other_script)
    )
    if whole and same:
        return said.suffix, said.post_nominals, said.other_script
    second = said.other_script or old.other_script
    if second and is_other_script(second) == is_other_script(said.core) != is_other_script(before.core):
        second = before.core  # the name in the other script is now the main one
    hidden = old.suffix if before.suffix is None else None
    return said.suffix or hidden, said.post_nominals or old.post_nominals, second


def _starts_with_family(core: str, old: PersonName) -> bool:
    if _COMMA.search(core):  # "Muster, Ana" is a sort order, not the order in which people say it
        return False
    return bool(old.given and old.family) and fold(core).startswith(fold(old.family or ""))


def _is_eastern_order(said: _Spoken, old: PersonName) -> bool:
    """Whether the name is in the order of Japan and China, by its script, or by its other script and family name."""
    if SOLID.match(said.core) or HANGUL.match(said.core):
        return True
    first, *more = (fold(word) for word in said.core.split())
    second = said.other_script or old.other_script or ""
    known = first in words("family") and first not in words("given")
    return bool(SOLID.match(second) or HANGUL.match(second)) and known and words("family").isdisjoint(more)


def _given_and_family(
    core: str, old_core: str, old: PersonName, *, family_first: bool, country: str | None
) -> tuple[str | None, str | None]:
    """Return (given, family): words of the old name keep their role; new words are split as on a card."""
    given, family = split_name(core, country)
    units = core.split()
    solid = len(units) == 1 and bool(SOLID.match(core) or HANGUL.match(core))
    old_units = _COMMA.sub(" ", old_core).split()
    if solid:
        units, old_units = list(core), list("".join(old_units))
    labels = _labels(units, old_units, old, solid=solid)
    if len(units) == 1:
        return (None, core) if _FAMILY in labels else (given, family)
    heads = [at for at, label in enumerate(labels) if label == (_FAMILY if family_first else _GIVEN)]
    tails = [at for at, label in enumerate(labels) if label == (_GIVEN if family_first else _FAMILY)]
    if heads and tails and max(tails) < min(heads):  # the same names in reverse order
        family_first, heads, tails = not family_first, tails, heads
    if heads and tails and max(heads) > min(tails):
        return given, family
    usual = given is not None and family is not None and fold(core).startswith(fold(family)) == family_first
    if not (heads or tails) and (usual or not family_first):
        return given, family
    head = family if family_first else given
    boundary = len((list if solid else str.split)(head or "")) if usual else 1 if family_first else len(units) - 1
    least = max(heads, default=0) + 1
    boundary = min(max(boundary, least), min(tails, default=len(units) - 1))
    while not family_first and boundary > least and fold(units[boundary - 1]) in words("particles"):
        boundary -= 1
    between = "" if solid else " "
    first, last = (
        between.join(unit for unit, label in part if label != _MIDDLE)
        for part in (
            list(zip(units[:boundary], labels[:boundary], strict=True)),
            list(zip(units[boundary:], labels[boundary:], strict=True)),
        )
    )
    return (last or None, first or None) if family_first else (first or None, last or None)


def _labels(units: Sequence[str], old_units: Sequence[str], old: PersonName, *, solid: bool) -> list[str | None]:
    """Return for each word the role of the most similar word in the old name; None for new words."""
    old_labels = _old_labels(old_units, old, solid=solid)
    pairs = sorted(
        (-_likeness(unit, other), abs(at - there), at, there)
        for at, unit in enumerate(units)
        for there, other in enumerate(old_units)
    )
    # A nickname in parentheses or quotes belongs only to the full name.
    labels: list[str | None] = [_MIDDLE if unit[0] in '("„“«' and not solid else None for unit in units]
    taken: set[int] = set()
    done: set[int] = set()
    for likeness, _, at, there in pairs:
        if -likeness < ALIKE or labels[at] == _MIDDLE or at in done or there in taken:
            continue
        labels[at] = old_labels[there]
        done.add(at)
        taken.add(there)
    return labels


def _old_labels(old_units: Sequence[str], old: PersonName, *, solid: bool) -> list[str | None]:
    """Return the role of each word of the old name; None for all where the roles were not known."""
    if not (old.given or old.family):
        return [None] * len(old_units)
    cut = list if solid else str.split
    left = {label: [fold(u) for u in cut(name or "")] for label, name in ((_GIVEN, old.given), (_FAMILY, old.family))}
    return [next((label for label in left if fold(unit) in left[label]), _MIDDLE) for unit in old_units]


def _likeness(one: str, two: str) -> float:
    return OSA.normalized_similarity(fold(one), fold(two))


def _is_word_of(word: str, name: str) -> bool:
    return fold(word.strip(" .,")) in [fold(part.strip(" .,")) for part in name.split()]
