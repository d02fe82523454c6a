"""One contract for every export format: ours, and the example of a plug-in's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cardscan.contacts.formats.losses import lost
from cardscan.contacts.formats.registry import FORMATS, ExportedContact, ExportFormat, ExportOptions
from cardscan.contacts.matching.keys import match_keys
from cardscan.errors import ConfigError, PluginError
from cardscan.model.contact import Contact, Relation
from cardscan.model.reading import CardReading, ContactDetails, PersonName, Phone, PhoneType
from cardscan.store import Store, open_store
from cardscan.workflows.exchange.exporting import LossReport, export
from tests.example_plugins import site_folder, write_plugin

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
EXAMPLES = ("markdown",)
ADA = ContactDetails(
    name=PersonName("Ada Example", "Ada", "Example"),
    organization="Lighthouse | <b>Works</b>\r\nLtd",
    emails=("ada@example.com",),
    phones=(Phone(PhoneType.WORK, "01632 960123", "+441632960123"),),
)
OPTIONS = ExportOptions()


@pytest.fixture(params=[*FORMATS.own, *EXAMPLES])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ExportFormat:
    """Each format in turn."""
    monkeypatch.syspath_prepend(site_folder())
    return FORMATS.load(request.param, EXAMPLES)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """With Ada."""
    with open_store(str(tmp_path / "cardscan.db"), keys_of=match_keys) as opened:
        with opened.transaction() as tx:
            tx.people.add(CardReading(ADA), uid="urn:uuid:1", now=NOW)
        yield opened


def person(number: int, details: ContactDetails = ADA) -> ExportedContact:
    return ExportedContact(number, Contact(number + 1, f"urn:uuid:{number}", details, Relation.MET, NOW))


def test_it_says_for_which_interface_it_is_and_whether_it_takes_pictures(form: ExportFormat) -> None:
    """By these the rest of the program goes."""
    assert form.api == 1
    assert isinstance(form.photos, bool)


@pytest.mark.parametrize("people", [0, 1, 3])
def test_a_file_is_bytes_from_head_to_foot_and_utf_8(form: ExportFormat, people: int) -> None:
    """Also one with nobody in it."""
    pieces = [form.head(OPTIONS), *(form.entry(person(n), OPTIONS).data for n in range(people)), form.foot(OPTIONS)]
    assert b"".join(pieces).decode("utf-8").count("ada@example.com") == people


def test_what_is_in_the_texts_counts_as_written(form: ExportFormat) -> None:
    """Name, firm, address and number of the simplest contact are in every format."""
    written = form.entry(person(0), OPTIONS)
    texts = (written.data.decode(),) if written.texts is None else written.texts
    assert list(lost(person(0).contact, (), texts)) == []


def test_the_same_contact_is_written_the_same_way_twice(form: ExportFormat) -> None:
    """A format keeps nothing between two entries."""
    first = form.entry(person(1), OPTIONS).data
    form.entry(person(1, ContactDetails()), OPTIONS)
    assert form.entry(person(1), OPTIONS).data == first


def test_a_contact_without_anything_is_written_too(form: ExportFormat) -> None:
    """A card that nobody could read is still a card."""
    assert form.entry(person(0, ContactDetails()), OPTIONS).data


# --- plug-ins that fail -----------------------------------------------------------------------------------------------

FAILING = """
from cardscan.contacts.formats.registry import Written
class Plugin:
    api, photos = 1, False
    def head(self, options): return b"head"
    def entry(self, person, options): {entry}
    def foot(self, options): {foot}
"""


@pytest.mark.parametrize(
    ("name", "entry", "foot", "says"),
    [
        ("dividing", "1 / 0", "return b''", "failed on contact 1 (ZeroDivisionError: division by zero)"),
        ("texting", "return Written('text')", "return b''", "gave str in place of bytes"),
        ("nothing", "return None", "return b''", "failed on contact 1 (AttributeError: "),
        ("footless", "return Written(b'')", "raise OSError('x')", "failed at the file's end (OSError: x)"),
    ],
)
def test_a_plug_in_that_fails_is_named_and_the_file_stays_as_it_was(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, entry: str, foot: str, says: str
) -> None:
    """The command puts a file in place only when it is whole."""
    write_plugin(tmp_path, name, "cardscan.exports", FAILING.format(entry=entry, foot=foot))
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PluginError) as caught:
        list(export(store, store.people.each(), name, OPTIONS, LossReport(), named=(name,)))
    assert str(caught.value).startswith(f"the export format `{name}` of {name} 2.1 ")
    assert says in str(caught.value)
    assert str(caught.value).endswith("the export ends there, and a file that was in its place is as it was")


def test_a_plug_in_that_gives_no_texts_is_searched_as_it_is(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So the report of what was lost is right for it, too."""
    code = FAILING.format(entry="return Written(person.contact.display_name.encode())", foot="return b'foot'")
    write_plugin(tmp_path, "textless", "cardscan.exports", code)
    monkeypatch.syspath_prepend(tmp_path)
    report = LossReport()
    data = b"".join(export(store, store.people.each(), "textless", OPTIONS, report, named=("textless",)))
    assert data == b"headAda Examplefoot"
    assert dict(report.kinds) == {"organization": 1, "e-mail address": 1, "phone number": 1}


def test_a_plug_in_that_is_not_installed_is_a_matter_of_the_configuration(store: Store) -> None:
    """Nothing is written before that is known."""
    with pytest.raises(ConfigError, match=r"`plugins\.exports` names 'absent', and no installed package"):
        list(export(store, store.people.each(), "absent", OPTIONS, LossReport(), named=("absent",)))
