"""What a person at a terminal reads of a watching program, and what stays out of its log."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.app.cli.console import plain
from cardscan.app.watch.signs import NOBODY, Log, Told
from cardscan.app.watch.telling import Teller, sentences
from tests.patience import PATIENCE_S

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event", "told", "facts", "sentence"),
    [
        ("ended", Told("a.jpg", ("Noelle Whitlow",)), {"state": "done", "drafts": 1},
         "a.jpg: Noelle Whitlow; letter drafted."),
        ("ended", Told("b.jpg", ("Noelle Whitlow", "Gavin Marsden"), checks=1), {"state": "done", "drafts": 0},
         "b.jpg: Noelle Whitlow, Gavin Marsden; please check it."),
        ("ended", Told("c.jpg", ("N",) * 7, checks=2), {"state": "done", "drafts": 3},
         "c.jpg: N, N, N, N, N and 2 more; 3 letters drafted; please check 2 of them."),
        ("ended", Told("caf\udce9.jpg", ("N",)), {"state": "done", "drafts": 0}, "caf\\xe9.jpg: N."),
        ("ended", Told("d.tif", ("N",), "2 more pictures left out"), {"state": "done", "drafts": 0},
         "d.tif: N. 2 more pictures left out."),
        ("ended", Told("d.jpg", reason="same bytes"), {"state": "duplicate", "drafts": 0}, "d.jpg: was read before."),
        ("ended", Told("e.jpg", reason="no card found"), {"state": "quarantined", "drafts": 0},
         "e.jpg: put aside: no card found."),
        ("ended", Told("f.jpg", reason="note: x."), {"state": "held", "drafts": 0}, "f.jpg: waits: note: x."),
        ("refused", Told("g.jpg"), {"reason": "it is a symlink"}, "g.jpg: not read: it is a symlink."),
        ("waiting", NOBODY, {"step": "store", "reason": "the disk is full"},
         "Waiting for the store: the disk is full; it goes on by itself."),
        ("resumed", NOBODY, {"step": "folder-0"}, "Back: a watched folder."),
        ("took-over", NOBODY, {"photos": 2}, "Another cardscan has ended; what it had not finished (2) is done here."),
        ("stopped", NOBODY, {"done": 3, "held": 0}, "Stopped. 3 done."),
        ("hook-failed", NOBODY, {"code": 3}, "The command for new cards failed (exit code 3)."),
        ("unheard", NOBODY, {"because": "it is so; raise x", "look_every_s": 10.0},
         "Changes are not reported (it is so; raise x): looking every 10 s."),
        ("something-new", NOBODY, {"count": 3}, "something-new count=3"),
    ],
)  # fmt: skip
def test_events_are_told_in_sentences(event: str, told: Told, facts: dict[str, object], sentence: str) -> None:
    """With names and numbers; an event without a sentence is told as it is."""
    assert sentences(event, told, facts) == [sentence]


def test_two_names_that_are_no_text_are_shown_as_two() -> None:
    """Bytes in another encoding are shown as numbers: a name without them may be another file's."""
    assert [plain(os.fsdecode(name)) for name in (b"caf\xe9.jpg", b"caf\xe8.jpg")] == ["caf\\xe9.jpg", "caf\\xe8.jpg"]
    assert plain("a\ud83d\x1b[1mb\n") == "a[1mb"


@given(st.text(), st.lists(st.text(), max_size=9), st.text(), st.sampled_from(["done", "quarantined", "held", "x"]))
def test_hostile_names_stay_on_their_line(file: str, names: list[str], reason: str, state: str) -> None:
    """No control character, line break or direction mark reaches the terminal, and no name fills it."""
    said: list[str] = []
    Teller(said.append, lambda: NOON)("ended", Told(file, tuple(names), reason), state=state, drafts=0)
    (line,) = said
    assert line.isprintable() or all(char == " " or not char.isspace() for char in line)
    assert not set(line) & set("\n\r\x1b\u202e\u2066")
    assert len(line) < 800


def test_a_log_line_has_no_names() -> None:
    """What is told to a person is not written to a log that others may read."""
    said: list[str] = []
    Log(said.append, lambda: NOON)("ended", Told("Gavin.jpg", ("Gavin Marsden",), "Gavin"), photo=17)
    assert said == ["2026-11-24T12:00:00.000+00:00 ended photo=17"]


@pytest.mark.parametrize(("flags", "expected"), [([], "Watching 1 folder."), (["--log-lines"], " watching version=")])
def test_a_terminal_gets_sentences_unless_lines_are_asked_for(flags: list[str], expected: str, tmp_path: Path) -> None:
    """The real program on a pseudo-terminal, ended with Ctrl-C's signal."""
    (tmp_path / "in").mkdir()
    screen, terminal = pty.openpty()
    command = [sys.executable, "-m", "cardscan", "watch", str(tmp_path / "in"), "--workers", "1", *flags]
    environment = {**os.environ, "CARDSCAN_HOME": str(tmp_path / "home")}
    with subprocess.Popen(command, env=environment, stdin=terminal, stdout=terminal, stderr=terminal) as process:
        os.close(terminal)
        shown = ""
        while expected not in shown:
            shown += os.read(screen, 10_000).decode()
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_S) == 130
    os.close(screen)
