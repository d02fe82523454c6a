"""What measures the readings reads as a scan does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench.reading import read_all
from cardscan.config import load_settings


@pytest.mark.parametrize("engine", ["tesserocr", "pytesseract"])
def test_photos_are_read_and_measured(folder: Path, engine: str) -> None:
    """Each photo's card comes back with the time it took; none is lost on the way out of its process."""
    if engine == "pytesseract" and shutil.which("tesseract") is None:
        pytest.skip("the program tesseract is not on PATH")
    settings = load_settings(files=[], environment={"CARDSCAN_WORKERS_COUNT": "1"}, flags={})
    readings = read_all(sorted(folder.glob("*.jpg")), settings, second_reader="off", engine=engine)
    assert [record["contact"]["name"]["full"] for record in readings.records] == ["Noelle Whitlow", "Gavin Marsden"]
    assert all(record["engine"].startswith(engine) for record in readings.records)
    assert readings.cpu_s > 0.1 and readings.peak_mb > 0
