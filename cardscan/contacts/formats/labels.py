"""Read what a label says about a number ("Diensthandy", "_$!<WorkFAX>!$_", "Fax (privat)"), using labels.toml."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path

from cardscan.locales.folding import label as folded_label

# A label has a word or two; a longer text is a sentence, in which a single word means little.
LONGEST_LABEL = 80
# Apple marks its own labels this way so that they can be shown in every language.
_APPLE = re.compile(r"_\$!<(.*?)>!\$_")
_WORD = re.compile(r"[^\W\d_]+")
# "WorkFAX", "HomePage": Apple joins the words.
_BETWEEN_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def types_of(label: str) -> tuple[str, ...]:
    """Return vCard's types for a label, in the order of labels.toml; none if the label names no type.

    FAX, CELL and HOME come before WORK, which is said of nearly every number.
    """
    words = words_of(_BETWEEN_WORDS.sub(" ", _APPLE.sub(r" \1 ", label[:LONGEST_LABEL])))
    return tuple(kind for kind, known in _known().items() if any(known.fullmatch(word) for word in words))


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case without accents, as labels.toml writes them."""
    return _WORD.findall(folded_label(text))


@functools.cache
def _known() -> dict[str, re.Pattern[str]]:
    with Path(__file__).with_name("labels.toml").open("rb") as file:
        types: dict[str, list[str]] = tomllib.load(file)["types"]
    return {kind: any_of(words) for kind, words in types.items()}


def any_of(words: list[str]) -> re.Pattern[str]:
    """Return a pattern that fully matches each word of a list written as in labels.toml."""
    return re.compile("|".join(map(_pattern, words)))


def _pattern(written: str) -> str:
    """Return the pattern for one word of labels.toml: "=whole", "~ending", or a beginning."""
    match written[0]:
        case "=":
            return re.escape(written[1:])
        case "~":
            return f".*{re.escape(written[1:])}"
        case _:
            return f"{re.escape(written)}.*"
