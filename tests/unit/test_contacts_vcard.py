"""vCards: whatever stands on a card comes back from the file as it was, and nothing else comes with it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import unquote

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.contacts.formats import vcard, vcard_text
from cardscan.model.contact import Contact, Relation
from cardscan.model.reading import Address, ContactDetails, PersonName, Phone, PhoneType, SocialHandle

NAUGHTY = Path(__file__).resolve().parents[2].parent / "shared" / "hostile" / "naughty-strings.txt"
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=timezone(timedelta(hours=1)))

HOSTILE = (
    "a\r\nEND:VCARD\r\nBEGIN:VCARD\r\nEMAIL:evil@example.org",
    "a\nEMAIL:evil@example.org",
    "a\rTEL:1",
    "a\x0bTEL:1\x0cTEL:2\x85TEL:3\u2028TEL:4\u2029TEL:5\x1cTEL:6",
    "\r\n EMAIL:evil@example.org",
    "back\\slash\\n \\; \\, \\",
    "semi;colon,comma:colon\"quote'^caret^n",
    "=cmd|' /C calc'!A0",
    "\u202emoc.elpmaxe\u202c \u200f\u05d0\u05d1\u05d2",
    "nul\0bell\x07escape\x1b[31m",
    "half \ud800 pair",
    "\U0001f469\u200d\U0001f52c" * 20,
    "\ufeffmark",
    " leading and trailing ",
    "ä" * 200,
    "x" * 2_000,
    "",
)
words = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=90), st.builds(lambda a, b: a + b, st.sampled_from(HOSTILE), st.text())
)
some_words = st.lists(words, max_size=3).map(tuple)
maybe = st.none() | words
names = st.builds(PersonName, words, maybe, maybe, maybe, maybe, some_words, maybe)
phones = st.builds(
    Phone, st.sampled_from(PhoneType), words, st.none() | st.from_regex(r"\A\+[1-9][0-9]{6,14}\Z") | words, maybe
)
details_of_any_kind = st.builds(
    ContactDetails,
    name=st.none() | names,
    titles=some_words,
    departments=some_words,
    organization=maybe,
    phones=st.lists(phones, max_size=3).map(tuple),
    emails=some_words,
    urls=some_words,
    social=st.lists(
        st.builds(SocialHandle, st.sampled_from(["linkedin", "wechat", "X", "other\r\nEMAIL:x"]) | words, words),
        max_size=3,
    ).map(tuple),
    addresses=st.lists(st.builds(Address, words, maybe, maybe, maybe, maybe, maybe), max_size=2).map(tuple),
    other_names=some_words,
    unassigned=some_words,
)


@dataclass(frozen=True)
class Line:
    """One content line, taken apart."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        return unescaped(self.value)

    @property
    def components(self) -> list[list[str]]:
        return [[unescaped(part) for part in split(component, ",")] for component in split(self.value, ";")]


def parsed(card: bytes) -> list[Line]:
    """A reader of our own, stricter than any program: it refuses whatever RFC 2426 and 6350 do not allow."""
    assert card.endswith(b"\r\n")
    raw = card[:-2].split(b"\r\n")
    unfolded: list[str] = []
    for octets in raw:
        assert len(octets) <= 75
        text = octets.decode("utf-8")  # a fold inside a character would fail here
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", text)
        if text.startswith(" "):
            unfolded[-1] += text[1:]
        else:
            unfolded.append(text)
    lines = []
    for text in unfolded:
        found = re.fullmatch(r"([A-Z0-9-]+)((?:;[A-Z-]+=(?:\"[^\"]*\"|[^\";:,]*(?:,[^\";:,]*)*))*):(.*)", text)
        assert found, text
        pairs = re.findall(r";([A-Z-]+)=(\"[^\"]*\"|[^;]*)", found[2])
        lines.append(Line(found[1], {name: value.strip('"') for name, value in pairs}, found[3]))
    assert [line.name for line in lines].count("BEGIN") == [line.name for line in lines].count("END") == 1
    assert (lines[0].name, lines[1].name, lines[-1].name) == ("BEGIN", "VERSION", "END")
    return lines


