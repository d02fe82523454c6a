"""CardDAV against a real Radicale on loopback, which every test run starts itself."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from cardscan.app.cli import main
from cardscan.contacts.carddav import AddressBookServer
from cardscan.contacts.matching.keys import match_keys
from cardscan.errors import ServerError, UsageError
from cardscan.model.address_book import Publication
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.store import Store, ValueKind, open_store
from cardscan.workflows.exchange.pushing import KeptVersion, Pushed, PushOutcome, push
from tests.system.book_server import PASSWORD, USER, Radicale

pytest.importorskip("radicale", reason="Radicale is not installed: pip install radicale")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    running = Radicale(tmp_path_factory.mktemp("radicale"))
    yield running
    running.stop()


@pytest.fixture
def book(radicale: Radicale, request: pytest.FixtureRequest) -> str:
    """An address book of this test's own."""
    return radicale.add_book(f"b{abs(hash(request.node.name))}")


@pytest.fixture
def server(radicale: Radicale) -> Iterator[AddressBookServer]:
    client = AddressBookServer(radicale.url, USER, PASSWORD)
    yield client
    client.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(str(tmp_path / "cardscan.db"), keys_of=match_keys) as opened:
        yield opened


def add(store: Store, name: str, number: int = 1) -> int:
    details = ContactDetails(PersonName(name), emails=(f"person{number}@firm.example",))
    with store.transaction() as tx:
        return tx.people.add(CardReading(details), uid=f"urn:uuid:0000-0000-{number:04}", now=NOW).id


def pushed(store: Store, server: AddressBookServer, book: str, **options: bool) -> list[Pushed]:
    return [outcome.pushed for outcome in push(store, server, book, store.people.each(), now=NOW, **options)]


def path_of(store: Store, book: str, contact: int = 1) -> str:
    return store.address_books.publications(book)[contact].href


def test_the_address_book_is_found_from_the_server_alone(radicale: Radicale, server: AddressBookServer) -> None:
    """Principal, home, and the one address book with this name; several without a name are listed."""
    radicale.add_book("other")
    direct = AddressBookServer(f"{radicale.url}{USER}/people/", USER, PASSWORD)
    assert direct.address_book() == f"{radicale.url}{USER}/people/"
    direct.close()
    with pytest.raises(UsageError, match=r"choose one.*people/"):
        server.address_book()


def test_contacts_are_created_once_and_then_left_alone(
    store: Store, server: AddressBookServer, book: str, radicale: Radicale
) -> None:
    """The second push sends nothing; a phone reads what the first one wrote."""
    add(store, "Ada Beispiel; \\ 🙂", 1)
    add(store, "נועה דוגמה", 2)
    assert pushed(store, server, book) == [Pushed.CREATED, Pushed.CREATED]
    assert pushed(store, server, book) == [Pushed.UNCHANGED, Pushed.UNCHANGED]
    status, card = radicale.ask("GET", path_of(store, book))
    assert status == 200
    assert "Ada Beispiel\\; \\\\ 🙂" in card.decode()


def test_what_was_talked_about_is_never_pushed(
    store: Store, server: AddressBookServer, book: str, radicale: Radicale
) -> None:
    """Neither talk, promise and private note nor the event: the server is not this machine."""
    number = add(store, "Ada Beispiel")
    met = Encounter("Optics Days", talk="her move", promises=(Promise("a paper"),), note="shy")
    with store.transaction() as tx:
        tx.encounters.add(number, met, now=NOW)
    pushed(store, server, book)
    card = radicale.ask("GET", path_of(store, book))[1]
    assert b"Ada Beispiel" in card
    assert not [word for word in (b"Optics Days", b"her move", b"a paper", b"shy") if word in card]


