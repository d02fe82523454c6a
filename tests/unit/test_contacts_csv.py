"""CSV: rows and values come back exactly, and no cell of the safe kind can run."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.contacts.formats import csv_export
from cardscan.contacts.formats.csv_export import CsvFlavour
from cardscan.model.contact import Contact, Relation
from cardscan.model.reading import Address, ContactDetails, PersonName, Phone, PhoneType, SocialHandle

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
# As the importing programs name them; the order is theirs too.
GOOGLE_HEADER = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,"
    "Labels,E-mail 1 - Label,E-mail 1 - Value"
)
OUTLOOK_HEADER = (
    "First Name,Last Name,E-mail Address,Business Phone,Mobile Phone,Business Fax,Job Title,Department,Company,"
    "Business Street,Business City,Business State,Business Postal Code,Business Country/Region,Web Page,Notes"
)
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+cmd",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "x\n=1+1",
    "x;=1+1",
    'x;"=1+1"',
    '"=1+1',
    " =1+1",
    "＝1+1",
    "x\ty;@z",
    'a"b,c;d\r\ne\u2028f\0g\ud800h',
    "+49 30 123;=cmd",
    "+49 30 123\n=cmd",
    "",
)
words = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=40), st.builds(str.__add__, st.sampled_from(HOSTILE), st.text())
)
some_words = st.lists(words, max_size=4).map(tuple)
phones = st.builds(Phone, st.sampled_from(PhoneType), words, st.none() | words, st.none() | words)
people = st.builds(
    ContactDetails,
    name=st.none() | st.builds(PersonName, words, words, words, words, words, some_words, words),
    titles=some_words,
    departments=some_words,
    organization=st.none() | words,
    phones=st.lists(phones, max_size=7).map(tuple),
    emails=some_words,
    urls=some_words,
    social=st.lists(st.builds(SocialHandle, words, words), max_size=2).map(tuple),
    addresses=st.lists(st.builds(Address, words, words, words, words, words, words), max_size=3).map(tuple),
    other_names=some_words,
    unassigned=some_words,
)
PHONE = re.compile(r"\+[0-9() ]+( ext\. [0-9*#]+)?")


def contact_of(details: ContactDetails) -> Contact:
    return Contact(1, "urn:uuid:1", details, Relation.MET, NOW, country="DE")


def rows(written: bytes, delimiter: str = ",") -> list[list[str]]:
    text = written.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def read(details: ContactDetails, flavour: CsvFlavour, *, safe: bool | None = None) -> dict[str, str]:
    header, cells = rows(b"".join(csv_export.write([contact_of(details)], flavour, safe=safe)))
    return dict(zip(header, cells, strict=True))


def kept(text: str) -> str:
    text = re.sub("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]", "\n", text)
    return re.sub("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]", "\ufffd", text)


def runs(cell: str) -> bool:
    """A spreadsheet would take the cell for a formula."""
    begins = cell.lstrip(' \t\r\n"')[:1]
    harmless = all(PHONE.fullmatch(number) for number in cell.split(" ::: "))
    return begins in tuple("=+-@＝＋－＠") and not harmless


def test_headers_are_those_of_the_programs() -> None:
    """Google's and Outlook's column names, in their order, at the start of the line."""
    assert ",".join(csv_export.GOOGLE).startswith(GOOGLE_HEADER)
    assert {f"Phone 1 - {part}" for part in ("Label", "Value")} < set(csv_export.GOOGLE)
    assert {f"Address 1 - {part}" for part in ("Formatted", "PO Box", "Extended Address")} < set(csv_export.GOOGLE)
    assert ",".join(csv_export.OUTLOOK).startswith(OUTLOOK_HEADER)
    for columns in (csv_export.GOOGLE, csv_export.OUTLOOK, csv_export.PLAIN):
        assert len(set(columns)) == len(columns)


def test_each_value_is_in_its_column() -> None:
    """One person with most kinds of values, in each flavour."""
    details = ContactDetails(
        name=PersonName("Ada Beispiel", "Ada", "Beispiel", "Dr.", "Jr.", ("PhD",), "アダ"),
        titles=("Head", "Partner"),
        departments=("Optics",),
        organization="Beispiel GmbH",
        phones=(
            Phone(PhoneType.MOBILE, "0170 1", "+491701234567"),
            Phone(PhoneType.WORK, "030 1", "+4930123456", "7"),
            Phone(PhoneType.FAX, "030 2", "+4930123457"),
            Phone(PhoneType.WORK, "0301234"),
        ),
        emails=("a@x.example", "b@x.example", "c@x.example", "d@x.example", "e@x.example"),
        urls=("x.example", "y.example"),
        social=(SocialHandle("xing", "ada"),),
        addresses=(Address("Weg 1, 10115 Berlin", "Weg 1", "Berlin", "BE", "10115", "DE"), Address("Elsewhere 2")),
        unassigned=("slogan",),
    )
    google = read(details, CsvFlavour.GOOGLE)
    assert (google["First Name"], google["Last Name"], google["Name Prefix"]) == ("Ada", "Beispiel", "Dr.")
    assert (google["Name Suffix"], google["Organization Title"]) == ("Jr., PhD", "Head ::: Partner")
    assert (google["Phone 1 - Label"], google["Phone 1 - Value"]) == ("Mobile", "+491701234567")
    assert (google["Phone 2 - Label"], google["Phone 2 - Value"]) == ("Work", "+4930123456 ext. 7")
    assert google["Phone 3 - Label"] == "Work Fax"
    assert google["E-mail 3 - Value"] == "c@x.example ::: d@x.example ::: e@x.example"
    assert (google["Address 1 - City"], google["Address 2 - Street"]) == ("Berlin", "Elsewhere 2")
    assert google["Website 2 - Value"] == "y.example"
    assert google["Notes"] == "xing: ada\nslogan"
    outlook = read(details, CsvFlavour.OUTLOOK)
    assert (outlook["Business Phone"], outlook["Mobile Phone"]) == ("+49 30123456 ext. 7", "+49 1701234567")
    assert (outlook["Business Phone 2"], outlook["Business Fax"]) == ("030 1234", "+49 30123457")
    assert (outlook["Company"], outlook["Business State"]) == ("Beispiel GmbH", "BE")
    for value in ("d@x.example", "e@x.example", "y.example", "Elsewhere 2", "xing: ada", "アダ", "slogan"):
        assert value in outlook["Notes"].split("\n")
    plain = read(details, CsvFlavour.PLAIN, safe=False)
    assert (plain["Phone"], plain["Mobile"]) == ("+4930123456 ext. 7 ::: 0301234", "+491701234567")
    assert (plain["Country"], plain["UID"], plain["Relation"]) == ("DE", "urn:uuid:1", "met")


def test_a_byte_order_mark_is_for_spreadsheets_only() -> None:
    """Excel needs it, Google would take it for a part of the first column's name."""
    starts = {flavour: next(csv_export.write([], flavour))[:3] == b"\xef\xbb\xbf" for flavour in CsvFlavour}
    assert {flavour for flavour in starts if starts[flavour]} == {CsvFlavour.OUTLOOK, CsvFlavour.PLAIN}


