"""Cut a note into clauses, each of which says one thing, in the language that knows most of its words.

A clause ends where a sentence, a line, a bracket or a part of a list ends, and before a new subject or verb after a
comma or an "and". A bracket is a clause of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cardscan.followup.notes.lexicon import Lexicon, lexicon
from cardscan.followup.notes.sentences import sentences
from cardscan.followup.notes.units import Unit
from cardscan.locales.note_words import NOTE_LANGUAGES
from cardscan.model.plaintext import one_line

_BULLET = re.compile(r"^[\s>#*\-–•]+(?:\[[ xX]?\]\s*)?(?=\S)(?<!#)")
_LINES = re.compile(r"[;；\n\r\u2028\u2029]+")
_EMOJI = "[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f\u200d]+"
# Where a sentence has parts: a list with slashes or bars, pictures.
_LIST = re.compile(r"\s/\s|\s?\|\s?")
_PART = re.compile(rf"{_LIST.pattern}|{_EMOJI}")
_MOCKING = re.compile(
    "[\U0001f644\U0001f602\U0001f923\U0001f60f\U0001f921\U0001f643\U0001f605\U0001f609\U0001f611\U0001f612]"
)
# Speech in quotation marks is somebody's own sentence; up to three words are a name or a title.
_LIFTED = re.compile(
    r"[(\[{](?P<bracket>[^()\[\]{}]*)(?:[)\]}]|$)|[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]|(?<!\w)['‘]([^'‘’]{3,80}(?:\w['’]\w[^'‘’]{0,80}){0,4})['’](?!\w)"
)
MIN_SPEECH_WORDS = 4
_HERE = "\ue000"
MAX_LINE_CHARS = 8_000
# A longer part of a sentence is no jotting; nothing is taken from it.
MAX_PART_CHARS = 500
_LONGEST_LABEL = 40
# How much the language of the whole note counts beside the words of a part.
_WHOLE_NOTE, _TOLD = 1.5, 2.0
# A language that knows this share of the words that the chosen one knows may be the right one all the same.
_NEARLY, _NEARLY_IN_SHORT, SHORT_WORDS = 0.75, 0.4, 3


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause with its tagged words.

    Attributes:
        sentence: Number of its sentence; what makes a sentence unsure makes all its clauses unsure.
        bracket: Whether it stood in brackets.
        led_by: The sign before it in its sentence: ",", ":" or "and"; empty at a start.
        mocking: Whether a picture in its sentence mocks.
        listed: Whether it is a part of a list with slashes or bars.
        doubted: Whether it is denied or hangs on something in another language that it may be in.
    """

    text: str
    units: tuple[Unit, ...]
    words: Lexicon
    sentence: int
    bracket: bool = False
    led_by: str = ""
    mocking: bool = False
    listed: bool = False
    doubted: bool = False

    def part(self, start: int, end: int) -> str:
        """The text from one unit to before another."""
        if start >= end:
            return ""
        return self.text[self.units[start].start : self.units[end - 1].end]


def clauses(text: str, told: str | None = None) -> Iterator[Clause]:
    """Cut a note into its clauses.

    Args:
        told: The language of the note, where it is known.
    """
    whole = _shares(text, told)
    number = 0
    for line in _LINES.split(text):
        plain = one_line(_BULLET.sub("", line), MAX_LINE_CHARS)
        if label := _private(plain):
            yield _whole(plain[label:].strip(), number)
            number += 1
            continue
        outer, lifted = _lifted(plain)
        brackets = iter(lifted)
        for sentence in sentences(outer):
            mocking = bool(_MOCKING.search(sentence))
            inner = [next(brackets) for _ in range(sentence.count(_HERE))]
            plain = " ".join(sentence.replace(_HERE, " ").split())
            for part in _PART.split(plain):
                for clause in _in_languages(part, whole, number, mocking=mocking):
                    yield replace(clause, listed=_LIST.search(plain) is not None)
            for said, speech in inner:
                if speech:
                    yield _whole(said, number)
                    continue
                for part in (each for one in sentences(said) for each in _PART.split(one)):
                    yield from _in_languages(part, whole, number, bracket=True, mocking=mocking)
            number += 1


def _whole(text: str, number: int) -> Clause:
    """A clause that nothing is taken from."""
    return Clause(text, (), lexicon(NOTE_LANGUAGES[0]), number)


def _private(line: str) -> int:
    """Return where the text after a label such as "private:" begins; 0 if the line has none."""
    head, colon, _ = line.partition(":")
    if not colon or len(head) > _LONGEST_LABEL:
        return 0
    for code in NOTE_LANGUAGES:
        known = lexicon(code)
        if known.keys(head) in known.labels["private"]:
            return len(head) + 1
    return 0


def _lifted(line: str) -> tuple[str, list[tuple[str, bool]]]:
    """Take brackets and what somebody is quoted with out of a line; a sign that nobody types keeps their place."""
    lifted: list[tuple[str, bool]] = []

    def lift(match: re.Match[str]) -> str:
        speech = match["bracket"] is None
        said = next(text for text in match.groups() if text is not None)
        if speech and len(said.split()) < MIN_SPEECH_WORDS:
            return match[0]
        lifted.append((said, speech))
        return f" {_HERE} "

    return _LIFTED.sub(lift, line.replace(_HERE, " ")), lifted


