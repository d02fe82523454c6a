"""Turn a plain letter into simple HTML: paragraphs, lists and line ends; no style, no picture, no link."""

from __future__ import annotations

import html
import itertools

_ITEM = "- "


def html_of(body: str) -> str:
    """Return the same text for mail programs that show HTML; everything in it is escaped."""
    blocks = [block.split("\n") for block in body.strip("\n").split("\n\n")]
    return "<!DOCTYPE html>\n<html><body>\n" + "".join(_block(lines) for lines in blocks) + "</body></html>\n"


def _block(lines: list[str]) -> str:
    """Return paragraphs, and lists of the lines that begin with "- ", in the order of the text."""
    made = []
    for listed, run in itertools.groupby(lines, key=lambda line: line.startswith(_ITEM)):
        if listed:
            items = "".join(f"<li>{html.escape(line.removeprefix(_ITEM))}</li>\n" for line in run)
            made.append(f"<ul>\n{items}</ul>\n")
        else:
            text = "<br>\n".join(html.escape(line) for line in run)
            made.append(f"<p>{text}</p>\n")
    return "".join(made)
