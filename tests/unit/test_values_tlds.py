"""Ends of hosts: any that is delegated in print that is whole, only much used ones where a host is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardscan.reading.parsing.values.emails.email_finder import find_emails
from cardscan.reading.parsing.values.tlds import COUNTRY, DELEGATED, TRUSTED, is_tld, suffix_of
from cardscan.reading.parsing.values.web.social import find_social
from cardscan.reading.parsing.values.web.url_finder import find_urls

# Nobody has mail at the root's own "arpa"; ".cam" is offered beside ".com".
RARE = sorted(DELEGATED - TRUSTED - {"arpa", "cam"})


@pytest.mark.parametrize("end", ["versicherung", "nrw", "ruhr", "legal", "swiss", "zuerich", "name", "zip", "рф"])
def test_ends_of_every_kind_are_delegated(end: str) -> None:
    """Cities, trades, words and other scripts; a host's name is what stands before them."""
    assert is_tld(end)
    assert suffix_of(f"www.muster.{end}") == end


@pytest.mark.parametrize("end", ["mailx", "local", "internal", "html", "beratung"])
def test_words_that_nobody_delegated_are_no_ends(end: str) -> None:
    """So a mailbox is none that ends in them."""
    assert not is_tld(end)
    assert find_emails(f"ada@muster.{end}") == ()


def test_what_is_trusted_is_delegated() -> None:
    """An end that is withdrawn goes with the list; a legal form is no country."""
    assert TRUSTED <= DELEGATED
    assert {"de", "uk", "io"} <= COUNTRY
    assert "bv" not in TRUSTED


@given(end=st.sampled_from([end for end in RARE if end.isascii() and not end.startswith("xn--")]))
def test_a_rare_end_needs_a_sign_that_it_is_one(end: str) -> None:
    """A mailbox and an address behind "www." have any end; a bare word, a gap or a glued label makes none."""
    assert [e.value for e in find_emails(f"Mail ada.berg@muster.{end}")] == [f"ada.berg@muster.{end}"]
    assert [u.value for u in find_urls(f"www.muster.{end}")] == [f"www.muster.{end}"]
    assert find_urls(f"Beispiel.{end}") == ()
    assert find_urls(f"the sample.{end} of ours") == ()
    assert find_emails(f"ada@muster {end}") == ()


def test_a_rare_end_that_is_a_misread_common_one_stays_on_offer() -> None:
    """ ".cam" is ".com" far more often; the print may mean it."""
    (found,) = find_emails("ada@muster.cam")
    assert found.value == "ada@muster.com"
    assert [a.value for a in found.alternatives] == ["ada@muster.cam"]


def test_a_bare_host_with_a_rare_end_is_one_where_a_mailbox_has_it() -> None:
    """The mailbox is the sign that the bare word lacks."""
    assert [u.value for u in find_urls("muster.legal", mailed={"muster.legal"})] == ["muster.legal"]
    assert find_urls("muster.legal", mailed={"beispiel.legal"}) == ()


@pytest.mark.parametrize(
    "line", ["Web: muster.legal", "www | muster.legal", "Homepage: muster.legal", "URL: muster.legal"]
)
def test_a_bare_host_with_a_rare_end_is_one_behind_its_label(line: str) -> None:
    """A label of web addresses says what it is; a file's name is none even so."""
    assert [u.value for u in find_urls(line)] == ["muster.legal"]
    assert find_urls("Web: backup.zip") == find_urls("online muster.legal") == ()


@pytest.mark.parametrize("handle", ["mr.black", "the.kitchen.baby", "anna.love"])
def test_a_handle_may_end_in_a_rare_end(handle: str) -> None:
    """ "@mr.black" is nobody's host."""
    assert [found.handle for found in find_social(f"@{handle}")] == [handle]


def test_a_bullet_within_a_host_is_a_dot_though_its_name_is_an_end() -> None:
    """ "baby" is delegated, too."""
    assert [e.value for e in find_emails("ada@mail.baby•de")] == ["ada@mail.baby.de"]


@pytest.mark.parametrize(
    ("line", "mailbox"),
    [
        ("ada@example.com.Phone 555 0115", "ada@example.com"),
        ("ada@example.de.Mobile: 0176", "ada@example.de"),
        ("ada@example.com.phone 555 0115", "ada@example.com"),
        ("ada@news.berlin.nrw", "ada@news.berlin.nrw"),
        ("ada@beispiel.koeln www.beispiel.koeln", "ada@beispiel.koeln"),
    ],
)
def test_the_label_of_the_next_value_is_no_end(line: str, mailbox: str) -> None:
    """ "phone", "mobile" and "office" are delegated, and stand behind a mailbox without a gap."""
    assert [e.value for e in find_emails(line)] == [mailbox]
