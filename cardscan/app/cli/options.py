"""Define options that several commands share, and read the settings they lead to."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from cardscan.app.cli.days import PastDay
from cardscan.errors import CardscanError

if TYPE_CHECKING:
    from cardscan.config import Settings
    from cardscan.store import Store

Command = TypeVar("Command", bound=Callable[..., Any])

DAY = PastDay()

_COUNTRY = re.compile(r"[A-Za-z]{2}")
_LANGUAGE = re.compile(r"[A-Za-z_]{2,20}(/[A-Za-z_]{2,20})?")


class NearChoice(click.Choice[str]):
    """A choice whose error names similar values."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert as click does, and suggest "did you mean" if the value is unknown."""
        try:
            return super().convert(value, param, ctx)
        except click.UsageError as error:
            from cardscan.model.settings import did_you_mean

            message = error.message.rstrip(".") + did_you_mean(str(value), map(str, self.choices))
            raise click.BadParameter(message, ctx, param) from error


class PluginChoice(NearChoice):
    """A choice of built-in names or plug-ins the user named; settings are read only if the name is not built in."""

    def __init__(self, own: Sequence[str], key: str, *, in_help: bool = True) -> None:
        """Offer the built-in names.

        Args:
            key: The setting that names the plug-ins: "plugins.exports".
            in_help: Whether `--help` lists the plug-ins too, for which it reads the settings.
        """
        super().__init__(own)
        self._key, self._in_help = key, in_help

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return a built-in name or a plug-in's name, or raise an error that lists both."""
        if value in self.choices:
            return value
        return NearChoice([*self.choices, *self._named()]).convert(value, param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str | None:
        """List the names for `--help`; plug-ins are left out if the settings cannot be read, which others report."""
        with contextlib.suppress(CardscanError):
            named = self._named() if self._in_help else ()
            return NearChoice([*self.choices, *named]).get_metavar(param, ctx)
        return super().get_metavar(param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Complete built-in names and plug-ins."""
        with contextlib.suppress(CardscanError):
            return NearChoice([*self.choices, *self._named()]).shell_complete(ctx, param, incomplete)
        return super().shell_complete(ctx, param, incomplete)

    def _named(self) -> tuple[str, ...]:
        names: tuple[str, ...] = getattr(settings_from().plugins, self._key.rpartition(".")[2])
        return names


def _debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001 - click's signature
    if value:
        ctx.ensure_object(dict)["debug"] = True


def debug_option(command: Command) -> Command:
    """Add --debug, which also works after the command's name."""
    option = click.option(
        "--debug",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_debug,
        help="Show a traceback when something goes wrong.",
    )
    return option(command)


def _country(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    if value is not None and not _COUNTRY.fullmatch(value):
        raise click.BadParameter("write the two letters of the country, such as DE or US (ISO 3166-1).")
    return value.upper() if value else None


def _languages(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...] | None:  # noqa: ARG001
    if value is None:
        return None
    codes = tuple(part.strip() for part in value.replace("+", ",").split(",") if part.strip())
    if not codes or not all(_LANGUAGE.fullmatch(code) for code in codes):
        raise click.BadParameter("write Tesseract's codes with commas, such as eng,deu.")
    return codes


def reading_options(command: Command) -> Command:
    """Add --country, --languages, --engine and --second-reader: how a card is read."""
    for option in reversed(
        (
            click.option(
                "--country", metavar="CC", callback=_country, help="Country of numbers without +, such as DE."
            ),
            click.option(
                "--languages", metavar="CODES", callback=_languages, help="Languages to read, such as eng,deu."
            ),
            click.option(
                "--engine",
                type=PluginChoice(["auto", "tesserocr", "pytesseract"], "plugins.ocr_engines", in_help=False),
                help="The Tesseract binding to read with, or a plug-in that cardscan.toml names.",
            ),
            click.option(
                "--second-reader",
                type=PluginChoice(["auto", "off", "always"], "plugins.ocr_engines", in_help=False),
                help="The neural reader, on every card: if it is installed (auto), never, or as a must (always).",
            ),
        )
    ):
        command = option(command)
    return command


def reading_settings(options: dict[str, Any]) -> dict[str, Any]:
    """Return the values of `reading_options` under the settings' names."""
    return {
        "country": options["country"],
        "ocr.languages": options["languages"],
        "ocr.engine": options["engine"],
        "ocr.second_reader": options["second_reader"],
    }


def db_option(command: Command) -> Command:
    """Add --db, for commands that use the store."""
    option = click.option(
        "--db", metavar="FILE_OR_URL", help="The store, instead of cardscan.db in the data folder.  [env: CARDSCAN_DB]"
    )
    return option(command)


def settings_from(flags: dict[str, Any] | None = None) -> Settings:
    """Return the settings of this run: files, environment, then these flags ("ocr.languages": ("eng",))."""
    from cardscan.config import FILE_NAME, load_settings, user_config_file

    here = Path.cwd() / FILE_NAME
    return load_settings(files=[user_config_file()], folder_file=here, environment=os.environ, flags=flags)


def open_existing_store(db: str | None) -> Store:
    """Open an existing store; raises StoreError if there is none yet."""
    from cardscan.contacts.matching.keys import match_keys
    from cardscan.store import open_store

    return open_store(settings_from({"db": db}).database, keys_of=match_keys, create=False)


def contact_number(store: Store, wanted: str) -> int:
    """Return the number of the contact that was named by number, or by enough of a name to be the only one.

    Raises:
        UsageError: Nobody fits, or several do.
    """
    from cardscan.workflows.review.context import find_contact

    number = wanted.strip().removeprefix("#")
    return int(number) if number.isdecimal() and len(number) < 12 else find_contact(store, wanted).id


def user_name() -> str:
    """Return the name of the user who gives the commands, for the audit."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # this user number has no name, as in some containers
        return "me"


def debugging(ctx: click.Context) -> bool:
    """Whether --debug was given, before or after the command's name."""
    return bool(ctx.ensure_object(dict).get("debug"))
