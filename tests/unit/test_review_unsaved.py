"""What stands typed on a person's page: what of it is new, and that no part of it gets lost or under another value."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cardscan.app.web.keeping import unsaved_of
from cardscan.errors import UsageError
from cardscan.store import ValueKind
from cardscan.workflows.review.unsaved import LetterText, Unsaved, mark_of, place_of
from tests.own_loop import run_apart


def read(**form: str) -> Unsaved:
    """What this form brings along from the page of person 7."""

    async def given() -> dict[str, str]:
        return {"person": "7", **{name.replace("__", "."): text for name, text in form.items()}}

    request: Any = SimpleNamespace(form=given, state=SimpleNamespace())
    found = run_apart(unsaved_of(request))
    assert request.state.unsaved is found
    return found


def test_only_what_differs_from_what_is_stored_counts_as_typed() -> None:
    """A browser takes line ends out of an input and puts others into a text; neither is a change."""
    letter = {"draft": "3", "revision": "2", "subject": "Hi", "was__letter": mark_of("Hi", "one\ntwo\n")}
    same = read(
        **{"value.address-0": "Road 1Town", "was.value.address-0": "Road 1\r\nTown"}, body="one\r\ntwo", **letter
    )
    assert not same.any and same.contact == 7
    typed = read(**{"value.title-0": "Owner", "was.value.title-0": "Engineer"}, body="one\r\nthree", **letter)
    assert typed.fields == {"title-0": ("Owner", "")}
    assert typed.letter == LetterText(3, 2, "Hi", "one\r\nthree")


def test_a_use_a_day_and_a_line_that_were_chosen_or_typed_count() -> None:
    """Each alone is something that must not be lost."""
    phone = {"value.phone-0": "+1", "was.value.phone-0": "+1", "use.phone-0": "fax", "was.use.phone-0": "work"}
    for form in (phone, {"day": "2026-12-24", "was.day": "2026-12-08"}, {"line": "hi"}, {"since": "hi"}, {"text": "x"}):
        assert read(**form).any, form
    assert not read(line=" \n", since="", day="2026-12-08", **{"was.day": "2026-12-08"}).any


def test_a_value_that_goes_moves_what_was_typed_behind_it() -> None:
    """The second phone becomes the first; other kinds stay."""
    typed = Unsaved(7, fields={"phone-0": ("1", ""), "phone-2": ("3", "work"), "email-2": ("x", "")})
    typed.taken_out(ValueKind.PHONE, 1)
    assert typed.fields == {"phone-0": ("1", ""), "phone-1": ("3", "work"), "email-2": ("x", "")}


def test_what_has_no_input_on_the_page_is_shown_beside_it() -> None:
    """A field that is gone, and the text of a letter that waits no more."""
    typed = Unsaved(7, fields={"url-0": ("a.example", "")}, letter=LetterText(3, 1, "Hi", "text"), note="said")
    assert typed.homeless({"url-0"}, 3) == ()
    assert typed.homeless(set(), 4) == (("Web", "a.example"), ("Subject", "Hi"), ("Letter", "text"))
    assert ("Context", "said") in typed.texts


@pytest.mark.parametrize("key", ["", "email", "email-", "email--1", "email-1e3", "shoe-0", "email-²", "email-100"])
def test_a_field_that_the_page_cannot_have_is_refused(key: str) -> None:
    """Whatever a request claims."""
    with pytest.raises(UsageError):
        place_of(key)
    assert place_of("other_name-1") == (ValueKind.OTHER_NAME, 1)


def test_a_request_of_no_person_brings_nothing() -> None:
    """Also where the number is none, or none that a store can have."""
    for person in ("", "x", "-1", "99999999999", "2147483648", "²"):
        assert not read(person=person, line="hi").any
