"""Legal forms and mail services: one table each, seen alike by readings, comparisons and letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardscan.contacts.comparable_forms import firm_domain, folded
from cardscan.contacts.formats.display_names import shown_name
from cardscan.contacts.matching.firm_names import organization_core
from cardscan.followup.letters.likeness import firm_of
from cardscan.locales.free_mail import FREE_MAIL, load_free_mail
from cardscan.locales.legal_forms import left_out_of_firms, legal_forms, never_in_persons_names
from cardscan.locales.strict_toml import LocaleFileError
from cardscan.reading.parsing.evidence.agreement import domain_label
from cardscan.reading.parsing.evidence.lexicons import fold
from cardscan.reading.parsing.names.legal_forms import is_legal_form


@pytest.mark.parametrize("firm", ["Muster OHG", "Przyklad ZRT", "Exemple SELARL", "Primer ООО", "Esempio S.n.c."])
def test_a_form_that_is_read_on_cards_is_left_out_where_firms_are_compared(firm: str) -> None:
    """Comparing firms knew 53 forms, reading cards 178: "Muster OHG" and "Muster" were two firms."""
    name, _, form = firm.rpartition(" ")
    assert is_legal_form(form)
    assert organization_core(firm) == organization_core(name)


@pytest.mark.parametrize("firm", ["ME Trading", "PT Foods", "BT Example", "Foundation for Examples"])
def test_a_form_that_is_a_word_of_names_stays_where_firms_are_compared(firm: str) -> None:
    """ "PT Foods" and "Foods" are two firms, though PT is a legal form of Indonesia."""
    assert organization_core(firm) == folded(firm)


@pytest.mark.parametrize("name", ["Muster, GGmbH", "Muster, KGaA", "Przyklad, Sdn"])
def test_a_form_behind_a_comma_is_no_given_name(name: str) -> None:
    """KGaA was listed in a spelling that no folded word has."""
    assert shown_name(name, None).given is None


@pytest.mark.parametrize("name", ["Ek, Anna", "Muster, Mei", "Beispiel, Doo", "Vos, Ada"])
def test_people_are_called_as_some_legal_forms_are(name: str) -> None:
    family, _, given = name.partition(", ")
    shown = shown_name(name, None)
    assert (shown.family, shown.given) == (family, given)


def test_the_three_views_share_their_forms() -> None:
    """What one of them has and reading does not is no legal form, and is listed as such."""
    forms = legal_forms(folded)
    assert left_out_of_firms(folded) - forms == {"and", "cie", "sp", "und"}
    assert never_in_persons_names(folded) - forms == {
        "gruppe", "partner", "partners", "sohne", "sons", "team", "the", "verlag",
    }  # fmt: skip
    assert {"gmbh", "spzoo", "sadecv"} <= legal_forms(fold)


def test_a_mail_service_says_nothing_of_a_firm_to_anybody() -> None:
    """Duplicates knew 46 hosts and letters 26 of the 127 that cards are read with."""
    assert {firm_domain(host) for host in FREE_MAIL} == {""}
    assert {firm_of(f"ada@{host}") for host in FREE_MAIL} == {""}
    assert (firm_domain("example.com"), firm_of("ada@example.com")) == ("example.com", "example.com")


def test_the_name_of_a_service_says_nothing_under_any_end() -> None:
    """A host that is not listed names no firm where its service is known; "list" and "tin" are firms elsewhere."""
    assert domain_label("yahoo.example.com") == "example"
    assert domain_label("yahoo.pl") == ""
    assert domain_label("tin.example") == "tin"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("other_hosts = []", r"free_mail\.toml: services is missing; add it"),
        ("other_hosts = []\n[services]\nexample = 3", r"free_mail\.toml: services\.example must be a list"),
        ("hosts = []", r"free_mail\.toml: hosts is no key that cardscan knows; use one of services, other_hosts"),
    ],
)
def test_a_wrong_list_of_services_is_told_with_file_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "free_mail.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LocaleFileError, match=said):
        load_free_mail(path)
