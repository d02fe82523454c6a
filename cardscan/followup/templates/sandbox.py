"""Render one piece of a letter template, even a hostile one, in bounded time and memory.

Jinja2's sandbox keeps a template away from Python's internals, but `{{ 'a' * 300000000 }}`, nested loops and
`{% set a = a ~ a %}` thirty times over still use up all memory. A letter needs none of that. So the template's syntax
tree is checked before it is compiled: only the node types in _ALLOWED may occur, loops run over the short lists of a
letter and do not nest, and no value can grow by repeated use. What is left cannot take long, and a refusal can name
the line, which a killed process could not.
"""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import TemplateError as Jinja2Error
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cardscan.errors import TemplateError
from cardscan.followup.templates.marking import MARKS, PIECE, SPAN_FILTER, ChooseTag, PieceTag, mark_tree, span
from cardscan.followup.templates.variables import WORDED
from cardscan.model.plaintext import one_line

# The shipped templates have at most 1,800 characters and 172 nodes; both limits leave room for five times that.
MAX_TEMPLATE_CHARS = 10_000
MAX_NODES = 1_000
# A letter is some 1,000 characters.
MAX_OUTPUT_CHARS = 20_000
MIN_WRAP_COLUMNS = 20
# Text from a card may begin with a combining mark; normalisation would merge it with the template's letter before it.
_COMBINING = "".join(
    map(chr, (*range(0x300, 0x370), *range(0x1AB0, 0x1B00), *range(0x1DC0, 0x1E00), *range(0x20D0, 0x2100)))
)

Values = Mapping[str, "str | bool | Sequence[str] | Sequence[Mapping[str, str]]"]

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.CondExpr, nodes.For, nodes.Assign, nodes.Name,
    nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Test,
    nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Concat, nodes.List, nodes.Tuple, nodes.Keyword,
)  # fmt: skip
# Forms that people try, in their own words.
_FORBIDDEN_NAMES: tuple[tuple[type[nodes.Node], str], ...] = (
    (nodes.Call, "calling something"),
    (nodes.BinExpr, "arithmetic"),
    (nodes.UnaryExpr, "arithmetic"),
    (nodes.Macro, "a macro"),
    (nodes.AssignBlock, "a block assignment"),
    (nodes.Include, "an include"),
    (nodes.Import, "an import"),
    (nodes.FromImport, "an import"),
    (nodes.Extends, "inheritance"),
)
FILTERS = ("capitalize", "default", "first", "join", "last", "length", "lower", "title", "trim", "truncate", "upper",
           "wordwrap")  # fmt: skip
TESTS = ("defined", "undefined", "none", "string", "in", "eq", "ne")


class _LetterEnvironment(ImmutableSandboxedEnvironment):
    """Strict, plain text, no globals; a text has no attributes, so that no bound method can be printed."""

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined,
            autoescape=False,  # a letter is plain text: "Müller & Söhne" stays as it is
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=_printable,
            extensions=[ChooseTag, PieceTag],
        )
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}
        self.filters.update({"join": _join, "wordwrap": _wordwrap, SPAN_FILTER: _span})
        self.tests = {name: self.tests[name] for name in TESTS}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a key of a mapping, or an attribute of `loop`; nothing else has attributes here."""
        if isinstance(obj, LoopContext):
            return super().getattr(obj, attribute)
        if isinstance(obj, Mapping) and attribute in obj and not attribute.startswith("_"):
            return obj[attribute]
        listed = ", ".join(key for key in obj if not key.startswith("_")) if isinstance(obj, Mapping) else ""
        keys = f"it has {listed}" if listed else "it is a plain value"
        return self.undefined(hint=f'there is no "{one_line(attribute, 80)}" in it; {keys}')

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an element or a slice; a name in brackets means the same as after a dot."""
        if isinstance(argument, int | slice):
            return super().getitem(obj, argument)
        return self.getattr(obj, str(argument))


