"""From a dropped photo to an approved letter: real upload, real reading, real browser; and the phone's narrow door."""

from __future__ import annotations

import base64
import io
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cardscan.model.contact import Decision
from cardscan.model.draft import DraftState
from tests.browser.conftest import PEOPLE, SIZE, Person, approve, card_picture
from tests.patience import PATIENCE_MS, PATIENCE_S

NOELLE = PEOPLE[0]


def photo_of(person: Person) -> bytes:
    """A photo of their card on a dark table, JPEG."""
    photo = Image.new("RGB", (SIZE[0] + 240, SIZE[1] + 200), (52, 46, 40))
    photo.paste(Image.open(io.BytesIO(card_picture(person))), (120, 100))
    stream = io.BytesIO()
    photo.save(stream, "JPEG", quality=90)
    return stream.getvalue()


def drop(view: Any, name: str, data: bytes) -> None:
    """Let go of a file over the page, as a person does with the mouse."""
    view.evaluate(
        """([name, base64]) => {
          const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
          const files = new DataTransfer();
          files.items.add(new File([bytes], name, { type: "image/jpeg" }));
          for (const type of ["dragover", "drop"])
            document.body.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
        }""",
        [name, base64.b64encode(data).decode()],
    )


def wait_read(view: Any) -> None:
    """Until the page says that all is through, by itself."""
    view.get_by_text("All 1 through").wait_for(timeout=PATIENCE_MS)


@pytest.mark.parametrize("way", ["mouse", pytest.param("keyboard", marks=pytest.mark.slow), "without-script"])
def test_from_a_photo_to_an_approved_letter(
    review: Callable[..., Any], tab: Callable[..., Any], tmp_path: Path, way: str
) -> None:
    """Upload, reading in the workers, the event's name, a talk, the letter, the yes; nothing was there before."""
    page = review((), CARDSCAN_OCR_SECOND_READER="off", CARDSCAN_WORKERS_COUNT="1")
    view = tab(java_script_enabled=way != "without-script")
    view.goto(page.url)
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(photo_of(NOELLE))
    if way == "mouse":
        view.get_by_role("link", name="Add photos").first.click()
        view.get_by_label("Where did you meet these people?").fill("Sample Fair")
        drop(view, photo.name, photo.read_bytes())
    else:
        view.goto(f"{page.origin}/upload")
        view.get_by_label("Drop photos anywhere").set_input_files(photo)
        view.get_by_label("Where did you meet these people?").press_sequentially("Sample Fair")
        view.get_by_label("Where did you meet these people?").press("Enter")
    wait_read(view)
    talk = "talked about reading receipts; I send the paper by Friday"
    if way == "keyboard":
        view.wait_for_load_state()  # the script listens to keys from then on
        view.keyboard.press("Enter")
        view.get_by_role("heading", name="Noelle Whitlow").wait_for()
        view.keyboard.press("t")
        view.keyboard.type(talk)
        view.keyboard.press("Enter")
        view.locator(".said").get_by_text("Noted: Noelle Whitlow").wait_for()
        view.wait_for_load_state()
        view.keyboard.press("c")
        view.locator(".said").get_by_text("Confirmed: Noelle Whitlow").wait_for()
        view.wait_for_load_state()
        approve(view, lambda: view.keyboard.press("a"))
    else:
        view.get_by_role("link", name="Review them").click()
        view.get_by_label("What did you talk about").fill(talk)
        view.get_by_role("button", name="Note it").click()
        view.get_by_role("button", name="Fields are right").click()
        approve(view, view.get_by_role("button", name="Approve and next").click)
    view.locator(".said").get_by_text("Approved: Noelle Whitlow").wait_for()
    with page.store() as store:
        (draft,) = store.drafts.all(DraftState.APPROVED)
        assert draft.letter.recipient == NOELLE.email
        (met,) = {encounter.event for encounter in store.encounters.of(draft.contact_id)}
        assert met == "Sample Fair"
        assert store.people.history(draft.contact_id).decision is Decision.FOLLOWED_UP
        assert [Path(place).parent.name for place in store.photos.files(store.cards.all()[0].sha256)] == ["Sample Fair"]


