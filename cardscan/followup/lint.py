"""Looks at a letter before a person approves it; every rule has a name, a weight and a reason in words.

A rule that blocks keeps the letter from being approved; one that warns is shown. Both can be changed in cardscan.toml:

    [lint]
    block = ["stock_phrase"]
    warn = ["name"]
    off = ["links"]
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Indel

from cardscan.followup.language import language_of_words
from cardscan.model.contact import Relation
from cardscan.model.draft import Finding, Letter, OtherLetter, Severity
from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import one_line
from cardscan.model.reading import ContactDetails

_BLOCK, _WARN = Severity.BLOCK, Severity.WARN
# In the order in which they are told.
RULES: dict[str, Severity] = {
    "unfilled": _BLOCK,
    "name": _BLOCK,
    "similar": _BLOCK,
    "promise": _BLOCK,
    "pitch": _BLOCK,
    "referral": _BLOCK,
    "company": _WARN,
    "language": _WARN,
    "length": _WARN,
    "questions": _WARN,
    "links": _WARN,
    "stock_phrase": _WARN,
}
# Letters of this span are compared: who gets two alike within three months remembers the first.
COMPARED_DAYS = 90
# Helped or more: a favour has gone one way or the other.
_MAY_ASK = frozenset({Relation.HELPED, Relation.REFERRED})


@dataclass(frozen=True, slots=True)
class LintSettings:
    """Which rules block, warn or are off, and their limits.

    Attributes:
        block, warn, off: Names of rules, in place of what they do by default.
        max_words: Longest body, greeting and signature left out.
        max_similarity: 0 to 1; a letter more alike to another one is too alike.
        max_similarity_in_firm: The same for two people whose addresses are of one firm: they talk to each other.
    """

    block: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    max_words: int = 120
    max_similarity: float = 0.85
    max_similarity_in_firm: float = 0.7

    def __post_init__(self) -> None:
        unknown = [name for name in (*self.block, *self.warn, *self.off) if name not in RULES]
        if unknown:
            raise ValueError(f"there is no rule {unknown[0]!r}; there are {', '.join(RULES)}")
        if self.max_words < 1 or not (0 < self.max_similarity <= 1 and 0 < self.max_similarity_in_firm <= 1):
            raise ValueError("max_words must be above 0, the similarities above 0 and at most 1")

    def severity(self, rule: str) -> Severity:
        """What a finding of this rule means."""
        for names, severity in ((self.off, Severity.OFF), (self.block, _BLOCK), (self.warn, _WARN)):
            if rule in names:
                return severity
        return RULES[rule]


@dataclass(frozen=True, slots=True)
class LintContext:
    """What is known about the person a letter goes to.

    Attributes:
        first: No letter of ours has reached them yet.
        others: Letters of the last 90 days.
        edited: A person changed the text.
    """

    details: ContactDetails
    encounters: tuple[Encounter, ...] = ()
    relation: Relation = Relation.MET
    first: bool = True
    others: tuple[OtherLetter, ...] = ()
    edited: bool = False


def check(letter: Letter, context: LintContext, settings: LintSettings) -> tuple[Finding, ...]:
    """What is wrong with the letter, in the order of RULES, what blocks before what warns."""
    found = []
    for rule in RULES:
        severity = settings.severity(rule)
        if severity is not Severity.OFF:
            found += [Finding(rule, severity, message) for message in _CHECKS[rule](letter, context, settings)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not _BLOCK))


def similarity(one: str, other: str) -> float:
    """How alike two bodies are, 0 to 1: the share of words that stand in the same order, names and ends left out."""
    return _alike(_words(core(one)), _words(core(other)))


def core(body: str) -> str:
    """The body without its greeting and without what follows the last blank line, which is the farewell."""
    blocks = body.strip("\n").split("\n\n")
    return "\n\n".join(blocks[1:-1]) if len(blocks) > 2 else body


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    return float(Indel.normalized_similarity(one, other))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


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
    # Only "first.last" says a person's name for certain; "mmuster", "sales.emea" and "info" do not.
    organization = set(_folded_words(context.details.organization or ""))
    if (
        len(parts) == 2
        and "." in local
        and not _shares(parts, own | organization)
        and not set(parts) & words("role_mailboxes")
    ):
        whose = one_line(name.full, 60)
        yield f"the address {one_line(letter.recipient, 80)} seems to be somebody else's, not {whose}'s"
    greeting = letter.body.strip("\n").partition("\n")[0]
    if 0 < len(greeting) <= _LONGEST_GREETING and greeting.rstrip().endswith((",", ":", "!")):
        said = [word for word in _folded_words(greeting) if word not in words("greetings")]
        if said and own and not set(said) & own:
            yield f'the greeting "{one_line(greeting, 60)}" does not name {one_line(name.full, 60)}'


_LONGEST_GREETING = 80


def _shares(parts: Sequence[str], names: set[str]) -> bool:
    """Any part is one of the names, or the beginning of one, or begins with one."""
    return any(part.startswith(name) or name.startswith(part) for part in parts for name in names if len(name) > 1)


def too_alike(letter: Letter, others: Sequence[OtherLetter], settings: LintSettings) -> float:
    """By how much the letter is more like another one than it may be; 0 or below: it is not."""
    return max((alike - most for alike, most, _ in _comparisons(letter, others, settings)), default=-1.0)


def _similar(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:
    for alike, most, other in _comparisons(letter, context.others, settings):
        if alike > most:
            who = one_line(other.recipient_name or other.recipient, 60)
            firm_too = ", who is at the same firm" if _firm(letter.recipient) == _firm(other.recipient) != "" else ""
            yield f"it is {alike:.0%} the letter to {who} (draft {other.draft_id}){firm_too}; say it another way"
            return


def _comparisons(
    letter: Letter, others: Sequence[OtherLetter], settings: LintSettings
) -> Iterator[tuple[float, float, OtherLetter]]:
    """(how alike, how alike they may be, the other letter) for every one that comes near."""
    own = _words(core(letter.body))
    firm = _firm(letter.recipient)
    for other in others:
        same_firm = bool(firm) and firm == _firm(other.recipient)
        most = settings.max_similarity_in_firm if same_firm else settings.max_similarity
        theirs = _words(core(other.body))
        shorter, longer = sorted((len(own), len(theirs)))
        if longer and 2 * shorter / (shorter + longer) > most:  # else they cannot be more alike than that
            yield _alike(own, theirs), most, other


def _firm(address: str) -> str:
    domain = address.rpartition("@")[2].casefold()
    return "" if domain in words("free_mail") else domain


def _promise(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    if not context.first:
        return
    said = set(_folded_words(letter.body))
    for encounter in context.encounters[-1:]:
        for promise in encounter.promises:
            telling = [word for word in _folded_words(promise.text) if len(word) > 3] or _folded_words(promise.text)
            if telling and sum(word in said for word in telling) * 2 < len(telling):
                yield f'you promised "{one_line(promise.text, 80)}", and the letter does not say so'


def _pitch(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    if context.first:
        yield from (f'"{phrase}" sells something, in the first letter' for phrase in _own_phrases("pitch", letter)[:1])


def _referral(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    if context.relation not in _MAY_ASK:
        for phrase in _own_phrases("referral", letter)[:1]:
            yield f'"{phrase}" asks for a referral, before either of you has helped the other'


_LEGAL_FORM = re.compile(
    r"((?:[A-ZÄÖÜÉ&][\w&.'’-]*\s+){1,4})(GmbH|AG|UG|KG|SE|SAS|SARL|SA|S\.A\.|SL|S\.L\.|S\.r\.l\.|Srl|SpA|S\.p\.A\.|Ltda|Lda|"
    r"B\.V\.|BV|N\.V\.|NV|Ltd|LLC|LLP|PLC|Inc|Corp|Oy|AB|ApS|Pty)\b"
)


def _company(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    known = _folded(" ".join((context.details.organization or "", *_noted(context), *context.details.other_names)))
    for match in _LEGAL_FORM.finditer(core(letter.body)):
        firm = _folded_words(match[1])
        if firm and firm[-1] not in known:
            yield f'the firm "{one_line(match[0], 60)}" is neither on the card nor in your notes'
            return


def _language(letter: Letter, context: LintContext, settings: LintSettings) -> Iterator[str]:  # noqa: ARG001
    found = language_of_words(core(letter.body), least=5)
    if found and found != letter.language:
        yield f"it reads as {found}, but is meant to be {letter.language}"


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
    for phrase in _own_phrases("stock", letter)[:1]:
        yield f'"{phrase}" stands in so many letters that it says nothing'


_CHECKS: dict[str, Callable[[Letter, LintContext, LintSettings], Iterator[str]]] = {
    "unfilled": _unfilled,
    "name": _name,
    "similar": _similar,
    "promise": _promise,
    "pitch": _pitch,
    "referral": _referral,
    "company": _company,
    "language": _language,
    "length": _length,
    "questions": _questions,
    "links": _links,
    "stock_phrase": _stock_phrase,
}


@functools.cache
def phrases() -> dict[str, dict[str, list[str]]]:
    """phrases.toml: kind -> language -> phrases."""
    with Path(__file__).with_name("phrases.toml").open("rb") as file:
        return tomllib.load(file)


@functools.cache
def words(kind: str) -> frozenset[str]:
    """The words of one list under [words] in phrases.toml."""
    return frozenset(phrases()["words"][kind])


def _own_phrases(kind: str, letter: Letter) -> list[str]:
    """The phrases of this kind that the letter has, in its own language or in English."""
    text = " ".join(f"{letter.subject}\n{core(letter.body)}".replace("’", "'").casefold().split())
    languages = dict.fromkeys((letter.language, "en"))
    listed = [phrase for language in languages for phrase in phrases()[kind].get(language, [])]
    return [phrase for phrase in listed if re.search(rf"\b{re.escape(phrase)}", text)]


def _noted(context: LintContext) -> Iterator[str]:
    for encounter in context.encounters:
        yield from (encounter.talk, encounter.next_step, encounter.event or "", encounter.introduced_by or "")
        yield from (promise.text for promise in (*encounter.promises, *encounter.their_promises))


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def _folded_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _folded(text))


def _around(text: str, match: re.Match[str]) -> str:
    return one_line(text[max(0, match.start() - 10) : match.end() + 15], 60)