def _printable(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a yes or no cannot be printed; ask for it with {% if ... %}")
    if not isinstance(value, str | int | Undefined):
        raise ValueError("a list cannot be printed as a whole; go through it with {% for item in ... %}")
    return value


def _span(value: object, names: str, item: object = None) -> str:
    return span(_printable(value), names, item)


def _join(value: Sequence[object], separator: str = "") -> str:
    items = [item for item in value if isinstance(item, str)]
    if len(items) != len(value):
        raise ValueError("join takes a list of texts")
    if sum(map(len, items)) + len(separator) * len(items) > MAX_OUTPUT_CHARS:
        raise ValueError(f"join makes more than {MAX_OUTPUT_CHARS} characters")
    return separator.join(items)


def _wordwrap(text: str, width: int = 72) -> str:
    import textwrap  # rarely needed

    return "\n".join(textwrap.wrap(text, max(width, MIN_WRAP_COLUMNS)))


_ENVIRONMENT = _LetterEnvironment()


def render(source: str, *, file: str, first_line: int, values: Values) -> str:
    """Return the rendered text of one piece of a template file, with marks; see `cardscan.followup.templates.tracing`.

    Args:
        source: The piece's text.
        file: Path of the file, for messages.
        first_line: 1-based line of the file on which the piece begins.
        values: Every variable that a template may use: texts, truth values and lists.
    Raises:
        TemplateError: Wrong syntax, an unknown name or filter, a forbidden form, or too large; with file and line.
    """
    known = tuple(sorted(values))
    lists = tuple(sorted(name for name, value in values.items() if isinstance(value, list | tuple)))
    template = _compile(source, file, first_line, known, lists)
    size, parts = 0, []
    try:
        for part in template.generate(_unmarked(values)):
            size += len(part)
            if size > MAX_OUTPUT_CHARS:
                raise ValueError(f"it renders to more than {MAX_OUTPUT_CHARS:,} characters")
            parts.append(part)
    except Exception as error:  # whatever a template does wrong becomes one sentence
        line = _line_of(error, file) + first_line - 1
        raise _wrong(file, line, one_line(str(error), 300) or type(error).__name__, known) from error
    return "".join(parts)


def check(source: str, *, file: str, first_line: int, known: tuple[str, ...], lists: tuple[str, ...]) -> None:
    """Refuse a piece of a template that could not be rendered, without rendering it.

    Args:
        known, lists: Names of all variables, and of those that are lists; both sorted.
    Raises:
        TemplateError: As `render` does.
    """
    _compile(source, file, first_line, known, lists)


def pieces_in(source: str) -> tuple[str, ...]:
    """Return the names of the shared texts that a piece of a template uses; it must have passed `check`."""
    data = _ENVIRONMENT.parse(MARKS.sub("", source)).find_all(nodes.TemplateData)
    return tuple(dict.fromkeys(item.data[1:-1] for item in data if item.data[:1] == PIECE))


@functools.lru_cache(maxsize=512)  # all shipped texts, of which a letter takes some eight
def _compile(source: str, file: str, first_line: int, known: tuple[str, ...], lists: tuple[str, ...]) -> Template:
    def fail(line: int, what: str) -> TemplateError:
        return _wrong(file, (line or 1) + first_line - 1, what, known)  # some nodes carry no line

    if len(source) > MAX_TEMPLATE_CHARS:
        raise fail(1, f"longer than {MAX_TEMPLATE_CHARS:,} characters")
    try:
        tree = _ENVIRONMENT.parse(MARKS.sub("", source))
        _check(tree, frozenset(known), frozenset(lists), fail)
        mark_tree(tree, first_line)
        code = _ENVIRONMENT.compile(tree, name=file, filename=file)
    except TemplateError:
        raise
    except TemplateSyntaxError as error:
        raise fail(error.lineno, one_line(error.message or "syntax error", 300)) from error
    except (Jinja2Error, RecursionError, SyntaxError, ValueError, OverflowError, MemoryError) as error:
        raise fail(1, f"too deeply nested or malformed ({type(error).__name__})") from error
    return Template.from_code(_ENVIRONMENT, code, {})


def _check(
    tree: nodes.Template, known: frozenset[str], lists: frozenset[str], fail: Callable[[int, str], TemplateError]
) -> None:
    """Refuse everything that a letter does not need; see the module's docstring."""
    everything = [tree, *tree.find_all(nodes.Node)]
    if len(everything) > MAX_NODES:
        raise fail(1, f"more than {MAX_NODES:,} parts")
    bound = {name.name for name in everything if isinstance(name, nodes.Name) and name.ctx == "store"} | {"loop"}
    for node in everything:
        if not isinstance(node, _ALLOWED):
            word = next((word for kind, word in _FORBIDDEN_NAMES if isinstance(node, kind)), type(node).__name__)
            raise fail(node.lineno, f"{word} is not allowed in a letter; print variables, use if and for")
        if isinstance(node, nodes.Name):
            _check_name(node, known, bound, fail)
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise fail(node.lineno, f'there is no filter "{one_line(node.name, 80)}"; there are {", ".join(FILTERS)}')
        if isinstance(node, nodes.Test) and node.name not in TESTS:
            raise fail(node.lineno, f'there is no test "{one_line(node.name, 80)}"; there are {", ".join(TESTS)}')
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise fail(node.lineno, "names that begin with _ are not for templates")
        if isinstance(node, nodes.For):
            _check_loop(node, lists, fail)
        if isinstance(node, nodes.Assign):
            grows = any(node.find_all((nodes.Concat, nodes.List, nodes.Tuple)))
            if grows or not isinstance(node.target, nodes.Name):
                raise fail(node.lineno, "set takes one plain value; join texts where they are printed")


def _check_name(
    node: nodes.Name, known: frozenset[str], bound: set[str], fail: Callable[[int, str], TemplateError]
) -> None:
    if node.ctx == "load" and node.name not in known | bound:
        hint = f" in this language; {WORDED[node.name]}" if node.name in WORDED else ""
        raise fail(node.lineno, f'there is no variable "{one_line(node.name, 80)}"{hint}')
    if node.ctx == "store" and node.name in known:
        raise fail(node.lineno, f'"{one_line(node.name, 80)}" is a variable already; choose another name')


def _check_loop(node: nodes.For, lists: frozenset[str], fail: Callable[[int, str], TemplateError]) -> None:
    if node.recursive or any(node.find_all(nodes.For)):
        raise fail(node.lineno, "a loop inside a loop is not allowed in a letter")
    if not (isinstance(node.iter, nodes.Name) and node.iter.name in lists):
        raise fail(node.lineno, f"a loop runs over one of the lists {', '.join(sorted(lists))}")


def _unmarked(values: Values) -> dict[str, Any]:
    """Return the values without marks, and without a leading combining mark that would merge with the text before."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return MARKS.sub("", value).lstrip(_COMBINING)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _line_of(error: BaseException, file: str) -> int:
    """Return the line of the template piece that failed; Jinja2 puts template lines into the traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == file and frame.lineno), 1)


def _wrong(file: str, line: int, what: str, known: Sequence[str]) -> TemplateError:
    return TemplateError(f"{file}, line {line}: {what.rstrip('.')}. Variables: {', '.join(known)}")
