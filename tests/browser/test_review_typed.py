"""No button loses what was typed elsewhere on the page, and no letter is approved that was not in view."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from cardscan.model.draft import DraftState
from cardscan.store import ValueKind
from tests.browser.test_review_way import says

BOTH = pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])


def opened(page: Any, tab: Callable[..., Any], number: int, **options: Any) -> Any:
    """The page of a person in a tab of its own."""
    view = tab(**options)
    view.goto(page.url)
    view.goto(f"{page.origin}/person/{number}")
    return view


@BOTH
def test_fields_are_right_saves_what_stands_in_the_fields_and_keeps_the_note(
    review: Callable[..., Any], tab: Callable[..., Any], script: bool
) -> None:
    """Two edited fields are saved and confirmed in one step; the half-written note still stands there."""
    page = review()
    view = opened(page, tab, 2, java_script_enabled=script)
    view.get_by_role("textbox", name="Title").fill("Owner")
    view.get_by_role("textbox", name="E-mail").fill("gavin@tarnbrook.example.org")
    view.get_by_label("What did you talk about").fill("talked about ti")
    view.get_by_role("button", name="Fields are right").click()
    says(view, "Confirmed: Gavin Marsden")
    assert view.get_by_label("What did you talk about").input_value() == "talked about ti"
    with page.store() as store:
        details = store.people.get(2).details
        assert (details.titles, details.emails) == (("Owner",), ("gavin@tarnbrook.example.org",))
        assert store.review.checked(2)
        assert store.drafts.all()[0].letter.recipient == "gavin@tarnbrook.example.org"
    view.get_by_role("button", name="Undo").first.click()
    says(view, "Taken back (confirmed)")
    with page.store() as store:
        assert store.people.get(2).details.titles == ("Engineer",)


def test_approve_and_next_saves_the_note_and_the_title_that_were_typed(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """The person is left by it, so all of it is stored first."""
    page = review()
    view = opened(page, tab, 1, bypass_csp=True)  # waiting evaluates
    view.get_by_role("button", name="Fields are right").click()
    says(view, "A letter was drafted")
    view.get_by_role("textbox", name="Title").fill("Owner")
    view.get_by_label("What did you talk about").fill("likes lilac")
    approve = view.get_by_role("button", name="Approve and next")
    view.wait_for_function("inView > 0")
    approve.click()
    says(view, "Approved: Noelle Whitlow")
    says(view, "Noted: Noelle Whitlow")
    with page.store() as store:
        assert "likes lilac" in [met.note for met in store.encounters.of(1)]
        assert store.people.get(1).details.titles == ("Owner",)
        assert [draft.contact_id for draft in store.drafts.all(DraftState.APPROVED)] == [1]


def test_a_text_in_the_letter_survives_every_other_button_of_the_page(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """Noting, saving a field and undo leave the typed letter where it is, until its own button saves it."""
    page = review()
    view = opened(page, tab, 1, java_script_enabled=False)
    view.get_by_role("button", name="Fields are right").click()
    says(view, "A letter was drafted")
    text = "Hello Noelle,\n\nby hand.\n\nRobin\n"
    body = view.get_by_role("textbox", name="Text")
    body.fill(text)
    view.get_by_label("What did you talk about").fill("likes lilac")
    view.get_by_role("button", name="Note it").click()
    says(view, "Noted: Noelle Whitlow")
    assert body.input_value() == text
    view.get_by_role("textbox", name="Title").fill("Owner")
    view.locator("#title-0").get_by_role("button", name="Save").click()
    says(view, "Corrected: Noelle Whitlow")
    assert body.input_value() == text
    view.get_by_role("button", name="Undo").first.click()
    says(view, "Taken back (corrected)")
    assert body.input_value() == text
    with page.store() as store:
        assert store.drafts.all()[0].letter.body != text
    view.locator(".mail").get_by_role("button", name="Save", exact=True).click()
    says(view, "Saved, not approved yet")
    with page.store() as store:
        assert store.drafts.all()[0].letter.body == text


def test_what_was_refused_or_came_too_late_still_stands_on_the_page(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """A wrong address, an unclear line, a change in another window: the sentence, and every text as it was typed."""
    page = review()
    view = opened(page, tab, 2, java_script_enabled=False, expect_refusals=True)
    view.get_by_role("textbox", name="E-mail").fill("no address")
    view.get_by_label("What did you talk about").fill("talked about tin")
    view.get_by_role("button", name="Fields are right").click()
    view.get_by_role("alert").get_by_text("that is no e-mail address").wait_for()
    assert view.get_by_role("textbox", name="E-mail").input_value() == "no address"
    assert view.get_by_label("What did you talk about").input_value() == "talked about tin"
    with page.store() as store, store.transaction() as tx:
        assert not store.review.checked(2)
        tx.people.correct(2, ValueKind.TITLE, ["Chief of Staff"], now=datetime.now(UTC), actor="somebody else")
    view.get_by_role("textbox", name="Title").fill("Owner")
    view.get_by_role("button", name="Note it").click()
    view.get_by_role("alert").get_by_text("was changed since").wait_for()
    assert view.get_by_role("textbox", name="Title").input_value() == "Owner"
    view.locator("#title-0").get_by_text("stored is: Chief of Staff").wait_for()
    view.get_by_text("Something happened since").click()
    view.get_by_label("A message or a talk").fill("moved to the 17th")
    view.get_by_role("button", name="Log it").click()
    view.get_by_role("alert").get_by_text("does not say for sure").wait_for()
    assert view.get_by_label("A message or a talk").input_value() == "moved to the 17th"
    view.get_by_label("Who was it?").select_option(label="they wrote or called")
    view.get_by_role("button", name="Log it").click()
    says(view, "Logged: Gavin Marsden. They wrote.")
    assert view.get_by_label("What did you talk about").input_value() == "talked about tin"
    with page.store() as store:
        assert [touch.text for touch in store.people.relationships(2)[0].touches] == ["moved to the 17th"]


@BOTH
def test_enter_saves_the_field_it_is_pressed_in(
    review: Callable[..., Any], tab: Callable[..., Any], script: bool
) -> None:
    """With a script that field alone; without one all that was typed, and never a verb of another button."""
    page = review()
    view = opened(page, tab, 2, java_script_enabled=script)
    view.get_by_label("What did you talk about").fill("likes lilac")
    view.get_by_role("textbox", name="Title").fill("Owner")
    view.get_by_role("textbox", name="Title").press("Enter")
    says(view, "Corrected")
    assert view.get_by_label("What did you talk about").input_value() == ("likes lilac" if script else "")
    with page.store() as store:
        assert store.people.get(2).details.titles == ("Owner",)
        assert store.people.history(2).decision is None and not store.review.checked(2)
        assert ("likes lilac" in [met.note for met in store.encounters.of(2)]) is not script


def test_the_first_a_shows_a_letter_that_was_not_in_view_and_the_second_approves_it(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """On a small window: neither the key nor the button approves what was never on the screen."""
    page = review()
    view = opened(page, tab, 1, viewport={"width": 700, "height": 420}, bypass_csp=True)  # waiting evaluates
    view.get_by_role("button", name="Fields are right").click()
    says(view, "A letter was drafted")
    long = "Hello Noelle,\n\n" + "\n".join(f"line {n}" for n in range(30)) + "\n\nRobin\n"
    view.get_by_role("textbox", name="Text").fill(long)
    view.locator(".mail").get_by_role("button", name="Save", exact=True).click()
    says(view, "Saved, not approved yet")
    view.evaluate("scrollTo(0, document.body.scrollHeight)")
    view.get_by_role("button", name="Approve", exact=True).click()
    view.locator(".said").get_by_text("This is the letter as it stands").wait_for()
    assert view.locator("#subject").evaluate("each => each.getBoundingClientRect().top") < 420
    with page.store() as store:
        assert not store.drafts.all(DraftState.APPROVED)
    view.keyboard.press("a")  # the next part of it, which is longer than the window
    view.wait_for_function("inView > 500")
    with page.store() as store:
        assert not store.drafts.all(DraftState.APPROVED)
    whole = "inView >= document.getElementById('body').offsetHeight"
    while not view.evaluate(whole):  # no faster than it is drawn: what was skipped has not been in view
        seen = view.evaluate("inView")
        view.evaluate("scrollBy(0, 200)")
        view.wait_for_function(f"seen => inView > seen || {whole}", arg=seen)
    view.keyboard.press("a")
    says(view, "Approved: Noelle Whitlow")
    with page.store() as store:
        assert len(store.drafts.all(DraftState.APPROVED)) == 1


def test_without_a_sender_the_page_says_what_to_set_and_keeps_the_text(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """The letter is saved as typed and waits; nothing is approved."""
    page = review(CARDSCAN_SENDER_NAME="", CARDSCAN_SENDER_EMAIL="")
    view = opened(page, tab, 1, java_script_enabled=False)
    view.get_by_role("button", name="Fields are right").click()
    says(view, "A letter was drafted")
    view.get_by_label("Subject").fill("Tin")
    view.get_by_role("button", name="Approve and next").click()
    says(view, "set name and email under [sender] in cardscan.toml")
    assert view.get_by_label("Subject").input_value() == "Tin"
    with page.store() as store:
        assert not store.drafts.all(DraftState.APPROVED)
