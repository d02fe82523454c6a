"""The documents speak of what is there."""

from __future__ import annotations

import importlib
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
from tests.docs_blocks import blocks, pages

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = pages()
DOCUMENTS = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md")] + PAGES
WRITTEN_FROM_CODE = re.findall(r'^    "([a-z-]+\.md)": ', (ROOT / "docs/reference.py").read_text("utf-8"), re.MULTILINE)


def commands() -> list[str]:
    """Every `cardscan ...` of the README and the site's pages, from code blocks (run or not) and from sentences."""
    found = []
    for text in [README, *(page.read_text("utf-8") for page in PAGES)]:
        blocks = "\n".join(re.findall(r"```sh[^\n]*\n(.*?)```", text, re.DOTALL))
        found += re.findall(r"^ *(?:\.venv/bin/|[A-Z_]+=\S+ )?(cardscan [^>|\n]*)", blocks, re.MULTILINE)
        found += re.findall(r"`(cardscan [a-z][^`]*)`", text)
    return sorted(set(found))


@pytest.mark.parametrize("line", commands())
def test_commands_and_options_of_the_documents_exist(line: str) -> None:
    """A renamed flag turns this red."""
    words = shlex.split(line, comments=True)[1:]
    command: click.Command = cli
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
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
        assert set(re.findall(r"(?:`|^)make ([a-z-]+)[`\s]", document.read_text("utf-8"), re.MULTILINE)) <= targets, (
            document
        )
    described = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert described == set(re.findall(r"\.PHONY: (.*)", makefile)[0].split())


def test_examples_of_the_documents_are_valid(tmp_path: Path) -> None:
    """Both kinds of event.toml and every cardscan.toml can be copied as they stand."""
    (event,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert read_events(event.encode()).encounter_for("IMG_1.jpg") is not None
    found = {"event.toml": 0, "cardscan.toml": 0, "several": 0}
    for block in (block for page in PAGES for block in blocks(page) if block.title in found):
        found[block.title] += 1
        if block.title == "event.toml":
            found["several"] += len(read_events(block.text.encode()).events) == 2
            continue
        (tmp_path / "cardscan.toml").write_text(block.text, "utf-8")
        loaded = load_settings(files=[tmp_path / "cardscan.toml"], environment={})
        for key, value in tomllib.loads(block.text).items():
            assert isinstance(value, dict) or getattr(loaded, key) == value, block.where
    assert min(found.values()) >= 1, found


def test_the_reference_names_every_exit_code() -> None:
    """Scripts rely on them; the README leads there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "docs"))
        page = importlib.import_module("reference_code").errors_page()
    said = page.partition("## Exit codes")[2].partition("\n## ")[0]
    assert sorted(int(number) for number in re.findall(r"^\| (\d+) ", said, re.MULTILINE)) == sorted(ExitCode)
    assert "exit code" in README


def test_links_of_the_documents_lead_somewhere() -> None:
    """Files that are linked exist."""
    for document in DOCUMENTS:
        for target in re.findall(r"\]\((?!http)([^)#]+)(?:#[^)]*)?\)", document.read_text("utf-8")):
            if "reference/" in target:  # made of the code by `make docs`, which is strict about links
                assert Path(target).name in WRITTEN_FROM_CODE, (document, target)
            else:
                assert (document.parent / target).exists(), (document, target)


def test_nobody_is_told_to_install_another_project() -> None:
    """The name on PyPI is taken."""
    for document in DOCUMENTS:
        assert not re.search(r"pip install [^.`\n]*\bcardscan\b(?!-followup)", document.read_text("utf-8")), document


def test_the_architecture_fits_on_a_few_pages_and_names_every_part() -> None:
    """Under 150 lines; each module and package of the top level is in its table."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert len(text.splitlines()) < 150
    for path in (ROOT / "cardscan").iterdir():
        if path.name.startswith("_") or path.suffix == ".typed" or path.name == "app":
            continue
        assert f"cardscan/{path.name}" in text, path.name
