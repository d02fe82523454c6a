"""Judge whether a noted piece may stand in a letter by itself. Strict on purpose: what it keeps back is only offered.

    judge("supply chains", kind=Kind.TALK, letter_language="en").ok                      # True
    judge("chains, quite drunk", kind=Kind.TALK, letter_language="en").reasons   # ("a matter ... (\"drunk\": drink)",)

It knows no grammar and trusts none: whatever reads notes, a piece that speaks of a third person, denies something,
names a price or touches a private matter reaches a letter only if a person chooses it. See `quotes.py`. Pure.
"""

from __future__ import annotations

import enum
import functools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cardscan.followup.language import language_of_words
from cardscan.locales.folding import accentless
from cardscan.locales.guard_words import GuardWords
from cardscan.locales.languages import LANGUAGES, language


class Kind(enum.StrEnum):
    """What a noted piece is to a letter."""

    TALK = "talked about"
    PROMISE = "I promised"
    THEIRS = "they promised"
    NEXT = "next step"
    INTRODUCER = "introduced by"
    EVENT = "met at"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a piece may stand in a letter by itself, and what speaks against it, in words for people."""

    reasons: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons


# Longer pieces are stories, not names of things.
LONGEST = {Kind.TALK: 140, Kind.PROMISE: 160, Kind.THEIRS: 160, Kind.NEXT: 120, Kind.INTRODUCER: 80, Kind.EVENT: 100,
           Kind.PLACE: 80}  # fmt: skip
# Names of events and places say where it was; "Health Expo" is no remark about anybody.
_NAMES_OF_PLACES = frozenset({Kind.EVENT, Kind.PLACE})
_TOUCHY_AT_EVENTS = ("family", "drink", "crime", "sex", "secret")
_MAY_NAME_PEOPLE = frozenset({Kind.PROMISE, Kind.THEIRS, Kind.INTRODUCER})

_ADDRESS = re.compile(r"\S@\S|https?:|\bwww\.|(?<!\w)@\w", re.IGNORECASE)
_DATE = re.compile(r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./](?:\d{2}){1,2})(?!\d)")
_NUMBER = re.compile(r"\+?\d(?:[\s./()–-]*\d){5,}")
_MONEY = re.compile(
    r"[€$£¥₹₽₺₩¢]|(?<!\w)(?:eur|euros?|usd|chf|gbp|dollars?|dólares|bucks|quid|pounds?|franken|francs?|reais|brl|pence|"
    r"cents?|grand|mille)(?!\w)|\d\s?(?:k|m|mio|mrd|bn|tsd|mln|%)(?!\w)|\d\s?(?:,-|\.-)",
    re.IGNORECASE,
)
# Letters and figures in one word, as passwords have them; "ISO27001" and "Q3" have capitals alone.
_PASSWORD = re.compile(r"(?=\S*\d)(?=\S*[a-z])(?=\S*[A-Za-z]\S*\d|\S*\d\S*[A-Za-z])\S{7,}")
_CLAUSE_MARK = re.compile(r"[;:!?¡¿…()\[\]{}<>=|\n\r]|(?<!\b\w)\.(?:\s|$|\.)|\s[-–—→*•/]+\s|—|->|\+\+")
_PICTURE = re.compile("[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]|[:;]-?[)(DPp]")
_SHORT_NOT = re.compile(r"\w+n't\b", re.IGNORECASE)
# A list of things after a comma is short: "bees, honey and wax".
_LIST_WORDS = 4
_WITH_FIGURES = re.compile(r"\w*\d\w*")
# Shorter words of one language are often other words in another: German "war", Dutch "lui".
_SHARED = 4
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
# Given names that are words as well; they count only with a capital.
_WORDS_TOO = frozenset(
    {"alba", "angel", "beth", "blanca", "clara", "daan", "dolores", "gloria", "grace", "heather", "marina", "marine",
     "mercedes", "paloma", "pilar", "robin", "rosario", "salvador", "serena", "sofia", "victoria", "ximena", "aurore",
     "victor", "florence", "dominique", "claude", "frank", "franco", "angelo", "harry", "jesus", "merel", "grant",
     "otto", "iris", "rosa", "jack", "nick", "matt", "bart", "vera", "gary", "camille", "diana",
     "bruno", "felix", "irene", "santiago", "nicola", "marcel", "luz"}
)  # fmt: skip
# Words that are the reader with a capital: "Ihr Vortrag", "für Sie". The first word may have its capital from the
# sentence, so that only the one that a promise begins with counts there: "Ihnen den Link schicken".
_READER = re.compile(r"Sie|Ihnen|Ihr(?:e[mnrs]?)?")
_READER_FIRST = "Ihnen"


def judge(
    piece: str, *, kind: Kind, letter_language: str, people: Sequence[str] = (), noted_in: str | None = None
) -> Verdict:
    """Return whether a piece may stand in a letter by itself.

    Args:
        piece: One piece, as the note reading took it out of the note.
        letter_language: ISO 639-1 of the letter it would stand in.
        people: Names of the person whom the letter goes to; the letter never speaks of them by name.
        noted_in: Language of the whole note, if known; it counts where the piece alone does not tell.
    """
    text = _plain(piece)
    if not text:
        return Verdict(("nothing is left of it",))
    return Verdict(tuple(dict.fromkeys(_objections(text, kind, letter_language, people, noted_in))))


def is_correction(line: str) -> str:
    """Return the words with which a line takes something back ("oops"), or an empty text."""
    match = _corrections().match(accentless(_plain(line)))
    return match[0].strip(" ,.:;!-") if match else ""


def can_be_enclosed(promise: str, code: str) -> bool:
    """Whether the promise is to send something, or names only a thing; other deeds cannot be attached to a letter."""
    if code not in LANGUAGES:
        return False
    if _found(promise, (code,), "send"):
        return True
    words = {word.casefold() for word in _WORD.findall(promise)}
    return not words & set(language(code).phrasing.actions)


def language_of(text: str) -> str | None:
    """Return the language of a noted text if it is certain: "Paper" and "in" alone are of several languages."""
    return language_of_words(_WITH_FIGURES.sub(" ", text), least=3)


def _plain(text: str) -> str:
    """Return the text with one kind of apostrophe, without invisible characters that could hide a word."""
    text = (
        unicodedata.normalize("NFKC", text.replace("º", " ").replace("ª", " "))
        .replace("’", "'")
        .replace("‘", "'")
        .replace("`", "'")
    )
    return "".join(char for char in text if unicodedata.category(char) != "Cf").strip()


def _objections(
    text: str, kind: Kind, letter_language: str, people: Sequence[str], noted_in: str | None
) -> Iterable[str]:
    if len(text) > LONGEST[kind]:
        yield f"it is longer than {LONGEST[kind]} characters"
    yield from _figures(text)
    if _CLAUSE_MARK.search(text) or _PICTURE.search(text):
        yield "it is more than one plain phrase"
    codes = (letter_language,) if letter_language in LANGUAGES else LANGUAGES
    for code in codes:
        yield from _grammar(text, kind, code)
    yield from _persons(text, kind, codes, people)
    matters = _TOUCHY_AT_EVENTS if kind in _NAMES_OF_PLACES else tuple(language("en").guard.touchy.by_matter())
    for matter in matters:
        if word := _found_in_any(text, codes, f"touchy.{matter}"):
            yield f'a matter that letters keep out of ("{word}": {matter})'
    if kind not in _NAMES_OF_PLACES and (word := _found_in_any(text, codes, "judgement")):
        yield f'it judges ("{word}")'
    if kind not in _NAMES_OF_PLACES and letter_language in LANGUAGES:
        said = language_of(text) or (None if kind is Kind.INTRODUCER else noted_in)
        if said and said != letter_language:
            yield f"it is in {said}, the letter in {letter_language}"


def _figures(text: str) -> Iterable[str]:
    if _ADDRESS.search(text):
        yield "it holds an address"
    if _NUMBER.search(_DATE.sub(" ", text)):
        yield "it holds a long number"
    if _MONEY.search(text):
        yield "it holds a figure of money"
    if _PASSWORD.search(text):
        yield "it holds something like a password"


def _grammar(text: str, kind: Kind, code: str) -> Iterable[str]:
    if word := _third_person(text, kind, code):
        yield f'it speaks of a third person ("{word}")'
    if word := _found(text, (code,), "negation") or _first(_SHORT_NOT, text):
        yield f'it denies something ("{word}")'
    if word := _found(text, (code,), "joins"):
        yield f'it goes on with a second clause ("{word}")'
    begins = text.split()[0].casefold() in {*language(code).guard.questions, *language(code).phrasing.sentence_begins}
    verb = "" if begins and kind is Kind.TALK else _found(text, (code,), "verbs")
    parts = text.split(",")
    if verb or (len(parts) > 1 and any(len(part.split()) > _LIST_WORDS for part in parts[1:])):
        yield "it goes on with a second clause" + (f' ("{verb}")' if verb else "")


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return str(match[0]) if match else ""


def _third_person(text: str, kind: Kind, code: str) -> str:
    known = language(code).guard
    third = frozenset(known.third)
    for at, word in enumerate(map(str, _WORD.findall(text))):
        reader = bool(_READER.fullmatch(word)) and (at > 0 or (kind is Kind.PROMISE and word == _READER_FIRST))
        if not reader and (word.casefold() in third or word.casefold().removesuffix("'s") in third):
            return word
    for pattern in known.third_patterns:
        if match := re.search(pattern, text, re.IGNORECASE):
            return match[0]
    return ""


def _persons(text: str, kind: Kind, codes: Sequence[str], people: Sequence[str]) -> Iterable[str]:
    words = _WORD.findall(text)
    own = {part for name in people for part in _WORD.findall(_plain(name).casefold()) if len(part) > 2}
    for word in words:
        if word.casefold().removesuffix("'s") in own and word[:1].isupper() and kind not in _NAMES_OF_PLACES:
            yield f'it names the reader ("{word}")'
    if kind in _NAMES_OF_PLACES:
        return
    if kind is not Kind.INTRODUCER and (word := _found(text, codes, "kin")):
        yield f'it speaks of somebody else ("{word}")'
    if kind not in _MAY_NAME_PEOPLE:
        known, small = _given_names(), _small_names((*codes, "en"))
        for word in words:
            name = word.removesuffix("'s")
            if name in known or name.partition("-")[0] in known or name in small:
                yield f'it names somebody else ("{word}")'


@functools.cache
def _given_names() -> frozenset[str]:
    return frozenset(name for code in LANGUAGES for name in language(code).guard.names)


@functools.cache
def _small_names(codes: tuple[str, ...]) -> frozenset[str]:
    """Return the given names that are no words as well, as tired people type them."""
    names = (name.casefold() for code in codes if code in LANGUAGES for name in language(code).guard.names)
    return frozenset(name for name in names if len(name) > 3 and name not in _WORDS_TOO)


def _found(text: str, codes: Sequence[str], kind: str) -> str:
    """Return the first word of a list that occurs in the text, or an empty text."""
    plain, accented = _pattern(tuple(codes), kind)
    match = plain.search(accentless(text)) or accented.search(text.casefold())
    return str(match[0]) if match else ""


def _found_in_any(text: str, codes: Sequence[str], kind: str) -> str:
    """Return the first word of a list in these languages, else a longer one in any: people mix languages."""
    if word := _found(text, codes, kind):
        return word
    common = {word for code in codes for word in language(code).frequent_words}
    plain, accented = _pattern(LANGUAGES, kind)
    for match in (*plain.finditer(accentless(text)), *accented.finditer(text.casefold())):
        if len(match[0]) > _SHARED and match[0] not in common:
            return match[0]
    return ""


@functools.cache
def _pattern(codes: tuple[str, ...], kind: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return two patterns: words that are found without their accents, and those that need them to be told apart."""
    words = [word.casefold() for code in codes for word in _listed(language(code).guard, kind)]
    # Short words differ by their accent alone: French "a" and "à", Spanish "si" and "sí".
    exact = [word for word in words if len(word.rstrip("*")) <= 3 or not word.isascii()]
    return _any_of(word for word in words if word not in exact), _any_of(exact)


def _listed(known: GuardWords, kind: str) -> Sequence[str]:
    place, _, matter = kind.partition(".")
    words: Sequence[str] = known.touchy.by_matter()[matter] if matter else getattr(known, place)
    return words


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(_reading, sorted(words, key=len, reverse=True))) or r"(?!)")


def _reading(word: str) -> str:
    body = re.escape(word.removesuffix("*")).replace(r"\ ", r"\s+")
    # A whole word is not part of "high-tech" or "user-friendly"; a beginning may be.
    return rf"(?<![\w-]){body}" + (r"\w*" if word.endswith("*") else r"(?![\w-])")


@functools.cache
def _corrections() -> re.Pattern[str]:
    words = {accentless(word) for code in LANGUAGES for word in language(code).guard.corrections}
    readings = [
        re.escape(word.rstrip("*,")) + (r"\w*" if word.rstrip(",").endswith("*") else r"(?!\w)")
        + (r"\s*(?:[,.:;!–-]|$)" if word.endswith(",") else "")
        for word in sorted(words, key=len, reverse=True)
    ]  # fmt: skip
    return re.compile(rf"\W*(?:{'|'.join(readings)})")
