"""Write a letter as a stored draft and .eml file, write it anew in other words, or say why there is none."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from cardscan import followup, mail
from cardscan.config import Settings
from cardscan.errors import ConfigError, NotAllowedError, TemplateError, UsageError
from cardscan.followup import Cadence
from cardscan.followup.form_of_address import noted_address
from cardscan.followup.letters.likeness import too_alike
from cardscan.followup.letters.lint import COMPARED_DAYS
from cardscan.followup.letters.promised import promise_in
from cardscan.followup.planning.plan import Plan, Recipient, Wish, plan, step_named
from cardscan.followup.templates.cadence import PROMISE
from cardscan.model.contact import Contact, Relation
from cardscan.model.draft import Draft, Letter, NeedsContext, OtherLetter
from cardscan.model.encounter import Encounter
from cardscan.model.reading import CardReading, ContactDetails, Recommendation
from cardscan.model.relationship import Relationship
from cardscan.store import StoreView, Transaction
from cardscan.workflows.letters.recent import RecentLetters
from cardscan.workflows.letters.wanted import Wanted, planned, written_since_met

SHORT_TOKEN = 10  # hexadecimal digits in a draft's file name; two drafts of one store share them once in 10^12
# Wordings are tried in turn; this many in a row are never all alike if a template offers any choice.
WORDINGS, OTHER_WORDINGS = 60, 12


@dataclass(frozen=True, slots=True)
class Prepared:
    """A letter written before the transaction that may use it, so that no other writer waits for the writing.

    Attributes:
        plan, details, encounter: What it was written from; if they have changed, another letter is written.
        newest: Number of the newest draft it was compared with.
        excess: By how much its likeness to another letter exceeds the limit; 0 if it does not.
    """

    plan: Plan
    details: ContactDetails
    encounter: Encounter
    letter: Letter
    newest: int
    excess: float


@dataclass(frozen=True, slots=True)
class LetterWriter:
    """Writes letters from the templates that the settings name.

    Raises (when made):
        ConfigError: A cadence of the templates, or the sender's address, is wrong.
    """

    settings: Settings
    templates: tuple[Path, ...] = field(init=False)
    cadences: dict[str, Cadence] = field(init=False)
    recent: RecentLetters = field(init=False, default_factory=RecentLetters)

    def __post_init__(self) -> None:
        sender = self.settings.sender.email
        if sender and mail.valid_address(sender) is None:
            raise ConfigError(f"sender.email is {sender!r}; that is no valid e-mail address")
        object.__setattr__(self, "templates", followup.template_dirs(self.settings.followup.templates))
        object.__setattr__(self, "cadences", dict(followup.load_cadences(self.templates)))

    def prepare(
        self, view: StoreView, reading: CardReading, encounter: Encounter | None, *, token: str, now: datetime
    ) -> Prepared | None:
        """Write the letter that `write` will most likely want if the card is a new person's; None if it will want none.

        Raises:
            StoreError: The store does not answer.
        """
        details = reading.details
        if encounter is None or details.name is None or not details.emails:
            return None
        suppressed = any(view.suppression.has(email) for email in details.emails)
        to = Recipient(
            details,
            Relation.MET,
            reading.recommendation,
            suppressed=suppressed,
            country=reading.country,
            language=reading.language,
        )
        step = plan(to, encounter, today=_day(now), cadences=self.cadences, settings=self.settings.followup)
        if isinstance(step, NeedsContext) or mail.valid_address(step.recipient) is None:
            return None
        self.recent.look(view, now - timedelta(days=COMPARED_DAYS))
        compared = self.recent.telling(step.recipient)
        with contextlib.suppress(TemplateError):  # `write` reports it if the letter is really wanted
            letter = self._written(step, details, encounter, token, compared)
            excess = max(0.0, too_alike(letter, compared, self.settings.lint))
            return Prepared(step, details, encounter, letter, self.recent.newest, excess)
        return None

    def _written(
        self, step: Plan, details: ContactDetails, encounter: Encounter, token: str, others: Sequence[OtherLetter]
    ) -> Letter:
        return followup.write(
            step, details, encounter, self.settings.sender,
            templates_dirs=self.templates, token=token, others=others, lint=self.settings.lint,
        )  # fmt: skip

    def _letter(
        self,
        tx: Transaction,
        step: Plan,
        details: ContactDetails,
        encounter: Encounter,
        *,
        token: str,
        now: datetime,
        prepared: Prepared | None,
    ) -> Letter:
        """Return the prepared letter if it is still the wanted one, else a letter that is written now."""
        since = now - timedelta(days=COMPARED_DAYS)
        if prepared and (prepared.plan, prepared.details, prepared.encounter) == (step, details, encounter):
            newer = tx.drafts.recent(since, besides=0, after=prepared.newest)
            if too_alike(prepared.letter, newer, self.settings.lint) <= prepared.excess:
                return prepared.letter
        return self._written(step, details, encounter, token, tx.drafts.recent(since, besides=0))

    def write(
        self,
        tx: Transaction,
        contact: Contact,
        encounter: Encounter | None,
        *,
        token: str,
        now: datetime,
        recommendation: Recommendation | None = None,
        prepared: Prepared | None = None,
    ) -> tuple[str, Path | None]:
        """Draft the letter that follows an encounter. Return (what is missing for it, its file).

        Return ("", None) if the person was written to since that encounter: what comes next is for the plan to say.

        The file is complete before the caller commits; whoever undoes the transaction removes it.

        Args:
            token: The Message-ID is made from it; the same for the same draft, a new one for another draft.
            recommendation: The reading's; the contact's own if left out.
            prepared: From `prepare`, with the same token.
        """
        if tx.drafts.all(contact_id=contact.id) and written_since_met(tx.people.relationships(contact.id)[0]):
            return "", None
        to = Recipient(
            contact.details,
            contact.relation,
            recommendation or contact.recommendation,
            suppressed=any(tx.suppression.has(email) for email in contact.details.emails),
            country=contact.country,
            language=contact.language,
        )
        step = plan(to, encounter, today=_day(now), cadences=self.cadences, settings=self.settings.followup)
        if isinstance(step, NeedsContext) or encounter is None:
            return (f"{step.missing}; {step.how}" if isinstance(step, NeedsContext) else "", None)
        if mail.valid_address(step.recipient) is None:
            return f"{step.recipient} is no valid e-mail address; correct it in the contact", None
        letter = self._letter(tx, step, contact.details, encounter, token=token, now=now, prepared=prepared)
        return "", self._keep(tx, contact.id, letter, token=token, now=now)[1]

    def write_wanted(
        self, tx: Transaction, contact: Contact, wanted: Wanted, *, token: str, now: datetime
    ) -> tuple[int, Path]:
        """Draft this letter, whatever came before it; return the draft's number and its file. See `write`."""
        letter = self.written_anew(tx, contact, wanted, token=token, besides=0, now=now)
        return self._keep(tx, contact.id, letter, token=token, now=now)

    def written_anew(
        self, tx: Transaction, contact: Contact, wanted: Wanted, *, token: str, besides: int, now: datetime
    ) -> Letter:
        """Return the text of this letter, compared with all recent ones but the draft numbered `besides`."""
        others = tx.drafts.recent(now - timedelta(days=COMPARED_DAYS), besides=besides)
        return self._written(wanted.plan, contact.details, wanted.about, token, others)

    def _keep(self, tx: Transaction, contact_id: int, letter: Letter, *, token: str, now: datetime) -> tuple[int, Path]:
        """Store a letter as a draft, and write its file into the folder of drafts."""
        folder, short = self.settings.drafts_folder, token[:SHORT_TOKEN]
        message = mail.to_eml(letter, self.settings.sender, now=now, html=self.settings.mail.html)
        draft = tx.drafts.add(contact_id, letter, now=now)
        for orphan in _named(folder, short):  # left by a run that ended before its commit
            orphan.unlink(missing_ok=True)
        file = mail.write_draft(message, folder, due=letter.due, recipient=letter.recipient_name, draft_id=short)
        tx.drafts.set_file(draft.id, str(file), now=now)
        return draft.id, file

    def languages_of(self, letter: Letter) -> tuple[str, ...]:
        """Return the languages in which the letter's cadence has a text for its step, as sorted ISO 639-1 codes."""
        cadence = self.cadences.get(letter.cadence)
        step = step_named(cadence, letter.step) if cadence else None
        return tuple(sorted(cadence.languages.get(step.template, ()))) if cadence and step else ()

    def again(
        self, tx: Transaction, draft: Draft, *, now: datetime, language: str | None = None, address: str = ""
    ) -> Letter:
        """Write a draft's letter again, in this language or form of address, or in another wording if neither is given.

        Day, recipient and Message-ID stay those of the draft (`DraftDesk.replace` keeps them).

        Args:
            address: "formal" or "informal"; empty uses what the notes say, or else the form it had.
        Raises:
            UsageError: The cadence has no text in that language, or no other wording of this letter.
            NotAllowedError: A letter to this person would no longer be drafted; the message says why.
        """
        person, old = tx.people.relationships(draft.contact_id)[0], draft.letter
        known = self.languages_of(old)
        if language is not None and language not in known:
            raise UsageError(f"there is no text in {language[:20]!r} for this letter; there is: {', '.join(known)}")
        wanted = planned(
            person,
            self.settings,
            self.cadences,
            now=now,
            wish=Wish((old.step, old.due), address or _address_kept(person, old), language or old.language),
            promise=promise_in(old, person.promises) if old.step == PROMISE else None,
            cadence=old.cadence,
            confirmed=True,  # it was confirmed before, or there would be no draft
        )
        if isinstance(wanted, NeedsContext):
            raise NotAllowedError(f"draft {draft.id}: stays as it is: {wanted.missing}; {wanted.how}")
        others = tx.drafts.recent(now - timedelta(days=COMPARED_DAYS), besides=draft.id)
        token = old.message_id[1:].partition("@")[0]
        same = bool(language or address)
        for variant in [old.variant] if same else range(old.variant + 1, old.variant + 1 + OTHER_WORDINGS):
            letter = followup.write(
                wanted.plan, person.contact.details, wanted.about, self.settings.sender, templates_dirs=self.templates,
                token=token, others=others, lint=self.settings.lint, variant=variant % WORDINGS,
            )  # fmt: skip
            if same or letter.body != old.body:
                return letter
        raise UsageError("there is no other wording of this letter; change the text yourself")


def _address_kept(person: Relationship, old: Letter) -> str:
    """Return the form of address of the old letter, unless the notes now say which form to use."""
    noted = noted_address(old.language, person.encounter or Encounter())
    return "" if noted else old.address


def _named(folder: Path, token: str) -> list[Path]:
    """Return the drafts whose names end with this token. With thousands of files, a glob takes ten times as long."""
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        return [Path(entry.path) for entry in entries if entry.name.endswith(f"_{token}.eml")]
    return []


def _day(now: datetime) -> date:
    return now.astimezone().date()
