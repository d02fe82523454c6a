"""What address books write into one value: names family first, several numbers, labels, a firm in a person's place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.contacts.formats import csv_export, jscontact, vcard
from cardscan.contacts.formats.csv_export import CsvFlavour
from cardscan.contacts.formats.entries import entry_of
from cardscan.contacts.formats.labels import types_of
from cardscan.contacts.formats.vcard_kept import KeptProperties
from cardscan.contacts.formats.vcard_lines import read_cards
from cardscan.model.address_book import Entry
from cardscan.model.contact import Contact, Relation
from cardscan.model.reading import PersonName, PhoneType

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def entry(*lines: str, country: str | None = "DE") -> Entry:
    """What a card of these lines says."""
    text = "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""])
    (card,) = read_cards(text.encode())
    found = entry_of(card.properties, country=country)
    assert found is not None
    return found


def name(shown: str, structured: str = "", email: str = "x@muster.example") -> PersonName | None:
    lines = [f"FN:{shown}"] if shown else []
    return entry(*lines, *([f"N:{structured}"] if structured else []), f"EMAIL:{email}").details.name


@pytest.mark.parametrize(
    ("shown", "structured", "meant"),
    [
        ("Smith\\, John", "", PersonName("John Smith", "John", "Smith")),
        ("Smith\\,John", "", PersonName("John Smith", "John", "Smith")),
        ("Müller\\, Jörg", "Müller;Jörg;;;", PersonName("Jörg Müller", "Jörg", "Müller")),
        ("Smith\\, John\\, Jr.", "", PersonName("John Smith Jr.", "John", "Smith", suffix="Jr.")),
        ("Beispiel\\, Zoé\\, MSc", "", PersonName("Zoé Beispiel", "Zoé", "Beispiel", post_nominals=("MSc",))),
        ("Müller\\, Dr. Jörg", "", PersonName("Dr. Jörg Müller", "Jörg", "Müller", "Dr.")),
        ("Dr. Müller\\, Jörg", "Müller;Jörg;;Dr.;", PersonName("Dr. Jörg Müller", "Jörg", "Müller", "Dr.")),
        ("SMITH\\, Jane (Acme Corp)", "Smith;Jane;;;", PersonName("Jane Smith (Acme Corp)", "Jane", "Smith")),
        ("SMITH\\, JOHN", "", PersonName("John Smith", "John", "Smith")),
        ("von der Heide\\, Anna", "", PersonName("Anna von der Heide", "Anna", "von der Heide")),
        ("O'Neill\\, Sean", "", PersonName("Sean O'Neill", "Sean", "O'Neill")),
        (
            "Müller\\, Prof. Dr. med. Jörg",
            "",
            PersonName("Prof. Dr. med. Jörg Müller", "Jörg", "Müller", "Prof. Dr. med."),
        ),
        ("van den Berg\\, Jan", "Berg;Jan;van den;;", PersonName("Jan van den Berg", "Jan", "Berg")),
        ("Smith\\, John", "Smith;Johnny;;;", PersonName("John Smith", "Johnny", "Smith")),
        ("Smith\\, John <john@x.example>", "", PersonName("John Smith", "John", "Smith")),
        ("Doe Jr.\\, John", "", PersonName("John Doe Jr.", "John", "Doe", suffix="Jr.")),
        ("Collins\\, Phil", "", PersonName("Phil Collins", "Phil", "Collins")),
        ("", "Smith\\, John;;;;", PersonName("John Smith", "John", "Smith")),
        ("Smith\\, John", ";Smith\\, John;;;", PersonName("John Smith", "John", "Smith")),
        ("Smith\\, John", ";John;;;", PersonName("John Smith", "John", "Smith")),
    ],
)
def test_a_name_shown_family_first_is_turned(shown: str, structured: str, meant: PersonName) -> None:
    """With a structured name and without one, or with one that holds the whole in one part."""
    assert name(shown, structured) == meant


@pytest.mark.parametrize(
    "shown",
    ["Firm\\, Inc.", "Meier\\, Huber & Partner", "Meier\\, Huber\\, Schulz", "Muster GmbH\\, Berlin",
     "Ana López\\, Berlin", "Ada Example\\, PhD", "Example\\, MBA", "Ada Example\\, CSE", "Smith\\, Jr.",
     "Halle 3\\, Stand 4", "Smith\\, ", "Muster\\, Anna und Bernd", "Beatles\\, The"],
)  # fmt: skip
def test_a_comma_that_may_mean_something_else_turns_nothing(shown: str) -> None:
    """Firms, degrees, towns: the name stays as it is shown, and nobody knows its parts."""
    found = name(shown)
    assert found == PersonName(shown.replace("\\,", ",").strip())


def test_an_address_tells_where_a_family_name_of_two_words_ends() -> None:
    """Without it "García López, Ana" may as well be a person and a town."""
    assert name("García López\\, Ana", email="ana@muster.example") == PersonName(
        "Ana García López", "Ana", "García López"
    )
    assert name("García López\\, Ana") == PersonName("García López, Ana")


def test_a_name_in_the_order_of_its_country_stays() -> None:
    """Hungarian names are family first without a comma, and rightly so."""
    assert name("Nagy Péter", "Nagy;Péter;;;") == PersonName("Nagy Péter", "Péter", "Nagy")


def numbers(value: str, country: str | None = "DE") -> list[tuple[str | None, str | None]]:
    return [(phone.e164, phone.extension) for phone in entry("FN:A", f"TEL:{value}", country=country).details.phones]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("+49 30 90182-4 / -5", ["+4930901824", "+4930901825"]),
        ("030 90182-0/-12", ["+4930901820", "+49309018212"]),
        ("+49 30 901820 oder 901821", ["+4930901820", "+4930901821"]),
        ("+49 30 901820\\, 901821", ["+4930901820", "+4930901821"]),
        ("030 901820/21", ["+4930901820", "+4930901821"]),
        ("030 901820 / 0151 23456789", ["+4930901820", "+4915123456789"]),
        ("+49 30 901820 +49 151 23456789", ["+4930901820", "+4915123456789"]),
        ("030 901820\\n0151 23456789", ["+4930901820", "+4915123456789"]),
        ("030 901820 ::: 030 901821; 030 901822", ["+4930901820", "+4930901821", "+4930901822"]),
        ("+33 1 23 45 67 89 ou 06 12 34 56 78", ["+33123456789", "+33612345678"]),
        ("+44 20 7946 0123/4", ["+442079460123", "+442079460124"]),
        ("Tel. +49 30 901820 Fax +49 30 901821", ["+4930901820", "+4930901821"]),
        ("+1 (212) 555-0142 or +1 (212) 555-0143", ["+12125550142", "+12125550143"]),
        ("(030) 901820 u. (030) 901821", ["+4930901820", "+4930901821"]),
        ("030/901820/21/22", ["+4930901820", "+4930901821", "+4930901822"]),
        ("+49 30 901820 - +49 30 901821", ["+4930901820", "+4930901821"]),
        # One number, with a sign or a word in it.
        ("030/901820", ["+4930901820"]),
        ("+49 (0)30 / 90 18 20", ["+4930901820"]),
        ("037200/123", ["+4937200123"]),
        ("+1 212 / 555 0142", ["+12125550142"]),
        ("030 901820 (Zentrale)", ["+4930901820"]),
        ("030 90182-0", ["+4930901820"]),
        # In doubt: as printed.
        ("+49 30 901820 / -5", [None]),
        ("+49 30 90182/40", [None]),
        ("+1 212 555 0142\\, 123", [None]),
        ("+49 30 901820 901821", [None]),
        ("+49 30 901820 x 12 / x 13", [None]),
        ("110 / 112", [None]),
        ("siehe oben", [None]),
    ],
)
def test_each_number_of_a_value_is_whole_or_none_is_complete(value: str, meant: list[str | None]) -> None:
    """Endings, shortened numbers, lists; and signs that part nothing."""
    assert [e164 for e164, _ in numbers(value)] == meant


def test_without_a_country_two_numbers_are_two_all_the_same() -> None:
    """As they are printed, the second with the area code that it shares."""
    found = entry("FN:A", "TEL:030 901820 oder 901821", country=None).details.phones
    assert [(phone.printed, phone.e164) for phone in found] == [("030 901820", None), ("030 901821", None)]


def test_an_extension_stays_with_its_number() -> None:
    """With its word, or behind the pause of a dialler."""
    assert numbers("+1 212 555 0142 ext. 7") == numbers("+1 212 555 0142\\, ext. 7") == [("+12125550142", "7")]
    assert numbers("030 901820 App. 12") == numbers("+49 30 901820\\;ext=12") == [("+4930901820", "12")]
    assert numbers("+49 30 901820p12") == numbers("+49 30 901820 Durchwahl 12") == [("+4930901820", "12")]
    assert numbers("1-800-FLOWERS", "US") == [("+18003569377", None)]
    assert numbers("+1 212 5550142\\,\\,123") == [("+12125550142", "123")]


local = st.integers(10**5, 10**7).map(str)
separators = st.sampled_from(
    [" / ", "/", " oder ", " or ", "\\, ", "; ", "\\n", " ::: ", " & ", " | ", " / -", "/-", " "]
)


@settings(max_examples=150, deadline=None)
@given(local, separators, local | st.integers(0, 999).map(str), st.sampled_from(["+49 30 ", "030 ", "0351/"]))
def test_the_digits_of_two_numbers_are_never_one_number(first: str, between: str, second: str, area: str) -> None:
    """Whatever parts them."""
    for e164, _ in numbers(f"{area}{first}{between}{second}"):
        assert e164 is None or not (e164.endswith(first + second) and len(second) > 3)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(local | separators | st.sampled_from(["a", "+", "-1", "Fax ", "(0)", "x 7", "٣"]), max_size=6).map("".join)
)
def test_any_text_in_a_number_field_is_read_or_left(value: str) -> None:
    """Nothing that is written there ends the import."""
    for e164, _ in numbers(value.replace("\r", "")):
        assert e164 is None or 7 <= len(e164) - 1 <= 15


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("_$!<HomeFAX>!$_", PhoneType.FAX), ("_$!<WorkFAX>!$_", PhoneType.FAX), ("_$!<Mobile>!$_", PhoneType.MOBILE),
        ("_$!<Work>!$_", PhoneType.WORK), ("_$!<Home>!$_", PhoneType.HOME), ("_$!<Other>!$_", PhoneType.OTHER),
        ("Mobil", PhoneType.MOBILE), ("Diensthandy", PhoneType.MOBILE), ("Tél. portable", PhoneType.MOBILE),
        ("móvil", PhoneType.MOBILE), ("Cellulare", PhoneType.MOBILE), ("Komórka", PhoneType.MOBILE),
        ("携帯電話", PhoneType.MOBILE), ("Fax (privat)", PhoneType.FAX), ("Télécopie", PhoneType.FAX),
        ("Büro", PhoneType.WORK), ("Geschäftlich", PhoneType.WORK), ("Ufficio", PhoneType.WORK),
        ("Werk", PhoneType.WORK),
        ("domicile", PhoneType.HOME), ("Casa", PhoneType.HOME), ("Thuis", PhoneType.HOME), ("自宅", PhoneType.HOME),
        ("Sekretariat", PhoneType.OTHER), ("Thomas", PhoneType.OTHER), ("Personalabteilung", PhoneType.OTHER),
    ],
)  # fmt: skip
def test_a_label_says_what_a_number_is_for(label: str, kind: PhoneType) -> None:
    """Apple's own labels and words of people; what says nothing leaves it open."""
    found = entry("FN:A", "item1.TEL;type=pref:+49 30 901820", f"item1.X-ABLabel:{label}", "TEL:+49 30 901821")
    assert [phone.type for phone in found.details.phones] == [kind, PhoneType.OTHER]


