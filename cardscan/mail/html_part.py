"""A plain letter as simple HTML: paragraphs, lists and line ends, no style, no picture, no link."""

from __future__ import annotations

import html


def html_of(body: str) -> str:
    """The same text for mail programs that show HTML; everything in it is escaped."""
    blocks = [block.split("\n") for block in body.strip("\n").split("\n\n")]
    return "<!DOCTYPE html>\n<html><body>\n" + "".join(_block(lines) for lines in blocks) + "</body></html>\n"


def _block(lines: list[str]) -> str:
    """One paragraph; lines that begin with "- " after its first become a list."""
    text = [line for line in lines if not line.startswith("- ")]
    items = [line[2:] for line in lines if line.startswith("- ")]
    paragraph = "<br>\n".join(html.escape(line) for line in text)
    listed = "".join(f"<li>{html.escape(item)}</li>\n" for item in items)
    return (f"<p>{paragraph}</p>\n" if paragraph else "") + (f"<ul>\n{listed}</ul>\n" if items else "")
