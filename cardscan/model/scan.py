"""Define the result of scanning one photo file, and its records in the JSON Lines contract."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cardscan import __version__
from cardscan.model.geometry import Quad
from cardscan.model.photo import Colours, Quality
from cardscan.model.reading import CardReading, ContactDetails


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """One file as a worker gets it.

    Attributes:
        data: The whole file, read once by the caller.
        crops: Keep a JPEG of each card for the store and the review page.
    """

    name: str
    data: bytes
    crops: bool = True


@dataclass(frozen=True, slots=True)
class ScannedCard:
    """One card of a photo file.

    Attributes:
        index: 0-based index within the file.
        quad: Corners in px of the photo at full size.
        size: (width, height) px of the card image; word boxes are given in it.
        timings_ms: Milliseconds by stage: load, locate, rectify, ocr, parse.
        engine: The OCR engine that read it, with version and languages.
        page: 0-based page of a PDF or TIFF.
        crop_jpeg: The card image as JPEG bytes for the store and the review page; empty if not kept.
        colours: Its strong colours, which help to recognise its other side; None if not measured.
        taken: When its photo was taken, by the camera's clock (no zone); None if the file does not say.
    """

    index: int
    quad: Quad
    size: tuple[int, int]
    reading: CardReading
    timings_ms: dict[str, float]
    engine: str
    page: int = 0
    quality: Quality | None = None
    passes: int = 1
    crop_jpeg: bytes = field(default=b"", repr=False)
    colours: Colours | None = None
    taken: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScannedPhoto:
    """Everything that was found in one photo file.

    Attributes:
        name: File name.
        sha256: SHA-256 of the file's bytes, hexadecimal.
        cards: In the photo's reading order; empty if there are none.
        reason: Why there is no card, or why the photo could not be read; None if all is well.
        failed: The photo could not be read, as opposed to a photo that was read and holds no card.
        left_out: Pictures or pages of the file that were not read: too many, broken, or part of a moving picture.
    """

    name: str
    sha256: str
    cards: tuple[ScannedCard, ...] = ()
    reason: str | None = None
    failed: bool = False
    left_out: int = 0

    @property
    def rest(self) -> str:
        """What part of the file was not read, and what to do about it; empty if nothing was left out."""
        if not self.left_out:
            return ""
        more = "1 more picture" if self.left_out == 1 else f"{self.left_out:,} more pictures"
        return f"{more} of this file left out; save what matters as a photo of its own"


def contact_json(details: ContactDetails) -> dict[str, Any]:
    """Return the `contact` object of the contract, made of plain lists and dictionaries."""
    record: dict[str, Any] = dataclasses.asdict(details)
    return {key: list(value) if isinstance(value, tuple) else value for key, value in record.items()}


def json_records(photo: ScannedPhoto) -> list[dict[str, Any]]:
    """Return one record per card, by the contract; or one with `"card": null` and a reason if there is no card."""
    head: dict[str, Any] = {"photo": photo.name, "sha256": photo.sha256}
    if photo.left_out:
        head["left_out"] = photo.left_out
    if not photo.cards:
        return [{**head, "card": None, "reason": photo.reason or "no card found", "version": __version__}]
    records = []
    for card in photo.cards:
        reading = card.reading
        contact = contact_json(reading.details)
        contact["qr"] = [dataclasses.asdict(code) for code in reading.codes]
        fields = []
        for item in reading.fields:
            box = item.box
            fields.append({
                "kind": item.kind.value,
                "value": item.value,
                "raw": item.raw,
                "confidence": round(item.confidence, 4),
                "box": [box.left, box.top, box.width, box.height] if box else None,
                "reasons": list(item.reasons),
                "alternatives": [dataclasses.asdict(a) for a in item.alternatives],
            })  # fmt: skip
        records.append({
            **head,
            "card": card.index,
            "page": card.page,
            "quad": [[round(x, 1), round(y, 1)] for x, y in card.quad.corners],
            "country": reading.country,
            "language": reading.language,
            "recommendation": reading.recommendation.value,
            "contact": contact,
            "fields": fields,
            "quality": dataclasses.asdict(card.quality) if card.quality else None,
            "timings_ms": {stage: round(ms, 1) for stage, ms in card.timings_ms.items()},
            "passes": card.passes,
            "engine": card.engine,
            "version": __version__,
        })  # fmt: skip
    return records


def json_lines(photo: ScannedPhoto) -> list[str]:
    """Return `json_records`, each as one line of JSON without a line end."""
    return [json.dumps(record, ensure_ascii=False) for record in json_records(photo)]
