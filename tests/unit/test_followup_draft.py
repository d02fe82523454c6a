"""Rendering letters: what hostile cards and hostile templates cannot do."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.errors import TemplateError
from cardscan.followup.language import language_of_notes
from cardscan.followup.letters.draft import MAX_SUBJECT_CHARS, message_id, render
from cardscan.followup.letters.letter_process import LetterProcess
from cardscan.followup.letters.lint import LintSettings
from cardscan.followup.letters.wording import at_event, given_name, letter_values, salutation
from cardscan.followup.planning.plan import Plan
from cardscan.followup.templates.cadence import template_dirs
from cardscan.locales.languages import LANGUAGES
from cardscan.model.draft import Letter, Sender
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.plaintext import one_line
from cardscan.model.reading import ContactDetails, PersonName

NAUGHTY = Path(__file__).parents[3] / "shared" / "hostile" / "naughty-strings.txt"
DAY = date(2026, 11, 26)
TOKEN = "0123456789abcdef"  # noqa: S105 - a draft's number, no secret
PLAN = Plan("mira@muster.example", "conference", "first", "first", DAY, "en")
MIRA = ContactDetails(name=PersonName("Mira Muster", "Mira", "Muster"), emails=("mira@muster.example",))
TALKED = Encounter(event="PyData", day=DAY, talk="OCR on receipts", promises=(Promise("send the paper"),) * 2)
ROBIN = Sender("Robin Beispiel", "robin@beispiel.example")


@pytest.fixture(scope="module")
def letters() -> Iterator[LetterProcess]:
    """The process that letters are written in, as a scan has it: 4 s of CPU time and 256 MB a letter."""
    process = LetterProcess()
    process._running()
    yield process
    process.close()


def letter_from(folder: Path, template: str, **changes: object) -> Letter:
    """A letter from a user's own template."""
    own = folder / "email" / "conference"
    own.mkdir(parents=True, exist_ok=True)
    (own / "first.en.txt.j2").write_text(template, encoding="utf-8")
    encounter = replace(TALKED, **changes)  # type: ignore[arg-type]  # its own fields
    return render(PLAN, MIRA, encounter, ROBIN, templates_dirs=template_dirs(folder), token=TOKEN)


def test_a_users_template_goes_before_the_shipped_one(tmp_path: Path) -> None:
    """Only for the file that is there; other languages stay as shipped."""
    letter = letter_from(tmp_path, "Subject: {{ name }}\n\n{{ talk | upper }}\n\n\n\n-- \n{{ sender_name }}\n")
    assert (letter.subject, letter.body) == ("Mira Muster", "OCR ON RECEIPTS\n\n--\nRobin Beispiel\n")
    german = replace(PLAN, language="de")
    letter = render(german, MIRA, TALKED, ROBIN, templates_dirs=template_dirs(tmp_path), token=TOKEN)
    assert letter.body.startswith("Guten Tag Mira Muster,")


@pytest.mark.parametrize(
    ("template", "line", "says"),
    [
        ("Subject: {{ nmae }}\n\nx", 1, 'no variable "nmae"'),
        ("Subject: x\n\na\n{% if again %}{{ nmae }}{% endif %}", 4, 'no variable "nmae"'),
        (
            "Subject: x\n\n{% for p in promises %}\n{{ p.txt }}{% endfor %}",
            4,
            'no "txt" in it; it has text, to, now, thing, name, by',
        ),
        ("Subject: x\n\n\n{% if %}", 4, "Expected an expression"),
        ("Subject: x\n\n{{ talk", 3, "unexpected end of template"),
        ("Subject: x\n\n{{ talk | shout }}", 3, 'no filter "shout"'),
        ("Subject: x\n\n{% if talk is odd %}{% endif %}", 3, 'no test "odd"'),
        ("Subject: x\n\n{{ promises }}", 3, "a list cannot be printed"),
        ("Subject: x\n\n{{ again }}", 3, "a yes or no cannot be printed"),
        ("No subject\n\nx", 1, "begins with"),
        ("Subject: x\nno empty line", 1, "begins with"),
        ("", 1, "begins with"),
    ],
)
def test_a_wrong_template_is_refused_with_file_and_line(tmp_path: Path, template: str, line: int, says: str) -> None:
    """Also in a branch that is not taken; the variables that there are are listed."""
    with pytest.raises(TemplateError) as caught:
        letter_from(tmp_path, template)
    message = str(caught.value)
    assert message.startswith(f"{tmp_path / 'email/conference/first.en.txt.j2'}, line {line}: "), message
    assert says in message
    assert "begins with" in says or "introduced_by, language, late, name" in message


