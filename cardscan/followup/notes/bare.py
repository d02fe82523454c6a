"""Understand clauses without a verb: a next meeting ("coffee in two weeks?"), hashtags, and a topic on its own."""

from __future__ import annotations

from cardscan.followup.notes.clauses import Clause
from cardscan.followup.notes.lexicon import MIN_TYPO_CHARS
from cardscan.followup.notes.patterns import is_person
from cardscan.followup.notes.quote_guard import Kind, judge, language_of
from cardscan.followup.notes.units import Unit, fold

_ENDS = " .!?…。！？,;:"
_FOREIGN = frozenset((
    "they", "them", "their", "i", "we", "me", "my", "you", "negation", "condition", "hearsay", "irony", "maybe",
    "whether", "meeting", "few", "talk",
))  # fmt: skip
_LEADING = frozenset(("lead", "and_", "adverb"))
MIN_COMPOUND_CHARS, MIN_ENDING_CHARS = 8, 4
MIN_TOPIC_CHARS, MAX_TOPIC_WORDS = 6, 7


def next_meeting(clause: Clause, plain: Clause, *, dated: bool) -> str:
    """Return the meeting that a clause plans, as it was typed; empty if it plans none.

    Args:
        plain: The clause without its day.
    """
    units = plain.units
    at = 0
    while at < len(units) and units[at].tags & {"lead", "and_", "adverb", "articles", "amount", "we"} and (
        "meeting" not in units[at].tags
    ):  # fmt: skip
        at += 1
    planned = dated or clause.text.rstrip().endswith("?") or (units[-1:] and units[-1].key == "?")
    theirs = any(unit.tags & {"them", "their"} for unit in clause.units)
    infinitive = (
        not theirs
        and at < len(units)
        and any(part == "inf" and verb.kind in ("do", "meet") for verb, part in units[at].readings)
    )
    if at == len(units) or not planned or not ("meeting" in units[at].tags or infinitive):
        return ""
    if any(unit.tags & {"they", "negation", "i"} or unit.kinds() & {"be"} for unit in units):
        return ""
    if theirs:
        end = next(n for n, unit in enumerate(units) if unit.tags & {"them", "their"})
        while end > at + 1 and units[end - 1].tags & {"to", "along", "about"}:
            end -= 1
        return plain.part(at, end).strip(_ENDS)
    return clause.text.partition(", ")[0].strip(_ENDS)


def _compound(clause: Clause) -> bool:
    """Whether a clause is one long noun, as German and Dutch join them: "Moorschutz"; not one for what a person is."""
    word = clause.text.strip(_ENDS)
    ends = any(fold(word).endswith(fold(each)) for each in clause.words.words.remark if len(each) >= MIN_ENDING_CHARS)
    return clause.words.words.verb_last and word[:1].isupper() and len(word) >= MIN_COMPOUND_CHARS and not ends


def hashtags(clause: Clause) -> str:
    """Return the words of a clause that is nothing but hashtags."""
    words = clause.text.split()
    return ", ".join(word[1:] for word in words) if words and all(
        word.startswith("#") and word[1:].replace("_", "").isalnum() and not word[1:].isdecimal() for word in words
    ) else ""  # fmt: skip


def bare_topic(clause: Clause, person: str, *, understood: bool) -> str:
    """Return a clause that is nothing but a thing and can hardly be anything else than the topic; empty if unsure.

    A remark about the person, a place or the food must never be taken for one, so that every known word but small ones
    speaks against it.

    Args:
        understood: Whether other parts of the note are; in a list a single word may then be the topic.
    """
    if clause.bracket or clause.text.rstrip().endswith(("!", "?")) or clause.led_by:
        return ""
    units = _without_small_words(clause.units)
    if not units or any(not _may_name_a_thing(clause, unit, person) for unit in units):
        return ""
    text = clause.text[units[0].start : units[-1].end]
    if "amount" in units[0].tags and "articles" not in units[0].tags:
        return ""
    words = [unit for unit in units if len(unit.key) > 2 and (not unit.known or _mended(clause, unit))]
    fewest = 1 if _compound(clause) or (understood and clause.listed) else 2
    if len(text) < MIN_TOPIC_CHARS or not fewest <= len(words) <= MAX_TOPIC_WORDS:
        return ""
    if sum(unit.key != "," for unit in units) > MAX_TOPIC_WORDS or not _fit_to_quote(text, clause.words.code):
        return ""
    return text


def _without_small_words(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Leave out what leads to a topic and what trails it: "anyway", "otherwise", a comma, a full stop."""
    start, end = 0, len(units)
    while start < end and (units[start].tags & _LEADING or units[start].key == ","):
        start += 1
    while end > start and (units[end - 1].tags & {"adverb"} or not units[end - 1].key[-1].isalnum()):
        end -= 1
    return units[start:end]


def _may_name_a_thing(clause: Clause, unit: Unit, person: str) -> bool:
    if unit.tags & _FOREIGN or "remark" in unit.tags or (unit.readings and not _mended(clause, unit)):
        return False
    if is_person(clause.text[unit.start : unit.end], person):
        return False
    return unit.key[0].isalpha() or unit.key == "," or "and_" in unit.tags


def _mended(clause: Clause, unit: Unit) -> bool:
    """Whether the word was only taken for a typing error of a verb: "shearing" is no "swearing"."""
    typed = fold(clause.text[unit.start : unit.end])
    return typed.isalpha() and typed != unit.key and len(typed) >= MIN_TYPO_CHARS and " " not in unit.key


def _fit_to_quote(text: str, code: str) -> bool:
    """Whether the guard of letters has nothing against it; names, smells and drink are no topic."""
    return judge(text, kind=Kind.TALK, letter_language=language_of(text) or code).ok
