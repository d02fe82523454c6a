"""Prints rows of text onto a flat card and remembers where every word stands."""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from .fonts import font
from .icons import Colour, sign
from .words import Row

PT_MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Look:
    """How a group of rows is set.

    Attributes:
        size_pt: Type size in points.
        align: left, right or center.
        leading: Distance of base lines, in type sizes.
        mark_ink: Colour of labels and signs.
        marks: "run" prints a label before its text, "column" aligns the texts behind the labels.
    """

    family: str
    size_pt: float
    ink: Colour
    bold: bool = False
    align: str = "left"
    leading: float = 1.35
    mark_ink: Colour | None = None
    mark_bold: bool = False
    marks: str = "run"
    badge: str = ""
    spread: float = 0.0


@dataclass(slots=True)
class Printed:
    """A line as it stands on the card: boxes are [left, top, width, height] in card px."""

    row: Row
    words: list[tuple[str, list[int]]] = field(default_factory=list)

    @property
    def box(self) -> list[int]:
        """The box around all words."""
        left, top = min(b[0] for _, b in self.words), min(b[1] for _, b in self.words)
        right, bottom = max(b[0] + b[2] for _, b in self.words), max(b[1] + b[3] for _, b in self.words)
        return [left, top, right - left, bottom - top]


class Card:
    """A flat card being printed.

    Attributes:
        image: RGB picture, `scale` px per mm.
        ground: Colour behind the text at the moment.
        smallest_pt: Size in points of the smallest type so far.
    """

    def __init__(self, size_mm: tuple[float, float], scale: float, ground: Colour) -> None:
        self.size_mm, self.scale, self.ground = size_mm, scale, ground
        self.image = Image.new("RGB", (round(size_mm[0] * scale), round(size_mm[1] * scale)), ground)
        self.draw = ImageDraw.Draw(self.image)
        self.lines: list[Printed] = []
        self.smallest_pt = 99.0

    def px(self, mm: float) -> int:
        """Millimetres to px."""
        return round(mm * self.scale)

    def type_px(self, size_pt: float) -> int:
        """Type size in px, at least 5."""
        return max(5, round(size_pt * PT_MM * self.scale))

    def block(
        self, rows: list[Row], looks: list[Look], box_mm: tuple[float, float, float, float], valign: str = "top"
    ) -> float:
        """Sets rows in a box (left, top, width, height in mm), smaller until they fit.

        Returns:
            Height used, mm.
        """
        if not rows:
            return 0.0
        left, top, width, height = box_mm
        for shrink in (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4):
            sizes = [self.type_px(look.size_pt * shrink) for look in looks]
            column = self._mark_column(rows, looks, sizes)
            widest = max(self._advance(r, k, s, column) for r, k, s in zip(rows, looks, sizes, strict=True))
            tall = sum(s * k.leading for s, k in zip(sizes, looks, strict=True))
            if widest <= self.px(width) and tall <= self.px(height) * 1.02:
                break
        used = tall / self.scale
        self.smallest_pt = min(self.smallest_pt, min(sizes) / self.scale / PT_MM)
        y = (
            self.px(top)
            + {"top": 0.0, "middle": (self.px(height) - tall) / 2, "bottom": self.px(height) - tall}[valign]
        )
        for row, look, size in zip(rows, looks, sizes, strict=True):
            self._line(row, look, size, (self.px(left), y, self.px(width)), column)
            y += size * look.leading
        return used

    def _mark_column(self, rows: list[Row], looks: list[Look], sizes: list[int]) -> int:
        """Width px of the label column, 0 for labels that run into the text."""
        if looks[0].marks != "column" or any(look.align != "left" for look in looks):
            return 0
        marks = [
            font(k.family, k.mark_bold, s).getlength(r.mark + "  ")
            for r, k, s in zip(rows, looks, sizes, strict=True)
            if r.mark
        ]
        return round(max(marks, default=0))

    def _advance(self, row: Row, look: Look, size: int, column: int) -> float:
        """Width px of a whole line."""
        face = font(look.family, look.bold, size)
        width = self._spread_length(row.text, face, look.spread * size)
        if row.icon:
            width += size * 1.75
        elif row.mark:
            width += column or font(look.family, look.mark_bold, size).getlength(row.mark + " ")
        return width

    @staticmethod
    def _spread_length(text: str, face: ImageFont.FreeTypeFont, gap: float) -> float:
        """Width px of text set with extra `gap` px between letters."""
        return face.getlength(text) + gap * max(0, len(text) - 1)

    def _line(self, row: Row, look: Look, size: int, place: tuple[int, float, int], column: int) -> None:
        left, y, width = place
        slack = width - self._advance(row, look, size, column)
        x = left + {"left": 0.0, "right": slack, "center": slack / 2}[look.align]
        line = Printed(row)
        face = font(look.family, look.bold, size)
        ink = look.mark_ink or look.ink
        ascent = face.getmetrics()[0]
        if row.icon == "blank":
            x += size * 1.75
        elif row.icon:
            side = round(size * (1.3 if look.badge else 1.05))
            drawn = sign(row.icon, side, ink, self.ground, look.badge)
            self.image.paste(drawn, (round(x), round(y + ascent - size * 0.36 - side / 2)), drawn)
            x += size * 1.75
        elif row.mark:
            label_face = font(look.family, look.mark_bold, size)
            self._words(row.mark, label_face, (x, y), ink, line, 0.0)
            x += column or label_face.getlength(row.mark + " ")
        self._words(row.text, face, (x, y), look.ink, line, look.spread * size)
        if line.words:
            self.lines.append(line)

    def _words(
        self, text: str, face: ImageFont.FreeTypeFont, at: tuple[float, float], ink: Colour, line: Printed, gap: float
    ) -> None:
        """Draws text and notes each word's box."""
        x, y = at
        if gap:
            for letter in text:
                self.draw.text((x, y), letter, font=face, fill=ink)
                x += face.getlength(letter) + gap
        else:
            self.draw.text(at, text, font=face, fill=ink)
        start = 0
        for word in text.split():
            start = text.index(word, start)
            offset = self._spread_length(text[:start], face, gap) + (gap if start and gap else 0.0)
            left, top, right, bottom = face.getbbox(word)
            right += gap * (len(word) - 1)
            size = [max(1, round(right - left)), max(1, round(bottom - top))]
            line.words.append((word, [round(at[0] + offset + left), round(y + top), *size]))
            start += len(word)
