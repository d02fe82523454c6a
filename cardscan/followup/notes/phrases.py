"""Give the lint and the note readers their phrases by kind, in all languages, and their words of mailboxes."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path

from cardscan.locales.languages import LANGUAGES, language


@functools.cache
def phrases(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Return the phrases of a kind by language, in the order in which they are tried; empty for an unknown kind."""
    listed = {code: getattr(language(code).phrases, kind, ()) for code in LANGUAGES}
    return {code: some for code, some in listed.items() if some}


@functools.cache
def words(kind: str) -> frozenset[str]:
    """Return the words of one list under [words] in phrases.toml."""
    with Path(__file__).with_name("phrases.toml").open("rb") as file:
        return frozenset(tomllib.load(file)["words"][kind])
