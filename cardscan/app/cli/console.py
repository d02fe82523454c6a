"""Print to the terminal; text from cards, file names or mails is stripped of control characters first."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from cardscan.errors import OutputError
from cardscan.model.plaintext import one_line, visible_bytes

if TYPE_CHECKING:
    from cardscan.store import StoreView

SHORT_COLUMN = 13  # characters: as wide as the longest state and phone number

# DEL and the C1 controls: JSON may contain them unescaped, but a terminal obeys them (U+009B acts like ESC [).
_ESCAPED_CONTROLS = {code: f"\\u{code:04x}" for code in range(0x7F, 0xA0)}


def plain(text: object) -> str:
    """Return the text as one line that is safe to print: no escapes, no direction marks, no line ends."""
    return one_line(visible_bytes(str(text)))


def interactive() -> bool:
    """Whether a person at a terminal can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: "1 card", "1,204 cards"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def letters_line(store: StoreView) -> str:
    """Return a line with the number of letters that wait for approval."""
    number = len(store.drafts.waiting(date.today()))
    return f"{counted(number, 'letter')} {'waits' if number == 1 else 'wait'} for your yes."


def print_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print columns aligned to the terminal's width; tab-separated and uncut if a program reads them."""
    cells = [[plain(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        for row in cells:
            click.echo("\t".join(row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name, *column in zip(header, *cells, strict=True):
        # Short columns (numbers, states) stay on one line; long ones wrap rather than lose their end.
        width = max(map(len, (name, *column)))
        table.add_column(name, overflow="fold", min_width=width if width <= SHORT_COLUMN else None)
    for row in cells:
        table.add_row(*(Text(value) for value in row))  # Text: square brackets from a card are not markup
    Console().print(table)


def print_fields(title: str, fields: Iterable[tuple[str, object]]) -> None:
    """Print a title and its fields, one line each; empty values are left out."""
    shown = [(name, plain(value)) for name, value in fields if str(value).strip()]
    width = max((len(name) for name, _ in shown), default=0)
    click.echo(f"\n{title}")
    for name, value in shown:
        click.echo(f"  {name:<{width}}  {value}")


def plain_lines(text: str) -> str:
    """Return several lines, each without anything that a terminal would obey."""
    return "\n".join(plain(line) for line in text.splitlines())


def json_bytes(line: str) -> bytes:
    """Return one JSON line as UTF-8, safe for a terminal; undecodable parts of file names become JSON escapes."""
    return line.translate(_ESCAPED_CONTROLS).encode("utf-8", "backslashreplace") + b"\n"


@contextlib.contextmanager
def output_stream(path: Path | None) -> Iterator[BinaryIO]:
    """Open standard output, or a file that appears under its name only when it is complete.

    Raises:
        OutputError: The file cannot be written; an earlier file of that name is untouched.
    """
    if path is None or str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        special = path.exists() and not stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        raise _not_written(path, error) from error
    if special and not path.is_dir():  # a pipe or device cannot be replaced by renaming a file
        with _writing(path), path.open("wb") as stream:
            yield stream
        return
    with _writing(path):
        if path.is_dir():
            raise OutputError(f"{plain(path)}: is a folder; name a file in it")
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with _writing(path):
            os.fchmod(handle, 0o600 if not path.exists() else stat.S_IMODE(path.stat().st_mode))
            with os.fdopen(handle, "wb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(temporary, path)  # noqa: PTH105 - atomic, both names in one folder
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise


@contextlib.contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _not_written(path, error) from error


def _not_written(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"{plain(path)}: cannot be written ({reason}); free some space or choose another place")
