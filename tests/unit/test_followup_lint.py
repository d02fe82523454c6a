"""Every rule of the lint: when it speaks, when it holds its tongue, and how a person changes what it means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cardscan.config import load_settings
from cardscan.errors import ConfigError
from cardscan.followup.letters.lint import RULES, LintContext, LintSettings, check
from cardscan.locales.languages import LANGUAGES
from cardscan.locales.languages import language as known_language
from cardscan.model.contact import Relation
from cardscan.model.draft import Letter, LetterPiece, OtherLetter, Severity
from cardscan.model.encounter import Encounter, Promise
from cardscan.model.reading import ContactDetails, PersonName

DAY = date(2026, 11, 26)
MIRA = ContactDetails(
    name=PersonName("Mira Muster", "Mira", "Muster"),
    organization="Muster & Partner GmbH",
    emails=("mira@muster.example",),
)
MET = Encounter(event="PyData", talk="OCR on receipts for Nordwind AG", promises=(Promise("send the paper on bees"),))
CONTEXT = LintContext(MIRA, (MET,))
TEXT = (
    "What we said about OCR on receipts is still on my mind.\n\n"
    "I have not forgotten my promise to send the paper on bees.\n\nWhen would a call suit you?"
)


def letter(text: str = TEXT, *, subject: str = "OCR on receipts", to: str = "mira@muster.example", language: str = "en",
           greeting: str = "Hello Mira,") -> Letter:  # fmt: skip
    """A letter about OCR and the paper; the parts that are given are other ones."""
    body = f"{greeting}\n\n{text}\n\nBest regards,\nRobin Beispiel\n"
    return Letter(to, "Mira Muster", subject, body, "conference", "first", DAY, language, "<1@beispiel.example>")


def promised(thing: str, *, step: str = "promise", language: str = "en") -> Letter:
    """A letter about one promise, whose words are the note's."""
    made = letter(f"I said that I would {thing}. Today I am keeping my word.", language=language)
    at = made.body.index(thing)
    piece = LetterPiece("body", at, at + len(thing), "note: promise 1", filled=True)
    return replace(made, step=step, pieces=(piece,))


def rules(found: Letter, context: LintContext = CONTEXT, settings: LintSettings | None = None) -> list[str]:
    """The names of the rules that spoke."""
    return [finding.rule for finding in check(found, context, settings or LintSettings())]


def other(text: str, to: str = "jan@anders.example") -> OtherLetter:
    """A letter to somebody else."""
    return OtherLetter(7, to, "Jan Anders", f"Hello Jan,\n\n{text}\n\nBest regards,\nRobin\n")


