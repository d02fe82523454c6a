"""Carry out a person's actions on a letter: edit, approve, let go, put off, mark as sent, undo. Sends nothing.

    desk = DraftDesk(store, settings, actor="robin")
    seen = desk.look(3, now=now)                                  # the draft and what the lint has against it
    desk.edit(3, revision=seen.draft.revision, body="...", now=now)
    desk.approve(3, revision=..., now=now)                        # of exactly these bytes

Every action names the revision that the person saw. If the draft was changed since, in another window or by another
program, the action does nothing and says so (ChangedMeanwhileError): nothing is overwritten unseen.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cardscan import mail
from cardscan.config import Settings
from cardscan.errors import NotAllowedError, UsageError
from cardscan.followup.letters.lint import COMPARED_DAYS, LintContext, check
from cardscan.followup.planning.staleness import age_findings
from cardscan.model.contact import Relation
from cardscan.model.draft import OPEN_STATES, Draft, DraftState, Finding, Letter, OtherLetter, Severity
from cardscan.store import ContactHistory, Decision, Store, Transaction
from cardscan.workflows.review.draft_texts import NOTE_CHANGED, last_verb, letter_of, snapshot, with_text
from cardscan.workflows.review.sending import left, take_away

SHORT_TOKEN = 10


class BlockedError(NotAllowedError):
    """The lint forbids this letter; its findings are in `findings`."""

    def __init__(self, draft_id: int, findings: tuple[Finding, ...]) -> None:
        self.findings = tuple(item for item in findings if item.severity is Severity.BLOCK)
        said = "; ".join(item.message for item in self.findings)
        super().__init__(f"draft {draft_id}: was not approved: {said}. Edit it: `cardscan drafts edit {draft_id}`")


class NoSenderError(NotAllowedError):
    """The settings name nobody as the sender of this letter."""

    def __init__(self, draft_id: int) -> None:
        super().__init__(
            f"draft {draft_id}: was not approved: nobody is named who writes it; set name and email under [sender] in "
            "cardscan.toml, or run `cardscan setup`"
        )


@dataclass(frozen=True, slots=True)
class CheckedDraft:
    """A draft as it is shown, with what the lint found in it, the most serious first."""

    draft: Draft
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether it cannot be approved as it is."""
        return any(finding.severity is Severity.BLOCK for finding in self.findings)


