"""Pronouns on a card, from the photo to another address book and back, as a user does it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cardscan.app.web.page_desk import PageDesk
from cardscan.contacts.matching.keys import match_keys
from cardscan.store import open_store
from tests import reviewing
from tests.failures.answer_lost import request
from tests.system.conftest import Ran, draw_card

Run = Callable[..., Ran]
pytestmark = pytest.mark.usefixtures("one_reader")


def test_printed_pronouns_are_read_shown_corrected_exported_and_imported(cardscan: Run, tmp_path: Path) -> None:
    """They stay out of the name; what a person says holds; the next address book has them too."""
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "IMG_1.jpg").write_bytes(draw_card(0, behind_name=" (she/her)"))
    (photos / "IMG_2.jpg").write_bytes(draw_card(1))
    scanned = cardscan("scan", photos, "--jsonl")
    cards = [json.loads(line)["contact"] for line in scanned.out.splitlines()]
    assert [(card["name"]["full"], card["pronouns"]) for card in cards] == [
        ("Noelle Whitlow", ["she/her"]),
        ("Gavin Marsden", []),
    ]
    assert cards[0]["unassigned"] == cards[1]["unassigned"] == []
    numbers = {line.split("\t")[1]: line.split("\t")[0] for line in cardscan("contacts", "list").out.splitlines()}
    noelle, gavin = numbers["Noelle Whitlow"], numbers["Gavin Marsden"]
    assert "she/her" in cardscan("contacts", "show", noelle).out
    assert "Pronouns" not in cardscan("contacts", "show", gavin).out

    assert cardscan("contacts", "fix", noelle, "--pronouns", "They / Them").code == 0
    with open_store(Path(os.environ["CARDSCAN_HOME"]) / "cardscan.db", keys_of=match_keys) as store:
        assert store.people.get(int(noelle)).details.pronouns == ("they/them",)
        desk = PageDesk(store, reviewing.settings(tmp_path), "robin", lambda: reviewing.NOW)
        form = {"person": noelle, "seen": store.review.seen(int(noelle)), "value.pronouns-0": "she/they",
                "was.value.pronouns-0": "they/them"}  # fmt: skip
        assert request(desk, f"/person/{noelle}/fix/pronouns-0", form, die=False) == 303
        desk.close()

    for form_name, wanted in (
        ("vcard", "X-PRONOUNS:she/they"),
        ("vcard4", "PRONOUNS;LANGUAGE=en:she/they"),
        ("csv", ",she/they"),
        ("google", "Pronouns: she/they"),
        ("jscontact", '"speakToAs":{"pronouns":{"k1":{"pronouns":"she/they"}}}'),
    ):
        out = tmp_path / f"out.{form_name}"
        assert cardscan("contacts", "export", "--format", form_name, "--no-photos", "-o", out).code == 0
        assert wanted in out.read_text("utf-8"), form_name
    lost = cardscan("contacts", "export", "--format", "hubspot", "-o", tmp_path / "hubspot.csv")
    assert "pronouns" in lost.err + lost.out

    for source in ("out.vcard", "out.vcard4", "out.csv"):
        file = tmp_path / f"{source}.{'csv' if source == 'out.csv' else 'vcf'}"
        file.write_bytes((tmp_path / source).read_bytes())
        other = tmp_path / f"{source}.db"
        assert cardscan("contacts", "import", file, "--db", other).code == 0
        listed = cardscan("contacts", "list", "--db", other).out.splitlines()
        number = next(line.split("\t")[0] for line in listed if "Whitlow" in line)
        assert "she/they" in cardscan("contacts", "show", number, "--db", other).out

    again = cardscan("scan", photos)
    assert again.code == 0
    assert "she/they" in cardscan("contacts", "show", noelle).out