@pytest.mark.parametrize(
    "attack",
    [
        "{{ 'a' * 300000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%0900000000d' % 1 }}",
        "{{ '{:900000000}'.format(1) }}",
        "{{ talk.center(900000000) }}",
        "{{ range(99999) }}",
        "{% for a in promises %}{% for b in promises %}x{% endfor %}{% endfor %}",
        "{% for a in talk %}x{% endfor %}",
        "{% for p in promises recursive %}{{ loop(promises) }}{% endfor %}",
        "{% set a = talk ~ talk %}{% set b = a ~ a %}{{ b }}",
        "{% set a %}{{ talk }}{{ talk }}{% endset %}{{ a }}",
        "{% set a = [promises, promises] %}{% set b = [a, a] %}{{ b }}",
        "{{ talk | join(talk) | join(talk) | join(talk) }}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{% for p in promises %}" + "{{ talk }}" * 400 + "{% endfor %}",
        "{{ " + "talk ~ " * 400 + "talk }}",
        "{{ " + "(" * 4_000 + "1" + ")" * 4_000 + " }}",
        "{% if again %}" * 500 + "{% endif %}" * 500,
        "{{ " + "9" * 6_000 + " }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ talk['__class__'] }}",
        "{{ talk.upper }}",
        "{{ promises[0].items }}",
        "{{ promises | map(attribute='__class__') | list }}",
        "{{ self }}",
        "{{ lipsum.__globals__ }}",
        "{{ cycler.__init__ }}",
        "{% include 'email/conference/first.de.txt.j2' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{% autoescape true %}x{% endautoescape %}",
        "{% if talk %}x{% endif %}" * 390,
        "x" * 90_000,
    ],
)
def test_a_hostile_template_is_refused_before_any_of_it_is_run(
    tmp_path: Path, letters: LetterProcess, attack: str
) -> None:
    """With file and line, as subject and as body, in 20 MB; the process lives on, so no limit had to end it."""
    given = {"templates_dirs": template_dirs(tmp_path), "token": TOKEN, "others": (), "lint": LintSettings()}
    encounter = replace(TALKED, talk="t" * 1_000, quoted=("t" * 1_000,))
    for template in (f"Subject: {attack}\n\nx", f"Subject: x\n\n{attack}"):
        tracemalloc.start()
        try:
            with pytest.raises(TemplateError, match=r"first\.en\.txt\.j2"):
                letter_from(tmp_path, template, talk=encounter.talk, quoted=encounter.quoted)
            assert tracemalloc.get_traced_memory()[1] < 20_000_000
        finally:
            tracemalloc.stop()
        process = letters._process
        with pytest.raises(TemplateError, match=r"first\.en\.txt\.j2(, line \d|: longer than)"):
            letters.write(PLAN, MIRA, encounter, ROBIN, **given)  # type: ignore[arg-type]
        assert letters._process is process is not None
        assert process.poll() is None


@given(st.text(alphabet="{}%#|.()[]'\"~*+-_ \nabtalkforinsetendif=", max_size=120))
def test_any_template_text_renders_or_is_refused(text: str) -> None:
    """Never another exception."""
    from cardscan.followup.templates.sandbox import render as render_piece

    try:
        render_piece(text, file="f", first_line=1, values={"talk": "x", "ab": [{"text": "y"}]})
    except TemplateError as error:
        assert str(error).startswith("f, line ")


