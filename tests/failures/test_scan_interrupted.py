"""Stopped or killed at any moment, a scan goes on where it was and ends as if nothing had happened."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.system.conftest import Ran, draw_back, draw_card
from tests.system.test_scan_end_to_end import dump
from tests.warm_program import WarmProgram

Run = Callable[..., Ran]
End = tuple[str, list[str]]

CARDS = 3
ONE_READER = ("CARDSCAN_OCR_SECOND_READER", "off")
COMMAND = [sys.executable, "-m", "cardscan", "scan", "--workers", "1"]


@pytest.fixture(autouse=True)
def one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """How well cards are read is not asked here, and loading the second reader takes as long as the rest of a scan."""
    monkeypatch.setenv(*ONE_READER)


def home() -> Path:
    """The store's folder of this test."""
    return Path(os.environ["CARDSCAN_HOME"])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three people's cards, all talked to."""
    place = tmp_path_factory.mktemp("many")
    notes = ""
    for person in range(CARDS):
        (place / f"IMG_{person}.jpg").write_bytes(draw_card(person))
        notes += f'"IMG_{person}.jpg" = "talked about chairs; I will send the catalogue by Friday"\n'
    (place / "event.toml").write_text(
        f'event = "Sample Fair"\ndate = 2026-11-20\nhow = "handed over"\n[notes]\n{notes}'
    )
    return place


@pytest.fixture(scope="module")
def expected(many: Path, program: WarmProgram, tmp_path_factory: pytest.TempPathFactory) -> End:
    """What a scan leaves that nobody disturbed."""
    own = tmp_path_factory.mktemp("undisturbed")
    code, _, said = program.run(["scan", str(many)], cwd=many, env=environment(own), timeout=PATIENCE_S)
    assert code == 0, said
    return end_state(own)


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people's cards, with a back before its front and one after it."""
    place = tmp_path_factory.mktemp("sides")
    for number, data in enumerate((draw_card(0), draw_back(0), draw_back(1), draw_card(1)), 1):
        (place / f"IMG_{number}.jpg").write_bytes(data)
    return place


@pytest.fixture(scope="module")
def expected_sides(sides: Path, program: WarmProgram, tmp_path_factory: pytest.TempPathFactory) -> End:
    """What a scan of them leaves that nobody disturbed."""
    own = tmp_path_factory.mktemp("undisturbed")
    code, said, _ = program.run(["scan", str(sides)], cwd=sides, env=environment(own), timeout=PATIENCE_S)
    assert code == 0
    assert "Front and back of one card: 2" in said
    return end_state(own)


def environment(own: Path) -> dict[str, str]:
    """The variables of a scan with a store in `own`."""
    return dict([*os.environ.items(), ONE_READER, ("CARDSCAN_HOME", str(own))])


def end_state(own: Path) -> End:
    """Rows and draft files, without times and the folder's own name."""
    rows = repr(dump(own / "cardscan.db")).replace(str(own), "")
    return rows, sorted(path.name for path in (own / "drafts").glob("*"))


def start(many: Path) -> subprocess.Popen[str]:
    """A scan in the background, one photo after the other."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore Ctrl-C
    try:
        return subprocess.Popen(
            [*COMMAND, str(many)], env=environment(home()), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
    finally:
        signal.signal(signal.SIGINT, before)


def wait_for_photos(count: int) -> None:
    """Until so many photos are stored."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            with closing(sqlite3.connect(f"file:{home() / 'cardscan.db'}?mode=ro", uri=True)) as database:
                if database.execute("SELECT count(*) FROM photos").fetchone()[0] >= count:
                    return
        except sqlite3.Error:
            pass
        time.sleep(0.01)
    raise TimeoutError


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_a_consistent_store_and_says_how_to_go_on(
    cardscan: Run, many: Path, expected: End, how: signal.Signals
) -> None:
    """Exit code 130, a sentence, and the next scan finishes the work."""
    for _ in range(4):  # on a busy machine the scan may be through before the signal is out
        process = start(many)
        wait_for_photos(1)
        process.send_signal(how)
        out, err = process.communicate(timeout=PATIENCE_S)
        if process.returncode != 0:
            break
        shutil.rmtree(home())
    assert process.returncode == 130, err
    assert "run the same command again to go on" in err
    assert "of 3 photos" in err
    assert "Traceback" not in out + err
    again = cardscan("scan", many)
    assert again.code == 0
    assert "already scanned before" in again.out
    assert end_state(home()) == expected


@pytest.mark.parametrize("stored", [1, 2])
def test_killed_at_any_photo_the_next_scan_ends_the_same(cardscan: Run, many: Path, expected: End, stored: int) -> None:
    """SIGKILL gives nobody a chance to tidy up."""
    process = start(many)
    wait_for_photos(stored)
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    assert cardscan("scan", many).code == 0
    assert end_state(home()) == expected


def test_killed_between_a_drafts_file_and_its_row_no_letter_is_doubled(
    cardscan: Run, many: Path, expected: End
) -> None:
    """The file that the dead scan left is replaced by the one that has a row."""
    script = textwrap.dedent(
        f"""
        import os, signal, sys, time
        import time_machine
        from cardscan import mail
        from cardscan.app.cli import main
        if __name__ == "__main__":
            write = mail.write_draft
            def write_and_die(*args, **kwargs):
                write(*args, **kwargs)
                os.kill(os.getpid(), signal.SIGKILL)
            mail.write_draft = write_and_die
            time_machine.travel(time.time() - 60).start()  # the new letter carries another Date
            main(["scan", {str(many)!r}, "--workers", "1"])
        """
    )
    died = subprocess.run([sys.executable, "-c", script], env=environment(home()), capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL
    assert len(list((home() / "drafts").iterdir())) == 1
    assert cardscan("scan", many).code == 0
    assert end_state(home()) == expected


@pytest.mark.parametrize("stored", [1, 2, 3])
def test_killed_between_front_and_back_the_next_scan_joins_them(
    cardscan: Run, sides: Path, expected_sides: End, stored: int
) -> None:
    """A back before its front and one after it: the two sides come together whichever of them the dead scan stored."""
    process = start(sides)
    wait_for_photos(stored)
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    assert cardscan("scan", sides).code == 0
    assert end_state(home()) == expected_sides
