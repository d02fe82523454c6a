"""Exports: what goes out comes back, nothing private goes along, and what a format cannot hold is said."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.app.cli.exchange import FORMATS as OFFERED
from cardscan.contacts.formats import csv_export, vcard
from cardscan.contacts.formats.csv_export import CsvFlavour
from cardscan.contacts.formats.registry import FORMATS, ExportOptions
from cardscan.contacts.formats.vcard_lines import unescaped
from cardscan.contacts.matching.keys import match_keys
from cardscan.model.address_book import Entry, Property
from cardscan.model.contact import Contact, Relation
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.plaintext import one_line
from cardscan.model.reading import Address, CardReading, ContactDetails, PersonName, Phone, PhoneType, SocialHandle
from cardscan.store import Store, ValueKind, open_store
from cardscan.workflows.exchange.exporting import LossReport, export
from cardscan.workflows.exchange.importing import import_file, read_entries
from tests.unit.test_contacts_import import CARDS, FOLDED, PICTURE, PROGRAMS
from tests.unit.test_contacts_vcard import HOSTILE

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
NAUGHTY = (*HOSTILE, "=1+1", "+1", "-1", "@SUM(A1)", "END:VCARD", '","', '"\r\n"', ";;;;", "a ::: b", "\t=1", "{}", "]")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "cardscan.db"), keys_of=match_keys) as opened:
        yield opened


def add(store: Store, details: ContactDetails, number: int = 1) -> int:
    with store.transaction() as tx:
        return tx.people.add(CardReading(details), uid=f"urn:uuid:{number}", now=NOW).id


def written(store: Store, form: str, report: LossReport | None = None, **options: bool) -> bytes:
    return b"".join(export(store, store.people.each(), form, ExportOptions(**options), report or LossReport()))


def read_back(data: bytes, folder: Path) -> list[Entry]:
    path = folder / "back.vcf"
    path.write_bytes(data)
    return list(read_entries(path))


def test_the_command_offers_every_format() -> None:
    """The list in the command is kept by hand, so that --help stays quick."""
    assert tuple(FORMATS.own) == OFFERED


def as_meant(item: Property) -> tuple[object, ...]:
    """A property without what each version writes in its own way: pictures, URIs of numbers, escapes in URLs."""
    if item.name == "PHOTO":
        return (item.name,)
    value = unescaped(item.value) if item.name == "URL" else item.value.removeprefix("tel:").replace(";ext=", " ext. ")
    return (item.group, item.name, value, item.types)


@pytest.mark.parametrize("form", ["vcard", "vcard4"])
@pytest.mark.parametrize("card", CARDS, ids=PROGRAMS)
def test_an_imported_card_goes_out_as_it_came(card: str, form: str, store: Store, tmp_path: Path) -> None:
    """Details and identifier are equal, and every property is there again, with its group, types and value."""
    source = tmp_path / "in.vcf"
    source.write_bytes(card.replace("{folded}", FOLDED).encode())
    (before,) = read_entries(source)
    import_file(store, source, now=NOW)
    (after,) = read_back(written(store, form), tmp_path)
    assert after.details == before.details
    assert after.uid == (before.uid or after.uid)
    if form == "vcard" or "VERSION:4.0" in card:
        assert {as_meant(item) for item in before.kept} <= {as_meant(item) for item in after.kept}
    assert {item.name for item in before.kept} <= {item.name for item in after.kept}
    pictures = [item.value for item in after.kept if item.name == "PHOTO"]
    assert all(value.endswith(PICTURE) for value in pictures)
    if form == "vcard":
        (other,) = vobject.readComponents(written(store, form).decode())
        assert other.fn.value.strip() == store.people.all()[0].display_name


def test_what_a_person_corrected_is_not_written_back_as_it_was(store: Store, tmp_path: Path) -> None:
    """The kept property of a withdrawn value goes with it, and so does its label."""
    source = tmp_path / "in.vcf"
    source.write_text(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nitem1.EMAIL;TYPE=HOME:old@x.example\nitem1.X-ABLABEL:Old\nEND:VCARD\n"
    )
    import_file(store, source, now=NOW)
    with store.transaction() as tx:
        tx.people.correct(1, ValueKind.EMAIL, ["new@x.example"], now=NOW, actor="me")
    out = written(store, "vcard")
    assert b"new@x.example" in out
    assert b"old@x.example" not in out
    assert b"X-ABLABEL" not in out


words = st.sampled_from(NAUGHTY) | st.text(max_size=60)
shown = words.filter(lambda text: one_line(text) == text and bool(text))


def plain_line(text: str) -> str:
    """What the importer makes of a text that was written by the exporter."""
    text = re.sub("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]", "\n", text)
    return one_line(re.sub("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]", "\ufffd", text))


@settings(max_examples=150, deadline=None)
@given(
    words.filter(plain_line), words, words, st.lists(words, max_size=3), words, st.sampled_from(vcard.VERSIONS), words
)
def test_our_own_importer_reads_the_same_values(  # type: ignore[no-untyped-def]
    tmp_path_factory, full, given_name, family, titles, organization, version, line
) -> None:
    """Hostile names, titles, firms and lines come back, on one line each, and nobody comes with them."""
    details = ContactDetails(
        PersonName(full, given_name or None, family or None),
        titles=tuple(titles),
        organization=organization or None,
        emails=("ada@firm.example",),
        phones=(Phone(PhoneType.MOBILE, "0170 1", "+491701234567", "7"), Phone(PhoneType.FAX, "1", "+493012345678")),
        urls=("https://firm.example/a,b;c",),
        social=(SocialHandle("linkedin", "ada-x"), SocialHandle("skype", "a.d:a")),
        addresses=(Address("Weg 1, 10115 Berlin", "Weg 1", "Berlin", None, "10115", "DE"), Address("only, a; line")),
        unassigned=(line,) if line.strip() else (),
    )
    contact = Contact(1, "urn:uuid:1", details, Relation.MET, NOW)
    (entry,) = read_back(vcard.write(contact, version=version), tmp_path_factory.getbasetemp())
    back = entry.details
    assert entry.uid == "urn:uuid:1"
    assert back.name is not None or plain_line(full) in {plain_line(organization), *back.emails}
    if back.name:
        assert back.name.full == plain_line(full)
    assert back.titles == tuple(dict.fromkeys(filter(None, map(plain_line, filter(str.strip, titles)))))
    assert (back.organization or "") == plain_line(organization)
    assert (back.emails, back.urls, back.social) == (details.emails, details.urls, details.social)
    assert [(p.type, p.e164, p.extension) for p in back.phones] == [
        (p.type, p.e164, p.extension) for p in details.phones
    ]
    assert back.addresses == details.addresses
    assert " ".join(map(plain_line, back.unassigned)).strip() == (plain_line(line) if line.strip() else "")


def test_long_notes_emoji_and_names_from_right_to_left_come_back(store: Store, tmp_path: Path) -> None:
    """2,000 characters with line breaks in a kept note; a Hebrew name; a family of one glyph."""
    note = ("wörter, und; \\ mehr\n" * 100)[:2_000].strip()
    source = tmp_path / "in.vcf"
    escaped = note.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")
    name = "נועה \U0001f469\u200d\U0001f52c דוגמה"
    source.write_text(f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nNOTE:{escaped}\nEND:VCARD\n")
    import_file(store, source, now=NOW)
    for form in ("vcard", "vcard4"):
        data = written(store, form)
        (entry,) = read_back(data, tmp_path)
        assert entry.details.name == PersonName(name)
        assert [item.value for item in entry.kept if item.name == "NOTE"] == [escaped]
        if form == "vcard":
            (other,) = vobject.readComponents(data.decode())
            assert (other.fn.value, other.note.value) == (name, note)
    rows = list(csv.DictReader(io.StringIO(written(store, "google").decode(), newline="")))
    assert (rows[0]["First Name"], rows[0]["Notes"]) == (name, note)


def test_the_loss_report_names_what_a_program_has_no_column_for(store: Store) -> None:
    """HubSpot takes one address; a second one, a fax-less department and the photo are named, nothing else is."""
    add(
        store,
        ContactDetails(
            PersonName("Ada Beispiel", "Ada", "Beispiel"),
            departments=("Optics",),
            organization="Firm",
            emails=("a@firm.example", "b@firm.example"),
            phones=(Phone(PhoneType.MOBILE, "0170", "+491701234567"), Phone(PhoneType.MOBILE, "1", "+491709999999")),
        ),
    )
    report = LossReport()
    written(store, "hubspot", report)
    assert report.kinds == {"department": 1, "e-mail address": 1, "phone number": 1}
    assert report.examples["e-mail address"] == [("Ada Beispiel", "b@firm.example")]
    for form in ("salesforce", "google", "outlook", "csv"):
        report = LossReport()
        written(store, form, report)
        assert not report.kinds, form


FULL = ContactDetails(
    PersonName("Dr. Ada Maria Beispiel jr., PhD", "Ada", "Beispiel", "Dr.", "jr.", ("PhD",), "アダ"),
    ("Head of Research", "Partner"),
    ("Optics",),
    "Beispiel, Optik; GmbH",
    (
        Phone(PhoneType.WORK, "030 123", "+493012345678", "9"),
        Phone(PhoneType.MOBILE, "0170", "+491701234567"),
        Phone(PhoneType.OTHER, "call me"),
    ),
    ("ada@firm.example", "a.b@firm.example"),
    ("https://firm.example/a,b;c%20d?q=ä", "shop.example"),
    (SocialHandle("linkedin", "ada,x"), SocialHandle("skype", "ada#1"), SocialHandle("mastodon", "@ada@x.example")),
    (Address('Weg "1", 10115 Berlin', 'Weg "1"', "Berlin", None, "10115", "DE"), Address("Only, a line; ^n")),
    ("Max Muster",),
    ("we see more",),
    ("she/her", "sie/ihr"),
)
KEPT = (
    Property("N", "Beispiel;Ada;Maria;Dr.;jr.,PhD"),
    Property("BDAY", "1980-02-29"),
    Property("CATEGORIES", "Firms,Optics\\, light"),
    Property("NOTE", "a note\\nof two lines"),
    Property("PHOTO", "QUJD", "", (("ENCODING", ("b",)), ("TYPE", ("JPEG",)))),
    Property("X-CUSTOM", "with ^n and \\, and %41"),
)


@pytest.mark.parametrize("form", FORMATS.own)
def test_the_loss_report_is_right_for_every_format(form: str, store: Store) -> None:
    """Nothing is said to be lost that is there, and all that is not there is said."""
    with store.transaction() as tx:
        tx.address_books.take_in(FULL, key="k", digest="", kept=KEPT, now=NOW, uid="urn:uuid:1")
    report = LossReport()
    data = written(store, form, report)
    no_columns = {"photo": 1, "X-CUSTOM": 1}
    expected: dict[str, dict[str, int]] = {
        "csv": {"name in another script": 1, "birthday": 1, "group": 2, **no_columns},
        "google": no_columns,
        "outlook": {"birthday": 1, "group": 2, **no_columns},
        "salesforce": {"name": 1, "birthday": 1, "group": 2, **no_columns},
        "hubspot": {
            "name": 1,
            "honorific": 1,
            "suffix": 1,
            "title after the name": 1,
            "name in another script": 1,
            "department": 1,
            "phone number": 1,
            "e-mail address": 1,
            "web address": 1,
            "profile": 3,
            "address": 1,
            "name beside": 1,
            "line of the card": 1,
            "pronouns": 2,
            "note": 1,
            "birthday": 1,
            "group": 2,
            **no_columns,
        },
    }
    assert report.kinds == expected.get(form, {})
    assert report.contacts == 1
    if form == "google":
        assert b",Maria,Beispiel," in data


def test_a_picture_that_is_lost_is_not_printed(store: Store) -> None:
    """Neither the photo nor any other long value fills the terminal."""
    kept = (Property("PHOTO", "QUJD" * 999, "", (("ENCODING", ("b",)),)), Property("X-PICTURE", "QUJD" * 999))
    with store.transaction() as tx:
        tx.address_books.take_in(FULL, key="k", digest="", kept=kept, now=NOW, uid="urn:uuid:1")
    report = LossReport()
    written(store, "csv", report)
    assert report.examples["photo"] == [(FULL.name.full if FULL.name else "", "")]
    assert max(len(value) for examples in report.examples.values() for _, value in examples) <= 60


def test_no_picture_goes_out_where_none_is_wanted(store: Store) -> None:
    """Nor the one that an import brought."""
    with store.transaction() as tx:
        tx.address_books.take_in(FULL, key="k", digest="", kept=KEPT, now=NOW, uid="urn:uuid:1")
    for form in ("vcard", "vcard4", "jscontact"):
        assert b"QUJD" in written(store, form)
        assert b"QUJD" not in written(store, form, photos=False)


@pytest.mark.parametrize("form", FORMATS.own)
def test_what_was_talked_about_stays_here_unless_it_is_asked_for(form: str, store: Store) -> None:
    """Talk, promise, private note and event are in no file by default; HubSpot has no place for them at all."""
    number = add(store, ContactDetails(PersonName("Ada Beispiel"), emails=("a@firm.example",)))
    met = Encounter("Optics Days", date(2026, 11, 24), talk="her move", promises=(Promise("a paper"),), note="shy")
    with store.transaction() as tx:
        tx.encounters.add(number, met, now=NOW)
    quiet, told = written(store, form), written(store, form, notes=True).replace(b"\r\n ", b"")
    for private in (b"her move", b"a paper", b"shy", b"Optics Days"):
        assert private not in quiet
        assert (private in told) is (form != "hubspot")


def test_salesforce_gets_the_two_names_that_it_demands() -> None:
    """A lead has a last name and a company, whatever the card said."""
    firm = Contact(1, "u", ContactDetails(organization="Firm"), Relation.MET, NOW)
    nobody = Contact(1, "u", ContactDetails(emails=("a@firm.example",)), Relation.MET, NOW)
    for contact, expected in ((firm, ("Firm", "Firm")), (nobody, ("a@firm.example", "[not provided]"))):
        cells = csv_export.cells(contact, CsvFlavour.SALESFORCE)
        assert (cells[1], cells[2]) == expected


def test_jscontact_has_what_rfc_9553_demands(store: Store) -> None:
    """Type, version, identifier, time; components of the name; numbers as URIs."""
    details = ContactDetails(
        PersonName("Dr. Ada Beispiel", "Ada", "Beispiel", "Dr.", post_nominals=("PhD",)),
        phones=(Phone(PhoneType.FAX, "1", "+493012345678", "9"),),
        addresses=(Address("Weg 1, Berlin", "Weg 1", "Berlin", country="DE"),),
    )
    add(store, details)
    (card,) = json.loads(written(store, "jscontact"))
    assert (card["@type"], card["version"], card["kind"]) == ("Card", "1.0", "individual")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", card["updated"])
    assert [part["kind"] for part in card["name"]["components"]] == ["title", "given", "surname", "credential"]
    assert card["phones"]["p1"] == {
        "number": "tel:+493012345678;ext=9",
        "features": {"fax": True},
        "contexts": {"work": True},
    }
    assert card["addresses"]["a1"]["countryCode"] == "DE"


def test_json_lines_hold_every_value(store: Store) -> None:
    """The `contact` object is the one of the readings."""
    details = CARDS[next(iter(CARDS))]
    add(store, details)
    record = json.loads(written(store, "jsonl"))
    assert record["contact"] == json.loads(json.dumps(dataclasses.asdict(details)))
