"""Killed after a verb was kept and before the browser hears of it: the verb is done, whole, and not done twice."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.failures.answer_lost import FORMS
from tests.patience import PATIENCE_S
from tests.reviewing import VERBS

ROOT = Path(__file__).parents[2]
# One for each way to write: to a person, a value, a letter, a pair, a card, the ledger; and what makes or ends people.
QUICK = ("confirm", "fix", "context", "let go", "block", "forget", "save", "approve", "same", "split", "touch", "undo")


def outcomes(folder: Path, *verbs: str) -> dict[str, Any]:
    """How each of these verbs stands after its answer was lost."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.failures.answer_lost", str(folder), *verbs],
        capture_output=True, text=True, check=False, timeout=PATIENCE_S, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_verb_has_a_form_here() -> None:
    """A new verb is tried, too."""
    assert set(VERBS) <= set(FORMS)


@pytest.mark.parametrize(
    "verbs", [QUICK, pytest.param([verb for verb in FORMS if verb not in QUICK], marks=pytest.mark.slow)]
)
def test_a_verb_whose_answer_is_lost_is_done_once(tmp_path: Path, verbs: Sequence[str]) -> None:
    """kill -9 when the first byte is about to leave; then the person sends the same form again."""
    for verb, left in outcomes(tmp_path, *verbs).items():
        print(verb, left)
        assert (left["answered"], left["changed"], left["killed"]) == (303, True, -9), (verb, left)
        assert left["all of it"], (verb, left)
        assert not left["without its file"], (verb, left)
        assert left["again"] < 500, (verb, left)
        assert not left["again changes"], (verb, left)
