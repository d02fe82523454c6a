"""Wordings, sources and two hundred letters: nobody gets another's text, and every word says where it is from."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cardscan.errors import TemplateError
from cardscan.followup.letters.draft import render, write
from cardscan.followup.letters.letter_process import LetterProcess
from cardscan.followup.letters.lint import LintContext, LintSettings, check, similarity
from cardscan.followup.planning.plan import Plan
from cardscan.followup.templates.cadence import load_cadences, template_dirs
from cardscan.locales.languages import LANGUAGES
from cardscan.model.draft import Letter, OtherLetter, Sender
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.reading import ContactDetails, PersonName
from tests.unit.letters import TALKS, check_sources

NAUGHTY = Path(__file__).parents[3] / "shared" / "hostile" / "naughty-strings.txt"
DAY = date(2026, 11, 26)
TOKEN = "0123456789abcdef"  # noqa: S105 - a draft's number, no secret
PLAN = Plan("mira@muster.example", "conference", "first", "first", DAY, "en")
MIRA = ContactDetails(name=PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
ROBIN = Sender("Robin Beispiel", "robin@beispiel.example", ("Beispiel Werkstatt",))


def letter_from(folder: Path, template: str, encounter: Encounter, variant: int = 0, **pieces: str) -> Letter:
    """A letter from a user's own template and pieces."""
    for name, text in {"conference/first": template, **{f"pieces/{key}": text for key, text in pieces.items()}}.items():
        file = folder / "email" / f"{name}.en.txt.j2"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    dirs = template_dirs(folder)
    return render(PLAN, MIRA, encounter, ROBIN, templates_dirs=dirs, token=TOKEN, variant=variant)


def test_a_wording_with_an_empty_variable_is_never_taken(tmp_path: Path) -> None:
    """Of three wordings one needs the event; without an event the other two remain, whatever the variant."""
    template = "Subject: x\n\n{% choose %}\nAt {{ event }}.\n{% or %}\nOne.\n{% or %}\nTwo.\n{% endchoose %}\n"
    with_event = {letter_from(tmp_path, template, Encounter(event="PyData"), number).body for number in range(6)}
    without = {letter_from(tmp_path, template, Encounter(), number).body for number in range(6)}
    assert with_event == {"At PyData.\n", "One.\n", "Two.\n"}
    assert without == {"One.\n", "Two.\n"}


def test_a_sentence_with_an_empty_variable_disappears(tmp_path: Path) -> None:
    """Only that sentence: the dots inside of what was filled in end none."""
    talk = "v. 2.0 ... and more. Much"
    template = "Subject: x\n\nFirst. We met at {{ event }} in {{ place }}. We spoke of {{ talk }}.\n\nSee {{ title }}\n"
    letter = letter_from(tmp_path, template, Encounter(event="PyData", talk=talk, quoted=(talk,)))
    assert letter.body == "First. We spoke of v. 2.0 ... and more. Much.\n"


def test_wordings_on_lines_of_their_own_make_one_paragraph(tmp_path: Path) -> None:
    """A blank line between them makes two; a piece that says nothing leaves no gap."""
    template = (
        'Subject: x\n\n{% choose %}\nOne.\n{% endchoose %}\n{% piece "mine" %}\n{% piece "empty" %}\n\n'
        "{% choose %}\nTwo.\n{% endchoose %}\nThree.\n"
    )
    letter = letter_from(tmp_path, template, Encounter(), mine="Mine.\n", empty="{{ event }}\n")
    assert letter.body == "One. Mine.\n\nTwo. Three.\n"


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ('Subject: x\n\n{% piece "nowhere" %}', 'no piece "nowhere"'),
        ('Subject: x\n\n{% piece "../../etc/passwd" %}', "named in quotes"),
        ("Subject: x\n\n{% piece talk %}", "string"),
        ("Subject: x\n\n{% choose %}a", "end of template"),
        ("Subject: x\n\n{% or %}", "or"),
    ],
)
def test_wrong_wordings_and_pieces_are_refused_in_a_sentence(tmp_path: Path, template: str, says: str) -> None:
    """With the file; none of them reaches outside of the template folders."""
    with pytest.raises(TemplateError, match=r"first\.en\.txt\.j2") as caught:
        letter_from(tmp_path, template, Encounter())
    assert says in str(caught.value)


def test_a_piece_that_calls_itself_is_refused(tmp_path: Path) -> None:
    """At once, and in a sentence."""
    with pytest.raises(TemplateError, match="pieces"):
        letter_from(tmp_path, 'Subject: x\n\n{% piece "a" %}', Encounter(), a='{% piece "a" %}{% piece "a" %}')


