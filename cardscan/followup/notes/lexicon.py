"""Tag the words of a note with what they are in one language: who, which verb in which person, what makes unsure.

A lexicon is made once from the language's file. Case, accents and the spellings of chats do not matter, and one typing
error in a word of five letters or more is forgiven where only one known word is so near.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields

from rapidfuzz.distance import OSA

from cardscan.followup.notes.units import Token, Unit, Verb, fold
from cardscan.locales.languages import language
from cardscan.locales.note_words import NOTE_LANGUAGES, PARTS, NoteWords, Verbs, note_words

MIN_TYPO_CHARS, MAX_SHORT_CHARS = 5, 2
_SYMBOL = r"->|=>|>>|→|[+&:,?!#@\"“”„«»/()]"
_NUMBER = r"\d+(?:[.,:]\d+)+"
_SHORT = r"(?<![^\W_])[^\W\d_]{1,3}/(?=\s|[^\W\d_]|$)"  # "w/ her", "c/ a Alda"
_TOKEN = {
    # English "she'll" is she + 'll, French "l'étude" is l' + étude.
    False: re.compile(rf"{_SHORT}|(?<=[^\W_])['’][^\W\d_]+|{_NUMBER}|[^\W_]+|{_SYMBOL}"),
    True: re.compile(rf"{_SHORT}|[^\W_]+['’](?=[^\W_])|{_NUMBER}|[^\W_]+|{_SYMBOL}"),
}
_ARROWS = ("->", "=>", ">>")
# Words in which a typing error is forgiven; there are many of the others, and things are often named like them.
_FORGIVEN = frozenset(
    ("send", "say", "want", "promise", "owe", "talk", "discuss", "about", "meeting", "negation", "condition")
)
# Lists of the file whose words are tags of that name, wherever they stand in it.
_LISTS = (
    "about", "along", "to", "to_do", "and_", "that", "whether", "because", "lead", "adverb", "amount", "few", "talk",
    "meeting", "articles", "remark", "can", "particles", "titles",
)  # fmt: skip


@dataclass(slots=True)
class _Entry:
    tags: set[str] = field(default_factory=set)
    readings: list[tuple[Verb, str, str]] = field(default_factory=list)


def _listed(forms: str) -> list[str]:
    return [form.replace("_", " ") for form in forms.split() if form != "x"]


def _key(folded: str, written: str) -> str:
    """Return the form to look a word up by: very short words keep their accents, as French "à" is not "a"."""
    if len(folded) <= MAX_SHORT_CHARS and folded.isalpha():
        return unicodedata.normalize("NFC", written).lower() if len(written) == len(folded) else folded
    return "→" if folded in _ARROWS else folded


class Lexicon:
    """The words of one language, ready for looking up."""

    def __init__(self, code: str, words: NoteWords) -> None:
        self.code, self.words = code, words
        self._token = _TOKEN[words.elision]
        self._entries: defaultdict[tuple[str, ...], _Entry] = defaultdict(_Entry)
        self._longest: dict[str, int] = {}
        for tag, some in self._tagged():
            for word in some:
                self._entry(word).tags.add(tag)
        for kind in (each.name for each in fields(Verbs)):
            for line in getattr(words.verbs, kind):
                self._add_verb(kind, line)
        self.labels = {each.name: self._labels(getattr(words.labels, each.name)) for each in fields(words.labels)}
        self._chat = {fold(key): list(self.keys(value)) for key, value in words.chat.items()}
        self._contracted = {
            fold(key): [fold(each) for each in value.split()] for key, value in words.chat_before_verb.items()
        }
        self._persons = {keys for keys, entry in self._entries.items() if entry.tags & {"me", "them", "you"}}
        self._spelled = {key for keys in self._entries for key in keys}
        self._frequent = frozenset(map(fold, language(code).frequent_words)) if code in NOTE_LANGUAGES else frozenset()
        phrases = words.phrases
        listed = (*phrases.introduced, *phrases.event, *(each for some in phrases.depths.values() for each in some))
        self._in_phrases = frozenset(
            key for phrase in listed for key in self.keys(phrase) if key.isalpha() and len(key) > 2
        )
        self._by_shape = self._shapes()

    def _labels(self, some: tuple[str, ...]) -> dict[tuple[str, ...], bool]:
        """Map labels to whether they need a colon; those with a star need none."""
        found = {self.keys(label.removesuffix("*")): not label.endswith("*") for label in some}
        return dict(sorted(found.items(), key=lambda item: -len(item[0])))

    def _tagged(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        words = self.words
        yield from ((tag, getattr(words, tag)) for tag in _LISTS)
        yield from ((each.name, getattr(words.persons, each.name)) for each in fields(words.persons))
        yield from ((each.name, getattr(words.unsure, each.name)) for each in fields(words.unsure))

    def _entry(self, phrase: str) -> _Entry:
        keys = self.keys(phrase)
        if not keys:
            return _Entry()
        self._longest[keys[0]] = max(len(keys), self._longest.get(keys[0], 1))
        return self._entries[keys]

    def _add_verb(self, kind: str, line: str) -> None:
        written = [part.strip() for part in line.split(" / ")]
        particle, _, name = written[0].rpartition("|")
        name = name.replace("_", " ")
        verb = Verb(kind, f"{particle}{name}", fold(particle))
        forms = (
            dict(zip(PARTS, map(_listed, [written[0].replace(" ", "_"), *written[1:]]), strict=True))
            if len(written) > 1
            else self._conjugated(name)
        )
        if len(written) > 1 and " " not in name:
            forms["inf"] = [*forms["inf"], *self._conjugated(name)["inf"]]
        for part, some in forms.items():
            for form in some:
                base = form.rpartition("|")[2]
                self._entry(base).readings.append((verb, part, base))
                if particle and part in ("inf", "past"):
                    joined = f"{particle}{base}"
                    self._entry(joined).readings.append((Verb(kind, verb.name), part, joined))
                    if part == "inf":
                        for between in self.words.to_do:
                            joined = f"{particle}{between}{base}"
                            self._entry(joined).readings.append((Verb(kind, verb.name), part, joined))

    def _conjugated(self, name: str) -> dict[str, list[str]]:
        first, _, rest = name.partition(" ")
        for ending in self.words.conjugation:
            if first.endswith(ending.ends):
                stem = first.removesuffix(ending.ends)
                tail = f" {rest}" if rest else ""
                return {part: [form.replace("{}", stem) + tail for form in getattr(ending, part)] for part in PARTS}
        return {"inf": [name]}

    def _shapes(self) -> dict[tuple[str, int], list[str]]:
        found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for keys, entry in self._entries.items():
            if (
                len(keys) == 1
                and len(keys[0]) >= MIN_TYPO_CHARS
                and (entry.tags & _FORGIVEN or any(verb.kind in _FORGIVEN for verb, _, _ in entry.readings))
            ):
                found[keys[0][0], len(keys[0])].append(keys[0])
        return found

    def _split(self, text: str) -> list[Token]:
        folded = fold(text)
        return [
            Token(_key(match[0], text[match.start() : match.end()]), match.start(), match.end())
            for match in self._token.finditer(folded)
        ]

    def keys(self, phrase: str) -> tuple[str, ...]:
        """Return a phrase of the file as the keys of its words; it may begin inside a word, as "'d like" does."""
        inside, open_end = phrase.startswith("'"), phrase.endswith("'")
        found = tuple(token.key for token in self._split(f"{'x' * inside}{phrase}{'x' * open_end}"))
        return found[int(inside) : len(found) - open_end]

    def tokens(self, text: str) -> list[Token]:
        """Return the words and signs of a text, with the spellings of chats written out."""
        found: list[Token] = []
        plain = self._split(text)
        for at, token in enumerate(plain):
            after = plain[at + 1].key if at + 1 < len(plain) else ""
            long = self._chat.get(fold(token.key)) or (
                self._contracted.get(token.key) if self._is_verb(after) else None
            )
            if long:
                found.append(Token(long[0], token.start, token.end))
                found += [Token(key, token.end, token.end) for key in long[1:]]
            else:
                found += self._without_enclitic(token)
        return found

    def _is_verb(self, key: str) -> bool:
        entry = self._entries.get((key,))
        return entry is not None and any(part == "inf" for _, part, _ in entry.readings)

    def _without_enclitic(self, token: Token) -> list[Token]:
        if (token.key,) in self._entries:
            return [token]
        for clitic in self.words.enclitics:
            verb = token.key.removesuffix(clitic)
            if verb != token.key and self._is_verb(verb):
                whom = clitic if (clitic,) in self._persons else self.keys(self.words.persons.them[0])[0]
                return [Token(verb, token.start, token.end), Token(whom, token.end, token.end)]
        return [token]

    def units(self, text: str) -> list[Unit]:
        """Return the text as tagged words and phrases; of phrases that begin alike the longest counts."""
        tokens, found, at = self.tokens(text), [], 0
        keys = [self._corrected(token, at == 0, text) for at, token in enumerate(tokens)]
        while at < len(tokens):
            length = next(
                (n for n in range(min(self._longest.get(keys[at], 1), len(keys) - at), 0, -1)
                 if tuple(keys[at : at + n]) in self._entries), 0
            )  # fmt: skip
            entry = self._entries[tuple(keys[at : at + length])] if length else _Entry()
            end = at + max(length, 1)
            found.append(Unit(" ".join(keys[at:end]), tokens[at].start, tokens[end - 1].end, frozenset(entry.tags),
                              _as_written(entry, text[tokens[at].start : tokens[end - 1].end])))  # fmt: skip
            at = end
        return found

    def _corrected(self, token: Token, first: bool, text: str) -> str:
        key = token.key
        if len(key) < MIN_TYPO_CHARS or key in self._spelled or key in self._frequent or not key.isalpha():
            return key
        if not first and text[token.start : token.start + 1].isupper():
            return key  # a name
        near = {
            word
            for length in (len(key) - 1, len(key), len(key) + 1)
            for word in self._by_shape.get((key[0], length), ())
            if OSA.distance(key, word, score_cutoff=1) <= 1
        }
        return near.pop() if len(near) == 1 else key

    def label(self, units: Sequence[Unit]) -> tuple[str, int] | None:
        """Return the label that begins here ("next step:") as its kind and the number of units that it takes."""
        keys = tuple(key for unit in units[:6] for key in unit.key.split())
        for kind, labels in self.labels.items():
            for label, colon in labels.items():
                signs = tuple(keys[len(label) : len(label) + 1])
                if keys[: len(label)] == label and (":" in signs or not colon):
                    taken, left = 0, len(label) + (":" in signs)
                    while left > 0 and taken < len(units):
                        left -= len(units[taken].key.split())
                        taken += 1
                    return (kind, taken) if not left else None
        return None

    def share(self, text: str) -> float:
        """How many words of the text the language knows; those that say who or what count twice."""
        common = self._frequent | self._in_phrases
        return sum(
            (2.0 if unit.known and "remark" not in unit.tags else 1.0) * len(unit.key.split())
            for unit in self.units(text)
            if unit.key[0].isalpha() and (unit.known or unit.key in common)
        )


def _as_written(entry: _Entry, written: str) -> tuple[tuple[Verb, str], ...]:
    """Return the readings of a verb; where accents were typed they count: Spanish "mandó" is not "mando"."""
    exact = [reading for reading in entry.readings if reading[2] == written.lower()] if not written.isascii() else []
    return tuple((verb, part) for verb, part, _ in exact or entry.readings)


@functools.cache
def lexicon(code: str) -> Lexicon:
    """Return the lexicon of one of `NOTE_LANGUAGES`."""
    return Lexicon(code, note_words(code))
