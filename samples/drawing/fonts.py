"""The fonts that cards are set in, and the Debian packages they come from."""

from __future__ import annotations

import functools
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


FAMILIES = {
    "dejavu": Family("fonts-dejavu-core", "truetype/dejavu/DejaVuSans.ttf", "truetype/dejavu/DejaVuSans-Bold.ttf"),
    "liberation": Family("fonts-liberation", "truetype/liberation/LiberationSans-Regular.ttf", "truetype/liberation/LiberationSans-Bold.ttf"),
    "liberation-serif": Family("fonts-liberation", "truetype/liberation/LiberationSerif-Regular.ttf", "truetype/liberation/LiberationSerif-Bold.ttf", "serif"),
    "liberation-narrow": Family("fonts-liberation", "truetype/liberation/LiberationSansNarrow-Regular.ttf", "truetype/liberation/LiberationSansNarrow-Bold.ttf", "narrow"),
    "open-sans": Family("fonts-open-sans", "truetype/open-sans/OpenSans-Regular.ttf", "truetype/open-sans/OpenSans-Semibold.ttf"),
    "open-sans-light": Family("fonts-open-sans", "truetype/open-sans/OpenSans-Light.ttf", "truetype/open-sans/OpenSans-Regular.ttf"),
    "roboto": Family("fonts-roboto-unhinted", "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf", "truetype/roboto/unhinted/RobotoTTF/Roboto-Bold.ttf"),
    "roboto-light": Family("fonts-roboto-unhinted", "truetype/roboto/unhinted/RobotoTTF/Roboto-Light.ttf", "truetype/roboto/unhinted/RobotoTTF/Roboto-Medium.ttf"),
    "roboto-condensed": Family("fonts-roboto-unhinted", "truetype/roboto/unhinted/RobotoCondensed-Regular.ttf", "truetype/roboto/unhinted/RobotoCondensed-Bold.ttf", "narrow"),
    "lato": Family("fonts-lato", "truetype/lato/Lato-Regular.ttf", "truetype/lato/Lato-Bold.ttf"),
    "lato-light": Family("fonts-lato", "truetype/lato/Lato-Light.ttf", "truetype/lato/Lato-Heavy.ttf"),
    "garamond": Family("fonts-ebgaramond", "opentype/ebgaramond/EBGaramond12-Regular.otf", "opentype/ebgaramond/EBGaramond12-Regular.otf", "serif"),
    "carlito": Family("fonts-crosextra-carlito", "truetype/crosextra/Carlito-Regular.ttf", "truetype/crosextra/Carlito-Bold.ttf"),
    "caladea": Family("fonts-crosextra-caladea", "truetype/crosextra/Caladea-Regular.ttf", "truetype/crosextra/Caladea-Bold.ttf", "serif"),
    "cabin": Family("fonts-cabin", "opentype/cabin/Cabin-Regular.otf", "opentype/cabin/Cabin-Bold.otf", not_for=("PL",)),
    "cantarell": Family("fonts-cantarell", "opentype/cantarell/Cantarell-Regular.otf", "opentype/cantarell/Cantarell-Bold.otf"),
    "quicksand": Family("fonts-quicksand", "truetype/quicksand/Quicksand-Medium.ttf", "truetype/quicksand/Quicksand-Bold.ttf"),
    "inter": Family("fonts-inter", "opentype/inter/Inter-Regular.otf", "opentype/inter/Inter-SemiBold.otf"),
    "biolinum": Family("fonts-linuxlibertine", "opentype/linux-libertine/LinBiolinum_R.otf", "opentype/linux-libertine/LinBiolinum_RB.otf"),
    "libertine": Family("fonts-linuxlibertine", "opentype/linux-libertine/LinLibertine_R.otf", "opentype/linux-libertine/LinLibertine_RB.otf", "serif"),
    "vollkorn": Family("fonts-vollkorn", "truetype/vollkorn/Vollkorn-Regular.ttf", "truetype/vollkorn/Vollkorn-Bold.ttf", "serif"),
    "dosis": Family("fonts-dosis", "opentype/dosis/Dosis-Medium.otf", "opentype/dosis/Dosis-Bold.otf"),
    "manrope": Family("fonts-manrope", "truetype/manrope/Manrope-Regular.ttf", "truetype/manrope/Manrope-Bold.ttf"),
    "noto-sans": Family("fonts-noto-core", "truetype/noto/NotoSans-Regular.ttf", "truetype/noto/NotoSans-Bold.ttf"),
    "noto-serif": Family("fonts-noto-core", "truetype/noto/NotoSerif-Regular.ttf", "truetype/noto/NotoSerif-Bold.ttf", "serif"),
    "courier": Family("fonts-liberation", "truetype/liberation/LiberationMono-Regular.ttf", "truetype/liberation/LiberationMono-Bold.ttf", "mono"),
    "cjk": Family("fonts-noto-cjk", "opentype/noto/NotoSansCJK-Regular.ttc", "opentype/noto/NotoSansCJK-Bold.ttc", "cjk"),
    "cjk-serif": Family("fonts-noto-cjk", "opentype/noto/NotoSerifCJK-Regular.ttc", "opentype/noto/NotoSerifCJK-Bold.ttc", "cjk"),
}

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
