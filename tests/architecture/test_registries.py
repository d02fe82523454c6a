"""What can be plugged in is reached through its registry alone, ours as others'."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path
from typing import Any

import pytest

from cardscan.config import known_keys
from cardscan.contacts.formats.registry import FORMATS
from cardscan.followup.letters.lint_registry import LINT_RULES
from cardscan.mail.handover import HANDOVERS
from cardscan.plugins import API, Registry
from cardscan.reading.ocr.registry import OCR_ENGINES

ROOT = Path(__file__).resolve().parents[2]
REGISTRIES: tuple[Registry[Any], ...] = (OCR_ENGINES, FORMATS, LINT_RULES, HANDOVERS)
CODE = ("cardscan", "bench", "training", "delivery", "examples")
_FORMATS = "cardscan.contacts.formats"
# Modules of what can be plugged in, and who may import them nevertheless.
PARTS: dict[str, set[str]] = {
    "cardscan.reading.ocr.tesserocr_engine": set(),
    "cardscan.reading.ocr.pytesseract_engine": set(),
    "cardscan.reading.ocr.neural_engine": set(),
    "cardscan.followup.letters.lint_rules": set(),
    "cardscan.mail.eml_folder": set(),
    f"{_FORMATS}.own_exports": set(),
    f"{_FORMATS}.csv_export": {f"{_FORMATS}.own_exports"},
    f"{_FORMATS}.jscontact": {f"{_FORMATS}.own_exports"},
    f"{_FORMATS}.vcard": {
        f"{_FORMATS}.own_exports",
        "cardscan.workflows.exchange.pushing",  # CardDAV carries vCards and nothing else
        *(
            f"{_FORMATS}.{name}" for name in ("csv_google_outlook", "csv_crm", "jscontact")
        ),  # parts of addresses, leftovers
    },
}


@functools.cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Name and syntax tree of every module that is not a test."""
    paths = [path for folder in CODE for path in sorted((ROOT / folder).rglob("*.py"))]
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths)
    return tuple((name, ast.parse(path.read_text("utf-8"))) for name, path in zip(names, paths, strict=True))


def imported(tree: ast.Module) -> set[str]:
    """All that a module imports, also inside functions: `from a import b` is a and a.b."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_nobody_imports_what_can_be_plugged_in_but_its_registry() -> None:
    """A registry imports by dotted names, so nothing stands in its way to be plugged out."""
    importers = {(part, name) for name, tree in modules() for part in imported(tree) & PARTS.keys()}
    assert {(part, name) for part, name in importers if name not in PARTS[part]} == set()
    allowed = {(part, name) for part, names in PARTS.items() for name in names}
    assert allowed - importers == set()  # an exception that nobody needs any more goes


def test_no_engine_is_told_by_its_name() -> None:
    """What an engine is, its traits say."""
    names = {"tesserocr", "pytesseract", "rapidocr", "tesseract", "neural"}
    for name, tree in modules():
        for node in ast.walk(tree):
            if name.startswith("cardscan") and isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                sides += [item for side in sides for item in getattr(side, "elts", ())]
                compared = {side.value for side in sides if isinstance(side, ast.Constant)}
                assert not compared & names, f"{name}: {ast.unparse(node)}"


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.key)
def test_every_entry_of_ours_loads_and_is_what_a_plug_in_has_to_be(registry: Registry[Any]) -> None:
    """Of this interface, with all that is asked of others; each is in the list of parts above."""
    for name, place in registry.own.items():
        part = registry.load(name)
        assert part.api == API
        assert all(hasattr(part, needed) for needed in registry.needs)
        assert place.partition(":")[0] in PARTS


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.key)
def test_every_registry_has_its_setting_its_group_its_contract_its_example_and_its_chapter(
    registry: Registry[Any],
) -> None:
    """What a fifth kind would need, too."""
    assert registry.key in known_keys()
    variable = next(name for name, value in globals().items() if value is registry)
    contracts = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests" / "contract").glob("*.py"))
    assert re.search(rf"params=\[\*{variable}\.own, \*EXAMPLES\]", contracts)
    examples = [path.read_text("utf-8") for path in (ROOT / "examples").glob("*/pyproject.toml")]
    assert sum(f'"{registry.group}"' in example for example in examples) == 1
    assert f"`{registry.group}`" in (ROOT / "docs" / "plugins.md").read_text("utf-8")


def test_only_the_registry_looks_for_what_others_installed() -> None:
    """So that nothing runs by being installed alone."""
    users = {name for name, tree in modules() if "entry_points" in ast.dump(tree)}
    assert users == {"cardscan.plugins"}
