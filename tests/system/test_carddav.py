"""CardDAV against a real Radicale on loopback, which every test run starts itself."""

from __future__ import annotations

import base64
import dataclasses
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from cardscan.app.cli import main
from cardscan.contacts.carddav import AddressBookServer
from cardscan.contacts.keys import match_keys
from cardscan.errors import ServerError, UsageError
from cardscan.exchange.pushing import Pushed, push
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.store import Store, ValueKind, open_store

pytest.importorskip("radicale", reason="Radicale is not installed: pip install radicale")
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
USER, PASSWORD = "ada", "correct höhrse"
MAKE_BOOK = b"""<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><set><prop>
<resourcetype><collection/><c:addressbook/></resourcetype><displayname>People</displayname></prop></set></mkcol>"""


class Radicale:
    """A server with one user, in a folder that is thrown away."""

    def __init__(self, folder: Path) -> None:
        (folder / "users").write_text(f"{USER}:{PASSWORD}\n", "utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        options = ["--server-hosts", f"127.0.0.1:{self.port}", "--auth-type", "htpasswd", "--auth-delay", "0"]
        options += ["--auth-htpasswd-filename", str(folder / "users"), "--auth-htpasswd-encryption", "plain"]
        options += ["--storage-filesystem-folder", str(folder / "collections")]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "radicale", "--config", "", *options], stdout=log, stderr=log
            )
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                assert self._process.poll() is None, (folder / "log").read_text()
                time.sleep(0.05)
        self.add_book("people")

    def add_book(self, name: str) -> str:
        status, _ = self.ask("MKCOL", f"{USER}/{name}/", MAKE_BOOK)
        assert status == 201
        return f"{self.url}{USER}/{name}/"

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """A request of another program, as its user's phone would send it."""
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {token}"}
        request = urllib.request.Request(self.url + path.lstrip("/"), body, headers, method=method)  # noqa: S310
        if body:
            request.add_header("Content-Type", "application/xml" if method == "MKCOL" else "text/vcard")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(20)


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
        return tx.add_contact(CardReading(details), uid=f"urn:uuid:0000-0000-{number:04}", now=NOW).id


def pushed(store: Store, server: AddressBookServer, book: str, **options: bool) -> list[Pushed]:
    return [outcome.pushed for outcome in push(store, server, book, store.each_contact(), now=NOW, **options)]


def path_of(store: Store, book: str, contact: int = 1) -> str:
    return store.publications(book)[contact].href


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


def test_a_changed_contact_is_updated(store: Store, server: AddressBookServer, book: str, radicale: Radicale) -> None:
    """While the card is as we left it."""
    number = add(store, "Ada Beispiel")
    pushed(store, server, book)
    with store.transaction() as tx:
        tx.correct(number, ValueKind.EMAIL, ["new@firm.example"], now=NOW, actor="me")
    assert pushed(store, server, book) == [Pushed.UPDATED]
    assert b"new@firm.example" in radicale.ask("GET", path_of(store, book))[1]
    assert pushed(store, server, book) == [Pushed.UNCHANGED]


def changed(store: Store, number: int) -> None:
    later = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    with store.transaction() as tx:
        tx.correct(number, ValueKind.EMAIL, ["mine@firm.example"], now=later, actor="me")


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
    outcomes = list(push(store, server, book, store.each_contact(), now=NOW))
    assert [outcome.pushed for outcome in outcomes] == [Pushed.CONFLICT, Pushed.CONFLICT]
    assert "was changed in the address book" in outcomes[0].why
    assert "was deleted in the address book" in outcomes[1].why
    assert b"phone@firm.example" in radicale.ask("GET", path_of(store, book, 1))[1]
    assert radicale.ask("GET", path_of(store, book, 2))[0] == 404


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
    before = store.publications(book)[1]
    with store.transaction() as tx:
        tx.set_publication(book, dataclasses.replace(before, sha256="0" * 64))
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
    before = store.publications(book)
    pushed(store, server, book)
    with store.transaction() as tx:
        tx.drop_publication(book, number)
        for publication in before.values():
            tx.set_publication(book, publication)
    assert pushed(store, server, book) == [Pushed.UPDATED if update else Pushed.CREATED]
    assert pushed(store, server, book) == [Pushed.UNCHANGED]


def test_a_dry_run_sends_nothing(store: Store, server: AddressBookServer, book: str) -> None:
    """And remembers nothing."""
    add(store, "Ada Beispiel")
    assert pushed(store, server, book, dry_run=True) == [Pushed.CREATED]
    assert store.publications(book) == {}
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
