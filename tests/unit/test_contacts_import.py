"""Address books as programs write them: the people in them are known afterwards, and nothing is lost silently.

The files are written here, in the style of each program, about people who do not exist.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.contacts.matching.keys import match_keys
from cardscan.errors import ImportFileError
from cardscan.model.address_book import Entry
from cardscan.model.contact import ValueOrigin
from cardscan.model.reading import Address, CardReading, ContactDetails, PersonName, Phone, PhoneType, SocialHandle
from cardscan.store import Store, open_store
from cardscan.workflows.exchange.importing import Taken, import_file, read_entries

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PICTURE = base64.b64encode(b"\xff\xd8\xff" + bytes(range(256)) * 2).decode()
FOLDED = "\r\n ".join(PICTURE[start : start + 72] for start in range(0, len(PICTURE), 72))

ANDROID = """BEGIN:VCARD\r
VERSION:2.1\r
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;Dr.;\r
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Dr. J=C3=B6rg =\r
M=C3=BCller\r
TEL;CELL:+49 170 1234567\r
TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,B=C3=BCro):+49 30 901820\r
EMAIL;WORK:joerg.mueller@beispiel.example\r
ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Beispiel Optik=3B B=C3=BCro GmbH\r
NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:erste Zeile=0D=0Azweite Zeile=\r
 geht weiter\r
PHOTO;ENCODING=BASE64;JPEG:{folded}\r
\r
END:VCARD\r
"""
IPHONE = """BEGIN:VCARD\r
VERSION:3.0\r
PRODID:-//Apple Inc.//iPhone OS 19.1//EN\r
N:Exemplo;Ana;Maria;;\r
FN:Ana Maria Exemplo\r
ORG:Exemplo\\, Lda;Vendas;\r
item1.EMAIL;type=INTERNET;type=pref:ana@exemplo.example\r
item1.X-ABLabel:Escritório\r
TEL;type=CELL;type=VOICE;type=pref:+351 912 345 678\r
item2.ADR;type=WORK;type=pref:;;Rua do Exemplo 1\\nPiso 2;Lisboa;;1000-001;Portugal\r
item2.X-ABADR:pt\r
item3.URL;type=pref:https\\://exemplo.example/a\\,b\r
item3.X-ABLabel:_$!<HomePage>!$_\r
X-SOCIALPROFILE;type=linkedin;x-user=ana-exemplo:https://www.linkedin.com/in/ana-exemplo\r
IMPP;X-SERVICE-TYPE=Skype;type=pref:skype:ana.exemplo\r
BDAY;value=date:1980-02-29\r
PHOTO;ENCODING=b;TYPE=JPEG:{folded}\r
UID:2d8e1c1e-0000-4000-8000-00000000aaaa:ABPerson\r
END:VCARD\r
"""
MACOS = """BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//macOS 16.1//EN
N:;;;;
FN:Beispiel Optik GmbH
ORG:Beispiel Optik GmbH;
TEL;type=MAIN:+49 30 901820
X-ABShowAs:COMPANY
CATEGORIES:Firmen,Optik
END:VCARD
"""
OUTLOOK = """BEGIN:VCARD\r
VERSION:2.1\r
N;LANGUAGE=de:Sample;Robin;;Frau\r
FN:Robin Sample\r
ORG:Sample & Sons;Research\r
TITLE:Head of C:\\temp, and more\r
TEL;WORK;VOICE:+1 (212) 555-0142\r
TEL;WORK;FAX:+1 (212) 555-0143\r
ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;1 Example Ave=0D=0ASuite 5;New York;NY;10001;USA\r
LABEL;WORK;PREF;ENCODING=QUOTED-PRINTABLE:1 Example Ave=0D=0A=\r
Suite 5=0D=0A=\r
New York, NY 10001\r
X-MS-OL-DEFAULT-POSTAL-ADDRESS:2\r
EMAIL;PREF;INTERNET:robin@sample.example\r
X-MS-CARDPICTURE;TYPE=JPEG;ENCODING=BASE64:\r
 {folded}\r
