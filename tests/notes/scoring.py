"""Score what is understood of the labelled notes beside this file: right, dangerous, and whose promises were found."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cardscan.followup.notes.note_said import NoteReading
from cardscan.followup.notes.understanding import understand
from cardscan.model.encounter import Promise

LABELS = Path(__file__).with_name("own_notes.jsonl")
# A verb of sending may stand before the thing.
_SENDING = re.compile(r"^(?:send|mail|sich)\s+")


@dataclass(frozen=True, slots=True)
class Score:
    """How many notes are right and dangerous, and how many of my promises were found with their days."""

    notes: int
    right: int
    dangerous: tuple[str, ...]
    mine: int
    mine_found: int


def labels() -> list[dict[str, Any]]:
    """All labelled notes."""
    return [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]


def score() -> Score:
    """Understand each note and compare it with its label."""
    count: Counter[str] = Counter()
    dangerous = []
    for label in labels():
        said = understand(label["note"], date.fromisoformat(label["written"]), person=label["person"])
        wanted, mine = _wanted(label["expect"]), _plain(said.mine)
        count["right"] += wanted == _said(said)
        count["mine"] += len(wanted["mine"])
        count["found"] += len([item for item in wanted["mine"] if item in mine])
        if _forbidden(label, said) or not {what for what, _ in mine} <= {what for what, _ in wanted["mine"]}:
            dangerous.append(label["id"])
    return Score(len(labels()), count["right"], tuple(dangerous), count["mine"], count["found"])


def _wanted(expect: dict[str, Any]) -> dict[str, Any]:
    lists = {kind: _plain(map(_labelled, expect[kind])) for kind in ("mine", "theirs", "asks")}
    return {**lists, "talk": expect["talk"], "next": expect["next"], "introduced_by": expect["introduced_by"]}


def _labelled(item: dict[str, str | None]) -> Promise:
    return Promise(item["what"] or "", date.fromisoformat(item["due"]) if item["due"] else None)


def _said(said: NoteReading) -> dict[str, Any]:
    return {
        "mine": _plain(said.mine),
        "theirs": _plain(said.theirs),
        "asks": _plain(said.asks),
        "talk": said.talk or None,
        "next": said.next_step or None,
        "introduced_by": said.introduced_by,
    }


def _plain(items: Any) -> list[tuple[str, date | None]]:
    return [(_SENDING.sub("", item.text), item.due) for item in items]


def _forbidden(label: dict[str, Any], said: NoteReading) -> bool:
    taken = [said.talk, said.next_step, said.introduced_by or ""]
    taken += [item.text for item in (*said.mine, *said.theirs, *said.asks)]
    return any(re.search(rf"\b{re.escape(word)}\b", text.casefold()) for text in taken for word in label["must_not"])


if __name__ == "__main__":
    print(score())
