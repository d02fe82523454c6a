"""`cardscan touch --understand`: show what later lines would be taken for; nothing is stored."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from cardscan.app.cli.console import json_bytes, print_fields
from cardscan.errors import UsageError


def show_understood(text: str, today: date) -> None:
    """Print in words what one line would be taken for."""
    from cardscan.followup.notes.lines.understanding import understand_line
    from cardscan.model.plaintext import one_line
    from cardscan.workflows.review.context import promised_in, shown_promise

    if not one_line(text):
        raise UsageError('give a line, as in: cardscan touch --understand "rang twice, just rang out"')
    found = understand_line(one_line(text), day=today)
    who = {"in": "they did", "out": "you did", "both": "both of you", None: "nothing was exchanged"}
    asked = "it does not say for sure; cardscan would ask"
    rows = [
        ("Who", who[found.direction and found.direction.value] if found.clear else asked),
        ("What", found.kind.value.replace("_", " ") if found.kind else ""),
        ("Not before", found.next_contact or ""),
        *(("You promised" if whose.value == "mine" else "They promised", shown_promise(promise))
          for whose, promise in promised_in(one_line(text), today)),
    ]  # fmt: skip
    print_fields("Understood; nothing was stored", rows)


def understand_lines() -> None:
    """Answer each JSON object of standard input with what its line would be taken for."""
    for number, row in enumerate(sys.stdin, 1):
        if row.strip():
            answer = _answer(_object(row, number), number)
            sys.stdout.buffer.write(json_bytes(json.dumps(answer, ensure_ascii=False)))
    sys.stdout.buffer.flush()


def _answer(asked: dict[str, Any], number: int) -> dict[str, Any]:
    from cardscan.followup.notes.lines.understanding import understand_line
    from cardscan.model.plaintext import one_line
    from cardscan.model.touch import LineKind, Whose
    from cardscan.workflows.review.context import promised_in

    try:
        text, day = one_line(asked["line"]), date.fromisoformat(asked["written"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(f'line {number}: needs "line" and "written", a day such as 2026-12-10') from error
    person = asked.get("person") or {}
    names = [person] if isinstance(person, str) else [str(person["name"])] if person.get("name") else []
    spoken, place = asked.get("language"), str(asked.get("locale") or "")
    found = understand_line(text, day=day, names=names, language=spoken, locale=place)
    promised = promised_in(text, day)
    # Who has left is nobody's message; the word for it is the program's own.
    kind = LineKind.NONE if found.kind is LineKind.LEFT else found.kind
    return {
        "id": asked.get("id"),
        "direction": (found.direction or "none") if found.clear else "unclear",
        "kind": kind,
        "next_contact": found.next_contact and found.next_contact.isoformat(),
        **{
            whose.value: [
                {"what": item.text, "due": item.due and item.due.isoformat()} for by, item in promised if by is whose
            ]
            for whose in Whose
        },
        "asks": [],
    }


def _object(row: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(row)
    except ValueError as error:
        raise UsageError(f"line {number}: is no JSON object ({error}); write one object a line") from error
    if not isinstance(found, dict):
        raise UsageError(f"line {number}: is no JSON object; write one object a line")
    return found