@given(st.text(max_size=200))
def test_any_label_has_types_or_none(label: str) -> None:
    """Labels are a person's own words."""
    assert set(types_of(label)) <= {"FAX", "CELL", "PAGER", "CAR", "HOME", "WORK"}


@pytest.mark.parametrize(
    ("lines", "person", "firm"),
    [
        (("FN:Muster GmbH", "N:;;;;", "ORG:Muster GmbH;"), None, "Muster GmbH"),
        (("FN:Muster GmbH", "N:Muster GmbH;;;;"), None, "Muster GmbH"),
        (("FN:Muster GmbH", "ORG:Muster GmbH", "N:Muster;Anna;;;"), "Anna Muster", "Muster GmbH"),
        (("FN:Muster GmbH", "N:Muster;Anna;;;"), "Anna Muster", "Muster GmbH"),
    ],
)
def test_a_card_shown_as_a_company_is_a_firm_with_or_without_a_person(
    lines: tuple[str, ...], person: str | None, firm: str
) -> None:
    """What is shown is no person; who stands in the structured name is one."""
    details = entry(*lines, "X-ABShowAs:COMPANY", "TEL:+49 30 901820").details
    assert (details.name and details.name.full, details.organization) == (person, firm)


@pytest.mark.parametrize(
    "written",
    ["Petra Lang <p@x.example>", "<p@x.example>", "mailto:p@x.example", '"p"@x.example', "P <mailto:p@x.example>"],
)
def test_an_address_is_found_beside_a_name(written: str) -> None:
    """And written back alone, as every program can use it."""
    found = entry("FN:Petra Lang", f"EMAIL;TYPE=HOME:{written}")
    assert (found.details.emails, found.complaints) == (("p@x.example",), ())
    assert "EMAIL;TYPE=HOME:p@x.example" in written_back(found)


