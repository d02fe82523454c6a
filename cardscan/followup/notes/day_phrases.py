"""Patterns of one language's words for days, made of the phrases of its file; en.toml explains their notation."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from rapidfuzz.distance import OSA

from cardscan.followup.notes.folded_text import fold
from cardscan.locales.due_words import DueWords, Periods
from cardscan.locales.languages import language

# Between two words; "4dec", "4.dec" and "10am" need nothing between.
_GAP, _GAP_AFTER_NUMBER, _GAP_AFTER_ELISION = r"(?:,?\s+|-)", r",?[\s\-]*", r"\s*"
_NOT_AFTER, _NOT_BEFORE = r"(?<![\w@/#])(?<!\d[.,:])", r"(?!\w|[%€$£@]|[.,:/]\d|[-'](?!\s)\w|\.\w\w)"
_MONTH = "{month} {year}?"
# Shorter words are one slip away from too many others: "morgen" from Morgan.
_SHORTEST_MENDED = 7
# A word that only one language has, and none of two or three letters that another language has too.
_TELLING = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One pattern, and the kind of day that it names, as `day_counting` knows it."""

    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DayWords:
    """What is looked for in notes of one language."""

    phrases: tuple[Phrase, ...]
    numbers: Mapping[str, Mapping[str, int]]
    days: Mapping[str, int]
    leads: re.Pattern[str]
    never_before: re.Pattern[str]
    never_after: re.Pattern[str]
    join: re.Pattern[str]
    weak: frozenset[str]
    home: frozenset[str]
    mendable: tuple[str, ...]

    def mend(self, word: str) -> str:
        """Return a day's or month's name for a word that is one slip away from it, or the word."""
        near = [
            known
            for known in self.mendable
            if (known[0], known[-1]) == (word[0], word[-1]) and OSA.distance(word, known, score_cutoff=1) <= 1
        ]
        return near[0] if len(near) == 1 else word


@functools.cache
def day_words(code: str) -> DayWords | None:
    """Return the patterns of this language; None if its file names no words for days."""
    known = language(code)
    if (due := known.due) is None:
        return None
    numbers = {
        "weekday": _numbered(known.calendar.weekdays, due.weekdays),
        "month": _numbered(known.calendar.months, due.months),
        "number": {spelling: number for form, number in due.numbers.items() for spelling in _spellings(form)},
        "unit": {
            spelling: length
            for length, names in enumerate((due.units.day, due.units.week, due.units.month, due.units.year))
            for name in names
            for spelling in _spellings(name)
        },
    }
    words = _Compiler(due, numbers)
    named = [*numbers["weekday"], *numbers["month"], *map(fold, due.days)]
    return DayWords(
        phrases=tuple(words.phrases()),
        numbers=numbers,
        days={name: due.days[phrases[0]] for name, phrases in _by_days(due).items()},
        leads=words.leads(),
        never_before=re.compile(rf"(?:^|(?<=[\s(,;/]))(?:{words.any_of(due.never_before)})\s+$"),
        never_after=re.compile(rf"\s*(?:{words.any_of(due.never_after)})(?!\w)"),
        join=re.compile(rf"[\s,(/]*(?:(?:{words.any_of(due.joins)})\s+)?"),
        weak=frozenset(map(key, due.weak)),
        home=frozenset(map(key, due.home)),
        mendable=tuple(name for name in dict.fromkeys(named) if len(name) >= _SHORTEST_MENDED and name.isalpha()),
    )


def is_telling(text: str) -> bool:
    """Whether the words are long enough to be of one language alone."""
    return _TELLING.search(text) is not None


def key(text: str) -> str:
    """Return a form as it is looked up: folded, blanks for hyphens, no full stop."""
    return " ".join(fold(text).replace("-", " ").rstrip(".").split())


def _spellings(form: str) -> set[str]:
    """Return a form folded, and with "ae" for "ä", as German keyboards abroad make people type."""
    return {key(form), key(re.sub("[äöü]", lambda match: fold(match[0]) + "e", form.casefold()))}


