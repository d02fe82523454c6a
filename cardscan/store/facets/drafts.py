"""Store drafts: only allowed changes of state, each with a new revision and an audit entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from cardscan.errors import NotAllowedError, StoreError
from cardscan.model.draft import NEXT_STATES, Draft, DraftState, Letter, OtherLetter
from cardscan.store import letters, relationships
from cardscan.store.facets.base import Changes, Facet
from cardscan.store.records import LetterVersion
from cardscan.store.schema import drafts
from cardscan.store.waiting import waiting_letters

# The actor recorded for what the program does by itself.
PROGRAM = "cardscan"


class DraftsView(Facet):
    """Queries about drafts."""

    def get(self, draft_id: int) -> Draft:
        """Return one draft; StoreError if there is none with this number."""
        return self._ask(letters.existing_draft, draft_id)

    def all(self, state: DraftState | None = None, *, contact_id: int | None = None) -> list[Draft]:
        """Return drafts, the first due first."""
        conditions: list[sa.ColumnElement[bool]] = []
        if state:
            conditions.append(drafts.c.state == state)
        if contact_id is not None:
            conditions.append(drafts.c.contact_id == contact_id)
        return self._ask(letters.drafts_where, *conditions)

    def waiting(self, today: date) -> list[Draft]:
        """Return the letters that wait for approval, one a person, first due first; as many as in the lane DRAFTS."""
        return self._ask(waiting_letters, today)

    def recent(self, since: datetime, *, besides: int, after: int = 0) -> list[OtherLetter]:
        """Return every draft written since then, newest first, except those let go and the draft `besides`.

        Args:
            after: Only those with a higher number.
        """
        return self._ask(letters.recent_letters, since, besides, after)

    def versions(self, since: datetime) -> dict[int, LetterVersion]:
        """Return the numbers of `recent`, newest first, each with a version that changes with the draft."""
        return self._ask(letters.letter_versions, since)

    def numbered(self, numbers: Sequence[int]) -> list[OtherLetter]:
        """Return those drafts with these numbers that exist, in no order, in any state."""
        return self._ask(letters.letters_numbered, numbers)


class Drafts(Changes, DraftsView):
    """Drafts, from the first text to the letter that left."""

    def add(self, contact_id: int, letter: Letter, *, now: datetime, file: str | None = None) -> Draft:
        """Store a letter as drafted; StoreError if the address is suppressed or the Message-ID is taken."""
        draft_id = letters.put_draft(self._connection, contact_id, letter, file=file, now=now)
        return letters.existing_draft(self._connection, draft_id)

    def approve(self, draft_id: int, *, sha256: str, now: datetime, actor: str, revision: int | None = None) -> Draft:
        """Record a person's approval of exactly these bytes (`sha256` of the message) at the revision they saw.

        Raises:
            ChangedMeanwhileError: The draft has changed since then.
            NotAllowedError: It is not waiting for approval.
        """
        changes = {"state": DraftState.APPROVED, "approved_at": now, "approved_by": actor, "approved_sha256": sha256}
        return self._change(draft_id, changes, now=now, actor=actor, revision=revision)

    def move(
        self, draft_id: int, state: DraftState, *, now: datetime, actor: str = PROGRAM, revision: int | None = None
    ) -> Draft:
        """Move a draft to a state other than approved; moving it back to drafted withdraws the approval.

        Raises:
            NotAllowedError: The state may not follow the present one, or needs an approval.
            ChangedMeanwhileError: The draft is not at this revision any more.
        """
        if state is DraftState.APPROVED:
            raise StoreError(f"draft {draft_id}: only a person approves; use `cardscan drafts approve {draft_id}`")
        changes: dict[str, Any] = {"state": state}
        if state in (DraftState.DRAFTED, DraftState.NEEDS_CONTEXT, DraftState.LET_GO):
            changes |= letters.WITHDRAWN
        if state is DraftState.SENT:
            changes["sent_at"] = now
        after = self._change(draft_id, changes, now=now, actor=actor, revision=revision)
        if state is DraftState.SENT:  # the letter really left: the next date is counted from here
            relationships.put_sent_letter(self._connection, after, now=now)
        return after

    def not_handed_over(self, draft_id: int, *, now: datetime) -> Draft:
        """Put a draft back to approved because sending failed before anything left; it may be tried again."""
        draft = letters.existing_draft(self._connection, draft_id)
        if draft.state is not DraftState.SENDING:
            raise NotAllowedError(f"draft {draft_id}: is {draft.state}, not being sent")
        return self._change(draft_id, {"state": DraftState.APPROVED}, now=now, actor=PROGRAM)

    def withdraw_approval(self, draft_id: int, why: str, *, now: datetime) -> Draft:
        """Take the yes back from a letter that is out of date. Its text keeps the age it has."""
        draft = letters.existing_draft(self._connection, draft_id)
        if draft.state is not DraftState.APPROVED:
            raise NotAllowedError(f"draft {draft_id}: is {draft.state}, not approved")
        changes = {"state": DraftState.DRAFTED, **letters.WITHDRAWN}
        after = letters.change_draft(self._connection, draft_id, changes)
        self._note(f"draft {draft_id}", "out of date", before=draft.state, after=why, now=now, actor=PROGRAM)
        return after

    def write(
        self, draft_id: int, letter: Letter, *, edited: bool, now: datetime, revision: int | None = None
    ) -> Draft:
        """Replace the text of a draft that was not sent; an approval is withdrawn.

        Raises:
            NotAllowedError: The letter was sent or let go.
            ChangedMeanwhileError: The draft is not at this revision any more.
        """
        return letters.change_letter(self._connection, draft_id, letter, edited=edited, revision=revision, now=now)

    def mark_note_changed(self, draft_id: int, *, changed: bool, now: datetime, revision: int | None = None) -> Draft:
        """Record that the note changed after a person wrote this text, or that a person has looked since.

        A letter whose note has changed needs a new approval.
        """
        before = letters.existing_draft(self._connection, draft_id)
        values: dict[str, Any] = {"note_changed": changed, "changed_at": now}
        if changed and before.state is DraftState.APPROVED:
            values |= {"state": DraftState.DRAFTED, **letters.WITHDRAWN}
        return letters.change_draft(self._connection, draft_id, values, revision=revision)

    def put_off(self, draft_id: int, due: date, *, now: datetime, revision: int | None = None) -> Draft:
        """Put a draft off to another day; its text stays, and so does its approval."""
        changes = {"due": due, "changed_at": now}
        return letters.change_draft(self._connection, draft_id, changes, revision=revision)

    def set_file(self, draft_id: int, file: str | None, *, now: datetime) -> Draft:
        """Record where the draft's .eml lies. This does not count as a change of the draft."""
        return letters.set_file(self._connection, draft_id, file, now=now)

    def _change(
        self, draft_id: int, changes: Mapping[str, Any], *, now: datetime, actor: str, revision: int | None = None
    ) -> Draft:
        before = letters.existing_draft(self._connection, draft_id)
        state: DraftState = changes["state"]
        if revision is None or before.revision == revision:  # a wrong revision explains more than a wrong state would
            # Only `not_handed_over` leads from sending back to approved; it is not a new approval by anybody.
            _check_step(before, state, approving="approved_at" in changes)
        after = letters.change_draft(
            self._connection,
            draft_id,
            {**changes, "changed_at": now},
            revision=before.revision if revision is None else revision,
        )
        self._note(
            f"draft {draft_id}", f"to {after.state}", before=before.state, after=after.state, now=now, actor=actor
        )
        return after


def _check_step(draft: Draft, state: DraftState, *, approving: bool) -> None:
    if state in NEXT_STATES[draft.state] and not (approving and draft.state is DraftState.SENDING):
        return
    number = draft.id
    advice = {
        DraftState.SENT: "it has left and stays as it is",
        DraftState.SENDING: "it is being sent; wait, or run `cardscan send` again",
        DraftState.UNKNOWN: f"look whether it arrived, then `cardscan drafts arrived {number}` or `let-go {number}`",
        DraftState.LET_GO: f"take it back first with `cardscan drafts undo {number}`",
        DraftState.APPROVED: "it is approved already",
    }.get(draft.state, f"it has to be approved first: `cardscan drafts approve {number}`")
    raise NotAllowedError(f"draft {number}: is {draft.state} and cannot become {state}; {advice}")
