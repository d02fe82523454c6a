"""Are two cards that lie beside each other the front and the back of one? Same, ask or new, with named reasons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.contacts.matching.sides import CardSide, colours_alike, judge_sides
from cardscan.model.contact import Verdict
from cardscan.model.photo import Colours
from cardscan.model.reading import Address, ContactDetails, PersonName, Phone, PhoneType

MOBILE = Phone(PhoneType.MOBILE, "0170 1234567", "+491701234567")
OTHER_MOBILE = Phone(PhoneType.MOBILE, "0171 7654321", "+491717654321")
OFFICE = Phone(PhoneType.WORK, "030 123456", "+4930123456")
OTHER_OFFICE = Phone(PhoneType.WORK, "040 998877", "+4940998877")
STREET = Address("Musterweg 1, 10115 Berlin")
RED, BLUE = Colours(((35.0, 0.05),)), Colours(((270.0, 0.6),))


def side(
    name: str | None = None,
    email: str = "",
    *phones: Phone,
    firm: str | None = None,
    url: str = "",
    title: str = "",
    address: Address | None = None,
    words: int = 3,
    colours: Colours | None = None,
) -> CardSide:
    details = ContactDetails(
        name=PersonName(name) if name else None,
        emails=(email,) if email else (),
        phones=phones,
        organization=firm,
        urls=(url,) if url else (),
        titles=(title,) if title else (),
        addresses=(address,) if address else (),
    )
    return CardSide(details, words, colours)


S, A, N = Verdict.SAME, Verdict.ASK, Verdict.NEW
ADA = side("Ada Beispiel", "ada@acme.example", MOBILE, firm="Acme Optik GmbH", title="Head of Research", words=14)
CASES = {
    "the same address": (ADA, side(None, "ada@acme.example"), S),
    "the firm's mailbox at the same domain": (ADA, side(None, "info@acme.example", OFFICE), S),
    "the web address of the firm": (ADA, side(url="https://www.acme.example"), S),
    "the same mobile number": (ADA, side(None, "", MOBILE), S),
    "only the firm's name": (ADA, side(firm="ACME Optik"), S),
    "a domain that spells the firm": (
        side("Ada Beispiel", "", MOBILE, firm="Acme Optik"), side(url="https://acmeoptik.example"), S,
    ),
    "an address that spells the name": (side("Noelle Whitlow"), side(None, "n.whitlow@mail.example", OFFICE), S),
    "the firm's other name beside its domain": (ADA, side(None, "info@acme.example", firm="Acme Group Holding"), S),
    "a restaurant between two persons": (
        ADA, side(None, "", OTHER_OFFICE, firm="Trattoria Esempio", url="https://trattoria.example", words=20), N,
    ),
    "a restaurant without a web address": (ADA, side(firm="Trattoria Esempio", address=STREET, words=12), N),
    "a restaurant of which only the number was read": (ADA, side(None, "", OTHER_OFFICE, address=STREET), N),
    "a colleague's card without its name": (ADA, side(None, "bob@acme.example", OTHER_MOBILE, OFFICE), N),
    "a colleague's card with a title of its own": (ADA, side(None, "", OFFICE, firm="Acme Optik", title="Buyer"), A),
    "a bare address that spells somebody else": (
        side("Ada Beispiel", "", OFFICE, url="https://acme.example"), side(None, "zoe@acme.example"), A,
    ),
    "nothing read on it": (ADA, side(words=0), A),
    "a slogan in the firm's colour": (
        CardSide(ADA.details, 14, RED), side(words=9, colours=Colours(((28.0, 0.8),))), A,
    ),
    "a slogan in another colour": (CardSide(ADA.details, 14, RED), side(words=9, colours=BLUE), N),
    "a page of text": (CardSide(ADA.details, 14, RED), side(words=80, colours=RED), N),
    "name here, how to reach them there": (side("Ada Beispiel", firm=None), side(None, "", OFFICE, address=STREET), A),
    "two languages of one card": (ADA, side("山田 花子", "info@acme.example", OFFICE), A),
    "the firm taken for a name": (ADA, side("Acme Optik", url="https://acme.example"), A),
    "a firm named after its founder": (
        side("Ada Beispiel", "", MOBILE, firm="Ada Beispiel"), side("Bob Muster", "", OFFICE, firm="Ada Beispiel"), N,
    ),
    "two colleagues": (ADA, side("Bob Muster", "", OFFICE, firm="Acme Optik GmbH"), N),
    "two cards without names": (side(firm="Acme Optik"), side(firm="Acme Optik"), N),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "verdict"), CASES.values(), ids=CASES)
def test_what_two_sides_say_of_each_other(one: CardSide, other: CardSide, verdict: Verdict) -> None:
    """Shared things join them, own things part them, hardly anything is asked about; the order does not matter."""
    judged = judge_sides(one, other)
    assert judged.verdict is verdict, judged.reasons
    assert bool(judged.reasons) == (verdict is not N)
    assert judge_sides(other, one).verdict is verdict


SIDES = st.builds(
    side,
    st.sampled_from([None, "Ada Beispiel", "Bob Muster", "山田 花子"]),
    st.sampled_from(["", "ada@acme.example", "info@acme.example", "bob@acme.example", "ada@gmail.com", "@", "x@"]),
    st.sampled_from([MOBILE, OTHER_MOBILE, OFFICE, Phone(PhoneType.FAX, "")]),
    firm=st.sampled_from([None, "Acme Optik GmbH", "Trattoria", "GmbH", " "]),
    url=st.sampled_from(["", "https://acme.example", "acmeoptik.example", "://", "."]),
    title=st.sampled_from(["", "Buyer"]),
    words=st.integers(0, 40),
    colours=st.sampled_from([None, RED, BLUE, Colours()]),
)


@given(SIDES, SIDES)
def test_no_two_named_people_become_one_and_no_order_matters(one: CardSide, other: CardSide) -> None:
    """Whatever else they share; and a verdict always says why."""
    forth, back = judge_sides(one, other), judge_sides(other, one)
    assert (forth.verdict, forth.score, set(forth.reasons)) == (back.verdict, back.score, set(back.reasons))
    if one.details.name and other.details.name:
        assert forth.verdict is not S
    if one.details.name is None and other.details.name is None:
        assert forth.verdict is N


@given(st.floats(0, 360), st.floats(-15, 15), st.floats(0.01, 1))
def test_one_hue_is_known_again_across_the_circle(hue: float, off: float, share: float) -> None:
    """350 degrees and 5 degrees are one red."""
    assert colours_alike(Colours(((hue % 360, share),)), Colours((((hue + off) % 360, 0.02),)))
    assert not colours_alike(Colours(((hue % 360, share),)), Colours((((hue + 90) % 360, 0.02),)))