@dataclass(frozen=True, slots=True)
class DraftDesk:
    """A person's actions on letters.

    Attributes:
        store: A store, or an open transaction; in that case the action is kept or undone with it.
        actor: Who takes the decisions; written into the audit.
        remove: Deletes a file that no row names any more; a caller with a transaction of its own delays the deletion
            until the commit.
    """

    store: Store | Transaction
    settings: Settings
    actor: str
    remove: Callable[[str | None], object] = field(default=lambda file: take_away(file))

    def look(self, number: int, *, now: datetime) -> CheckedDraft:
        """Return the draft and its findings; StoreError if there is no such draft."""
        draft = self.store.drafts.get(number)
        return CheckedDraft(draft, self._findings(self.store, draft, now))

    def try_out(self, number: int, *, subject: str, body: str, now: datetime) -> CheckedDraft:
        """Return the draft as it would be with this text, with the lint's findings; store nothing.

        Raises:
            UsageError: Nothing is left of the subject or the body, or it is too long.
            NotAllowedError: The letter was sent or let go.
        """
        draft = self.store.drafts.get(number)
        if draft.state not in OPEN_STATES:
            raise NotAllowedError(f"draft {number}: is {draft.state}; its text stays as it is")
        letter = with_text(draft.letter, subject=subject, body=body)
        edited = draft.edited or letter != draft.letter
        tried = dataclasses.replace(draft, letter=letter, edited=edited)
        return CheckedDraft(tried, self._findings(self.store, tried, now))

    def edit(
        self,
        number: int,
        *,
        revision: int,
        now: datetime,
        subject: str | None = None,
        body: str | None = None,
        language: str | None = None,
    ) -> Draft:
        """Replace the drafted text with a person's text; None keeps the old text. An approval is withdrawn.

        Raises:
            UsageError: Nothing is left of the subject or the body, or it is too long.
            NotAllowedError, ChangedMeanwhileError: See the module.
        """
        with self.store.transaction() as tx:
            before = tx.drafts.get(number)
            old = before.letter
            letter = with_text(old, subject=subject, body=body)
            letter = dataclasses.replace(letter, language=language or old.language)
            if letter == old and before.revision == revision:
                return before
            return self._write(tx, before, letter, verb="edit", edited=True, revision=revision, now=now)

    def replace(self, number: int, letter: Letter, *, revision: int, now: datetime) -> Draft:
        """Replace the draft's text with another version of the letter (a variant, another language).

        The Message-ID, recipient, cadence, step and day stay those of the draft.
        """
        with self.store.transaction() as tx:
            before = tx.drafts.get(number)
            kept = before.letter
            letter = dataclasses.replace(
                letter,
                message_id=kept.message_id,
                recipient=kept.recipient,
                recipient_name=kept.recipient_name,
                cadence=kept.cadence,
                step=kept.step,
                due=kept.due,
            )
            return self._write(tx, before, letter, verb="edit", edited=False, revision=revision, now=now)

    def rewrite(self, number: int, letter: Letter, *, now: datetime) -> Draft:
        """Put the letter that is due now in the place of the draft's; `undo` brings the old one back."""
        with self.store.transaction() as tx:
            before = tx.drafts.get(number)
            return self._write(tx, before, letter, verb="edit", edited=False, revision=before.revision, now=now)

    def approve(self, number: int, *, revision: int, now: datetime) -> Draft:
        """Approve exactly this letter: headers, recipients and body, as `fingerprint` hashes them.

        Raises:
            BlockedError: The lint forbids it.
            NoSenderError: The settings name no sender, or one without an address.
            NotAllowedError: It is not waiting for approval, or the address is suppressed.
            ConfigError, OutputError: The message cannot be built.
        """
        with self.store.transaction() as tx:
            before = tx.drafts.get(number)
            if before.revision == revision and before.state is DraftState.DRAFTED:
                if not self.settings.sender.known:
                    raise NoSenderError(number)
                contact = tx.people.get(before.contact_id)
                if contact.relation is Relation.SUPPRESSED or tx.suppression.has(before.letter.recipient):
                    raise NotAllowedError(
                        f"draft {number}: {before.letter.recipient} is on the suppression list; let the draft go"
                    )
                findings = self._findings(tx, before, now)
                if any(finding.severity is Severity.BLOCK for finding in findings):
                    raise BlockedError(number, findings)
            sha256 = mail.fingerprint(before.letter, self.settings.sender, html=self.settings.mail.html)
            after = tx.drafts.approve(number, sha256=sha256, revision=revision, now=now, actor=self.actor)
            self._note(tx, "approve", before, after, now=now)
            return after

    def stands(self, number: int, *, revision: int, now: datetime) -> Draft:
        """Record that a person looked at their text after the note changed, and that it stands as it is."""
        with self.store.transaction() as tx:
            before = tx.drafts.get(number)
            if not before.note_changed and before.revision == revision:
                raise NotAllowedError(f"draft {number}: the note has not changed since; there is nothing to confirm")
            return tx.drafts.mark_note_changed(number, changed=False, now=now, revision=revision)

    def let_go(self, number: int, *, revision: int, now: datetime) -> Draft:
        """Decide not to write this letter. Its card counts as decided, and its file is deleted."""
        with self.store.transaction() as tx:
            before = tx.drafts.get(number)
            decision = tx.people.history(before.contact_id).decision
            after = tx.drafts.move(number, DraftState.LET_GO, revision=revision, now=now, actor=self.actor)
            after = tx.drafts.set_file(number, None, now=now)
            self._note(tx, "let go", before, after, now=now, decision=decision)
            if decision is not Decision.FOLLOWED_UP:
                tx.people.decide(before.contact_id, Decision.LET_GO, now=now, actor=self.actor)
        self.remove(before.file)
        return after

    def later(self, number: int, day: date, *, revision: int, now: datetime) -> Draft:
        """Put the letter off to a day; an approval stays, since no word changes.

        Raises:
            UsageError: The day has passed.
        """
        if day < now.astimezone().date():
            raise UsageError(f"{day.isoformat()} has passed; name a day from today on")
        with self.store.transaction() as tx:
            before = tx.drafts.get(number)
            if before.state not in OPEN_STATES and before.revision == revision:
                raise NotAllowedError(f"draft {number}: is {before.state}; only one that has not left can be put off")
            decision = tx.people.history(before.contact_id).decision
            after = tx.drafts.put_off(number, day, revision=revision, now=now)
            self._note(tx, "later", before, after, now=now, decision=decision)
            if decision is not Decision.FOLLOWED_UP:
                tx.people.decide(before.contact_id, Decision.LATER, until=day, now=now, actor=self.actor)
            return after

    def arrived(self, number: int, *, revision: int, now: datetime) -> Draft:
        """Mark an `unknown` letter as sent, because a person found it in their mailbox."""
        with self.store.transaction() as tx:
            before = tx.drafts.get(number)
            if before.state is not DraftState.UNKNOWN and before.revision == revision:
                raise NotAllowedError(f"draft {number}: is {before.state}; only of an unknown letter can that be said")
            after = left(tx, number, revision=revision, now=now, actor=self.actor)
            self._note(tx, "arrived", before, after, now=now)
        self.remove(before.file)
        return after

    def undo(self, number: int, *, revision: int, now: datetime) -> Draft:
        """Undo the last action on this draft. An approval never comes back this way: it has to be given again.

        Raises:
            NotAllowedError: There is nothing to undo, or the letter is being sent.
        """
        with self.store.transaction() as tx:
            draft = tx.drafts.get(number)
            if draft.state not in (*OPEN_STATES, DraftState.LET_GO):
                raise NotAllowedError(f"draft {number}: is {draft.state}; what has left cannot be taken back")
            entry = last_verb(tx, number)
            if entry is None:
                raise NotAllowedError(f"draft {number}: there is nothing to take back")
            before = entry["before"]
            letter = letter_of(before["letter"])
            if draft.state is DraftState.LET_GO:
                draft = tx.drafts.move(number, DraftState.DRAFTED, revision=revision, now=now, actor=self.actor)
                revision = draft.revision
            if letter.due != draft.letter.due and letter == dataclasses.replace(draft.letter, due=letter.due):
                after = tx.drafts.put_off(number, letter.due, revision=revision, now=now)
            else:
                after = tx.drafts.write(number, letter, edited=before["edited"], revision=revision, now=now)
            after = self._refile(tx, after, had_file=bool(before["file"]), now=now)
            if "decision" in before:
                decision = before["decision"]
                tx.people.decide(draft.contact_id, Decision(decision) if decision else None, now=now, actor=self.actor)
            self._note(tx, "undo", draft, after, now=now)
        if draft.file != after.file:
            self.remove(draft.file)
        return after

    def _write(
        self, tx: Transaction, before: Draft, letter: Letter, *, verb: str, edited: bool, revision: int, now: datetime
    ) -> Draft:
        after = tx.drafts.write(before.id, letter, edited=edited, revision=revision, now=now)
        after = self._refile(tx, after, had_file=before.file is not None, now=now)
        self._note(tx, verb, before, after, now=now)
        return after

    def _refile(self, tx: Transaction, draft: Draft, *, had_file: bool, now: datetime) -> Draft:
        """Write the draft's .eml with its present text, in place of the old file."""
        if not had_file:
            return draft
        letter, old = draft.letter, draft.file
        message = mail.to_eml(letter, self.settings.sender, now=now, html=self.settings.mail.html)
        token = letter.message_id[1 : 1 + SHORT_TOKEN]
        name = letter.recipient_name or letter.recipient
        file = mail.write_draft(message, self.settings.drafts_folder, due=letter.due, recipient=name, draft_id=token)
        draft = tx.drafts.set_file(draft.id, str(file), now=now)
        if old != str(file):
            self.remove(old)
        return draft

    def _findings(self, view: Store | Transaction, draft: Draft, now: datetime) -> tuple[Finding, ...]:
        history = view.people.history(draft.contact_id)
        others = view.drafts.recent(now - timedelta(days=COMPARED_DAYS), besides=draft.id)
        age = age_findings(view.people.relationships(draft.contact_id)[0], draft.id, now.astimezone().date())
        noted = (Finding("note", Severity.BLOCK, NOTE_CHANGED),) if draft.note_changed else ()
        return (*noted, *age, *check(draft.letter, _context(history, others, draft), self.settings.lint))

    def _note(
        self, tx: Transaction, verb: str, before: Draft, after: Draft, *, now: datetime, **more: Decision | None
    ) -> None:
        was = snapshot(before) | {key: value and value.value for key, value in more.items()}
        subject = f"draft {before.id}"
        tx.audit.note(subject, verb, before=was, after=snapshot(after), now=now, actor=self.actor)


def _context(history: ContactHistory, others: list[OtherLetter], draft: Draft) -> LintContext:
    sent = [item for item in history.drafts if item.state is DraftState.SENT and item.id != draft.id]
    return LintContext(
        details=history.contact.details,
        encounters=history.encounters,
        relation=history.contact.relation,
        first=not sent,
        others=tuple(others),
        edited=draft.edited,
    )
