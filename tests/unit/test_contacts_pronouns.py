"""Pronouns in every format that goes out and comes in. All people are invented."""

from __future__ import annotations

import csv
import dataclasses
import io
from datetime import UTC, datetime

import pytest
import vobject

from cardscan.contacts import match_keys
from cardscan.contacts.formats import jscontact, vcard
from cardscan.contacts.formats.csv_export import CsvFlavour, cells, write
from cardscan.contacts.formats.csv_import import read_rows
from cardscan.contacts.formats.entries import entry_of
from cardscan.contacts.formats.vcard_kept import KeptProperties
from cardscan.contacts.formats.vcard_lines import read_cards
from cardscan.model.address_book import Entry, Property
from cardscan.model.contact import Contact, Relation
from cardscan.model.reading import ContactDetails, PersonName

ADA = ContactDetails(
    name=PersonName("Ada Beispiel", "Ada", "Beispiel"),
    emails=("ada@beispiel.example",),
    pronouns=("she/her", "sie/ihr", "per, self; own"),
)


def contact(details: ContactDetails = ADA) -> Contact:
    return Contact(1, "urn:uuid:1", details, Relation.MET, datetime(2026, 11, 24, tzinfo=UTC), language="de")


def imported(card: bytes) -> Entry:
    (raw,) = read_cards(card)
    entry = entry_of(raw.properties)
    assert entry is not None
    return entry


@pytest.mark.parametrize("version", vcard.VERSIONS)
def test_a_vcard_brings_them_back(version: str) -> None:
    """With our own reader and an independent one, whatever a person calls theirs."""
    card = vcard.write(contact(), version=version)
    assert imported(card).details.pronouns == ADA.pronouns
    (other,) = vobject.readComponents(card.decode())
    name = "pronouns" if version == "4.0" else "x_pronouns"
    assert [line.value.replace("\\,", ",").replace("\\;", ";") for line in getattr(other, f"{name}_list")] == list(
        ADA.pronouns
    )


def test_vcard_4_says_in_which_language_they_are_where_only_one_has_them() -> None:
    """RFC 9554, section 3.4. The language of the card says nothing of it."""
    lines = vcard.write(contact(), version="4.0").decode().split("\r\n")
    said = [line for line in lines if line.startswith("PRONOUNS")]
    assert said == ["PRONOUNS;LANGUAGE=en:she/her", "PRONOUNS;LANGUAGE=de:sie/ihr", "PRONOUNS:per\\, self\\; own"]


@pytest.mark.parametrize(("version", "name"), [("3.0", "X-PRONOUNS"), ("4.0", "PRONOUNS")])
@pytest.mark.parametrize("came_as", ["PRONOUNS", "X-PRONOUNS", "X-PRONOUN"])
def test_an_imported_property_is_written_back_with_its_parameters_under_the_name_of_the_version(
    version: str, name: str, came_as: str
) -> None:
    """Once, not twice; and not at all where a person corrected it."""
    source = f"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ada\r\n{came_as};LANGUAGE=en;PREF=1:They / Them\r\nEND:VCARD\r\n"
    entry = imported(source.encode())
    assert entry.details.pronouns == ("they/them",)
    kept = KeptProperties(entry.kept, contact(entry.details), version)
    lines = vcard.write(contact(entry.details), version=version, kept=kept).decode().split("\r\n")
    assert [line for line in lines if "PRONOUN" in line] == [f"{name};LANGUAGE=en;PREF=1:They / Them"]
    corrected = dataclasses.replace(entry.details, pronouns=("she/her",))
    kept = KeptProperties(entry.kept, contact(corrected), version)
    lines = vcard.write(contact(corrected), version=version, kept=kept).decode().split("\r\n")
    assert [line.rpartition(":")[2] for line in lines if "PRONOUN" in line] == ["she/her"]


def test_jscontact_says_how_to_speak_to_somebody() -> None:
    """RFC 9553, section 2.2.4; an imported property is not said a second time."""
    card = jscontact.card(contact(), kept=[Property("PRONOUNS", "she/her")])
    assert card["speakToAs"] == {
        "pronouns": {"k1": {"pronouns": "she/her"}, "k2": {"pronouns": "sie/ihr"}, "k3": {"pronouns": "per, self; own"}}
    }
    assert "vCardProps" not in card
    assert "speakToAs" not in jscontact.card(contact(ContactDetails(PersonName("Ada"))))


def test_our_own_table_has_a_column_that_comes_back() -> None:
    """Several in one cell."""
    data = b"".join(write([contact()], CsvFlavour.PLAIN))
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert row["Pronouns"] == "she/her ::: sie/ihr ::: per, self; own"
    (read,) = read_rows(data)
    entry = entry_of(read.properties)
    assert entry is not None
    assert entry.details.pronouns == ADA.pronouns


@pytest.mark.parametrize("column", ["Pronouns", "Preferred pronouns", "Pronomen", "Pronoms"])
def test_other_programs_columns_are_read(column: str) -> None:
    """What people call the column."""
    (read,) = read_rows(f"Name,E-mail,{column}\r\nAda,ada@beispiel.example,They/Them\r\n".encode())
    entry = entry_of(read.properties)
    assert entry is not None
    assert entry.details.pronouns == ("they/them",)


@pytest.mark.parametrize("flavour", [CsvFlavour.GOOGLE, CsvFlavour.OUTLOOK, CsvFlavour.SALESFORCE])
def test_programs_without_a_column_get_them_in_the_notes(flavour: CsvFlavour) -> None:
    """As every other value that has no column there."""
    assert any("Pronouns: she/her" in cell for cell in cells(contact(), flavour))


def test_they_never_speak_for_or_against_a_match() -> None:
    """Two people may share them, and one person may change them."""
    assert match_keys(ADA) == match_keys(dataclasses.replace(ADA, pronouns=("he/him",)))
