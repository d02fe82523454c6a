"""Collect legal forms ("GmbH", "Sp. z o.o.", 株式会社) as the sets that readings, comparisons and address books need.

Each of the three needs a different set:

- On a card, anything that can be a legal form counts, because the words around it say more.
- When firms are compared, a form that is also a word in many names ("ME", "PT") must stay, or "PT Foods" and "Foods"
  would be one firm. Words beside forms ("und", "Cie") are dropped with them.
- In a name with a comma, a form that is also a person's name ("Ek", "Mei") must stay, or "Ek, Anna" would be a firm.

Each caller folds texts in its own way and passes that way in.
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
    """The content of `legal_forms.toml`, which belongs to no single country; the file explains each list."""

    international: tuple[str, ...]
    everyday: tuple[str, ...]
    behind_names: tuple[str, ...]
    part_of_names: tuple[str, ...]
    called_so: tuple[str, ...]
    beside_forms: tuple[str, ...]
    firm_words: tuple[str, ...]


@functools.cache
def form_words() -> FormWords:
    """Return the content of `legal_forms.toml`.

    Raises:
        LocaleFileError: The file has an unknown key, lacks one, or has a value of a wrong type.
    """
    return read_toml(Path(__file__).with_name("legal_forms.toml"), FormWords)


def _folded(words: Iterable[str], fold: Fold) -> frozenset[str]:
    """Return words folded and without dots and gaps, so that "S. L. U." and "SLU" are equal."""
    return frozenset(_BETWEEN_LETTERS.sub("", fold(word)) for word in words)


@functools.cache
def legal_forms(fold: Fold) -> frozenset[str]:
    """Return every legal form, folded, without dots and gaps.

    Args:
        fold: How the caller folds the texts that it looks up.
    """
    national = (
        form for country in countries().values() for form in country.legal_forms if form not in country.evidence_only
    )
    return _folded([*form_words().international, *national], fold)


@functools.cache
def everyday_forms(fold: Fold) -> frozenset[str]:
    """Return legal forms that are also everyday words."""
    return _folded(form_words().everyday, fold)


@functools.cache
def forms_behind_names(fold: Fold) -> frozenset[str]:
    """Return legal forms that also stand after people's names: degrees, posts, initials."""
    return _folded(form_words().behind_names, fold)


@functools.cache
def left_out_of_firms(fold: Fold) -> frozenset[str]:
    """Return words that do not distinguish two firms."""
    said = form_words()
    return (legal_forms(fold) - _folded(said.part_of_names, fold)) | _folded(said.beside_forms, fold)


@functools.cache
def never_in_persons_names(fold: Fold) -> frozenset[str]:
    """Return words that show that a name with a comma is a firm's, not a person's."""
    said = form_words()
    people = _folded([*said.part_of_names, *said.called_so], fold)
    return (legal_forms(fold) - people) | _folded(said.firm_words, fold)
