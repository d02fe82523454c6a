"""Find out which part of a contact each CSV column holds, by the column names in csv_columns.toml."""

from __future__ import annotations

import functools
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cardscan.contacts.formats.labels import any_of, types_of, words_of
from cardscan.locales.folding import column_name

# Google's "Phone 1 - Value": csv_import reads the value together with the label beside it.
NUMBERED = re.compile(r"(e-mail|phone|address|website|im|organization|relation|event|custom field) (\d+) - (.+)")
# A name with more words is a sentence, in which a single word means little.
_MOST_WORDS = 5
_ADDRESS = re.compile(
    r"(?:(?P<kind>business|home|other|mailing|work)\s+)?"
    r"(?P<part>street( [23])?|street address|address( [23])?|city|state|region|state/province|state/region|postal code|"
    r"zip/postal code|zip ?code|zip|po box|country|country/region)"
)
_ADDRESS_PARTS = {
    **dict.fromkeys(("street", "street address", "address"), "street"),
    **dict.fromkeys(("street 2", "street 3", "address 2", "address 3"), "more"),
    "city": "city",
    **dict.fromkeys(("state", "region", "state/province", "state/region"), "region"),
    **dict.fromkeys(("postal code", "zip/postal code", "zip code", "zipcode", "zip"), "code"),
    **dict.fromkeys(("country", "country/region"), "country"),
    "po box": "box",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        shown: Its name as printed in the file.
        place: The part of a contact, as csv_columns.toml names it; "numbered" for Google's; empty if unknown.
        sure: Whether a program is known to use this name. Otherwise its words suggest the place, and only cells
            that look right are taken.
    """

    shown: str
    place: str = ""
    sure: bool = False

    @property
    def key(self) -> str:
        """The name in the form used for comparing."""
        return _key(self.shown)


def columns_of(header: Sequence[str]) -> list[Column]:
    """Return the columns of a header line in order."""
    keys = [_key(name) for name in header]
    section = max(_sections().values(), key=lambda places: sum(key in places for key in keys))
    possible = [next((places[key] for places in (section, *_sections().values()) if key in places), ()) for key in keys]
    taken = {places[0] for places in possible if len(places) == 1}
    count, seen = Counter(keys), Counter[str]()
    columns = []
    for name, key, places in zip(header, keys, possible, strict=True):
        place = ""
        if count[key] > 1 and places:
            place = places[min(seen[key], len(places) - 1)]
        elif places:
            place = places[-1] if places[-1] not in taken else places[0]
        seen[key] += 1
        columns.append(Column(name.strip(), place, sure=True) if place else Column(name.strip(), *_guessed(key)))
    return columns


def _guessed(key: str) -> tuple[str, bool]:
    """Return the place that the words of the name suggest, and whether a program is known to use that name."""
    if NUMBERED.fullmatch(key):
        return "numbered", True
    if found := _ADDRESS.fullmatch(key):
        kind = found["kind"] or "work"
        return f"{'work' if kind == 'business' else kind}_{_ADDRESS_PARTS[found['part']]}", True
    words = words_of(key)
    if len(words) > _MOST_WORDS or _has("somebody_else", words) or _has("about", words):
        return "", False
    types = types_of(key)
    if _has("email", words):
        return f"email_{types[-1].lower()}" if types[-1:] in (("HOME",), ("WORK",)) else "email", False
    if _has("phone", words) or {"FAX", "CELL", "PAGER"} & set(types):
        return f"tel_{'_'.join(types).lower() or 'other'}", False
    return ("url" if _has("url", words) else ""), False


def _has(kind: str, words: list[str]) -> bool:
    return any(_words()[kind].fullmatch(word) for word in words)


def _key(name: str) -> str:
    return column_name(name)


@functools.cache
def _sections() -> dict[str, dict[str, tuple[str, ...]]]:
    """Return section -> column name -> its places, in order."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for section, places in _file().items():
        if section != "words":
            names = found[section] = {}
            for place, name in _names(places):
                names[name] = (*names.get(name, ()), place)
    return found


def _names(places: dict[str, str | list[str]]) -> Iterator[tuple[str, str]]:
    for place, names in places.items():
        for name in [names] if isinstance(names, str) else names:
            yield place, _key(name)


@functools.cache
def _words() -> dict[str, re.Pattern[str]]:
    return {kind: any_of([words] if isinstance(words, str) else words) for kind, words in _file()["words"].items()}


@functools.cache
def _file() -> dict[str, dict[str, str | list[str]]]:
    with Path(__file__).with_name("csv_columns.toml").open("rb") as file:
        return tomllib.load(file)
