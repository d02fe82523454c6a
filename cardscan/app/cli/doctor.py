"""`cardscan doctor`: report what works here, what does not, and which command fixes it."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cardscan import __version__
from cardscan.app.cli.console import plain
from cardscan.app.cli.options import db_option, debug_option, settings_from
from cardscan.errors import CardscanError, ExitCode

if TYPE_CHECKING:
    from cardscan.config import Settings
    from cardscan.workers import Protection

_MARKS = {True: "ok     ", False: "missing", None: "note   "}


@click.command(short_help="Say what is installed, what is missing, and how to get it.")
@db_option
@debug_option
@click.pass_context
def doctor(ctx: click.Context, /, db: str | None) -> None:
    """Say what is installed, what is missing, and how to get it.

    Ends with exit code 0 when cards can be read and kept, 3 when a plug-in that cardscan.toml names does not load, 4
    when something needed is missing, 5 when the store fails.
    """
    from cardscan.workers import protection

    settings = settings_from({"db": db})
    click.echo(f"cardscan {__version__} · Python {platform.python_version()} · {settings.workers.processes} processes")
    code = _readers(settings)
    code = _plugins(settings) or code
    code = _templates(settings) or code
    code = _store(settings) or code
    _say(*sandbox_line(settings, protection()))
    _sender(settings)
    ctx.exit(code)


def _say(works: bool | None, what: str, detail: str, remedy: str = "") -> None:
    click.echo(f"{_MARKS[works]}  {what:<12} {plain(detail)}")
    if remedy:
        click.echo(f"{'':9}{'':12} {plain(remedy)}")


def _readers(settings: Settings) -> ExitCode:
    from cardscan.reading.ocr import (
        accents_installed,
        installed_languages,
        open_engine,
        probe,
        script_readers,
        second_reader_says,
    )

    for status in probe(settings.ocr):
        _say(status.usable, status.name, status.detail, f"get it with: {status.remedy}" if status.remedy else "")
    languages = sorted({code for codes in installed_languages(settings.ocr).values() for code in codes})
    _say(None, "languages", ", ".join(languages) or "none", "more: sudo apt-get install tesseract-ocr-deu (-fra, ...)")
    if not settings.ocr.languages and not accents_installed(settings.ocr):
        _say(None, "accents", "not read by Tesseract", "get them with: sudo apt-get install tesseract-ocr-script-latn")
    if not settings.ocr.languages:
        scripts = [reader.script.name for reader in script_readers(settings.ocr)]
        _say(
            None, "scripts", ", ".join(["Latin", *scripts]), "more: sudo apt-get install tesseract-ocr-jpn (-rus, ...)"
        )
    try:
        _say(True, "reading with", open_engine(settings.ocr).describe())
    except CardscanError as error:
        _say(False, "reading with", str(error))
        return error.exit_code
    works, said = second_reader_says(settings.ocr)
    _say(works, "and with", said)
    return ExitCode.MISSING if works is False else ExitCode.OK


def _plugins(settings: Settings) -> ExitCode:
    """Report for each plug-in that cardscan.toml names whether it loads, and where it comes from."""
    from cardscan.contacts.formats.registry import FORMATS
    from cardscan.followup.letters.lint_registry import LINT_RULES
    from cardscan.mail.handover import HANDOVERS
    from cardscan.reading.ocr.registry import OCR_ENGINES

    code = ExitCode.OK
    named = settings.plugins
    for registry, names in (
        (OCR_ENGINES, named.ocr_engines),
        (FORMATS, named.exports),
        (LINT_RULES, named.lint_rules),
        (HANDOVERS, named.handovers),
    ):
        for name in names:
            try:
                _say(True, "plug-in", str(registry.origin(name)))
            except CardscanError as error:
                _say(False, "plug-in", str(error))
                code = error.exit_code
    for name in named.ocr_engines if code is ExitCode.OK else ():
        status = OCR_ENGINES.load(name, named.ocr_engines).status(settings.ocr)
        _say(status.usable, name, status.detail)
        code = code if status.usable else ExitCode.MISSING
    return code


def _templates(settings: Settings) -> ExitCode:
    from cardscan.followup import load_cadences, template_dirs

    try:
        folders = template_dirs(settings.followup.templates)
        cadences = load_cadences(folders)
    except CardscanError as error:
        _say(False, "templates", str(error))
        return error.exit_code
    _say(True, "templates", f"{', '.join(sorted(cadences))} ({', '.join(str(folder) for folder in folders)})")
    return ExitCode.OK


def _store(settings: Settings) -> ExitCode:
    from cardscan.contacts.matching.keys import match_keys
    from cardscan.store import open_store

    file = None if "://" in settings.database else Path(settings.database)
    if file is not None and not file.exists():
        _say(None, "store", f"{file}: not there yet; the first scan makes it")
    else:
        try:
            with open_store(settings.database, keys_of=match_keys, create=False) as store:
                counts = store.counts()
        except CardscanError as error:
            _say(False, "store", str(error))
            return error.exit_code
        # The URL may hold a password; `store.where` is the form that is safe to print.
        _say(True, "store", f"{store.where}: {counts.contacts:,} contacts, {counts.cards:,} cards")
    folder = settings.drafts_folder
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    writable = os.access(existing, os.W_OK)
    free = shutil.disk_usage(existing).free / 1e9
    remedy = "" if writable else "set CARDSCAN_HOME to a folder that you may write"
    _say(writable, "drafts", f"{folder} ({free:,.1f} GB free)", remedy)
    return ExitCode.OK if writable else ExitCode.STORE


def sandbox_line(settings: Settings, found: Protection) -> tuple[bool | None, str, str]:
    """Return how well photos are sandboxed on such a kernel (None: only partly), with a label and a sentence."""
    if not settings.workers.sandbox:
        off = "switched off by workers.sandbox; photos are read with limits on time and memory only"
        return None, "sandbox", off
    whole = bool(found.landlock and found.seccomp)
    if not (found.landlock or found.seccomp):
        return None, "sandbox", "this system offers none; photos are read with limits on time and memory only"
    return True if whole else None, "sandbox", f"photos are read in processes shut in by {found.describe()}"


def _sender(settings: Settings) -> None:
    sender = settings.sender
    if sender.name and sender.email:
        _say(True, "sender", f"{sender.name} <{sender.email}>")
        return
    missing = " and ".join(name for name, value in (("name", sender.name), ("email", sender.email)) if not value)
    _say(None, "sender", f"{missing} not set: drafts carry no sender of their own", "tell it with: cardscan setup")
