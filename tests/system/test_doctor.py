"""`cardscan doctor` says how the readers of photos are shut in on this kernel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from cardscan.app.cli.doctor import sandbox_line
from cardscan.config import Settings
from cardscan.reading.ocr import OcrSettings, script_readers
from cardscan.workers import Protection, protection
from cardscan.workers.settings import WorkerSettings
from tests.system.conftest import Ran


def test_it_says_what_this_kernel_offers(cardscan: Callable[..., Ran]) -> None:
    """The line of the real command, with the sandbox and without it; what is denied then, other tests show."""
    (line,) = [line for line in cardscan("doctor").out.splitlines() if " sandbox " in line]
    found = protection()
    assert line.startswith("ok" if found.landlock and found.seccomp else "note")
    assert not (found.landlock or found.seccomp) or found.describe() in line
    said = cardscan("doctor", CARDSCAN_WORKERS_SANDBOX="no").out
    assert "note     sandbox      switched off by workers.sandbox" in said


@pytest.mark.parametrize(
    ("found", "works", "says"),
    [
        (Protection(4, True), True, "shut in by Landlock 4 (files), seccomp (network, programs)"),
        (Protection(0, True), None, "shut in by no Landlock, seccomp (network, programs)"),
        (Protection(1, False), None, "shut in by Landlock 1 (files), no seccomp"),
        (Protection(0, False), None, "this system offers none; photos are read with limits on time and memory only"),
    ],
)
def test_it_is_a_note_where_half_of_it_is_missing(
    found: Protection, works: bool | None, says: str, tmp_path: Path
) -> None:
    """Older kernels and other systems: nothing is claimed that is not there."""
    settings = replace(Settings(home=tmp_path), workers=WorkerSettings())
    assert sandbox_line(settings, found)[::2] == (
        works,
        says if says.startswith("this") else f"photos are read in processes {says}",
    )


def test_it_names_the_scripts_that_cards_may_be_in(cardscan: Callable[..., Ran]) -> None:
    """Those whose data is installed, with the way to more; none where the user said in what cards are written."""
    (line,) = [line for line in cardscan("doctor").out.splitlines() if " scripts " in line]
    names = [reader.script.name for reader in script_readers(OcrSettings())]
    assert line == f"note     scripts      {', '.join(['Latin', *names])}"
    assert "apt-get install tesseract-ocr-jpn" in cardscan("doctor").out
    assert " scripts " not in cardscan("doctor", CARDSCAN_OCR_LANGUAGES="eng").out