HOSTILE = st.text(max_size=80) | st.sampled_from(
    [
        "{{ 1234567 * 8 }}",
        "x\r\nBcc: a@b.example",
        "=?utf-8?q?hi=0ABcc=3A_evil=40x?=",
        "\u202eevil",
        "\ud800",
        "a\x00b",
        "{% endif %}",
    ]
)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(deadline=None)  # the first letter compiles its texts; how long that takes is the machine's affair
@given(name=HOSTILE, event=HOSTILE, talk=HOSTILE, promise=HOSTILE)
def test_hostile_cards_and_notes_make_plain_letters(
    language: str, name: str, event: str, talk: str, promise: str
) -> None:
    """One-line subject, no control characters, and card text is never run as a template."""
    encounter = Encounter(event=event, talk=talk, promises=(Promise(promise or "x"),), introduced_by=name)
    details = ContactDetails(name=PersonName(name, name, name, honorific=name), organization=name)
    for cadence in ("conference", "introduction"):
        planned = replace(PLAN, language=language, cadence=cadence, texts_from="conference")
        letter = render(planned, details, encounter, ROBIN, templates_dirs=template_dirs(), token=TOKEN)
        assert letter.subject and letter.subject == one_line(letter.subject, MAX_SUBJECT_CHARS)
        lines = letter.body.replace("\u00a0", " ").split("\n")  # French sets a no-break space before a colon
        assert all(line == one_line(line) for line in lines)
        assert "9876536" not in letter.body  # what {{ 1234567 * 8 }} would make
        (letter.subject + letter.body + letter.recipient_name).encode()


@pytest.mark.skipif(not NAUGHTY.is_file(), reason="the list of naughty strings is not beside this checkout")
def test_naughty_strings_render() -> None:
    """Every string of the list as name, firm, title, talk, event and promise."""
    strings = [line for line in NAUGHTY.read_text(encoding="utf-8").split("\n") if line and line[0] != "#"]
    assert len(strings) > 400
    dirs = template_dirs()
    for text in strings:
        details = ContactDetails(name=PersonName(text, text, text), organization=text, titles=(text,))
        encounter = Encounter(event=text, talk=text, promises=(Promise(text),), next_step=text, place=text)
        letter = render(PLAN, details, encounter, Sender(text, "", (text,)), templates_dirs=dirs, token=TOKEN)
        assert "\n" not in letter.subject and letter.body.endswith("\n")


def test_the_private_note_is_no_variable_of_a_letter() -> None:
    """Neither by its name nor inside another value."""
    values = letter_values(PLAN, MIRA, replace(TALKED, note="SECRET"), ROBIN)
    assert "note" not in values and "SECRET" not in repr(values)


@pytest.mark.parametrize(
    ("name", "language", "sure", "country", "expected"),
    [
        (PersonName("Mira Muster", "Mira", "Muster"), "en", True, "GB", "Hello Mira,"),
        (PersonName("Mira Muster", "Mira", "Muster"), "en", False, "GB", "Dear Mira Muster,"),
        (PersonName("M. Muster", "M.", "Muster"), "en", True, "GB", "Dear M. Muster,"),
        (PersonName("Mira A. Muster", "Mira A.", "Muster"), "en", True, "US", "Hello Mira,"),
        (PersonName("Mira A. B. Muster", "Mira A. B.", "Muster"), "en", True, "US", "Hello Mira,"),
        (PersonName("Taro Beispiel", "Taro", "Beispiel"), "en", True, "JP", "Dear Taro Beispiel,"),
        (PersonName("MIRA MUSTER", "MIRA", "MUSTER"), "fr", True, "FR", "Bonjour Mira,"),
        (PersonName("Mira Muster", "Mira", "Muster"), "de", True, "DE", "Guten Tag Mira Muster,"),
        (PersonName("Mira Muster", "Mira", "Muster", "Prof. Dr."), "de", True, "DE", "Guten Tag Prof. Dr. Muster,"),
        (PersonName("Mira Muster", "Mira", "Muster", "Frau"), "de", True, "DE", "Guten Tag Frau Muster,"),
        (PersonName("Mira Muster", "Mira", "Muster"), "es", True, "ES", "Hola, Mira:"),
        (PersonName("Mira Muster", None, None), "pt", True, "PT", "Olá, Mira Muster,"),
        (PersonName("Mira Muster (Muster GmbH)", "Mira", "Muster"), "de", True, "DE", "Guten Tag Mira Muster,"),
        (PersonName("Muster, Mira", None, None), "de", True, "DE", "Guten Tag,"),
        (PersonName("Muster, Inc.", None, None), "en", True, "US", "Hello,"),
        (None, "de", True, None, "Guten Tag,"),
        (PersonName(" \u202e", None, None), "en", True, None, "Hello,"),
    ],
)
def test_the_greeting_uses_a_given_name_only_when_sure(
    name: PersonName | None, language: str, sure: bool, country: str | None, expected: str
) -> None:
    """No gender is guessed; initials are no name; where first names are not usual the full name stands."""
    assert salutation(name, replace(PLAN, name_sure=sure, country=country), language) == expected


