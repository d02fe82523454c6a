"""Take back what a person did last, whatever it was: a step of the review, a letter's decision, a touch, a promise.

Each is taken back by its own undo. What has none is named, with the command that helps; nothing older is touched then.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from cardscan.config import Settings
from cardscan.errors import NotAllowedError
from cardscan.followup.planning.ladder import relation_of
from cardscan.store import Decision, Store, Transaction
from cardscan.store.records import AuditEntry
from cardscan.workflows.review.context import put_end
from cardscan.workflows.review.draft_texts import VERBS
from cardscan.workflows.review.drafts import DraftDesk
from cardscan.workflows.review.steps import StepDesk

# Nobody remembers more than that.
LOOKED_THROUGH = 500
_PROMISE = re.compile(r"promise (?P<number>\d+)(?: (?P<how>kept|taken back|open again))?")
# What has no undo of its own here, and where it is.
_ELSEWHERE = {
    "context": "the note on {who}; take it back with `cardscan context undo {number}`",
    "merge": "making one contact of several; undo it with `cardscan contacts undo NUMBER`",
    "suppress": "that somebody gets no letters; take it back on the review page, if it was said there",
}


def undo_last(store: Store, settings: Settings, actors: Sequence[str], *, now: datetime) -> str:
    """Take the last decision back, and return what it was, in words.

    Args:
        actors: The names under which this user's decisions are recorded.
    Raises:
        NotAllowedError: There is nothing to take back, or the last thing cannot be.
        ChangedMeanwhileError: Something else changed it since.
    """
    steps = [(step.at, actor) for actor in actors if (step := store.review.last_step(actor=actor))]
    newest, group = max(steps, default=None), _last_group(store, actors)
    if newest and (not group or newest[0] >= group[0].at):
        done = StepDesk(store, settings, newest[1]).undo(now=now)
        name = store.people.get(done.contact_id).display_name
        return f"{done.verb.removeprefix('undo ')}: #{done.contact_id} {name}"
    if not group:
        raise NotAllowedError("there is nothing to take back")
    letter = next((entry for entry in group if entry.subject.startswith("draft ")), None)
    if letter is not None:
        number = int(letter.subject.removeprefix("draft "))
        desk = DraftDesk(store, settings, letter.actor)
        after = desk.undo(number, revision=store.drafts.get(number).revision, now=now)
        return f"{letter.action}: draft {number} to {after.letter.recipient_name or after.letter.recipient}"
    with store.transaction() as tx:
        return _relation_taken_back(tx, group, now)


def _last_group(store: Store, actors: Collection[str]) -> list[AuditEntry]:
    """Return the entries of the last thing that was done at one moment and neither taken back nor part of a step."""
    entries = store.week.last_actions(actors, limit=LOOKED_THROUGH)
    over = store.week.step_times(actors, limit=LOOKED_THROUGH)
    for entry in entries:
        if entry.subject.startswith("contact ") and entry.action.startswith("undo"):
            over.add(entry.at)
            if entry.action == "undo":  # this module's; it names the moment that it took back
                over.add(datetime.fromisoformat(entry.before))
    letters_undone: Counter[str] = Counter()
    for entry in (entry for entry in entries if entry.at not in over):
        if entry.action == "undo":
            letters_undone[entry.subject] += 1
        elif _counts(entry) and letters_undone[entry.subject]:
            letters_undone[entry.subject] -= 1
        elif _counts(entry):
            return [other for other in entries if (other.at, other.subject) == (entry.at, entry.subject)]
    return []


def _counts(entry: AuditEntry) -> bool:
    """Whether an entry is something that a person said, and not what followed from it."""
    if entry.subject.startswith("draft "):
        return entry.action in VERBS
    return entry.action == "touch" or entry.action in _ELSEWHERE or bool(_PROMISE.fullmatch(entry.action))


def _relation_taken_back(tx: Transaction, group: list[AuditEntry], now: datetime) -> str:
    main = next(entry for entry in group if _counts(entry))
    number = int(main.subject.rpartition(" ")[2]) if main.subject.startswith("contact ") else 0
    if main.action in _ELSEWHERE:
        who = f"#{number} {tx.people.get(number).display_name}" if number else ""
        how = _ELSEWHERE[main.action].format(who=who, number=number)
        raise NotAllowedError(f"the last thing you did was {how}")
    said = []
    for entry in group:  # the newest first
        found = _PROMISE.fullmatch(entry.action)
        if found:
            promise = tx.promises.get(int(found["number"]))
            open_again = found["how"] in ("kept", "taken back")
            day = None if open_again else now.astimezone().date()
            put_end(tx, promise.id, kept_on=None, dropped_on=day, now=now, actor=entry.actor)
            said.append(f'"{promise.text}" is {"open again" if open_again else "not promised"}')
    said += [_touch_taken_back(tx, number, entry, now) for entry in group if entry.action == "touch"]
    tx.people.set_relation(number, relation_of(tx.people.relationships(number)[0]), now=now, actor=main.actor)
    for entry in group:
        if entry.action == "decide" and entry.before != Decision.LATER:
            decision = Decision(entry.before) if entry.before else None
            tx.people.decide(number, decision, now=now, actor=entry.actor)
    tx.audit.note(main.subject, "undo", before=main.at.isoformat(), now=now, actor=main.actor)
    return f"{'; '.join(filter(None, said))}: #{number} {tx.people.get(number).display_name}"


def _touch_taken_back(tx: Transaction, number: int, entry: AuditEntry, now: datetime) -> str:
    """Remove the touch that this entry speaks of, and return its words; empty if it is gone already."""
    logged = entry.after
    for touch in tx.people.relationships(number)[0].touches:
        same = (touch.direction, touch.kind, touch.text) == (logged["direction"], logged["kind"], logged["text"])
        if same and touch.at == datetime.fromisoformat(logged["at"]):
            tx.touches.remove(touch.id, now=now, actor=entry.actor)
            return f'"{touch.text}" did not happen' if touch.text else "the touch did not happen"
    return ""
