"""Change values in cardscan.toml, a file that people edit; comments and everything else stay as they are."""

from __future__ import annotations

import contextlib
import os
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from cardscan.app.cli.setup_questions import Answer
from cardscan.config import load_settings
from cardscan.errors import CardscanError, ConfigError, OutputError

_NEW = "# Settings of cardscan: made by `cardscan setup`, and yours to change.\n"


class SettingsFile:
    """One cardscan.toml, which need not exist yet."""

    def __init__(self, path: Path) -> None:
        """Read the file. Raises ConfigError if it cannot be read or its settings are invalid."""
        self.path = path
        load_settings(files=[path], environment={})
        try:
            # A link to a file elsewhere stays a link; line ends stay as they are.
            self._place = path.resolve()
            self._text = self._place.read_bytes().decode("utf-8") if path.exists() else ""
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror}); fix or remove it") from error
        self._values = tomllib.loads(self._text)

    def value(self, key: str) -> Answer | None:
        """Return the file's value for a key of the settings, or None."""
        block, _, name = key.rpartition(".")
        found: Any = (self._values.get(block, {}) if block else self._values).get(name)
        return tuple(found) if isinstance(found, list) else found

    def check(self, key: str, answer: Answer | None) -> None:
        """Check a new value together with the rest of the file; raises ConfigError with the settings' own message."""
        if answer is None:
            return
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "cardscan.toml"
            file.write_text(changed_text("", {key: answer}), "utf-8")
            try:
                load_settings(files=[self.path, file], environment={})
            except CardscanError as error:
                raise ConfigError(str(error).removeprefix(f"{file}: ")) from None

    def write(self, answers: Mapping[str, Answer | None]) -> None:
        """Write the answers, all or nothing, readable only by the user; None removes a key.

        Raises:
            ConfigError: The changed settings are invalid.
            OutputError: The file cannot be written.
        """
        text = changed_text(self._text, answers)
        try:
            self._place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".cardscan.", suffix=".toml.part", dir=self._place.parent)
        except OSError as error:
            raise self._unwritable(error) from error
        try:  # mkstemp makes a file that only the user can access
            with os.fdopen(handle, "wb") as stream:
                stream.write(text.encode("utf-8"))
                stream.flush()
                os.fsync(stream.fileno())
            load_settings(files=[Path(name)], environment={})
            Path(name).replace(self._place)
        except OSError as error:
            raise self._unwritable(error) from error
        except ConfigError as error:
            raise ConfigError(str(error).replace(name, str(self.path))) from error
        finally:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()

    def _unwritable(self, error: OSError) -> OutputError:
        reason = error.strerror or str(error)
        return OutputError(f"{self.path}: cannot be written ({reason}); name another place with --file FILE")


def changed_text(text: str, answers: Mapping[str, Answer | None]) -> str:
    """Return the text of a cardscan.toml with these values set or removed."""
    expected: dict[str, Any] = tomllib.loads(text)
    try:
        document = tomlkit.parse(text or _NEW)
        for key, answer in answers.items():
            value = list(answer) if isinstance(answer, tuple) else answer
            _put(document, key, value)
            _put(expected, key, value)
        changed = tomlkit.dumps(document)
    except TOMLKitError as error:
        raise _not_understood(error) from error
    if _said(tomllib.loads(changed)) != _said(expected):  # never write a file that means something else
        raise _not_understood("the outcome would say something else")
    return changed


def _put(document: Any, key: str, value: Any) -> None:
    """Set a key of a document or a dict of its values; None removes it."""
    block, _, name = key.rpartition(".")
    if block and block not in document and value is not None:
        document[block] = tomlkit.table() if isinstance(document, tomlkit.TOMLDocument) else {}
    table = document.get(block, {}) if block else document
    if value is None:
        table.pop(name, None)
    else:
        table[name] = value


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a file without empty blocks, for comparison."""
    return {key: value for key, value in values.items() if value != {}}


def _not_understood(reason: object) -> ConfigError:
    return ConfigError(f"cardscan.toml is written in a way that cannot be changed here ({reason}); change it by hand")