def split(text: str, separator: str) -> list[str]:
    """Split where the separator is not escaped."""
    parts = [""]
    for piece in re.findall(r"\\.|.", text, re.DOTALL):
        if piece == separator:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def unescaped(text: str) -> str:
    assert re.fullmatch(r"(?:[^\\\n]|\\[\\,;n])*", text), text
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], text)


def kept(text: str) -> str:
    """What is left of a text by the rules of vCard: line ends are one kind, other controls are replaced."""
    text = re.sub("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]", "\n", text)
    return re.sub("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]", "\ufffd", text)


def contact_of(details: ContactDetails, uid: str = "urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427") -> Contact:
    return Contact(1, uid, details, Relation.MET, NOW, country="DE", language="de")


@settings(max_examples=120, deadline=None)
@given(details_of_any_kind, words, st.sampled_from(vcard.VERSIONS))
def test_every_value_comes_back_and_nothing_else(details: ContactDetails, uid: str, version: str) -> None:
    """Read by a strict reader: each value in its property, in its order, and no property too many."""
    lines = parsed(vcard.write(contact_of(details, uid), version=version, notes=["a note"], categories=["Fair, 2026"]))

    def texts(name: str) -> list[str]:
        return [line.text for line in lines if line.name == name]

    assert texts("UID") == [kept(uid)]
    assert texts("TITLE") == [kept(title) for title in details.titles if title.strip()]
    assert texts("EMAIL") == [kept(email) for email in details.emails if email.strip()]
    assert texts("NOTE")[0].split("\n")[0] == "a note"
    assert texts("CATEGORIES") == ["Fair, 2026"]
    for line in details.unassigned:
        assert kept(line) in texts("NOTE")[0]
    name = details.name
    structured = next(line for line in lines if line.name == "N").components
    if name is None:
        assert structured == [[""]] * 5
    else:
        family = name.family or "" if name.family or name.given else name.full
        suffixes = [kept(suffix) for suffix in (name.suffix, *name.post_nominals) if suffix] or [""]
        plain = [[kept(part)] for part in (family, name.given or "", "", name.honorific or "")]
        assert structured == [*plain, suffixes]
        assert kept(name.full) in texts("FN")
        if name.other_script:
            assert kept(name.other_script) in texts("FN") + texts("X-CARDSCAN-OTHER-SCRIPT")
    departments = [unit for unit in details.departments if unit.strip()]
    units = [(details.organization or ""), *departments]
    expected = [[[kept(unit)] for unit in units]] if details.organization or departments else []
    assert [line.components for line in lines if line.name == "ORG"] == expected
    assert len(texts("TEL")) == len(details.phones)
    urls = [url for url in details.urls if url.strip()]
    for url, line in zip(urls, [line for line in lines if line.name == "URL"], strict=True):
        # Readers of 3.0 undo escapes here too, and some end the value at a bare comma.
        address = line.value.replace("\\,", "") if version == "3.0" else line.value
        assert re.fullmatch(r"(?i)https?://[^\s\"<>\\^`{|}]*", address)
        assert version == "4.0" or "," not in address
        assert unquote(line.value.replace("\\,", ",")).endswith(unquote(kept_controls(url.strip())))
    addresses = [line.components for line in lines if line.name == "ADR"]
    assert len(addresses) == len(details.addresses)
    for address, components in zip(details.addresses, addresses, strict=True):
        parts = [address.street, address.city, address.region, address.postal_code, address.country]
        parts = parts if address.street else [address.printed, "", "", "", address.country]
        assert components == [[""], [""], *([kept(part or "")] for part in parts)]
    social = [line for line in lines if line.name in ("X-SOCIALPROFILE", "IMPP")]
    assert len(social) == len(details.social)
    known = {
        *("BEGIN", "VERSION", "PRODID", "UID", "REV", "KIND", "LANG", "FN", "N", "ORG", "TITLE", "TEL", "EMAIL", "ADR"),
        *("LABEL", "URL", "IMPP", "NOTE", "CATEGORIES", "END"),
        *("X-SOCIALPROFILE", "X-ABSHOWAS", "X-CARDSCAN-OTHER-SCRIPT"),
    }
    assert {line.name for line in lines} <= known


