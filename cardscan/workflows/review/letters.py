"""Carry out a person's actions on a letter from the person's page, each as a step that can be undone.

    desk = LetterDesk(store, settings, actor="robin")
    desk.another(3, revision=seen.draft.revision, now=now)        # the same letter in another wording
    desk.approve(3, revision=..., subject=..., body=..., now=now)

`DraftDesk` does the work; this module makes each action a step of the review, like the actions on people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cardscan.store import Decision
from cardscan.workflows.letters.writing import LetterWriter
from cardscan.workflows.review.drafts import DraftDesk
from cardscan.workflows.review.steps import Done, OpenStep, StepDesk


@dataclass(frozen=True, slots=True)
class LetterDesk(StepDesk):
    """A person's actions on letters, as steps of the review."""

    def save(self, draft_id: int, *, revision: int, now: datetime, subject: str, body: str) -> Done:
        """Store what was typed; this withdraws an approval."""
        draft = self.store.drafts.get(draft_id)
        if draft.revision == revision and (subject, _lines(body)) == (draft.letter.subject, draft.letter.body):
            return Done(draft.contact_id, "save", stays=True)
        with self.step("save", draft.contact_id, now=now) as opened:
            opened.before["letters"] = [draft_id]
            self.letters(opened).edit(draft_id, revision=revision, subject=subject, body=body, now=now)
        return Done(draft.contact_id, "save")

    def another(self, draft_id: int, *, revision: int, now: datetime) -> Done:
        """Write the same letter in another wording."""
        return self._again("another wording", draft_id, None, revision=revision, now=now)

    def in_language(self, draft_id: int, language: str, *, revision: int, now: datetime) -> Done:
        """Write the same letter in another language.

        Raises:
            UsageError: The cadence has no text in that language.
        """
        return self._again("another language", draft_id, language, revision=revision, now=now)

    def approve(self, draft_id: int, *, revision: int, now: datetime, subject: str, body: str) -> Done:
        """Approve the letter as it stands in the form; changes made in the form are stored first."""
        saved = self.save(draft_id, revision=revision, subject=subject, body=body, now=now)
        if not saved.stays:
            revision = self.store.drafts.get(draft_id).revision
        with self.step("approve", saved.contact_id, now=now) as opened:
            opened.before["letters"] = [draft_id]
            self.letters(opened).approve(draft_id, revision=revision, now=now)
            opened.tx.people.decide(saved.contact_id, Decision.FOLLOWED_UP, now=now, actor=self.actor)
            opened.tx.review.mark_checked(saved.contact_id, now=now)
        return Done(saved.contact_id, "approve")

    def stands(self, draft_id: int, *, revision: int, now: datetime) -> Done:
        """Let a person's text stand although the note changed."""
        draft = self.store.drafts.get(draft_id)
        with self.store.transaction() as tx:
            DraftDesk(tx, self.settings, self.actor).stands(draft_id, revision=revision, now=now)
        return Done(draft.contact_id, "look", stays=True)

    def languages(self, draft_id: int) -> tuple[str, ...]:
        """Return the languages in which the cadence has a text for this letter, as ISO 639-1 codes."""
        return LetterWriter(self.settings).languages_of(self.store.drafts.get(draft_id).letter)

    def _again(self, verb: str, draft_id: int, language: str | None, *, revision: int, now: datetime) -> Done:
        draft = self.store.drafts.get(draft_id)
        with self.step(verb, draft.contact_id, now=now) as opened:
            opened.before["letters"] = [draft_id]
            self._replace(opened, draft_id, language, revision, now)
        return Done(draft.contact_id, verb)

    def _replace(self, opened: OpenStep, draft_id: int, language: str | None, revision: int, now: datetime) -> None:
        letter = LetterWriter(self.settings).again(
            opened.tx, opened.tx.drafts.get(draft_id), language=language, now=now
        )
        self.letters(opened).replace(draft_id, letter, revision=revision, now=now)


def _lines(text: str) -> str:
    """Return a body sent by a browser with the line ends of a stored one."""
    return text.replace("\r\n", "\n")
