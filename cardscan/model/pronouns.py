"""List the pronouns that cards state (pronouns.toml), take them off names, write them alike, tell their language.

Nothing here infers a pronoun from a name, a salutation, a title or a picture: only the person knows.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

# Marks between the two words of a pair.
BETWEEN = r"\s*[/|·\\⁄∕／]\s*"


@dataclass(frozen=True, slots=True)
class PronounForms:
    """The lists of one language; each form in lower case, with "/" between its words."""

    labels: tuple[str, ...]
    pairs: tuple[str, ...]
    words: tuple[str, ...]
    labelled: tuple[str, ...]


@functools.cache
def pronoun_forms() -> dict[str, PronounForms]:
    """Return language (ISO 639-1) -> its forms."""
    tables = tomllib.loads(files(__package__).joinpath("pronouns.toml").read_text("utf-8"))
    return {
        language: PronounForms(*(tuple(table[part]) for part in ("labels", "pairs", "words", "labelled")))
        for language, table in tables.items()
    }


@functools.cache
def _behind_name() -> re.Pattern[str]:
    """Return the pattern of brackets at the end that begin with a pronoun; the other words may be misread."""
    first = sorted({pair.partition("/")[0] for forms in pronoun_forms().values() for pair in forms.pairs})
    either = "|".join(map(re.escape, first))
    return re.compile(rf"\s*[\[(]\s*(?:{either})(?:{BETWEEN}\w+){{1,2}}\s*[\])]\s*$", re.IGNORECASE)


def without_pronouns(text: str) -> str:
    """Return a name without the pronouns in brackets behind it: "Ada Example (she/her)" -> "Ada Example"."""
    return _behind_name().sub("", text)


@functools.cache
def _languages() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for language, forms in pronoun_forms().items():
        for form in (*forms.pairs, *forms.words, *forms.labelled):
            found.setdefault(form, set()).add(language)
    return {form: frozenset(languages) for form, languages in found.items()}


def pronouns_written_alike(text: str) -> str:
    """Return pronouns as stored: "She / Her" -> "she/her"; unlisted ones keep their case; people choose their own."""
    joined = re.sub(BETWEEN, "/", " ".join(text.split()))
    return joined.casefold() if joined.casefold() in _languages() else joined


def pronoun_language(value: str) -> str | None:
    """Return the ISO 639-1 code of the pronouns' language; None if several languages have them, or none does."""
    languages = _languages().get(value.casefold(), frozenset())
    return next(iter(languages)) if len(languages) == 1 else None