@pytest.mark.parametrize(
    ("written", "addresses"),
    [
        ("a@x.example\\, b@x.example", ("a@x.example", "b@x.example")),
        ("a@x.example\\; Bo <b@x.example>", ("a@x.example", "b@x.example")),
        ("a@x.example b@x.example", ("a@x.example", "b@x.example")),
        ('"Lang\\, Petra" <p@x.example>', ("p@x.example",)),
        ('"Petra @ Work" <p@x.example>', ("p@x.example",)),
        ("p@x.example <p@x.example>", ("p@x.example",)),
        ("p@x.example (work)", ("p@x.example",)),
        ("sean.o'neill@x.example", ("sean.o'neill@x.example",)),
        ("Sean <sean.o'neill@x.example>", ("sean.o'neill@x.example",)),
        ("a@b@c.example", ()),
        ("petra at x.example", ()),
        ("@x.example", ()),
    ],
)
def test_every_address_of_a_value_is_found_and_none_invented(written: str, addresses: tuple[str, ...]) -> None:
    """Several in one value, names with signs in them; half an address is none, and is kept as it came."""
    found = entry("FN:A", f"EMAIL:{written}")
    assert found.details.emails == addresses
    assert bool(found.complaints) is not bool(addresses)
    lines = [line for line in written_back(found) if line.startswith("EMAIL")]
    assert lines == [f"EMAIL:{each}" for each in addresses or (written,)]


