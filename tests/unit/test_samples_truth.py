"""The kept samples and their truth fit together, and drawing them again gives the same bytes."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import phonenumbers
import pillow_heif
import pypdfium2
import pytest
from PIL import Image, ImageOps

SAMPLES = Path(__file__).parents[2] / "samples"
CARDS = SAMPLES / "cards"
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in (CARDS / "truth.jsonl").read_text("utf-8").splitlines()]
CARDS_OF = [(record, card) for record in RECORDS for card in record["cards"]]
NAMES = [record["photo"] for record in RECORDS]
PDF_DPI = 300

pillow_heif.register_heif_opener()


def load_drawer() -> ModuleType:
    """samples/draw_cards.py as a module; the folder is no package of ours."""
    spec = importlib.util.spec_from_file_location("draw_cards", SAMPLES / "draw_cards.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def upright_size(photo: Path) -> tuple[int, int]:
    """(width, height) px as a person sees the photo."""
    if photo.suffix == ".pdf":
        document = pypdfium2.PdfDocument(photo)
        try:
            width, height = document[0].get_size()
        finally:
            document.close()
        return round(width * PDF_DPI / 72), round(height * PDF_DPI / 72)
    with Image.open(photo) as image:
        return ImageOps.exif_transpose(image).size


def test_the_set_is_as_varied_as_it_claims() -> None:
    """At least 24 photos, 10 layouts and 8 countries; HEIC, PDF, PNG, WebP, an EXIF turn and a QR code among them."""
    assert len(RECORDS) >= 24
    assert len({card["layout"] for _, card in CARDS_OF}) >= 10
    assert len({card["country"] for _, card in CARDS_OF}) >= 8
    assert {".heic", ".pdf", ".png", ".webp", ".jpg"} <= {Path(name).suffix for name in NAMES}
    assert any(record["exif_orientation"] != 1 for record in RECORDS)
    assert any((card["qr"] or "").startswith("BEGIN:VCARD") for _, card in CARDS_OF)
    assert any(card["side"] == "back" and card["contact"]["name"] is None for _, card in CARDS_OF)
    assert any(card["contact"]["other_names"] for _, card in CARDS_OF)
    assert any(len(record["cards"]) == 3 for record in RECORDS)
    assert sum(record["size"][0] * record["size"][1] >= 12_000_000 for record in RECORDS) >= 2


def test_every_photo_has_truth_and_every_truth_a_photo() -> None:
    """The folder holds the photos of truth.jsonl and nothing else to scan, in under 8 MB."""
    kept = {path.name for path in CARDS.iterdir()} - {"truth.jsonl", "event.toml"}
    assert kept == set(NAMES)
    assert sum(path.stat().st_size for path in CARDS.iterdir()) < 8_000_000


@pytest.mark.parametrize("record", RECORDS, ids=NAMES)
def test_a_photo_has_the_size_its_truth_says(record: dict[str, Any]) -> None:
    """After EXIF rotation, so that quads are in px of the picture a person sees."""
    assert list(upright_size(CARDS / record["photo"])) == record["size"]


@pytest.mark.parametrize(("record", "card"), CARDS_OF, ids=[record["photo"] for record, _ in CARDS_OF])
def test_the_truth_of_a_card_is_sound(record: dict[str, Any], card: dict[str, Any]) -> None:
    """Its quad is clockwise and in the picture, its numbers are valid as printed, and its values stand in its lines."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = card["quad"]
    area = (x0 * y1 - x1 * y0 + x1 * y2 - x2 * y1 + x2 * y3 - x3 * y2 + x3 * y0 - x0 * y3) / 2
    assert area > 0.05 * record["size"][0] * record["size"][1] / len(record["cards"])
    width, height = record["size"]
    assert card["cut"] or all(0 <= x <= width and 0 <= y <= height for x, y in card["quad"])
    printed = " ".join(card["lines"])
    for phone in card["contact"]["phones"]:
        parsed = phonenumbers.parse(phone["printed"], card["country"])
        assert phonenumbers.is_valid_number(parsed)
        assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == phone["e164"]
        assert parsed.extension == phone["ext"]
        assert phone["printed"] in printed
    for address in card["contact"]["emails"]:
        assert address in printed.lower()
    if card["contact"]["name_printed"]:
        assert card["contact"]["name_printed"] in printed


