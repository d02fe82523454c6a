"""Make the values that a letter template gets, with the small words that grammar needs around them.

Templates stay readable because the hard parts are here: a salutation that assumes no gender, the preposition before
an event in each language; `noted_words.py` has those around topics and promises.
"""

from __future__ import annotations

import functools
import re

from cardscan.followup.days import written_out
from cardscan.followup.letters.noted_words import SaidPromise, said_promise, topic
from cardscan.followup.notes.quotes import Quotable, QuotedPromise, quotes_of
from cardscan.followup.planning.plan import Plan
from cardscan.followup.templates.own_phrases import Voice
from cardscan.followup.templates.sandbox import Values
from cardscan.locales.countries import known_country
from cardscan.locales.languages import LANGUAGES, EventRule, Salutation, language
from cardscan.model.draft import Sender
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line
from cardscan.model.reading import ContactDetails, PersonName

# Longest values that occur on a card or in a note; anything longer is a mistake or an attack.
NAME_CHARS, EVENT_CHARS, TALK_CHARS, PROMISE_CHARS, MAX_PROMISES = 100, 160, 1_000, 400, 10
SUBJECT_TALK_CHARS = 60
NO_VOICE = Voice()
_LONG_TALK_CHARS = 140

_GIVEN = re.compile(r"[^\W\d_]{2,}(?:[-'’ ][^\W\d_]{2,})*")
# "Mira A." and "Mira A. B." are greeted as Mira; "M. Muster" has no given name to greet with.
_MIDDLE_INITIALS = re.compile(r"(?:\s+[^\W\d_]\.?)+$")
# A talk that is a sentence is retold, not named: it cannot follow "our talk about". "f. " is a word cut short.
_SENTENCE_END = r"(?:(?<=\w\w\w)\.|[!?;])\s"

# What address books show after a name: "Tom Beispiel (Muster GmbH)". A letter leaves it out.
_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*\Z")


def letter_values(
    plan: Plan, details: ContactDetails, encounter: Encounter, sender: Sender, *, voice: Voice = NO_VOICE
) -> Values:
    """Return every variable of the letter templates; texts are single lines without control characters, "" if unknown.

    Of the notes only what the quote guard lets through, or a person chose, becomes a variable.

    For a language that we have no texts in, the variables in `WORDED` are missing.
    """
    code, name = plan.language, details.name
    quotes = quotes_of(encounter, language=code, people=details.own_names)
    ours = code in LANGUAGES
    talk = _phrase(quotes.talk, TALK_CHARS, code)
    is_sentence = bool(_sentence(code).search(talk)) or len(talk) > _LONG_TALK_CHARS
    about, named = topic(talk, code) if ours and talk and not is_sentence else ("", talk)
    promises = _promises(quotes.promises, plan, "note: promise")
    event = one_line(quotes.event, EVENT_CHARS)
    given = given_name(name, sure=plan.name_sure)
    worded = (
        {"salutation": salutation(name, plan, code, voice.greeting), "at_event": at_event(event, code)} if ours else {}
    )
    return {
        **worded,
        "name": _name(name.full) if name else "",
        "given": given,
        "family": _name(name.family) if name and name.family else "",
        "organization": one_line(details.organization or "", NAME_CHARS),
        "title": one_line(details.titles[0], NAME_CHARS) if details.titles else "",
        "pronouns": one_line(details.pronouns[0], NAME_CHARS) if details.pronouns else "",
        "event": event,
        "place": one_line(quotes.place, EVENT_CHARS),
        "day": written_out(quotes.day, code, plan.country) if quotes.day else "",
        "talk": talk,
        "talk_is_sentence": is_sentence,
        "talk_named": "" if is_sentence else named,
        "talk_about": about,
        "talk_told": "" if about or (not is_sentence and not ours) else named,
        "talk_title": _title(named) if not is_sentence else "",
        "talk_short": named if len(named) <= SUBJECT_TALK_CHARS and not is_sentence else "",
        "promises": promises,
        "promise_title": next((title for promise in promises if (title := _title(promise["name"]))), ""),
        "their_promises": _promises(quotes.their_promises, plan, "note: their promise"),
        "next_step": _phrase(quotes.next_step, PROMISE_CHARS, code),
        "introduced_by": _introducer(quotes.introduced_by, code),
        "again": plan.again,
        "informal": plan.informal,
        "late": plan.late,
        "sender_name": one_line(sender.name, NAME_CHARS),
        "signature": [line for text in sender.signature[:MAX_PROMISES] if (line := one_line(text, EVENT_CHARS))],
        "sign_off": voice.sign_off,
        "own_question": voice.question,
        "language": code,
        "cadence": plan.cadence,
        "country": plan.country or "",
    }


def _title(named: str) -> str:
    """Return a topic or thing as a subject line, or "" if it is too long for one."""
    return named[:1].upper() + named[1:] if len(named) <= SUBJECT_TALK_CHARS else ""


def given_name(name: PersonName | None, *, sure: bool) -> str:
    """Return the given name, without middle initials, if it is safe to greet with: certain and made of letters."""
    given = one_line(name.given, NAME_CHARS) if name and name.given and sure else ""
    given = _MIDDLE_INITIALS.sub("", given)
    return _name(given) if _GIVEN.fullmatch(given) else ""