\r
REV:20261124T100000Z\r
END:VCARD\r
"""
EVOLUTION = """BEGIN:VCARD\r
VERSION:3.0\r
EMAIL;TYPE=WORK;X-EVOLUTION-UI-SLOT=1:ola@przyklad.example\r
X-EVOLUTION-FILE-AS:Przykład\\, Ola\r
FN:Ola Przykład\r
N:Przykład;Ola;;;\r
TEL;X-EVOLUTION-UI-SLOT=1;TYPE="WORK,VOICE":+48 22 123 45 67\r
ROLE:Kierowniczka\r
UID:pas-id-5F0000000000001A\r
REV:2026-11-24T10:00:00Z\r
END:VCARD\r
"""
NOTES = """BEGIN:VCARD\r
VERSION:2.1\r
PRODID:-//Lotus//Notes 8.5//EN\r
N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Mod=E8le;Zo=E9\r
FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Zo=E9 Mod=E8le\r
EMAIL;TYPE=INTERNET:zoe@modele.example\r
TEL;PAGER:1234\r
"""
THUNDERBIRD = """BEGIN:VCARD\r
VERSION:4.0\r
EMAIL;PREF=1:kim@vzor.example\r
FN:Kim Vzor\r
N:Vzor;Kim;;;\r
TEL;TYPE=cell;VALUE=TEXT:+420 601 123 456\r
TEL;VALUE=uri;TYPE="voice,work":tel:+420-222-123-456;ext=12\r
ADR;LABEL="Vzorová 1^n110 00 Praha":;;Vzorová 1;Praha;;110 00;CZ\r
PHOTO:data:image/jpeg;base64,{folded}\r
X-CUSTOM1;VALUE=TEXT:met at the fair\r
UID:urn:uuid:00000000-0000-4000-8000-000000000001\r
END:VCARD\r
"""
GMAIL = """BEGIN:VCARD
VERSION:3.0
FN:נועה דוגמה
N:דוגמה;נועה;;;
EMAIL;TYPE=INTERNET;TYPE=WORK:noa@dugma.example
item1.TEL:+972 50-123-4567
item1.X-ABLabel:Mobile 🙂
NOTE:first line
second line without its fold
CATEGORIES:myContacts
END:VCARD
"""
NO_VERSION = """begin:vcard
n:Muster;Max
fn:Max Muster
email;internet:max@muster.example
end:vcard
"""


def entries_of(text: str | bytes, folder: Path, *, country: str | None = None, name: str = "a.vcf") -> list[Entry]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.replace("{folded}", FOLDED).encode())
    return list(read_entries(path, country=country))


def kept_of(entry: Entry, name: str) -> list[str]:
    return [item.value for item in entry.kept if item.name == name]


CARDS = {
    ANDROID: ContactDetails(
        PersonName("Dr. Jörg Müller", "Jörg", "Müller", "Dr."),
        organization="Beispiel Optik",
        departments=("Büro GmbH",),
        phones=(
            Phone(PhoneType.MOBILE, "+49 170 1234567", "+491701234567"),
            Phone(PhoneType.OTHER, "+49 30 901820", "+4930901820"),
        ),
        emails=("joerg.mueller@beispiel.example",),
    ),
    IPHONE: ContactDetails(
        PersonName("Ana Maria Exemplo", "Ana", "Exemplo"),
        organization="Exemplo, Lda",
        departments=("Vendas",),
        phones=(Phone(PhoneType.MOBILE, "+351 912 345 678", "+351912345678"),),
        emails=("ana@exemplo.example",),
        urls=("https://exemplo.example/a,b",),
        social=(SocialHandle("linkedin", "ana-exemplo"), SocialHandle("skype", "ana.exemplo")),
        addresses=(
            Address(
                "Rua do Exemplo 1 Piso 2, 1000-001 Lisboa, Portugal",
                "Rua do Exemplo 1 Piso 2",
                "Lisboa",
                None,
                "1000-001",
            ),
        ),
    ),
    MACOS: ContactDetails(
        organization="Beispiel Optik GmbH", phones=(Phone(PhoneType.OTHER, "+49 30 901820", "+4930901820"),)
    ),
    OUTLOOK: ContactDetails(
        PersonName("Robin Sample", "Robin", "Sample", "Frau"),
        titles=("Head of C:\\temp, and more",),
        organization="Sample & Sons",
        departments=("Research",),
        phones=(
            Phone(PhoneType.WORK, "+1 (212) 555-0142", "+12125550142"),
            Phone(PhoneType.FAX, "+1 (212) 555-0143", "+12125550143"),
        ),
        emails=("robin@sample.example",),
        addresses=(
            Address("1 Example Ave, Suite 5, New York, NY 10001", "1 Example Ave Suite 5", "New York", "NY", "10001"),
        ),
    ),
    EVOLUTION: ContactDetails(
        PersonName("Ola Przykład", "Ola", "Przykład"),
        phones=(Phone(PhoneType.WORK, "+48 22 123 45 67", "+48221234567"),),
        emails=("ola@przyklad.example",),
    ),
    NOTES: ContactDetails(
        PersonName("Zoé Modèle", "Zoé", "Modèle"),
        phones=(Phone(PhoneType.OTHER, "1234"),),
        emails=("zoe@modele.example",),
    ),
    THUNDERBIRD: ContactDetails(
        PersonName("Kim Vzor", "Kim", "Vzor"),
        phones=(
            Phone(PhoneType.MOBILE, "+420 601 123 456", "+420601123456"),
            Phone(PhoneType.WORK, "+420-222-123-456 ext. 12", "+420222123456", "12"),
        ),
        emails=("kim@vzor.example",),
        addresses=(Address("Vzorová 1, 110 00 Praha", "Vzorová 1", "Praha", None, "110 00", "CZ"),),
    ),
    GMAIL: ContactDetails(
        PersonName("נועה דוגמה", "נועה", "דוגמה"),
        phones=(Phone(PhoneType.MOBILE, "+972 50-123-4567", "+972501234567"),),  # by its label
        emails=("noa@dugma.example",),
    ),
    NO_VERSION: ContactDetails(PersonName("Max Muster", "Max", "Muster"), emails=("max@muster.example",)),
}
PROGRAMS = ["android", "iphone", "macos", "outlook", "evolution", "notes", "thunderbird", "gmail", "no-version"]


@pytest.mark.parametrize(("card", "expected"), CARDS.items(), ids=PROGRAMS)
def test_a_card_is_read_as_its_program_meant_it(card: str, expected: ContactDetails, tmp_path: Path) -> None:
    """Names, numbers and addresses, whatever the version, the folding and the character set."""
    (entry,) = entries_of(card, tmp_path)
    assert entry.details == expected


def test_what_has_no_place_in_a_contact_is_kept_with_its_group_and_types(tmp_path: Path) -> None:
    """Photos, birthdays, labels, notes and a program's own properties wait to be written back."""
    (phone,), (apple,), (mail,) = (entries_of(card, tmp_path) for card in (ANDROID, IPHONE, THUNDERBIRD))
    assert kept_of(phone, "PHOTO") == [PICTURE]
    assert kept_of(phone, "NOTE") == ["erste Zeile\\nzweite Zeile geht weiter"]
    assert kept_of(apple, "BDAY") == ["1980-02-29"]
    assert [(item.group, item.value) for item in apple.kept if item.name == "X-ABLABEL"] == [
        ("item1", "Escritório"),
        ("item3", "_$!<HomePage>!$_"),
    ]
    assert apple.uid == "2d8e1c1e-0000-4000-8000-00000000aaaa:ABPerson"
    assert kept_of(apple, "N") == ["Exemplo;Ana;Maria;;"]
    assert kept_of(mail, "X-CUSTOM1") == ["met at the fair"]
    assert kept_of(mail, "PHOTO") == [f"data:image/jpeg;base64,{PICTURE}"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_the_character_set_is_seen(encoding: str, tmp_path: Path) -> None:
    """With and without a mark; the code page of Western Windows where nothing else fits."""
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Zoé Müller\r\nEMAIL:zoe@firm.example\r\nEND:VCARD\r\n"
    (entry,) = entries_of(card.encode(encoding), tmp_path)
    assert entry.details.name == PersonName("Zoé Müller")


@pytest.mark.parametrize("charset", ["unicode_escape", "idna", "punycode", "utf-7", "zlib_codec", "undefined", "rot13"])
def test_a_character_set_that_no_program_writes_is_not_believed(charset: str, tmp_path: Path) -> None:
    """Python would read escapes, or take minutes, for the name that a file chose."""
    (entry,) = entries_of(f"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET={charset}:Zoé \\0\nEND:VCARD\n", tmp_path)
    assert entry.details.name == PersonName("Zoé \\0")


def test_a_missing_end_costs_neither_card_and_is_said(tmp_path: Path) -> None:
    """The next BEGIN closes the card before it."""
    cut = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada Beispiel\nTEL:+49 30 901820\n"
    first, second = entries_of(cut + GMAIL, tmp_path)
    assert first.details.name == PersonName("Ada Beispiel")
    assert "no END" in first.complaints[0]
    assert second.details == CARDS[GMAIL]


def test_national_numbers_are_read_in_the_country_given(tmp_path: Path) -> None:
    """Without a country they stay as they are printed."""
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nTEL:030 901820\nEND:VCARD\n"
    (known,), (unknown,) = entries_of(card, tmp_path, country="DE"), entries_of(card, tmp_path)
    assert known.details.phones[0].e164 == "+4930901820"
    assert unknown.details.phones == (Phone(PhoneType.OTHER, "030 901820"),)


def test_groups_are_no_people(tmp_path: Path) -> None:
    """Apple's and RFC 6350's lists of people are left out, and that is said."""
    card = "BEGIN:VCARD\nVERSION:3.0\nX-ADDRESSBOOKSERVER-KIND:group\nFN:Friends\nEND:VCARD\n"
    (entry,) = entries_of(card, tmp_path)
    assert entry.details.empty
    assert entry.complaints == ("a group, not a person",)


GOOGLE_NEW = (
    "First Name,Middle Name,Last Name,Name Prefix,Organization Name,Organization Title,Organization Department,"
    "Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,"
    "Phone 2 - Value,Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,"
    "Address 1 - Postal Code,Address 1 - Country,Website 1 - Label,Website 1 - Value,Custom Field 1 - Label,"
    "Custom Field 1 - Value\r\n"
    'Ada,Lea,Beispiel,Dr.,Beispiel GmbH,Head,Optics,1980-02-29,"a ""note"",\r\nwith lines",* myContacts ::: Fair,'
    "* Work,ada@firm.example ::: a@home.example,Mobile,+49 170 1234567,Work Fax,'+49 30 901821,Work,"
    '"Musterweg 1\r\n10115 Berlin",Musterweg 1,Berlin,10115,DE,Work,https://firm.example,Hobby,Chess\r\n'
)
OUTLOOK_CSV = (
    "Title;First Name;Middle Name;Last Name;Suffix;Company;Department;Job Title;Business Street;Business City;"
    "Business Postal Code;Business Country/Region;Business Fax;Business Phone;Mobile Phone;E-mail Address;"
    "E-mail Display Name;Web Page;Notes;Categories\r\n"
    "Dr.;Jörg;;Müller;Jr.;Beispiel GmbH;;Leiter;Musterweg 1;Berlin;10115;DE;+49 30 901821;+49 30 901820;"
    "+49 170 1234567;joerg@firm.example;Jörg Müller;firm.example;;Fair;Kunden\r\n"
)


def test_a_google_csv_is_read(tmp_path: Path) -> None:
    """Several values in a cell, starred labels, line breaks in cells, and the apostrophe before a formula."""
    (entry,) = entries_of(GOOGLE_NEW, tmp_path, name="google.csv")
    assert entry.details == ContactDetails(
        PersonName("Dr. Ada Lea Beispiel", "Ada", "Beispiel", "Dr."),
        titles=("Head",),
        departments=("Optics",),
        organization="Beispiel GmbH",
        phones=(
            Phone(PhoneType.MOBILE, "+49 170 1234567", "+491701234567"),
            Phone(PhoneType.FAX, "+49 30 901821", "+4930901821"),
        ),
        emails=("ada@firm.example", "a@home.example"),
        urls=("https://firm.example",),
        addresses=(Address("Musterweg 1, 10115 Berlin, DE", "Musterweg 1", "Berlin", None, "10115", "DE"),),
    )
    assert kept_of(entry, "CATEGORIES") == ["Fair"]
    assert kept_of(entry, "NOTE") == ['a "note"\\,\\nwith lines']
    assert kept_of(entry, "BDAY") == ["1980-02-29"]
    assert [(item.all_of("X-NAME"), item.value) for item in entry.kept if item.name == "X-CSV-COLUMN"] == [
        (("Hobby",), "Chess")
    ]


def test_an_outlook_csv_in_the_local_code_page_is_read(tmp_path: Path) -> None:
    """Semicolons, cp1252, Title as the honorific."""
    (entry,) = entries_of(OUTLOOK_CSV.replace(";Fair;Kunden", ";Fair").encode("cp1252"), tmp_path, name="outlook.csv")
    details = entry.details
    assert details.name == PersonName("Dr. Jörg Müller Jr.", "Jörg", "Müller", "Dr.", "Jr.")
    assert details.titles == ("Leiter",)
    assert [(phone.type, phone.e164) for phone in details.phones] == [
        (PhoneType.FAX, "+4930901821"),
        (PhoneType.WORK, "+4930901820"),
        (PhoneType.MOBILE, "+491701234567"),
    ]
    assert kept_of(entry, "CATEGORIES") == ["Fair"]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "cardscan.db"), keys_of=match_keys) as opened:
        yield opened