def test_a_doubtful_given_name_is_empty() -> None:
    """Initials, digits, and anything not certain."""
    assert given_name(PersonName("x", "Mira-Lou"), sure=True) == "Mira-Lou"
    assert [given_name(PersonName("x", text), sure=True) for text in ("M", "M.", "Mira2", "", None)] == [""] * 5
    assert given_name(PersonName("x", "Mira"), sure=False) == ""


@pytest.mark.parametrize(
    ("event", "language", "expected"),
    [
        ("PyData", "en", "at PyData"),
        ("Frankfurt Book Fair", "en", "at the Frankfurt Book Fair"),
        ("PyData Berlin 2026", "de", "auf der PyData Berlin 2026"),
        ("Frankfurter Buchmesse", "de", "auf der Frankfurter Buchmesse"),
        ("Stammtisch Mitte", "de", "beim Stammtisch Mitte"),
        ("Deutscher Ärztetag", "de", "bei „Deutscher Ärztetag“"),
        ("Flughafen", "de", "bei „Flughafen“"),
        ("Salon du livre", "fr", "au Salon du livre"),
        ("le Forum", "fr", "au Forum"),
        ("VivaTech", "fr", "à VivaTech"),
        ("Feria del Libro", "es", "en la Feria del Libro"),
        ("el Rastro", "es", "en el Rastro"),
        ("Congresso de Ótica", "pt", "no Congresso de Ótica"),
        ("a Bienal", "pt", "na Bienal"),
        ("", "pt", ""),
    ],
)
def test_an_event_takes_its_preposition(event: str, language: str, expected: str) -> None:
    """Articles and contractions where the noun is known; a form that is never wrong elsewhere."""
    assert at_event(event, language) == expected


def test_a_promise_stands_as_an_action_or_as_a_thing() -> None:
    """ "As promised, I will send you the paper", but "I still owe you the paper"."""
    one = replace(TALKED, promises=(Promise("send the paper", DAY),))
    dirs = template_dirs()
    action = render(PLAN, MIRA, one, ROBIN, templates_dirs=dirs, token=TOKEN)
    thing = render(PLAN, MIRA, replace(one, promises=(Promise("the paper"),)), ROBIN, templates_dirs=dirs, token=TOKEN)
    assert "As promised, I will send you the paper by Thursday, 26 November." in action.body
    assert "I still owe you the paper." in thing.body


def test_the_message_id_is_fixed_by_the_token() -> None:
    """The same token and sender, the same Message-ID; a strange sender domain is left out; a bad token is refused."""
    assert message_id(TOKEN, ROBIN) == message_id(TOKEN, ROBIN) == f"<{TOKEN}@beispiel.example>"
    assert message_id(TOKEN, Sender()) == f"<{TOKEN}@cardscan.invalid>"
    assert message_id(TOKEN, Sender(email="a@b>\r\nBcc: c@d")) == f"<{TOKEN}@cardscan.invalid>"
    for token in ("", "short", "with space in it", "a" * 200, "0123456789\r\n"):
        with pytest.raises(ValueError, match="token"):
            message_id(token, ROBIN)


def test_a_template_that_is_missing_or_empty_or_no_text(tmp_path: Path) -> None:
    """Each is a sentence with the file."""
    with pytest.raises(TemplateError, match="no such template"):
        render(replace(PLAN, template="nudge-9"), MIRA, TALKED, ROBIN, templates_dirs=template_dirs(), token=TOKEN)
    with pytest.raises(TemplateError, match="the body renders to nothing"):
        letter_from(tmp_path, "Subject: x\n\n{% if again %}x{% endif %}")
    (tmp_path / "email/conference/first.en.txt.j2").write_bytes(b"Subject: \xff\n\nx")
    with pytest.raises(TemplateError, match="not UTF-8"):
        render(PLAN, MIRA, TALKED, ROBIN, templates_dirs=template_dirs(tmp_path), token=TOKEN)


def test_an_english_note_with_words_that_portuguese_has_too_stays_english() -> None:
    """ "a" and "no" stand in both languages; a letter to India once went out in Portuguese for them."""
    assert language_of_notes(Encounter(talk="a second-hand spectrometer that we no longer use")) == "en"
    assert language_of_notes(Encounter(talk="OCR")) is None
