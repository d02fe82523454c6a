"""Mark a template's syntax tree so that the rendered text shows where each stretch of it came from.

Two tags are added to those of Jinja2. Both are harmless, because they only leave marks.

    {% choose %} ... {% or %} ... {% endchoose %}    several wordings, of which one is used (see `tracing.py`)
    {% piece "close" %}                              a shared text, found by cadence and language

Marks are characters of Unicode's private use area. They are removed from every value and template beforehand, so that
no card, note or template can forge one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

SPAN, SPAN_TEXT, SPAN_END, LINE, LINE_END, CHOOSE, OR, END, PIECE, PIECE_END = map(chr, range(0xE000, 0xE00A))
MARKS = re.compile(f"[{SPAN}-{PIECE_END}]")
SPAN_FILTER = "_span"
PIECE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class ChooseTag(Extension):
    """Parses `{% choose %}` with `{% or %}` between the wordings."""

    tags = {"choose"}  # noqa: RUF012 - jinja2's own class attribute

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Put marks around each wording; all wordings are rendered, and one is chosen afterwards."""
        line = next(parser.stream).lineno
        found: list[nodes.Node] = [_mark(CHOOSE, line)]
        while True:
            # the lexer takes "or" for an operator, but here it stands alone
            found += parser.parse_statements(("name:endchoose", "name:or"))
            if next(parser.stream).value == "endchoose":
                return [*found, _mark(END, line)]
            found.append(_mark(OR, line))


class PieceTag(Extension):
    """Parses `{% piece "name" %}`."""

    tags = {"piece"}  # noqa: RUF012 - jinja2's own class attribute

    def parse(self, parser: Parser) -> nodes.Node:
        """Return a mark with the piece's name."""
        line = next(parser.stream).lineno
        name = parser.stream.expect("string")
        if not PIECE_NAME.fullmatch(name.value):
            parser.fail('a piece is named in quotes, of the letters a-z, 0-9, - and _: {% piece "close" %}', line)
        return _mark(f"{PIECE}{name.value}{PIECE_END}", line)


def mark_tree(tree: nodes.Template, first_line: int) -> None:
    """Wrap each printed expression with the names that its text comes from, and number the template's own lines."""
    origins = _origins(tree)
    for output in tree.find_all(nodes.Output):
        output.nodes = [
            _numbered(child, first_line) if isinstance(child, nodes.TemplateData) else _wrapped(child, origins)
            for child in output.nodes
        ]


def span(value: object, names: str, item: object = None) -> str:
    """Return a printed value between marks; a list item that knows its source names it itself."""
    source = item.get("_source", names) if isinstance(item, Mapping) else names
    return f"{SPAN}{source}{SPAN_TEXT}{value}{SPAN_END}"


def _mark(text: str, line: int) -> nodes.Output:
    return nodes.Output([nodes.TemplateData(text)], lineno=line)


def _numbered(data: nodes.TemplateData, first_line: int) -> nodes.TemplateData:
    if data.data[:1] in (CHOOSE, OR, END, PIECE):
        return data
    line = data.lineno + first_line - 1
    lines = data.data.split("\n")
    marked = "\n".join(f"{LINE}{line + number}{LINE_END}{text}" for number, text in enumerate(lines))
    return nodes.TemplateData(marked, lineno=data.lineno)


def _wrapped(child: nodes.Expr, origins: Mapping[str, str]) -> nodes.Expr:
    """Wrap the expression in the span filter; one that only prints the template's own words stays as it is."""
    printed = list(_printed(child))
    names = dict.fromkeys(origins.get(name.name, name.name) for name in printed)
    if not names:
        return child
    items = [nodes.Name(name.name, "load", lineno=child.lineno) for name in printed if name.name in origins][:1]
    return nodes.Filter(
        child, SPAN_FILTER, [nodes.Const(", ".join(names)), *items], [], None, None, lineno=child.lineno
    )


def _printed(node: nodes.Node) -> list[nodes.Name]:
    """Return the names whose text is printed, without those that are only tested."""
    if isinstance(node, nodes.Name):
        return [node]
    if isinstance(node, nodes.CondExpr):
        return [name for part in (node.expr1, node.expr2) if part is not None for name in _printed(part)]
    return [name for part in node.iter_child_nodes() for name in _printed(part)]


def _origins(tree: nodes.Template) -> dict[str, str]:
    """Return loop variables and assigned names, each with the variables behind it."""
    origins: dict[str, str] = {}
    for node in tree.find_all((nodes.For, nodes.Assign)):
        if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name):
            origins[node.target.name] = node.iter.name
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            behind = [origins.get(name.name, name.name) for name in _printed(node.node)]
            origins[node.target.name] = ", ".join(dict.fromkeys(behind)) or "the template"
    return origins