def imported(store: Store, text: str, folder: Path, name: str = "a.vcf") -> list[Taken]:
    path = folder / name
    path.write_bytes(text.replace("{folded}", FOLDED).encode())
    return [outcome.taken for outcome in import_file(store, path, now=NOW)]


def test_the_same_file_twice_adds_nothing(store: Store, tmp_path: Path) -> None:
    """With an identifier and without one, from vCard and from CSV."""
    for name, text, count in (("a.vcf", IPHONE + EVOLUTION + NO_VERSION, 3), ("a.csv", GOOGLE_NEW, 1)):
        assert imported(store, text, tmp_path, name) == [Taken.ADDED] * count
        assert imported(store, text, tmp_path, name) == [Taken.UNCHANGED] * count
    assert len(store.people.all()) == 4
    origins = {value.origin for contact in store.people.all() for value in store.people.history(contact.id).values}
    assert origins == {ValueOrigin.IMPORTED}


def test_a_changed_entry_updates_the_contact_it_made(store: Store, tmp_path: Path) -> None:
    """Known by its identifier, though nothing else is alike."""
    imported(store, EVOLUTION, tmp_path)
    changed = EVOLUTION.replace("ola@przyklad.example", "ola@nowa.example").replace("Kierowniczka", "Prezeska")
    assert imported(store, changed, tmp_path) == [Taken.KNOWN]
    (contact,) = store.people.all()
    assert set(contact.details.emails) == {"ola@przyklad.example", "ola@nowa.example"}
    assert [item.value for item in store.address_books.kept_properties(contact.id) if item.name == "ROLE"] == [
        "Prezeska"
    ]


