"""Nothing that a card says breaks out of its place: every field, every format, each read by a reader of its own.

Each hostile text is put into one field of an otherwise plain person, between two plain people. What comes back must be
the plain record with that text in the place of the plain one, nothing more, nothing less, nowhere else.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import vobject
from icalendar.parser import Contentlines

from cardscan.contacts.formats.registry import FORMATS, ExportOptions
from cardscan.contacts.matching.keys import match_keys
from cardscan.model.address_book import Property
from cardscan.model.contact import Contact, Relation
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.reading import Address, ContactDetails, PersonName, Phone, PhoneType, SocialHandle
from cardscan.store import Store, open_store
from cardscan.workflows.exchange.exporting import LossReport, export
from cardscan.workflows.exchange.importing import read_entries
from tests.patience import PATIENCE_S
from tests.unit.test_contacts_vcard import HOSTILE

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TEXTS = tuple(
    dict.fromkeys(
        text
        for text in (
            *HOSTILE,
            *("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.example","go")', "\t=1", " =1", "\r=1", "a;=1"),
            *("\uff1d1", "'=1", '"=1', "+49 30 =1", "-", "=", "\u00a0=1"),
            *(
                "END:VCARD",
                "\r\nEND:VCARD\r\n",
                "BEGIN:VCARD",
                "a\r\n b",
                "\0",
                "a\0b",
                "\n",
                "a\\",
                "\\n",
                "a\\;b",
                "^n^'",
            ),
            *(
                '","',
                '"\r\n"',
                ";;;;",
                ",,,,",
                "a ::: b",
                ":",
                '"',
                "'",
                "a=b",
                "{}",
                "]",
                "}\n{",
                "null",
                "<b>&amp;</b>",
            ),
        )
        if text.strip()
    )
)
CSV_FORMATS = (
    "csv",
    "google",
    "outlook",
    "hubspot",
    "salesforce",
)
VCARDS = ("vcard", "vcard4")

PLAIN = ContactDetails(
    PersonName("Qfull", "Qgiven", "Qfamily", "Qhonorific", "Qsuffix", ("Qafter",), "Qscript"),
    ("Qtitle",),
    ("Qdepartment",),
    "Qorganization",
    (Phone(PhoneType.WORK, "Qphone"), Phone(PhoneType.MOBILE, "0170 1234567", "+491701234567", "7")),
    ("Qmail",),
    ("Qurl",),
    (SocialHandle("qservice", "Qhandle"),),
    (Address("Qprinted", "Qstreet", "Qcity", "Qregion", "Qcode", "Qcountry"),),
    ("Qbeside",),
    ("Qline",),
)
PERSON = Contact(1, "Quid", PLAIN, Relation.MET, NOW, country="DE", language="de")
FIELDS = (*dict.fromkeys(re.findall("Q[a-z]+", repr(PERSON))), "qservice")


def with_text(value: Any, field: str, text: str) -> Any:
    """The same, with the text wherever the field's plain value stands."""
    if isinstance(value, str):
        return text if value == field else value
    if isinstance(value, tuple):
        return tuple(with_text(item, field, text) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        items = {item.name: with_text(getattr(value, item.name), field, text) for item in dataclasses.fields(value)}
        return dataclasses.replace(value, **items)
    return value


def people() -> Iterator[tuple[str, str, Contact]]:
    """Field, text and person; a plain person first and last."""
    yield "", "", PERSON
    for field in FIELDS:
        for text in TEXTS:
            yield field, text, with_text(PERSON, field, text)
    yield "", "", PERSON


def in_place(value: Any, field: str, text: str) -> Any:
    """A record that was read back, with the text in the place of the field's plain value."""
    if isinstance(value, str):
        return value.replace(field, text) if field else value
    if isinstance(value, dict):
        return {key: in_place(item, field, text) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [in_place(item, field, text) for item in value]
    return value


def one_kind_of_line_end(text: str) -> str:
    """What a format of lines writes for a text: one kind of line end, U+FFFD for controls and half pairs."""
    return no_controls(re.sub("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]", "\n", text))


def no_controls(text: str) -> str:
    return re.sub("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]", "\ufffd", text)


def as_uri(text: str) -> str:
    return no_controls(text.strip())


def whole_pairs(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("store") / "cardscan.db", keys_of=match_keys) as opened:
        yield opened


def written(store: Store, contacts: Iterable[Contact], form: str, **options: Any) -> bytes:
    return b"".join(export(store, contacts, form, ExportOptions(**options), LossReport()))


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def vobject_cards(data: bytes) -> list[list[Any]]:
    """Every property of every vCard 3.0 as vobject reads it: name, parameters, values."""
    found = []
    for card in vobject.readComponents(data.decode("utf-8")):
        properties: list[Any] = []
        for item in card.getChildren():
            value = item.value
            if item.name == "N":
                value = [value.family, value.given, value.additional, value.prefix, value.suffix]
            elif item.name == "ADR":
                parts = (value.box, value.extended, value.street, value.city, value.region, value.code, value.country)
                value = list(parts)
            elif item.name == "URL":
                value = unquote(value)
            properties.append([item.name, item.group, item.params, value])
        found.append(sorted(properties, key=lambda item: item[0]))
    return found


def split_text(value: str, separator: str) -> list[str]:
    """RFC 6350, 3.4: separators count where no backslash stands before them."""
    parts, escaped = [""], False
    for char in value:
        if escaped:
            parts[-1] += "\n" if char in "nN" else char
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == separator:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def rfc_6350_cards(data: bytes) -> list[list[Any]]:
    """Every property of every vCard 4.0: icalendar takes the lines apart (RFC 6868 too), RFC 6350 the values."""
    found: list[list[Any]] = []
    for line in Contentlines.from_ical(data.decode("utf-8")):
        if not line:
            continue
        name, parameters, value = line.parts()
        if name == "BEGIN":
            found.append([])
        elif name in ("N", "ADR", "ORG"):
            raw = re.fullmatch(r'((?:[^:"]|"[^"]*")*):(.*)', line, re.DOTALL)
            assert raw is not None
            # icalendar undoes backslashes in parameters too, where RFC 6868 has circumflexes alone.
            label = re.search(r'LABEL="([^"]*)"', raw[1])
            said = re.sub(
                r"\^([n^'])", lambda match: {"n": "\n", "^": "^", "'": '"'}[match[1]], label[1] if label else ""
            )
            found[-1].append([name, sorted(parameters), said, split_text(raw[2], ";")])
        elif name != "END":
            found[-1].append([name, dict(parameters), unquote(value) if name == "URL" else value])
    return found


def compare(read: Sequence[Any], expected_text: Callable[[str, str], str], *, without: Callable[[Any], Any]) -> None:
    """Each record is the plain one with its text in its place; one record for each person."""
    who = list(people())
    assert len(read) == len(who)
    plain = read[0]
    assert read[-1] == plain
    for record, (field, text, _) in zip(read, who, strict=True):
        expected = in_place(plain, field, expected_text(field, text))
        if field == "qservice":  # it becomes a parameter, in which few characters may stand
            assert without(record) == without(expected), repr(text)
        else:
            assert record == expected, (field, text)


@pytest.mark.parametrize("form", CSV_FORMATS)
def test_a_csv_cell_holds_exactly_the_value_and_nothing_else_changes(form: str, store: Store) -> None:
    """Lossless, by the csv module: as many rows as people, each cell exact."""
    read = rows(written(store, (person for _, _, person in people()), form, safe=False))
    compare(
        read,
        lambda _, text: one_kind_of_line_end(text),
        without=lambda row: {**row, "Social": "", "Notes": "", "Description": ""},
    )


def starts_formula(cell: str) -> bool:
    """Some piece of it would be run by a spreadsheet, with commas, semicolons or tabs as separators."""
    number = re.fullmatch(r"(\+\d+( \d+)+( ext\. \d+)?( ::: (?=.)|$))+", cell)
    pieces = re.split(r"[;\t\n]", cell)
    return not number and any(
        piece.lstrip().lstrip('"').lstrip()[:1] in tuple("=+-@＝＋－＠") for piece in pieces if piece
    )


@pytest.mark.parametrize("form", CSV_FORMATS)
def test_no_cell_of_the_spreadsheet_flavour_is_a_formula(form: str, store: Store) -> None:
    """Every field of every format; but for the guarding apostrophes the cells are exact too."""

    def bare(row: Any) -> Any:
        return {name: cell.replace("'", "") for name, cell in row.items()}

    read = rows(written(store, (person for _, _, person in people()), form, safe=True))
    assert not [cell for row in read for cell in row.values() if starts_formula(cell.strip())]
    compare(
        [bare(row) for row in read],
        lambda _, text: one_kind_of_line_end(text).replace("'", ""),
        without=lambda row: {**row, "Social": "", "Notes": "", "Description": ""},
    )


@pytest.mark.parametrize("form", VCARDS)
def test_a_vcard_holds_exactly_the_value_and_nothing_else_changes(form: str, store: Store, tmp_path: Path) -> None:
    """Read by vobject (3.0) and by icalendar's parser (4.0); our own importer finds as many people."""
    data = written(store, (person for _, _, person in people()), form)
    read = vobject_cards(data) if form == "vcard" else rfc_6350_cards(data)

    def expected(field: str, text: str) -> str:
        return as_uri(text) if field == "Qurl" else one_kind_of_line_end(text)

    compare(read, expected, without=lambda card: [item for item in card if item[0] != "X-SOCIALPROFILE"])
    (tmp_path / "people.vcf").write_bytes(data)
    entries = list(read_entries(tmp_path / "people.vcf"))
    assert len(entries) == len(read)
    assert all(entry.details.phones[-1].e164 == "+491701234567" for entry in entries)
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")


@pytest.mark.parametrize("form", ["jscontact", "jsonl"])
def test_json_holds_exactly_the_value_and_nothing_else_changes(form: str, store: Store) -> None:
    """By the json module; one line a person, whatever a reader takes for the end of a line."""
    data = written(store, (person for _, _, person in people()), form)
    if form == "jsonl":
        lines = data.decode("utf-8").splitlines()
        assert len(lines) == data.count(b"\n")
        read = [json.loads(line) for line in lines]
    else:
        read = json.loads(data)
        for card in read:
            card["links"]["l1"]["uri"] = unquote(card["links"]["l1"]["uri"])

    def expected(field: str, text: str) -> str:
        uri = field == "Qurl" and form == "jscontact"
        return as_uri(text) if uri else whole_pairs(text)

    compare(read, expected, without=lambda card: {**card, "onlineServices": None})
    assert not set(data) & {*range(0x20), 0x7F} - {0x0A}


NOTED = Encounter(
    "Qevent",
    place="Qplace",
    talk="Qtalk",
    promises=(Promise("Qpromise"),),
    their_promises=(Promise("Qtheirs"),),
    next_step="Qnext",
    introduced_by="Qintroducer",
    note="Qnote",
)
NOTED_FIELDS = tuple(re.findall("Q[a-z]+", repr(NOTED)))


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[tuple[str, str]]]]:
    """A person for each field of an encounter and each text."""
    cases = [("", ""), *((field, text) for field in NOTED_FIELDS for text in TEXTS[::2])]
    with open_store(tmp_path_factory.mktemp("noted") / "cardscan.db", keys_of=match_keys) as opened:
        with opened.transaction() as tx:
            for number, (field, text) in enumerate(cases):
                details = ContactDetails(PersonName(f"P{number:04}"))
                entry = tx.address_books.take_in(
                    details, key=str(number), digest="", kept=(), now=NOW, uid=f"u{number}"
                )
                tx.encounters.add(entry.id, with_text(NOTED, field, text), now=NOW)
        yield opened, cases


