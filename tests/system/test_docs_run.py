"""Every code block of the site runs: a reader can type it as it stands.

Shell blocks run in bash, page by page, in the home of somebody who has photos of some cards and has scanned them (the
tutorial starts before that). What follows as "Output" is what the block before it prints; numbers may be others, and
lines may be left out between. Files are written where their title says, settings and notes are read by their loaders.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from cardscan.app.cli.sample_photos import make_demo
from cardscan.config import load_settings
from cardscan.followup import read_events
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from tests.docs_blocks import NOT_RUN, OUTPUT, Block, blocks, pages
from tests.shell_program import Shell
from tests.warm_program import WarmProgram

# A minute where nothing else runs; the fixture reads all photos, and counts for the test that asks first.
pytestmark = pytest.mark.timeout(600)
TUTORIAL = "tutorial.md"
# Its blocks run in test_plugins_guide.py, which installs them.
PLUGINS = "plugins.md"
# Blocks that cannot run in a test, by the reason that stands above them on the page.
NOT_RUN_HERE = {
    "downloads packages": 3,
    "needs a CardDAV server": 1,
    "needs a PostgreSQL server": 2,
    "needs a checkout with the verb": 1,
    "needs a keyring": 1,
    "needs a remote machine": 2,
    "needs root": 1,
    "needs systemd": 2,
    "opens a page and waits for you": 4,
    "removes the program": 1,
    "runs until you stop it": 1,
}
# Reading is most of what this takes; no page needs this one.
UNUSED = ("de-two-column.jpg",)
SCAN = "cardscan scan ~/Pictures/cards"


@dataclass
class Site:
    """A home in which the pages' blocks run.

    Attributes:
        complaints: What did not run or print as the page says.
        scanned: A copy of the home right after the first scan of the tutorial.
    """

    shell: Shell
    home: Path
    scanned: Path
    complaints: list[str] = field(default_factory=list)

    def run(self, page: Path) -> None:
        """All blocks of one page, in their order."""
        self.shell.forget()
        printed = ""
        for block in blocks(page):
            if block.reason:
                continue
            if block.language == "sh":
                code, printed = self.shell.run(block.text, home=self.home)
                if code:
                    self.complaints.append(f"{block.where} ended with {code}:\n{printed}")
                    return
                if block.text.strip() == SCAN and not self.scanned.exists():
                    shutil.copytree(self.home, self.scanned)
            elif block.title == OUTPUT:
                self.complaints += [f"{block.where}: not printed: {line}\n{printed}" for line in unsaid(block, printed)]
            else:
                try:
                    load(block, self.home)
                except Exception as error:  # noqa: BLE001 - whatever is wrong, the page and line have to be named
                    self.complaints.append(f"{block.where}: {error}")

    def as_scanned(self) -> None:
        """The home as it was after the first scan; paths in the store stay right."""
        shutil.rmtree(self.home)
        shutil.copytree(self.scanned, self.home)


def unsaid(block: Block, printed: str) -> list[str]:
    """The first line of an output block that does not come, in its place, in what was printed."""
    lines = iter(re.sub(r"\d+", "0", printed).splitlines())
    for line in filter(None, block.text.splitlines()):
        wanted = re.escape(re.sub(r"\d+", "0", line)).replace("…", ".*")
        if not any(re.match(wanted, one) for one in lines):
            return [line]
    return []


def load(block: Block, home: Path) -> None:
    """Read a block that is no command as what reads it; files that later blocks need are put in their place."""
    name = Path(block.title).name
    if name == "event.toml":
        assert read_events(block.text.encode())
    elif name == "cardscan.toml":
        file = home / "as-in-the-page.toml"
        file.write_text(block.text, "utf-8")
        load_settings(files=[file], environment={})
    elif block.language == "json":
        json.loads(block.text)
    elif block.language == "python":
        subprocess.run([sys.executable, "-c", block.text], stdin=subprocess.DEVNULL, check=True, capture_output=True)
    elif block.title and block.language in ("text", "toml"):
        file = home / block.title
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block.text, "utf-8")
    else:
        raise AssertionError(f"a block of {block.language or 'no language'} without a title; nothing says what it is")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, program: WarmProgram) -> Iterator[Site]:
    """The tutorial, run in a home with photos of six cards and nothing else."""
    folder = tmp_path_factory.mktemp("docs")
    home = folder / "home"
    make_demo(folder / "demo", own_home=folder / "none", today=date.today())
    shutil.copytree(folder / "demo" / "photos", home / "Pictures" / "cards", ignore=shutil.ignore_patterns(*UNUSED))
    event = home / "Pictures" / "cards" / "event.toml"
    tables = event.read_text("utf-8").split("\n\n")
    event.write_text("\n\n".join(part for part in tables if not any(name in part for name in UNUSED)), "utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CARDSCAN_", "XDG_"))}
    shell = Shell(program, folder / "shell", environment)
    found = Site(shell, home, folder / "scanned")
    found.run(next(page for page in pages() if page.name == TUTORIAL))
    yield found
    shell.close()


def test_the_tutorial_runs_and_prints_what_it_shows(site: Site) -> None:
    """From an empty home to a letter that was handed over."""
    assert site.complaints == []


def test_every_block_of_the_other_pages_runs(site: Site) -> None:
    """Each page in a home in which the cards were scanned."""
    site.complaints.clear()
    for page in pages():
        if page.name not in (TUTORIAL, PLUGINS):
            site.as_scanned()
            site.run(page)
    assert site.complaints == [], "\n".join(site.complaints)


def test_what_is_not_run_says_why_and_is_counted() -> None:
    """A new reason, or one more block without a run, is decided here."""
    reasons = Counter(block.reason for page in pages() for block in blocks(page) if block.title.startswith(NOT_RUN))
    assert reasons == NOT_RUN_HERE


def test_a_cadence_of_a_page_is_one_that_loads(tmp_path: Path) -> None:
    """Every cadence.toml with the texts beside it."""
    found = 0
    for block in (block for page in pages() for block in blocks(page)):
        if block.title.startswith("templates/"):
            file = tmp_path / Path(block.title).relative_to("templates")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, "utf-8")
            found += file.name == "cadence.toml"
    own = {path.parent.name for path in tmp_path.rglob("cadence.toml")}
    assert found and own <= set(load_cadences(template_dirs(tmp_path)))
