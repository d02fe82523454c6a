"""Evidence for a card's country; invented cards."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.reading.parsing.countries.country_evidence import country_evidence, likely_country


@pytest.mark.parametrize(
    ("lines", "country"),
    [
        (["Springfield, IL 62701"], "US"),
        (["12 Mill Lane", "Bath BA1 8PH"], "GB"),
        (["Vancouver, BC V2A 9S8"], "CA"),
        (["Sydney NSW 2000"], "AU"),
        (["Plot 7, Hill Road, Hyderabad - 500 081"], "IN"),
        (["Rua das Flores, 12 - São Paulo - SP", "CEP 01234-000"], "BR"),
        (["Muster GmbH", "Lindenweg 11a", "04729 Leipzig"], "DE"),
        (["D-48770 Musterstadt"], "DE"),
        (["12 rue du Moulin", "67000 Strasbourg", "SARL"], "FR"),
        (["Corso Roma 12", "Esempio S.r.l."], "IT"),
        (["Calle Mayor 1, 29004 Málaga"], "ES"),
        (["ul. Polna 7", "60-513 Poznań", "Sp. z o.o."], "PL"),
        (["Storgatan 3", "118 37 Stockholm"], "SE"),
        (["1015 CE Amsterdam", "Keizersstraat 3"], "NL"),
        (["〒105-0011 東京都港区"], "JP"),
        (["서울시 강남구"], "KR"),
        (["+27 11 555 0136"], "ZA"),
        (["+1 604 555 0153"], "CA"),
        (["+1 212 555 0142"], "US"),
        (["0044 20 7946 0018"], "GB"),
        (["jane@example.com.au"], "AU"),
        (["www.example.dk"], "DK"),
        (["Example Sdn Bhd"], "MY"),
        (["Example Pte Ltd"], "SG"),
        (["Cell: 9855550136"], "IN"),
        (["(212) 555-0142"], "US"),
        (["Dubai, U.A.E."], "AE"),
    ],
)
def test_the_country_a_card_speaks_for_comes_first(lines: list[str], country: str) -> None:
    """Postal codes, places, legal forms, phone prefixes, domains, scripts."""
    assert likely_country(lines) == country


def test_every_score_has_its_reasons_and_the_best_comes_first() -> None:
    """So that the resolver can weigh and a person can check."""
    evidence = country_evidence(["Muster GmbH", "Hamburg", "www.muster.de", "Tel +49 40 5550136"])
    assert next(iter(evidence)) == "DE"
    score, reasons = evidence["DE"]
    assert score > 8
    assert {"domain .de", "phone prefix"} <= set(reasons)
    assert list(evidence.values()) == sorted(evidence.values(), key=lambda v: -v[0])


def test_a_generic_country_domain_is_no_evidence() -> None:
    """.io and .co are sold to the whole world; .co.uk is not."""
    assert country_evidence(["www.example.io", "jane@example.co"]) == {}
    assert likely_country(["jane@example.co.uk"]) == "GB"


def test_words_inside_other_words_are_no_evidence() -> None:
    """ "Indiana" is not India, "as" in a sentence no legal form."""
    assert "IN" not in country_evidence(["Indianapolis, Indiana"])
    assert "NO" not in country_evidence(["FOR AS LITTLE AS", "as good as it gets"])


def test_nothing_says_nothing() -> None:
    """No verdict without evidence."""
    assert likely_country([]) is None
    assert likely_country(["Jane Doe", "jane@example.com"]) is None


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(max_size=120), max_size=12))
def test_no_text_raises_or_takes_long(lines: list[str]) -> None:
    """Hostile text."""
    began = time.process_time()
    country_evidence(lines)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("lines", "country"),
    [
        (["Nordfalter Energie AG", "KÄTHE GRÖSSLER", "M. 0171-3920097", "www.nordfalter-energie.com"], "DE"),
        (["Märta Lindhammar", "Verkställande direktör", "T.08-465 004 23", "www.norrskenek.nu"], "SE"),
        (["Zofia Przykładowska", "M. 605 554 412", "example.eu"], "PL"),
        (["ŁUKASZ PRZYKŁADOWY", "example.com"], "PL"),
        (["ANDRÁS PÉLDAVÁRŐ", "example.com"], "HU"),
        (["Ada Example", "example.nu"], None),
    ],
)
def test_letters_and_words_of_a_language_weigh_more_than_how_digits_are_grouped(
    lines: list[str], country: str | None
) -> None:
    """ "0171-3920097" is grouped as in India, "605 554" no postal code of it; .nu is sold to the whole world."""
    assert likely_country(lines) == country


def test_a_telephone_number_in_two_groups_is_no_postal_code_of_brazil() -> None:
    """Five digits and three behind an area code."""
    assert likely_country(["Fon: 040 66969-732", "Handy: 0171 3920-090", "Leiterin"]) == "DE"
    assert likely_country(["Rua das Amostras 5 - 01310-100"]) == "BR"