NEARLY = TEXT.replace("is still on my mind", "has stayed with me").replace("suit you", "be right")
LONG = " ".join(["We spoke of bees and of the paper on bees."] * 14)
# rule -> letters at which it speaks, each with what is known; and some that come near and are right.
SPEAKS: dict[str, list[tuple[Letter, LintContext]]] = {
    "unfilled": [
        (letter(TEXT + " {{ talk }}"), CONTEXT),
        (letter(TEXT, subject="Our talk about [topic]"), CONTEXT),
        (letter(TEXT + " Dear <first name>"), CONTEXT),
        (letter(TEXT + " ${event}"), CONTEXT),
        (letter(TEXT + " TODO: the date"), CONTEXT),
        (letter(TEXT + " Am ____ um drei."), CONTEXT),
    ],
    "name": [
        (letter(to="jan.anders@muster.example"), CONTEXT),  # somebody else's address
        (letter(greeting="Hello Jan,"), CONTEXT),  # somebody else's greeting
    ],
    "similar": [
        (letter(), replace(CONTEXT, others=(other(TEXT),))),
        (letter(), replace(CONTEXT, others=(other(NEARLY, "x@muster.example"),))),
    ],
    "promise": [(letter("What we said about OCR is still on my mind.\n\nWhen would a call suit you?"), CONTEXT)],
    "attach": [
        (promised("send the paper on bees"), CONTEXT),
        (promised("the paper on bees"), CONTEXT),
        (promised("Ihnen den Link zu schicken", language="de"), CONTEXT),
    ],
    "pitch": [
        (letter(TEXT + " Our product does that."), CONTEXT),
        (letter("Unsere Lösung kann das. The paper on bees.", language="de"), CONTEXT),
    ],
    "referral": [
        (letter(TEXT + " Could you introduce me to your colleagues?"), CONTEXT),
        (letter(TEXT + " Could you introduce me to Jan?"), replace(CONTEXT, relation=Relation.TALKED)),
    ],
    "unread": [
        (letter(to=f"{local}@muster.example"), CONTEXT)
        for local in (
            "no-reply", "noreply", "No.Reply", "no_reply", "do-not-reply", "donotreply2", "orders-noreply",
            "noreply+7f3", "mailer-daemon", "postmaster", "bounce-123", "bounces+mira", "nicht-antworten",
            "bitte.nicht.antworten",
            "keine-antwort", "ne-pas-répondre", "nepasrepondre", "no-responder", "non-rispondere", "não-responda",
            "niet-beantwoorden", "nie_odpowiadaj", "news.no-reply",
        )
    ],
    "company": [(letter(TEXT + " Greetings to Fremde Werke GmbH."), CONTEXT)],
    "language": [
        (letter("Das Thema ist mir im Kopf geblieben, und ich schicke den Artikel, von dem die Rede war: "
                "the paper on bees."), CONTEXT)
    ],
    "address": [
        (letter("Ich schicke dir den Artikel. Ihr Thema: the paper on bees.", language="de"), CONTEXT),
        (letter("Je t'écris, et vous savez pourquoi : the paper on bees.", language="fr"), CONTEXT),
    ],
    "length": [(letter(LONG), CONTEXT)],
    "questions": [(letter(TEXT + " And where? And why?"), CONTEXT)],
    "links": [
        (letter(TEXT + " https://beispiel.example/paper"), CONTEXT),
        (letter(TEXT + " www.beispiel.example"), CONTEXT),
        (letter(TEXT + " see github.com/beispiel"), CONTEXT),
    ],
    "stock_phrase": [
        (letter(TEXT + " I hope this email finds you well."), CONTEXT),
        (letter(TEXT, subject="Just following up"), CONTEXT),
        (letter("Für Rückfragen stehe ich gern bereit. The paper on bees.", language="de"), CONTEXT),
    ],
}  # fmt: skip
SILENT: dict[str, list[tuple[Letter, LintContext]]] = {
    "unfilled": [(letter(TEXT + " We write {x} for a set, and [sic] in a quotation."), CONTEXT)],
    "name": [
        (letter(to="m.muster@muster.example"), CONTEXT),
        (letter(to="mmuster@muster.example"), CONTEXT),
        (letter(to="sales.emea@muster.example"), CONTEXT),
        (letter(to="info@muster.example", greeting="Hello,"), CONTEXT),
        (letter(greeting="Dear Dr. Muster,"), CONTEXT),
        (letter(to="nicht.antworten@muster.example"), CONTEXT),  # nobody's; another rule says so
        (letter(), replace(CONTEXT, details=ContactDetails(emails=("jan.anders@muster.example",)))),  # no name was read
    ],
    "similar": [
        (letter(), replace(CONTEXT, others=(other("My lamp from the fair still glows. Do you sail again?"),))),
        (letter(), replace(CONTEXT, others=(other(NEARLY),))),  # too alike at the same firm, not between strangers
    ],
    "promise": [
        (letter(TEXT.replace("my promise to send", "to look for")), CONTEXT),  # other words, the same thing
        (letter("What we said is on my mind."), replace(CONTEXT, first=False)),
        (
            letter("What we said is on my mind."),
            replace(CONTEXT, encounters=(replace(MET, kept_private=("Send the paper on bees",)),)),
        ),
    ],
    "attach": [
        (promised("call you about the paper on bees"), CONTEXT),  # a call is in no envelope
        (promised("send the paper on bees", step="first"), CONTEXT),  # it may come days later
    ],
    "pitch": [(letter(TEXT + " Our product does that."), replace(CONTEXT, first=False))],
    "referral": [
        (letter(TEXT + " Could you introduce me to your colleagues?"), replace(CONTEXT, relation=Relation.HELPED)),
        (letter(TEXT + " Ana was kind enough to introduce us."), CONTEXT),
    ],
    "unread": [
        (letter(to=f"{local}@muster.example"), CONTEXT)
        for local in ("mira", "info", "reply", "norbert.reply", "antworten", "no.remy", "nora", "daemon")
    ],
    "company": [
        (letter(TEXT + " Greetings to Muster & Partner GmbH."), CONTEXT),
        (letter(TEXT + " And to Nordwind AG."), CONTEXT),  # in the notes
    ],
    "language": [(letter("Der Artikel on bees: the paper that we spoke of and that I will send to you."), CONTEXT)],
    "address": [
        (letter("Ich schicke Ihnen den Artikel. The paper on bees.", language="de"), CONTEXT),
        (letter("I said to you: du, and Ihnen, and the paper on bees.", language="en"), CONTEXT),
    ],
    "length": [(letter(" ".join(LONG.split()[:119])), CONTEXT)],
    "questions": [(letter(), CONTEXT), (letter(TEXT.replace("?", "?!")), CONTEXT)],
    "links": [(letter(TEXT + " Write to robin at beispiel, e.g. on 24.11."), CONTEXT)],
    "stock_phrase": [(letter(TEXT + " I hope that the paper finds you at home."), CONTEXT)],
}  # fmt: skip


