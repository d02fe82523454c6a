"""Implement the lint's rules, one function each; each yields its objections to a letter as sentences for a person."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from cardscan.followup.form_of_address import mixed
from cardscan.followup.language import foreign_language, language_of_words
from cardscan.followup.letters.likeness import comparisons, core, firm_of
from cardscan.followup.letters.lint_settings import RULES, LintContext, LintSettings
from cardscan.followup.letters.noted_words import said_promise
from cardscan.followup.notes.mailboxes import words
from cardscan.followup.notes.quote_guard import can_be_enclosed
from cardscan.followup.templates.cadence import PROMISE as PROMISE_STEP
from cardscan.locales.folding import caseless, unaccented
from cardscan.locales.languages import LANGUAGES, LintWords, language
from cardscan.locales.letter_words import Words
from cardscan.model.contact import Relation
from cardscan.model.draft import Letter, Severity
from cardscan.model.plaintext import one_line

# The relation has reached HELPED or more: one of the two has done the other a favour.
_MAY_ASK = frozenset({Relation.HELPED, Relation.REFERRED})

_PLACEHOLDER = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|\$\{|%\([a-z_]+\)s|_{4,}|\b(?-i:TODO|FIXME|XXX+)\b|\blorem ipsum\b|"
    r"[\[<{](?:first |last |full |your |my )?(?:name|company|firm|event|date|topic|vorname|nachname|firma|nom|prénom|"
    r"nombre|empresa|nome|cognome|azienda|naam|bedrijf)[\]>}]",
    re.IGNORECASE,
)


def _unfilled(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    for part in (letter.subject, letter.body):
        match = _PLACEHOLDER.search(part)
        if match:
            yield f'"{_around(part, match)}" looks like a place that was never filled in'
            return


def _name(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    name = context.details.name
    if name is None:
        return
    own = set(_folded_words(" ".join(filter(None, (name.full, name.given, name.family, *context.details.other_names)))))
    local = letter.recipient.partition("@")[0]
    parts = [word for word in _folded_words(re.sub(r"[._+-]", " ", local)) if len(word) >= 3 and word.isalpha()]
    # Only "first.last" is certainly a person's name; "mmuster", "sales.emea" and "info" are not.
    organization = set(_folded_words(context.details.organization or ""))
    if (
        len(parts) == 2
        and "." in local
        and not _shares(parts, own | organization)
        and not set(parts) & words("role_mailboxes")
        and not _is_unread(letter.recipient)
    ):
        whose = one_line(name.full, 60)
        yield f"the address {one_line(letter.recipient, 80)} seems to be somebody else's, not {whose}'s"
    greeting = letter.body.strip("\n").partition("\n")[0]
    if 0 < len(greeting) <= _LONGEST_GREETING and greeting.rstrip().endswith((",", ":", "!")):
        said = [word for word in _folded_words(greeting) if word not in _greetings()]
        if letter.language not in LANGUAGES:  # "Hej Mira,": its first word is a greeting
            said = said[1:]
        if said and own and not set(said) & own:
            yield f'the greeting "{one_line(greeting, 60)}" does not name {one_line(name.full, 60)}'


_LONGEST_GREETING = 80


@functools.cache
def _greetings() -> frozenset[str]:
    return frozenset(word for code in LANGUAGES for word in language(code).lint.greetings)


def _shares(parts: Sequence[str], names: set[str]) -> bool:
    """Whether any part equals a name, begins one, or begins with one."""
    return any(part.startswith(name) or name.startswith(part) for part in parts for name in names if len(name) > 1)


def _unread(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    if _is_unread(letter.recipient):
        address = one_line(letter.recipient, 80)
        yield f"hardly anybody reads what goes to {address}; send it to another address of theirs"


def _is_unread(address: str) -> bool:
    """Whether the address says that nobody reads it: "no-reply", "orders-noreply", "bounce-123"."""
    parts = [part.rstrip("0123456789") for part in re.split(r"[\W_]+", unaccented(address.partition("@")[0]))]
    runs = ("".join(parts[start:end]) for start in range(len(parts)) for end in range(start + 1, len(parts) + 1))
    return any(run in words("unread_mailboxes") for run in runs)


def _similar(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:
    for alike, most, other in comparisons(letter, context.others, settings):
        if alike > most:
            who = one_line(other.recipient_name or other.recipient, 60)
            firm_too = (
                ", who is at the same firm" if firm_of(letter.recipient) == firm_of(other.recipient) != "" else ""
            )
            yield f"it is {alike:.0%} the letter to {who} (draft {other.draft_id}){firm_too}; say it another way"
            return


def _promise(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    if not context.first:
        return
    said = set(_folded_words(letter.body))
    for encounter in context.encounters[-1:]:
        private = set(map(caseless, encounter.kept_private))
        for promise in encounter.promises:
            if caseless(promise.text) in private:  # a person keeps it out of letters
                continue
            words = _folded_words(_promised_thing(promise.text, letter))
            telling = [word for word in words if len(word) > 3] or words
            if telling and sum(word in said for word in telling) * 2 < len(telling):
                yield f'you promised "{one_line(promise.text, 80)}", and the letter does not say so'


def _promised_thing(text: str, letter: Letter) -> str:
    """Return the promise without its verb, because a letter is free to say "you will get" for "I send"."""
    if letter.language not in LANGUAGES:
        return text
    return said_promise(text, letter.language, informal=False, country=None).thing or text


def _attach(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    """Only in the letter that keeps the promise: the first letter may come days before it."""
    if letter.step != PROMISE_STEP:
        return
    for piece in letter.pieces:
        if piece.part == "body" and piece.filled and piece.source.startswith("note: promise"):
            text = letter.body[piece.start : piece.end]
            if can_be_enclosed(text, letter.language):
                yield f'you promised "{one_line(text, 80)}": attach it, or say in the letter how it comes'


def _pitch(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    if context.first:
        yield from (
            f'"{phrase}" sells something, in the first letter'
            for phrase in _own_phrases(letter, lambda lint: lint.pitch)[:1]
        )


def _referral(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    if context.relation not in _MAY_ASK:
        for phrase in _own_phrases(letter, lambda lint: lint.referral)[:1]:
            yield f'"{phrase}" asks for a referral, before either of you has helped the other'


_LEGAL_FORM = re.compile(
    r"((?:[A-ZÄÖÜÉ&][\w&.'’-]*\s+){1,4})(GmbH|AG|UG|KG|SE|SAS|SARL|SA|S\.A\.|SL|S\.L\.|S\.r\.l\.|Srl|SpA|S\.p\.A\.|Ltda|Lda|"
    r"B\.V\.|BV|N\.V\.|NV|Ltd|LLC|LLP|PLC|Inc|Corp|Oy|AB|ApS|Pty)\b"
)


def _company(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    known = unaccented(" ".join((context.details.organization or "", *_noted(context), *context.details.other_names)))
    for match in _LEGAL_FORM.finditer(core(letter.body)):
        firm = _folded_words(match[1])
        if firm and firm[-1] not in known:
            yield f'the firm "{one_line(match[0], 60)}" is neither on the card nor in your notes'
            return


# What is repeated word for word; names of events and people may be of any language.
_QUOTED = ("note: talk", "note: promise", "note: their promise", "note: next step")


def _language(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    found = language_of_words(core(letter.body), least=5)
    if found and found != letter.language and letter.language in LANGUAGES:
        yield f"it reads as {found}, but is meant to be {letter.language}"
        return
    for piece in letter.pieces:
        if piece.filled and piece.source.startswith(_QUOTED):
            text = getattr(letter, piece.part)[piece.start : piece.end]
            spoken = foreign_language(text, letter.language) if letter.language in LANGUAGES else None
            if spoken:
                yield (
                    f'"{one_line(text, 60)}" from your notes is in {spoken}, the letter in {letter.language}; '
                    "translate it, or write the letter in the other language"
                )
                return


def _address(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    both = mixed(letter.language, core(letter.body))
    if both:
        yield f'it says both "{both[0]}" and "{both[1]}" to the same person'


def _length(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    count = len(core(letter.body).split())
    if count > settings.max_words:
        yield f"it has {count} words; {settings.max_words} are the most"


def _questions(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    count = len(re.findall(r"[?？؟]+", core(letter.body)))
    if count > 1:
        yield f"it asks {count} questions; one gets an answer more easily"


_LINK = re.compile(r"https?://|\bwww\.|\b[a-z0-9-]+\.(?:com|org|net|io|de|fr|es|it|pt|nl|eu)/", re.IGNORECASE)


def _links(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    match = _LINK.search(core(letter.body))
    if match:
        yield f'it has a link ("{_around(letter.body, _LINK.search(letter.body) or match)}"); filters distrust those'


def _stock_phrase(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    for phrase in _own_phrases(letter, lambda lint: lint.stock)[:1]:
        yield f'"{phrase}" stands in so many letters that it says nothing'


def _own_phrases(letter: Letter, listed: Callable[[LintWords], Words]) -> list[str]:
    """Return the phrases of this kind that the letter contains, in its own language or in English."""
    text = " ".join(f"{letter.subject}\n{core(letter.body)}".replace("’", "'").casefold().split())
    codes = [code for code in dict.fromkeys((letter.language, "en")) if code in LANGUAGES]
    phrases = [phrase for code in codes for phrase in listed(language(code).lint)]
    return [phrase for phrase in phrases if re.search(rf"\b{re.escape(phrase)}", text)]


def _noted(context: LintContext) -> Iterator[str]:
    for encounter in context.encounters:
        yield from (encounter.talk, encounter.next_step, encounter.event or "", encounter.introduced_by or "")
        yield from (promise.text for promise in (*encounter.promises, *encounter.their_promises))


def _folded_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unaccented(text))


def _around(text: str, match: re.Match[str]) -> str:
    return one_line(text[max(0, match.start() - 10) : match.end() + 15], 60)


@dataclass(frozen=True, slots=True)
class OwnRule:
    """One of our own rules."""

    severity: Severity
    look: Callable[[Letter, LintContext, LintSettings], Iterator[str]]
    api: int = 1

    def findings(self, letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:
        """See `LintRule.findings`."""
        return self.look(letter, context, settings)


UNFILLED = OwnRule(RULES["unfilled"], _unfilled)
NAME = OwnRule(RULES["name"], _name)
SIMILAR = OwnRule(RULES["similar"], _similar)
PROMISE = OwnRule(RULES["promise"], _promise)
ATTACH = OwnRule(RULES["attach"], _attach)
PITCH = OwnRule(RULES["pitch"], _pitch)
REFERRAL = OwnRule(RULES["referral"], _referral)
UNREAD = OwnRule(RULES["unread"], _unread)
COMPANY = OwnRule(RULES["company"], _company)
LANGUAGE = OwnRule(RULES["language"], _language)
ADDRESS = OwnRule(RULES["address"], _address)
LENGTH = OwnRule(RULES["length"], _length)
QUESTIONS = OwnRule(RULES["questions"], _questions)
LINKS = OwnRule(RULES["links"], _links)
STOCK_PHRASE = OwnRule(RULES["stock_phrase"], _stock_phrase)
