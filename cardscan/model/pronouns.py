"""The pronouns that people print on cards (pronouns.toml), how they are written alike, and in which language they are.

Nothing here says which pronoun fits a name, a salutation, a title or a picture: nobody but the person knows.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files

# Marks that stand between the two words of a pair.
BETWEEN = r"\s*[/|·\\⁄∕／]\s*"


@dataclass(frozen=True, slots=True)
class PronounForms:
    """The lists of one language; every form in lower case, with "/" between its words."""

    labels: tuple[str, ...]
    pairs: tuple[str, ...]
    words: tuple[str, ...]
    labelled: tuple[str, ...]


@functools.cache
def pronoun_forms() -> dict[str, PronounForms]:
    """Language (ISO 639-1) -> its forms."""
    tables = tomllib.loads(files(__package__).joinpath("pronouns.toml").read_text("utf-8"))
    return {
        language: PronounForms(*(tuple(table[part]) for part in ("labels", "pairs", "words", "labelled")))
        for language, table in tables.items()
    }


@functools.cache
def _languages() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for language, forms in pronoun_forms().items():
        for form in (*forms.pairs, *forms.words, *forms.labelled):
            found.setdefault(form, set()).add(language)
    return {form: frozenset(languages) for form, languages in found.items()}


def pronouns_written_alike(text: str) -> str:
    """As stored: "She / Her" -> "she/her"; one that no list knows keeps its letters, since people choose their own."""
    joined = re.sub(BETWEEN, "/", " ".join(text.split()))
    return joined.casefold() if joined.casefold() in _languages() else joined


def pronoun_language(value: str) -> str | None:
    """ISO 639-1 of the language they are said in; None where several languages have them, or no list does."""
    languages = _languages().get(value.casefold(), frozenset())
    return next(iter(languages)) if len(languages) == 1 else None
