"""`cardscan context understand --jsonl`: what would be taken from notes, as lines of JSON; nothing is stored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from cardscan.errors import UsageError
from cardscan.followup.language import language_of_words
from cardscan.followup.notes.note_said import NoteReading
from cardscan.followup.notes.quotes import let_through
from cardscan.followup.notes.understanding import understand
from cardscan.model.encounter import Promise, TalkDepth
from cardscan.model.plaintext import one_line

_EXAMPLE = '{"id": "1", "note": "...", "written": "2026-11-26"}'
_DEPTHS = {TalkDepth.NONE: "none", TalkDepth.FEW_WORDS: "few", TalkDepth.REAL_TALK: "talk"}


def understood_lines(source: Iterator[str]) -> Iterator[str]:
    """Yield for each line of JSON with a note what it says, as a line of JSON.

    Raises:
        UsageError: A line is no such object; with its number.
    """
    for number, line in enumerate(source, start=1):
        if line.strip():
            yield json.dumps(_answer(line, number), ensure_ascii=False)


def _answer(line: str, number: int) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        note, day = asked["note"], date.fromisoformat(asked["written"])
        person = asked.get("person") or {}
        name = person if isinstance(person, str) else person.get("name", "")
        if not all(isinstance(text, str) for text in (note, name)):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"line {number}: not understood; a line is {_EXAMPLE}") from error
    said = understand(note, day, language=asked.get("language"), locale=asked.get("locale"), person=name)
    spoken = asked.get("language") or language_of_words(note) or "en"
    return {"id": asked.get("id"), **as_json(let_through(said, language=spoken, people=(name,) if name else ()))}


def as_json(said: NoteReading) -> dict[str, Any]:
    """Return what a note says as plain values."""
    return {
        "talk": said.talk or None,
        "mine": [_promise(item) for item in said.mine],
        "theirs": [_promise(item) for item in said.theirs],
        "asks": [_promise(item) for item in said.asks],
        "next": said.next_step or None,
        "introduced_by": said.introduced_by,
        "depth": _DEPTHS.get(said.depth),
    }


def _promise(item: Promise) -> dict[str, str | None]:
    return {"what": one_line(item.text), "due": item.due.isoformat() if item.due else None}


def read_standard_input() -> Iterator[str]:
    """Yield the lines of standard input, as UTF-8 whatever the terminal speaks."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8", "replace")


def print_jsonl() -> None:
    """Answer each line of standard input by one of standard output."""
    for line in understood_lines(read_standard_input()):
        click.echo(line)
