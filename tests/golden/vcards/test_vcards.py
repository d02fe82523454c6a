"""Reviewed vCards, byte for byte.

After a change on purpose: `CARDSCAN_TEST_REWRITE=1 pytest tests/golden/vcards`, then read the difference.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import vobject

from cardscan.contacts.formats import vcard
from cardscan.model.contact import Contact, Relation
from cardscan.model.reading import Address, ContactDetails, PersonName, Phone, PhoneType, SocialHandle

FOLDER = Path(__file__).parent
# Read at import: the tests' own environment is cleared of CARDSCAN_ variables.
REWRITE = bool(os.environ.get("CARDSCAN_TEST_REWRITE"))
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

PEOPLE = {
    "german": ContactDetails(
        name=PersonName(
            "Jürgen Müller-Lüdenscheidt", "Jürgen", "Müller-Lüdenscheidt", "Prof. Dr.", "Jr.", ("PhD", "MBA")
        ),
        titles=("Leiter Forschung & Entwicklung", "Mitglied der Geschäftsleitung"),
        departments=("Forschung", "Optik, Licht; Farbe"),
        organization="Beispiel Optik GmbH & Co. KG",
        phones=(
            Phone(PhoneType.WORK, "030 123456-78", "+4930123456", "78"),
            Phone(PhoneType.MOBILE, "0170 1234567", "+491701234567"),
            Phone(PhoneType.FAX, "030 123456-99", "+493012345699"),
        ),
        emails=("j.mueller@beispiel-optik.example", "mueller@privat.example"),
        urls=("www.beispiel-optik.example", "https://forschung.example/müller?x=1,2;3"),
        social=(SocialHandle("linkedin", "jürgen-müller"), SocialHandle("mastodon", "@jm@social.example")),
        addresses=(Address("Musterstraße 12, 10115 Berlin", "Musterstraße 12", "Berlin", None, "10115", "DE"),),
        other_names=("Erika Mustermann",),
        unassigned=("Wir sehen mehr.", "Seit 1887"),
    ),
    "japanese": ContactDetails(
        name=PersonName("Hanako Yamada", "Hanako", "Yamada", other_script="山田 花子"),
        titles=("営業部長",),
        organization="例示株式会社",
        phones=(Phone(PhoneType.WORK, "03-1234-5678", "+81312345678"), Phone(PhoneType.TOLL_FREE, "0120-123-456")),
        emails=("hanako.yamada@reiji.example",),
        social=(SocialHandle("line", "hanako_y"), SocialHandle("wechat", "hanako y")),
        addresses=(Address("〒100-0001 東京都千代田区千代田1-1", None, "千代田区", "東京都", "100-0001", "JP"),),
    ),
    "firm": ContactDetails(
        organization="Café Exemple SARL",
        phones=(Phone(PhoneType.OTHER, "01 23 45 67 89", "+33123456789"),),
        emails=("bonjour@cafe-exemple.example",),
        addresses=(Address("12 bis, rue de l'Exemple, 75001 Paris"),),
    ),
    "hostile": ContactDetails(
        name=PersonName("=cmd|' /C calc'!A0\r\nEND:VCARD", "Eve\r\nBCC:x", "Mallory;,\\"),
        titles=("\u202egnirts desrever", "nul\0here"),
        organization="Bobby; DROP TABLE, \\n Inc.",
        phones=(Phone(PhoneType.WORK, "+1\r\nTEL:666"),),
        emails=("a@x.example\r\nEMAIL:b@x.example",),
        urls=("javascript:alert(1)\r\nURL:x",),
        social=(SocialHandle("x\r\nTEL:1", "h\r\nTEL:2"),),
        addresses=(Address('1 "Main" St\nTown ^ Country'),),
        unassigned=("END:VCARD", "\U0001f600" * 30),
    ),
}


@pytest.mark.parametrize("version", vcard.VERSIONS)
@pytest.mark.parametrize("person", PEOPLE)
def test_a_vcard_is_as_reviewed(person: str, version: str) -> None:
    """Properties, order, types, escapes and folds."""
    contact = Contact(7, f"urn:uuid:{person}", PEOPLE[person], Relation.MET, NOW, country="DE", language="de")
    written = vcard.write(
        contact,
        version=version,
        photo_jpeg=bytes(range(120)) if person == "firm" else None,
        categories=("PyData 2026",),
    )
    golden = FOLDER / f"{person}-{version}.vcf"
    if REWRITE:
        golden.write_bytes(written)
    assert written == golden.read_bytes()


@pytest.mark.parametrize("person", PEOPLE)
def test_a_reviewed_vcard_is_read_by_another_program(person: str) -> None:
    """One card, with the addresses and the name in it."""
    (card,) = vobject.readComponents((FOLDER / f"{person}-3.0.vcf").read_bytes().decode("utf-8"))
    assert len(card.contents["email"]) == len(PEOPLE[person].emails)
    assert len(card.contents["tel"]) == len(PEOPLE[person].phones)
    card.validate()
