"""Load cadences: named series of touches, each a folder of readable files.

`templates/email/<cadence>/cadence.toml` lists the steps; `<step>.<language>.txt.j2` beside it is the text of a step.
A user's own folder has the same layout, and each of its files replaces the shipped one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cardscan.errors import ConfigError
from cardscan.followup.form_of_address import ADDRESSES, FORMAL
from cardscan.followup.templates.template_files import PIECES
from cardscan.followup.templates.user_text_check import check_text
from cardscan.locales.languages import LANGUAGES
from cardscan.model.codes import LANGUAGE_CODES
from cardscan.model.plaintext import one_line

CADENCE_FILE = "cadence.toml"
MAX_BYTES = 64 * 1024
# "At most two nudges, then a quarterly touch at most" (FACTS on follow-up practice).
MAX_NUDGES = 2
LONGEST_DAYS = 366
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_TEMPLATE_FILE = re.compile(r"(?P<step>[a-z0-9][a-z0-9_-]*)\.(?P<language>[a-z]{2})\.txt\.j2")
_KEYS = {
    "title": str, "tone": str, "steps": list, "stop_on": list, "then": str, "every_days": int, "texts_from": str,
    "address": str,
}  # fmt: skip
_STEP_KEYS = {
    "name": str, "template": str, "after_days": int, "latest_days": int, "promise_within_days": int, "purpose": str,
}  # fmt: skip
STOP_RULES = ("reply", "opt_out", "let_go", "suppressed")
THEN = ("rest", "quarterly")
# "A quarterly touch at most": a cadence may write less often, never more often.
QUARTER_DAYS = 90
# The sign of life that follows a finished cadence; every cadence has it.
QUARTERLY = "quarterly"
# The letter about a promise made after the first letter, or only named in it.
PROMISE = "promise"
FOLLOW_ON = (QUARTERLY, PROMISE)


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a cadence.

    Attributes:
        after_days: Days after the meeting, or after the last touch in either direction.
        latest_days: Days until which the talk is fresh; None: three days more than `after_days`.
        promise_within_days: Days, like `after_days`, if something was promised; None: two.
        template: First part of the template's file name.
    """

    name: str
    template: str
    after_days: int
    promise_within_days: int | None = None
    purpose: str = ""
    latest_days: int | None = None

    @property
    def fresh_until(self) -> int:
        """Days after the last touch; after that many days the step counts as late."""
        return self.after_days + 3 if self.latest_days is None else self.latest_days


@dataclass(frozen=True, slots=True)
class Cadence:
    """A named series of touches.

    Attributes:
        steps: In order; the first opens the cadence, the others are nudges.
        languages: By template name, the ISO 639-1 codes for which a text exists.
        stop_on: What ends the cadence early; entries of STOP_RULES.
        then: What follows the last step: "rest", or "quarterly" for a touch every `every_days` with somebody who has
            answered before. A person who never answered rests in either case.
        address: "formal" or "informal" if this cadence always uses one; empty: by notes and settings.
        texts_from: Another cadence whose texts are used where this one has none of its own.
    """

    name: str
    title: str
    steps: tuple[Step, ...]
    languages: Mapping[str, frozenset[str]]
    tone: str = ""
    stop_on: tuple[str, ...] = ()
    then: str = "rest"
    every_days: int = QUARTER_DAYS
    texts_from: str = ""
    address: str = ""

    @property
    def nudges(self) -> int:
        """How often this cadence may ask again without an answer; never more than MAX_NUDGES."""
        return min(len(self.steps) - 1, MAX_NUDGES)


def template_dirs(user: Path | None = None) -> tuple[Path, ...]:
    """Return the folders to search for templates: the user's folder if given, then the shipped one.

    Raises:
        ConfigError: The user's folder does not exist, or the shipped templates are missing from the installation.
    """
    if user is not None and not user.is_dir():
        raise ConfigError(f"{user}: no such template folder; create it or take it out of the configuration")
    return (shipped_templates(),) if user is None else (user, shipped_templates())


def shipped_templates() -> Path:
    """Return the folder of shipped templates: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "templates", package.parent / "templates"):
        if (folder / "email").is_dir():
            return folder
    raise ConfigError(f"{package}: the templates are missing from this installation; install the program again")


def find_template(dirs: Sequence[Path], cadence: str, file: str, *, texts_from: str = "") -> Path | None:
    """Return the cadence's file from the first folder that has it, else that of `texts_from`, else None."""
    names = (cadence, texts_from) if texts_from else (cadence,)
    paths = (folder / "email" / name / file for name in names for folder in dirs)
    return next((path for path in paths if path.is_file()), None)


def load_cadences(dirs: Sequence[Path]) -> dict[str, Cadence]:
    """Return all cadences of these template folders, by name.

    Raises:
        ConfigError: A cadence.toml is wrong; with file and key.
    """
    names: set[str] = set()
    for folder in dirs:
        try:
            entries = sorted((folder / "email").iterdir()) if (folder / "email").is_dir() else []
        except OSError as error:
            raise ConfigError(f"{folder}: cannot be listed ({error.strerror}); check its permissions") from error
        names.update(entry.name for entry in entries if entry.is_dir() and _NAME.fullmatch(entry.name))
    found = {}
    for name in sorted(names):
        path = find_template(dirs, name, CADENCE_FILE)
        if path is not None:
            found[name] = _read(path, name, dirs)
            _check_texts(found[name], dirs)
    return found