def contact_of(found: Entry, country: str | None = "DE") -> Contact:
    return Contact(1, "urn:uuid:1", found.details, Relation.MET, NOW, country=country)


def written_back(found: Entry, version: str = "3.0") -> list[str]:
    """The lines of the card that the export writes."""
    contact = contact_of(found)
    card = vcard.write(contact, version=version, kept=KeptProperties(found.kept, contact, version))
    return card.decode().replace("\r\n ", "").splitlines()


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_national_number_is_exported_in_full(version: str) -> None:
    """With the label and the types it came with; what every country can dial stays as it was typed."""
    found = entry("FN:A", "item1.TEL;TYPE=CELL:0151 23456789", "item1.X-ABLabel:Handy", "TEL;TYPE=HOME:+49 (30) 901820")
    lines = written_back(found, version)
    assert "item1.TEL;TYPE=CELL:+4915123456789" in lines and "item1.X-ABLABEL:Handy" in lines
    assert "TEL;TYPE=HOME:+49 (30) 901820" in lines


def test_a_national_number_is_exported_in_full_by_every_format() -> None:
    """No cell and no object has the national print."""
    contact = contact_of(entry("FN:A", "TEL;TYPE=CELL:0151 23456789"))
    for flavour in CsvFlavour:
        cells = csv_export.cells(contact, flavour)
        assert [cell.replace(" ", "") for cell in cells if "23456789" in cell] == ["+4915123456789"]
    assert jscontact.card(contact)["phones"]["p1"]["number"] == "tel:+4915123456789"


def test_two_numbers_of_one_value_are_exported_as_two() -> None:
    """A label belongs to one of them; none is written with the digits of both."""
    found = entry("FN:A", "item1.TEL;TYPE=WORK:030 90182-4 / -5", "item1.X-ABLabel:Büro")
    lines = [line for line in written_back(found) if "TEL" in line or "ABLABEL" in line]
    assert lines == ["item1.TEL;TYPE=WORK:+4930901824", "TEL;TYPE=WORK:+4930901825", "item1.X-ABLABEL:Büro"]


def test_a_doubtful_value_is_exported_as_it_is_printed() -> None:
    """Nothing is completed on the way out."""
    assert "TEL;TYPE=WORK:+49 30 901820 / -5" in written_back(entry("FN:A", "TEL;TYPE=WORK:+49 30 901820 / -5"))


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["Smith\\, John", "SMITH\\, Jane (Acme)", "Firm\\, Inc.", "Anna Muster", "Smith\\, John\\, Jr."]),
    st.lists(
        st.sampled_from(["030 90182-4 / -5", "0151 23456789", "+49 30 901820 / -5", "030/901820 oder 901821", "112"]),
        unique=True,
    ),
    st.sampled_from(["p@x.example", "Petra <p@x.example>"]),
    st.sampled_from(["3.0", "4.0"]),
)
def test_what_was_imported_exported_and_imported_again_says_the_same(
    shown: str, values: list[str], email: str, version: str
) -> None:
    """From the first import on nothing changes any more."""
    first = entry(f"FN:{shown}", f"EMAIL:{email}", *(f"TEL;TYPE=WORK:{value}" for value in values))
    once = "\r\n".join([*written_back(first, version), ""])
    (card,) = read_cards(once.encode())
    second = entry_of(card.properties, country="DE")
    assert second is not None
    assert [(p.type, p.e164 or p.printed) for p in second.details.phones] == [
        (p.type, p.e164 or p.printed) for p in first.details.phones
    ]
    assert (second.details.name, second.details.emails) == (first.details.name, first.details.emails)
    assert [line for line in written_back(second, version) if line[:2] != "N:"] == [
        line for line in once.splitlines() if line[:2] != "N:"
    ]
