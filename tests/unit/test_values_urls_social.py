"""Web addresses and social handles; all invented."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.reading.parsing.values.emails.email_finder import find_emails
from cardscan.reading.parsing.values.web.social import find_social
from cardscan.reading.parsing.values.web.url_finder import find_urls, without_label


def urls(text: str) -> list[str]:
    return [found.value for found in find_urls(text, emails=find_emails(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("www.example.com", "www.example.com"),
        ("WWW.EXAMPLE.COM", "www.example.com"),
        ("https://www.example.co.uk/", "www.example.co.uk"),
        ("http://example.com/Team/", "example.com/Team"),
        ("Web: example.io", "example.io"),
        ("example.com.", "example.com"),
        ("EXAMPLE.BUSINESS", "example.business"),
        ("shop.example.com/en?x=1", "shop.example.com/en?x=1"),
        ("www.example.edu/dept/office.html", "www.example.edu/dept/office.html"),
        ("www,example.com", "www.example.com"),
        ("www. example .com", "www.example.com"),
        ("www example.com", "www.example.com"),
        ("wwwexample.com", "www.example.com"),
        ("www.example com", "www.example.com"),
        ("vvww.example.com", "www.example.com"),
        ("www.example.corn", "www.example.com"),
        ("http//www.example.com", "www.example.com"),
        ("http : //www.example.com", "www.example.com"),
        ("www: http://www.example.com", "www.example.com"),
        ("Website:www.example.co.in", "www.example.co.in"),
        ("Web.www.example.co.uk", "www.example.co.uk"),
        ("W. www.example es", "www.example.es"),
        ("www.example es/tienda", "www.example.es/tienda"),
        ("example.com pl", "example.com.pl"),
        ("www.example.com pl", "www.example.com.pl"),
        ("W example.net .au/shop", "example.net.au/shop"),
        ("example.com in Berlin", "example.com"),
        ("www.example.unknowntld", "www.example.unknowntld"),
        ("jane.example.blogspot.com", "jane.example.blogspot.com"),
    ],
)
def test_a_web_address_is_found_with_host_and_path(text: str, expected: str) -> None:
    """Without scheme, with what readers do to dots and slashes mended."""
    assert urls(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "M.Com, B.Tech, Ph.D.",
        "B.E. (Civil), M.S., MBA",
        "M.Sc., D.Phil",
        "online MB.BS",
        "St.Louis, MO",
        "Rd.No.3, Hill Road",
        "Bldg.no.4",
        "jane@example.com",
        "jane @ example.com",
        "Email: jane@example\n.com",
        "brochure.pdf",
        "Jr.Engineer",
        "Pvt.Ltd.",
        "J.P.Morgan",
        "Dr.med.",
        "e.g. this",
        "A.B.Co",
        "9.30 a.m. to 5 p.m.",
        "Hyderabad.",
        "jmail.com",
        "linkedin.com/in/jane-doe",
        "facebook.com.br/janedoe",
    ],
)
def test_other_text_is_no_web_address(text: str) -> None:
    """Degrees, abbreviations, files, tails of e-mails, and profiles."""
    assert urls(text) == []


def test_several_addresses_keep_order_and_the_same_counts_once() -> None:
    """With and without "www." is the same."""
    text = "www.example.net | www.example.biz\nhttp://example.net info@example.org"
    assert urls(text) == ["www.example.net", "www.example.biz"]


def test_damage_makes_an_address_less_sure() -> None:
    """And is named."""
    clean, mended = find_urls("www.example.com")[0], find_urls("www,example,corn")[0]
    assert mended.confidence < clean.confidence
    assert mended.reasons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("linkedin.com/in/jane-doe", ("linkedin", "jane-doe")),
        ("https://www.linkedin.com/in/jane-doe/", ("linkedin", "jane-doe")),
        ("de.linkedin.com/company/example", ("linkedin", "example")),
        ("in/jane-doe", ("linkedin", "jane-doe")),
        ("github.com/jdoe", ("github", "jdoe")),
        ("GitHub: github.com/jdoe", ("github", "jdoe")),
        ("x.com/janedoe", ("x", "janedoe")),
        ("twitter.com/janedoe", ("x", "janedoe")),
        ("@janedoe", ("x", "janedoe")),
        ("@EspaçoExemplo", ("facebook", "EspaçoExemplo")),
        ("Facebook: janedoe", ("facebook", "janedoe")),
        ("fb.com/janedoe", ("facebook", "janedoe")),
        ("facebook.com/pages/janedoe", ("facebook", "janedoe")),
        ("fb/janedoe", ("facebook", "janedoe")),
        ("IG @jane.doe", ("instagram", "jane.doe")),
        ("Instagram: @jane_doe", ("instagram", "jane_doe")),
        ("Skype: jane.doe7", ("skype", "jane.doe7")),
        ("WeChat: jane_doe", ("wechat", "jane_doe")),
        ("Line ID: janedoe", ("line", "janedoe")),
        ("t.me/janedoe", ("telegram", "janedoe")),
        ("youtube.com/@janedoe", ("youtube", "janedoe")),
        ("@jane@mastodon.social", ("mastodon", "jane@mastodon.social")),
        ("xing.com/profile/Jane_Doe", ("xing", "Jane_Doe")),
        ("tiktok.com/@janedoe", ("tiktok", "janedoe")),
    ],
)
def test_a_profile_is_found_with_its_service(text: str, expected: tuple[str, str]) -> None:
    """By address, by label, by short form, and bare."""
    assert [(f.service, f.handle) for f in find_social(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "jane@example.com",
        "Facebook | Twitter",
        "Find us on Facebook and Instagram",
        "WorkHub@Axis, No 27",
        "@ Quantity",
        "@Garden 146 Street Name",
        "Product Line - Kitchens",
        "Tel/Fax: 212-555-0142",
        "WhatsApp: 98555 50136",
        "www.example.com/in/page",
        "24/7 in/out service",
        "Made in/Germany and proud",
    ],
)
def test_other_text_is_no_profile(text: str) -> None:
    """E-mails, service names alone, prices, phone numbers."""
    assert find_social(text) == ()


TEXT = st.text(alphabet=st.sampled_from("abcinfbx@.,-_ :;/|\nhtpswWlinkedn.comé1l0O?#"), max_size=400)


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_no_text_raises_or_takes_long(text: str) -> None:
    """Hostile text: every answer is well-formed, and quick."""
    began = time.process_time()
    for found in find_urls(text):
        assert "." in found.value
        assert 0 <= found.span[0] < found.span[1] <= len(text)
    for profile in find_social(text):
        assert profile.handle and profile.service
    assert time.process_time() - began < 0.5
    find_urls(text * 20)
    find_social(text * 20)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("wiwww.example.com", "www.example.com"),
        ("websitewww.example.com", "www.example.com"),
        ("w.example.com/team", "www.example.com/team"),
        ("www: www.www.example.com", "www.example.com"),
        ("my.example.com", "my.example.com"),
        ("wordworks.example.com", "wordworks.example.com"),
    ],
)
def test_a_damaged_www_is_one(line: str, expected: str) -> None:
    """And a host of its own stays."""
    assert [f.value for f in find_urls(line)] == [expected]


@pytest.mark.parametrize(
    ("printed", "hosts", "expected"),
    [
        ("hp.example.co.jp", ["example.co.jp"], "example.co.jp"),
        ("wexample.com/team", ["example.com"], "example.com/team"),
        ("websiteexample.com", ["example.com"], "example.com"),
        ("shop.example.com", ["example.com"], "shop.example.com"),
        ("myexample.com", ["example.com"], "myexample.com"),
        ("wexample.com", ["other.com"], "wexample.com"),
    ],
)
def test_a_label_before_the_mails_own_domain_is_left_out(printed: str, hosts: list[str], expected: str) -> None:
    """ "HP." is Japan's "web"; a name in front of the domain is a name."""
    (found,) = find_urls(printed)
    assert without_label(found, hosts).value == expected


@pytest.mark.parametrize("printed", ["www.iinkedin.com/in/ada-example", "ilinkedin.com/in/ada-example"])
def test_a_profile_is_known_by_a_misread_address(printed: str) -> None:
    """l, i and strokes are one to a reader."""
    assert [(f.service, f.handle) for f in find_social(printed)] == [("linkedin", "ada-example")]