def test_an_entry_of_somebody_whose_card_was_read_goes_to_that_contact(store: Store, tmp_path: Path) -> None:
    """And the other way round: the first card of an imported person finds the contact."""
    card = ContactDetails(PersonName("Ola Przykład", "Ola", "Przykład"), emails=("ola@przyklad.example",))
    with store.transaction() as tx:
        mine = tx.people.add(CardReading(card), uid="urn:uuid:1", now=NOW)
    assert imported(store, EVOLUTION, tmp_path) == [Taken.KNOWN]
    assert [contact.id for contact in store.people.all()] == [mine.id]
    assert store.people.get(mine.id).uid == "urn:uuid:1"


def test_two_people_are_not_made_one_while_that_is_in_doubt(store: Store, tmp_path: Path) -> None:
    """The same name at another address becomes a contact of its own, with the question noted."""
    imported(store, EVOLUTION, tmp_path)
    other = EVOLUTION.replace("ola@przyklad.example", "ola@inna.example").replace("1A", "1B").replace("23 45", "9 99")
    assert imported(store, other, tmp_path) == [Taken.ASK]
    assert imported(store, other, tmp_path) == [Taken.UNCHANGED]
    assert len(store.people.all()) == 2
    assert len(store.duplicates.undecided()) == 1


def test_an_entry_finds_what_its_contact_was_merged_into(store: Store, tmp_path: Path) -> None:
    """By the identifier of a contact that is none any more; what was kept of both is written back."""
    imported(store, EVOLUTION, tmp_path)
    with store.transaction() as tx:
        mine = tx.people.add(CardReading(ContactDetails(PersonName("Ola Inna"))), uid="urn:uuid:1", now=NOW)
        tx.duplicates.merge(mine.id, 1, now=NOW, actor="me")
    assert [item.value for item in store.address_books.kept_properties(mine.id) if item.name == "ROLE"] == [
        "Kierowniczka"
    ]
    assert imported(store, EVOLUTION.replace("Kierowniczka", "Prezeska"), tmp_path) == [Taken.KNOWN]
    found = store.people.with_uid("pas-id-5F0000000000001A")
    assert found is not None
    assert found.id == mine.id
    assert [contact.id for contact in store.people.all()] == [mine.id]


