"""When a file counts as complete, and when another program counts as dead: pure rules under any order of events."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from cardscan.app.watch.other_watchers import DEAD_AFTER_S, STUCK_AFTER_S, OtherWatchers
from cardscan.app.watch.signs import Gate, Log
from cardscan.app.watch.stability import Fingerprint, StabilityTracker, unfinished

DELAY_S = 2.0
prints = st.builds(Fingerprint, st.integers(0, 3), st.integers(0, 2), st.integers(0, 1))
listings = st.dictionaries(st.sampled_from("abc"), prints, max_size=3)
histories = st.lists(st.tuples(listings, st.floats(0, 3)), max_size=30)


@given(histories)
def test_a_file_is_reported_once_and_only_after_it_rested(history: list[tuple[dict[str, Fingerprint], float]]) -> None:
    """Whatever comes, changes and goes: a report means unchanged for the delay, and not reported since."""
    tracker, now_s = StabilityTracker(DELAY_S), 0.0
    since: dict[str, tuple[Fingerprint, float]] = {}
    reported: dict[str, Fingerprint] = {}
    for seen, step in history:
        now_s += step
        for path in [path for path in since if path not in seen]:
            since.pop(path)
            reported.pop(path, None)
        for path, found in seen.items():
            if path not in since or since[path][0] != found:
                since[path] = (found, now_s)
                reported.pop(path, None)
        ready = tracker.observe(seen, now_s)
        due = [path for path in seen if now_s - since[path][1] >= DELAY_S and path not in reported]
        # The sums of floats may differ by rounding exactly at the limit.
        assert set(ready) <= {path for path in seen if now_s - since[path][1] > DELAY_S - 1e-6 and path not in reported}
        assert {path for path in due if now_s - since[path][1] > DELAY_S + 1e-6} <= set(ready)
        reported.update({path: seen[path] for path in ready})
        assert len(tracker) == len(seen)


@given(st.lists(st.floats(0.1, 1.9), max_size=20))
def test_a_file_that_keeps_growing_is_never_reported(steps: list[float]) -> None:
    """However slowly, as long as it grows within the delay."""
    tracker, now_s = StabilityTracker(DELAY_S), 0.0
    for size, step in enumerate(steps):
        now_s += step
        assert tracker.observe({"a": Fingerprint(size, size, 1)}, now_s) == []


def test_what_is_put_off_is_reported_again() -> None:
    """Once a delay, with its age still counted from the last change."""
    tracker, seen = StabilityTracker(DELAY_S), {"a": Fingerprint(1, 1, 1)}
    assert tracker.observe(seen, 0.0) == []
    assert tracker.observe(seen, 2.0) == ["a"]
    assert tracker.observe(seen, 9.0) == []
    tracker.put_off("a", 9.0)
    assert tracker.next_due_s() == 11.0
    assert tracker.observe(seen, 10.9) == []
    assert tracker.observe(seen, 11.0) == ["a"]
    assert tracker.age_s("a", 11.0) == 11.0


WHOLE = b"\xff\xd8\xff\xe0" + b"picture" * 30 + b"\xff\xd9"


@given(st.integers(1, len(WHOLE) - 1))
def test_a_jpeg_that_is_cut_or_filled_with_zeros_is_unfinished(kept: int) -> None:
    """Wherever it is cut, and also where the space was taken before the content came."""
    cut, filled = WHOLE[:kept], WHOLE[:kept] + bytes(len(WHOLE) - kept)
    assert kept < 3 or unfinished(cut[:16], cut[-1024:], kept)
    assert len(WHOLE) - kept < 64 or unfinished(filled[:16], filled[-1024:], len(WHOLE))
    assert unfinished(WHOLE[:16], WHOLE[-1024:], len(WHOLE)) == ""


def test_other_kinds_say_themselves_where_they_end() -> None:
    """PNG by its last chunk, WebP and BMP by the size in their header; an empty file is unfinished."""
    assert unfinished(b"\x89PNG\r\n\x1a\n", b"....", 100)
    assert not unfinished(b"\x89PNG\r\n\x1a\n", b"\0\0\0\0IEND\xaeB`\x82", 100)
    assert unfinished(b"RIFF" + (100).to_bytes(4, "little") + b"WEBP", b"..", 107)
    assert not unfinished(b"RIFF" + (100).to_bytes(4, "little") + b"WEBP", b"..", 108)
    assert unfinished(b"BM" + (100).to_bytes(4, "little"), b"..", 99)
    assert unfinished(b"", b"", 0)
    assert not unfinished(b"GIF89a", b"..", 20)


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 2)), max_size=40))
def test_only_who_stands_still_is_dead(steps: list[tuple[bool, float]]) -> None:
    """A program is dead when its beat was the same for long enough, by our own clock; never we ourselves."""
    roll, now_s, beat, since = OtherWatchers("me"), 0.0, 0, None
    for moved, step in steps:
        now_s += step
        if moved or since is None:
            beat, since = beat + 1, now_s
        dead = roll.observe({"me": 1, "other": beat}, now_s)
        if now_s - since < DEAD_AFTER_S - 1e-6:
            assert dead == []
        elif now_s - since > DEAD_AFTER_S + 1e-6:
            assert dead == [("other", beat)]


def test_while_nobody_gets_to_the_store_nobody_is_dead() -> None:
    """A store that was locked for long kept the other program from its beat as it kept this one from looking."""
    roll = OtherWatchers("me")
    assert roll.observe({"other": 1}, 0.0) == []
    assert roll.observe({"other": 1}, 20.0) == []
    assert roll.observe({"other": 1}, 21.0) == []
    assert roll.observe({"other": 1}, 22.0) == [("other", 1)]


def test_a_program_that_is_seen_to_run_is_given_much_longer() -> None:
    """It may wait for its turn to write; should it be stuck for good, another takes over in the end."""
    running = {"waits"}
    roll, beats = OtherWatchers("me", runs=running.__contains__), {"waits": 1, "killed": 1}
    found = {second: [name for name, _ in roll.observe(beats, float(second))] for second in range(62)}
    assert found[3] == []
    assert found[4] == found[59] == ["killed"]
    assert set(found[int(STUCK_AFTER_S)]) == {"waits", "killed"}
    assert OtherWatchers("me", runs=running.__contains__).observe(beats, 0.0) == []


def test_a_trouble_is_over_when_each_step_that_failed_has_succeeded() -> None:
    """A beat goes on while the others pause; that it fits on a full disk again does not mean that a letter does."""
    said: list[str] = []
    gate = Gate(Log(said.append, lambda: datetime(2026, 11, 24, tzinfo=UTC)), 3.0, (OSError,))

    def fail() -> None:
        raise OSError(28, "No space left on device")

    def nothing() -> None:
        return

    assert not gate.attempt("store", fail, 0.0, part="letters")
    assert not gate.attempt("store", fail, 1.0, part="beat", pausing=False)
    assert gate.attempt("store", nothing, 2.0, part="beat", pausing=False)
    assert not gate.attempt("store", nothing, 2.0, part="letters")
    assert gate.troubles
    assert gate.attempt("store", nothing, 5.0, part="letters")
    assert not gate.troubles
    assert [line.split()[1] for line in said] == ["waiting", "resumed"]


def test_a_trouble_is_over_only_when_the_step_that_failed_succeeds() -> None:
    """Said once, and over once: what needs nothing of the full disk says nothing about it."""
    said: list[str] = []
    gate = Gate(Log(said.append, lambda: datetime(2026, 11, 24, tzinfo=UTC)), 3.0, (OSError,))

    def fail() -> None:
        raise OSError(28, "No space left on device")

    def nothing() -> None:
        return

    assert not gate.attempt("store", fail, 0.0, part="letters")
    assert not gate.attempt("store", nothing, 1.0, part="queue")  # pauses
    assert gate.attempt("store", nothing, 4.0, part="queue")
    assert gate.troubles
    assert not gate.attempt("store", fail, 4.0, part="letters")
    assert gate.attempt("store", nothing, 8.0, part="letters")
    assert not gate.troubles
    assert [line.split()[1] for line in said] == ["waiting", "resumed"]