@settings(max_examples=100, deadline=None)
@given(people, st.sampled_from(CsvFlavour))
def test_no_cell_runs_in_a_spreadsheet(details: ContactDetails, flavour: CsvFlavour) -> None:
    """Opened with commas, semicolons or tabs as separators, as spreadsheets of different countries do."""
    written = b"".join(csv_export.write([contact_of(details)], flavour, safe=True))
    assert len(rows(written)) == 2
    for delimiter in ",;\t":
        for row in rows(written, delimiter):
            assert not [cell for cell in row if runs(cell)]


@settings(max_examples=80, deadline=None)
@given(people)
def test_the_lossless_kind_gives_every_value_back(details: ContactDetails) -> None:
    """Read by Python's csv module: one row, and each cell exactly the value."""
    cells = read(details, CsvFlavour.PLAIN, safe=False)
    assert cells["Organization"] == kept(details.organization or "")
    assert cells["E-mail"] == kept(" ::: ".join(details.emails))
    assert cells["Web"] == kept(" ::: ".join(details.urls))
    assert cells["Address"] == kept(" ::: ".join(address.printed for address in details.addresses))
    if details.name:
        assert cells["Honorific"] == kept(details.name.honorific or "")
    google = read(details, CsvFlavour.GOOGLE)
    assert google["Organization Name"] == kept(details.organization or "")
    for line in details.unassigned:
        assert kept(line) in google["Notes"]


@settings(max_examples=80, deadline=None)
@given(people)
def test_the_guard_adds_apostrophes_and_changes_nothing_else(details: ContactDetails) -> None:
    """Taken out again, the safe cells are the lossless ones (phones apart, which are spaced)."""
    safe, lossless = (read(details, CsvFlavour.PLAIN, safe=safe) for safe in (True, False))
    for column in set(csv_export.PLAIN) - {"Phone", "Mobile", "Fax"}:
        assert safe[column].replace("'", "") == lossless[column].replace("'", "")


@pytest.mark.parametrize(
    ("e164", "cell"),
    [
        ("+12025550136", "+1 2025550136"),
        ("+79161234567", "+7 9161234567"),
        ("+4930123456", "+49 30123456"),
        ("+358401234567", "+358 401234567"),
        ("+420212345678", "+420 212345678"),
        ("+85221234567", "+852 21234567"),
    ],
)
def test_a_phone_number_survives_a_spreadsheet(e164: str, cell: str) -> None:
    """No apostrophe before it, and a space behind the calling code, so that it stays text; several in a cell too."""
    phone = Phone(PhoneType.MOBILE, "printed", e164)
    details = ContactDetails(phones=(phone, phone))
    assert read(details, CsvFlavour.OUTLOOK)["Mobile Phone"] == cell
    assert read(details, CsvFlavour.PLAIN)["Mobile"] == f"{cell} ::: {cell}"
    assert read(details, CsvFlavour.GOOGLE)["Phone 1 - Value"] == e164


def test_many_contacts_come_one_by_one() -> None:
    """The file is written as it is made, a line a contact."""
    pieces = csv_export.write(
        (contact_of(ContactDetails(organization=f"Firm\n{n}")) for n in range(500)), CsvFlavour.GOOGLE
    )
    assert next(pieces).startswith(b"First Name")
    assert len(rows(b"x\r\n" + b"".join(pieces))) == 501
