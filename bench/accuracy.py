"""`make accuracy`: how right the readings are, with Tesseract alone and with the second reader."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import matching, outlines, quality, sides
from bench.reading import PhotoSet, Readings, read_all
from bench.scoring import FIELDS, Score, score
from cardscan.config import Settings
from cardscan.reading.ocr import OcrSettings, open_second_reader
from cardscan.reading.ocr.choice import ENGINES

ROOT = Path(__file__).resolve().parent.parent
# Where a checkout of real cards may lie beside the project; they never become part of it.
CORPUS = ROOT.parent / "shared" / "corpus"
SHARES = ("name+e-mail+phone exact", "follow-up ready", "zero-error cards", "phone type")


def photo_sets(wanted: list[str]) -> list[PhotoSet]:
    """The samples, the real sets that are there, and any folder named that holds photos and their truth."""
    found = [PhotoSet("samples", ROOT / "samples" / "cards")]
    found += [PhotoSet(name, CORPUS / name) for name in ("cards", "photos", "rendered")]
    found = [each for each in found if (each.folder / "truth.jsonl").is_file()]
    folders = [PhotoSet(Path(name).name, Path(name)) for name in wanted if (Path(name) / "truth.jsonl").is_file()]
    return [*(each for each in found if not wanted or each.name in wanted), *folders]


def table(photo_set: PhotoSet, columns: dict[str, tuple[Score, Readings]]) -> Iterator[str]:
    """One set as lines: a row a field and a rate, a column a way of reading."""
    width = 27
    cards = next(iter(columns.values()))[0].cards
    yield ""
    yield f"{photo_set.name}: {len(photo_set.truths)} photos, {cards} cards"
    yield f"{'':<14}" + "".join(f"{name:^{width}}" for name in columns)
    yield f"{'field':<14}" + "".join(f"{'precision':>11}{'recall':>8}{'F1':>8}" for _ in columns)
    for name in FIELDS:
        cells = [(s.precision(name), s.recall(name), s.f1([name])) for s, _ in columns.values()]
        yield f"{name:<14}" + "".join(f"{_percent(p):>11}{_percent(r):>8}{_percent(f):>8}" for p, r, f in cells)
    rows: list[tuple[str, list[str]]] = [("all fields, F1", [_percent(s.f1()) for s, _ in columns.values()])]
    rows += [(name, [_percent(s.share(name)) for s, _ in columns.values()]) for name in SHARES]
    rows += _found(photo_set, [r for _, r in columns.values()])
    errors = [s.calibration_error for s, _ in columns.values()]
    rows.append(("calibration error", ["-" if error is None else f"{error:.3f}" for error in errors]))
    rows.append(("CPU seconds a card", [f"{r.cpu_s / max(1, len(r.records)):.2f}" for _, r in columns.values()]))
    rows.append(("passes a card", [f"{_passes(r):.2f}" for _, r in columns.values()]))
    yield ""
    for name, values in rows:
        yield f"{name:<24}" + "".join(
            f"{value:>{width - 10 if not number else width}}" for number, value in enumerate(values)
        )


def _found(photo_set: PhotoSet, readings: list[Readings]) -> list[tuple[str, list[str]]]:
    """How well the cards' outlines were found, where their corners are marked."""
    judged = [outlines.judged(photo_set.folder, each.records) for each in readings]
    if not all(judged):
        return []
    kept = [each for each in judged if each is not None]
    return [
        ("corners within 1 %", [_percent(each.within) for each in kept]),
        ("outline, IoU 0.9", [_percent(each.overlap_90) for each in kept]),
        ("outline, IoU 0.85", [_percent(each.overlap_85) for each in kept]),
        ("way up right", [_percent(each.upright) for each in kept]),
        ("false cards", [str(each.false) for each in kept]),
    ]


def _passes(readings: Readings) -> float:
    passes = [record["passes"] for record in readings.records if record.get("passes")]
    return sum(passes) / len(passes) if passes else 0.0


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="make accuracy", description=__doc__)
    parser.add_argument(
        "sets",
        nargs="*",
        help="samples, cards, photos, rendered, matching, or a folder with a truth.jsonl; all there are by default. "
        "quality and sides draw their photos first, and are measured when asked for",
    )
    parser.add_argument("--tesseract-only", action="store_true", help="leave the second reader out")
    parser.add_argument("--engine", choices=ENGINES, default="auto", help="the binding of Tesseract")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the readings as JSON lines")
    chosen = parser.parse_args()
    settings = Settings(home=ROOT / "cardscan-demo")
    ways = {"Tesseract alone": "off"}
    if not chosen.tesseract_only and open_second_reader(OcrSettings()) is not None:
        ways["with the second reader"] = "auto"
    for photo_set in photo_sets(chosen.sets):
        columns: dict[str, tuple[Score, Readings]] = {}
        for name, second_reader in ways.items():
            readings = read_all(photo_set.photos(), settings, second_reader=second_reader, engine=chosen.engine)
            columns[name] = (score(photo_set.truths, readings.records), readings)
            if chosen.keep:
                chosen.keep.mkdir(parents=True, exist_ok=True)
                lines = [json.dumps(record, ensure_ascii=False) for record in readings.records]
                (chosen.keep / f"{photo_set.name}-{second_reader}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
        print("\n".join(table(photo_set, columns)), flush=True)
    if not chosen.sets or "matching" in chosen.sets:
        print("\n".join(matching.table(matching.judge(matching.REPORTED_SEED))), flush=True)
    if "quality" in chosen.sets:
        print("\n".join(quality.table(quality.measure(quality.CARDS, quality.REPORTED_SEED))), flush=True)
    if "sides" in chosen.sets:
        print("\n".join(sides.table(sides.judge(sides.CARDS, sides.REPORTED_SEED))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
