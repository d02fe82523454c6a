"""What the lint and the readers of notes listen for, of all languages: phrases by kind, and words of mailboxes."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

from cardscan.locales.languages import LANGUAGES, language


@functools.cache
def phrases(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The phrases of a kind by language, in the order in which they are tried; empty where there is no such kind."""
    listed = {code: getattr(language(code).phrases, kind, ()) for code in LANGUAGES}
    return {code: some for code, some in listed.items() if some}


@functools.cache
def words(kind: str) -> frozenset[str]:
    """The words of one list under [words] in phrases.toml."""
    with Path(__file__).with_name("phrases.toml").open("rb") as file:
        return frozenset(tomllib.load(file)["words"][kind])
