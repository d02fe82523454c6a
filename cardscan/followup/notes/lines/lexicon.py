"""Mark the words of a later line with what a language's file says of them.

At each place the longest phrase wins, so that "called back" is not "called". Missing accents and one slip of the finger
in a longer word are forgiven; the end of a word has to be right, because it says who did it.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from cardscan.locales.folding import plain_letters
from cardscan.locales.languages import language
from cardscan.locales.line_words import LineWords, VerbForms, line_words

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*['’]?|\+")
_ELISION = re.compile(r"(?<=['’])(?=\w)")
# German is typed "zurueck" where the keyboard has no umlauts.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
# A slip is only looked for in words this long: shorter ones differ from too many others by one letter.
_LONG_WORD = 6
_GAP, _GAP_WORDS = "…", 4
# What came of it: a phrase of them outweighs the verbs around it.
OUTCOMES = frozenset({
    "opt_out", "no_more", "bounce", "automatic", "away", "left", "glimpse", "like", "silence", "unreached", "missed",
    "irony",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A word or phrase of a line, with its marks: "they", "answer.done"; without marks if it is not known."""

    text: str
    marks: frozenset[str]

    @property
    def capital(self) -> bool:
        """Whether it was typed with a capital."""
        return self.text[:1].isupper()


Forms = frozenset[str]
Pattern = tuple[tuple[Forms, ...], str]


class Lexicon:
    """The phrases of one language, ready to be found."""

    def __init__(self, words: LineWords, frequent: Iterable[str]) -> None:
        self.words = words
        self._starts: defaultdict[str, list[Pattern]] = defaultdict(list)
        self._prefixes: list[Pattern] = []
        self._known: set[str] = {form for word in frequent for form in _forms(word)}
        for mark, phrase in _marked(words):
            for pattern in self._readings(phrase):
                self._put(pattern, mark)
        self._long: defaultdict[str, set[str]] = defaultdict(set)
        for word in self._known:
            if len(word) >= _LONG_WORD and "*" not in word:
                self._long[word[0] + word[-2:]].add(word)

    def items(self, text: str, names: Set[str] = frozenset()) -> list[Item]:
        """Return the words and phrases of a text, in order.

        Args:
            names: Words of the other person's name, in plain letters; they stand for "they".
        """
        words = self._split(text)
        keys = [self._key(word, names) for word in words]
        found, at = [], 0
        while at < len(words):
            if keys[at] in names:
                found.append(Item(words[at], frozenset({"name"})))
                at += 1
                continue
            length, marks = self._longest(keys, at)
            found.append(Item(" ".join(words[at : at + length]), frozenset(marks)))
            at += length
        return found

    def spread(self, text: str) -> set[str]:
        """Return the marks of phrases with a gap, such as "kam … zurück", and of outcomes of several words.

        They hold whatever longer phrase has taken a word of theirs, and leave all words to others.
        """
        keys = [self._key(word, frozenset()) for word in self._split(text)]
        return {
            mark
            for at, key in enumerate(keys)
            for elements, mark in self._at(key)
            if (frozenset({_GAP}) in elements or (mark in OUTCOMES and len(elements) > 1))
            and _matches(elements, keys, at)
        }

    def known(self, text: str) -> int:
        """Return how many words of a text this language knows; one with the right accents counts twice."""
        words = self._split(text)
        return sum((_bare(word) in self._known) + (self._key(word, frozenset()) in self._known) for word in words)

    def _split(self, text: str) -> list[str]:
        found = _WORD.findall(text)
        return [part for word in found for part in _ELISION.split(word)] if self.words.elided else found

    def _readings(self, phrase: str) -> Iterator[tuple[Forms, ...]]:
        """Return every reading of a phrase: "a/b" is either, "c?" may be missing."""
        choices: list[list[tuple[Forms, ...]]] = []
        for word in phrase.split():
            optional, either = word.endswith("?"), word.removesuffix("?").split("/")
            some = [tuple(self._element(part) for part in self._parts(each)) for each in either]
            choices.append([*some, ()] if optional else some)
        for chosen in itertools.product(*choices):
            if reading := tuple(element for part in chosen for element in part):
                yield reading

    def _parts(self, word: str) -> Sequence[str]:
        if word in (_GAP, "~", "+"):
            return (word,)
        star, exact = "*" if word.endswith("*") else "", "=" if word.startswith("=") else ""
        parts = self._split(word.strip("*="))
        return [exact + part + star for part in parts]

    def _element(self, word: str) -> Forms:
        if word in (_GAP, "~", "+"):
            return frozenset({word})
        if word.endswith("*"):
            return frozenset(form + "*" for form in _forms(word.removesuffix("*")))
        return frozenset({_bare(word[1:])}) if word.startswith("=") else _forms(word)

    def _put(self, pattern: tuple[Forms, ...], mark: str) -> None:
        self._known.update(form for element in pattern for form in element if form not in (_GAP, "~"))
        for form in pattern[0]:
            if form.endswith("*"):
                self._prefixes.append((pattern, mark))
            else:
                self._starts[form].append((pattern, mark))

    def _key(self, word: str, names: Set[str]) -> str:
        """Return the form under which a word is known, else its plain letters."""
        typed, plain = _bare(word), plain_letters(_bare(word))
        if plain in names:
            return plain
        if typed in self._known:
            return typed
        if plain in self._known or len(plain) < _LONG_WORD:
            return plain
        near = [each for each in self._long[plain[0] + plain[-2:]] if OSA.distance(plain, each, score_cutoff=1) <= 1]
        return near[0] if len(near) == 1 else plain

    def _at(self, key: str) -> Iterator[Pattern]:
        yield from self._starts.get(key, ())
        yield from self._prefixes

    def _longest(self, keys: Sequence[str], at: int) -> tuple[int, set[str]]:
        length, marks = 1, set[str]()
        for elements, mark in self._at(keys[at]):
            if frozenset({_GAP}) in elements or not _matches(elements, keys, at):
                continue
            if len(elements) > length:
                length, marks = len(elements), set()
            if len(elements) == length:
                marks.add(mark)
        return length, marks