def kept_controls(text: str) -> str:
    """As in a URI, where line ends are encoded and only other controls are replaced."""
    return re.sub("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]", "\ufffd", text)


@settings(max_examples=60, deadline=None)
@given(details_of_any_kind)
def test_another_program_reads_the_same_values(details: ContactDetails) -> None:
    """vobject, which knows nothing of us, gets names, mail, titles, firm, notes and addresses back."""
    (card,) = vobject.readComponents(vcard.write(contact_of(details)).decode("utf-8"))
    children: dict[str, list[object]] = {}
    for child in card.getChildren():
        children.setdefault(child.name, []).append(child.value)
    assert children.get("EMAIL", []) == [kept(email) for email in details.emails if email.strip()]
    assert children.get("TITLE", []) == [kept(title) for title in details.titles if title.strip()]
    assert card.fn.value == kept(contact_of(details).display_name)
    if details.name and (details.name.family or details.name.given):
        assert card.n.value.family == kept(details.name.family or "")
        assert card.n.value.given == kept(details.name.given or "")
        assert card.n.value.prefix == kept(details.name.honorific or "")
    if details.organization:
        departments = [unit for unit in details.departments if unit.strip()]
        assert card.org.value == [kept(unit) for unit in (details.organization, *departments)]
    numbers = [str(number) for number in children.get("TEL", [])]
    assert len(numbers) == len(details.phones)
    assert children.get("LABEL", []) == [kept(address.printed) for address in details.addresses]


def naughty_strings() -> list[str]:
    if not NAUGHTY.exists():
        pytest.skip("the list of naughty strings is not on this machine")
    return [line for line in NAUGHTY.read_text("utf-8").split("\n") if line.strip() and not line.startswith("#")]


def test_naughty_strings_come_back() -> None:
    """Each of some 500 strings that broke programs, in five fields of a card each, in both versions."""
    for string in naughty_strings():
        details = ContactDetails(
            name=PersonName(string, string, string), titles=(string,), organization=string, unassigned=(string,)
        )
        for version in vcard.VERSIONS:
            lines = {line.name: line for line in parsed(vcard.write(contact_of(details, string), version=version))}
            assert lines["FN"].text == lines["TITLE"].text == lines["UID"].text == kept(string)
            assert lines["NOTE"].text == kept(string)
            assert lines["ORG"].components == [[kept(string)]]
            assert lines["N"].components[:2] == [[kept(string)], [kept(string)]]


