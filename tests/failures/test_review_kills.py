"""Killed at any statement of any verb of the review, the store is as it was or as it should be; never in between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reviewing import VERBS

# In a process of its own, so that it may fork and die. It prints, by verb, how many kills left the old and new state.
KILLED_IN_EVERY_VERB = """
import json, os, shutil, signal, sys
from pathlib import Path
import sqlalchemy as sa
from cardscan.contacts.matching.keys import match_keys
from cardscan.store import open_store
from tests import reviewing as verbs

folder, every, wanted = Path(sys.argv[1]), sys.argv[2] == "full", sys.argv[3:]
WRITES = ("insert", "update", "delete", "replace")

def die_at(store, nth):
    seen = 0
    def count(*given):
        nonlocal seen
        statement = given[2] if len(given) > 2 else "commit"
        if not every and statement != "commit" and not statement.lstrip().lower().startswith(WRITES):
            return
        seen += 1
        if seen == nth:
            os.kill(os.getpid(), signal.SIGKILL)
    sa.event.listen(store._engine, "before_cursor_execute", count)
    sa.event.listen(store._engine, "commit", count)

def attempt(verb, nth):
    place = folder / "run"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder / "before", place)
    child = os.fork()
    if not child:
        with open_store(place / "review.db", keys_of=match_keys, create=False) as store:
            die_at(store, nth)
            verbs.VERBS[verb](store, verbs.settings(place))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    with open_store(place / "review.db", keys_of=match_keys, create=False) as store:
        missing = [draft.file for draft in store.drafts.all() if draft.file and not Path(draft.file).is_file()]
        return verbs.rows(store, everything=True), missing, os.WIFEXITED(status)

verbs.write_letters_here()
outcome = {}
for verb in wanted or verbs.VERBS:
    shutil.rmtree(folder / "before", ignore_errors=True)
    shutil.rmtree(folder / "run", ignore_errors=True)
    (folder / "run").mkdir()
    with open_store(folder / "run" / "review.db", keys_of=match_keys) as store:
        own = verbs.settings(folder / "run")
        verbs.set_up(store, own)
        verbs.BEFORE.get(verb, lambda *_: None)(store, own)
        before = verbs.rows(store, everything=True)
    shutil.copytree(folder / "run", folder / "before")
    after, missing, whole = attempt(verb, 0)
    assert whole and after != before, verb
    nth, left = 0, {"old": 0, "new": 0, "between": 0, "without its file": 0}
    while True:
        nth += 1
        found, missing, whole = attempt(verb, nth)
        if whole:
            break
        left["old" if found == before else "new" if found == after else "between"] += 1
        left["without its file"] += bool(missing) and verb != "forget"
    outcome[verb] = left
print(json.dumps(outcome))
"""
# Without FAILURES=full: kills at every write and commit, for the verbs that write most.
FULL = os.environ.get("FAILURES") == "full"
QUICK = ("confirm", "context", "approve", "let go", "same", "undo", "forget")


@pytest.mark.timeout(3_600)
@pytest.mark.parametrize(
    "verb", [pytest.param(verb, marks=() if verb in QUICK else pytest.mark.slow) for verb in VERBS]
)
def test_killed_at_any_write_a_verb_is_done_or_not_done(tmp_path: Path, verb: str) -> None:
    """kill -9 right before each write and each commit; rows are compared with those before and after the verb."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED_IN_EVERY_VERB, str(tmp_path), "full" if FULL else "writes", verb],
        capture_output=True, text=True, check=False, timeout=3_500, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    left = json.loads(done.stdout.splitlines()[-1])[verb]
    print(verb, left)
    assert left["between"] == left["without its file"] == 0, left
    assert left["old"] + left["new"] >= 3, left
