"""Cards drawn for these tests, and the command line run as a user would."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.patience import PATIENCE_S
from tests.warm_program import WarmProgram

PEOPLE = (
    ("Noelle Whitlow", "Software Engineer", "Finchgate Capital", "noelle.whitlow@finchgate.example.com"),
    ("Gavin Marsden", "Sales Manager", "Tarnbrook Consulting Ltd", "gavin.marsden@tarnbrook.example.org"),
    ("Monica Ferreira", "Marketing Director", "Castlegate Studio", "monica.ferreira@castlegate.example.net"),
    ("Daniel Hartwell", "Managing Director", "Ravensmark Robotics", "daniel.hartwell@ravensmark.example.com"),
)
PHONES = ("+1 614 555 0154", "+44 121 496 0192", "+44 20 7946 0958", "+1 202 555 0143")


def draw_card(person: int, *, behind_name: str = "") -> bytes:
    """The photo of one fictional person's card on a dark table, as JPEG."""
    name, title, organization, email = PEOPLE[person]
    name += behind_name
    phone = PHONES[person]
    photo = Image.new("RGB", (1300, 850), (58, 62, 70))
    card = Image.new("RGB", (1050, 600), (252, 251, 248))
    draw = ImageDraw.Draw(card)
    for y, size, text in (
        (70, 62, name),
        (160, 36, title),
        (225, 40, organization),
        (420, 40, email),
        (490, 40, phone),
    ):
        draw.text((80, y), text, fill=(25, 25, 35), font=ImageFont.load_default(size))
    photo.paste(card, (125, 125))
    stream = io.BytesIO()
    photo.save(stream, "JPEG", quality=92)
    return stream.getvalue()


def draw_back(person: int) -> bytes:
    """The photo of the other side of that card: the firm, what it does and where it is on the net."""
    organization, domain = PEOPLE[person][2], PEOPLE[person][3].partition("@")[2]
    photo = Image.new("RGB", (1300, 850), (58, 62, 70))
    card = Image.new("RGB", (1050, 600), (20, 70, 120))
    draw = ImageDraw.Draw(card)
    for y, size, text in ((150, 64, organization), (270, 36, "we look after it"), (440, 44, f"www.{domain}")):
        draw.text((80, y), text, fill=(250, 250, 250), font=ImageFont.load_default(size))
    photo.paste(card, (125, 125))
    stream = io.BytesIO()
    photo.save(stream, "JPEG", quality=92)
    return stream.getvalue()


@pytest.fixture(scope="session")
def card_photos() -> tuple[bytes, ...]:
    """One photo a person of PEOPLE."""
    return tuple(draw_card(person) for person in range(len(PEOPLE)))


@pytest.fixture
def folder(tmp_path: Path, card_photos: tuple[bytes, ...]) -> Path:
    """A folder with two cards and an event: IMG_1 was talked to, IMG_2 was not."""
    place = tmp_path / "photos"
    place.mkdir()
    for number, data in enumerate(card_photos[:2], start=1):
        (place / f"IMG_{number}.jpg").write_bytes(data)
    (place / "event.toml").write_text(
        'event = "Sample Fair 2026"\ndate = 2026-11-20\nplace = "Berlin"\nhow = "handed over"\n'
        '[notes."IMG_1.jpg"]\ntalked_about = "reading receipts with OCR"\npromised = "I send the slides by Friday"\n',
        "utf-8",
    )
    return place


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """For scans of clear cards, where what is read is not the question: the second reader takes as long to load."""
    monkeypatch.setenv("CARDSCAN_OCR_SECOND_READER", "off")


@pytest.fixture
def cardscan(tmp_path: Path, program: WarmProgram) -> Callable[..., Ran]:
    """Run `cardscan ARGUMENTS...` in a process of its own, with a store of its own; one process reads the photos."""

    def run(*arguments: object, cwd: Path | None = None, timeout: float = PATIENCE_S, **environment: str) -> Ran:
        variables = {"CARDSCAN_WORKERS_COUNT": "1", **os.environ, **environment}
        return Ran(*program.run([*map(str, arguments)], cwd=cwd or tmp_path, env=variables, timeout=timeout))

    return run
