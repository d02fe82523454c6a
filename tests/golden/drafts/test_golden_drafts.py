"""Every shipped letter, in each language, with complete and with odd encounters, as a person reviewed it.

`python tests/golden/drafts/test_golden_drafts.py` writes the files anew; read the difference before committing it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cardscan.followup.cadence import load_cadences, template_dirs
from cardscan.followup.calendar import LANGUAGES
from cardscan.followup.draft import render
from cardscan.followup.plan import Plan, plan
from cardscan.model.contact import Relation
from cardscan.model.draft import Sender
from cardscan.model.encounter import CardOrigin, Encounter, Promise
from cardscan.model.reading import ContactDetails, PersonName, Recommendation

HERE = Path(__file__).parent
CADENCES = ("conference", "introduction")
MET = date(2026, 11, 24)
TODAY = date(2026, 11, 25)
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
    "pt": (
        "Feira do Livro", "leitura de recibos", "A ideia é ler os recibos no telefone. O resto está resolvido",
        "envio o artigo", "apresento a Ana", "uma chamada na primeira semana de dezembro",
    ),
}  # fmt: skip


def letter_cases(language: str, cadence: str) -> dict[str, tuple[ContactDetails, Encounter, dict[str, bool]]]:
    """Encounters from complete to nearly empty."""
    event, talk, sentence, promise, second, next_step = WORDS[language]
    introduced = cadence == "introduction"
    base = Encounter(origin=CardOrigin.INTRODUCED if introduced else CardOrigin.HANDED_OVER)
    full = replace(base, event=event, day=MET, introduced_by="Ana Exemplo" if introduced else None)
    dated = (Promise(promise, date(2026, 11, 27)),)
    passed = (Promise(promise, MET),)
    return {
        "talk and promise": (MIRA, replace(full, talk=talk, promises=dated), {}),
        "talk only, met again": (DOCTOR, replace(full, talk=talk), {"again": True}),
        "no event, only a promise without a day": (MIRA, replace(base, promises=(Promise(promise),)), {}),
        "two promises, no name": (FIRM, replace(full, promises=(*dated, Promise(second))), {}),
        "late promise, name not certain": (
            MIRA,
            replace(full, promises=passed),
            {"name_sure": False},
        ),
        "talk told in sentences, next step": (MIRA, replace(full, talk=sentence, next_step=next_step), {}),
        "only a next step": (MIRA, replace(base, next_step=next_step), {}),
    }


def drafted(language: str, cadence: str) -> str:
    """All cases of one cadence and language as one text."""
    dirs = template_dirs()
    texts = []
    for title, (details, encounter, changes) in letter_cases(language, cadence).items():
        planned = plan(
            details, encounter, recommendation=Recommendation.STRONG, relation=Relation.MET, suppressed=False,
            today=TODAY, cadences=load_cadences(dirs), confirmed=True, language=language,
        )  # fmt: skip
        assert isinstance(planned, Plan) and planned.cadence == cadence
        assert planned.language == language, f"{title}: the notes of this case are taken for {planned.language}"
        planned = replace(planned, **changes)
        letter = render(planned, details, encounter, SENDER, templates_dirs=dirs, token=TOKEN)
        texts.append(f"### {title}, due {letter.due}\nSubject: {letter.subject}\n\n{letter.body}")
    return "\n".join(texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cadence", CADENCES)
def test_letters_read_as_reviewed(cadence: str, language: str) -> None:
    """The rendered letters equal the reviewed ones, character by character."""
    reviewed = (HERE / f"{cadence}.{language}.txt").read_text(encoding="utf-8")
    assert drafted(language, cadence) == reviewed


if __name__ == "__main__":
    for one_cadence in CADENCES:
        for one_language in LANGUAGES:
            text = drafted(one_language, one_cadence)
            (HERE / f"{one_cadence}.{one_language}.txt").write_text(text, encoding="utf-8")
