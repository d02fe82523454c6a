"""The code blocks of the site's pages, and of what kind each is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
NOT_RUN = "Not run here: "
OUTPUT = "Output"
_FENCE = re.compile(
    r'^(?P<indent> *)```(?P<language>[a-z0-9]*)(?: title="(?P<title>[^"\n]*)")?\n(?P<text>.*?)^(?P=indent)```$',
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block.

    Attributes:
        title: What stands above it on the page: a file's name, "Output", or why it is not run.
        line: 1-based, of the fence in the page.
    """

    page: Path
    line: int
    language: str
    title: str
    text: str

    @property
    def where(self) -> str:
        """For messages."""
        return f"{self.page.relative_to(DOCS)}:{self.line}"

    @property
    def reason(self) -> str:
        """Why it is not run; empty where it is."""
        return self.title.removeprefix(NOT_RUN) if self.title.startswith(NOT_RUN) else ""


def pages() -> list[Path]:
    """Every page that somebody wrote; the reference is made of the code."""
    return sorted(path for path in DOCS.rglob("*.md") if "reference" not in path.relative_to(DOCS).parts)


def blocks(page: Path) -> Iterator[Block]:
    """The page's blocks in their order."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(page, line, found["language"], found["title"] or "", _without(found["indent"], found["text"]))


def _without(indent: str, text: str) -> str:
    """The lines as they would stand in a block at the margin: a list's indent is none of the block's own."""
    return "".join(line.removeprefix(indent) for line in text.splitlines(keepends=True))
