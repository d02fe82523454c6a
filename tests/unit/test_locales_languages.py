"""A language is one file: what it must hold, what is told of a wrong one, and a new one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import babel
import pytest

from cardscan.errors import ConfigError
from cardscan.locales.languages import FOLDER, LANGUAGES, language, load

ROOT = Path(__file__).parents[2]
SWEDISH = """
name = "Svenska"

[calendar]
weekdays = ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"]
months = [
  "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
  "december",
]
date = "{weekday} den {day} {month}"

[salutation]
given = "Hej {},"
full = "Hej {},"
nameless = "Hej,"

[[at_event]]
has = '(?:mässan|konferensen)$'
say = "på {event}"

[[at_event]]
say = "vid {event}"
"""
SWEDISH_LETTER = """Subject: Tack för samtalet om {{ talk }}

{{ salutation }}

tack för samtalet {{ at_event }} {{ day }}.

{% for promise in promises %}
Jag skickar {{ promise.text }} senast {{ promise.by }}.
{% endfor %}

{{ sender_name }}
"""
# Run with a copy of the program that knows the language, as a contributor's checkout does.
WRITE = """
from datetime import date
from pathlib import Path

from cardscan.config import load_settings
from cardscan.followup.letters.letter_process import LetterProcess
from cardscan.followup.letters.lint import LintSettings
from cardscan.followup.planning.plan import Recipient, plan
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.model.contact import Relation
from cardscan.model.draft import Sender
from cardscan.model.encounter import CardOrigin, Encounter, Promise, TalkDepth
from cardscan.model.reading import ContactDetails, PersonName, Recommendation

if __name__ == "__main__":
    load_settings(files=[Path("cardscan.toml")], environment={})
    day = date(2026, 11, 26)
    mira = ContactDetails(name=PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
    talked = Encounter(event="Bokmässan", day=day, talk="OCR på kvitton", origin=CardOrigin.HANDED_OVER,
                       promises=(Promise("artikeln", date(2026, 11, 30)),), depth=TalkDepth.REAL_TALK)
    dirs = template_dirs(None)
    to = Recipient(mira, Relation.MET, Recommendation.STRONG, country="SE", language="sv")
    planned = plan(to, talked, cadences=load_cadences(dirs), today=day)
    process = LetterProcess()
    letter = process.write(planned, mira, talked, Sender("Robin Beispiel", "robin@beispiel.example"),
                           templates_dirs=dirs, token="0123456789abcdef", others=(), lint=LintSettings())
    process.close()
    print(letter.body)
"""


@pytest.mark.parametrize("code", LANGUAGES)
def test_names_of_days_and_months_are_those_that_the_world_agreed_on(code: str) -> None:
    """Unicode's CLDR, as babel has it: what shipped files say is no invention of ours."""
    known, names = language(code), babel.Locale(code)
    assert known.calendar.weekdays == tuple(names.days["format"]["wide"][number] for number in range(7))
    assert known.calendar.months == tuple(names.months["format"]["wide"][number] for number in range(1, 13))
    assert known.name.casefold() == (names.display_name or "").casefold()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('name = "Svenska"', "", "sv.toml: `name` is missing"),
        ('date = "{weekday} den {day} {month}"', "", "sv.toml: `calendar.date` is missing"),
        ("[salutation]", "[salutations]", "sv.toml: there is no key `salutations`; did you mean `salutation`?"),
        (
            "nameless =",
            "namless =",
            "sv.toml: there is no key `salutation.namless`; did you mean `nameless`, `nameless_friend`?",
        ),
        ("say =", "says =", "sv.toml: there is no key `at_event.says`; did you mean `say`?"),
        ('full = "Hej {},"', "full = 3", "sv.toml: `salutation.full`: Expected `str`, got `int`"),
        ('"måndag", ', "", "sv.toml: `calendar`: `weekdays` are 7 names, `months` 12"),
        ("{day} {month}", "{dag} {month}", "sv.toml: `calendar`: `date` needs {weekday}, {day}, {month}, each once"),
        ("(?:mässan", "(?:mässan(", "sv.toml: `at_event[0]`: '(?:mässan(|konferensen)$' is no regular expression"),
        ("has =", "begins =", "sv.toml: the last rule of `at_event`"),
        ("[calendar]", "[calendar", "sv.toml: not TOML"),
    ],
)
def test_a_wrong_file_is_told_with_its_name_and_the_key(tmp_path: Path, old: str, new: str, told: str) -> None:
    """Before any letter is written in it."""
    file = tmp_path / "sv.toml"
    text = SWEDISH.replace(old, new, 1)
    if new == "begins =":
        text = text.partition("[[at_event]]\nsay")[0]
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as refused:
        load(file)
    assert str(refused.value).startswith(told)


def test_adding_swedish_is_one_file_and_its_texts(tmp_path: Path) -> None:
    """Its letters have Swedish days and greetings, and `default_language = "sv"` is accepted."""
    shutil.copytree(ROOT / "cardscan", tmp_path / "cardscan", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "cardscan" / FOLDER.relative_to(ROOT / "cardscan") / "sv.toml").write_text(SWEDISH, "utf-8")
    (tmp_path / "templates/email/conference/first.sv.txt.j2").write_text(SWEDISH_LETTER, "utf-8")
    (tmp_path / "cardscan.toml").write_text('[followup]\ndefault_language = "sv"\n', "utf-8")
    (tmp_path / "write.py").write_text(WRITE, "utf-8")
    done = subprocess.run(
        [sys.executable, "write.py"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Hej Mira,\n\ntack för samtalet på Bokmässan torsdag den 26 november." in done.stdout
    assert "Jag skickar artikeln senast måndag den 30 november." in done.stdout