def _check_texts(cadence: Cadence, dirs: Sequence[Path]) -> None:
    """Check texts in languages that are not ours now, so that problems show before a letter is wanted."""
    letters = {*(step.template for step in cadence.steps), *FOLLOW_ON}
    for name, languages in cadence.languages.items():
        for language in sorted(languages.difference(LANGUAGES)):

            def find(text: str, language: str = language) -> Path | None:
                file = f"{text}.{language}.txt.j2"
                own = find_template(dirs, cadence.name, file, texts_from=cadence.texts_from)
                return own or find_template(dirs, PIECES, file)

            path = find(name)
            if path is not None:
                check_text(path, language, letter=name in letters, find=find)


def _languages(dirs: Sequence[Path], cadence: str) -> dict[str, frozenset[str]]:
    by_step: dict[str, frozenset[str]] = {}
    for folder in dirs:
        for file in sorted((folder / "email" / cadence).glob("*.txt.j2")):
            match = _TEMPLATE_FILE.fullmatch(file.name)
            if match is None or match["language"] not in LANGUAGE_CODES:
                raise ConfigError(
                    f"{file}: no text is named so; name it STEP.LANGUAGE.txt.j2 with the two letters of a language "
                    "(ISO 639-1), as in first.sv.txt.j2"
                )
            by_step[match["step"]] = by_step.get(match["step"], frozenset()) | {match["language"]}
    return by_step


def _read(path: Path, name: str, dirs: Sequence[Path]) -> Cadence:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            raise ConfigError(f"{path}: larger than {MAX_BYTES // 1024} KB; a cadence is a page of text")
        table = tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    except (ValueError, RecursionError) as error:  # TOMLDecodeError and UnicodeDecodeError are ValueErrors
        raise ConfigError(f"{path}: not valid TOML: {one_line(str(error), 300)}") from error
    _check(path, table, _KEYS, "")
    entries = table.get("steps", [])
    if not entries or not all(isinstance(entry, dict) for entry in entries):
        raise ConfigError(f"{path}: steps is empty; begin each step with [[steps]]")
    steps = tuple(_step(path, number, entry) for number, entry in enumerate(entries, start=1))
    if len(steps) > 1 + MAX_NUDGES:
        raise ConfigError(f"{path}: {len(steps)} steps; one message and {MAX_NUDGES} nudges are the most")
    texts_from = table.get("texts_from", "")
    if texts_from and not _NAME.fullmatch(texts_from):
        raise ConfigError(f"{path}: texts_from is no name of a cadence; write the name of its folder")
    languages = dict(_languages(dirs, texts_from)) if texts_from else {}
    languages |= _languages(dirs, name)  # step by step: two tones within one step would be worse
    if not languages.get(steps[0].template):
        raise ConfigError(f"{path}: no text for its first step; add {steps[0].template}.en.txt.j2 beside it")
    stop_on = table.get("stop_on", [])
    if not all(isinstance(item, str) for item in stop_on):
        raise ConfigError(f'{path}: stop_on is not a list of texts; write it like ["reply", "opt_out"]')
    for key, given, allowed in (
        ("stop_on", stop_on, STOP_RULES),
        ("then", [table.get("then", "rest")], THEN),
        ("address", [table.get("address", FORMAL)], ADDRESSES),
    ):
        if wrong := [value for value in given if value not in allowed]:
            raise ConfigError(f'{path}: {key} = "{one_line(wrong[0], 80)}" is not known; it is {" or ".join(allowed)}')
    every_days = table.get("every_days", QUARTER_DAYS)
    if not QUARTER_DAYS <= every_days <= LONGEST_DAYS:
        raise ConfigError(f"{path}: every_days has to be from {QUARTER_DAYS} to {LONGEST_DAYS}; oftener would be a nag")
    return Cadence(
        name, table.get("title", name), steps, languages, table.get("tone", ""), tuple(stop_on),
        table.get("then", "rest"), every_days, texts_from, table.get("address", ""),
    )  # fmt: skip


def _step(path: Path, number: int, entry: Mapping[str, object]) -> Step:
    where = f"steps[{number}]."
    _check(path, entry, _STEP_KEYS, where)
    name, template = entry.get("name"), entry.get("template", entry.get("name"))
    for key, value in (("name", name), ("template", template)):
        if not (isinstance(value, str) and _NAME.fullmatch(value)):
            raise ConfigError(f"{path}: {where}{key} is missing or not of the letters a-z, 0-9, - and _")
    days = entry.get("after_days")
    within, latest = entry.get("promise_within_days"), entry.get("latest_days")
    for key, value in (("after_days", days), ("promise_within_days", within), ("latest_days", latest)):
        if value is None and key != "after_days":
            continue
        if not (isinstance(value, int) and 0 <= value <= LONGEST_DAYS):
            raise ConfigError(f"{path}: {where}{key} has to be a number of days from 0 to {LONGEST_DAYS}")
    return Step(str(name), str(template), int(str(days)), int(str(within)) if within is not None else None,
                str(entry.get("purpose", "")), int(str(latest)) if latest is not None else None)  # fmt: skip


def _check(path: Path, table: Mapping[str, object], keys: Mapping[str, type], prefix: str) -> None:
    for key, value in table.items():
        if key not in keys:
            raise ConfigError(f'{path}: unknown key "{prefix}{one_line(key, 80)}"; allowed are {", ".join(keys)}')
        if not isinstance(value, keys[key]) or isinstance(value, bool):
            raise ConfigError(f"{path}: {prefix}{key} has the wrong type; it is a {keys[key].__name__}")