def test_what_is_no_photo_is_refused_and_the_same_photo_is_kept_once(
    review: Callable[..., Any], tab: Callable[..., Any], tmp_path: Path
) -> None:
    """A program with a photo's name, a name that climbs out of the folder, and the same bytes twice."""
    page = review((), CARDSCAN_OCR_SECOND_READER="off", CARDSCAN_WORKERS_COUNT="1")
    view = tab()
    view.goto(page.url)
    view.goto(f"{page.origin}/upload")
    picture = photo_of(NOELLE)
    view.get_by_label("Drop photos anywhere").set_input_files(
        [{"name": "card.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90 no photo at all"},
         {"name": "..\\..\\up & away.jpg", "mimeType": "image/jpeg", "buffer": picture}]
    )  # fmt: skip
    view.get_by_role("button", name="Read them").click()
    view.get_by_text("is no photo that is read here").wait_for()
    view.get_by_text("All 1 through").wait_for(timeout=PATIENCE_MS)
    view.get_by_label("Drop photos anywhere").set_input_files(
        [{"name": "again.jpg", "mimeType": "image/jpeg", "buffer": picture}]
    )
    view.get_by_role("button", name="Read them").click()
    view.get_by_text("read before").wait_for()
    view.get_by_text("All 2 through").wait_for()
    kept = [file.name for file in (tmp_path / "home" / "photos").rglob("*") if file.is_file()]
    assert kept == ["up _ away.jpg"]


def test_a_phone_sends_photos_through_its_own_door_and_nothing_else(
    review: Callable[..., Any], tab: Callable[..., Any], tmp_path: Path
) -> None:
    """The code works once; the other routes are not there; the desk's own cookie and door stay apart."""
    page = review(PEOPLE, arguments=("--lan", "--lan-address", "127.0.0.1"))
    assert page.process.stdout
    found = re.search(r"http://\S+", page.process.stdout.readline())
    assert found
    address, origin = found[0], found[0].partition("/open")[0]
    phone = tab(viewport={"width": 390, "height": 800}, expect_refusals=True)
    phone.goto(address)
    phone.get_by_role("heading", name="Send photos of cards").wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert "Noelle" not in phone.content()
    for path in ("/person/1", "/people", "/picture/card/1.jpg", "/card/1", "/?lane=all", "/undo", "/upload/state"):
        answer = phone.request.get(f"{origin}{path}")
        assert "Noelle" not in answer.text()
        assert answer.status in (200, 404, 405), path
        assert answer.status != 200 or path.startswith("/?")
    assert phone.request.post(f"{origin}/undo", headers={"origin": origin}).status == 404
    second = tab(expect_refusals=True)
    second.goto(address)
    second.get_by_text("This code was used already").wait_for()
    assert second.request.post(f"{origin}/upload", headers={"origin": origin}).status in (403, 411)
    phone.get_by_label("Or choose several").set_input_files(
        [{"name": "IMG_7.jpg", "mimeType": "image/jpeg", "buffer": photo_of(PEOPLE[3])}]
    )
    phone.get_by_role("button", name="Send to the computer").click()
    phone.get_by_text("1 photo sent").wait_for()
    assert [file.name for file in (tmp_path / "home" / "photos").iterdir()] == ["IMG_7.jpg"]
    desk = tab()
    desk.goto(page.url)
    desk.goto(f"{page.origin}/upload")
    desk.get_by_role("button", name="New code for another phone").click()
    fresh = desk.locator("#phone code").inner_text()
    assert fresh not in ("", address)
    second.goto(fresh)
    second.get_by_role("heading", name="Send photos of cards").wait_for()


def test_a_photo_that_was_received_is_read_after_the_page_was_killed(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """Kept on the disk first: kill -9 right after the upload loses nothing, and nothing is read twice."""
    page = review((), CARDSCAN_OCR_SECOND_READER="off", CARDSCAN_WORKERS_COUNT="1")
    view = tab(expect_refusals=True)
    view.goto(page.url)
    view.goto(f"{page.origin}/upload")
    view.get_by_label("Drop photos anywhere").set_input_files(
        [{"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo_of(NOELLE)}]
    )
    view.get_by_role("button", name="Read them").click()
    view.get_by_text("received; reading begins").wait_for()
    page.process.kill()
    page.process.wait()
    page = review((), db=page.db, CARDSCAN_OCR_SECOND_READER="off", CARDSCAN_WORKERS_COUNT="1")
    until = time.monotonic() + PATIENCE_S
    with page.store() as store:
        while not store.cards.all() and time.monotonic() < until:
            time.sleep(0.2)
        assert [contact.display_name for contact in store.people.all()] == [NOELLE.name]
        assert len(store.cards.all()) == 1