def test_a_changed_contact_is_updated(store: Store, server: AddressBookServer, book: str, radicale: Radicale) -> None:
    """While the card is as we left it."""
    number = add(store, "Ada Beispiel")
    pushed(store, server, book)
    with store.transaction() as tx:
        tx.people.correct(number, ValueKind.EMAIL, ["new@firm.example"], now=NOW, actor="me")
    assert pushed(store, server, book) == [Pushed.UPDATED]
    assert b"new@firm.example" in radicale.ask("GET", path_of(store, book))[1]
    assert pushed(store, server, book) == [Pushed.UNCHANGED]


def changed(store: Store, number: int) -> None:
    later = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    with store.transaction() as tx:
        tx.people.correct(number, ValueKind.EMAIL, ["mine@firm.example"], now=later, actor="me")


def test_what_was_changed_there_is_shown_and_never_overwritten(
    store: Store, server: AddressBookServer, book: str, radicale: Radicale
) -> None:
    """Changed by a phone, deleted by a phone: the address book stays as the phone left it."""
    for number in (1, 2):
        add(store, f"Ada {number}", number)
    pushed(store, server, book)
    theirs = (
        radicale.ask("GET", path_of(store, book, 1))[1].replace(b"person1", b"phone").replace(b"REV:2026", b"REV:2027")
    )
    assert radicale.ask("PUT", path_of(store, book, 1), theirs)[0] in (200, 201, 204)
    assert radicale.ask("DELETE", path_of(store, book, 2))[0] in (200, 204)
    for number in (1, 2):
        changed(store, number)
    outcomes = list(push(store, server, book, store.people.each(), now=NOW))
    assert [outcome.pushed for outcome in outcomes] == [Pushed.CONFLICT, Pushed.CONFLICT]
    assert "was changed in the address book" in outcomes[0].why
    assert "was deleted in the address book" in outcomes[1].why
    assert b"phone@firm.example" in radicale.ask("GET", path_of(store, book, 1))[1]
    assert radicale.ask("GET", path_of(store, book, 2))[0] == 404


def edited_there(radicale: Radicale, path: str, *changes: tuple[bytes, bytes]) -> None:
    """Another program changes the card."""
    card = radicale.ask("GET", path)[1]
    for old, new in changes:
        assert old in card
        card = card.replace(old, new)
    assert radicale.ask("PUT", path, card)[0] in (200, 201, 204)


def decided(store: Store, server: AddressBookServer, book: str, side: KeptVersion, *numbers: int) -> list[PushOutcome]:
    keep = dict.fromkeys(numbers, side)
    return list(push(store, server, book, store.people.each(), now=NOW, keep=keep, actor="me"))


def test_a_conflict_shows_what_differs_and_mine_replaces_theirs_on_request(
    store: Store, server: AddressBookServer, book: str, radicale: Radicale
) -> None:
    """Changed there and deleted there; only the contacts that were named; what was given up is said."""
    for number in (1, 2, 3):
        add(store, f"Ada {number}", number)
    pushed(store, server, book)
    for number in (1, 3):
        edited_there(radicale, path_of(store, book, number), (f"person{number}".encode(), b"phone"))
    radicale.ask("DELETE", path_of(store, book, 2))
    for number in (1, 2, 3):
        changed(store, number)
    outcomes = decided(store, server, book, KeptVersion.MINE, 1, 2)
    assert [outcome.pushed for outcome in outcomes] == [Pushed.KEPT_MINE, Pushed.KEPT_MINE, Pushed.CONFLICT]
    assert "email: there phone@firm.example, here mine@firm.example" in outcomes[0].why
    assert "email: there phone@firm.example, here mine@firm.example" in outcomes[2].why
    for number, address in ((1, b"mine@firm.example"), (2, b"mine@firm.example"), (3, b"phone@firm.example")):
        assert address in radicale.ask("GET", path_of(store, book, number))[1]
    assert pushed(store, server, book) == [Pushed.UNCHANGED, Pushed.UNCHANGED, Pushed.CONFLICT]