@functools.cache
def lexicon(code: str) -> Lexicon:
    """Return the lexicon of a language; built only once."""
    return Lexicon(line_words(code), language(code).frequent_words)


def _marked(words: LineWords) -> Iterator[tuple[str, str]]:
    """Return (mark, phrase) of all lists: "they" and "she", "answer.done" and "replied"."""
    for field in dataclasses.fields(words):
        value = getattr(words, field.name)
        if isinstance(value, VerbForms):
            for form in dataclasses.fields(value):
                yield from ((f"{field.name}.{form.name}", phrase) for phrase in getattr(value, form.name))
        elif isinstance(value, tuple):
            yield from ((field.name, phrase) for phrase in value)
    yield from (("other", phrase) for phrase in words.kin)


def _bare(word: str) -> str:
    return word.casefold().replace("’", "").replace("'", "")


def _forms(word: str) -> Forms:
    typed = _bare(word)
    return frozenset({typed, plain_letters(typed), typed.translate(_SPELLED_OUT)})


def _matches(elements: Sequence[Forms], keys: Sequence[str], at: int) -> bool:
    """Whether these elements stand from here on; a gap is up to four words."""
    for number, element in enumerate(elements):
        if _GAP in element:
            rest = elements[number + 1 :]
            return any(_matches(rest, keys, at + skipped) for skipped in range(_GAP_WORDS + 1))
        if at >= len(keys):
            return False
        key = keys[at]
        if "~" not in element and key not in element:
            starts = [form.removesuffix("*") for form in element if form.endswith("*")]
            if not any(key.startswith(start) for start in starts):
                return False
        at += 1
    return True
