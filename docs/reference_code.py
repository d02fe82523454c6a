"""JSON outputs, exit codes and error messages as they stand in the source, and where files are kept."""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from reference_text import attributes, code, first_line, sentence, table

import cardscan
from cardscan import errors
from cardscan.app.cli import status
from cardscan.app.watch import files as watch_files
from cardscan.app.watch import hooks
from cardscan.config import FILE_NAME, Settings
from cardscan.contacts.formats import own_exports
from cardscan.model import reading, scan
from cardscan.model.address_book import Property
from cardscan.model.encounter import Encounter

PACKAGE = Path(cardscan.__file__).resolve().parent
_MEANINGS = {
    "card": "0-based number of the card in the file; `null` where there is none.",
    "version": "Of cardscan.", "contact": "The values, see [contact](#contact).", "passes": "OCR passes over the card.",
    "fields": "Each field with its evidence.", "quality": "What was measured on the photo.",
    "qr": "QR codes on the card.", "id": "Number of the contact.", "uid": "As it stands in a vCard.",
    "display_name": "As the lists show it.", "relation": "Where the relation stands.",
    "revised": "When the contact was last changed.", "kept": "Properties of an import that cardscan does not model.",
    "encounters": "Where and when you met, and what was noted.", "states": "Number of photos in each state.",
    "waiting_letters": "Letters that wait for your yes.", "oldest_s": "Seconds that the oldest photo has waited.",
    "done_last_minute": "Photos.", "done_last_hour": "Photos.", "watchers": "Programs that watch, with",
    "problems": "Photos that failed, with", "photo": "The photo: its file name, path or number.",
    "cards": "The new cards, with", "path": "Where the photo is.", "state": "Where the photo stands.",
    "folders": "What it watches.", "trouble": "Why it waits; empty when it does not.", "name": "Of the person.",
    "review": "Why you should look at it; empty when nobody needs to.",
    "needs": "What is missing for a letter; empty when nothing is.",
    "draft": "The letter's file; empty when none was written.",
    "recommendation": "How sure the reading is as a whole: none, low, medium or strong.",
    "titles": "What the person does, as printed.", "departments": "As printed.", "organization": "The firm.",
    "phones": "Numbers with their kind.", "emails": "E-mail addresses.", "urls": "Web addresses.",
    "social": "Accounts: `service` and `handle`.", "addresses": "Postal addresses.",
    "unassigned": "Lines that belong to no field.",
    "sha256": "Of the file's bytes, hexadecimal.",
    "left_out": "Pictures or pages of the file that were not read. Only there where some were.",
    "other_names": "Names that stand on the card beside the first one.",
}  # fmt: skip


@functools.cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def _dictionaries(module: ModuleType) -> Iterator[ast.Dict]:
    """The dictionaries with named keys that this module makes."""
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Dict) and any(isinstance(key, ast.Constant) for key in node.keys):
            yield node


def keys_of(module: ModuleType, *having: str) -> list[str]:
    """The keys of the one dictionary literal that has all of these."""
    for node in _dictionaries(module):
        keys = [str(key.value) for key in node.keys if isinstance(key, ast.Constant)]
        if set(having) <= set(keys):
            return keys
    raise LookupError(f"{module.__name__}: no dictionary with {having}; the reference of its JSON needs another look")


def json_page() -> str:
    """Every key of every JSON output."""
    said = {}
    for cls in (reading.ContactDetails, reading.Field, reading.CardReading, scan.ScannedPhoto, scan.ScannedCard):
        said |= attributes(cls)
    head = keys_of(scan, "photo", "sha256")

    def rows(keys: list[str], own: dict[str, str] | None = None) -> str:
        meanings = said | _MEANINGS | (own or {})
        return table(("Key", "Meaning"), [(code(key), sentence(meanings[key])) for key in keys]) + "\n"

    def nested(keys: list[str]) -> str:
        return ", ".join(map(code, keys))

    def fields(cls: type) -> list[str]:
        return [item.name for item in dataclasses.fields(cls)]

    return "\n".join((
        "# JSON outputs\n",
        "One object stands on one line, in UTF-8. New keys may come; a key never changes its meaning.\n",
        "## cardscan scan --jsonl\n", "One line for each card. A photo without a card has one line with "
        '`"card": null` and the `reason`.\n',
        rows([*head, "left_out", *keys_of(scan, "card", "quad"), "reason"],
             {"reason": "Why there is no card."}),
        f"Each entry of `fields` has {nested(keys_of(scan, 'kind', 'raw'))}.\n",
        "### contact\n", rows([*fields(reading.ContactDetails), "qr"]),
        f"A name has {nested(fields(reading.PersonName))}. A phone has {nested(fields(reading.Phone))}. "
        f"An address has {nested(fields(reading.Address))}.\n",
        "## cardscan contacts export --format jsonl\n", "One line for each contact.\n",
        rows(keys_of(own_exports, "uid", "kept")),
        f"Each encounter has {nested(fields(Encounter))}. "
        f"Each kept property has {nested(fields(Property))}.\n",
        "## cardscan status --json\n", "One object.\n",
        rows(keys_of(status, "states", "problems"), {
            "watchers": f"Programs that watch: {nested(keys_of(status, 'folders', 'trouble'))}.",
            "problems": f"Photos that failed: {nested(keys_of(status, 'path', 'reason'))}.",
        }),
        "## cardscan watch --on-new COMMAND\n", "The command gets one object on its input for each photo.\n",
        rows(keys_of(hooks, "photo", "cards"), {
            "photo": "Path of the photo.",
            "cards": f"The new cards: {nested(keys_of(hooks, 'name', 'needs'))}.",
        }),
    ))  # fmt: skip