def _in_languages(
    part: str, whole: dict[str, float], number: int, *, bracket: bool = False, mocking: bool = False
) -> Iterator[Clause]:
    """Cut a part at its commas into runs of one language, and those into clauses."""
    if not any(char.isalnum() for char in part):
        return
    if len(part) > MAX_PART_CHARS:
        yield _whole(part.strip(), number)
        return
    runs: list[tuple[str, int, int]] = []
    start = 0
    for comma in [*re.finditer(r",(?!\d)\s*", part), None]:
        end = comma.end() if comma else len(part)
        if part[start:end].strip(" ,"):
            code = _language(part[start:end], whole)
            if runs and runs[-1][0] == code:
                runs[-1] = (code, runs[-1][1], end)
            else:
                runs.append((code, start, end))
        start = end
    for at, (code, low, high) in enumerate(runs):
        doubted = _doubted(part[low:high], code)
        for led_by, clause in _cut(part[low:high], lexicon(code)):
            yield Clause(clause, tuple(lexicon(code).units(clause)), lexicon(code), number, bracket,
                         led_by or ("," if at else ""), mocking, doubted=doubted)  # fmt: skip


def _shares(text: str, told: str | None) -> dict[str, float]:
    counts = {code: lexicon(code).share(text) for code in NOTE_LANGUAGES}
    most = max(counts.values(), default=0) or 1
    return {code: _WHOLE_NOTE * count / most + (_TOLD if code == told else 0) for code, count in counts.items()}


def _doubted(part: str, chosen: str) -> bool:
    """Whether another language that knows nearly as many words says "if" or "not" here."""
    enough = (_NEARLY if len(part.split()) > SHORT_WORDS else _NEARLY_IN_SHORT) * lexicon(chosen).share(part)
    others = [lexicon(code) for code in NOTE_LANGUAGES if code != chosen and lexicon(code).share(part) >= enough > 0]
    return any(unit.tags & {"negation", "condition"} for other in others for unit in other.units(part))


def _language(part: str, whole: dict[str, float]) -> str:
    return max(NOTE_LANGUAGES, key=lambda code: lexicon(code).share(part) + whole[code])


def _cut(text: str, known: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield (sign before it, clause)."""
    units = known.units(text)
    start, led_by = 0, ""
    for at, unit in enumerate(units):
        sign = _sign(unit)
        if sign == "?" and text[unit.end : unit.end + 1].strip():
            continue  # in a web address
        if sign == "and" and "whether" in unit.tags and at and units[at - 1].kinds() & {"want", "say"}:
            continue  # Dutch "of" is "or", and "whether"
        if not sign or at == 0 or unit.start < start:
            continue
        if (
            sign in (":", "?")
            or _labelled(units[at + 1 :], known)
            or begins_clause(units[at + 1 :], after_and=sign == "and")
        ):
            if sign == ":" and not _cuts_at_colon(units[:at]):
                continue
            end = unit.end if sign == "?" else unit.start
            if text[start:end].strip(" ,;"):
                yield led_by, text[start:end].strip(" ,;")
            start, led_by = (unit.end if sign in (",", ":", "?") else unit.start), sign
    if text[start:].strip(" ,;:"):
        yield led_by, text[start:].strip(" ,;")


def _sign(unit: Unit) -> str:
    return unit.key if unit.key in (",", ":", "?") else "and" if "and_" in unit.tags and unit.key != "+" else ""


def _cuts_at_colon(before: Sequence[Unit]) -> bool:
    """After "she asked:" a new clause begins; a label keeps its colon."""
    return any(unit.kinds() & {"say", "want"} for unit in before) and len(before) > 1


def _labelled(units: Sequence[Unit], known: Lexicon) -> bool:
    """Whether a label begins here; "about" within a list of topics is none."""
    return bool(units) and "about" not in units[0].tags and known.label(units) is not None


_SKIPPED = frozenset(("lead", "and_", "adverb", "me", "them", "you", "to_do"))
_SUBJECTS = frozenset(("i", "we", "they"))
_ALWAYS = frozenset(("negation", "condition", "hearsay", "irony"))
_TALKING = frozenset(("talk", "discuss"))


def begins_clause(units: Sequence[Unit], *, after_and: bool = False) -> bool:
    """Whether a clause of its own begins here: a subject, a verb, or what makes it unsure."""
    for at, unit in enumerate(units[:6]):
        if after_and and at == 0 and _acts(units):
            return True
        if unit.tags & _ALWAYS or (unit.tags & _SUBJECTS and len(units) > at + 1):
            return True
        if "talk" in unit.tags or unit.kinds() & _TALKING:
            return True
        if any(part != "inf" for _, part in unit.readings):
            return not (after_and and _noun_like(unit))
        if unit.tags & _SKIPPED:
            continue
        break
    if after_and:
        return False
    rest = units[: next((at for at, unit in enumerate(units) if unit.key == ","), len(units))]
    return any(_finite(unit) for unit in rest)


def _acts(units: Sequence[Unit]) -> bool:
    """Whether an infinitive with a pronoun begins here: "and tell her"."""
    return (
        bool(units[0].kinds() & {"send", "give", "do"})
        and len(units) > 1
        and bool(units[1].tags & {"them", "me", "you"})
    )


def _noun_like(unit: Unit) -> bool:
    """Whether a word such as English "call" or "book" may as well be a thing."""
    return "inf" in {part for _, part in unit.readings} or "meeting" in unit.tags


def _finite(unit: Unit) -> bool:
    parts = {part for _, part in unit.readings}
    return bool(parts) and "inf" not in parts and not unit.tags & {"talk", "meeting"}
