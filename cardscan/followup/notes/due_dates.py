"""Find the day by which something was promised: "by Friday", "bis Ende der Woche", "in two weeks", "by 2026-11-27".

Relative days count from the day of the encounter. If a phrase can mean two days, the earlier one is taken: a promise
kept early is still kept. A phrase that cannot be resolved stays in the text, and no date is invented.
"""

from __future__ import annotations

import calendar as python_calendar
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from cardscan.locales.languages import LANGUAGES, language
from cardscan.model.encounter import Promise

FRIDAY = 4
# A longer time, such as "in 400 weeks", is a slip of the pen, not a promise.
LONGEST_DAYS = 3 * 366


_LANGUAGES = [language(code) for code in LANGUAGES]


def _numbered(names: Sequence[str], more: Mapping[str, int]) -> dict[str, int]:
    """Map names to numbers from 0; `more` adds other forms, which are numbered from 1."""
    forms = {name.casefold(): number for number, name in enumerate(names)}
    return {**forms, **{form: number - 1 for form, number in more.items()}}


_DAY_NUMBER: dict[str, int] = {}
_MONTH_NUMBER: dict[str, int] = {}
_NUMBERS: dict[str, int] = {}
_DAYS_IN_UNIT: dict[str, int] = {}
for _known in _LANGUAGES:
    _DAY_NUMBER.update(_numbered(_known.calendar.weekdays, _known.due.weekdays))
    _MONTH_NUMBER.update(_numbered(_known.calendar.months, _known.due.months))
    _NUMBERS.update(_known.due.numbers)
    _DAYS_IN_UNIT.update(_known.due.units)


def _any(words: dict[str, int]) -> str:
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"


_BEFORE = r"before|vor(?:\s+(?:dem|der))?|avant(?:\s+le)?|voor(?:\s+de)?|prima\s+d(?:i|el)|antes\s+d(?:el|e\s+la|e|o|a)"
_BY = (
    rf"(?:(?P<before>{_BEFORE})|by|until|till|no\s+later\s+than|on|this|next|coming|"
    r"bis(?:\s+spätestens)?(?:\s+zum|\s+zur)?|spätestens|am|zum|(?:diese|kommende|nächste)[nrms]?|"
    r"d['’]ici(?:\s+(?:le|la|à))?|pour(?:\s+(?:le|la))?|jusqu['’](?:au|à)|le|"
    r"uiterlijk(?:\s+op)?|tegen|op|(?:deze|komende|volgende)|entro(?:\s+(?:il|la|l['’]))?|per|"
    r"para(?:\s+(?:el|la))?|hasta(?:\s+(?:el|la))?|el|até(?:\s+(?:o|a|à|ao))?|no\s+dia|na|em)"
)
_TAIL = (
    r"(?:\s+(?:next|kommende[rn]?|prochaine?|que\s+v(?:iene|em)|próxim[oa]))?"
    r"(?:\s+(?:at\s+)?(?:morning|noon|afternoon|evening|früh|vormittag|mittag|nachmittag|abend|matin|midi|soir))?"
    r"(?=$|[\s.,;!)])"
)
_ARTICLE = r"(?:\s*,?\s*(?:den|the|le|el|dia)\b)?"

Resolver = Callable[[re.Match[str], date], date | None]


def _weekday(match: re.Match[str], day: date) -> date:
    ahead = (_DAY_NUMBER[match["weekday"].casefold()] - day.weekday()) % 7 or 7
    return day + timedelta(days=ahead)


def _amount(match: re.Match[str], day: date) -> date | None:
    words = match["amount"].casefold()
    amount = int(words) if words.isdecimal() else _NUMBERS[words]
    days = amount * _DAYS_IN_UNIT[match["unit"].casefold()]
    return day + timedelta(days=days) if days <= LONGEST_DAYS else None


def _dated(match: re.Match[str], day: date) -> date | None:
    groups = match.groupdict()
    month = groups.get("month_number") or str(_MONTH_NUMBER[match["month"].casefold().rstrip(".")] + 1)
    year = groups.get("year")
    try:
        if year:
            return date(int(year), int(month), int(match["day"]))
        this_year = date(day.year, int(month), int(match["day"]))
        return this_year if this_year >= day else this_year.replace(year=day.year + 1)
    except ValueError:
        return None


def _iso(match: re.Match[str], day: date) -> date | None:  # noqa: ARG001 - all resolvers are called alike
    try:
        return date.fromisoformat(match["iso"])
    except ValueError:
        return None


def _end_of_week(match: re.Match[str], day: date) -> date:  # noqa: ARG001
    return day + timedelta(days=(FRIDAY - day.weekday()) % 7)


def _end_of_month(match: re.Match[str], day: date) -> date:
    name = match["month"]
    if name:
        number = _MONTH_NUMBER[name.casefold()] + 1
        year = day.year + (number < day.month)
    else:
        number, year = day.month, day.year
    return date(year, number, python_calendar.monthrange(year, number)[1])


def _next_week(match: re.Match[str], day: date) -> date:  # noqa: ARG001
    return day + timedelta(days=7 - day.weekday() + FRIDAY)