def test_theirs_is_taken_as_a_correction_on_request(
    store: Store, server: AddressBookServer, book: str, radicale: Radicale
) -> None:
    """Name and number of theirs hold here, a birthday they added is kept, and nothing is sent over it afterwards."""
    number = add(store, "Ada Beispiel")
    pushed(store, server, book)
    path = path_of(store, book)
    added = b"TEL;TYPE=CELL:+491701234567\r\nBDAY:1980-02-29\r\nEND:VCARD"
    edited_there(radicale, path, (b"FN:Ada Beispiel", b"FN:Ada Muster"), (b"END:VCARD", added))
    changed(store, number)
    (outcome,) = decided(store, server, book, KeptVersion.THEIRS, number)
    assert outcome.pushed is Pushed.KEPT_THEIRS
    assert "name: there Ada Muster, here Ada Beispiel" in outcome.why
    details = store.people.get(number).details
    assert details.name is not None
    assert (details.name.full, details.emails) == ("Ada Muster", ("person1@firm.example",))
    assert [phone.e164 for phone in details.phones] == ["+491701234567"]
    assert [item.value for item in store.address_books.kept_properties(number) if item.name == "BDAY"] == ["1980-02-29"]
    assert pushed(store, server, book) == [Pushed.UNCHANGED]
    assert b"BDAY:1980-02-29" in radicale.ask("GET", path)[1]
    with store.transaction() as tx:
        tx.people.correct(number, ValueKind.TITLE, ["Head"], now=LATER, actor="me")
    assert pushed(store, server, book) == [Pushed.UPDATED]
    card = radicale.ask("GET", path)[1]
    assert b"TITLE:Head" in card
    assert b"BDAY:1980-02-29" in card


def test_what_stays_deleted_there_is_put_back_only_on_request(
    store: Store, server: AddressBookServer, book: str, radicale: Radicale
) -> None:
    """Said each time, also when it is changed here; the contact stays here."""
    number = add(store, "Ada Beispiel")
    pushed(store, server, book)
    path = path_of(store, book)
    radicale.ask("DELETE", path)
    changed(store, number)
    assert [each.pushed for each in decided(store, server, book, KeptVersion.THEIRS, number)] == [Pushed.KEPT_THEIRS]
    with store.transaction() as tx:
        tx.people.correct(number, ValueKind.TITLE, ["Head"], now=LATER, actor="me")
    assert pushed(store, server, book) == [Pushed.LEFT_OUT]
    assert radicale.ask("GET", path)[0] == 404
    assert [each.pushed for each in decided(store, server, book, KeptVersion.MINE, number)] == [Pushed.CREATED]
    assert b"TITLE:Head" in radicale.ask("GET", path)[1]


def test_a_conflict_with_a_card_of_nobody_stays_one(
    store: Store, server: AddressBookServer, book: str, radicale: Radicale
) -> None:
    """What stands there has no name, number or address: there is nothing to take."""
    number = add(store, "Ada Beispiel")
    pushed(store, server, book)
    path = path_of(store, book)
    empty = b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:urn:uuid:0000-0000-0001\r\nFN:\r\nN:;;;;\r\nEND:VCARD\r\n"
    assert radicale.ask("PUT", path, empty)[0] in (200, 201, 204)
    changed(store, number)
    assert [each.pushed for each in decided(store, server, book, KeptVersion.THEIRS, number)] == [Pushed.CONFLICT]
    assert store.people.get(number).details.emails == ("mine@firm.example",)


def test_somebody_elses_card_of_that_name_is_left_as_it_is(
    store: Store, server: AddressBookServer, book: str, radicale: Radicale
) -> None:
    """If-None-Match holds."""
    add(store, "Ada Beispiel")
    path = book.removeprefix(radicale.url) + "0000-0000-0001.vcf"
    other = b"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:other\r\nFN:Other\r\nN:Other;;;;\r\nEND:VCARD\r\n"
    assert radicale.ask("PUT", path, other)[0] == 201
    assert pushed(store, server, book) == [Pushed.CONFLICT]
    assert b"FN:Other" in radicale.ask("GET", path)[1]


