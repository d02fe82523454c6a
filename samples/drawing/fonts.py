"""The fonts that cards are set in, and the Debian packages they come from."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFont

ROOT = Path("/usr/share/fonts")


class FontMissingError(RuntimeError):
    """A font file is not installed; the message names the package that has it."""

    def __init__(self, path: Path, package: str) -> None:
        super().__init__(f"font {path} is missing; install it with: apt-get install {package}")


@dataclass(frozen=True, slots=True)
class Family:
    """One type family.

    Attributes:
        package: Debian package that has the files.
        regular, bold: Files below /usr/share/fonts.
        style: sans, serif, mono, narrow or cjk.
        not_for: Countries whose letters it lacks.
    """

    package: str
    regular: str
    bold: str
    style: str = "sans"
    not_for: tuple[str, ...] = ()


def _read() -> dict[str, Family]:
    tables = tomllib.loads((Path(__file__).parent / "fonts.toml").read_text("utf-8"))
    return {name: Family(**{**table, "not_for": tuple(table.get("not_for", ()))}) for name, table in tables.items()}


FAMILIES = _read()

# Every second family of a random set is one of these plain ones, as on real cards.
COMMON = ("liberation", "open-sans", "roboto", "lato", "carlito", "noto-sans", "inter")


def text_families(country: str) -> tuple[str, ...]:
    """Families that have all Latin letters of a country."""
    return tuple(name for name, family in FAMILIES.items() if family.style != "cjk" and country not in family.not_for)


@functools.lru_cache(maxsize=4096)
def font(family: str, bold: bool, size_px: int) -> ImageFont.FreeTypeFont:
    """The font at this size; FontMissingError names the package when it is not installed."""
    entry = FAMILIES[family]
    path = ROOT / (entry.bold if bold else entry.regular)
    try:
        # The basic layout engine makes the same pixels whether or not libraqm is installed.
        return ImageFont.truetype(str(path), size_px, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise FontMissingError(path, entry.package) from error
