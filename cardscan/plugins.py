"""Load plug-ins: parts that others write and a user names in cardscan.toml; our own parts load the same way.

Terminology
    kind      what can be plugged in: an OCR engine, an export format, a lint rule, a hand-over of letters
    own       a part of cardscan: a row in its registry's table, imported when it is needed
    outside   an entry point of an installed package; searched for only if cardscan.toml names it

A plug-in is code that its user installed and named; it is trusted like cardscan itself. Just installing a package runs
none of its code. docs/plugins.md is the guide for authors of plug-ins.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from cardscan.errors import ConfigError, PluginError, UsageError
from cardscan.model.installing import install_command
from cardscan.model.plaintext import one_line
from cardscan.model.settings import each, plugin_name, setting

T = TypeVar("T")

# The version of all four interfaces. It changes only when a plug-in that was right becomes wrong.
API = 1
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class PluginSettings:
    """Which outside plug-ins may run. All are off unless named here.

    Attributes:
        ocr_engines: Engines that `ocr.engine` and `ocr.second_reader` may choose.
        exports: Formats that `cardscan contacts export --format` may choose.
        lint_rules: Rules that check every letter.
        handovers: Ways for approved letters that `mail.handover` may choose.
    """

    ocr_engines: tuple[str, ...] = setting((), each(plugin_name))
    exports: tuple[str, ...] = setting((), each(plugin_name))
    lint_rules: tuple[str, ...] = setting((), each(plugin_name))
    handovers: tuple[str, ...] = setting((), each(plugin_name))


@dataclass(frozen=True, slots=True)
class Origin:
    """The plug-in to blame, and the package that it comes from.

    Attributes:
        package: Name and version: "cardscan-markdown 1.0".
        folders: The folders with its code and with what is installed beside it.
    """

    kind: str
    name: str
    package: str
    folders: tuple[Path, ...] = ()

    def __str__(self) -> str:
        return f"the {self.kind} `{self.name}` of {self.package}"


class Registry(Generic[T]):
    """All parts of one kind: our own from a table, outside ones by the names in cardscan.toml."""

    def __init__(
        self,
        kind: str,
        key: str,
        own: Mapping[str, str],
        *,
        needs: Sequence[str],
        adapt: Callable[[Any, Origin], T],
    ) -> None:
        """Store the table; import nothing yet.

        Args:
            kind: The kind in everyday words: "export format".
            key: The setting that names outside ones: "plugins.exports"; its entry point group is "cardscan.exports".
            own: Where our own parts are, by name: "package.module:ATTRIBUTE".
            needs: Attributes that an outside part must have, besides `api`.
            adapt: Wraps an outside part in checks that our own parts do not need.
        """
        self.kind, self.key = kind, key
        self.group = f"cardscan.{key.rpartition('.')[2]}"
        self.own = dict(own)
        self.needs, self._adapt = tuple(needs), adapt
        self._loaded: dict[str, tuple[T, Origin]] = {}

    def names(self, named: Sequence[str] = ()) -> tuple[str, ...]:
        """Return our own names in the table's order, then the outside names that the user listed."""
        return (*self.own, *named)

    def load(self, name: str, named: Sequence[str] = ()) -> T:
        """Return the part of this name, imported now if it was not before.

        Args:
            named: Names of outside parts in cardscan.toml; no others are searched for.
        Raises:
            UsageError: The name is neither ours nor in `named`.
            ConfigError: A named part is not installed, does not load, or has another interface version.
        """
        if name in named:
            return self._outside(name)[0]
        if name not in self.own:
            raise UsageError(
                f"there is no {self.kind} {name!r}; choose one of {', '.join(self.names(named))}, "
                f"or name a plug-in in `{self.key}`"
            )
        module, _, attribute = self.own[name].partition(":")
        part: T = getattr(importlib.import_module(module), attribute)
        return part

    def origin(self, name: str) -> Origin:
        """Return where a named outside part comes from; this loads it. Raises ConfigError as `load` does."""
        return self._outside(name)[1]

    def _outside(self, name: str) -> tuple[T, Origin]:
        if name in self.own:
            raise ConfigError(f"`{self.key}` names {name!r}, which is cardscan's own {self.kind}; take the name out")
        if name not in self._loaded:
            entry, origin = self._found(name)
            made = self._made(entry, origin)
            try:
                part = self._adapt(made, origin)
            except Exception as error:  # what it declares about itself makes no sense
                raise ConfigError(
                    f"{origin} does not fit ({reason(error)}); update its package, or take it out of `{self.key}`"
                ) from error
            self._loaded[name] = part, _with_folders(entry, origin)
        return self._loaded[name]

    def _found(self, name: str) -> tuple[importlib.metadata.EntryPoint, Origin]:
        everything = importlib.metadata.entry_points(group=self.group)
        found = [entry for entry in everything if entry.name == name]
        if not found:
            there = ", ".join(sorted({entry.name for entry in everything})) or "none"
            raise ConfigError(
                f"`{self.key}` names {name!r}, and no installed package brings that {self.kind} (installed: {there}); "
                f"install its package with `{install_command('PACKAGE')}`, or take the name out"
            )
        if len(found) > 1:
            raise ConfigError(
                f"the {self.kind} {name!r} is in several packages ({', '.join(sorted(map(_package, found)))}); "
                "uninstall all but one"
            )
        return found[0], Origin(self.kind, name, _package(found[0]))

    def _made(self, entry: importlib.metadata.EntryPoint, origin: Origin) -> Any:
        """Return the object that the entry point names, or an instance if that is a class."""
        try:
            made = entry.load()
            made = made() if isinstance(made, type) else made
        except Exception as error:  # whatever its code does when it is imported
            raise ConfigError(
                f"{origin} does not load ({reason(error)}); update its package, or take it out of `{self.key}`"
            ) from error
        if getattr(made, "api", None) != API:
            raise ConfigError(
                f"{origin} has the interface {getattr(made, 'api', None)!r}, and this cardscan has {API}; "
                "install a version of it that fits"
            )
        if missing := [part for part in self.needs if not hasattr(made, part)]:
            raise ConfigError(f"{origin} lacks `{missing[0]}`; update its package, or take it out of `{self.key}`")
        return made


@contextlib.contextmanager
def blamed(origin: Origin, what: str, advice: str, *, through: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Turn any exception of outside code into one sentence that names the plug-in.

    Args:
        what: Where it failed: "on contact 7", "on this letter".
        advice: The next step.
        through: Errors that are part of the interface and pass unchanged; MemoryError and PluginError always pass.
    Raises:
        PluginError: Anything else was raised.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, (MemoryError, PluginError, *through)):
            raise
        raise PluginError(f"{origin} failed {what} ({reason(error)}); {advice}") from error


def reason(error: Exception) -> str:
    """Return an error in a few words for the end of a sentence: "ValueError: no such column"."""
    text = one_line(str(error), LONGEST_REASON)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _package(entry: importlib.metadata.EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.module


def _with_folders(entry: importlib.metadata.EntryPoint, origin: Origin) -> Origin:
    """Add the folder of the plug-in's module, and the folder that its package was installed into."""
    places: list[Path] = []
    if file := getattr(sys.modules.get(entry.module), "__file__", None):
        places.append(Path(file).resolve().parent)
    if entry.dist is not None:
        places.append(Path(str(entry.dist.locate_file(""))).resolve())
    return Origin(origin.kind, origin.name, origin.package, tuple(dict.fromkeys(places)))