def error_classes() -> list[type[errors.CardscanError]]:
    """Every error that a user can meet."""
    found = [item for item in vars(errors).values() if isinstance(item, type)]
    return [item for item in found if issubclass(item, errors.CardscanError)]


def _literal(node: ast.expr) -> str:
    """A message as it is written, with an ellipsis where a value stands."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_literal(part) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _literal(node.left) + _literal(node.right)
    return "…"


def messages() -> dict[str, set[str]]:
    """Every message that stands in the source beside its error class."""
    names = {cls.__name__ for cls in error_classes()}
    found: dict[str, set[str]] = {name: set() for name in names}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
                text = _literal(node.args[-1])
                if len(text.replace("…", "").split()) > 2:
                    found[node.func.id].add(" ".join(text.split()))
    return found


def errors_page() -> str:
    """Exit codes, the classes that have them, and their messages."""
    meanings = {
        errors.ExitCode.OK: "All is done.",
        errors.ExitCode.FAILED: "Something failed, such as a photo that cannot be read. The rest is done.",
        errors.ExitCode.USAGE: "An option or argument makes no sense.",
        errors.ExitCode.CONFIG: "A configuration file, a variable, a note or a template is wrong.",
        errors.ExitCode.MISSING: "An engine, a language or a program is not installed.",
        errors.ExitCode.STORE: "The store cannot be opened, read or written.",
        errors.ExitCode.INTERRUPTED: "You stopped it. What was done is kept.",
    }
    parts = [
        "# Exit codes and error messages\n",
        "An error is one sentence on standard error: the fact, then the next step. `--debug` adds a traceback.\n",
        "## Exit codes\n",
        table(("Code", "Meaning"), [(str(int(number)), meanings[number]) for number in errors.ExitCode]),
        "\n## Errors\n",
        "`…` stands for a value, such as the name of a file.\n",
    ]
    said = messages()
    for cls in error_classes():
        parts.append(f"### {cls.__name__}\n\n{first_line(cls)} Exit code {int(cls.exit_code)}.\n")
        parts += [f"- {message}" for message in sorted(said[cls.__name__])]
        parts.append("")
    return "\n".join(parts)


def files_page() -> str:
    """What lies where, by system."""
    from platformdirs.macos import MacOS
    from platformdirs.unix import Unix

    home = str(Path.home())

    def shown(path: str) -> str:
        return code(path.replace(home, "~"))

    moved = {name: os.environ.pop(name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME") if name in os.environ}
    try:
        linux, mac = Unix("cardscan", appauthor=False), MacOS("cardscan", appauthor=False)
        data = shown(linux.user_data_dir), shown(mac.user_data_dir)
        settings_files = shown(f"{linux.user_config_dir}/{FILE_NAME}"), shown(f"{mac.user_config_dir}/{FILE_NAME}")
    finally:
        os.environ.update(moved)
    settings = Settings(home=Path("HOME"))
    kept = (
        (Path(settings.database).name, "The store (SQLite): contacts, cards with their pictures, notes, letters."),
        ("cardscan.db.left-alone", "Hashes of who was forgotten or wants no letters. They name nobody."),
        (f"{settings.drafts_folder.name}/", "Letters that wait for you, as `.eml` files."),
        (f"{settings.outbox_folder.name}/", "Letters that `cardscan send --send` handed over."),
    )
    watched = (
        (f"{watch_files.DONE}/", "Photos that were read."),
        (f"{watch_files.QUARANTINE}/", f"Photos that were not, each with a `{watch_files.REASON_SUFFIX}` beside it."),
    )
    beside = (
        ("event.toml", "Where you met and what you talked about. See [event.toml](event-toml.md)."),
        ("IMG_1.txt", "A note on one photo, in plain words."),
    )
    columns = ("Name", "Holds")
    return "\n".join((
        "# Files and folders\n",
        table(("", "Linux", "macOS"), (
            ("Data folder", *data), ("Settings", *settings_files),
        )),
        "\n`CARDSCAN_HOME` moves the data folder. On Linux, `XDG_DATA_HOME` and `XDG_CONFIG_HOME` count.\n",
        "## In the data folder\n", table(columns, [(code(name), text) for name, text in kept]),
        "\n## Beside the photos\n", table(columns, [(code(name), text) for name, text in beside]),
        "\n## In a watched folder\n", table(columns, [(code(name), text) for name, text in watched]),
    ))  # fmt: skip
