"""Write every letter on one page, to be read aloud: `make letters` makes build/letters.html.

Each cadence, step, language, form of address and wording, for ten notes. Letters that are the same are shown once.
Nobody in them exists.
"""

from __future__ import annotations

import argparse
import html
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cardscan.followup.letters.draft import Wordings
from cardscan.followup.planning.plan import Plan
from cardscan.followup.templates.cadence import FOLLOW_ON, Cadence, load_cadences, template_dirs
from cardscan.locales.languages import LANGUAGES, language
from cardscan.model.draft import Letter, Sender
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.reading import ContactDetails, PersonName

MET, DUE, BY = date(2026, 11, 24), date(2026, 11, 26), date(2026, 12, 4)
SENDER = Sender("Robin Beispiel", "robin@beispiel.example", ("Beispiel Werkstatt",))
MIRA = ContactDetails(name=PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
NAMELESS = ContactDetails(emails=("info@muster.example",))
WORDINGS = 8
# By language: event, a short talk, a long one, a promise, another, a next step, a talk in another language.
WORDS = {
    "en": ("PyData Berlin 2026", "thermal printers", "whether the old bridge can carry a tram without a new pier",
           "send her the paper on thermal printers", "introduce you to Ana", "a visit to the workshop in January",
           "Lampen aus Glas"),
    "de": ("Frankfurter Buchmesse", "Thermodrucker", "der Umbau alter Bahnhöfe zu Bibliotheken in kleinen Städten",
           "schicke ihr den Artikel über Thermodrucker", "Fotos vom Probedruck", "Besuch in der Werkstatt im Januar",
           "old maps of harbours"),
    "fr": ("Salon du livre", "le recyclage des batteries", "l'entretien des vieux ponts en pierre dans les villages",
           "lui envoyer l'étude sur les batteries", "les photos de l'atelier", "une visite de l'atelier en janvier",
           "old maps of harbours"),
    "es": ("Feria del Libro", "las lámparas de vidrio", "la lectura en voz alta en las bibliotecas de los pueblos",
           "enviarle el artículo sobre las lámparas", "fotos del taller", "una visita al taller en enero",
           "old maps of harbours"),
    "it": ("Fiera del Libro", "il prezzo del sale", "la lettura ad alta voce nelle biblioteche dei piccoli paesi",
           "mandarle l'articolo sul sale", "foto del laboratorio", "una visita al laboratorio a gennaio",
           "old maps of harbours"),
    "pt": ("Feira do Livro", "o preço do sal", "a leitura em voz alta nas bibliotecas das aldeias",
           "enviar-lhe o artigo sobre o sal", "fotos da oficina", "uma visita à oficina em janeiro",
           "old maps of harbours"),
    "nl": ("Jaarbeurs", "het lezen van kassabonnen", "de restauratie van houten boten in oude havens",
           "haar het artikel over kassabonnen sturen", "foto's van de werkplaats",
           "een bezoek aan de werkplaats in januari", "old maps of harbours"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """One of the ten notes: what is known of the meeting, and of the person."""

    name: str
    encounter: Encounter
    details: ContactDetails = MIRA
    late: bool = False
    again: bool = False
    without: tuple[str, ...] = ()


def notes(code: str) -> list[Note]:
    """Return the ten notes in a language."""
    event, short, long, promise, other, step, foreign = WORDS[code]
    # Each was chosen by a person: the page is about the text, not about what the quote guard keeps back.
    base = Encounter(event=event, day=MET, quoted=WORDS[code])
    return [
        Note("short", replace(base, talk=short)),
        Note("long", replace(base, talk=long, next_step=step)),
        Note("promise", replace(base, talk=short, promises=(Promise(promise, BY),))),
        Note("two promises", replace(base, promises=(Promise(promise, BY), Promise(other)))),
        Note("nothing but an event", base),
        Note("another language", replace(base, talk=foreign)),
        Note("introduced", replace(base, talk=short, introduced_by="Ana Exemplo")),
        Note("again", replace(base, talk=short), again=True),
        Note("late", replace(base, promises=(Promise(promise, MET),)), late=True),
        Note("no name, no event", replace(base, event=None, talk=long), NAMELESS),
    ]


def letters(cadence: Cadence, code: str, address: str, step: str, template: str) -> Iterator[tuple[str, int, Letter]]:
    """Yield each different letter of a step with the name of its note and the number of its wording."""
    dirs = template_dirs()
    for note in notes(code):
        encounter = note.encounter
        if cadence.name == "introduction":
            encounter = replace(encounter, introduced_by="Ana Exemplo")
        if template == "promise" and len(encounter.promises) != 1:
            continue
        plan = Plan(
            "mira@muster.example", cadence.name, step, template, DUE, code, late=note.late,
            again=note.again or cadence.name == "reunion", address=address, texts_from=cadence.texts_from,
        )  # fmt: skip
        wordings = Wordings(plan, note.details, encounter, SENDER, templates_dirs=dirs, token="0123456789abcdef")  # noqa: S106 - a draft's number
        seen: set[str] = set()
        for number in range(WORDINGS):
            letter = wordings.letter(number)
            if letter.subject + letter.body not in seen:
                seen.add(letter.subject + letter.body)
                yield note.name, number, letter


def steps_of(cadence: Cadence) -> list[tuple[str, str]]:
    """Return the name and template of each step, and of the letters that may follow any cadence."""
    return [*((step.name, step.template) for step in cadence.steps), *((name, name) for name in FOLLOW_ON)]


def page(codes: tuple[str, ...], names: tuple[str, ...]) -> Iterator[str]:
    """Yield the page in parts."""
    yield "<!doctype html><meta charset=utf-8><title>Letters</title>"
    yield "<style>pre{white-space:pre-wrap;max-width:44em}</style>\n"
    cadences = load_cadences(template_dirs())
    for code, name in itertools.product(codes, names or tuple(cadences)):
        for address in ("formal", "informal") if language(code).address.informal else ("",):
            for step, template in steps_of(cadences[name]):
                yield f"<h2>{code} {name} {step} {address}</h2>\n"
                for note, number, letter in letters(cadences[name], code, address, step, template):
                    text = html.escape(f"{letter.subject}\n\n{letter.body}")
                    yield f"<h3>{note}, wording {number}</h3><pre>{text}</pre>\n"


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("build/letters.html"))
    parser.add_argument("--language", action="append", choices=LANGUAGES, default=[])
    parser.add_argument("--cadence", action="append", default=[])
    given = parser.parse_args()
    given.to.parent.mkdir(parents=True, exist_ok=True)
    with given.to.open("w", encoding="utf-8") as file:
        file.writelines(page(tuple(given.language) or LANGUAGES, tuple(given.cadence)))
    print(given.to)


if __name__ == "__main__":
    main()
