"""A user's texts in a language that is not ours work, or say at once what they lack."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cardscan.errors import ConfigError, TemplateError
from cardscan.followup.letters.letter_process import LetterProcess
from cardscan.followup.letters.lint import LintContext, LintSettings, check
from cardscan.followup.letters.wording import letter_values
from cardscan.followup.planning.plan import Plan, Recipient, plan
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.followup.templates.variables import WORDED, names
from cardscan.model.contact import Relation
from cardscan.model.draft import Sender
from cardscan.model.encounter import CardOrigin, Encounter, Promise, TalkDepth
from cardscan.model.reading import ContactDetails, PersonName, Recommendation

DAY = date(2026, 11, 26)
TOKEN = "0123456789abcdef"  # noqa: S105 - a draft's number, no secret
PLAN = Plan("mira@muster.example", "conference", "first", "first", DAY, "sv")
MIRA = ContactDetails(name=PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
TALKED = Encounter(event="Mässan", day=DAY, talk="OCR på kvitton", promises=(Promise("artikeln", date(2026, 11, 30)),),
                   origin=CardOrigin.HANDED_OVER, depth=TalkDepth.REAL_TALK)  # fmt: skip
ROBIN = Sender("Robin Beispiel", "robin@beispiel.example")
SWEDISH = """Subject: Tack för samtalet om {{ talk }}

Hej {{ given or name }},

tack för pratstunden på {{ event }}{% if day %} ({{ day }}){% endif %}. {% piece "halsning" %}

{% for promise in promises %}
Jag skickar {{ promise.text }} senast {{ promise.by }}.
{% endfor %}

{{ sender_name }}
"""


def own(folder: Path, **texts: str) -> Path:
    """A template folder with these texts of the conference's series."""
    (folder / "email/conference").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        file = folder / "email/conference" / f"{name.replace('__', '.')}.txt.j2"
        file.write_text(text, "utf-8")
    return folder


def test_a_series_with_a_swedish_text_writes_swedish_letters(tmp_path: Path) -> None:
    """For a Swedish card, in the process that letters are written in, with its own piece; and the lint lets it pass."""
    dirs = template_dirs(own(tmp_path, first__sv=SWEDISH, halsning__sv="Det var roligt."))
    to = Recipient(MIRA, Relation.MET, Recommendation.STRONG, country="SE", language="sv")
    planned = plan(to, TALKED, cadences=load_cadences(dirs), today=DAY)
    assert isinstance(planned, Plan)
    assert planned.language == "sv"
    process = LetterProcess()
    try:
        letter = process.write(
            planned, MIRA, TALKED, ROBIN, templates_dirs=dirs, token=TOKEN, others=(), lint=LintSettings()
        )  # fmt: skip
    finally:
        process.close()
    assert letter.body.startswith("Hej Mira,\n\ntack för pratstunden på Mässan (2026-11-26). Det var roligt.")
    assert "Jag skickar artikeln senast 2026-11-30." in letter.body
    assert [finding.rule for finding in check(letter, LintContext(MIRA, (TALKED,)), LintSettings())] == []


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        ({"first__sv": "Subject: Hej\n\n{{ salutation }}\n\nx\n"},
         r'first\.sv\.txt\.j2, line 3: there is no variable "salutation" in this language; write the greeting out'),
        ({"first__pl": "Subject: Spotkanie {{ at_event }}\n\nx\n"},
         r'first\.pl\.txt\.j2, line 1: there is no variable "at_event" in this language; write its words out'),
        ({"first__sv": 'Subject: Hej\n\n{% piece "talked" %}\n'},
         r'first\.sv\.txt\.j2: there is no piece "talked" in this language; .* add email/pieces/talked\.sv\.txt\.j2'),
        ({"first__sv": 'Subject: Hej\n\n{% piece "own" %}\n', "own__sv": "{{ nmae }}"},
         r'own\.sv\.txt\.j2, line 1: there is no variable "nmae"'),
        ({"own__sv": "{{ salutation }}"}, r'own\.sv\.txt\.j2, line 1: there is no variable "salutation"'),
        ({"quarterly__pl": "No subject\n\nx"}, r"quarterly\.pl\.txt\.j2, line 1: begins with"),
        ({"first__sv": "Subject: x\n\n{% if %}"}, r"first\.sv\.txt\.j2, line 3: Expected an expression"),
        ({"first__xx": SWEDISH}, r"first\.xx\.txt\.j2: no text is named so; .* as in first\.sv\.txt\.j2"),
        ({"first__swe": SWEDISH}, r"first\.swe\.txt\.j2: no text is named so"),
        ({"first__pt-br": SWEDISH}, r"first\.pt-br\.txt\.j2: no text is named so"),
    ],
)  # fmt: skip
def test_a_text_that_cannot_work_is_refused_when_it_is_loaded(tmp_path: Path, texts: dict[str, str], says: str) -> None:
    """With its file and what is missing; nothing is said of limits."""
    with pytest.raises(ConfigError, match=says):
        load_cadences(template_dirs(own(tmp_path, **texts)))


def test_the_names_for_templates_are_those_that_a_letter_has() -> None:
    """In our languages all of them; in others all but those that our own words are in."""
    for language in ("en", "de", "sv", "pl"):
        values = letter_values(replace(PLAN, language=language), MIRA, TALKED, ROBIN)
        assert tuple(sorted(values)) == names(language)
    assert set(names("en")) - set(names("sv")) == set(WORDED)


def test_a_fault_in_the_letter_process_is_no_limit() -> None:
    """Whatever fails there is said as it is, and the process lives on."""
    process = LetterProcess()
    given = {"templates_dirs": template_dirs(), "token": TOKEN, "others": (), "lint": LintSettings()}
    try:
        with pytest.raises(TemplateError) as caught:
            process.write(replace(PLAN, language="en"), None, TALKED, ROBIN, **given)  # type: ignore[arg-type]
        assert "this is a fault of cardscan" in str(caught.value)
        assert "took more" not in str(caught.value)
        assert process._process is not None
        assert process._process.poll() is None
    finally:
        process.close()