def test_a_change_there_that_left_its_time_alone_is_seen_too(
    store: Store, server: AddressBookServer, book: str, radicale: Radicale
) -> None:
    """Not every program writes REV: what the card says counts, not its time alone."""
    add(store, "Ada Beispiel")
    pushed(store, server, book)
    theirs = radicale.ask("GET", path_of(store, book))[1].replace(b"person1", b"phone")
    assert radicale.ask("PUT", path_of(store, book), theirs)[0] in (200, 201, 204)
    before = store.address_books.publications(book)[1]
    with store.transaction() as tx:
        tx.address_books.set_publication(book, dataclasses.replace(before, sha256="0" * 64))
    assert pushed(store, server, book) == [Pushed.CONFLICT]


@pytest.mark.parametrize("update", [False, True])
def test_a_push_that_was_cut_off_before_it_could_remember_goes_on(
    update: bool, store: Store, server: AddressBookServer, book: str
) -> None:
    """The server has the card, the store does not know: our own card is recognised and nothing is doubled."""
    number = add(store, "Ada Beispiel")
    if update:
        pushed(store, server, book)
        changed(store, number)
    before = store.address_books.publications(book)
    pushed(store, server, book)
    with store.transaction() as tx:
        tx.address_books.drop_publication(book, number)
        for publication in before.values():
            tx.address_books.set_publication(book, publication)
    assert pushed(store, server, book) == [Pushed.UPDATED if update else Pushed.CREATED]
    assert pushed(store, server, book) == [Pushed.UNCHANGED]


def test_a_dry_run_sends_nothing(store: Store, server: AddressBookServer, book: str) -> None:
    """And remembers nothing."""
    add(store, "Ada Beispiel")
    assert pushed(store, server, book, dry_run=True) == [Pushed.CREATED]
    assert store.address_books.publications(book) == {}
    assert pushed(store, server, book) == [Pushed.CREATED]


def test_a_wrong_password_is_said_and_not_repeated(radicale: Radicale) -> None:
    """The message has the address and no password."""
    client = AddressBookServer(f"{radicale.url}{USER}/people/", USER, "secret-wrong")
    with pytest.raises(ServerError, match="check user and password") as caught:
        client.address_book()
    assert "secret-wrong" not in str(caught.value)
    client.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://dav.example/", "use https"),
        ("http://127.0.0.1.dav.example/", "use https"),
        ("https://ada:secret@dav.example/", "leave user and password out"),
        ("ftp://dav.example/", "no web address"),
        ("dav.example", "no web address"),
    ],
)
def test_the_password_never_goes_in_the_open(url: str, said: str) -> None:
    """https is required, but for this machine."""
    with pytest.raises(UsageError, match=said) as caught:
        AddressBookServer(url, "ada", "pw")
    assert "secret" not in str(caught.value)


class Hostile(BaseHTTPRequestHandler):
    """Answers what a server that was taken over might."""

    answers: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {}

    def do_PROPFIND(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, headers, body = self.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((302, {"Location": "https://evil.example/"}, b""), "another host"),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "another host"),
        ((301, {"Location": "/"}, b""), "in circles"),
        ((207, {}, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"), "no XML"),
        ((207, {}, b"<x>" * 100), "no XML"),
        ((207, {}, b"x" * 10_000_100), "larger than"),
        ((500, {}, b"oops"), "HTTP 500"),
    ],
)
def test_a_hostile_server_gets_nothing(answer: tuple[int, dict[str, str], bytes], said: str) -> None:
    """No password to another host, no XML bomb, no endless answer; a sentence each."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Hostile) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        Hostile.answers = {"/": answer}
        client = AddressBookServer(f"http://127.0.0.1:{http.server_address[1]}/", "ada", "pw")
        with pytest.raises(ServerError, match=said):
            client.address_book()
        client.close()
        http.shutdown()


def test_the_command_pushes_and_says_what_it_did(
    book: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The password comes from the environment; it is in no output and not in the store."""
    database = tmp_path / "cardscan.db"
    with open_store(str(database), keys_of=match_keys) as store:
        add(store, "Ada Beispiel")
    monkeypatch.setenv("CARDSCAN_CARDDAV_PASSWORD", PASSWORD)
    assert main(["contacts", "push", book, "--user", USER, "--db", str(database)]) == 0
    assert "1 created" in capsys.readouterr().out
    assert main(["contacts", "push", book, "--user", USER, "--db", str(database)]) == 0
    assert "1 unchanged" in capsys.readouterr().out
    assert PASSWORD.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("cardscan.db*"))
    monkeypatch.delenv("CARDSCAN_CARDDAV_PASSWORD")
    assert main(["contacts", "push", book, "--user", USER, "--db", str(database)]) == 2
    assert "CARDSCAN_CARDDAV_PASSWORD" in capsys.readouterr().err


