"""Every code block of docs/plugins.md does what the page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest

from cardscan.app.cli import cli
from cardscan.config import load_settings
from cardscan.contacts.formats.registry import FORMATS, ExportedContact, ExportOptions
from cardscan.followup.letters.lint import LintSettings, check
from cardscan.followup.letters.lint_registry import LINT_RULES
from cardscan.mail.handover import HANDOVERS
from cardscan.model.contact import Contact, Relation
from cardscan.model.geometry import Box
from cardscan.model.reading import ContactDetails, PersonName
from cardscan.plugins import API, Registry
from cardscan.reading.ocr import EngineTraits, OcrSettings, open_engine
from cardscan.reading.ocr.registry import OCR_ENGINES
from tests.example_plugins import EXAMPLES, site_folder, write_plugin
from tests.unit.test_followup_lint import CONTEXT, letter

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "plugins.md").read_text("utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Registry[Any], str], str]:
    """Install the block with this class as a plug-in; its name."""
    monkeypatch.syspath_prepend(tmp_path)

    def put(registry: Registry[Any], kind: str) -> str:
        (code,) = (block for block in PYTHON if f"class {kind}:" in block)
        write_plugin(tmp_path, f"guide_{kind.lower()}", registry.group, code, entry=kind)
        return f"guide_{kind.lower()}"

    return put


def test_the_export_format(install: Callable[..., str]) -> None:
    """Two people are a JSON array of two names."""
    name = install(FORMATS, "Names")
    form, options = FORMATS.load(name, [name]), ExportOptions()
    people = [
        ExportedContact(n, Contact(n, f"urn:uuid:{n}", ContactDetails(PersonName(who)), Relation.MET, NOW))
        for n, who in enumerate(("Ada Example", 'Jan "J" Sample'))
    ]
    data = [form.head(options), *(form.entry(person, options).data for person in people), form.foot(options)]
    assert b"".join(data) == b'["Ada Example","Jan \\"J\\" Sample"]\n'


def test_the_lint_rule(install: Callable[..., str]) -> None:
    """It speaks of the word, and not of a good letter."""
    name = install(LINT_RULES, "Hurry")
    settings = LintSettings(outside=(name,))
    said = [finding.message for finding in check(letter("Send it ASAP."), CONTEXT, settings) if finding.rule == name]
    assert said == ['it says "asap"; name a day instead']
    assert [finding.rule for finding in check(letter(), CONTEXT, settings)] == []


def test_the_hand_over(install: Callable[..., str], tmp_path: Path) -> None:
    """One file for all letters; each of them once."""
    name = install(HANDOVERS, "OneFile")
    box = HANDOVERS.load(name, [name]).open(tmp_path / "outbox")
    assert not box.has("<1@x.example>")
    for _ in range(2):
        box.hand_over(b"Message-ID: <1@x.example>\r\n", message_id="<1@x.example>", recipient="", due=date(2026, 1, 1))
    assert box.has("<1@x.example>")
    assert (tmp_path / "outbox.mbox").read_bytes().count(b"<1@x.example>") == 1


def test_the_engine(install: Callable[..., str]) -> None:
    """It sees the blot where it is."""
    name = install(OCR_ENGINES, "Blots")
    engine = open_engine(OcrSettings(engine=name, outside=(name,)))
    pixels = np.full((60, 80, 3), 255, np.uint8)
    pixels[10:20, 30:50] = 0
    assert [word.box for word in engine.read(pixels, psm=6)] == [Box(30, 10, 20, 10)]


def test_the_other_blocks_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """cardscan.toml can be copied; the test of a format runs; the commands exist."""
    monkeypatch.syspath_prepend(site_folder())
    (toml,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "cardscan.toml").write_text(toml, "utf-8")
    settings = load_settings(files=[tmp_path / "cardscan.toml"], environment={})
    assert (settings.ocr.engine, settings.mail.handover, settings.lint.block) == (
        *("large_print", "maildir"),
        ("exclamation",),
    )
    (test,) = (block for block in PYTHON if "FORMATS.load" in block)
    exec(compile(test, "guide", "exec"), {})  # noqa: S102 - our own page
    named = re.findall(r"cardscan (doctor|contacts export|send)\b", GUIDE)
    for command in named:
        group: click.Command = cli
        for word in command.split():
            assert isinstance(group, click.Group)
            found = group.get_command(click.Context(group), word)
            assert found is not None
            group = found
    assert len(PYTHON) == 5


def test_the_page_says_what_is_there() -> None:
    """Every trait with its default, the interface's number, and every example, whose entry points are on the page."""
    for name, default in ((item, getattr(EngineTraits(), item)) for item in EngineTraits.__dataclass_fields__):
        row = next(line for line in GUIDE.splitlines() if line.startswith(f"| `{name}` |"))
        said = row.split("|")[-2].strip(" `")
        assert said in (str(default).replace("'", '"'), getattr(default, "name", "")), name
    assert f"`api = {API}`" in GUIDE
    for example in EXAMPLES.iterdir():
        assert f"`examples/{example.name}`" in GUIDE