@pytest.mark.parametrize("form", [form for form in FORMATS.own if form != "hubspot"])
def test_what_was_noted_of_a_meeting_stays_in_its_place(form: str, noted: tuple[Store, list[tuple[str, str]]]) -> None:
    """Asked for with --notes, every field of an encounter is exact too."""
    store, cases = noted
    data = written(store, store.people.each(), form, notes=True, safe=False)
    readers: dict[str, Callable[[bytes], list[Any]]] = {
        "vcard": vobject_cards,
        "vcard4": rfc_6350_cards,
        "jscontact": json.loads,
        "jsonl": lambda data: [json.loads(line) for line in data.decode().splitlines()],
    }
    read = readers.get(form, rows)(data)
    assert len(read) == len(cases)
    lines = form not in ("jscontact", "jsonl")

    def said(record: Any) -> str:
        """All that it says, without what tells the people apart."""
        return re.sub(r"\bP\d{4}|\bu\d+|'id': \d+", "", repr(record))

    plain = read[0]
    for record, (field, text) in zip(read, cases, strict=True):
        promised = field in ("Qpromise", "Qtheirs")  # as JSON, which can hold a NUL
        stored = (
            text.replace("\ud800", "\ufffd") if promised else text.replace("\ud800", "\ufffd").replace("\0", "\ufffd")
        )
        expected = in_place(plain, field, one_kind_of_line_end(stored) if lines else stored)
        if form == "jscontact" and field == "Qevent":
            expected["keywords"] = {stored: True}
        assert said(record) == said(expected), (field, text)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A person for each text, with it in the name, group, parameters and value of properties that are kept."""
    with open_store(tmp_path_factory.mktemp("kept") / "cardscan.db", keys_of=match_keys) as opened:
        with opened.transaction() as tx:
            for number, text in enumerate(TEXTS):
                names = ("NOTE", "BDAY", "NICKNAME", "CATEGORIES", "PHOTO", "X-CSV-COLUMN")
                kept = (
                    Property("X-TEST", text, "", (("TYPE", (text,)), ("X-P", (text, text)))),
                    Property(text.upper(), "v", text, ((text.upper(), (text,)),)),
                    *(Property(name, text) for name in names),
                )
                details = ContactDetails(PersonName("Qfull"), emails=("q@x.example",))
                tx.address_books.take_in(details, key=str(number), digest="", kept=kept, now=NOW, uid=f"u{number}")
        yield opened


@pytest.mark.parametrize("form", FORMATS.own)
def test_kept_properties_of_an_import_cannot_break_out_either(form: str, imported: Store, tmp_path: Path) -> None:
    """Hostile names, groups, parameters and values: one record each, and the person beside them unchanged."""
    data = written(imported, imported.people.each(), form, safe=True)
    if form in VCARDS:
        (tmp_path / "people.vcf").write_bytes(data)
        read = list(read_entries(tmp_path / "people.vcf"))
        assert {entry.details.emails for entry in read} == {("q@x.example",)}
        lines = data.split(b"\r\n")
        assert lines.count(b"BEGIN:VCARD") == lines.count(b"END:VCARD") == len(TEXTS)
        assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    elif form in CSV_FORMATS:
        read = rows(data)
        assert not [cell for row in read for cell in row.values() if starts_formula(cell.strip())]
        assert {
            row.get("E-mail") or row.get("E-mail 1 - Value") or row.get("E-mail Address") or row.get("Email")
            for row in read
        } == {"q@x.example"}
    else:
        read = json.loads(data) if form == "jscontact" else [json.loads(line) for line in data.splitlines()]
    assert len(read) == len(TEXTS)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("form", ["csv", "outlook"])
def test_libreoffice_shows_every_cell_and_runs_none(form: str, store: Store, tmp_path: Path) -> None:
    """Opened and saved by the spreadsheet itself: cell by cell what the csv module reads, and no formula."""
    source = tmp_path / "people.csv"
    everybody = [person for _, _, person in people()]
    source.write_bytes(written(store, everybody[::5], form))
    # Separator, quote, UTF-8, first line, formats: as its import dialog offers them; the same for writing.
    as_offered = "44,34,76,1,,0,false,false"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", f"--infilter=CSV:{as_offered}",
         "--convert-to", f"csv:Text - txt - csv (StarCalc):{as_offered},false", "--outdir", "out", source.name],
        cwd=tmp_path, check=True, capture_output=True, timeout=PATIENCE_S,
    )  # fmt: skip
    before = list(csv.reader(io.StringIO(source.read_text("utf-8-sig"), newline="")))
    after = list(csv.reader(io.StringIO((tmp_path / "out" / "people.csv").read_text("utf-8-sig"), newline="")))
    assert after == before
    assert len(before) > 200