def test_the_command_names_the_way_out_of_a_conflict_and_takes_it(
    radicale: Radicale, book: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 with the differences; then --keep-mine; both at once for one contact is a mistake."""
    database = str(tmp_path / "cardscan.db")
    with open_store(database, keys_of=match_keys) as store:
        add(store, "Ada Beispiel")
    monkeypatch.setenv("CARDSCAN_CARDDAV_PASSWORD", PASSWORD)
    command = ["contacts", "push", book, "--user", USER, "--db", database]
    assert main(command) == 0
    with open_store(database, keys_of=match_keys) as store:
        changed(store, 1)
        edited_there(radicale, path_of(store, book), (b"person1", b"phone"))
    capsys.readouterr()
    assert main(command) == 1
    said = capsys.readouterr().err
    assert "#1 Ada Beispiel: was changed in the address book since" in said
    assert "there phone@firm.example, here mine@firm.example" in said
    assert "--keep-mine NUMBER or --keep-theirs NUMBER" in said
    assert main([*command, "--keep-mine", "1", "--keep-theirs", "1"]) == 2
    assert main([*command, "--keep-mine", "1"]) == 0
    assert "replaced by yours: email: there phone@firm.example" in capsys.readouterr().out


@pytest.mark.parametrize("from_server", [False, True])
def test_a_forgotten_person_on_a_server_is_said_or_deleted_there(
    from_server: bool,
    radicale: Radicale,
    book: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Named before and after with its path; with --from-server it goes, also when it was changed there since."""
    database = str(tmp_path / "cardscan.db")
    with open_store(database, keys_of=match_keys) as store:
        add(store, "Ada Beispiel")
    monkeypatch.setenv("CARDSCAN_CARDDAV_PASSWORD", PASSWORD)
    assert main(["contacts", "push", book, "--user", USER, "--db", database]) == 0
    with open_store(database, keys_of=match_keys) as store:
        path = path_of(store, book)
    edited_there(radicale, path, (b"person1", b"phone"))
    capsys.readouterr()
    command = ["contacts", "forget", "1", "--yes", "--db", database]
    assert main([*command, "--from-server", "--user", USER] if from_server else command) == 0
    said = capsys.readouterr()
    assert path in said.out
    assert ("STILL in the address book" in said.err) is not from_server
    assert (f"Deleted in {book}" in said.out) is from_server
    assert radicale.ask("GET", path)[0] == (404 if from_server else 200)


def test_nobody_is_forgotten_while_the_server_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked to delete there too, and it cannot: the person is still here, and the same command goes on later."""
    database = str(tmp_path / "cardscan.db")
    with open_store(database, keys_of=match_keys) as store:
        add(store, "Ada Beispiel")
        with store.transaction() as tx:
            tx.address_books.set_publication(
                "http://127.0.0.1:1/ada/b/", Publication(1, "/ada/b/1.vcf", "", "0" * 64, NOW)
            )
    monkeypatch.setenv("CARDSCAN_CARDDAV_PASSWORD", PASSWORD)
    assert main(["contacts", "forget", "1", "--yes", "--db", database, "--from-server", "--user", USER]) != 0
    assert "cannot be reached" in capsys.readouterr().err
    with open_store(database, keys_of=match_keys) as store:
        assert len(store.people.all()) == 1
