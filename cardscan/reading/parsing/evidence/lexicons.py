"""Word lists behind the evidence, loaded once when first asked for.

The lists lie in `lexicons/`; where they come from stands in each file's first line and in training/build_lexicons.py.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from cardscan.locales.folding import plain_letters


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """`folding.plain_letters`; kept, because the same words are asked for again and again."""
    return plain_letters(text)


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Folded words of letters and digits."""
    return tuple(re.findall(r"[^\W_]+", fold(text)))


def _read(name: str) -> list[str]:
    text = files(__package__).joinpath("lexicons", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=16)
def words(name: str) -> frozenset[str]:
    """The words of one list: "given", "family", "jobs", "titles", "departments", "organization_words", ..."""
    said = (word for line in _read(f"{name}.txt") for word in line.split())
    # Texts are folded before they are compared: letters of other scripts change by it as much as accents.
    return frozenset(word if word.isascii() else fold(word) for word in said)


@lru_cache(maxsize=1)
def cities() -> dict[str, tuple[str, int]]:
    """Folded town name -> (country, population)."""
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
    """A folded word makes its line a job title: it is in the list, or a compound of one that is."""
    return word in words("titles") or (not word.isdigit() and word.endswith(_title_endings()))


# "Lang & Partner", with any word for "and".
_AND_PARTNER = re.compile(r"(.*\w)(?:\s*[&+]\s*|\s+(?:und|u\.|and|et|e|y|i|og|och|en)\s+)partner", re.IGNORECASE)


@lru_cache(maxsize=4096)
def as_firm(text: str) -> str:
    """("Lang & Partner") -> "Lang & Partners", which the lists know for a firm; "Founder & Partner" stays a job.

    Behind "and" a partner is somebody's title only where what stands before it is work, too.
    """
    match = _AND_PARTNER.fullmatch(text.strip())
    if match is None:
        return text
    said = [word for word in tokens(match[1]) if len(word) > 1]
    work = any(word in words("departments") or (says_title(word) and word not in words("family")) for word in said)
    own = any(word in words("family") or word not in words("common_words") for word in said)
    return text.strip() + ("S" if text.isupper() else "s") if own and not work else text
