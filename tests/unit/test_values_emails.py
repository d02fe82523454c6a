"""E-mail addresses in text as readers damage it; all invented."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.reading.parsing.values.emails.email_finder import EmailFound, find_emails, repair_with_domain


def values(text: str) -> list[str]:
    return [found.value for found in find_emails(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane.doe@example.com", "jane.doe@example.com"),
        ("JANE.DOE@EXAMPLE.COM", "jane.doe@example.com"),
        ("E-mail: jane@example.co.uk.", "jane@example.co.uk"),
        ("e mail :- jane07@example.com.", "jane07@example.com"),
        ("E-Mail-jane@example.com", "jane@example.com"),
        ("Email:jane@example.com,", "jane@example.com"),
        ("e:jane@example.com", "jane@example.com"),
        ("E jane_doe@example.com", "jane_doe@example.com"),
        ("✉ jane@example.com", "jane@example.com"),
        ("email_jane@example.com", "email_jane@example.com"),
        ("email@example.edu", "email@example.edu"),
        ("wheels&gears@example.com", "wheels&gears@example.com"),
        ("jane+cards@example.com", "jane+cards@example.com"),
        ("M:+91-9855550136E:jane@example.com", "jane@example.com"),
        ("<jane@example.com>", "jane@example.com"),
        ("(jane@example.com)", "jane@example.com"),
        ("jane＠example．com", "jane@example.com"),
        ("jane@example.comWeb: www.example.com", "jane@example.com"),
        ("jane@example.orgP: 614-555-0142", "jane@example.org"),
        ("jane@example.com br", "jane@example.com.br"),
        ("jane@mail.hd2.example.net.in", "jane@mail.hd2.example.net.in"),
        ("jane@example.com.au.Web www.example.com.au", "jane@example.com.au"),
        ("M206.555.0151.jane@example.com", "jane@example.com"),
    ],
)
def test_a_clean_address_is_found_without_its_label(text: str, expected: str) -> None:
    """Lower case, label and punctuation cut off."""
    assert values(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane @ example.com", "jane@example.com"),
        ("E-Mail: jane@example eu", "jane@example.eu"),
        ("jane_doe posteo.net", "jane_doe@posteo.net"),
        ("jane.doe gmail.com", "jane.doe@gmail.com"),
        ("jane.doe7 4@example.com", "jane.doe74@example.com"),
        ("jane@example. com", "jane@example.com"),
        ("jane @ example . co . in", "jane@example.co.in"),
        ("jane@example,com", "jane@example.com"),
        ("jane@example.com,br", "jane@example.com.br"),
        ("jane@example.com:au", "jane@example.com.au"),
        ("jane@example.corn", "jane@example.com"),
        ("jane@example.c0m", "jane@example.com"),
        ("jane@examplecom", "jane@example.com"),
        ("jane@example com", "jane@example.com"),
        ("jane@gmai1.com", "jane@gmail.com"),
        ("jane@grnail.com", "jane@gmail.com"),
        ("jane@gmail-com", "jane@gmail.com"),
        ("jane@yah00.co.in", "jane@yahoo.co.in"),
        ("jane(at)example.com", "jane@example.com"),
        ("jane [at] example [dot] com", "jane@example.com"),
        ("jane©example.com", "jane@example.com"),
        ("janeGgmail.com", "jane@gmail.com"),
        ("Email: janeQexample.com", "jane@example.com"),
        ("jane. doe@example.com", "jane.doe@example.com"),
        ("jane_ doe@example.com", "jane_doe@example.com"),
        ("Email: jane@shop\nexample.com", "jane@shopexample.com"),
        ("jane.doe\n@example.com", "jane.doe@example.com"),
    ],
)
def test_typical_damage_is_mended_named_and_less_sure(text: str, expected: str) -> None:
    """Spaces, commas, look-alikes, a lost dot, a misread sign, a line break."""
    (found,) = find_emails(text)
    assert found.value == expected
    assert found.confidence < find_emails("x@example.com")[0].confidence
    assert found.reasons


@pytest.mark.parametrize(
    "text",
    [
        "WorkHub@Axis,No 27, Station Street",
        "@janedoe",
        "Meet us @ the fair",
        "5 apples @ 2.50",
        "Chains & Gears",
        "jane@",
        "Copyright © example industries",
        "M.Com. B.Tech",
        "www.example.com",
        "look at example",
        "WorkHub@Example.No 27, Mill Street",
    ],
)
def test_other_text_is_no_address(text: str) -> None:
    """Handles, prices, slogans, and web addresses."""
    assert find_emails(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane@example.com.www.example.com", "jane@example.com"),
        ("jane@example.co.uk.example.co.uk", "jane@example.co.uk"),
    ],
)
def test_a_web_address_glued_behind_is_no_part_of_the_domain(text: str, expected: str) -> None:
    """Whatever stood between the two, the reader saw a full stop."""
    (found,) = find_emails(text)
    assert found.value == expected
    assert "web address behind it cut off" in found.reasons


def test_several_addresses_on_a_card_keep_their_order_and_spans() -> None:
    """The same one twice counts once."""
    text = "E-mail : jane@example.com, info@example.com\nweb: www.example.com\njane@example.com"
    found = find_emails(text)
    assert [f.value for f in found] == ["jane@example.com", "info@example.com"]
    assert [text[slice(*f.span)] for f in found] == ["jane@example.com", "info@example.com"]


def test_words_before_an_address_are_not_part_of_it() -> None:
    """The end of an address line, a sentence, a number."""
    assert values("Springfield, OH 4422. jane@example.com") == ["jane@example.com"]
    assert values("212. 555. 0142 jane@example.com") == ["jane@example.com"]


def test_the_unmended_reading_stays_as_alternative() -> None:
    """A mail provider's look-alike may be somebody's domain."""
    (found,) = find_emails("jane@gmaii.com")
    assert found.value == "jane@gmail.com"
    assert [a.value for a in found.alternatives] == ["jane@gmaii.com"]


def test_a_name_that_may_lack_a_dot_stays_as_read_with_the_other_beside_it() -> None:
    """ "exampleco.uk" can be bought."""
    (item,) = find_emails("jane@exampleco.uk")
    assert item.value == "jane@exampleco.uk"
    assert [a.value for a in item.alternatives] == ["jane@example.co.uk"]


def found(value: str) -> EmailFound:
    return find_emails(value)[0]


def test_the_web_address_speaks_for_or_against_the_domain() -> None:
    """The same domain makes it surer; one that differs by look-alikes is offered, and makes it less sure."""
    clean = found("jane@kestrelworks.com")
    same = repair_with_domain(clean, ["www.kestrelworks.com"])
    assert same.confidence > clean.confidence
    other = repair_with_domain(found("jane@kestreiworks.com"), ["www.kestrelworks.com/team"])
    assert other.value == "jane@kestreiworks.com"
    assert other.alternatives[0].value == "jane@kestrelworks.com"
    assert other.confidence < clean.confidence
    assert repair_with_domain(clean, ["www.quitedifferent.org"]) == clean


def test_words_of_the_card_decide_between_two_readings_of_a_domain() -> None:
    """Where the organisation's name spells one of them."""
    damaged = found("jane@kestreiworks.com")
    mended = repair_with_domain(damaged, ["www.kestrelworks.com"], words=["Kestrel Works Ltd"])
    assert mended.value == "jane@kestrelworks.com"
    assert mended.alternatives[0].value == "jane@kestreiworks.com"
    kept = repair_with_domain(found("jane@kestrelworks.com"), ["www.kestreiworks.com"], words=["Kestrel Works Ltd"])
    assert kept.value == "jane@kestrelworks.com"


