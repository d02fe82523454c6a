"""The site is built strictly, from local files alone."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built pages."""
    folder = tmp_path_factory.mktemp("site")
    ignored = shutil.ignore_patterns("reference", "__pycache__")
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=ignored)
    shutil.copy(ROOT / "zensical.toml", folder)
    for command in (
        [sys.executable, str(folder / "docs" / "reference.py")],
        [sys.executable, "-m", "zensical", "build", "--clean", "--strict"],
    ):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def test_every_page_is_built_and_in_the_menu(site: Path) -> None:
    """A page that is in no menu is found by nobody."""
    menu = (ROOT / "zensical.toml").read_text("utf-8")
    for page in (site.parent / "docs").rglob("*.md"):
        name = page.relative_to(site.parent / "docs")
        assert (site / name).with_suffix(".html").is_file(), name
        assert f'"{name}"' in menu, f"{name} is not in zensical.toml"


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    """No font, script, style or picture of another host: the site works without a network, and tells nobody."""
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert not re.findall(r"<(?:script|img|iframe|source)\b[^>]*\bsrc=\"?(?:https?:)?//[^\s\">]+", text), page
        links = re.findall(r"<link\b[^>]*>", text)
        assert not [link for link in links if re.search(r"href=\"?(?:https?:)?//", link)], page
    for style in site.rglob("*.css"):
        assert not re.findall(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", style.read_text("utf-8")), style


def test_no_page_names_this_machine(site: Path) -> None:
    """Neither the checkout's place nor the home of whoever builds it."""
    for page in site.rglob("*.html"):
        text = page.read_text("utf-8")
        assert str(ROOT) not in text and "/root/" not in text, page
