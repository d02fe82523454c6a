"""From a card to an approved letter in a real browser: by mouse, by keyboard, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from cardscan.model.contact import Decision
from cardscan.model.draft import DraftState
from cardscan.store import ValueKind
from tests.browser.conftest import approve


def says(view: Any, text: str) -> None:
    """Wait until the page says so and listens to keys."""
    view.locator(".said").get_by_text(text).wait_for()
    view.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_wrong_address_is_corrected_confirmed_and_the_letter_approved_by_mouse(
    review: Callable[..., Any], tab: Callable[..., Any], script: bool
) -> None:
    """The other reading is one click; confirming drafts the letter; approving binds what the form showed."""
    page = review()
    view = tab(java_script_enabled=script)
    view.goto(page.url)
    view.get_by_role("link", name="Gavin Marsden").click()
    view.get_by_role("group", name="Other readings of E-mail").get_by_role("button").click()
    says(view, "Corrected: Gavin Marsden")
    view.get_by_role("button", name="Fields are right").click()
    says(view, "A letter was drafted")
    view.get_by_label("Subject").fill("Tin, as promised")
    approve(view, view.get_by_role("button", name="Approve and next").click)
    says(view, "Approved: Gavin Marsden")
    with page.store() as store:
        (draft,) = store.drafts.all(DraftState.APPROVED)
        assert draft.letter.recipient == "gavin.marsden@tarnbrook.example.org"
        assert draft.letter.subject == "Tin, as promised"
        assert draft.approval is not None


def test_context_letter_approval_let_go_and_undo_by_keyboard_alone(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """Start, note the talk, approve, let the next one go, take that back: no mouse."""
    page = review()
    view = tab()
    view.goto(f"{page.url}")
    view.goto(f"{page.origin}/?lane=context")
    view.keyboard.press("j")
    view.keyboard.press("j")
    view.keyboard.press("Enter")
    view.get_by_role("heading", name="Monica Ferreira").wait_for()
    view.keyboard.press("t")
    view.keyboard.type("met at Glass Days; talked about glass; I send the sketch by Friday")
    view.locator("#understood").get_by_text("Met at: Glass Days").wait_for()
    view.locator("#understood").get_by_text("I promised").wait_for()
    view.keyboard.press("Enter")
    says(view, "A letter was drafted")
    approve(view, lambda: view.keyboard.press("a"))
    says(view, "Approved: Monica Ferreira")
    view.get_by_role("heading", name="Daniel Hartwell").wait_for()
    view.keyboard.press("l")
    says(view, "Let go: Daniel Hartwell")
    with page.store() as store:
        assert store.people.history(4).decision is Decision.LET_GO
    view.keyboard.press("u")
    says(view, "Taken back (let go): Daniel Hartwell")
    with page.store() as store:
        assert store.people.history(4).decision is None
        assert store.people.history(3).decision is Decision.FOLLOWED_UP


def test_what_is_typed_while_the_page_is_still_loading_is_written_and_never_taken_for_a_verb(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """A slow script is no reason to lose a sentence, or to let its person go because it holds an l."""
    page = review()
    view = tab()
    view.goto(page.url)
    held: list[Any] = []
    view.route("**/static/review.js", lambda route: held.append(route), times=1)
    view.goto(f"{page.origin}/person/3", wait_until="commit")
    view.get_by_role("heading", name="Monica Ferreira").wait_for()
    view.keyboard.type("tall lilac vases, a card\n")
    held.pop().continue_()
    says(view, "Noted: Monica Ferreira")
    with page.store() as store:
        assert [met.note for met in store.encounters.of(3)].count("all lilac vases, a card") == 1
        assert store.people.history(3).decision is None


def test_two_tabs_never_overwrite_each_other(review: Callable[..., Any], tab: Callable[..., Any]) -> None:
    """What was changed elsewhere since the page was shown is kept, and the second tab is told."""
    page = review()
    view = tab(java_script_enabled=False, expect_refusals=True)
    view.goto(page.url)
    view.goto(f"{page.origin}/person/1")
    with page.store() as store, store.transaction() as tx:
        tx.people.correct(1, ValueKind.TITLE, ["Chief of Staff"], now=datetime.now(UTC), actor="somebody else")
    view.get_by_role("textbox", name="Title").fill("Intern")
    view.locator("#title-0").get_by_role("button", name="Save").click()
    view.get_by_role("heading", name="Nothing was changed").wait_for()
    with page.store() as store:
        assert store.people.get(1).details.titles == ("Chief of Staff",)


def test_hovering_a_field_lights_up_where_it_was_read(review: Callable[..., Any], tab: Callable[..., Any]) -> None:
    """The box on the card and the field belong together, by pointer and by focus."""
    page = review()
    view = tab()
    view.goto(page.url)
    view.goto(f"{page.origin}/person/2")
    view.locator("#phone-0").hover()
    assert view.locator('[data-spot="phone-0"]').get_attribute("class").split() == ["spot", "lit"]
    view.keyboard.press("e")
    assert "lit" in view.locator('[data-spot="email-0"]').get_attribute("class").split()
    box = view.locator('[data-spot="email-0"]').bounding_box()
    card = view.locator("svg.card").bounding_box()
    assert card["y"] + card["height"] * 0.6 < box["y"] < card["y"] + card["height"]


def test_a_letter_is_written_again_by_keys_and_shown_as_the_recipient_sees_it(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """Another wording on v, another language by a button, the message's own headers on p, and back by undo."""
    page = review()
    view = tab()
    view.goto(page.url)
    view.goto(f"{page.origin}/person/1")
    view.keyboard.press("c")
    says(view, "A letter was drafted")
    first = view.get_by_role("textbox", name="Text").input_value()
    view.keyboard.press("v")
    says(view, "Another wording: Noelle Whitlow")
    assert view.get_by_role("textbox", name="Text").input_value() != first
    view.get_by_role("button", name="Deutsch").click()
    says(view, "Another language: Noelle Whitlow")
    assert view.get_by_role("textbox", name="Text").get_attribute("lang") == "de"
    view.keyboard.press("p")
    sheet = view.get_by_role("article", name="The letter as it will be sent")
    sheet.get_by_text("Robin Sample <robin@sample.example.org>").wait_for()
    assert view.get_by_role("textbox", name="Text").input_value().strip() in sheet.inner_text()
    view.keyboard.press("u")
    says(view, "Taken back (another language)")
    view.keyboard.press("u")
    says(view, "Taken back (another wording)")
    assert view.get_by_role("textbox", name="Text").input_value() == first


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_letter_is_previewed_with_what_is_typed_and_nothing_is_saved(
    review: Callable[..., Any], tab: Callable[..., Any], script: bool
) -> None:
    """As it is typed, or by a button; the lint answers, and the stored letter stays as it is until it is saved."""
    page = review()
    view = tab(java_script_enabled=script)
    view.goto(page.url)
    view.goto(f"{page.origin}/person/1")
    view.get_by_role("button", name="Fields are right").click()
    says(view, "A letter was drafted")
    with page.store() as store:
        (before,) = store.drafts.all()
    view.get_by_role("textbox", name="Subject").fill("Re: the glass")
    view.get_by_role("textbox", name="Text").fill("Hello Noelle,\n\nhere is {{ name }}.\n\nRobin")
    if script:
        view.locator("details[data-toggle=p] summary").click()
    else:
        view.get_by_role("button", name="Preview").click()
        view.get_by_text("This text is not saved yet.").wait_for()
    sheet = view.get_by_role("article", name="The letter as it will be sent")
    sheet.get_by_text("here is {{ name }}.").wait_for()
    assert "Re: the glass" in sheet.inner_text()
    view.locator("#findings li.block").first.wait_for()
    assert view.get_by_role("textbox", name="Subject").input_value() == "Re: the glass"
    with page.store() as store:
        assert store.drafts.all() == [before]
    view.get_by_role("textbox", name="Text").fill("Hello Noelle,\n\nhere is the sketch of the glass.\n\nRobin")
    view.get_by_role("button", name="Save").last.click()
    says(view, "Saved, not approved yet")
    sheet = view.get_by_role("article", name="The letter as it will be sent", include_hidden=True)
    assert "sketch of the glass" in sheet.text_content()


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_what_was_not_read_is_added_and_a_phone_is_told_to_be_a_fax(
    review: Callable[..., Any], tab: Callable[..., Any], script: bool
) -> None:
    """A second phone, a web address that no field had; both are taken back by undo."""
    page = review()
    view = tab(java_script_enabled=script)
    view.goto(page.url)
    view.goto(f"{page.origin}/person/1")
    for kind, text in (("Phone", "+44 20 7946 0001"), ("Web", "javascript:alert(1)")):
        view.get_by_text("Add what is missing").click()
        view.get_by_label("Kind of value").select_option(label=kind)
        view.get_by_label("Value to add").fill(text)
        view.get_by_role("button", name="Add", exact=True).click()
        says(view, "Corrected: Noelle Whitlow")
    assert "do not open it" in view.locator("#url-0").inner_text()
    view.locator("#phone-1").hover()
    view.locator("#phone-1").get_by_role("combobox").select_option("fax")
    view.locator("#phone-1").get_by_role("button", name="Save").click()
    says(view, "Corrected: Noelle Whitlow")
    with page.store() as store:
        details = store.people.get(1).details
        assert [(phone.e164, phone.type.value) for phone in details.phones] == [
            ("+442079460958", "work"), ("+442079460001", "fax")]  # fmt: skip
        assert details.urls == ("javascript:alert(1)",)
    for _ in range(3):
        view.get_by_role("button", name="Undo").first.click()
        says(view, "Taken back (corrected)")
    with page.store() as store:
        assert len(store.people.get(1).details.phones) == 1


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_promise_is_kept_and_a_call_is_logged(
    review: Callable[..., Any], tab: Callable[..., Any], script: bool
) -> None:
    """The ledger and the ladder follow, and each is taken back."""
    page = review()
    view = tab(java_script_enabled=script)
    view.goto(page.url)
    view.goto(f"{page.origin}/person/3")
    view.get_by_label("What did you talk about").fill("talked about glass; I send the sketch by Friday")
    view.get_by_role("button", name="Note it").click()
    says(view, "Noted: Monica Ferreira")
    view.get_by_role("button", name="Kept: send the sketch").click()
    says(view, "Promise kept: Monica Ferreira")
    view.get_by_text("Something happened since").click()
    view.get_by_label("A message or a talk").fill("she called, we meet in May")
    view.get_by_role("button", name="Log it").click()
    says(view, "Logged: Monica Ferreira. You talked.")
    with page.store() as store:
        assert [bool(promise.kept_on) for promise in store.promises.all()] == [True]
        assert [touch.text for touch in store.people.relationships(3)[0].touches] == [
            "kept: send the sketch",
            "she called, we meet in May",
        ]
        assert store.people.history(3).decision is Decision.LATER  # until May
    for said in ("Taken back (logged)", "Taken back (promise kept)"):
        view.get_by_role("button", name="Undo").first.click()
        says(view, said)
    with page.store() as store:
        assert store.promises.all()[0].open
        assert not store.people.relationships(3)[0].touches
        assert store.people.history(3).decision is None


def test_forgetting_says_first_what_goes_and_then_what_is_left(
    review: Callable[..., Any], tab: Callable[..., Any]
) -> None:
    """Without a script: the list, the box that has to be ticked, and nothing of the person in the store after it."""
    page = review()
    view = tab(java_script_enabled=False)
    view.goto(page.url)
    view.goto(f"{page.origin}/person/1")
    view.get_by_text("Never write to them, or forget them").click()
    view.get_by_role("link", name="Forget this person").click()
    view.get_by_role("heading", name="Forget Noelle Whitlow?").wait_for()
    view.get_by_label("Yes, delete all of this").check()
    view.get_by_role("button", name="Forget for ever").click()
    said = view.locator(".said").inner_text()
    assert "none is left" in said
    assert "Noelle" not in view.content()
    with page.store() as store:
        assert [contact.display_name for contact in store.people.all()] == [
            "Daniel Hartwell", "Gavin Marsden", "Monica Ferreira"]  # fmt: skip
    assert b"noelle.whitlow" not in page.db.read_bytes()
