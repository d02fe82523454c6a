"""Read a CSV file as a table: find its character set, its cell separator and its header line."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cardscan.contacts.formats.csv_columns import Column, columns_of
from cardscan.contacts.formats.vcard_lines import decoded, in_utf8

# Outlook writes some ninety columns, Google up to a few hundred.
MAX_COLUMNS = 1_000
# LinkedIn writes a note of a few lines before its header, reports write a title and a date.
MAX_PREFACE = 30
# A header line with that many characters has a thousand columns.
_HEAD = 40_000
_SEPARATORS = (",", ";", "\t", "|")
# Excel's own first line, which names the separator.
_SEPARATOR_LINE = re.compile(r"\ufeff?\s*\"?sep=(.)\"?[^\r\n]{0,10}(?:\r\n|\r|\n)", re.IGNORECASE)
# The code pages in which the Outlooks of csv_columns.toml write, that of old Mac programs, and UTF-8 with a broken
# character somewhere.
_CODE_PAGES = ("cp1252", "cp1250", "cp932", "mac_roman", "utf-8")


@dataclass(frozen=True, slots=True)
class _Layout:
    """How to read a text.

    Attributes:
        start: Where the table begins, in characters.
        preface: Number of rows before the header line.
        known: Number of columns whose place is known.
    """

    separator: str
    start: int
    preface: int
    columns: tuple[Column, ...]
    known: int


def header_of(data: bytes) -> tuple[Column, ...]:
    """Return the columns of a file, or none if it has no header line; the beginning of the file is enough."""
    head = in_utf8(data[: 2 * _HEAD])
    head = head[: head.rfind(b"\n") + 1] or head  # not in the middle of a character
    _, layout = _decoded(head)
    return layout.columns if layout else ()


def rows_of(data: bytes) -> Iterator[tuple[tuple[Column, ...], list[str] | csv.Error]]:
    """Yield each row below the header line with the columns; an unreadable row comes as an error."""
    text, layout = _decoded(in_utf8(data))
    if layout is None:
        return
    rows = _rows(text[layout.start :], layout.separator)
    for row in itertools.islice(rows, layout.preface + 1, None):
        yield layout.columns, row


def _rows(text: str, separator: str) -> Iterator[list[str] | csv.Error]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:  # Python's own limit of 128 KB a cell: one unclosed quotation mark
            yield error


def _decoded(data: bytes) -> tuple[str, _Layout | None]:
    """Return the text and its layout. The code page that makes the most column names known is the right one."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pages = {page: _layout_of(data[:_HEAD].decode(page, "replace")) for page in _CODE_PAGES}
        page, _ = max(pages.items(), key=lambda item: item[1].known if item[1] else 0)
        text = decoded(data) if page == _CODE_PAGES[0] else data.decode(page, "replace")
    return text, _layout_of(text)


def _layout_of(text: str) -> _Layout | None:
    """Return the layout that fits best with any separator, or None if no line names columns of contacts."""
    given = _SEPARATOR_LINE.match(text[:100])
    start = given.end() if given else 0
    head = text[start : start + _HEAD]
    separators = [given[1]] if given and given[1] in _SEPARATORS else _SEPARATORS
    found = [layout for separator in separators if (layout := _with_separator(head, separator, start))]
    return max(found, key=lambda layout: layout.known, default=None)


def _with_separator(head: str, separator: str, start: int) -> _Layout | None:
    """Use the first line with at least two known columns, one of them with a name that a program is known to write.

    Known columns alone are not enough: a sentence may contain their words ("call by phone, or by mail").
    """
    for number, row in enumerate(itertools.islice(_rows(head, separator), MAX_PREFACE + 1)):
        if isinstance(row, list) and row:
            columns = tuple(columns_of(row[:MAX_COLUMNS]))
            known = sum(bool(column.place) for column in columns)
            if known > 1 and any(column.sure for column in columns):
                return _Layout(separator, start, number, columns, known)
    return None
