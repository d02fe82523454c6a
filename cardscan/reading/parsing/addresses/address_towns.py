"""Find the town of an address: beside its postal code, or by name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardscan.reading.parsing.addresses.address_codes import (
    CODE_LAST,
    REGIONS,
    TOWN_AFTER_CODE,
    postal_code,
)
from cardscan.reading.parsing.evidence.country_words import NAMES
from cardscan.reading.parsing.evidence.lexicons import cities, fold, tokens, words


def with_whole_town(lines: list[str], country: str | None) -> list[str]:
    """Join "Fortitude" and "Valley QLD 4006" into one line: half of a town, and the other half with the code."""
    for k in range(1, len(lines)):
        half, rest = lines[k - 1], lines[k]
        code = postal_code(rest, country)
        other = re.match(r"[^\W\d_]{3,}(?=\s)", rest)
        if code is None or other is None or country not in CODE_LAST or not re.fullmatch(r"[^\W\d_]{3,}", half):
            continue
        if fold(half) not in cities() and fold(other.group()) not in cities():
            return [*lines[: k - 1], f"{half} {rest}", *lines[k + 1 :]]
    return lines


def city_in(lines: Sequence[str], printed: str, code: re.Match[str] | None, country: str | None) -> str | None:
    """Return the town: what stands beside the postal code, else the largest known town near the end."""
    if code:
        line = next((x for x in lines if code.group(0) in x), printed)
        beside = _beside(line, code.group(0), country)
        if beside:
            return beside
        # The code has its own line: the town ends the line before it, or follows in the next.
        index = lines.index(line) if line in lines else -1
        for other in (index - 1, index + 1):
            if 0 <= other < len(lines) and (town := _tidy_town(lines[other].split(",")[-1])):
                return town
    return _known_town(printed)


def _beside(line: str, code: str, country: str | None) -> str | None:
    left, _, right = line.partition(code)
    if country in TOWN_AFTER_CODE:
        # "Praha 1": the number of a district is not part of the town.
        town = _tidy_town(re.sub(r"\s\d{1,2}\s*$", "", right.split(",")[0].split("|")[0]))
        if town:
            return town
    elif region := REGIONS.get(country or ""):
        left = region.sub("", left)
    chunks = [c for c in re.split(r"[,;|•·]|\s[-–]\s", left) if c.strip(" .-–")]
    for chunk in reversed(chunks):
        known = _known_town(chunk)
        town = _tidy_town(chunk)
        if known and town and len(tokens(town)) > len(tokens(known)) + 1:
            return known
        if town and not any(w in words("street_words") - {"new", "old", "fort", "park"} for w in tokens(town)[-1:]):
            return town
    return _tidy_town(right.split(",")[0]) or _known_town(line)


def _without_country(text: str) -> str:
    """Return a town without the country after it: "Stockholm Sverige" -> "Stockholm"."""
    said = text.split()
    for count in (2, 1):
        if len(said) > count and fold(" ".join(said[-count:])).strip(" .,;-·") in _COUNTRIES:
            return " ".join(said[:-count])
    return text


_COUNTRIES = frozenset(fold(name) for name in NAMES)


def _tidy_town(text: str) -> str | None:
    bare = _without_country(re.sub(r"\([A-Z]{2}\)", "", text))
    bare = re.sub(r"\bCEP\b|\bPIN\b|\bZIP\b", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r"\bcedex\b.*", "", bare, flags=re.IGNORECASE).strip(" .,:;-–/()|")
    return (
        bare
        if bare and not re.search(r"\d", bare) and 2 <= len(bare) <= 40 and re.search(r"[^\W\d_]{2}", bare)
        else None
    )


def _known_town(text: str) -> str | None:
    """Return the last known town in a text, as printed; a larger town wins over a small one that stands later."""
    found = [(m.group(0), m.start(), m.end()) for m in re.finditer(r"[^\W\d_][^\W\d_'’.-]*", text)]
    best: tuple[float, str] | None = None
    for i in range(len(found)):
        for size in (3, 2, 1):
            if i + size > len(found):
                continue
            printed = text[found[i][1] : found[i + size - 1][2]]
            key = " ".join(tokens(printed))
            people = cities().get(key, ("", 0))[1]
            if people and len(fold(key)) > 3 and key not in words("street_words"):
                rank = min(people, 300_000) ** 0.5 + 400 * (i / len(found)) + 100 * size
                if best is None or rank > best[0]:
                    best = (rank, printed)
    return best[1].strip(" .") if best else None
