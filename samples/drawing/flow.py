"""Fits rows to the width there is: breaks long ones, joins short ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .fonts import font
from .words import Row

WHOLE = ("phone", "email", "url", "social")  # never broken over two lines
JOINABLE = (*WHOLE, "address")


def wrap(row: Row, family: str, size_px: int, width_px: int) -> list[Row]:
    """Breaks a long name, firm, title or address at a blank near the middle, best after a comma."""
    words = row.text.split(" ")
    fits = font(family, False, size_px).getlength(row.text) * 1.06 <= width_px
    if row.label in WHOLE or row.also or len(words) < 2 or fits:
        return [row]

    def cost(cut: int) -> float:
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        stray = 12 * (second[0].isdigit() and len(second) < 8)  # a house number alone on a line looks odd
        return abs(len(first) - len(second)) - 8 * first.endswith((",", "-", "·")) + stray

    cut = min(range(1, len(words)), key=cost)
    first, second = " ".join(words[:cut]), " ".join(words[cut:])
    icon = "blank" if row.icon else ""
    return [replace(row, text=first.rstrip(" -·|")), replace(row, text=second.lstrip(" -·|"), mark="", icon=icon)]


def join(rows: list[Row], glue: str, most: int, fits: Callable[[str], bool]) -> list[Row]:
    """Puts up to `most` neighbouring short rows on one line while the line fits. Signs are left out."""
    out: list[Row] = []
    for row in rows:
        last = out[-1] if out else None
        if last and {last.label, row.label} <= set(JOINABLE) and len(last.also) < most - 1:
            longer = f"{last.text}{glue}{row.printed}"
            if fits(f"{last.mark} {longer}"):
                out[-1] = replace(last, text=longer, also=(*last.also, row.label))
                continue
        out.append(replace(row))
    return out
