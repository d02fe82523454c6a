"""People, photos and letters that the contract tests of the store put into it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cardscan.model.draft import Letter
from cardscan.model.geometry import Box, Quad
from cardscan.model.reading import (
    Address,
    CardReading,
    ContactDetails,
    Field,
    FieldKind,
    PersonName,
    Phone,
    PhoneType,
    Recommendation,
    SocialHandle,
)
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import FileStamp, Transaction

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=30)

ADA = ContactDetails(
    name=PersonName("Ada Beispiel", "Ada", "Beispiel", honorific="Dr.", post_nominals=("PhD",)),
    titles=("Head of Research", "Partner"),
    departments=("Optics",),
    organization="Beispiel Optik GmbH",
    phones=(
        Phone(PhoneType.MOBILE, "0170 1234567", "+491701234567"),
        Phone(PhoneType.WORK, "030 1234-5", "+49301234", "5"),
    ),
    emails=("ada@beispiel-optik.example",),
    urls=("https://beispiel-optik.example",),
    social=(SocialHandle("linkedin", "ada-beispiel"),),
    addresses=(Address("Musterweg 1, 10115 Berlin", "Musterweg 1", "Berlin", None, "10115", "DE"),),
    other_names=("Max Mustermann",),
    unassigned=("we see more",),
    pronouns=("she/her", "sie/ihr"),
)
HOSTILE = "a\0b\ud800c\u202e; DROP TABLE contacts;--\r\n'\"%s \U0001f600"


def reading_of(details: ContactDetails, **changes: object) -> CardReading:
    fields = tuple(Field(FieldKind.EMAIL, email, email, 0.9, Box(1, 2, 3, 4)) for email in details.emails)
    reading = CardReading(details, fields, "DE", "de", Recommendation.STRONG, text=("Ada Beispiel", "PhD"))
    return dataclasses.replace(reading, **changes)  # type: ignore[arg-type]


def photo_of(*readings: CardReading, sha256: str = "a" * 64) -> ScannedPhoto:
    cards = [
        ScannedCard(
            index, Quad.whole(900, 500), (900, 500), reading, {"ocr": 75.0}, "drawn", crop_jpeg=b"\xff\xd8\0\xff"
        )
        for index, reading in enumerate(readings)
    ]
    return ScannedPhoto("IMG_1.jpg", sha256, tuple(cards))


def stamp_of(path: str) -> FileStamp:
    return FileStamp(Path(path), 123_456, 1_795_000_000_123_456_789)


def letter_to(address: str, number: int = 1) -> Letter:
    return Letter(address, "Ada", "Optics", "Hello", "conference", "first", date(2026, 11, 25), "de", f"<{number}@x>")


def add_person(tx: Transaction, details: ContactDetails, number: int = 1, *, now: datetime = NOW) -> int:
    """A photo with one card, and its contact; the contact's id."""
    reading = reading_of(details)
    photo = photo_of(reading, sha256=f"{number:064x}")
    photo_id = tx.photos.add(photo, stamp=stamp_of(f"/photos/{number}.jpg"), now=now)
    card_id = tx.cards.add(photo_id, photo.cards[0], now=now)
    return tx.people.add(reading, uid=f"urn:uuid:{number}", card_id=card_id, now=now).id


def with_email(email: str, name: str = "Ada Beispiel") -> ContactDetails:
    return ContactDetails(name=PersonName(name), emails=(email,))
