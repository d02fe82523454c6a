"""The photo behind a card: shown with outlines, read again another way up, cards split and joined."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from cardscan.contacts.matching.keys import match_keys
from cardscan.model.geometry import Quad
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import Store, ValueKind, open_store
from cardscan.workflows.intake.intake import stamp_of
from tests.browser.conftest import PEOPLE, SIZE, Person, card_picture, put, reading_of
from tests.patience import PATIENCE_MS

LEFT, TOP = 100, 80


def put_upside_down(store: Store, folder: Path, person: Person) -> Path:
    """A photo on which the card lies upside down and was read as such: nothing but rubbish; its file."""
    card = Image.open(io.BytesIO(card_picture(person))).rotate(180)
    photo = Image.new("RGB", (SIZE[0] + 2 * LEFT, SIZE[1] + 2 * TOP), (70, 60, 50))
    photo.paste(card, (LEFT, TOP))
    file = folder / "upside-down.jpg"
    photo.save(file, quality=92)
    data = file.read_bytes()
    corners = tuple((x + LEFT, y + TOP) for x, y in Quad.whole(*SIZE).corners)
    reading = reading_of(Person("WOO ELDMEXE", "pjOYXUIJ", "x@rubbish.example.org", strong=False))
    scanned = ScannedCard(0, Quad(corners), SIZE, reading, {}, "drawn", crop_jpeg=card_picture(person))  # type: ignore[arg-type]
    now = datetime.now(UTC)
    with store.transaction() as tx:
        number = tx.photos.add(
            ScannedPhoto(file.name, hashlib.sha256(data).hexdigest(), (scanned,)), stamp=stamp_of(file), now=now
        )
        card_id = tx.cards.add(number, scanned, now=now)
        tx.people.add(reading, uid="urn:uuid:upside", card_id=card_id, now=now)
        tx.people.correct(1, ValueKind.TITLE, ["Owner"], now=now, actor="robin")
    return file


def test_a_card_is_turned_on_its_photo_and_read_again_and_that_is_taken_back(
    review: Callable[..., Any], tab: Callable[..., Any], tmp_path: Path
) -> None:
    """By keys and one button, through the shut-in workers; the corrected title stays, the photo shows the outline."""
    db = tmp_path / "turned.db"
    with open_store(db, keys_of=match_keys) as store:
        put_upside_down(store, tmp_path, PEOPLE[0])
    page = review((), db=db, CARDSCAN_OCR_SECOND_READER="off")
    view = tab()
    view.set_default_timeout(PATIENCE_MS)
    view.goto(page.url)
    view.goto(f"{page.origin}/person/1")
    view.keyboard.press("o")
    view.get_by_role("heading", name="Card of WOO ELDMEXE").wait_for()
    outline = view.locator("polygon.here").bounding_box()
    photo = view.locator("svg.photo").bounding_box()
    assert abs(outline["width"] / photo["width"] - SIZE[0] / (SIZE[0] + 2 * LEFT)) < 0.03
    crop = "fetch('/picture/card/1.jpg').then(r => r.blob()).then(b => b.size)"
    before = view.evaluate(crop)
    assert view.evaluate("fetch(document.querySelector('svg.photo image').href.baseVal).then(r => r.status)") == 200
    view.get_by_role("button", name="Upside down").click()
    view.get_by_text("Read again: Noelle Whitlow").wait_for()
    assert view.evaluate(crop) != before  # not the browser's old copy
    with page.store() as store:
        details = store.people.get(1).details
        assert details.emails == ("noelle.whitlow@finchgate.example.com",)
        assert details.titles == ("Owner",)
        first = store.cards.get(1).reading["quad"][0]
        assert (first[0], first[1]) == (LEFT + SIZE[0], TOP + SIZE[1])
    view.wait_for_load_state()  # the script listens to keys from then on
    view.keyboard.press("u")
    view.get_by_text("Taken back (read again)").wait_for()
    with page.store() as store:
        assert store.people.get(1).display_name == "WOO ELDMEXE"


def test_front_and_back_become_one_person_and_two_again(review: Callable[..., Any], tab: Callable[..., Any]) -> None:
    """Without a script: join from the card's page, split the other card off, and what is gone is said."""
    page = review()
    view = tab(java_script_enabled=False)
    view.goto(page.url)
    view.goto(f"{page.origin}/card/3")
    view.get_by_text("The photo is not where it was read").wait_for()
    view.get_by_role("button", name="Join with Daniel Hartwell").click()
    view.get_by_text("One person now: Monica Ferreira and Daniel Hartwell").wait_for()
    with page.store() as store:
        assert [card.id for card in store.cards.all(contact_id=3)] == [3, 4]
    view.goto(f"{page.origin}/card/4")
    view.get_by_role("button", name="split it off").click()
    view.get_by_text("Split off: Monica Ferreira").wait_for()
    view.get_by_role("heading", name="Daniel Hartwell").wait_for()
    with page.store() as store:
        assert [card.id for card in store.cards.all(contact_id=3)] == [3]


def test_a_changed_photo_is_not_shown_as_the_one_that_was_read(tmp_path: Path) -> None:
    """Another picture under the same name is not the card's photo any more."""
    from cardscan.app.web.gallery import Gallery
    from cardscan.config import Settings

    with open_store(tmp_path / "gone.db", keys_of=match_keys) as store:
        file = put_upside_down(store, tmp_path, PEOPLE[0])
        gallery = Gallery(store, Settings(home=tmp_path))
        file.write_bytes(file.read_bytes() + b"x")
        assert gallery.look(store.cards.get(1)) is None
        put(store, PEOPLE[1], 2, now=datetime.now(UTC))
        assert gallery.look(store.cards.get(2)) is None
        gallery.close()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_two_people_on_one_card_become_two_and_one_again(
    review: Callable[..., Any], tab: Callable[..., Any], script: bool
) -> None:
    """The second one's name and number are chosen, the rest is shared as usual; undo makes one of them."""
    page = review()
    view = tab(java_script_enabled=script)
    view.goto(page.url)
    view.goto(f"{page.origin}/card/1")
    view.get_by_text("Two people are on this card").click()
    view.get_by_label("Name of the second person").fill("Ida Whitlow")
    view.get_by_label("Phone +442079460958").select_option(label="of the second person")
    view.get_by_role("button", name="Make two people of it").click()
    view.get_by_role("heading", name="Ida Whitlow").wait_for()
    view.get_by_text("Two people on one card: Noelle Whitlow and Ida Whitlow.").wait_for()
    with page.store() as store:
        one, two = store.people.get(1).details, store.people.get(5).details
        assert (one.phones, [phone.e164 for phone in two.phones]) == ((), ["+442079460958"])
        assert one.organization == two.organization == "Finchgate Capital"
        assert (one.titles, two.titles, len(one.emails), two.emails) == (("Engineer",), (), 1, ())
    assert view.locator("svg.card image").count() == 1
    view.get_by_role("button", name="Undo").first.click()
    view.get_by_text("Taken back (two people on one card)").wait_for()
    with page.store() as store:
        assert [phone.e164 for phone in store.people.get(1).details.phones] == ["+442079460958"]
        assert len(store.cards.all()) == 4