def test_a_file_of_another_kind_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """Nothing is guessed from the name of the file."""
    for content in (b"", b"hello", b"\xff\xd8\xff\xe0", b"a,b\r\n1,2\r\n", b"PK\x03\x04"):
        with pytest.raises(ImportFileError, match="neither vCard nor a CSV"):
            entries_of(content, tmp_path)
    with pytest.raises(ImportFileError, match="cannot be read"):
        list(read_entries(tmp_path))


def test_limits_hold_and_are_said(tmp_path: Path) -> None:
    """A thousand addresses, a name of a megabyte and a picture of three are not taken, and the rest is."""
    many = "".join(f"EMAIL:a{number}@firm.example\n" for number in range(1_000))
    picture = f"PHOTO;ENCODING=b;TYPE=JPEG:{'A' * 3_000_000}\n"
    card = f"BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nN:{'x' * 1_000_000};\n{many}{picture}TITLE:Head\nEND:VCARD\n"
    (entry,) = entries_of(card, tmp_path)
    assert entry.details.name == PersonName("Ada")
    assert len(entry.details.emails) == 50
    assert entry.details.titles == ("Head",)
    assert not kept_of(entry, "PHOTO")
    assert {complaint.partition(":")[0] for complaint in entry.complaints} == {"EMAIL", "N", "PHOTO"}


