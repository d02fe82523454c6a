"""Noted words in the sentences of a letter: topics, promises, events, dates and titles, language by language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cardscan.contacts.whereabouts import country_of
from cardscan.followup.days import written_out
from cardscan.followup.language import foreign_language
from cardscan.followup.letters.draft import Wordings, write
from cardscan.followup.letters.lint import LintContext, LintSettings, check, similarity
from cardscan.followup.letters.noted_words import said_promise, topic
from cardscan.followup.letters.wording import at_event, salutation
from cardscan.followup.planning.plan import Plan
from cardscan.followup.templates.cadence import shipped_templates, template_dirs
from cardscan.locales.languages import LANGUAGES
from cardscan.model.draft import OtherLetter, Sender
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.reading import Address, ContactDetails, PersonName, Phone, PhoneType
from tests.unit.letters import TALKS

DAY = date(2026, 12, 4)
PLAN = Plan("mira@muster.example", "conference", "first", "first", date(2026, 11, 26), "en")
MIRA = ContactDetails(name=PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
ROBIN = Sender("Robin Beispiel", "robin@beispiel.example")
TOKEN = "0123456789abcdef"  # noqa: S105 - a draft's number, no secret


@pytest.mark.parametrize(
    ("language", "talk", "about", "name"),
    [
        ("en", "thermal printers", "about thermal printers", "thermal printers"),
        ("en", "about salt", "about salt", "salt"),
        ("en", "whether dams help eels", "about whether dams help eels", "the question whether dams help eels"),
        ("de", "Lampen aus Glas", "über Lampen aus Glas", "Lampen aus Glas"),
        ("de", "die alten Karten", "über die alten Karten", "die alten Karten"),
        ("de", "den Holzbau", "über den Holzbau", "der Holzbau"),
        ("de", "der Holzbau", "", "der Holzbau"),
        ("de", "alter Holzbau", "", "alter Holzbau"),
        ("de", "wie Bienen heimfinden", "", "wie Bienen heimfinden"),
        ("fr", "le sel", "sur le sel", "le sel"),
        ("fr", "du recyclage", "sur le recyclage", "le recyclage"),
        ("fr", "de l'eau", "sur l'eau", "l'eau"),
        ("fr", "des abeilles", "sur les abeilles", "les abeilles"),
        ("fr", "recyclage des batteries", "sur le recyclage des batteries", "recyclage des batteries"),
        ("fr", "haies bocagères", "sur les haies bocagères", "haies bocagères"),
        ("fr", "formation des apprentis", "sur la formation des apprentis", "formation des apprentis"),
        ("fr", "irrigation", "sur l'irrigation", "irrigation"),
        ("fr", "bois de chauffage", "", "bois de chauffage"),  # ends as a plural does
        ("fr", "réseau de chaleur", "", "réseau de chaleur"),
        ("es", "del agua", "sobre el agua", "el agua"),
        ("it", "il sale", "del sale", "il sale"),
        ("it", "dello zucchero", "dello zucchero", "lo zucchero"),
        ("it", "l'acqua", "dell'acqua", "l'acqua"),
        ("it", "lampade di vetro", "di lampade di vetro", "lampade di vetro"),
        ("pt", "do sal", "sobre o sal", "o sal"),
        ("pt", "das abelhas", "sobre as abelhas", "as abelhas"),
        ("nl", "het lezen", "over het lezen", "het lezen"),
        ("nl", "hoe bijen thuiskomen", "", "hoe bijen thuiskomen"),
    ],
)
def test_a_topic_stands_behind_its_preposition_or_not_at_all(language: str, talk: str, about: str, name: str) -> None:
    """Contracted and elided as the language does; what would need another case or an article is not put there."""
    assert topic(talk, language) == (about, name)


@pytest.mark.parametrize(
    ("language", "informal", "text", "to", "now"),
    [
        ("en", False, "send her the deck", "send you the deck", "I am sending you the deck"),
        ("en", False, "email the list to him", "send you the list", "I am sending you the list"),
        ("en", False, "introduce her to Ana", "introduce you to Ana", ""),
        ("en", False, "look at his draft", "look at your draft", ""),
        ("de", False, "schicke ihr den Link", "Ihnen den Link zu schicken", "schicke ich Ihnen den Link"),
        (
            "de",
            True,
            "ihm Fotos vom Umbau schicken",
            "dir Fotos vom Umbau zu schicken",
            "schicke ich dir Fotos vom Umbau",
        ),
        ("fr", False, "je lui envoie l'étude", "vous envoyer l'étude", "je vous envoie l'étude"),
        ("fr", True, "je t'envoie les photos", "t'envoyer les photos", "je t'envoie les photos"),
        ("es", False, "enviarle el artículo", "enviarle el artículo", "le envío el artículo"),
        ("it", False, "mandarle l'articolo", "mandarLe l'articolo", "Le mando l'articolo"),
        ("pt", True, "mando-lhe as fotos", "enviar-te as fotos", "envio-te as fotos"),
        ("de", False, "Studie schicken", "Ihnen die Studie zu schicken", "schicke ich Ihnen die Studie"),
        ("de", True, "melden", "mich bei dir zu melden", ""),
        ("en", False, "ring her", "call you", ""),
        ("fr", True, "rappeler", "te rappeler", ""),
        ("it", False, "chiamarla", "chiamarLa", ""),
        ("nl", False, "bellen", "u te bellen", ""),
        ("nl", False, "haar het artikel sturen", "u het artikel te sturen", "stuur ik u het artikel"),
    ],
)
def test_a_promise_of_giving_is_turned_to_its_reader(
    language: str, informal: bool, text: str, to: str, now: str
) -> None:
    """No "her" and no "ihr" is left of it."""
    said = said_promise(text, language, informal=informal, country=None)
    assert (said.to, said.now) == (to, now)


@pytest.mark.parametrize(
    ("language", "text", "thing"),
    [
        ("de", "Scan der Grenzsteine", ""),  # an article would be a guess
        ("de", "die Werkstatt besuchen", ""),
        ("de", "einen Termin", "einen Termin"),
        ("de", "ein Termin", ""),  # "ich schulde Ihnen" needs another case
        ("de", "Paper", ""),
        ("nl", "bellen na Sinterklaas", ""),
        ("en", "the paper", "the paper"),
        ("en", "ask Petra", ""),
        ("fr", "l'étude", "l'étude"),
        ("nl", "de kaarten kopiëren", ""),
    ],
)
def test_a_bare_thing_needs_its_article(language: str, text: str, thing: str) -> None:
    """Without one, and for anything but a thing, the noted words stand after a colon."""
    assert said_promise(text, language, informal=False, country=None).thing == thing


@pytest.mark.parametrize(
    ("event", "language", "expected"),
    [
        ("Assises de l'eau", "fr", "aux Assises de l'eau"),
        ("Atelier du sel", "fr", "à l'Atelier du sel"),
        ("Assemblea dei soci", "it", "all'Assemblea dei soci"),
        ("Jornadas del Agua", "es", "en las Jornadas del Agua"),
        ("Jornadas da Água", "pt", "nas Jornadas da Água"),
        ("Medientage", "de", "bei „Medientage“"),
    ],
)
def test_an_event_of_several_days_and_one_with_a_vowel(event: str, language: str, expected: str) -> None:
    """Plural articles, elided ones, and no German dative that the name does not show."""
    assert at_event(event, language) == expected


@pytest.mark.parametrize(
    ("honorific", "language", "country", "greeting"),
    [
        ("Dr.", "en", "GB", "Dear Dr. Muster,"),
        ("Mag.", "de", "AT", "Guten Tag Mag. Muster,"),
        ("Mag.", "de", "DE", "Guten Tag Mira Muster,"),
        ("Dott.ssa", "it", "IT", "Gentile Dott.ssa Muster,"),
        ("Ing.", "it", "IT", "Gentile Ing. Muster,"),
        ("Dr.", "fr", "FR", "Bonjour Docteur Muster,"),
        ("Dra.", "es", "ES", "Hola, Dra. Muster:"),
        ("Lic.", "es", "MX", "Hola, Lic. Muster:"),
        ("Lic.", "es", "ES", "Hola, Mira:"),
        ("Eng.", "pt", "PT", "Olá, Eng. Muster,"),
        ("Eng.", "pt", "BR", "Olá, Mira,"),
        ("Dr.", "nl", "NL", "Beste dr. Muster,"),
    ],
)
def test_a_printed_title_is_said_where_people_say_it(
    honorific: str, language: str, country: str, greeting: str
) -> None:
    """By language and country; it is the card that says "Dott.ssa", never a guess."""
    name = PersonName("Mira Muster", "Mira", "Muster", honorific=honorific)
    assert salutation(name, replace(PLAN, country=country), language) == greeting


def test_a_date_is_written_as_its_country_does() -> None:
    """December 4 in the United States, 4 December in Britain and where nobody knows."""
    assert written_out(DAY, "en", "US") == "Friday, December 4"
    assert written_out(DAY, "en", "GB") == written_out(DAY, "en") == "Friday, 4 December"


def test_brazil_and_portugal_get_letters_of_their_own() -> None:
    """ "com você" and "consigo"; no hyphenated pronoun goes to Brazil."""
    met = Encounter(event="Feira do Livro", talk="o preço do sal", promises=(Promise("enviar-lhe o artigo", DAY),))
    bodies = {}
    for country in ("BR", "PT"):
        plan = replace(PLAN, language="pt", country=country)
        wordings = Wordings(plan, MIRA, met, ROBIN, templates_dirs=template_dirs(), token=TOKEN)
        bodies[country] = "\n".join(wordings.letter(number).body for number in range(6))
    assert "com você" in bodies["BR"] and "-lhe" not in bodies["BR"] and "consigo" not in bodies["BR"]
    assert "consigo" in bodies["PT"] and "você" not in bodies["PT"]


CLAIMS = (
    "several times since", "keep coming back", "keeping my word", "how lucky", "still on my mind", "stayed with me",
    "öfter nachgedacht", "halte ich wort", "lässt mich nicht los", "durch den kopf", "tiens parole", "quelle chance",
    "m'occupe encore l'esprit", "he pensado varias veces", "dándole vueltas", "riflettuto più volte", "una fortuna",
    "pensei várias vezes", "que sorte", "houdt mij nog", "wat een geluk",
)  # fmt: skip
CALLS = ("phone", "call", "telefon", "anruf", "téléphone", "appel", "llamada", "telefonata", "chamada", "bellen")


@pytest.mark.parametrize("words", [CLAIMS, CALLS])
def test_no_shipped_text_claims_what_no_note_says(words: tuple[str, ...]) -> None:
    """No thoughts nobody had, no promise kept with nothing attached, no phone call nobody spoke of."""
    for file in (shipped_templates() / "email").rglob("*.txt.j2"):
        text = file.read_text("utf-8").casefold()
        assert not [word for word in words if word in text], file


@pytest.mark.parametrize("firm", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_eight_people_with_one_topic_get_letters_that_differ(language: str, firm: bool) -> None:
    """Met at one event, of one firm or of several: in more than a word, and nothing for the lint to say."""
    others: list[OtherLetter] = []
    met = Encounter(event="Expo 2026", talk=TALKS[language].split("|")[0])
    for number in range(8):
        plan = replace(PLAN, language=language, recipient=f"p{number}@{'muster' if firm else f'm{number}'}.example")
        letter = write(
            plan, MIRA, met, ROBIN,
            templates_dirs=template_dirs(), token=f"{number:016x}", others=others, lint=LintSettings(),
        )  # fmt: skip
        found = check(letter, LintContext(MIRA, (met,), others=tuple(others)), LintSettings())
        assert not [item for item in found if item.rule == "similar"], letter.body
        assert all(similarity(letter.body, other.body) <= 0.75 for other in others)
        others.append(OtherLetter(number, plan.recipient, "", letter.body))


def test_a_subject_names_the_thing() -> None:
    """What was promised goes before what was talked about; a vow is no subject."""
    met = Encounter(event="PyData", talk="OCR", promises=(Promise("send the paper on thermal printers"),))
    letter = Wordings(PLAN, MIRA, met, ROBIN, templates_dirs=template_dirs(), token=TOKEN).letter(1)
    assert letter.subject == "The paper on thermal printers"


def test_a_quoted_piece_in_another_language_is_a_finding() -> None:
    """The rest of the letter is German; a word that both languages have is none, nor is the name of an event."""
    plan = replace(PLAN, language="de")
    for talk, found in (("old maps of harbours", True), ("Lampen aus Glas", False), ("OCR", False)):
        met = Encounter(event="Museum of the Year", talk=talk)
        letter = Wordings(plan, MIRA, met, ROBIN, templates_dirs=template_dirs(), token=TOKEN).letter(0)
        rules = [item.rule for item in check(letter, LintContext(MIRA, (met,)), LintSettings())]
        assert ("language" in rules) is found, letter.body
    assert foreign_language("sobre leitura de recibos", "pt") is None


@pytest.mark.parametrize(
    ("details", "country"),
    [
        (ContactDetails(addresses=(Address("x", country="Österreich"),)), "AT"),
        (ContactDetails(addresses=(Address("x", country="fr"),)), "FR"),
        (ContactDetails(addresses=(Address("x", city="Hamburg"),)), "DE"),
        (ContactDetails(phones=(Phone(PhoneType.WORK, "x", "+34915550100"),)), "ES"),
        (
            ContactDetails(
                addresses=(Address("x", country="Italia"),), phones=(Phone(PhoneType.WORK, "x", "+34915550100"),)
            ),
            "IT",
        ),
        (ContactDetails(), None),
    ],
)
def test_where_somebody_is_follows_from_their_address_then_their_phone(
    details: ContactDetails, country: str | None
) -> None:
    """An address says more than a number that people take with them."""
    assert country_of(details) == country


def test_own_phrases_go_before_ours(tmp_path: Path) -> None:
    """Greeting, farewell, question, and a sentence in the place of another."""
    file = tmp_path / "email/phrases/en.toml"
    file.parent.mkdir(parents=True)
    file.write_text(
        '[formal]\ngreeting = "Hi {given},"\nsign_off = "Cheers,"\nquestion = "What next?"\n'
        '[instead]\n"Is anything missing?" = "Is that all?"\n',
        "utf-8",
    )
    dirs, met = template_dirs(tmp_path), Encounter(talk="OCR")
    body = Wordings(PLAN, MIRA, met, ROBIN, templates_dirs=dirs, token=TOKEN).letter(0).body
    assert body.startswith("Hi Mira,\n") and "\n\nWhat next?\n\nCheers,\nRobin" in body
    promised = replace(met, promises=(Promise("send the paper"),))
    assert "Is that all?" in Wordings(PLAN, MIRA, promised, ROBIN, templates_dirs=dirs, token=TOKEN).letter(1).body