def test_marks_in_a_value_or_a_template_forge_no_source(tmp_path: Path) -> None:
    """The characters that mark a source are taken out of what a card or a note says."""
    forged = "\ue000setting: sender.name\ue001Robin\ue002\ue005x\ue006y\ue007"
    letter = letter_from(
        tmp_path, f"Subject: x\n\n{forged} {{{{ talk }}}}.\n", Encounter(talk=forged, quoted=(forged,))
    )
    assert "\ue000" not in letter.body
    assert {piece.source for piece in letter.pieces if piece.filled} == {"note: talk"}


def people(count: int, seed: int) -> list[tuple[str, str, str, str, str]]:
    """(given, family, firm's domain, language, talk) of people who do not exist; every fourth shares a firm."""
    chance = random.Random(seed)
    given = "Mira Noel Ida Sam Kai Lou Eli Ana Toni Robin Alex Kim Andrea Sascha Nicola Dominique".split()  # noqa: SIM905
    family = "Muster Beispiel Exemplo Ejemplo Esempio Voorbeeld Exemple Sample Specimen Vorlage".split()  # noqa: SIM905
    made = []
    for number in range(count):
        language = LANGUAGES[number % len(LANGUAGES)]
        firm = f"firm{number // 4 * 4 if number % 4 == 3 else number}.example"
        made.append((chance.choice(given), f"{chance.choice(family)}{'a' * (number % 3)}", firm, language,
                     chance.choice(TALKS[language].split("|"))))  # fmt: skip
    return made


@pytest.mark.slow
def test_two_hundred_letters_are_complete_traced_and_unlike() -> None:
    """No placeholder, no pair more alike than allowed, nothing for the lint to say, every character with a source."""
    dirs, lint = template_dirs(), LintSettings()
    cadences = list(load_cadences(dirs).values())
    others: list[OtherLetter] = []
    for number, (given, family, firm, language, talk) in enumerate(people(200, seed=6)):
        cadence = cadences[number % len(cadences)]
        address = f"{given}.{family}@{firm}".lower()
        details = ContactDetails(name=PersonName(f"{given} {family}", given, family), emails=(address,))
        encounter = Encounter(event=f"Expo {number % 5}", talk=talk, introduced_by="Ana Exemplo")
        plan = replace(PLAN, recipient=address, language=language, cadence=cadence.name, texts_from=cadence.texts_from)
        letter = write(
            plan, details, encounter, ROBIN, templates_dirs=dirs, token=f"{number:016x}", others=others, lint=lint
        )
        check_sources(letter)
        found = check(letter, LintContext(details, (encounter,), others=tuple(others)), lint)
        assert not found, (letter.body, found)
        others.append(OtherLetter(number, address, f"{given} {family}", letter.body))
    alike = max(similarity(one.body, other.body) for at, one in enumerate(others) for other in others[:at])
    assert alike <= lint.max_similarity


def test_two_people_of_one_firm_never_get_the_same_text() -> None:
    """Same event, same talk, same day: six colleagues, six letters that the lint lets pass."""
    dirs, lint = template_dirs(), LintSettings()
    for language in LANGUAGES:
        talk = TALKS[language].split("|")[0]
        others: list[OtherLetter] = []
        for number in range(3):
            plan = replace(PLAN, recipient=f"p{number}@muster.example", language=language)
            encounter = Encounter(event="Expo", talk=talk)
            letter = write(
                plan, MIRA, encounter, ROBIN, templates_dirs=dirs, token=f"{number:016x}", others=others, lint=lint
            )
            assert not [item for item in check(letter, LintContext(MIRA, (encounter,), others=tuple(others)), lint)
                        if item.rule == "similar"], letter.body  # fmt: skip
            others.append(OtherLetter(number, plan.recipient, "", letter.body))


def test_the_same_draft_gets_the_same_text() -> None:
    """The wording follows from the token alone while no other letter stands in its way."""
    given = {"templates_dirs": template_dirs(), "token": TOKEN, "others": (), "lint": LintSettings()}
    encounter = Encounter(event="Expo", talk="OCR")
    assert write(PLAN, MIRA, encounter, ROBIN, **given) == write(PLAN, MIRA, encounter, ROBIN, **given)  # type: ignore[arg-type]


