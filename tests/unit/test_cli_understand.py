"""`cardscan context understand`: plain words for one note, lines of JSON for many; nothing is stored."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from cardscan.app.cli.context import context
from cardscan.app.cli.understood_notes import understood_lines
from cardscan.errors import UsageError

LINE = {
    "id": "a",
    "note": "natter abt dams, she'll send me the map",
    "written": "2026-11-26",
    "person": {"name": "Mia"},
}


def test_a_note_is_shown_as_it_would_be_understood() -> None:
    """With its labels, and what stays private."""
    said = CliRunner().invoke(
        context, ["understand", "--on", "2026-11-26", "talked about dams, she wants the map. loud"]
    )
    assert said.exit_code == 0
    for words in ("Talked about", "dams", "They asked for", "the map", "loud"):
        assert words in said.output


def test_each_line_of_json_gets_one_answer() -> None:
    """In the contract's fields."""
    (answer,) = map(json.loads, understood_lines(iter([json.dumps(LINE), "\n"])))
    assert answer == {
        "id": "a", "talk": "dams", "mine": [], "theirs": [{"what": "the map", "due": None}], "asks": [], "next": None,
        "introduced_by": None, "depth": "talk",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line", ["x", "[]", "{}", '{"note": 1, "written": "2026-11-26"}', '{"note": "a", "written": "x"}']
)
def test_a_line_that_is_no_note_is_told_with_its_number(line: str) -> None:
    """And how a line looks."""
    with pytest.raises(UsageError, match=r'line 1: not understood; a line is \{"id"'):
        list(understood_lines(iter([line])))
