"""A store with drawn cards, the review page over it, and a real browser in front of it."""

from __future__ import annotations

import io
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

from cardscan.contacts.matching.keys import match_keys
from cardscan.model.encounter import CardOrigin, Encounter, TalkDepth
from cardscan.model.geometry import Box, Quad
from cardscan.model.reading import (
    Alternative,
    CardReading,
    ContactDetails,
    Field,
    FieldKind,
    PersonName,
    Phone,
    PhoneType,
    Recommendation,
)
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import Store, open_store
from tests.patience import PATIENCE_MS
from tests.warm_program import Started, WarmProgram

SIZE = (1050, 600)
ROWS = {FieldKind.NAME: (70, 62), FieldKind.TITLE: (160, 36), FieldKind.ORGANIZATION: (225, 40),
        FieldKind.EMAIL: (420, 40), FieldKind.PHONE: (490, 40)}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """One fictional person, and how their card is read."""

    name: str
    firm: str
    email: str
    title: str = "Engineer"
    phone: str = "+442079460958"
    read_email: str = ""
    talk: str = ""
    strong: bool = True


def card_picture(person: Person) -> bytes:
    """The card as it is stored, JPEG."""
    picture = Image.new("RGB", SIZE, (252, 251, 248))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 24, SIZE[1]), fill=(43, 93, 80))
    texts = {FieldKind.NAME: person.name, FieldKind.TITLE: person.title, FieldKind.ORGANIZATION: person.firm,
             FieldKind.EMAIL: person.email, FieldKind.PHONE: person.phone}  # fmt: skip
    for kind, (y, size) in ROWS.items():
        draw.text((80, y), texts[kind].encode("ascii", "replace").decode(), (25, 25, 35), ImageFont.load_default(size))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=80)
    return stream.getvalue()


def reading_of(person: Person) -> CardReading:
    """What was read; a wrong e-mail comes with the right one as an alternative."""
    read = person.read_email or person.email
    doubt = bool(person.read_email)

    def field(kind: FieldKind, text: str, confidence: float = 0.97) -> Field:
        top, size = ROWS[kind]
        options = (Alternative(person.email, 0.3),) if doubt and kind is FieldKind.EMAIL else ()
        box = Box(78, top, min(900, 24 * len(text)), size + 14)
        return Field(kind, text, text, confidence, box, ("stands alone in its line",), options)

    return CardReading(
        details=ContactDetails(
            name=PersonName(person.name, *person.name.split(" ", 1)) if " " in person.name else PersonName(person.name),
            titles=(person.title,),
            organization=person.firm,
            phones=(Phone(PhoneType.WORK, person.phone, person.phone),),
            emails=(read,),
        ),
        fields=(
            field(FieldKind.NAME, person.name),
            field(FieldKind.TITLE, person.title),
            field(FieldKind.ORGANIZATION, person.firm),
            field(FieldKind.EMAIL, read, 0.62 if doubt else 0.98),
            field(FieldKind.PHONE, person.phone),
        ),
        country="GB",
        language="en",
        recommendation=Recommendation.STRONG if person.strong and not doubt else Recommendation.MEDIUM,
        text=(person.name, person.title, person.firm, read, person.phone),
    )


def put(store: Store, person: Person, number: int, *, now: datetime) -> int:
    """Store the person's card as a scan would; the contact's number."""
    reading = reading_of(person)
    card = ScannedCard(0, Quad.whole(*SIZE), SIZE, reading, {}, "drawn", crop_jpeg=card_picture(person))
    with store.transaction() as tx:
        photo = tx.photos.add(ScannedPhoto(f"IMG_{number}.jpg", f"{number:064x}", (card,)), now=now)
        card_id = tx.cards.add(photo, card, now=now)
        contact = tx.people.add(reading, uid=f"urn:uuid:{number}", card_id=card_id, now=now)
        met = Encounter(event="Sample Fair", day=now.date(), origin=CardOrigin.HANDED_OVER,
                        depth=TalkDepth.REAL_TALK if person.talk else TalkDepth.UNKNOWN, talk=person.talk)  # fmt: skip
        tx.encounters.add(contact.id, met, card_id=card_id, now=now)
    return contact.id