def test_letters_are_written_in_a_process_of_their_own_with_limits(tmp_path: Path) -> None:
    """It gives what is rendered here; a wrong template is the same sentence; one that is ended is replaced."""
    process = LetterProcess(timeout_s=5)
    dirs, encounter = template_dirs(tmp_path), Encounter(event="Expo", talk="OCR on receipts")
    given = {"templates_dirs": dirs, "token": TOKEN, "others": (), "lint": LintSettings()}
    try:
        letter = process.write(PLAN, MIRA, encounter, ROBIN, **given)  # type: ignore[arg-type]
        assert letter == write(PLAN, MIRA, encounter, ROBIN, **given)  # type: ignore[arg-type]
        check_sources(letter)
        assert process._process is not None
        process._process.kill()
        process._process.wait()
        assert process.write(PLAN, MIRA, encounter, ROBIN, **given) == letter  # type: ignore[arg-type]
        own = tmp_path / "email/conference/first.en.txt.j2"
        own.parent.mkdir(parents=True)
        own.write_text("Subject: x\n\n\n{{ nmae }}", "utf-8")
        with pytest.raises(TemplateError, match=r'first\.en\.txt\.j2, line 4: there is no variable "nmae"'):
            process.write(PLAN, MIRA, encounter, ROBIN, **given)  # type: ignore[arg-type]
    finally:
        process.close()


@pytest.mark.parametrize("harm", ["while True: pass", "bytearray(600_000_000)", "open('{0}', 'wb').write(b'x')"])
def test_what_a_template_could_do_at_worst_ends_with_its_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
) -> None:
    """Had one got past every check: an endless loop, 600 MB, a file; each is a sentence with the template's name."""
    command = harm.format(tmp_path / "made")
    site = tmp_path / "sitecustomize.py"
    site.write_text(
        "import cardscan.followup.letters.letter_process as process\n"
        "def _write(*args, **kwargs):\n"
        f"    {command}\n"
        "process.write = _write\n",
        "utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    process = LetterProcess(timeout_s=1)
    try:
        with pytest.raises(TemplateError, match="email/conference/first"):
            process.write(
                PLAN, MIRA, Encounter(talk="x"), ROBIN,
                templates_dirs=template_dirs(), token=TOKEN, others=(), lint=LintSettings(),
            )  # fmt: skip
    finally:
        process.close()
    assert not (tmp_path / "made").exists() or (tmp_path / "made").stat().st_size == 0


@pytest.mark.parametrize("when", ["starts", "writes"])
def test_a_process_that_the_system_kills_once_costs_no_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """As happens when memory is short: nobody is told that the template is to blame, and no scan ends."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, pathlib\n"
        "import cardscan.followup.letters.letter_process as process\n"
        "write, once = process.write, pathlib.Path(__file__).with_name('once')\n"
        "def die_once(*args, **kwargs):\n"
        "    if not once.exists():\n"
        "        once.touch()\n"
        "        os.kill(os.getpid(), 9)\n"
        "    return write(*args, **kwargs) if args else None\n"
        f"{'die_once()' if when == 'starts' else 'process.write = die_once'}\n",
        "utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    process, encounter = LetterProcess(), Encounter(event="Expo", talk="OCR on receipts")
    given = {"templates_dirs": template_dirs(), "token": TOKEN, "others": (), "lint": LintSettings()}
    try:
        letter = process.write(PLAN, MIRA, encounter, ROBIN, **given)  # type: ignore[arg-type]
    finally:
        process.close()
    assert letter == write(PLAN, MIRA, encounter, ROBIN, **given)  # type: ignore[arg-type]
    assert (tmp_path / "once").exists()


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="the list of naughty strings is not beside this checkout")
def test_naughty_strings_keep_headers_and_recipients() -> None:
    """Every string as name, firm, title, talk, note and event: one recipient, the exact header names, every source."""
    import email
    import email.policy
    from datetime import UTC, datetime

    from cardscan.mail import to_eml

    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    strings = [line for line in NAUGHTY.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    names = ["From", "To", "Subject", "Date", "Message-ID", "X-Unsent", "MIME-Version", "Content-Type"]
    for text in strings:
        details = ContactDetails(name=PersonName(text, text, text), organization=text, titles=(text,))
        encounter = Encounter(event=text, talk=text, promises=(Promise(text),), next_step=text, place=text, note=text)
        letter = render(PLAN, details, encounter, ROBIN, templates_dirs=template_dirs(), token=TOKEN)
        check_sources(letter)
        message = email.message_from_bytes(to_eml(letter, ROBIN, now=now), policy=email.policy.default)
        assert message.keys() == [*names, "Content-Transfer-Encoding"], text
        assert [item.addr_spec for item in message["To"].addresses] == ["mira@muster.example"], text
        assert [item.addr_spec for item in message["From"].addresses] == ["robin@beispiel.example"], text