@pytest.mark.parametrize(
    ("phone", "old", "new"),
    [
        (
            Phone(PhoneType.MOBILE, "0170 123", "+49170123456"),
            "TEL;TYPE=CELL,VOICE:+49170123456",
            'TEL;TYPE="cell,voice";VALUE=uri:tel:+49170123456',
        ),
        (
            Phone(PhoneType.WORK, "030 123456-7", "+4930123456", "7"),
            "TEL;TYPE=WORK,VOICE:+4930123456 ext. 7",
            'TEL;TYPE="work,voice";VALUE=uri:tel:+4930123456;ext=7',
        ),
        (
            Phone(PhoneType.FAX, "123456"),
            "TEL;TYPE=WORK,FAX:123456",
            'TEL;TYPE="work,fax";VALUE=text:123456',
        ),
        (
            Phone(PhoneType.WORK, "x", "+4930\r\nEMAIL:evil@example.org"),
            "TEL;TYPE=WORK,VOICE:x",
            'TEL;TYPE="work,voice";VALUE=text:x',
        ),
    ],
)
def test_a_phone_number_keeps_type_and_extension(phone: Phone, old: str, new: str) -> None:
    """RFC 3966 in 4.0; a number that is no E.164 goes out as it was printed."""
    contact = contact_of(ContactDetails(phones=(phone,)))
    for version, expected in (("3.0", old), ("4.0", new)):
        lines = vcard.write(contact, version=version).decode().replace("\r\n ", "").split("\r\n")
        assert [line for line in lines if line.startswith("TEL")] == [expected]


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("www.example.org", "https://www.example.org"),
        ("http://example.org/a,b;c?d=é", "http://example.org/a,b;c?d=é"),
        ("example.org:8080/x", "https://example.org:8080/x"),
        ("javascript:alert(1)", "https://javascript:alert(1)"),
        ("a.org\r\nEMAIL:x", "https://a.org%0D%0AEMAIL:x"),
        ('a.org/"<>\\', "https://a.org/%22%3C%3E%5C"),
    ],
)
def test_a_web_address_is_one_uri_of_the_web(printed: str, written: str) -> None:
    """No other scheme, no character that ends the line or the URI."""
    assert vcard_text.uri(printed) == written


def test_a_photo_comes_back_byte_by_byte() -> None:
    """Folded base64 in 3.0, a data URI in 4.0."""
    photo = bytes(range(256)) * 40
    contact = contact_of(ContactDetails(name=PersonName("Ada")))
    for version, head in (("3.0", ""), ("4.0", "data:image/jpeg;base64,")):
        (line,) = [
            line for line in parsed(vcard.write(contact, version=version, photo_jpeg=photo)) if line.name == "PHOTO"
        ]
        assert line.value.startswith(head)
        assert base64.b64decode(line.value.removeprefix(head), validate=True) == photo
    (card,) = vobject.readComponents(vcard.write(contact, photo_jpeg=photo).decode())
    assert card.photo.value == photo


def test_lines_are_folded_at_75_octets_between_characters() -> None:
    """A line of exactly 75 octets stays whole; one more octet, and a character of four, go to the next line."""
    assert vcard_text.folded_line("x" * 75) == b"x" * 75 + b"\r\n"
    assert vcard_text.folded_line("x" * 76) == b"x" * 75 + b"\r\n x\r\n"
    assert vcard_text.folded_line("x" * 73 + "\U0001f600") == b"x" * 73 + b"\r\n " + "\U0001f600".encode() + b"\r\n"
    assert vcard_text.folded_line("x" * 150) == b"x" * 75 + b"\r\n " + b"x" * 74 + b"\r\n x\r\n"


def test_a_thousand_contacts_are_a_thousand_cards() -> None:
    """They come one by one, with their photos, and an independent reader counts them."""
    contacts = (contact_of(ContactDetails(name=PersonName(f"Ada {n}\r\nEND:VCARD"))) for n in range(1_000))
    pieces = vcard.write_all(contacts, photo_of=lambda _: b"jpeg")
    first = next(pieces)
    assert first.count(b"PHOTO") == 1
    rest = b"".join(pieces)
    assert (first + rest).count(b"\r\nEND:VCARD\r\n") == 1_000


def test_an_unknown_version_is_refused() -> None:
    """2.1 is not written."""
    with pytest.raises(ValueError, match=r"2\.1"):
        vcard.write(contact_of(ContactDetails()), version="2.1")


def test_time_of_revision_is_utc() -> None:
    """REV of 10:30 at +01:00 is 09:30 Z in the form of each version."""
    contact = contact_of(ContactDetails())
    assert NOW.astimezone(UTC).hour == 9
    assert b"REV:2026-11-24T09:30:00Z\r\n" in vcard.write(contact)
    assert b"REV:20261124T093000Z\r\n" in vcard.write(contact, version="4.0")
