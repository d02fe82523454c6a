"""What parsing makes of the sample cards' recorded words, compared line by line with files that people can read.

UPDATE_GOLDEN=1 pytest tests/golden/test_readings.py    write what parsing says today; the diff shows what changed
RECORD_OCR=1 pytest tests/golden/test_readings.py       read the samples again with the real engines, then the same
"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path

import pytest

from cardscan.model.geometry import Box
from cardscan.model.page import Page, Word
from cardscan.model.reading import CardReading
from cardscan.reading.parsing import read

SAMPLES = Path(__file__).parents[2] / "samples" / "cards"
FOLDER = Path(__file__).parent / "readings"
RECORDED = sorted(FOLDER.glob("*.json"))
RECORD = bool(os.environ.get("RECORD_OCR"))
UPDATE = RECORD or bool(os.environ.get("UPDATE_GOLDEN"))


def pages_in(file: Path) -> list[Page]:
    """Recorded passes: {"hypothesis", "reader", "size", "words": [[text, left, top, width, height, confidence]]}."""
    return [
        Page(p["hypothesis"], tuple(Word(w[0], Box(*w[1:5]), w[5]) for w in p["words"]), tuple(p["size"]), p["reader"])
        for p in json.loads(file.read_text("utf-8"))
    ]


def shown(reading: CardReading) -> str:
    """One line a field, without confidences, which every calibration moves."""
    rows = [f"card         {reading.country or '-'} {reading.language or '-'}"]
    rows += [f"{field.kind.value:12} {field.value}" for field in reading.fields]
    rows += [f"{'phone type':12} {phone.printed} {phone.type.value}" for phone in reading.details.phones]
    rows += [f"{'other name':12} {name}" for name in reading.details.other_names]
    rows += [f"{'unassigned':12} {line}" for line in reading.details.unassigned]
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("file", RECORDED, ids=lambda f: f.stem)
def test_a_recorded_card_reads_as_before(file: Path) -> None:
    """A change of parsing shows as a diff of the golden file."""
    golden, now = file.with_suffix(".txt"), shown(read(pages_in(file)))
    if UPDATE:
        golden.write_text(now, "utf-8")
    assert now == golden.read_text("utf-8")


def test_there_are_recorded_cards() -> None:
    """An empty folder would pass for a good one."""
    assert len(RECORDED) >= 20 or RECORD


@pytest.mark.skipif(not RECORD, reason="records only when RECORD_OCR is set")
def test_recording(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both readers over every sample, as `cardscan scan` does it. Not a test but the way to make the files."""
    from cardscan.reading import recognition
    from cardscan.reading.imaging import find_cards, load_photos
    from cardscan.reading.ocr import OcrSettings, legibility, open_engine, open_second_reader
    from cardscan.reading.parsing import Hints
    from cardscan.reading.readers import Readers

    engine, second = open_engine(OcrSettings()), open_second_reader(OcrSettings(second_reader="always"))
    seen: list[Page] = []

    def spy(pages: list[Page], **rest: object) -> CardReading:
        seen[:] = pages
        return read(pages, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(recognition, "read", spy)
    for photo_file in sorted(p for p in SAMPLES.iterdir() if p.suffix not in (".jsonl", ".toml")):
        for photo in load_photos(photo_file.read_bytes(), photo_file.name):
            for number, card in enumerate(find_cards(photo, legibility=partial(legibility, engine))):
                recognition.recognise(recognition.Upright(card), Readers(engine, second), Hints())
                passes = [
                    {"hypothesis": p.rendering_name, "reader": p.reader, "size": p.size,
                     "words": [[w.text, w.box.left, w.box.top, w.box.width, w.box.height, round(w.confidence, 3)]
                               for w in p.words]}
                    for p in seen
                ]  # fmt: skip
                file = FOLDER / f"{photo_file.stem}-{photo.page}-{number}.json"
                file.write_text(json.dumps(passes, ensure_ascii=False) + "\n", "utf-8")
                file.with_suffix(".txt").write_text(shown(read(pages_in(file))), "utf-8")