def test_the_name_speaks_for_the_local_part() -> None:
    """given.family and the like; letters that readers confuse are taken from the name."""
    clean = found("jane.doe@example.com")
    assert "spells the name" in repair_with_domain(clean, [], ["Jane Doe"]).reasons
    near = repair_with_domain(found("jane.miiler@example.com"), [], ["Jane Miller"])
    assert near.value == "jane.miller@example.com"
    assert near.alternatives[0].value == "jane.miiler@example.com"
    assert "spells the name" in repair_with_domain(found("j.mueller@example.com"), [], ["Jörg Müller"]).reasons


TEXT = st.text(alphabet=st.sampled_from("abcGQ@©.,-_ :;\n()[]atcomnetwwwé＠/1l0O"), max_size=400)


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_no_text_raises_or_takes_long(text: str) -> None:
    """Hostile text: every answer is well-formed, and quick."""
    began = time.process_time()
    for item in find_emails(text):
        assert item.value.count("@") == 1
        assert item.value == item.value.lower()
        assert 0 <= item.span[0] < item.span[1] <= len(text)
        repair_with_domain(item, [text], [text])
    assert time.process_time() - began < 0.5
    find_emails(text * 20)


def test_a_long_word_of_the_card_mends_its_look_alike_in_the_domain() -> None:
    """Also without a web address; a word that stands there already changes nothing."""
    damaged = repair_with_domain(found("jane@kestreiworks.com"), [], words=["KESTREL", "Works"])
    assert damaged.value == "jane@kestrelworks.com"
    assert damaged.alternatives[0].value == "jane@kestreiworks.com"
    clean = found("jane@kestrelworks.com")
    assert repair_with_domain(clean, [], words=["KESTREL", "Works"]).value == clean.value


def test_an_icon_before_a_web_address_is_no_at_sign() -> None:
    """Readers make "©" and "@" of icons."""
    assert find_emails("GmbH & Co. KG © www.example.com") == ()
    assert values("212.555.0142\n® EXAMPLE.BUSINESS\nINFO@EXAMPLE.BUSINESS") == ["info@example.business"]
