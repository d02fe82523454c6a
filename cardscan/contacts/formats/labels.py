"""What a label says a number is for: "Diensthandy", "_$!<WorkFAX>!$_", "Fax (privat)", in the words of labels.toml."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from cardscan.locales.folding import label as folded_label

# A label is a word or two; more is a sentence, in which a word means little.
LONGEST_LABEL = 80
# Apple writes its own labels so, that they can be shown in every language.
_APPLE = re.compile(r"_\$!<(.*?)>!\$_")
_WORD = re.compile(r"[^\W\d_]+")
# "WorkFAX", "HomePage": Apple's words stand together.
_BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def types_of(label: str) -> tuple[str, ...]:
    """vCard's types for a label, in the order of labels.toml; none where it says nothing of them.

    What is for a fax, a mobile or at home comes before WORK, which is said of nearly everything.
    """
    words = words_of(_BETWEEN_WORDS.sub(" ", _APPLE.sub(r" \1 ", label[:LONGEST_LABEL])))
    return tuple(kind for kind, known in _known().items() if any(known.fullmatch(word) for word in words))


def words_of(text: str) -> list[str]:
    """Its words in small letters without accents, as labels.toml writes them."""
    return _WORD.findall(folded_label(text))


@functools.cache
def _known() -> dict[str, re.Pattern[str]]:
    with Path(__file__).with_name("labels.toml").open("rb") as file:
        types: dict[str, list[str]] = tomllib.load(file)["types"]
    return {kind: any_of(words) for kind, words in types.items()}


def any_of(words: list[str]) -> re.Pattern[str]:
    """What matches the whole of a word that is in the list, as labels.toml writes lists."""
    return re.compile("|".join(map(_pattern, words)))


def _pattern(written: str) -> str:
    """What a word of labels.toml stands for: "=whole", "~ending", or a beginning."""
    match written[0]:
        case "=":
            return re.escape(written[1:])
        case "~":
            return f".*{re.escape(written[1:])}"
        case _:
            return f"{re.escape(written)}.*"
