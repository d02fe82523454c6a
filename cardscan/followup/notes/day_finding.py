"""Find the words for a day in a text: where they begin and end, what leads to them, and whether they are a due day.

Phrases side by side ("Friday, 4 December at 10") are one, and the most exact of them counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from cardscan.followup.language import language_of_words
from cardscan.followup.notes.day_counting import Counting, Named
from cardscan.followup.notes.day_meaning import DayMeaning
from cardscan.followup.notes.day_phrases import DayWords, day_words, is_telling, key
from cardscan.followup.notes.folded_text import FoldedText, folded
from cardscan.locales.languages import LANGUAGES

# What counts if several stand side by side: the most exact comes first.
_EXACT = ("numeric", "date", "day_of_month", "weekday_later", "weekday", "days", "amount", "part", "week", "feast",
          "month", "period", "quarter")  # fmt: skip
# They name a day only beside a word such as "by" or beside another day: "the May report" names none.
_NEED_COMPANY = ("month", "feast", "quarter")
_NUMERIC = re.compile(
    r"(?<![\w@/.,:\-])(?:(?P<iso>20\d\d-\d\d-\d\d)|(?P<first>\d{1,2})(?P<sign>[./-])\s?(?P<second>\d{1,2})"
    r"(?:(?P<end>\.)(?!\s?\d)|(?P=sign)\s?(?P<year>20\d\d|\d\d))?)(?![\w/€$£%]|[.,:-]\d)"
)
_FRACTIONS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (24, 7)})  # 24/7 is no 24 July either
# Words before a day, and the gap to it, are never longer.
_LEAD_WINDOW = 60
_MONTH_FIRST_LOCALES = frozenset({"en-us"})


@dataclass(frozen=True, slots=True)
class DueSpan:
    """A day, and where its whole phrase stands in the text."""

    day: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Match:
    """One phrase with the words that lead to it."""

    kind: str
    core: re.Match[str]
    start: int
    lead: str | None
    alone: bool  # whether it is a day without company

    @property
    def end(self) -> int:
        return self.core.end()

    @property
    def groups(self) -> dict[str, str]:
        return {name: said for name, said in self.core.groupdict().items() if said}


def find_day(text: str, counting: Counting, *, language: str | None = None, locale: str = "") -> DueSpan | None:
    """Return the first day that the text names, be it past or ahead; see `due_date`."""
    plain = folded(text)
    language = language[:2].lower() if language else language_of_words(text)
    month_first = _is_month_first(locale)
    if language in LANGUAGES and (words := day_words(language)):
        finder = _Finder(DayMeaning(words, counting, month_first), plain.mended(words.mend), "home")
        if finder.has_words():
            return finder.first()  # what is no due day at home is none in another language either
    whose = "foreign" if language else "unknown"
    known = [words for code in LANGUAGES if code != language and (words := day_words(code))]
    found = [_Finder(DayMeaning(words, counting, month_first), plain, whose).first() for words in known]
    # The language that has a word for most of the phrase.
    return max((span for span in found if span), key=lambda span: span.end - span.start, default=None)


def find_answer(text: str, counting: Counting, *, language: str, locale: str = "") -> DueSpan | None:
    """Return the day of a text that is nothing but a day, where it is read in this language: any word of it counts."""
    words = day_words(language)
    if words is None:
        return None
    return _Finder(
        DayMeaning(words, counting, _is_month_first(locale)), folded(text).mended(words.mend), "answer"
    ).first()


def _is_month_first(locale: str) -> bool:
    return locale.replace("_", "-").casefold() in _MONTH_FIRST_LOCALES


@dataclass(frozen=True, slots=True)
class _Finder:
    """Looks for days in one text with one language's words."""

    meaning: DayMeaning
    plain: FoldedText
    whose: str  # the text's language: "home" is this one, "foreign" another one, "unknown"; or it is an "answer"

    @property
    def words(self) -> DayWords:
        return self.meaning.words

    def has_words(self) -> bool:
        """Whether the text holds any word for a day, due or not."""
        return any(match.kind != "beside" for match in self._matches())

    def first(self) -> DueSpan | None:
        """Return the first due day."""
        for group in self._groups():
            if (named := self._day_of(group)) is not None:
                return DueSpan(named, *self.plain.span(group[0].start, group[-1].end))
        return None

    def _groups(self) -> Iterator[list[_Match]]:
        """Yield the phrases that stand side by side."""
        group: list[_Match] = []
        for match in self._matches():
            if group and not self._joined(group[-1], match):
                yield group
                group = []
            group.append(match)
        if group:
            yield group

    def _matches(self) -> Iterator[_Match]:
        done = 0
        for match in self._chosen():
            if match.kind == "beside" and not self._follows_day(match.core, done):
                continue
            yield replace(match, start=max(match.start, done))
            done = match.end

    def _chosen(self) -> list[_Match]:
        """Return phrases from left to right, the longest at each place; a day before a time that overlaps it."""
        text = self.plain.text
        found = [self._match("numeric", core) for core in _NUMERIC.finditer(text)]
        found += [
            self._match(phrase.kind, core) for phrase in self.words.phrases for core in phrase.pattern.finditer(text)
        ]
        chosen: list[_Match] = []
        for match in sorted(found, key=lambda each: (each.start, -each.end, each.core.start())):
            if chosen and match.core.start() < chosen[-1].end:
                if chosen[-1].kind != "beside" or match.kind == "beside" or match.end <= chosen[-1].end:
                    continue
                chosen.pop()
            chosen.append(match)
        return chosen

    def _match(self, kind: str, core: re.Match[str]) -> _Match:
        start, lead = self._lead(core.start()) if kind != "beside" else (core.start(), None)
        if not lead and kind in ("days", "amount"):
            start = core.start()  # "stuur het morgen": what looks like an article is not tomorrow's
        return _Match(kind, core, start, lead, self._is_alone(kind, core))

    def _follows_day(self, core: re.Match[str], done: int) -> bool:
        """Whether this stands after a day, or has a clock time: "latest Friday" begins with what leads to the day."""
        gap = self.plain.text[done : core.start()]
        return any(map(str.isdigit, core[0])) or bool(done and self.words.join.fullmatch(gap))

    def _lead(self, start: int) -> tuple[int, str | None]:
        """Return where the words begin that lead to a day, and whether they say by, before or after it."""
        before = self.words.leads.search(self.plain.text[:start], max(0, start - _LEAD_WINDOW))
        if before is None:
            return start, None
        names = {name.partition("__")[0] for name, said in before.groupdict().items() if said is not None}
        return before.start(), next((lead for lead in ("before", "after", "by") if lead in names), None)

    def _is_alone(self, kind: str, core: re.Match[str]) -> bool:
        """Whether the phrase names a day without a word such as "by"."""
        text = self.plain.text
        if self.whose == "answer":
            return True
        if kind == "numeric":
            numbers = (int(core["first"] or 0), int(core["second"] or 0))
            return bool(
                core["iso"] or core["year"] or core["end"] or (core["sign"] == "/" and numbers not in _FRACTIONS)
            )
        if kind == "day_of_month" and not core.groupdict().get("weekday"):
            return re.match(r"\s*(?:$|[.,;:!?)/])", text[core.end() :]) is not None
        word = key(core[0])
        return (
            kind not in _NEED_COMPANY
            and word not in self.words.weak
            and (self.whose == "home" or word not in self.words.home)
        )

    def _joined(self, one: _Match, other: _Match) -> bool:
        gap = self.plain.text[one.end : other.start]
        if self.words.join.fullmatch(gap) is None:
            return False
        if other.kind == "beside" or not other.lead:
            return True
        return other.lead == "by" and (not gap.strip() or _EXACT.index(other.kind) < 3)

    def _day_of(self, group: list[_Match]) -> date | None:
        """Return the day that a group means; None if it is no due day."""
        named = [match for match in group if match.kind != "beside"]
        if not named or not (len(group) > 1 or named[0].lead or named[0].alone):
            return None
        text = self.plain.text[group[0].start : group[-1].end]
        foreign = self.whose == "foreign" and not (is_telling(text) or named[0].kind == "numeric")
        if foreign or self._is_past_or_recurring(group):
            return None
        exact = min(named, key=lambda match: _EXACT.index(match.kind))
        days = [self._resolved(match, named) for match in named if match.kind == exact.kind]
        return min((day for day in days if day is not None), default=None)

    def _is_past_or_recurring(self, group: list[_Match]) -> bool:
        first, end = group[0], group[-1].end
        # An article says nothing, and may be one of these words: "da sexta" was last week, "antes da sexta" was not.
        starts = {first.start} if first.lead else {first.start, first.core.start()}
        before = any(self.words.never_before.search(self.plain.text[max(0, at - _LEAD_WINDOW) : at]) for at in starts)
        return before or self.words.never_after.match(self.plain.text, end) is not None

    def _resolved(self, match: _Match, side: Iterable[_Match]) -> date | None:
        try:
            found = self.meaning.named(match.kind, match.groups)
            if match.kind == "weekday" and (week := self._week_of(side)):
                found = self.meaning.weekday_in(week, match.groups)
            if found is None:
                return None
            if match.lead == "before":
                # Before what is under way is now.
                day, earlier = self.meaning.counting.day, found.first - timedelta(days=1)
                return max(earlier, day) if day and found.last >= day else earlier
            return found.last + timedelta(days=1) if match.lead == "after" else found.due
        except (OverflowError, ValueError):  # no such day, or beyond the years 1 to 9999
            return None

    def _week_of(self, side: Iterable[_Match]) -> Named | None:
        """Return the week that stands beside a weekday: "Tuesday next week"."""
        weeks = (self.meaning.named(match.kind, match.groups) for match in side if match.kind in ("period", "week"))
        return next((week for week in weeks if week and (week.last - week.first).days == 6), None)
