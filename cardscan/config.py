"""Read settings from defaults, cardscan.toml, the environment and flags into one frozen, strictly checked object.

Sources, in this order; a later one overrides an earlier one:
    1. the defaults of the blocks below
    2. cardscan.toml in the user's configuration folder
    3. cardscan.toml in the current folder
    4. CARDSCAN_<KEY> and CARDSCAN_<BLOCK>_<KEY> in the environment (CARDSCAN_HOME, CARDSCAN_OCR_LANGUAGES)
    5. the flags of the command

An unknown key is an error, never ignored: the message names the file, the key and similar known keys.
"""

from __future__ import annotations

import contextlib
import functools
import tomllib
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cardscan.contacts.settings import CardDavSettings
from cardscan.errors import ConfigError, UsageError
from cardscan.followup.letters.lint import LintSettings
from cardscan.followup.planning.budget import PlanSettings
from cardscan.followup.planning.plan import FollowupSettings
from cardscan.locales.languages import LANGUAGES
from cardscan.mail.settings import MailSettings
from cardscan.model.draft import Sender
from cardscan.model.setting_blocks import blocks_of, filled_of, keys_of, rules_of
from cardscan.model.setting_values import SaidValue, from_text, typed, written
from cardscan.model.settings import (
    RULE,
    OwnOrNamed,
    Rule,
    country_code,
    database,
    folder_to_be,
    near_key,
    setting,
)
from cardscan.plugins import PluginSettings
from cardscan.reading.imaging.limits import LoadLimits
from cardscan.reading.ocr import OcrSettings
from cardscan.reading.settings import ReadingSettings
from cardscan.workers.settings import WorkerSettings

FILE_NAME = "cardscan.toml"
PREFIX = "CARDSCAN_"
# Passwords are asked for where they are needed. They are no settings, because settings can be printed.
SECRETS = frozenset({"CARDSCAN_CARDDAV_PASSWORD"})
# The store itself refuses an unsupported database, as it does one that cannot be opened: with its own exit code.
_SAID_BY_THE_STORE = frozenset({"db"})
# Flags whose name is not the last part of their key.
_FLAGS = {"workers.count": "--workers"}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run.

    Attributes:
        home: Folder with cardscan.db and drafts/.
        db: Database URL or file; empty means `home`/cardscan.db.
        country: ISO 3166-1 alpha-2; the country to assume for national phone numbers where the card names none.
        photos: Limits on what is decoded.
        ocr: How cards are read.
        followup: How follow-ups are written.
        lint: What is checked in a letter before it can be approved.
        mail: How letters are handed over.
        carddav: The address book that contacts are pushed to.
        sender: The person that letters come from.
        workers: How photos are spread over processes.
        plan: How many new and existing people can be given attention in a week.
        plugins: Which third-party plug-ins may run.
    """

    home: Path = field(metadata={RULE: folder_to_be})
    db: str = setting("", database)
    country: str = setting("", country_code)
    photos: LoadLimits = field(default_factory=LoadLimits)
    ocr: OcrSettings = field(default_factory=OcrSettings)
    followup: FollowupSettings = field(default_factory=FollowupSettings)
    lint: LintSettings = field(default_factory=LintSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    carddav: CardDavSettings = field(default_factory=CardDavSettings)
    sender: Sender = field(default_factory=Sender)
    workers: WorkerSettings = field(default_factory=WorkerSettings)
    plan: PlanSettings = field(default_factory=PlanSettings)
    plugins: PluginSettings = field(default_factory=PluginSettings)

    @property
    def reading(self) -> ReadingSettings:
        """The part of the settings that the readers of photos need."""
        return ReadingSettings(self.country, self.photos, self.ocr)

    @property
    def drafts_folder(self) -> Path:
        """The folder for the drafts' .eml files."""
        return self.home / "drafts"

    @property
    def outbox_folder(self) -> Path:
        """The folder where approved letters are handed over as .eml files."""
        return self.mail.outbox or self.home / "outbox"

    @property
    def database(self) -> str:
        """URL or file of the store."""
        return self.db or str(self.home / "cardscan.db")


def default_home() -> Path:
    """Return the platform's usual data folder for cardscan."""
    import platformdirs

    return Path(platformdirs.user_data_path("cardscan", appauthor=False))


def user_config_file() -> Path:
    """Return the path of cardscan.toml in the platform's usual configuration folder."""
    import platformdirs

    return Path(platformdirs.user_config_path("cardscan", appauthor=False)) / FILE_NAME


