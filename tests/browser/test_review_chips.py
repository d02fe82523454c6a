"""Beside the letter: what it may say of a meeting is changed, removed, kept private or chosen, without script too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cardscan.model.draft import DraftState
from tests.browser.conftest import Person
from tests.browser.test_review_typed import opened
from tests.browser.test_review_way import says

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
TALKER = (Person("Noelle Whitlow", "Finchgate Capital", "noelle.whitlow@finchgate.example.com",
                 talk="reading receipts; her divorce"),)  # fmt: skip


@BOTH
def test_a_topic_is_corrected_in_place_and_the_letter_says_it(
    review: Callable[..., Any], tab: Callable[..., Any], script: bool
) -> None:
    """The letter that waits is written anew, and Undo brings the topic back."""
    page = review(TALKER)
    view = opened(page, tab, 1, java_script_enabled=script)
    view.get_by_role("button", name="Fields are right").click()
    says(view, "A letter was drafted")
    chips = view.get_by_role("group", name="What letters may say of the meeting")
    chips.get_by_label("Talked about letters may say it").fill("scanning menus")
    chips.get_by_role("button", name="Change: reading receipts").click()
    says(view, "Corrected: Noelle Whitlow")
    with page.store() as store:
        letter = store.drafts.all()[0].letter
        assert "scanning menus" in letter.subject + letter.body and "receipts" not in letter.subject + letter.body
    view.get_by_role("button", name="Undo").first.click()
    says(view, "Taken back")
    with page.store() as store:
        assert "receipts" in store.drafts.all()[0].letter.subject + store.drafts.all()[0].letter.body


@BOTH
def test_a_piece_is_chosen_kept_private_and_removed(
    review: Callable[..., Any], tab: Callable[..., Any], script: bool
) -> None:
    """What the guard keeps back says why; one button lets the letter say it."""
    page = review(TALKER)
    view = opened(page, tab, 1, java_script_enabled=script)
    view.get_by_role("button", name="Fields are right").click()
    says(view, "A letter was drafted")
    assert "third person" in view.locator(".chip.private .hint").inner_text()

    def said() -> str:
        with page.store() as store:
            letter = store.drafts.all()[-1].letter
            return f"{letter.subject}\n{letter.body}"

    assert "divorce" not in said()
    view.get_by_role("button", name="Letters may say: her divorce").click()
    says(view, "Letters may say it: Noelle Whitlow")
    assert "her divorce" in said()
    view.get_by_role("button", name="Keep private: her divorce").click()
    says(view, "Kept private: Noelle Whitlow")
    assert "divorce" not in said()
    view.get_by_role("button", name="Remove: her divorce").click()
    says(view, "Corrected: Noelle Whitlow")
    assert view.get_by_role("button", name="Remove: her divorce").count() == 0


@BOTH
def test_a_typed_piece_is_kept_by_other_buttons_and_an_edited_letter_asks_for_a_look(
    review: Callable[..., Any], tab: Callable[..., Any], script: bool
) -> None:
    """The edited text stays; it is approved once a person said that it stands."""
    page = review(TALKER)
    view = opened(page, tab, 1, java_script_enabled=script)
    view.get_by_role("button", name="Fields are right").click()
    says(view, "A letter was drafted")
    view.get_by_label("Talked about letters may say it").fill("scanning menus")
    view.get_by_label("Text", exact=True).fill("Hello Noelle,\n\nreceipts it is.\n\nRobin Sample")
    view.get_by_role("button", name="Save", exact=True).last.click()
    says(view, "Saved, not approved yet")
    assert view.get_by_label("Talked about letters may say it").input_value() == "scanning menus"
    view.get_by_role("button", name="Change: reading receipts").click()
    says(view, "Corrected: Noelle Whitlow")
    assert "receipts it is" in view.get_by_label("Text", exact=True).input_value()
    view.get_by_role("button", name="Approve", exact=True).click()
    says(view, "Not approved: the note changed since you edited this letter")
    view.get_by_role("button", name="My text stands").click()
    says(view, "Your text stands")
    view.get_by_role("button", name="Approve", exact=True).click()
    says(view, "Approved: Noelle Whitlow")
    with page.store() as store:
        assert store.drafts.all()[0].state is DraftState.APPROVED