def test_every_rule_is_tried_both_ways() -> None:
    """A rule without an example that speaks and one that is silent proves nothing."""
    assert set(SPEAKS) == set(SILENT) == set(RULES)


@pytest.mark.parametrize(("rule", "number"), [(rule, n) for rule, cases in SPEAKS.items() for n in range(len(cases))])
def test_a_rule_speaks(rule: str, number: int) -> None:
    """With the severity it has, and one sentence."""
    found = check(*SPEAKS[rule][number], LintSettings())
    mine = [finding for finding in found if finding.rule == rule]
    assert [finding.severity for finding in mine] == [RULES[rule]], found
    assert "\n" not in mine[0].message and len(mine[0].message) > 15


@pytest.mark.parametrize(("rule", "number"), [(rule, n) for rule, cases in SILENT.items() for n in range(len(cases))])
def test_a_rule_is_silent(rule: str, number: int) -> None:
    """At what comes near."""
    assert rule not in rules(*SILENT[rule][number])


def test_nothing_is_said_of_a_good_letter() -> None:
    """The one that all examples start from."""
    assert rules(letter()) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_can_be_made_to_block_to_warn_or_to_be_off(rule: str, tmp_path: Path) -> None:
    """In cardscan.toml, by its name; blocking findings come first."""
    file = tmp_path / "cardscan.toml"
    for word, severity in (("block", Severity.BLOCK), ("warn", Severity.WARN), ("off", None)):
        file.write_text(f'[lint]\n{word} = ["{rule}"]\n', "utf-8")
        settings = load_settings(files=[file], environment={}).lint
        found = check(*SPEAKS[rule][0], settings)
        assert [item.severity for item in found if item.rule == rule] == ([severity] if severity else [])
        order = [item.severity is Severity.BLOCK for item in found]
        assert order == sorted(order, reverse=True)


def test_limits_can_be_changed_and_nonsense_is_refused(tmp_path: Path) -> None:
    """Words and likeness; an unknown rule is named with those that exist."""
    file = tmp_path / "cardscan.toml"
    file.write_text("[lint]\nmax_words = 20\n", "utf-8")
    assert "length" in rules(letter(), settings=load_settings(files=[file], environment={}).lint)
    for wrong, says in (
        ('off = ["lenght"]', "'lenght' is none of what may stand there: it is unfilled, .* did you mean `length`"),
        ("max_words = 0", "must be from 1 to 10,000"),
        ("max_similarity = 1.5", "must be from 0.01 to 1"),
    ):
        file.write_text(f"[lint]\n{wrong}\n", "utf-8")
        with pytest.raises(ConfigError, match=says):
            load_settings(files=[file], environment={})


@pytest.mark.parametrize("kind", ["stock", "pitch", "referral"])
def test_every_listed_phrase_is_found(kind: str) -> None:
    """In its language, in the midst of a sentence, with a curly apostrophe and a line break."""
    rule = {"stock": "stock_phrase"}.get(kind, kind)
    for language in LANGUAGES:
        listed = getattr(known_language(language).lint, kind)
        assert len(listed) >= 5, language
        for phrase in listed:
            text = f"The paper on bees, {phrase.replace(chr(39), chr(0x2019)).replace(' ', chr(10), 1)} and so on."
            assert rule in rules(letter(text, language=language)), phrase


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=80), st.sampled_from(["en", "de", "fr"]))
def test_any_text_is_judged(body: str, subject: str, language: str) -> None:
    """Whatever a person writes, each finding is one plain line."""
    written = replace(letter(), body=body, subject=subject, language=language)
    for finding in check(written, replace(CONTEXT, others=(other(TEXT),)), LintSettings()):
        assert finding.message and not set(finding.message) & set("\n\r\x1b")
