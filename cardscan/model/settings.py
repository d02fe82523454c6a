"""Define rules for settings, which stand beside each setting and say what is allowed and what was probably meant.

    engine: str = setting("auto", one_of("auto", "tesserocr", "pytesseract"))

A rule returns the value to use (a country in capitals), or raises a ValueError that continues after "... is 'of'; ".
"""

from __future__ import annotations

import difflib
import math
import os.path
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cardscan.model.codes import COUNTRY_HINTS, LANGUAGE_CODES, TESSERACT_CODES, countries

Rule = Callable[[Any], Any]
RULE = "rule"
FILLED = "filled"


def setting(default: Any, rule: Rule) -> Any:
    """Return a dataclass field with its rule."""
    return field(default=default, metadata={RULE: rule})


def filled_from(key: str) -> Any:
    """Return a field that nobody sets directly: it copies the setting `key` of another block for its own stage."""
    return field(default=(), metadata={FILLED: key})


def did_you_mean(value: str, known: Iterable[str], hints: Mapping[str, str] | None = None) -> str:
    """ "; did you mean `off`?", or "" if nothing similar is known.

    Args:
        hints: What people write, in lower case -> what they mean.
    """
    spelled = {name.casefold(): name for name in known}
    hint = (hints or {}).get(value.casefold().strip())
    near = [hint] if hint else [spelled[n] for n in difflib.get_close_matches(value.casefold().strip(), spelled)]
    return f"; did you mean {', '.join(f'`{name}`' for name in near)}?" if near else ""


def near_key(name: str, known: list[str]) -> str:
    """Suggest similar keys or variables in any case, else keys with the same last part in another block."""
    last = name.rpartition(".")[2].casefold()
    same_end = [key for key in known if "." in name and key.casefold().endswith(f".{last}")]
    return did_you_mean(name, known) or did_you_mean(last, (), {last: "`, `".join(same_end[:3])} if same_end else {})


def one_of(*allowed: str) -> Rule:
    """Return a rule: one of these words; an empty text only if it is among them."""

    def rule(value: str) -> str:
        if value not in allowed:
            words = [word for word in allowed if word]
            said = " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))
            raise ValueError(f"it is {said}{did_you_mean(value, words)}")
        return value

    return rule


def each(rule: Rule) -> Rule:
    """Return a rule for a list whose items all follow the given rule."""

    def every(values: tuple[str, ...]) -> tuple[str, ...]:
        found = []
        for value in values:
            try:
                found.append(rule(value))
            except ValueError as error:
                raise ValueError(f"{value!r} is none of what may stand there: {error}") from error
        return tuple(found)

    return every


@dataclass(frozen=True, slots=True)
class OwnOrNamed:
    """A rule: one of these words (ours), or one that the user listed in another setting (a plug-in).

    Attributes:
        key: The setting that lists the names: "plugins.exports".
        many: The value is a list of such words.
    """

    allowed: tuple[str, ...]
    key: str
    many: bool = False

    def __call__(self, value: Any) -> Any:
        """Apply the rule as if the other setting listed nothing."""
        return self.beside(())(value)

    def beside(self, named: Iterable[str]) -> Rule:
        """Return the rule for the case that the other setting lists these names."""
        rule = one_of(*self.allowed, *named)
        return each(rule) if self.many else rule


def plugin_name(value: str) -> str:
    """Accept a name as packages give it to their plug-ins."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,40}", value):
        raise ValueError("it must be a plug-in's name: small letters, digits, - and _, a letter first")
    return value


def within(least: float, most: float) -> Rule:
    """Return a rule: a number from `least` to `most`, never infinite and never NaN."""

    def rule(value: float) -> float:
        if not (math.isfinite(value) and least <= value <= most):
            raise ValueError(f"it must be from {least:,} to {most:,}")
        return value

    return rule


def country_code(value: str) -> str:
    """Accept an ISO 3166-1 alpha-2 code or an empty text; return it in capitals."""
    code = value.strip().upper()
    if code and code not in countries():
        names = {name.casefold(): known for known, name in countries().items()} | COUNTRY_HINTS
        near = difflib.get_close_matches(code.casefold(), names, n=1, cutoff=0.8)
        hint = did_you_mean(code, (), {code.casefold(): names[near[0]]} if near else {})
        raise ValueError(f"it must be the two letters of a country, such as DE or US (ISO 3166-1){hint}")
    return code


def language_code(value: str) -> str:
    """Accept an ISO 639-1 code; return it in lower case."""
    code = value.strip().lower()
    if code not in LANGUAGE_CODES:
        start = re.match("[a-z]{2,3}(?=[^a-z]|$)", code)
        near = _language_of(code) or (start[0][:2] if start and start[0][:2] in LANGUAGE_CODES else "")
        hint = did_you_mean(value, (), {code: near} if near else {})
        raise ValueError(f"it must be the two letters of a language, such as en or de (ISO 639-1){hint}")
    return code


def _language_of(name: str) -> str:
    """Return "de" for "german": the code of a language by its English or own name; "" if no language is called so."""
    from locale import locale_alias

    code = locale_alias.get(name, "")[:2]
    return code if code in LANGUAGE_CODES and len(name) > 3 else ""


def tesseract_language(value: str) -> str:
    """Accept a code that names a file of Tesseract: eng, chi_sim, script/Latin. Its installation is checked later."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{2,30}(/[A-Za-z0-9_]{1,30})?", value):
        hint = did_you_mean(value, (), TESSERACT_CODES)
        raise ValueError(f"it must be a code of Tesseract's, such as eng or deu{hint}")
    return value


# os.path, not Path: it returns False for any bad name, too long or not permitted, where Path raises.


def folder(value: Path | None) -> Path | None:
    """Accept a folder that exists."""
    if value is not None and not os.path.isdir(value):
        what = "that is no folder; name one" if os.path.exists(value) else "there is no such folder; create it"
        raise ValueError(f"{what}, or take the setting out")
    return value


def folder_to_be(value: Path | None) -> Path | None:
    """Accept a folder that exists or can be created: nothing else may be in its place."""
    if value is not None and os.path.exists(value) and not os.path.isdir(value):
        raise ValueError("a file is in its place; name a folder")
    return value


def line(value: str) -> str:
    """Accept a text on one line, as it stands in a letter."""
    if len(value.splitlines()) > 1 or any(ord(char) < 32 for char in value):
        raise ValueError("it must be on one line, without control characters")
    return value


def mailbox(value: str) -> str:
    """Accept one e-mail address or an empty text. Writing a letter checks whether its parts are allowed."""
    if value and not re.fullmatch(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+", value):
        raise ValueError("it must be one e-mail address, such as robin@example.org")
    return value


def web_address(value: str) -> str:
    """Accept https://host/path, http too, or an empty text."""
    if not value:
        return value
    try:
        parts = urlsplit(value)
        fine = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        hint = did_you_mean(value.partition(":")[0], ("https", "http")) if "://" in value else ""
        raise ValueError(f"it must be a web address, such as https://host/path{hint}")
    return value


def database(value: str) -> str:
    """Accept a file path, or a URL of a kind that the store can open; empty means the usual place."""
    scheme, mark, _ = value.partition("://")
    known = ("sqlite", "postgresql+psycopg")
    if mark and scheme not in known:
        raise ValueError(
            f"it must be the path of a file, or postgresql+psycopg://...{did_you_mean(scheme, known, _DATABASES)}"
        )
    return value


_DATABASES = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg", "sqlite3": "sqlite"}
