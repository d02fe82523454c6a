"""Load the word lists behind the evidence, each when it is first asked for, and fold words to match them.

The lists are in `lexicons/`. Each file's first line and training/build_lexicons.py name their sources.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from cardscan.locales.folding import plain_letters


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return `folding.plain_letters` of a text; cached, because the same words are asked for repeatedly."""
    return plain_letters(text)


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Return the folded words of letters and digits."""
    return tuple(re.findall(r"[^\W_]+", fold(text)))


def _read(name: str) -> list[str]:
    text = files(__package__).joinpath("lexicons", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=16)
def words(name: str) -> frozenset[str]:
    """Return the words of one list: "given", "family", "jobs", "titles", "departments", "organization_words", ..."""
    said = (word for line in _read(f"{name}.txt") for word in line.split())
    # Texts are folded before they are compared. Folding changes letters of other scripts as it does accents.
    return frozenset(word if word.isascii() else fold(word) for word in said)


@lru_cache(maxsize=1)
def cities() -> dict[str, tuple[str, int]]:
    """Return folded town name -> (country, population)."""
    table: dict[str, tuple[str, int]] = {}
    for line in _read("cities.txt"):
        name, country, people = line.split("\t")
        table[name] = (country, int(people))
    return table


@lru_cache(maxsize=1)
def _title_endings() -> tuple[str, ...]:
    return tuple(sorted({fold(ending) for ending in words("title_endings")}))


@lru_cache(maxsize=4096)
def says_title(word: str) -> bool:
    """Whether a folded word makes its line a job title: it is in the list, or a compound that ends in a title."""
    return word in words("titles") or (not word.isdigit() and word.endswith(_title_endings()))


# "Lang & Partner", with any language's word for "and".
_AND_PARTNER = re.compile(r"(.*\w)(?:\s*[&+]\s*|\s+(?:und|u\.|and|et|e|y|i|og|och|en)\s+)partner", re.IGNORECASE)


@lru_cache(maxsize=4096)
def as_firm(text: str) -> str:
    """Return "Lang & Partners" for "Lang & Partner", so that the lists know a firm; "Founder & Partner" stays a job.

    After "and", "partner" is somebody's title only where the words before it name work, too.
    """
    match = _AND_PARTNER.fullmatch(text.strip())
    if match is None:
        return text
    said = [word for word in tokens(match[1]) if len(word) > 1]
    work = any(word in words("departments") or (says_title(word) and word not in words("family")) for word in said)
    own = any(word in words("family") or word not in words("common_words") for word in said)
    return text.strip() + ("S" if text.isupper() else "s") if own and not work else text