def salutation(name: PersonName | None, plan: Plan, code: str, own: str = "") -> str:
    """Return a greeting with its comma or colon. It assumes no gender; a printed title is kept as its country does.

    The given name is used only if it is certain and if that is the custom, or if the letter says du; otherwise the
    full name is used.

    Args:
        own: The user's own greeting, with {given} or {name}; ours is used where the name is missing or unsure.
    """
    hello = language(code).salutation
    friend = hello.friend if plan.informal else ""
    if name is None or not one_line(name.full):
        return hello.nameless_friend if friend else hello.nameless
    given, titled = given_name(name, sure=plan.name_sure), _titled(name, plan, hello)
    usual = hello.first_letter_says_given and not known_country(plan.country).greeted_by_full_name
    if given and "{name}" not in own and (friend or "{given}" in own or (usual and not titled)):
        form = own if "{given}" in own else friend or hello.given
        return form.replace("{given}", "{}").replace("{}", given)
    shown = titled or _REMARK.sub("", name.full) or name.full
    if "," in shown and not titled and not (name.given and name.family):
        return hello.nameless  # "Beispiel Ana, Inc.", "García López, Ana": the order of the name is unclear
    form = own.replace("{name}", "{}") if "{name}" in own else hello.full
    return form.replace("{}", titled or _name(shown))


def _titled(name: PersonName, plan: Plan, hello: Salutation) -> str:
    """Return the family name behind a printed title that is said in the recipient's country; "" without one."""
    family, honorific = _name(name.family or ""), one_line(name.honorific or "", NAME_CHARS)
    titles = hello.titles_in.get(plan.country or "", hello.titles)
    if not (family and plan.name_sure and titles and re.fullmatch(titles, honorific)):
        return ""
    return f"{hello.titles_said.get(honorific, honorific)} {family}"


def at_event(event: str, code: str) -> str:
    """Return the event after its preposition and article: "at PyData", "auf der PyData", "au Salon du livre"."""
    if not event:
        return ""
    rule = next(rule for rule in language(code).at_event if _fits(rule, event))
    return rule.say.format(event=event, rest=event[len(rule.begins) :])


def _fits(rule: EventRule, event: str) -> bool:
    if rule.begins and not event.casefold().startswith(rule.begins):
        return False
    return not rule.has or re.search(rule.has, event, re.IGNORECASE) is not None


def _promises(promises: tuple[QuotedPromise, ...], plan: Plan, source: str) -> list[dict[str, str]]:
    return [
        {**_promise(promise, plan, plan.language), "_source": f"{source} {number}"}
        for number, promise in enumerate(promises[:MAX_PROMISES], start=1)
    ]


def _promise(promise: QuotedPromise, plan: Plan, code: str) -> dict[str, str]:
    text = _phrase(promise.text, PROMISE_CHARS, code)
    said = SaidPromise(text)
    if code in LANGUAGES:
        said = said_promise(text, code, informal=plan.informal, country=plan.country)
    known = language(code).phrasing if code in LANGUAGES else None
    text = said.text
    if known and text.startswith(tuple(f"{word} " for word in known.capital_before)):
        text = text[0].upper() + text[1:]
    in_time = promise.due is not None and promise.due >= plan.due
    return {
        "text": text,
        "to": said.to,
        "now": said.now,
        "thing": said.thing,
        "name": said.name,
        "by": written_out(promise.due, code, plan.country) if promise.due and in_time else "",
    }


@functools.cache
def _sentence(code: str) -> re.Pattern[str]:
    """Return a pattern for a talk noted as a sentence in this language."""
    begins = language(code).phrasing.sentence_begins if code in LANGUAGES else ()
    words = "|".join(map(re.escape, sorted(begins)))
    return re.compile(rf"{_SENTENCE_END}|^(?:{words})\s" if words else _SENTENCE_END, re.IGNORECASE)


@functools.cache
def _leading_article(code: str) -> re.Pattern[str]:
    articles = language(code).phrasing.articles if code in LANGUAGES else ()
    words = "|".join(re.escape(word).replace("'", "['’]") for word in sorted(articles))
    return re.compile(rf"^(?:{words})\b") if words else re.compile(r"(?!)")


def _phrase(noted: Quotable, limit: int, code: str) -> str:
    """Return a noted phrase in a form that fits inside a sentence: no final stop, no capital article."""
    text = one_line(noted, limit).strip(" .,;:")
    return text[0].lower() + text[1:] if _leading_article(code).match(text) else text


def _introducer(noted: Quotable, code: str) -> str:
    """Return who introduced us, with a capital if the language's texts begin a sentence so ("My colleague Ana")."""
    text = one_line(noted, NAME_CHARS).strip(" .,;:")
    begins = code in LANGUAGES and language(code).phrasing.introducer_begins
    return text[:1].upper() + text[1:] if begins else text


def _name(text: str) -> str:
    """Return a name for a letter; a name printed in capitals gets normal case."""
    text = one_line(text, NAME_CHARS)
    if len(text) > 3 and text.isupper():
        return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), text)
    return text