def test_notes_name_photos_that_are_there_and_leave_others_without() -> None:
    """About half of the cards get a conversation, one is from a raffle, one was found."""
    event = tomllib.loads((CARDS / "event.toml").read_text("utf-8"))
    assert set(event["notes"]) <= set(NAMES)
    talked = [name for name, note in event["notes"].items() if "talked_about" in note]
    assert 0.35 <= len(talked) / len(NAMES) <= 0.65
    assert {note.get("how") for note in event["notes"].values()} >= {"raffle", "found"}


def test_the_same_seed_draws_the_same_bytes(tmp_path: Path) -> None:
    """One flat card and one photograph, drawn twice."""
    draw = load_drawer()
    runs = []
    for run in ("first", "second"):
        flat, photo = tmp_path / run / "flat", tmp_path / run / "photo"
        status = draw.main(["--count", "1", "--seed", "5", "--flat", "--output", str(flat)])
        if status == 4:
            pytest.skip("the fonts of samples/README.md are not installed; drawing needs them, the samples do not")
        assert status == 0
        assert draw.main(["--only", "us-flat.png", "--output", str(photo)]) == 0
        runs.append({path.relative_to(tmp_path / run): path.read_bytes() for path in (tmp_path / run).rglob("*.*")})
    assert runs[0] == runs[1]
    assert len(runs[0]) == 3


def test_a_strewn_table_has_other_things_in_the_same_places_for_the_same_seed(tmp_path: Path) -> None:
    """Twice the same bytes, not those of an empty table, and the card lies on top of it all where the truth says."""
    draw = load_drawer()
    photos = []
    for folder, more in ((tmp_path / "one", ["--strewn"]), (tmp_path / "two", ["--strewn"]), (tmp_path / "bare", [])):
        if draw.main(["--count", "1", "--seed", "9", *more, "--output", str(folder)]) == 4:
            pytest.skip("the fonts of the samples are not installed")
        photos.append(next(folder.glob("00000.*")).read_bytes())
    assert photos[0] == photos[1] != photos[2]
    truths = [json.loads((tmp_path / name / "truth.jsonl").read_text("utf-8")) for name in ("one", "bare")]
    assert truths[0]["surface"] == "strewn"
    assert truths[0]["cards"][0]["quad"] == truths[1]["cards"][0]["quad"]


def test_a_flat_card_has_boxes_inside_the_picture_and_a_label_on_every_line(tmp_path: Path) -> None:
    """What the line labeller learns from is whole."""
    draw = load_drawer()
    if draw.main(["--count", "6", "--seed", "11", "--flat", "--output", str(tmp_path)]) == 4:
        pytest.skip("the fonts of samples/README.md are not installed; drawing needs them, the samples do not")
    labels = {"name", "title", "department", "organization", "phone", "email", "url", "address", "social", "other"}
    for line in (tmp_path / "truth.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        width, height = record["size"]
        for row in record["cards"][0]["lines_labelled"]:
            left, top, wide, tall = row["box"]
            assert row["label"] in labels
            assert left >= 0
            assert top >= 0
            assert left + wide <= width + 2
            assert top + tall <= height + 2
            assert row["text"] == " ".join(word["text"] for word in row["words"])


def test_dutch_cards_are_drawn_where_they_are_asked_for(tmp_path: Path) -> None:
    """With valid numbers and a Dutch address; a set where no country is named has those of the first sets."""
    draw = load_drawer()
    if draw.main(["--count", "4", "--seed", "2", "--flat", "--countries", "nl", "--output", str(tmp_path)]) == 4:
        pytest.skip("the fonts of samples/README.md are not installed; drawing needs them, the samples do not")
    from drawing import lands

    assert len(lands.codes()) == 12
    assert "NL" in set(lands.every_code()) - set(lands.codes())
    records = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()]
    cards = [card for record in records for card in record["cards"]]
    assert {card["country"] for card in cards} == {"NL"}
    for phone in (phone for card in cards for phone in card["contact"]["phones"]):
        parsed = phonenumbers.parse(phone["printed"], "NL")
        assert phonenumbers.is_valid_number(parsed)
        assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == phone["e164"]


def test_a_random_set_never_lands_among_the_kept_samples() -> None:
    """--count without --output is a usage error."""
    with pytest.raises(SystemExit) as stopped:
        load_drawer().main(["--count", "3"])
    assert stopped.value.code == 2
