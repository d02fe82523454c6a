"""Reads a set of photos for measuring, with the same isolated processes as a scan, and no store."""

from __future__ import annotations

import dataclasses
import json
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cardscan.config import Settings
from cardscan.model.scan import PhotoFile, ScannedPhoto, json_records
from cardscan.reading.openers import PRELOADED, ScannerOpener
from cardscan.reading.pipeline import open_scanner
from cardscan.workers import Job, Pool


@dataclass(frozen=True)
class PhotoSet:
    """Photos with their truth, by the name under which the tables show them."""

    name: str
    folder: Path

    @property
    def truths(self) -> list[dict[str, Any]]:
        """One record a photo."""
        lines = (self.folder / "truth.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.strip()]

    def photos(self) -> list[Path]:
        """The photos for which there is a truth."""
        return [self.folder / truth["photo"] for truth in self.truths]


@dataclass(frozen=True)
class Readings:
    """What came out, and what it took.

    Attributes:
        records: JSON records, one a card.
        seconds: Wall time, without starting the processes.
        cpu_s: Processor time over all photos; unlike wall time it does not depend on what else runs.
        peak_mb: Largest resident size of one process, MB.
    """

    records: list[dict[str, Any]]
    seconds: float
    cpu_s: float
    peak_mb: float


# One photo's reading with its processor time, s, and the process's largest size so far, MB. A tuple: from a process
# that is shut in, the pool takes plain values and the program's own types alone.
Measured = tuple[ScannedPhoto, float, float]


@dataclass(frozen=True, slots=True)
class MeasuredOpener(ScannerOpener):
    """Opens the scan's own function, with a clock around it."""

    def __call__(self) -> Callable[[PhotoFile], Measured]:  # type: ignore[override]
        """Load the models."""
        return partial(_measure, open_scanner(self.settings))


def _measure(scan: Callable[[PhotoFile], ScannedPhoto], file: PhotoFile) -> Measured:
    started = _busy_s()
    photo = scan(file)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return photo, _busy_s() - started, peak


def _busy_s() -> float:
    """Processor time of this process and of the programs that it ran to their end, s."""
    programs = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + programs.ru_utime + programs.ru_stime


def read_all(photos: list[Path], settings: Settings, *, second_reader: str = "auto", engine: str = "auto") -> Readings:
    """Read the photos; one that fails counts as read with nothing found. See OcrSettings for the keywords."""
    ocr = dataclasses.replace(settings.ocr, second_reader=second_reader, engine=engine)
    settings = dataclasses.replace(settings, ocr=ocr)
    records: list[dict[str, Any]] = []
    busy, peak, first = 0.0, 0.0, time.perf_counter()
    with Pool(MeasuredOpener(settings.reading), settings.workers, preload=PRELOADED) as pool:
        warm = [
            Job("warm", PhotoFile(photos[0].name, photos[0].read_bytes(), crops=False))
        ] * settings.workers.processes
        jobs = [Job(path.name, PhotoFile(path.name, path.read_bytes(), crops=False)) for path in photos]
        for number, outcome in enumerate(pool.run([*warm, *jobs]), start=1 - len(warm)):
            if number == 0:  # every process has its models now
                first = time.perf_counter()
            if number < 1:
                continue
            if outcome.value is None:
                records.append({"photo": outcome.name, "card": None, "reason": str(outcome.error)})
                continue
            photo, seconds, size = outcome.value
            busy += seconds
            peak = max(peak, size)
            records += json_records(photo)
    return Readings(records, time.perf_counter() - first, busy, peak)
