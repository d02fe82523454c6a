"""Legal forms ("GmbH", "Sp. z o.o.", 株式会社): one table, and how readings, comparisons and address books see it.

The three need different sets, and none can be the others':

- On a card, whatever can be a legal form counts, for the words around it say more.
- Where firms are compared, a form that is a word of many names, too ("ME", "PT"), must stay, or "PT Foods" and
  "Foods" would be one firm; words beside forms ("und", "Cie") go with them.
- In a name with a comma, a form that people are called ("Ek", "Mei") must stay, or "Ek, Anna" would be a firm.

Each caller folds texts in its own way, and passes that way in.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from cardscan.locales.countries import countries
from cardscan.locales.strict_toml import read_toml

Fold = Callable[[str], str]
_BETWEEN_LETTERS = re.compile(r"[\s.,()/&-]")


@dataclass(frozen=True, slots=True)
class FormWords:
    """`legal_forms.toml`: what is not of one country; the file says what each list is."""

    international: tuple[str, ...]
    everyday: tuple[str, ...]
    behind_names: tuple[str, ...]
    part_of_names: tuple[str, ...]
    called_so: tuple[str, ...]
    beside_forms: tuple[str, ...]
    firm_words: tuple[str, ...]


@functools.cache
def form_words() -> FormWords:
    """The content of `legal_forms.toml`.

    Raises:
        LocaleFileError: The file has an unknown key, lacks one, or has a value of a wrong type.
    """
    return read_toml(Path(__file__).with_name("legal_forms.toml"), FormWords)


def _folded(words: Iterable[str], fold: Fold) -> frozenset[str]:
    """Words without dots and gaps, so that "S. L. U." and "SLU" are one."""
    return frozenset(_BETWEEN_LETTERS.sub("", fold(word)) for word in words)


@functools.cache
def legal_forms(fold: Fold) -> frozenset[str]:
    """Every legal form, folded, without dots and gaps.

    Args:
        fold: How the caller folds a text that it looks up.
    """
    national = (
        form for country in countries().values() for form in country.legal_forms if form not in country.evidence_only
    )
    return _folded([*form_words().international, *national], fold)


@functools.cache
def everyday_forms(fold: Fold) -> frozenset[str]:
    """Legal forms that are everyday words, too."""
    return _folded(form_words().everyday, fold)


@functools.cache
def forms_behind_names(fold: Fold) -> frozenset[str]:
    """Legal forms that stand behind persons' names as well: degrees, posts, initials."""
    return _folded(form_words().behind_names, fold)


@functools.cache
def left_out_of_firms(fold: Fold) -> frozenset[str]:
    """Words that do not tell two firms apart."""
    said = form_words()
    return (legal_forms(fold) - _folded(said.part_of_names, fold)) | _folded(said.beside_forms, fold)


@functools.cache
def never_in_persons_names(fold: Fold) -> frozenset[str]:
    """Words that make a name with a comma in it a firm's."""
    said = form_words()
    people = _folded([*said.part_of_names, *said.called_so], fold)
    return (legal_forms(fold) - people) | _folded(said.firm_words, fold)
