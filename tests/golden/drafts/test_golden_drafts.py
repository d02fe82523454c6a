"""Every shipped letter, in each cadence, step and language, from complete to odd encounters, as a person reviewed it.

`python tests/golden/drafts/test_golden_drafts.py` writes the files anew; read the difference before committing it.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cardscan.followup.letters.draft import render
from cardscan.followup.letters.lint import LintContext, LintSettings, check
from cardscan.followup.planning.plan import Plan
from cardscan.followup.templates.cadence import Cadence, load_cadences, template_dirs
from cardscan.locales.languages import LANGUAGES
from cardscan.model.draft import Letter, Sender
from cardscan.model.encounter import CardOrigin, Encounter, Promise
from cardscan.model.reading import ContactDetails, PersonName

HERE = Path(__file__).parent
CADENCES = ("conference", "introduction", "client", "supplier", "reunion", "speaker")
INFORMAL = tuple(language for language in LANGUAGES if language != "en")
MET, DUE, LATE = date(2026, 11, 24), date(2026, 11, 26), date(2026, 12, 7)
TOKEN = "0123456789abcdef"  # noqa: S105 - a draft's number, no secret
SENDER = Sender("Robin Beispiel", "robin@beispiel.example", ("Beispiel Werkstatt", "+49 30 5550100"))
MIRA = ContactDetails(
    name=PersonName("Mira Muster", given="Mira", family="Muster"),
    organization="Muster & Partner",
    emails=("mira@muster.example",),
)
DOCTOR = replace(MIRA, name=PersonName("Mira Muster", given="Mira", family="Muster", honorific="Dr."))
FIRM = replace(MIRA, name=None, emails=("info@muster.example",))

# By language: event, talk, talk as a sentence, promise, second promise, next step.
WORDS = {
    "en": (
        "PyData Berlin 2026", "OCR on receipts", "They want to read the receipts on the phone. The rest is solved",
        "send the paper", "introduce you to Ana", "a call in the first week of December",
    ),
    "de": (
        "Frankfurter Buchmesse", "OCR auf Kassenbons", "Wir lesen die Bons bald auf dem Telefon. Der Rest ist gelöst",
        "Ich schicke Ihnen den Artikel", "Ich stelle Sie Ana vor", "ein Telefonat in der ersten Dezemberwoche",
    ),
    "fr": (
        "Salon du livre", "la lecture des tickets de caisse",
        "Nous voulons lire les tickets sur le téléphone. C'est tout",
        "je vous envoie l'article", "je vous présente à Ana", "un appel la première semaine de décembre",
    ),
    "es": (
        "Feria del Libro", "la lectura de los recibos",
        "Queremos leer los recibos en el teléfono. Lo demás está resuelto",
        "le envío el artículo", "le presento a Ana", "una llamada en la primera semana de diciembre",
    ),
    "it": (
        "Fiera del Libro", "lettura degli scontrini",
        "Vogliamo leggere gli scontrini sul telefono. Il resto è risolto",
        "Le mando l'articolo", "Le presento Ana", "una telefonata nella prima settimana di dicembre",
    ),
    "pt": (
        "Feira do Livro", "leitura de recibos", "A ideia é ler os recibos no telefone. O resto está resolvido",
        "envio o artigo", "apresento a Ana", "uma chamada na primeira semana de dezembro",
    ),
    "nl": (
        "Jaarbeurs", "het lezen van kassabonnen", "We willen de bonnen op de telefoon lezen. De rest is opgelost",
        "ik stuur u het artikel", "ik stel u voor aan Ana", "een telefoontje in de eerste week van december",
    ),
}  # fmt: skip

# What a letter promises is attached by its user; the lint reminds them in every letter about a promise.
NOTHING_ENCLOSED = LintSettings(off=("attach",))
Case = tuple[str, ContactDetails, Encounter, int]


def cases(language: str, cadence: str, template: str) -> dict[str, Case]:
    """Encounters from complete to nearly empty, each with a wording of its own; only the full ones for later steps."""
    event, talk, told, promise, second, next_step = WORDS[language]
    introduced = cadence == "introduction"
    # A talk told in sentences, and a promise with a word that may be a third person ("le envío"), only if chosen.
    origin = CardOrigin.INTRODUCED if introduced else CardOrigin.HANDED_OVER
    base = Encounter(origin=origin, quoted=(told, promise, second))
    full = replace(base, event=event, day=MET, introduced_by="Ana Exemplo" if introduced else None)
    dated = (Promise(promise, date(2026, 11, 27)),)
    if template == "promise":  # about this promise and nothing else
        return {
            "kept": (template, MIRA, replace(full, promises=dated), 0),
            "kept, another wording": (template, DOCTOR, replace(full, promises=dated), 1),
            "kept, a third wording, no event": (template, MIRA, replace(base, promises=dated), 2),
            "late": (template, MIRA, replace(full, promises=(Promise(promise, MET),)), 0),
        }
    if template != "first":
        return {
            "talk at an event": (template, MIRA, replace(full, talk=talk), 0),
            "talk told in sentences": (template, DOCTOR, replace(full, talk=told), 1),
            "only a next step": (template, MIRA, replace(base, next_step=next_step), 2),
        }
    return {
        "talk and promise": (template, MIRA, replace(full, talk=talk, promises=dated), 0),
        "talk only": (template, DOCTOR, replace(full, talk=talk), 1),
        "talk only, another wording": (template, MIRA, replace(full, talk=talk), 2),
        "no event, only a promise without a day": (template, MIRA, replace(base, promises=(Promise(promise),)), 1),
        "two promises, no name": (template, FIRM, replace(full, promises=(*dated, Promise(second))), 2),
        "late promise": (template, MIRA, replace(full, promises=(Promise(promise, MET),)), 0),
        "talk told in sentences, next step": (template, MIRA, replace(full, talk=told, next_step=next_step), 1),
        "only a next step": (template, MIRA, replace(base, next_step=next_step), 2),
    }


def planned(cadence: Cadence, step: str, template: str, language: str, title: str, *, informal: bool = False) -> Plan:
    """The plan of one case, as the planner makes it."""
    return Plan(
        recipient="mira@muster.example", cadence=cadence.name, texts_from=cadence.texts_from, step=step,
        template=template, due=LATE if "late" in title else DUE, language=language, late="late" in title,
        again=cadence.name == "reunion", address="informal" if informal else "formal",
    )  # fmt: skip


@functools.cache
def letters(
    cadence_name: str, language: str, *, informal: bool = False
) -> dict[str, tuple[Letter, ContactDetails, Encounter]]:
    """Every case of one cadence and language."""
    dirs = template_dirs()
    cadence = load_cadences(dirs)[cadence_name]
    steps = [(step.name, step.template) for step in cadence.steps]
    steps += [("quarterly", "quarterly"), ("promise", "promise")]
    found = {}
    for step, template in steps:
        for title, (_, details, encounter, variant) in cases(language, cadence_name, template).items():
            plan = planned(cadence, step, template, language, title, informal=informal)
            encounter = spoken(encounter, informal=informal)
            letter = render(plan, details, encounter, SENDER, templates_dirs=dirs, token=TOKEN, variant=variant)
            found[f"{step}: {title}"] = (letter, details, encounter)
    return found


def spoken(encounter: Encounter, *, informal: bool) -> Encounter:
    """The notes as somebody writes them who says du."""
    if not informal:
        return encounter
    said = {"Ihnen": "dir", "Ich stelle Sie": "Ich stelle dich", "je vous": "je te", "je te envoie": "je t'envoie",
            "le envío": "te envío", "le presento": "te presento", "Le mando": "ti mando", "Le presento": "ti presento",
            "stuur u": "stuur je", "stel u": "stel je"}  # fmt: skip
    promises = []
    for promise in encounter.promises:
        text = promise.text
        for formal, other in said.items():
            text = text.replace(formal, other)
        promises.append(replace(promise, text=text))
    return replace(encounter, promises=tuple(promises))


def written(cadence: str, language: str, *, informal: bool = False) -> str:
    """All cases of one cadence and language as one text."""
    return "\n".join(
        f"### {title}\nSubject: {letter.subject}\n\n{letter.body}"
        for title, (letter, _, _) in letters(cadence, language, informal=informal).items()
    )


def file_of(cadence: str, language: str, *, informal: bool = False) -> Path:
    """Where the reviewed letters are."""
    return HERE / f"{cadence}.{language}{'.informal' if informal else ''}.txt"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cadence", CADENCES)
def test_letters_read_as_reviewed(cadence: str, language: str) -> None:
    """The rendered letters equal the reviewed ones, character by character."""
    reviewed = file_of(cadence, language).read_text(encoding="utf-8")
    assert written(cadence, language) == reviewed


@pytest.mark.parametrize("language", INFORMAL)
@pytest.mark.parametrize("cadence", CADENCES)
def test_informal_letters_read_as_reviewed(cadence: str, language: str) -> None:
    """The same with du, tu or je."""
    reviewed = file_of(cadence, language, informal=True).read_text(encoding="utf-8")
    assert written(cadence, language, informal=True) == reviewed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cadence", CADENCES)
def test_the_lint_has_nothing_against_our_own_letters(cadence: str, language: str) -> None:
    """No stock phrase, pitch, second question, wrong language or missing promise; all under 120 words."""
    for informal in (False, True) if language in INFORMAL else (False,):
        for title, (letter, details, encounter) in letters(cadence, language, informal=informal).items():
            first = title.startswith("first")
            found = check(letter, LintContext(details, (encounter,), first=first), NOTHING_ENCLOSED)
            assert not found, (title, letter.body, found)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cadence", CADENCES)
def test_the_lint_has_nothing_against_any_wording(cadence: str, language: str) -> None:
    """Beyond those that are kept as examples: each wording of each sentence is in one of six letters."""
    dirs, series = template_dirs(), load_cadences(template_dirs())[cadence]
    for informal in (False, True) if language in INFORMAL else (False,):
        for step, template in [(step.name, step.template) for step in series.steps] + [("promise", "promise")]:
            for title, (_, details, encounter, _) in cases(language, cadence, template).items():
                plan = planned(series, step, template, language, title, informal=informal)
                met = spoken(encounter, informal=informal)
                for variant in range(6):
                    letter = render(plan, details, met, SENDER, templates_dirs=dirs, token=TOKEN, variant=variant)
                    found = check(letter, LintContext(details, (met,), first=step == "first"), NOTHING_ENCLOSED)
                    assert not found, (title, letter.body, found)


if __name__ == "__main__":
    for one_cadence in CADENCES:
        for one_language in LANGUAGES:
            for one_informal in (False, True) if one_language in INFORMAL else (False,):
                text = written(one_cadence, one_language, informal=one_informal)
                file_of(one_cadence, one_language, informal=one_informal).write_text(text, encoding="utf-8")
