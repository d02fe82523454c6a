"""Front and back of one card, photographed one after the other, are one person: the whole way with the real readers."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from cardscan.contacts import match_keys
from cardscan.store import Store, open_store
from tests.system.conftest import PEOPLE, Ran, draw_back, draw_card

Run = Callable[..., Ran]


def stored() -> Store:
    """The store of this test."""
    return open_store(Path(os.environ["CARDSCAN_HOME"]) / "cardscan.db", keys_of=match_keys)


def test_a_back_is_stored_with_its_front(cardscan: Run, tmp_path: Path) -> None:
    """Turned over after the front, or photographed before it; each person has both sides and what both say."""
    folder = tmp_path / "photos"
    folder.mkdir()
    sides = [draw_card(0), draw_back(0), draw_back(1), draw_card(1), draw_card(2)]
    for number, data in enumerate(sides, 1):
        (folder / f"IMG_{number}.jpg").write_bytes(data)
    scanned = cardscan("scan", folder)
    assert scanned.code == 0, scanned.err
    assert "Contacts: 4 new" not in scanned.out
    assert "Front and back of one card: 2" in scanned.out
    assert "Noelle Whitlow: IMG_2.jpg, same domain" in scanned.out
    with stored() as store:
        cards = {c.display_name: [x.photo for x in store.cards.all(contact_id=c.id)] for c in store.people.all()}
        assert cards == {
            "Noelle Whitlow": ["IMG_1.jpg", "IMG_2.jpg"],
            "Gavin Marsden": ["IMG_3.jpg", "IMG_4.jpg"],
            "Monica Ferreira": ["IMG_5.jpg"],
        }
        (noelle,) = [c for c in store.people.all() if c.display_name == "Noelle Whitlow"]
        assert any("finchgate" in url for url in noelle.details.urls)
        assert store.duplicates.undecided() == []


def test_front_and_back_side_by_side_are_one_card(cardscan: Run, tmp_path: Path) -> None:
    """Both sides on one photo: one contact with two cards."""
    photo = Image.new("RGB", (2400, 850), (58, 62, 70))
    for left, data in ((0, draw_back(0)), (1100, draw_card(0))):
        photo.paste(Image.open(io.BytesIO(data)), (left, 0))
    path = tmp_path / "both.jpg"
    photo.save(path, "JPEG", quality=92)
    scanned = cardscan("scan", path)
    assert "2 cards read from 1 photo" in scanned.out, scanned.out
    assert "Front and back of one card: 1" in scanned.out
    with stored() as store:
        (contact,) = store.people.all()
        assert contact.display_name == PEOPLE[0][0]
        assert len(store.cards.all(contact_id=contact.id)) == 2
