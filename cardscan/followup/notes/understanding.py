"""Understand a note: what was talked about, who promised or asked for what by when, what comes next, who introduced.

`understand` is the one way in which a note is understood, in a scan, at the command line and on the page. A clause that
is denied, hangs on a condition, was only heard, or mocks is private; so is all that is not sure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from cardscan.followup.form_of_address import said_form
from cardscan.followup.notes.actions import Action, read_actions
from cardscan.followup.notes.bare import bare_topic, hashtags, next_meeting
from cardscan.followup.notes.clauses import Clause, clauses
from cardscan.followup.notes.due_dates import due_date
from cardscan.followup.notes.note_said import NoteReading
from cardscan.followup.notes.patterns import introducer, matches, read_cadence, read_depth, read_origin
from cardscan.followup.notes.talks import read_talk
from cardscan.followup.notes.units import Unit
from cardscan.followup.notes.unsure import asks_whether, little_said, names_something, reason_of
from cardscan.model.encounter import CardOrigin, Promise, TalkDepth

# More than anybody writes about one talk; a longer file is not a note.
MAX_NOTE_CHARS = 8_000
MAX_CLAUSES = 120
_ENDS = " .!?…。！？,;:"

Kind = Literal["talk", "mine", "theirs", "asks", "next"]


@dataclass(slots=True)
class _Fact:
    """One thing taken from a clause; whatever turns out to be unsure later goes back to the private note."""

    kind: Kind
    text: str
    due: date | None
    clause: Clause


@dataclass(slots=True)
class _Reader:
    """Takes clause after clause; keeps what later clauses may still change."""

    day: date | None
    person: str
    locale: str
    said: NoteReading = field(default_factory=NoteReading)
    facts: list[_Fact] = field(default_factory=list)
    private: list[Clause] = field(default_factory=list)
    used: list[Clause] = field(default_factory=list)
    unsure: set[int] = field(default_factory=set)
    conditional: set[int] = field(default_factory=set)
    heard: set[int] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    asked: int = -1

    def take(self, clause: Clause) -> None:
        """Understand one more clause."""
        if not clause.units:
            self.private.append(clause)
        if not clause.units or self._keys(clause) or self._unsure(clause):
            return
        if not (self._how(clause) or self._talk(clause) or self._actions(clause) or self._others(clause)):
            self.private.append(clause)

    def _keys(self, clause: Clause) -> bool:
        if cadence := read_cadence(clause.text):
            self.said = replace(self.said, cadence=cadence)
        return bool(cadence)

    def _unsure(self, clause: Clause) -> bool:
        tags = _tags(clause.units)
        if "irony" in tags or clause.mocking:
            self.unsure.add(clause.sentence)
        if "hearsay" in tags:
            self.heard.add(clause.sentence)
        conditions = [at for at, unit in enumerate(clause.units) if "condition" in unit.tags]
        if any(not asks_whether(clause.units, at) for at in conditions):
            self.conditional.add(clause.sentence)
            self.private.append(clause)
            return True
        if "negation" in _tags(clause.units[: reason_of(clause.units)]):
            self._deny(clause)
            return True
        if clause.doubted and not any("harmless" in unit.tags for unit in clause.units):
            self.conditional.add(clause.sentence)
            self.private.append(clause)
            return True
        if clause.sentence in self.heard:
            self.private.append(clause)
            return True
        return False

    def _deny(self, clause: Clause) -> None:
        """Keep a denied clause private, but for how little was said; what it names is denied elsewhere too."""
        if depth := little_said(clause):
            self.said = replace(self.said, depth=depth)
        elif not any(unit.readings or unit.tags & {"i", "they", "we"} for unit in clause.units):
            self.unsure.add(clause.sentence)  # "super app (not)"
        self.denied |= {unit.key for unit in clause.units if names_something(unit)}
        self.private.append(clause)

    def _how(self, clause: Clause) -> bool:
        label = clause.words.label(clause.units)
        text = clause.part(label[1], len(clause.units)) if label and label[0] == "how" else clause.text
        depth, origin = read_depth(text), read_origin(text)
        if depth:
            self.said = replace(self.said, depth=depth)
            return True
        if by := introducer(clause.words, clause.text, self.person):
            self.said = replace(self.said, introduced_by=by[0], origin=CardOrigin.INTRODUCED)
            if by[1]:
                self.used.append(clause)
            if rest := tuple(clause.words.units(by[1])):
                self._talk(replace(clause, text=by[1], units=rest))
            return True
        if origin:
            self.said = replace(self.said, origin=origin[0], introduced_by=origin[1] or self.said.introduced_by)
        return bool(origin) or self._event(clause)

    def _event(self, clause: Clause) -> bool:
        for _, match in matches(clause.words, "event", clause.text):
            name = clause.text[match.start("rest") :].strip(_ENDS)
            dated = due_date(name, None)  # only a full date: "met on Friday" looks back, while promises look ahead
            when, name = dated or (None, name)
            self.said = replace(self.said, event=name or self.said.event, day=when or self.said.day)
            return bool(name)
        return False

    def _talk(self, clause: Clause) -> bool:
        found = read_talk(clause, self.person)
        if found is None or not found.topic:
            return False
        self.facts.append(_Fact("talk", found.topic, None, clause))
        if self.said.depth is TalkDepth.UNKNOWN:
            self.said = replace(self.said, depth=found.depth)
        return True

    def _actions(self, clause: Clause) -> bool:
        due, plain = self._dated(clause)
        if due and not any(unit.key.isalpha() and not _small(unit) for unit in plain.units):
            return self._late_day(due, clause)
        found = read_actions(plain, self.person, dated=due is not None)
        if clause.text.endswith("?"):
            found = [Action("asks", action.what) for action in found if self._asked_by_them(clause)]
        for action in found:
            self._add(_as_typed(action, clause), due, clause)
        return bool(found)

    def _asked_by_them(self, clause: Clause) -> bool:
        """Whether this question follows "she asked:"."""
        before = self.private[-1] if self.private else None
        return (before is not None and clause.led_by == ":" and before.sentence == clause.sentence
                and any("they" in unit.tags for unit in before.units)
                and any(unit.kinds() & {"say", "want"} for unit in before.units))  # fmt: skip

    def _add(self, action: Action, due: date | None, clause: Clause) -> None:
        self.facts.append(_Fact(action.whose, action.what, due, clause))
        units = clause.words.units(action.what)
        if action.whose == "mine" and all(unit.tags & {"meeting", "articles"} for unit in units):
            self.facts.append(_Fact("next", action.what, due, clause))

    def _dated(self, clause: Clause) -> tuple[date | None, Clause]:
        found = due_date(clause.text, self.day, language=clause.words.code, locale=self.locale)
        if found is None:
            return None, clause
        due, text = found
        return due, replace(clause, text=text, units=tuple(clause.words.units(text)))

    def _late_day(self, due: date, clause: Clause) -> bool:
        """A day alone, as in "(tomorrow, he says)", is that of the action before it."""
        for fact in reversed(self.facts):
            if fact.kind in ("mine", "theirs", "asks") and clause.sentence - fact.clause.sentence <= 1:
                for each in self.facts:
                    if each.clause is fact.clause:
                        each.due = each.due or due
                self.private.append(clause)
                return True
        return False

    def _others(self, clause: Clause) -> bool:
        due, plain = self._dated(clause)
        if text := hashtags(clause):
            self.facts.append(_Fact("talk", text, None, clause))
        elif text := next_meeting(clause, plain, dated=due is not None):
            self.facts.append(_Fact("next", text, due, clause))
        elif text := self._question(clause):
            self.facts.append(_Fact("asks", text, due, clause))
        return bool(text)

    def _question(self, clause: Clause) -> str:
        """What they are said to have asked: "Q: does it stick to slate?"."""
        label = clause.words.label(clause.units)
        if not label or label[0] != "question":
            return ""
        units = clause.units[label[1] :]
        if _tags(units) & {"they", "them", "their"}:
            return ""
        return clause.part(label[1], len(clause.units)).strip(_ENDS)

    def finish(self) -> NoteReading:
        """Return what stays sure after the last clause."""
        self._bare_topic()
        kept = [fact for fact in self.facts if self._sure(fact)]
        private = {id(fact.clause): fact.clause for fact in self.facts if fact not in kept}
        private |= {id(clause): clause for clause in (*self.used, *self.private)}
        private |= {id(fact.clause): fact.clause for fact in kept if fact.kind == "asks"}

        def promises(kind: Kind) -> tuple[Promise, ...]:
            return tuple(dict.fromkeys(Promise(fact.text, fact.due) for fact in kept if fact.kind == kind))

        def joined(kind: Kind) -> str:
            return "; ".join(dict.fromkeys(fact.text for fact in kept if fact.kind == kind))

        talk = joined("talk")
        depth = self.said.depth
        if any(fact.kind == "talk" and fact not in kept for fact in self.facts) and not talk:
            depth = TalkDepth.UNKNOWN
        forms = {said_form(fact.clause.words.code, fact.clause.text) for fact in kept if fact.kind == "mine"} - {""}
        address = forms.pop() if len(forms) == 1 else ""
        return replace(
            self.said,
            talk=talk,
            mine=promises("mine"),
            theirs=promises("theirs"),
            asks=promises("asks"),
            next_step=joined("next"),
            depth=depth,
            address=address,
            private=tuple(clause.text for clause in private.values()),
        )

    def _sure(self, fact: _Fact) -> bool:
        sentence = fact.clause.sentence
        if sentence in self.unsure or (fact.kind != "talk" and sentence in self.conditional):
            return False
        return not {unit.key for unit in fact.clause.words.units(fact.text)} & self.denied

    def _bare_topic(self) -> None:
        if any(fact.kind == "talk" for fact in self.facts):
            return
        for clause in self.private:
            if clause.units and (topic := bare_topic(clause, self.person, understood=bool(self.facts))):
                self.facts.append(_Fact("talk", topic, None, clause))
                self.private = [each for each in self.private if each is not clause]
                return


def understand(
    text: str, day: date | None, *, language: str | None = None, locale: str | None = None, person: str = ""
) -> NoteReading:
    """Return what a note says for sure.

    Args:
        text: One line or several, as typed.
        day: The day of writing; "by Friday" counts from it.
        language: Of the note, where it is known.
        locale: "en-US" writes the month first.
        person: Name of the one who was met.
    """
    reader = _Reader(day, person, locale or "")
    for number, clause in enumerate(clauses(text[:MAX_NOTE_CHARS], language)):
        if number < MAX_CLAUSES:
            reader.take(clause)
        else:
            reader.private.append(clause)
    return reader.finish()


def _as_typed(action: Action, clause: Clause) -> Action:
    """Return what both will do in the words that were typed, unless these speak of the reader as of a third person."""
    labelled = clause.words.label(clause.units) is not None
    if action.whose != "next" or labelled or _tags(clause.units) & {"them", "their", "they"}:
        return action
    return replace(action, what=clause.text.strip(_ENDS))


def _tags(units: Iterable[Unit]) -> set[str]:
    return {tag for unit in units for tag in unit.tags}


def _small(unit: Unit) -> bool:
    return bool(unit.tags & {"lead", "and_", "adverb", "they", "i", "that"}) or unit.kinds() >= {"say"}


def listed_promise(line: str, day: date | None) -> Promise | None:
    """Return a line that stands in a list of promises as one, or None if it denies one or hangs on something."""
    found = due_date(line, day)
    due, text = found or (None, line)
    cut = list(clauses(text))
    if any(_tags(clause.units) & {"negation", "condition"} for clause in cut) or line.rstrip().endswith("?"):
        return None
    actions = [action for clause in cut for action in read_actions(clause, "") if action.whose in ("mine", "theirs")]
    text = actions[0].what if len(actions) == 1 else text.strip(_ENDS)
    return Promise(text, due) if text else None
