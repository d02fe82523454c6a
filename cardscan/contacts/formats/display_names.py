"""Turn the "Müller, Jörg" of an address book into Jörg Müller, but leave "Beispiel, Inc." as it stands.

Many programs sort by family name and show it first. A greeting must not say "Dear Smith, John".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cardscan.contacts.comparable_forms import folded, name_words, word_set
from cardscan.locales.legal_forms import never_in_persons_names
from cardscan.model.reading import PersonName

GENERATION = re.compile(r"(jr|jun|junior|sr|sen|senior|[IVX]{2,4})\.?", re.IGNORECASE)
_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*\Z")
_MAILBOX = re.compile(r"\s*<[^<>\s]*@[^<>\s]*>\s*\Z")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")
# A comma before these does not separate a family name from a given one.
_DEGREES = word_set(
    "ba bac bsc ca cfa cissp cpa cpt dba dds dipl diplom diplomingenieur dvm edd esq facs frcs ing jd kfm llb llm ma "
    "mag mba md mph mphil ms msc pe phd pmp psyd rn"
)
_HONORIFICS = word_set("dr prof professor herr frau hr fr mr mrs ms miss mx mme mlle mag ing dott sig sra srta dra")
# These continue a title and are names where no title precedes them: "Dr. phil.", "Phil".
_OF_A_DOCTOR = word_set("hc habil iur jur med nat oec phil pol rer rerum sc techn")
_BETWEEN_PERSONS = word_set("and e en et i und y")
_PARTICLES = word_set(
    "al bin da dal de del della den der des di do dos du el la las le los mc st ten ter van vom von y zu zum zur"
)
# "von der Heide", "de la Cruz": particles belong to the single word that is the family name.
_MAX_WORDS = 3


def shown_name(full: str, parts: PersonName | None, emails: Iterable[str] = ()) -> PersonName:
    """Return the person's name, made from the shown name and the structured name, if there is one.

    Args:
        full: What the address book shows; may be empty.
        emails: Addresses that may contain the given name; this tells "García López, Ana" from "Ana López, Berlin".
    """
    full = _MAILBOX.sub("", full) or full
    if parts and parts.given and parts.family:
        return _with_parts(full, parts)
    # Without both parts the comma is all there is to go by; some programs put the whole name into one part.
    whole = full or (parts.full if parts else "")
    turned = _turned(whole, emails)
    if turned and (parts is None or _says(parts, turned, whole)):
        return turned
    return _with_parts(full, parts) if parts else PersonName(full)


def _says(parts: PersonName, turned: PersonName, whole: str) -> bool:
    """Whether the one filled part is the whole name, or one of the parts that the comma separates."""
    part = name_words(parts.given or parts.family or "")
    return part in (name_words(turned.given or ""), name_words(turned.family or ""), name_words(whole))


def without_remark(full: str) -> str:
    """Return the name without a remark in brackets after it: "Tom Doe (Acme)" -> "Tom Doe"."""
    return _REMARK.sub("", full) or full


def _with_parts(full: str, parts: PersonName) -> PersonName:
    shown = full or parts.full
    bare = without_remark(shown)
    head, comma, tail = bare.partition(",")
    family, given = name_words(parts.family or ""), name_words(parts.given or "")
    if comma and family and given and _is_family(name_words(_titles_apart(head)[1]), family):
        if name_words(_titles_apart(tail)[1])[:1] == given[:1]:
            shown = parts.full + shown[len(bare) :]
        elif turned := _turned(shown, ()):  # the shown given name is another one: "Smith, John", who is Johnny
            shown = turned.full
    unsplit = parts.given is None and parts.family == shown  # how an unsplit name is written
    return PersonName(
        shown, parts.given, None if unsplit else parts.family, parts.honorific, parts.suffix, parts.post_nominals
    )


def _is_family(words: tuple[str, ...], family: tuple[str, ...]) -> bool:
    """Whether the words are the family name, perhaps with particles that the structured name has elsewhere."""
    rest = words[: len(words) - len(family)]
    return words[len(rest) :] == family and {*rest} <= _PARTICLES


def _turned(full: str, emails: Iterable[str]) -> PersonName | None:
    """Return the parts of "Last, First", or None if the comma may mean something else."""
    bare = without_remark(full)
    remark = full[len(bare) :]
    pieces = [piece for part in bare.split(",") if (piece := part.strip())]
    if not 2 <= len(pieces) <= 4 or re.search(r"[&+/@\d]", bare):
        return None
    titles_before, family = _titles_apart(pieces[0])
    titles, given = _titles_apart(pieces[1])
    suffix, degrees = None, []
    if len(family.split()) > 1 and GENERATION.fullmatch(family.split()[-1]):  # "Doe Jr., John"
        *words, suffix = family.split()
        family = " ".join(words)
    for piece in pieces[2:]:
        if GENERATION.fullmatch(piece):
            suffix = piece
        elif name_words(piece.replace(".", ""))[:1] and name_words(piece.replace(".", ""))[0] in _DEGREES:
            degrees.append(piece)
        elif not _titles_apart(piece)[1]:
            titles = [*titles, piece]
        else:
            return None
    if not _is_family_and_given(family, given, emails):
        return None
    honorific = " ".join([*titles_before, *titles])
    family, given = _natural_case(family), _natural_case(given)
    shown = " ".join(filter(None, (honorific, given, family, suffix)))
    return PersonName(shown + remark, given, family, honorific or None, suffix, tuple(degrees))


def _titles_apart(text: str) -> tuple[list[str], str]:
    """Split off leading titles: "Dr. Jörg" -> (["Dr."], "Jörg")."""
    words = text.split()
    count = 0
    for word in words:
        plain = word.casefold().replace(".", "")
        if plain not in _HONORIFICS and not (count and plain in _OF_A_DOCTOR):
            break
        count += 1
    return words[:count], " ".join(words[count:])


def _is_family_and_given(family: str, given: str, emails: Iterable[str]) -> bool:
    words = [*family.split(), *given.split()]
    plain = ["".join(name_words(word)) for word in words]
    if not (family and given) or len(given.split()) > _MAX_WORDS or len(family.split()) > _MAX_WORDS:
        return False
    if not all(_NAME_WORD.fullmatch(word) for word in words) or {*plain} & (
        _DEGREES | never_in_persons_names(folded) | _BETWEEN_PERSONS
    ):
        return False
    if GENERATION.fullmatch(given) or (given.isupper() and not family.isupper() and not given.endswith(".")):
        return False  # "Smith, Jr.", "Ada Example, CSE"
    names = [word for word in family.split() if word.casefold().rstrip(".") not in _PARTICLES]
    if len(names) == 1:
        return True
    first = name_words(given)[0]
    return any(first in re.split(r"[._+@-]", email.casefold().partition("@")[0]) for email in emails)


def _natural_case(name: str) -> str:
    """Return words in capitals with only their first letters capital; initials stay as they are."""
    return " ".join(
        "-".join(part.capitalize() for part in word.split("-")) if word.isupper() and len(word) > 2 else word
        for word in name.split()
    )
