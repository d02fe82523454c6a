"""Which read values count as right, on an invented card."""

from __future__ import annotations

from cardscan.model.reading import ContactDetails, Field, FieldKind, PersonName, Phone, PhoneType
from training.judge import judge_card, right_fields

TRUTH = {
    "name": "Ada Example",
    "name_printed": "Dott.ssa Ada Example",
    "emails": ["ada@example.com"],
    "phones": [{"e164": "+441134960000"}],
    "titles": ["Director"],
}


def test_what_is_missed_and_what_is_made_up_are_told_apart() -> None:
    """A right name, a wrong e-mail beside the true one's absence, a missed title."""
    details = ContactDetails(
        name=PersonName("Dott.ssa Ada Example"),
        emails=("ada@exarnple.com",),
        phones=(Phone(PhoneType.WORK, "0113 496 0000", "+441134960000"),),
    )
    verdicts = judge_card(TRUTH, details, "GB")
    assert verdicts[FieldKind.NAME].clean
    assert verdicts[FieldKind.PHONE].clean
    assert (verdicts[FieldKind.EMAIL].missed, verdicts[FieldKind.EMAIL].spurious) == (1, 1)
    assert verdicts[FieldKind.TITLE].missed == 1


def test_a_field_is_right_when_its_value_is_the_cards() -> None:
    """Phones are compared as numbers, not as print."""
    fields = [
        Field(FieldKind.PHONE, "+441134960000", "0113 496 0000", 0.9),
        Field(FieldKind.EMAIL, "ADA@example.com", "ADA@example.com", 0.9),
        Field(FieldKind.NAME, "Ada Exarnple", "Ada Exarnple", 0.9),
    ]
    assert right_fields(TRUTH, ContactDetails(), fields, "GB") == [True, True, False]