def load_settings(
    *,
    files: typing.Sequence[Path],
    environment: Mapping[str, str],
    folder_file: Path | None = None,
    flags: Mapping[str, Any] | None = None,
    home: Path | None = None,
) -> Settings:
    """Merge all sources of settings and check the values.

    Args:
        files: TOML files, the strongest last; missing ones are skipped.
        environment: Usually os.environ.
        folder_file: cardscan.toml of the current folder, stronger than `files`. It may have come with somebody else's
            photos, so it must not set any key of [plugins].
        flags: Dotted keys ("ocr.languages") with values of the right type; None values are ignored.
        home: The default for `home`.
    Raises:
        ConfigError: A file does not parse, a key is unknown, a value has the wrong type or makes no sense.
        UsageError: A flag's value makes no sense.
    """
    said = [entry for path in files for entry in _from_file(path)]
    said += _from_folder(folder_file) if folder_file else ()
    said += [*_from_environment(environment), *_from_flags(flags or {})]
    named = {entry.key: entry.value for entry in said}
    values: dict[str, tuple[Any, str]] = {"home": (home or default_home(), "the default")}
    for entry in said:
        shown = entry.value if entry.shown is None else entry.shown
        with _said(entry.where, shown, UsageError if entry.flag else ConfigError):
            values[entry.key] = (_ruled(entry, named), entry.source)
    blocks: dict[str, dict[str, Any]] = {}
    sources: dict[str, str] = {}
    for dotted, (value, source) in values.items():
        block, _, key = dotted.rpartition(".")
        blocks.setdefault(block, {})[key] = value
        sources[block] = source
    for dotted, key in filled_of(Settings).items():
        if key in values:
            block, _, name = dotted.rpartition(".")
            blocks.setdefault(block, {})[name], source = values[key]
            sources.setdefault(block, source)
    top = blocks.pop("", {})
    for name, content in blocks.items():
        try:
            top[name] = blocks_of(Settings)[name](**content)
        except ValueError as error:
            raise ConfigError(f"{sources[name]}: [{name}] {error}") from error
    settings = Settings(**top)
    _check_default_language(settings.followup, values.get("followup.default_language", ("", ""))[1])
    return settings


def _check_default_language(followup: FollowupSettings, source: str) -> None:
    """Check that letters can be written in the default language: with our texts or the user's templates."""
    code, own = followup.default_language, followup.templates
    if code not in LANGUAGES and not (own and any(own.glob(f"email/*/*.{code}.txt.j2"))):
        raise ConfigError(
            f"{source}: `followup.default_language` is {code!r}, and no letter is written in it; there are "
            f"{', '.join(sorted(LANGUAGES))}, and those that you add texts for in `followup.templates`"
        )


def known_keys() -> dict[str, Any]:
    """Return every key with its type: {"home": Path, "ocr.languages": tuple[str, ...], ...}."""
    return keys_of(Settings)


@functools.cache
def rules() -> dict[str, Rule]:
    """Return the rules that are declared beside the settings, by key."""
    return rules_of(Settings)


def _from_flags(flags: Mapping[str, Any]) -> Iterator[SaidValue]:
    """Yield the flags that were given, each under the name that the user typed, for error messages."""
    for key, value in flags.items():
        if value is not None:
            flag = _FLAGS.get(key, "--" + key.rpartition(".")[2].replace("_", "-"))
            yield SaidValue(key, value, flag, "the command line", flag=True)


def _from_file(path: Path) -> Iterator[SaidValue]:
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"{path}: cannot be read ({reason}); fix or remove it") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML ({error}); fix that line") from error
    known, blocks = known_keys(), blocks_of(Settings)
    for name, value in content.items():
        if name in blocks:
            if not isinstance(value, dict):
                raise ConfigError(f"{path}: [{name}] is a block of keys, not a single value")
            entries = {f"{name}.{key}": inner for key, inner in value.items()}
        else:
            entries = {name: value}
        for key, inner in entries.items():
            if key not in known:
                raise ConfigError(f"{path}: there is no setting `{key}`{near_key(key, [*known, *blocks])}")
            where = f"{path}: `{key}`"
            with _said(where, inner):
                value = typed(inner, known[key], base=path.parent)
            yield SaidValue(key, value, where, str(path), shown=inner)


def _from_folder(path: Path) -> Iterator[SaidValue]:
    for entry in _from_file(path):
        if entry.key.startswith("plugins."):
            rule = "[plugins] counts only in your own settings, so that no folder of photos can run code"
            raise ConfigError(f"{path}: {rule}; move it to {user_config_file()}")
        yield entry


def _from_environment(environment: Mapping[str, str]) -> Iterator[SaidValue]:
    known = {PREFIX + key.upper().replace(".", "_"): key for key in known_keys()}
    for name, text in environment.items():
        if not name.startswith(PREFIX) or name in SECRETS:
            continue
        if name not in known:
            raise ConfigError(
                f"the environment variable {name} is not known{near_key(name, [*known, *SECRETS])}; unset it"
            )
        kind, source = known_keys()[known[name]], f"the environment variable {name}"
        with _said(source, text):
            value = typed(from_text(text, kind), kind, base=Path.cwd())
        yield SaidValue(known[name], value, source, source, shown=text)


def _ruled(entry: SaidValue, named: Mapping[str, Any]) -> Any:
    """Return the value after its rule has checked it; some rules allow names that another setting lists."""
    rule = rules().get(entry.key)
    if rule is None or (entry.flag and entry.key in _SAID_BY_THE_STORE):
        return entry.value
    if isinstance(rule, OwnOrNamed):
        rule = rule.beside(named.get(rule.key, ()))
    return rule(entry.value)


@contextlib.contextmanager
def _said(where: str, value: Any, error: type[ConfigError | UsageError] = ConfigError) -> Iterator[None]:
    """Turn a ValueError about a value into a sentence that names the value and where it was set."""
    try:
        yield
    except ValueError as problem:
        raise error(f"{where} is {written(value)}; {problem}") from problem
