"""What measures the readings reads as a scan does."""

from __future__ import annotations

from pathlib import Path

from bench.reading import read_all
from cardscan.config import load_settings


def test_photos_are_read_and_measured(folder: Path) -> None:
    """Each photo's card comes back with the time it took; none is lost on the way out of its process."""
    settings = load_settings(files=[], environment={"CARDSCAN_WORKERS_COUNT": "1"}, flags={})
    readings = read_all(sorted(folder.glob("*.jpg")), settings, second_reader="off")
    assert [record["contact"]["name"]["full"] for record in readings.records] == ["Noelle Whitlow", "Gavin Marsden"]
    assert readings.cpu_s > 0 and readings.peak_mb > 0
