"""The documents speak of what is there."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from cardscan.app.cli import cli
from cardscan.config import load_settings
from cardscan.errors import ExitCode
from cardscan.followup import read_events

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CHANGELOG.md"]


def commands() -> list[str]:
    """Every `cardscan ...` of the README, from code blocks and from the table."""
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL))
    found = [line.removeprefix(".venv/bin/") for line in blocks.splitlines() if line.startswith(".venv/bin/cardscan")]
    return found + re.findall(r"`(cardscan [a-z][^`]*)`", README)


@pytest.mark.parametrize("line", commands())
def test_commands_and_options_of_the_readme_exist(line: str) -> None:
    """A renamed flag turns this red."""
    words = shlex.split(line)[1:]
    command: click.Command = cli
    while words and isinstance(command, click.Group):
        inner = command.get_command(click.Context(command), words[0])
        assert inner is not None, line
        command, words = inner, words[1:]
    options = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options, line


def test_make_targets_of_the_documents_exist() -> None:
    """And `make help` lists all there are."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for document in DOCUMENTS:
        assert set(re.findall(r"`?make ([a-z-]+)[`\s]", document.read_text("utf-8"))) <= targets, document
    described = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert described == set(re.findall(r"\.PHONY: (.*)", makefile)[0].split())


def test_examples_of_the_readme_are_valid(tmp_path: Path) -> None:
    """Both kinds of event.toml and the cardscan.toml can be copied as they stand."""
    event, several, settings = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert read_events(event.encode()).encounter_for("IMG_1.jpg") is not None
    assert len(read_events(several.encode()).events) == 2
    (tmp_path / "cardscan.toml").write_text(settings, "utf-8")
    loaded = load_settings(files=[tmp_path / "cardscan.toml"], environment={})
    assert loaded.sender.name == tomllib.loads(settings)["sender"]["name"]


def test_exit_codes_of_the_readme_are_the_codes() -> None:
    """Scripts rely on them."""
    said = re.search(r"Exit codes: (.*?)\n\n", README, re.DOTALL)
    assert said
    assert sorted(int(number) for number in re.findall(r"\b\d+\b", said[1])) == sorted(ExitCode)


def test_links_of_the_documents_lead_somewhere() -> None:
    """Files that are linked exist."""
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", document.read_text("utf-8")):
            assert (ROOT / target).exists(), (document.name, target)


def test_nobody_is_told_to_install_another_project() -> None:
    """The name on PyPI is taken."""
    assert not re.search(r"pip install [^.`]*\bcardscan\b(?!-followup)", README)


def test_the_architecture_fits_on_a_few_pages_and_names_every_part() -> None:
    """Under 150 lines; each module and package of the top level is in its table."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert len(text.splitlines()) < 150
    for path in (ROOT / "cardscan").iterdir():
        if path.name.startswith("_") or path.suffix == ".typed" or path.name == "app":
            continue
        assert f"cardscan/{path.name}" in text, path.name