def _shift(days: int) -> Resolver:
    return lambda _match, day: day + timedelta(days=days)


_MONTH = rf"(?P<month>{_any(_MONTH_NUMBER)})"
_END = (
    r"(?:the\s+end\s+of|end\s+of|ende(?:\s+d(?:er|es))?|la\s+fin\s+d[ue]|fin\s+de|finales\s+de|o?\s*fi[mn]\s+d[aeo]|"
    r"het\s+einde?\s+van|einde?\s+van|(?:la\s+)?fine\s+d(?:ella|el|i))"
)
# (pattern, resolver, whether "by" or a similar word must come before it). The first match wins.
_RULES: tuple[tuple[str, Resolver, bool], ...] = (
    (r"(?P<iso>\d{4}-\d{2}-\d{2})", _iso, False),
    (r"(?P<day>\d{1,2})\.\s?(?P<month_number>\d{1,2})\.(?P<year>\d{4})?", _dated, False),
    (
        rf"(?:{_any(_DAY_NUMBER)}{_ARTICLE},?\s*)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?(?:\s+of|\s+de)?\s+"
        rf"{_MONTH}\.?(?:,?\s+(?:de\s+)?(?P<year>\d{{4}}))?",
        _dated,
        False,
    ),
    (rf"{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?", _dated, False),
    (rf"(?P<weekday>{_any(_DAY_NUMBER)})", _weekday, True),
    (
        rf"(?:in|within|innerhalb\s+von|binnen|over|fra|tra|dans|sous|en|dentro\s+de|em)\s+(?P<amount>\d{{1,4}}|{_any(_NUMBERS)})"
        rf"\s+(?P<unit>{_any(_DAYS_IN_UNIT)})",
        _amount,
        False,
    ),
    (rf"(?:{_END})\s+(?:(?:the|this|la|de|deze|esta|diese[rn]?)\s+)?"
     r"(?:week|woche|semaine|semana|settimana)", _end_of_week, False),
    (r"wochenende|the\s+weekend", _end_of_week, True),
    (
        rf"(?:{_END})\s+(?:(?:the|this|d(?:es|er|e)|du|el)\s+)?(?:month|monats?|maand|mois|mese|mes|mês|{_MONTH})",
        _end_of_month,
        False,
    ),
    (r"next\s+week|nächste[rn]?\s+woche|la\s+semaine\s+prochaine|semaine\s+prochaine|"
     r"la\s+próxima\s+semana|próxima\s+semana|(?:la\s+)?semana\s+que\s+v(?:iene|em)|volgende\s+week|"
     r"(?:la\s+)?prossima\s+settimana|(?:la\s+)?settimana\s+prossima", _next_week, False),
    (r"the\s+day\s+after\s+tomorrow|übermorgen|après[- ]demain|"
     r"overmorgen|dopodomani|pasado\s+mañana|depois\s+de\s+amanhã", _shift(2), False),
    (r"tomorrow|morgen|domani|demain|mañana|amanhã", _shift(1), False),
    (r"today|tonight|heute|vandaag|oggi|aujourd['’]hui|hoy|hoje", _shift(0), False),
)  # fmt: skip
_COMPILED = tuple(
    (
        re.compile(
            rf"(?:^|(?<=[\s,(]))(?:{_BY}\s+){'' if needs_by else '?'}(?:{pattern}){_TAIL}",
            re.IGNORECASE,
        ),
        resolver,
    )
    for pattern, resolver, needs_by in _RULES
)


def due_date(text: str, day: date | None) -> tuple[date, str] | None:
    """Return the day named in a promise, and the promise without that phrase; None if no day can be told.

    Args:
        text: One line, as the user wrote it.
        day: Day of the encounter. If None, only a full date ("2026-11-27", "27.11.2026") can be told.
    """
    for pattern, resolver in _COMPILED:
        match = pattern.search(text)
        if match is None or (day is None and not (match.groupdict().get("iso") or match.groupdict().get("year"))):
            continue
        try:
            due = resolver(match, day or date.min)
            if due is not None and match["before"]:
                due -= timedelta(days=1)
        except (OverflowError, ValueError):  # the calendar has only the years 1 to 9999
            continue
        if due is None:
            continue
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        return due, " ".join(rest.split()).strip(" ,;.()")
    return None


# "I send the paper" -> "send the paper", so that a letter can say "my promise to send the paper".
_I_WILL = re.compile(
    r"^(?:i\s*(?:['’]ll|\s+will|['’]m\s+going\s+to|\s+am\s+going\s+to|\s+shall|\s+promised?(?:\s+to)?|\s+owe(?:\s+\w+)?)?|"
    r"promised?(?:\s+to)?|to(?:\s*do:)?)\s+",
    re.IGNORECASE,
)


def read_promise(text: str, day: date | None) -> Promise | None:
    """Return a promise in the user's words with its date kept apart, or None if no words are left."""
    found = due_date(text, day)
    due, rest = found if found else (None, text)
    rest = rest.strip(" ,;.")
    stripped = _I_WILL.sub("", rest)
    rest = stripped or rest
    return Promise(rest, due) if rest else None
