"""Understand a later line as a whole: "rang her twice, no answer" is a call of mine, "bounced" is nobody's message.

Nothing is guessed: where no clause says who did something, or two contradict each other, the line is unclear, and the
person who typed it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from cardscan.followup.notes.due_dates import due_date
from cardscan.followup.notes.lines.clauses import Clause, clauses
from cardscan.followup.notes.lines.happened import Sign, Silence
from cardscan.followup.notes.lines.lexicon import lexicon
from cardscan.followup.notes.lines.signs import ClauseReader
from cardscan.locales.folding import plain_letters
from cardscan.locales.languages import LANGUAGES
from cardscan.model.touch import Direction, LineKind

_LEFT = ("voicemail", "leave.mine", "leave.theirs", "leave.done", "leave.noted")


# Returns the day ahead that a text names, if it names one.
DayAhead = Callable[[str], date | None]


@dataclass(frozen=True, slots=True)
class UnderstoodLine:
    """What a later line says.

    Attributes:
        clear: False: it does not say for sure; `direction` and `kind` are None then.
        direction: Who it came from; None of a clear line: nothing was exchanged.
        kind: What it was.
        next_contact: The day that it names for the next contact.
        missed: They called, or left a message, and I was not there.
    """

    clear: bool = False
    direction: Direction | None = None
    kind: LineKind | None = None
    next_contact: date | None = None
    missed: bool = False


UNCLEAR = UnderstoodLine()


def understand_line(
    text: str, *, day: date | None, names: Iterable[str] = (), language: str | None = None, locale: str = ""
) -> UnderstoodLine:
    """Return what a later line says of who did what.

    Args:
        day: The day on which it was written, from which "Friday" counts.
        names: Names of the other person.
        language: The language in which it is probably written, as a code; the words themselves may say otherwise.
        locale: "en-US" reads 12/4 as 4 December; everywhere else it is 12 April.
    """
    known = frozenset(word for name in names for word in plain_letters(name).split() if len(word) > 1)
    spoken = _languages(text, language)
    read = [_in_language(text, code, known, partial(_ahead, day=day, language=code, locale=locale)) for code in spoken]
    same = all((one.clear, one.direction, one.kind) == (read[0].clear, read[0].direction, read[0].kind) for one in read)
    return read[0] if same else replace(UNCLEAR, next_contact=read[0].next_contact)


def _languages(text: str, given: str | None) -> list[str]:
    """Return the language whose words the line has most of; of equal ones the given one, else all of them."""
    counts = {code: lexicon(code).known(text) for code in LANGUAGES}
    best = [code for code in LANGUAGES if counts[code] == max(counts.values())]
    return [given] if given in best else best


def _in_language(text: str, code: str, names: frozenset[str], ahead: DayAhead) -> UnderstoodLine:
    words = lexicon(code)
    parts = clauses(text, words, names)
    told = [part for part in parts if not part.asked]
    said: list[Sign | Silence] = []
    for part in told:
        said += ClauseReader(part, names_before_noted=words.words.names_before_noted).said()
    found = _whole(told, said)
    alone = found.direction is Direction.IN and found.kind is LineKind.CALL and _any(told, *_LEFT, "missed")
    return replace(found, next_contact=_next_contact(parts, found, ahead), missed=alone)


def _whole(parts: Sequence[Clause], said: Sequence[Sign | Silence]) -> UnderstoodLine:
    signs = [sign for sign in said if isinstance(sign, Sign)]
    theirs = any(sign.direction is not Direction.OUT and not sign.weak for sign in signs)
    if special := _special(parts, theirs=theirs):
        return special
    if all(sign.weak for sign in signs) and _any(parts, "no_more") and _any(parts, "say.theirs"):
        return UNCLEAR  # "wants no more of it": perhaps no more letters
    silent = not signs and (Silence.DENIED in said or _any(parts, "silence"))  # "read it, no answer"
    if _any(parts, "irony") or (_any(parts, "like") and not theirs and not silent):
        return UNCLEAR
    if _any(parts, "missed"):
        return UnderstoodLine(True, Direction.IN, LineKind.CALL)
    if _any(parts, "unreached"):
        left = Sign(Direction.IN, LineKind.CALL)  # "she left a message on my voicemail"
        return (
            _of_signs([left])
            if left in signs
            else UNCLEAR
            if theirs
            else UnderstoodLine(True, Direction.OUT, LineKind.CALL)
        )
    if signs and Silence.DENIED in said and all(sign.weak and sign.direction is Direction.BOTH for sign in signs):
        return UnderstoodLine(True, None, LineKind.NONE)  # "saw her on the tram, didn't say hello"
    if signs and _any(parts, "silence") and all(sign.weak and sign.direction is Direction.BOTH for sign in signs):
        return UNCLEAR  # "visto" may be what was seen or who
    if signs:
        return _of_signs(signs)
    if _any(parts, "move.done", "move.theirs"):
        return UNCLEAR
    if said or _any(parts, "silence"):
        return UnderstoodLine(True, None, LineKind.NONE)
    return UNCLEAR


def _special(parts: Sequence[Clause], *, theirs: bool) -> UnderstoodLine | None:
    """Return what comes before all signs: requests to stop, bounces, automatic replies, those who have left."""
    for part in parts:
        at = part.first("opt_out")
        if at is not None or "opt_out" in part.spread:
            before = part.items[: at or 0]
            mine = any(item.marks & {"i", "i_have"} for item in before) and not part.has("planned")
            if mine or any("negated" in item.marks for item in before):
                return UNCLEAR
            return UnderstoodLine(True, Direction.IN, LineKind.OPT_OUT)
    if _any(parts, "automatic"):
        return UnderstoodLine(True, None, LineKind.OUT_OF_OFFICE)
    if _any(parts, "glimpse"):
        return UnderstoodLine(True, None, LineKind.NONE)
    if _any(parts, "bounce"):
        return UnderstoodLine(True, None, LineKind.BOUNCE)
    if theirs:
        return None
    if _any(parts, "away"):
        return UnderstoodLine(True, None, LineKind.OUT_OF_OFFICE)
    return UnderstoodLine(True, None, LineKind.LEFT) if _any(parts, "left") else None


def _of_signs(signs: Sequence[Sign]) -> UnderstoodLine:
    ways = {sign.direction for sign in signs}
    strong = [sign for sign in signs if not sign.weak]
    if Direction.BOTH in ways:
        together = [sign for sign in signs if sign.direction is Direction.BOTH]
        return UnderstoodLine(True, Direction.BOTH, together[0].kind)
    if len(ways) == 1:
        return UnderstoodLine(True, signs[0].direction, (strong or signs)[0].kind)
    mine = [sign for sign in signs if sign.direction is Direction.OUT]
    if LineKind.CALL in {sign.kind for sign in mine}:
        if all(sign.other for sign in signs if sign.direction is Direction.IN):
            return UnderstoodLine(True, Direction.OUT, LineKind.CALL)
        if any(sign.other for sign in mine):
            return UNCLEAR  # "her mother picked up, she calls back": has she, or will she?
        return UnderstoodLine(True, Direction.BOTH, LineKind.CALL)
    if any(sign.weak for sign in signs):
        return UNCLEAR
    return UnderstoodLine(True, Direction.BOTH, LineKind.MESSAGE)


def _next_contact(parts: Sequence[Clause], found: UnderstoodLine, ahead: DayAhead) -> date | None:
    """Return the day of a clause that speaks of the next contact: a pause, a meeting that was moved, "in March"."""
    away = found.kind is LineKind.OUT_OF_OFFICE
    for part in parts:
        speaks = away or (part.has("later", "meeting", "move.done", "move.theirs") and not part.has("meet.done"))
        if speaks and (day := ahead(part.text)):
            return day
    return None


def _any(parts: Sequence[Clause], *marks: str) -> bool:
    return any(part.has(*marks) for part in parts)


def _ahead(text: str, *, day: date | None, language: str, locale: str) -> date | None:
    named = due_date(text, day, language=language, locale=locale)
    return named[0] if named and day and named[0] > day else None