def _numbered(names: Iterable[str], more: Mapping[str, int]) -> dict[str, int]:
    """Map names to numbers from 0; `more` has further forms, numbered from 1."""
    forms = [*((name, number) for number, name in enumerate(names)), *((form, at - 1) for form, at in more.items())]
    return {spelling: number for form, number in forms for spelling in _spellings(form)}


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Turns the phrases of one language's file into patterns."""

    due: DueWords
    numbers: Mapping[str, Mapping[str, int]]

    def phrases(self) -> Iterable[Phrase]:
        """Yield all patterns; of two that match the same words, the first counts."""
        due = self.due
        yield Phrase("days", self._whole(self._named(_by_days(due))))
        periods = {field.name: getattr(due.periods, field.name) for field in fields(Periods)}
        alone = {name: words for name, words in periods.items() if name not in ("week", "month", "year")}
        yield Phrase("period", self._whole(self._named(alone)))
        yield Phrase("feast", self._whole(self._named(due.feasts)))
        part = self._named({"start": due.start, "middle": due.middle, "end": due.end})
        part += rf"{_GAP}(?:(?:{self.any_of(due.articles)}){_GAP})?"
        for whole in (self._named(periods), self.reading(_MONTH), *map(self.reading, due.quarters)):
            yield Phrase("part", self._whole(part + whole))
        for kind, written in (
            ("beside", due.beside), ("amount", due.amounts), ("weekday", due.weekday),
            ("weekday_later", due.weekday_later), ("date", due.dates), ("day_of_month", due.days_of_month),
            ("week", due.weeks), ("quarter", due.quarters), ("month", (_MONTH,)),
        ):  # fmt: skip
            yield from (Phrase(kind, self._whole(self.reading(phrase))) for phrase in written)

    def leads(self) -> re.Pattern[str]:
        due = self.due
        lead = self._named({"before": due.before, "after": due.after, "by": due.by, "article": due.articles})
        return re.compile(rf"{_NOT_AFTER}(?:{lead}(?:\s+|(?<=')))+$")

    def any_of(self, phrases: Iterable[str]) -> str:
        """Return a pattern of any of these phrases, the longest first; of nothing at all if there are none."""
        return "|".join(self.reading(phrase) for phrase in sorted(phrases, key=len, reverse=True)) or r"(?!)"

    def reading(self, phrase: str) -> str:
        """Return the pattern of one phrase."""
        read, gap = "", None
        for word in phrase.split():
            optional, bare = word.endswith("?"), word.removesuffix("?")
            piece = "|".join(self._word(each) for each in bare.split("/"))
            after = _gap_after(bare)
            if gap is None:
                read += f"(?:(?:{piece}){after})?" if optional else f"(?:{piece})"
                gap = None if optional else after
            else:
                read += f"(?:{gap}(?:{piece}))?" if optional else f"{gap}(?:{piece})"
                gap = gap if optional else after
        return read

    def _word(self, word: str) -> str:
        parts = re.split(r"(\{\w+\})", word)
        return "".join(self._placeholder(part[1:-1]) if part.startswith("{") else self._letters(part) for part in parts)

    def _letters(self, letters: str) -> str:
        stem = letters.casefold().removesuffix("*")
        read = "".join(re.escape(fold(sign)) + ("e?" if sign in "äöü" else "") for sign in stem)
        return read + (r"\w*" if letters.endswith("*") else "")

    def _placeholder(self, name: str) -> str:
        ordinal = self.any_of(self.due.ordinals)
        joins = self.any_of(self.due.joins)
        patterns = {
            "day": rf"(?P<day>[12]\d|3[01]|0?[1-9])(?:{ordinal})?(?![\d:])",
            "nth": rf"(?P<day>[12]\d|3[01]|0?[1-9])(?:{ordinal})(?![\d:])",
            "year": r"(?P<year>20\d\d)",
            "quarter": r"(?P<quarter>[1-4])",
            "week": r"(?P<week>[1-4]\d|5[0-3]|0?[1-9])",
            # "by 4.12" is a day, "at 4.12" and "4.12 pm" are times.
            "time": r"\d{1,2}(?:[:h]\d{2}|h)?",
            "clock": r"\d{1,2}(?:[:.h]\d{2}|h)?",
        }
        if name in patterns:
            return patterns[name]
        forms = "|".join(
            re.escape(form).replace(r"\ ", r"[\s\-]+") for form in sorted(self.numbers[name], key=len)[::-1]
        )
        if name == "number":
            return rf"(?P<number>\d{{1,4}}|{forms})(?:\s?(?:-|(?:{joins})\s)\s?(?:\d{{1,4}}|{forms}))?"
        if name == "weekday":
            return rf"(?P<weekday>{forms})(?:{self.any_of(self.due.attached)})?\.?"
        return rf"(?P<{name}>{forms})\.?"

    def _named(self, groups: Mapping[str, Iterable[str]]) -> str:
        """Return a pattern whose group tells which of the lists it was; the longest phrase of all comes first."""
        every = sorted(((phrase, name) for name, phrases in groups.items() for phrase in phrases), key=_longest_first)
        used: dict[str, int] = {}
        pieces = []
        for phrase, name in every:
            used[name] = used.get(name, 0) + 1
            pieces.append(f"(?P<{name}__{used[name]}>{self.reading(phrase)})")
        return f"(?:{'|'.join(pieces)})" if pieces else r"(?!)"

    def _whole(self, pattern: str) -> re.Pattern[str]:
        return re.compile(rf"{_NOT_AFTER}{pattern}{_NOT_BEFORE}")


def _by_days(due: DueWords) -> dict[str, list[str]]:
    """Return the phrases of `days` by a name that a group of a pattern can have."""
    steps = enumerate(sorted(set(due.days.values())))
    return {f"in_{at}": [phrase for phrase, days in due.days.items() if days == step] for at, step in steps}


def _gap_after(word: str) -> str:
    if word.endswith(("{day}", "{nth}", "{time}", "{clock}", "{number}")):
        return _GAP_AFTER_NUMBER
    return _GAP_AFTER_ELISION if word.endswith("'") else _GAP


def _longest_first(phrase: tuple[str, str]) -> int:
    return -len(phrase[0])
