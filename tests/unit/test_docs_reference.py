"""The reference pages of the site name everything that the code has."""

from __future__ import annotations

import dataclasses
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cardscan.app.cli import cli
from cardscan.config import SECRETS, Settings, known_keys, rules
from cardscan.errors import ExitCode
from cardscan.followup.letters.lint_settings import RULES
from cardscan.followup.notes import events
from cardscan.followup.templates import cadence, variables
from cardscan.model.reading import ContactDetails
from cardscan.model.scan import ScannedPhoto, json_records

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every generated page by its file name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(DOCS))
        writer = importlib.import_module("reference")
        written = writer.write(tmp_path_factory.mktemp("reference"))
    for name in [name for name in sys.modules if name.startswith("reference")]:
        del sys.modules[name]
    return {path.name: path.read_text("utf-8") for path in written}


def all_commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from all_commands(inner, f"{path} {name}")


def test_every_command_and_option_is_in_the_reference(pages: dict[str, str]) -> None:
    """Each has a heading, and each option stands under its own command."""
    sections = {part.partition("\n")[0]: part for part in pages["commands.md"].replace("\n###", "\n##").split("\n## ")}
    for path, command in all_commands(cli, "cardscan"):
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden and "--help" not in option.opts:
                assert all(name in sections[path] for name in (*option.opts, *option.secondary_opts)), (path, option)


def test_every_setting_is_there_with_type_default_and_what_its_rule_says(pages: dict[str, str]) -> None:
    """A key without a meaning, or a rule that says nothing, is missing from the docstrings."""
    text = pages["settings.md"]
    for key in known_keys():
        block, _, name = key.rpartition(".")
        section = text.partition(f"\n## [{block}]\n" if block else "\n## Top of the file\n")[2].partition("\n## ")[0]
        row = next(line for line in section.splitlines() if line.startswith(f"| `{name}` |"))
        cells = [cell.strip() for cell in row.replace("\\|", "/").strip("|").split("|")]
        assert all(cells), row
        assert not cells[3].startswith("Refused with"), f"{key} has no meaning in its docstring"
        assert ("Refused with" in row) is (key in rules()), row


def test_every_variable_is_there(pages: dict[str, str]) -> None:
    """The settings' own, the secrets, and the templates'."""
    for name in [*(f"CARDSCAN_{key.upper().replace('.', '_')}" for key in known_keys()), *SECRETS]:
        assert f"`{name}`" in pages["environment.md"], name
    for name in variables.names("en"):
        assert f"| `{name}` |" in pages["template-variables.md"], name


def test_every_key_of_the_files_and_every_rule_is_there(pages: dict[str, str]) -> None:
    """event.toml, cadence.toml and the lint."""
    for key in {*events.TOP_KEYS, *events.EVENT_KEYS, *events.NOTE_KEYS}:
        assert f"| `{key}` |" in pages["event-toml.md"], key
    for key in (*cadence._KEYS, *cadence._STEP_KEYS):
        assert f"| `{key}` |" in pages["cadence-toml.md"], key
    for rule in RULES:
        assert f"| `{rule}` |" in pages["lint-rules.md"], rule


def test_every_exit_code_and_error_is_there(pages: dict[str, str]) -> None:
    """With its sentences: one that nobody can look up is worth little."""
    for code in ExitCode:
        assert f"\n| {int(code)} |" in pages["errors.md"]
    assert "### StoreBusyError" in pages["errors.md"]
    assert "no such template folder; create it or take it out of the configuration" in pages["errors.md"]


def test_every_key_of_the_json_lines_is_there(pages: dict[str, str]) -> None:
    """Those of a photo without a card are made here; those of a contact are its fields."""
    keys = {key for record in json_records(ScannedPhoto("a.jpg", "00", left_out=1)) for key in record}
    for key in [*keys, *(item.name for item in dataclasses.fields(ContactDetails))]:
        assert f"| `{key}` |" in pages["json.md"], key


def test_the_reference_names_no_place_of_this_machine(pages: dict[str, str]) -> None:
    """Whoever builds it, and wherever."""
    for name, text in pages.items():
        for place in (str(ROOT), str(Path.home()), str(Settings(home=ROOT).home)):
            assert place not in text, (name, place)