pieces = st.sampled_from(
    [
        b"BEGIN:VCARD\r\n",
        b"END:VCARD\n",
        b"VERSION:2.1\n",
        b"VERSION:4.0\r",
        b"N;ENCODING=QUOTED-PRINTABLE:=C3=\n",
        b"FN;CHARSET=unicode_escape:\\x41\xff\n",
        b"FN;CHARSET=zlib_codec:x\n",
        b'TEL;TYPE="a:b":1\n',
        b"PHOTO;BASE64:AAAA\n",
        b" folded\n",
        b"AGENT:\n",
        b'ADR;LABEL="x:;;\\;,\n',
        b"item1.X-ABLabel:x\n",
        b"EMAIL:a@b.example\n",
        b"First Name,Last Name,Phone 1 - Value\n",
        b'"a,b,c\n',
        b"\0",
        b"\xff\xfe",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces | st.binary(max_size=20), max_size=30).map(b"".join))
def test_no_bytes_whatever_end_in_anything_but_entries_or_a_sentence(tmp_path_factory, data: bytes) -> None:  # type: ignore[no-untyped-def]
    """Never a crash; and every entry can be taken apart again by the store."""
    path = tmp_path_factory.getbasetemp() / "any.vcf"
    path.write_bytes(b"BEGIN:VCARD\n" + data if len(data) % 2 else data)
    try:
        entries = list(read_entries(path, country="DE"))
    except ImportFileError:
        return
    for entry in entries:
        assert isinstance(match_keys(entry.details), tuple)
