"""Du or Sie, tu or vous: said by notes, cadence or settings, and never guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.errors import ConfigError
from cardscan.followup.form_of_address import FORMAL, INFORMAL, choose_address, mixed, noted_address
from cardscan.followup.letters.wording import salutation
from cardscan.followup.notes.note_reading import parse_note
from cardscan.followup.planning.plan import FollowupSettings, Plan, Recipient, plan
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.model.contact import Relation
from cardscan.model.encounter import CardOrigin, Encounter
from cardscan.model.reading import ContactDetails, PersonName, Recommendation

DAY = date(2026, 11, 24)
MIRA = ContactDetails(name=PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
LANGUAGES = ("de", "fr", "es", "it", "pt", "nl")


@pytest.mark.parametrize(
    ("language", "note", "address"),
    [
        ("de", "wir duzen uns; über OCR gesprochen", INFORMAL),
        ("de", "talked about OCR; per du", INFORMAL),
        ("de", "über OCR gesprochen; ich schicke dir den Artikel bis Freitag", INFORMAL),
        ("de", "über OCR gesprochen; ich schicke Ihnen den Artikel", FORMAL),
        ("de", "talked about OCR; we are on first-name terms", INFORMAL),
        ("de", "über das Duzen in Firmen gesprochen", ""),  # the subject of a talk is no evidence
        ("de", "per du; ich schicke Ihnen den Artikel", INFORMAL),  # what is said outright goes before a slip
        ("de", "per du; per Sie", ""),
        ("de", "they will send ihnen und sie", ""),
        ("fr", "parlé de l'OCR; on se tutoie", INFORMAL),
        ("fr", "je t'envoie l'article", INFORMAL),
        ("fr", "je vous envoie l'article", FORMAL),
        ("es", "hablamos de OCR; nos tuteamos", INFORMAL),
        ("es", "te envío el artículo", INFORMAL),
        ("es", "le envío el artículo", ""),  # "le" is "him" as well
        ("it", "parlato di OCR; ci diamo del tu", INFORMAL),
        ("it", "ti mando l'articolo", INFORMAL),
        ("it", "Le mando l'articolo", FORMAL),
        ("pt", "envio-te o artigo", INFORMAL),
        ("nl", "ik stuur je het artikel", INFORMAL),
        ("nl", "ik stuur u het artikel", FORMAL),
        ("en", "I send you the paper", ""),
        ("de", "talked about an informal dinner", ""),
    ],
)
def test_notes_say_how_somebody_is_addressed(language: str, note: str, address: str) -> None:
    """Outright, or by how they speak to the person; where they say both or nothing, they say nothing."""
    assert noted_address(language, parse_note(note, DAY)) == address


def test_what_is_asked_goes_before_notes_series_and_settings() -> None:
    """Each with its reason; nothing at all is formal."""
    du, nothing = Encounter(note="per du"), Encounter(talk="OCR")
    assert choose_address("de", "DE", du, asked=FORMAL, cadence=INFORMAL) == (FORMAL, "as you asked")
    assert choose_address("de", "DE", du, cadence=FORMAL, default=FORMAL) == (INFORMAL, "as your notes say")
    assert choose_address("de", "DE", nothing, cadence=INFORMAL, default=FORMAL) == (INFORMAL, "as the cadence says")
    assert choose_address("de", "DE", nothing, default=INFORMAL) == (INFORMAL, "your setting")
    assert choose_address("de", "DE", nothing)[0] == FORMAL


def test_a_language_of_one_form_has_no_other() -> None:
    """English never; Brazilian Portuguese says você to everybody."""
    for language, country in (("en", "GB"), ("pt", "BR")):
        assert choose_address(language, country, Encounter(note="per du"), asked=INFORMAL) == ("", "")
    assert choose_address("pt", "PT", Encounter(), asked=INFORMAL)[0] == INFORMAL


@settings(deadline=None)  # the calendar of a country is loaded when it is first asked
@given(st.sampled_from(LANGUAGES), st.sampled_from(["DE", "FR", "BR", None]), st.booleans(), st.booleans())
def test_no_letter_is_informal_without_a_word_of_evidence(
    language: str, country: str | None, known: bool, sure: bool
) -> None:
    """Not the name, the country, the language, the firm nor an old acquaintance makes it so."""
    relation = Relation.HELPED if known else Relation.MET
    to = Recipient(MIRA, relation, Recommendation.STRONG, confirmed=sure, country=country, language=language)
    encounter = Encounter(event="Fair", talk="OCR", origin=CardOrigin.INTRODUCED)
    made = plan(to, encounter, today=DAY, cadences=CADENCES)
    assert isinstance(made, Plan)
    assert not made.informal


CADENCES = load_cadences(template_dirs())


def test_the_plan_says_why_a_letter_is_informal() -> None:
    """By the setting here; the reason stands beside that of the language."""
    to = Recipient(MIRA, Relation.MET, Recommendation.STRONG, country="DE")
    settings = FollowupSettings(address=INFORMAL)
    made = plan(to, Encounter(talk="OCR"), today=DAY, cadences=CADENCES, settings=settings)
    assert isinstance(made, Plan)
    assert made.informal and "informal address: your setting" in made.reasons


def test_a_series_can_be_informal_and_a_wrong_word_is_refused(tmp_path: Path) -> None:
    """`address` in cadence.toml, `followup.address` in the settings."""
    file = tmp_path / "email/friends/cadence.toml"
    file.parent.mkdir(parents=True)
    text = 'texts_from = "conference"\naddress = "{}"\n[[steps]]\nname = "first"\nafter_days = 3\n'
    file.write_text(text.format("informal"), "utf-8")
    assert load_cadences(template_dirs(tmp_path))["friends"].address == INFORMAL
    file.write_text(text.format("chummy"), "utf-8")
    with pytest.raises(ConfigError, match=r'cadence\.toml: address = "chummy" is not known; it is formal or informal'):
        load_cadences(template_dirs(tmp_path))
    with pytest.raises(ValueError, match="formal or informal"):
        FollowupSettings(address="chummy")


@pytest.mark.parametrize(
    ("language", "greeting"),
    [
        ("de", "Hallo Mira,"),
        ("fr", "Bonjour Mira,"),
        ("es", "Hola, Mira:"),
        ("it", "Ciao Mira,"),
        ("pt", "Olá, Mira,"),
        ("nl", "Hallo Mira,"),
        ("en", "Dear Mira Muster,"),
    ],
)
def test_an_informal_letter_greets_by_the_given_name_where_it_is_sure(language: str, greeting: str) -> None:
    """In Germany too; where the given name is not certain, by the full name as ever."""
    made = Plan("m@x.example", "conference", "first", "first", DAY, language, address=INFORMAL, country="DE")
    assert salutation(MIRA.name, made, language) == greeting
    doubtful = Plan("m@x.example", "conference", "first", "first", DAY, "de", address=INFORMAL, name_sure=False)
    assert salutation(MIRA.name, doubtful, "de") == "Guten Tag Mira Muster,"


def test_a_text_that_says_both_is_found() -> None:
    """One that keeps to a form is not."""
    assert mixed("de", "Ich schicke dir Ihren Artikel.") == ("dir", "Ihren")
    assert mixed("de", "Ich schicke dir den Artikel.") is None
    assert mixed("en", "You and thou.") is None
