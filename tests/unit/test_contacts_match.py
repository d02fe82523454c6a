"""Is a new card somebody we know: same, ask or new, with named reasons."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.contacts import match_keys
from cardscan.contacts.comparable_forms import folded, is_shared_address, sound
from cardscan.contacts.matching.firm_names import same_organization
from cardscan.contacts.matching.match import match
from cardscan.model.contact import Contact, MatchKeyKind, Relation, Verdict
from cardscan.model.reading import ContactDetails, PersonName, Phone, PhoneType

NOW = datetime(2026, 11, 24, tzinfo=UTC)
MOBILE = Phone(PhoneType.MOBILE, "0170 1234567", "+491701234567")
OFFICE = Phone(PhoneType.WORK, "030 123456", "+4930123456")


def card(
    name: str | None = None,
    email: str = "",
    *phones: Phone,
    firm: str | None = None,
    suffix: str | None = None,
    other_script: str | None = None,
) -> ContactDetails:
    person = PersonName(name, suffix=suffix, other_script=other_script) if name else None
    return ContactDetails(name=person, emails=(email,) if email else (), phones=phones, organization=firm)


def contact(details: ContactDetails, number: int = 1) -> Contact:
    return Contact(number, f"urn:uuid:{number}", details, Relation.MET, NOW)


S, A, N = Verdict.SAME, Verdict.ASK, Verdict.NEW
CASES = {
    "same name and e-mail": (card("Hans Meier", "h@acme.example"), card("Hans Meier", "H@ACME.example"), S),
    "umlaut in another spelling": (card("Jürgen Müller", "", MOBILE), card("Juergen Mueller", "", MOBILE), S),
    "letters without their strokes": (card("Łukasz Żak", "", MOBILE), card("Lukasz Zak", "", MOBILE), S),
    "family name first": (card("Meier Hans", "h@acme.example"), card("Hans Meier", "h@acme.example"), S),
    "a reader's slip in the name": (card("Hans Schneiber", "", MOBILE), card("Hans Schneider", "", MOBILE), S),
    "initial for the given name": (card("H. Meier", "h@acme.example"), card("Hans Meier", "h@acme.example"), S),
    "initial and office number only": (card("H. Meier", "", OFFICE, firm="Acme"), card("Hans Meier", "", OFFICE), A),
    "a second given name": (card("Hans Peter Meier", "", MOBILE), card("Hans Meier", "", MOBILE), S),
    "same name, nothing else": (card("Hans Meier"), card("Hans Meier"), A),
    "another employer, same mobile": (
        card("Hans Meier", "h@acme.example", MOBILE, firm="Acme"),
        card("Hans Meier", "hm@other.example", MOBILE, firm="Other"),
        S,
    ),
    "another employer, nothing shared": (
        card("Hans Meier", "h@acme.example", firm="Acme"),
        card("Hans Meier", "hm@other.example", firm="Other"),
        A,
    ),
    "no name read, same personal e-mail": (
        card(None, "h.meier@acme.example"),
        card("Hans Meier", "h.meier@acme.example"),
        S,
    ),
    "the firm's own card again": (
        card(None, "info@acme.example", OFFICE, firm="Acme"),
        card(None, "info@acme.example", OFFICE, firm="ACME GmbH"),
        S,
    ),
    "colleagues with the office number and info@": (
        card("Hans Meier", "info@acme.example", OFFICE, firm="Acme"),
        card("Vera Braun", "info@acme.example", OFFICE, firm="Acme"),
        N,
    ),
    "father and son with a suffix": (
        card("John Smith", "", OFFICE, firm="Smith", suffix="Jr."),
        card("John Smith", "", OFFICE, firm="Smith", suffix="Sr."),
        N,
    ),
    "only one of them says junior": (
        card("John Smith", "", OFFICE, firm="Smith", suffix="Jr."),
        card("John Smith", "", OFFICE, firm="Smith"),
        A,
    ),
    "father and son with two given names": (
        card("Peter Meier", "p@meier.example", OFFICE, firm="Meier"),
        card("Hans Meier", "h@meier.example", OFFICE, firm="Meier"),
        N,
    ),
    "a couple with one address": (card("Anna Meier", "meier@gmx.de"), card("Hans Meier", "meier@gmx.de"), A),
    "brother and sister, one letter apart": (
        card("Maria Rossi", "maria@rossi.example", OFFICE, firm="Rossi"),
        card("Mario Rossi", "mario@rossi.example", OFFICE, firm="Rossi"),
        A,
    ),
    "a married name": (
        card("Anna Schmidt", "anna.schmidt@acme.example", MOBILE, firm="Acme"),
        card("Anna Meier", "anna.meier@acme.example", MOBILE, firm="Acme"),
        A,
    ),
    "one template, two people": (
        card("Hans Meier", "hans@acme.example", firm="Acme"),
        card("Vera Braun", "vera@acme.example", firm="Acme"),
        N,
    ),
    "two scripts": (
        card("Hanako Yamada", "", MOBILE, other_script="山田花子"),
        card("山田花子", "", MOBILE),
        S,
    ),
    "free mail is no firm": (card("Hans Meier", "a@gmail.com"), card("Hanna Maier", "b@gmail.com"), N),
    "strangers": (card("Hans Meier", "h@acme.example"), card("Vera Braun", "v@other.example"), N),
}


@pytest.mark.parametrize("case", CASES)
def test_verdicts_of_typical_pairs(case: str) -> None:
    """Each pair both ways round, as either may be the card that was stored first."""
    one, other, verdict = CASES[case]
    for new, known in ((one, other), (other, one)):
        found = match(new, [contact(known)])
        assert found.verdict is verdict, found
        assert found.contact_id == (None if verdict is N else 1)
        if verdict is not N:
            assert found.score == pytest.approx(sum(weight for _, weight in found.reasons))


def test_two_near_equal_candidates_are_a_question() -> None:
    """The same person stored twice: nobody but the user can say which."""
    known = card("Hans Meier", "h@acme.example")
    found = match(known, [contact(known, 1), contact(known, 2)])
    assert (found.verdict, found.contact_id) == (Verdict.ASK, 1)
    assert found.reasons[-1][0] == "1 more come near"
    # One that is clearly better is taken.
    weaker = card("Hans Meier")
    assert match(known, [contact(weaker, 1), contact(known, 2)]).contact_id == 2
    assert match(known, [contact(weaker, 1), contact(known, 2)]).verdict is Verdict.SAME


def test_nobody_to_compare_with_is_new() -> None:
    """No candidates, or a card without anything on it."""
    assert match(card("Hans Meier"), []).verdict is Verdict.NEW
    assert (
        match(ContactDetails(), [contact(ContactDetails()), contact(card("A B", "a@b.example"))]).verdict is Verdict.NEW
    )


def test_extensions_tell_colleagues_apart() -> None:
    """One switchboard with two extensions is two desks; the same extension is one."""
    desk = [Phone(PhoneType.WORK, "x", "+4930123456", extension) for extension in ("7", "8")]
    assert match(card("H. Meier", "", desk[0]), [contact(card("Hans Meier", "", desk[1]))]).verdict is Verdict.NEW
    assert match(card("H. Meier", "", desk[0]), [contact(card("Hans Meier", "", desk[0]))]).verdict is Verdict.SAME


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Beispiel GmbH", "BEISPIEL G.m.b.H. & Co. KG", True),
        ("Beispiel Inc.", "Beispiel Berlin", True),
        ("Café Exemple SARL", "Cafe Exemple", True),
        ("Nordsee AG", "Nordstern AG", False),
        ("GmbH", "AG", False),
        ("株式会社例示", "株式会社例示", True),
    ],
)
def test_firms_are_the_same_without_their_legal_form(one: str, other: str, same: bool) -> None:
    """Legal form, case and accents do not count; another word does."""
    assert same_organization(one, other) is same_organization(other, one) is same


def test_keys_of_two_spellings_meet() -> None:
    """Each pair shares a key, so that the search in the store finds it."""
    for one, other, verdict in CASES.values():
        if verdict is not N:
            assert set(match_keys(one)) & set(match_keys(other)), (one, other)
    assert sound("schmidt") == sound("schmitt")
    assert folded("Müller") == folded("MUELLER") == "muller"


def test_keys_leave_out_what_everybody_shares() -> None:
    """A fax number and a free mail's domain lead nowhere."""
    details = card("Hans Meier", "h@gmail.com", Phone(PhoneType.FAX, "030 99", "+493012345699"))
    kinds = {key.kind for key in match_keys(details)}
    assert MatchKeyKind.DOMAIN not in kinds
    assert MatchKeyKind.PHONE not in kinds
    assert is_shared_address("Info@x.example")
    assert not is_shared_address("hans.meier@x.example")


texts = st.text(max_size=30)
people = st.builds(
    ContactDetails,
    name=st.none() | st.builds(PersonName, texts, other_script=st.none() | texts, suffix=st.none() | texts),
    organization=st.none() | texts,
    emails=st.lists(texts, max_size=3).map(tuple),
    urls=st.lists(texts, max_size=3).map(tuple),
    phones=st.lists(st.builds(Phone, st.sampled_from(PhoneType), texts, st.none() | texts), max_size=3).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(people, people)
def test_any_text_is_compared_without_error_and_alike_both_ways(one: ContactDetails, other: ContactDetails) -> None:
    """Whatever stands on two cards, the verdict does not depend on which came first."""
    there, back = match(one, [contact(other)]), match(other, [contact(one)])
    assert (there.verdict, there.score) == (back.verdict, back.score)
    assert all(key.key.strip() for key in match_keys(one) if key.kind is not MatchKeyKind.EMAIL)