PEOPLE = (
    Person("Noelle Whitlow", "Finchgate Capital", "noelle.whitlow@finchgate.example.com", talk="reading receipts"),
    Person("Gavin Marsden", "Tarnbrook Ltd", "gavin.marsden@tarnbrook.example.org",
           read_email="gavin.rnarsden@tarnbrook.example.org", talk="printing on tin"),
    Person("Monica Ferreira", "Castlegate Studio", "monica.ferreira@castlegate.example.net"),
    Person("Daniel Hartwell", "Ravensmark Robotics", "daniel.hartwell@ravensmark.example.com", strong=False),
)  # fmt: skip


@dataclass
class Page:
    """A running review page.

    Attributes:
        url: With the ticket.
        db: Its store.
    """

    url: str
    db: Path
    process: Started

    @property
    def origin(self) -> str:
        """http://127.0.0.1:PORT"""
        return self.url.partition("/open")[0]

    @property
    def port(self) -> int:
        """The port."""
        return int(self.origin.rpartition(":")[2])

    def store(self) -> Store:
        """The store, opened beside the page."""
        return open_store(self.db, keys_of=match_keys, create=False)


@pytest.fixture
def review(tmp_path: Path, program: WarmProgram) -> Iterator[Callable[..., Page]]:
    """Start `cardscan review` over these people."""
    started: list[Page] = []

    def start(
        people: tuple[Person, ...] = PEOPLE,
        *,
        db: Path | None = None,
        arguments: tuple[str, ...] = (),
        **environment: str,
    ) -> Page:
        db = db or tmp_path / "review.db"
        with open_store(db, keys_of=match_keys) as store:
            for number, person in enumerate(people, 1):
                put(store, person, number, now=datetime.now(UTC))
        settings = {"CARDSCAN_HOME": str(tmp_path / "home"), "CARDSCAN_SENDER_NAME": "Robin Sample",
                    "CARDSCAN_SENDER_EMAIL": "robin@sample.example.org"}  # fmt: skip
        process = program.start(
            ["review", "--no-browser", "--db", str(db), *arguments], cwd=tmp_path,
            env={**os.environ, **settings, **environment},
        )  # fmt: skip
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line + process.stderr.read()
        started.append(Page(found[0], db, process))
        return started[-1]

    yield start
    for page in started:
        page.process.kill()
        page.process.communicate()


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Any]:
    """What drives the browser."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: make setup-browser")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright (for chromium) is not installed")
    with sync_api.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(playwright: Any) -> Iterator[Any]:
    """A headless Chromium; one a test process."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def chromium_with(playwright: Any) -> Iterator[Callable[..., Any]]:
    """A Chromium with further arguments."""
    browsers = []

    def launch(*arguments: str) -> Any:
        browsers.append(playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *arguments]))
        return browsers[-1]

    yield launch
    for browser in browsers:
        browser.close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a tab in a context of its own; whatever a page complains about fails the test."""
    complaints: list[str] = []
    contexts = []

    def open_tab(*, expect_refusals: bool = False, **options: Any) -> Any:
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        if not expect_refusals:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        return page

    yield open_tab
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def foreign_site() -> Iterator[Callable[[str], str]]:
    """Serve one HTML page from another port; its address."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    servers = []

    def serve(html: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(html.encode())

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def approve(view: Any, do: Callable[[], None]) -> None:
    """Approve the letter on the page, by `do`; once more where the page says that it was not in view as a whole yet."""
    do()
    said = view.locator(".said")
    said.get_by_text(re.compile("Approved: |This is the letter as it stands")).wait_for()
    if not said.get_by_text("Approved: ").count():
        do()
    said.get_by_text("Approved: ").wait_for()
