"""A CSV file as a table: its character set, what parts its cells, and where its header line is."""

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
# A header line of that many characters has a thousand columns.
_HEAD = 40_000
_SEPARATORS = (",", ";", "\t", "|")
# Excel's first line, by which it knows what parts the cells.
_SEPARATOR_LINE = re.compile(r"\ufeff?\s*\"?sep=(.)\"?[^\r\n]{0,10}(?:\r\n|\r|\n)", re.IGNORECASE)
# The code pages in which the Outlooks of csv_columns.toml write, what old programs of a Mac make of a CSV file, and
# UTF-8 with a broken character somewhere.
_CODE_PAGES = ("cp1252", "cp1250", "cp932", "mac_roman", "utf-8")


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a text is to be read.

    Attributes:
        start: Where the table begins, in characters.
        preface: Rows before the header line.
        known: Columns of which the place is known.
    """

    separator: str
    start: int
    preface: int
    columns: tuple[Column, ...]
    known: int


def header_of(data: bytes) -> tuple[Column, ...]:
    """The columns of a file, of which the beginning is enough; none where it has no header line."""
    head = in_utf8(data[: 2 * _HEAD])
    head = head[: head.rfind(b"\n") + 1] or head  # not in the middle of a character
    _, layout = _decoded(head)
    return layout.columns if layout else ()


def rows_of(data: bytes) -> Iterator[tuple[tuple[Column, ...], list[str] | csv.Error]]:
    """Each row below the header line with the columns; an error for one that cannot be read."""
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
    """The text and its layout. Which code page it is in, the names of its columns say."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pages = {page: _layout_of(data[:_HEAD].decode(page, "replace")) for page in _CODE_PAGES}
        page, _ = max(pages.items(), key=lambda item: item[1].known if item[1] else 0)
        text = decoded(data) if page == _CODE_PAGES[0] else data.decode(page, "replace")
    return text, _layout_of(text)


def _layout_of(text: str) -> _Layout | None:
    """What fits best, whatever parts the cells; none where no line names columns of contacts."""
    given = _SEPARATOR_LINE.match(text[:100])
    start = given.end() if given else 0
    head = text[start : start + _HEAD]
    separators = [given[1]] if given and given[1] in _SEPARATORS else _SEPARATORS
    found = [layout for separator in separators if (layout := _with_separator(head, separator, start))]
    return max(found, key=lambda layout: layout.known, default=None)


def _with_separator(head: str, separator: str, start: int) -> _Layout | None:
    """The first line with at least two known columns. A sentence may have words of columns in it ("call by phone, or
    by mail"); in a header line is also a name that a program is known to write.
    """
    for number, row in enumerate(itertools.islice(_rows(head, separator), MAX_PREFACE + 1)):
        if isinstance(row, list) and row:
            columns = tuple(columns_of(row[:MAX_COLUMNS]))
            known = sum(bool(column.place) for column in columns)
            if known > 1 and any(column.sure for column in columns):
                return _Layout(separator, start, number, columns, known)
    return None
