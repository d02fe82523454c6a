"""From a contact and how they met to a letter in the store and its file: what a scan and a review do alike."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from cardscan import followup, mail
from cardscan.config import Settings
from cardscan.errors import ConfigError, NotAllowedError, UsageError
from cardscan.followup import Cadence
from cardscan.followup.lint import COMPARED_DAYS
from cardscan.followup.plan import plan, step_named
from cardscan.model.contact import Contact
from cardscan.model.draft import Draft, Letter, NeedsContext
from cardscan.model.encounter import Encounter
from cardscan.model.reading import Recommendation
from cardscan.store import Transaction

SHORT_TOKEN = 10  # hexadecimal digits in a draft's file name; two drafts of one store share them once in 10^12
# Wordings are counted round; so many in a row are never all alike where a template has any choice.
WORDINGS, OTHER_WORDINGS = 60, 12


@dataclass(frozen=True, slots=True)
class LetterWriter:
    """Writes letters by the settings' templates.

    Raises (when made):
        ConfigError: A cadence of the templates, or the sender's address, is wrong.
    """

    settings: Settings
    templates: tuple[Path, ...] = field(init=False)
    cadences: dict[str, Cadence] = field(init=False)

    def __post_init__(self) -> None:
        sender = self.settings.sender.email
        if sender and mail.valid_address(sender) is None:
            raise ConfigError(f"sender.email is {sender!r}; that is no valid e-mail address")
        object.__setattr__(self, "templates", followup.template_dirs(self.settings.followup.templates))
        object.__setattr__(self, "cadences", dict(followup.load_cadences(self.templates)))

    def write(
        self,
        tx: Transaction,
        contact: Contact,
        encounter: Encounter | None,
        *,
        token: str,
        now: datetime,
        recommendation: Recommendation | None = None,
    ) -> tuple[str, Path | None]:
        """Draft the letter that follows on a meeting: what is missing for it, or its file.

        The file is complete before the caller commits; who undoes the transaction removes it.

        Args:
            token: Makes the Message-ID; the same for the same draft, a new one for another.
            recommendation: Of the reading; the contact's own where it is left out.
        """
        settings, today = self.settings, _day(now)
        step = plan(
            contact.details,
            encounter,
            recommendation=recommendation or contact.recommendation,
            relation=contact.relation,
            suppressed=any(tx.is_suppressed(email) for email in contact.details.emails),
            today=today,
            cadences=self.cadences,
            settings=settings.followup,
            country=contact.country,
            language=contact.language,
        )
        if isinstance(step, NeedsContext) or encounter is None:
            return (f"{step.missing}; {step.how}" if isinstance(step, NeedsContext) else "", None)
        if mail.valid_address(step.recipient) is None:
            return f"{step.recipient} is no valid e-mail address; correct it in the contact", None
        sender, folder = settings.sender, settings.drafts_folder
        others = tx.recent_letters(now - timedelta(days=COMPARED_DAYS), besides=0)
        letter = followup.write(
            step, contact.details, encounter, sender,
            templates_dirs=self.templates, token=token, others=others, lint=settings.lint,
        )  # fmt: skip
        message = mail.to_eml(letter, sender, now=now, html=settings.mail.html)
        draft = tx.add_draft(contact.id, letter, now=now)
        short = token[:SHORT_TOKEN]
        for orphan in folder.glob(f"*_{short}.eml"):  # left by a run that died before its commit
            orphan.unlink(missing_ok=True)
        file = mail.write_draft(message, folder, due=letter.due, recipient=letter.recipient_name, draft_id=short)
        tx.set_draft_file(draft.id, str(file), now=now)
        return "", file

    def languages_of(self, letter: Letter) -> tuple[str, ...]:
        """In which languages the letter's series has a text for its step, ISO 639-1, sorted."""
        cadence = self.cadences.get(letter.cadence)
        step = step_named(cadence, letter.step) if cadence else None
        return tuple(sorted(cadence.languages.get(step.template, ()))) if cadence and step else ()

    def again(self, tx: Transaction, draft: Draft, *, now: datetime, language: str | None = None) -> Letter:
        """The letter of a draft once more: in this language, or in another wording where none is given.

        The day, the recipient and the Message-ID are those of the draft (`DraftDesk.replace` keeps them).

        Raises:
            UsageError: The series has no text in that language, or no other wording of this letter.
            NotAllowedError: A letter to them would not be drafted any more; the sentence says why.
        """
        history, old = tx.history(draft.contact_id), draft.letter
        met = [encounter for encounter in history.encounters if encounter.has_conversation]
        known = self.languages_of(old)
        if language is not None and language not in known:
            raise UsageError(f"there is no text in {language[:20]!r} for this letter; there is: {', '.join(known)}")
        contact = history.contact
        step = plan(
            contact.details,
            replace(met[-1], cadence=old.cadence) if met else None,
            recommendation=contact.recommendation,
            relation=contact.relation,
            suppressed=any(tx.is_suppressed(email) for email in contact.details.emails),
            today=_day(now),
            cadences=self.cadences,
            settings=self.settings.followup,
            confirmed=True,  # it was, or there would be no draft
            country=contact.country,
            language=contact.language,
            at=(old.step, old.due),
        )
        if isinstance(step, NeedsContext) or not met:
            reason = f"{step.missing}; {step.how}" if isinstance(step, NeedsContext) else "no conversation is noted"
            raise NotAllowedError(f"draft {draft.id}: stays as it is: {reason}")
        step = replace(step, language=language or old.language)
        others = tx.recent_letters(now - timedelta(days=COMPARED_DAYS), besides=draft.id)
        token = old.message_id[1:].partition("@")[0]
        for variant in [old.variant] if language else range(old.variant + 1, old.variant + 1 + OTHER_WORDINGS):
            letter = followup.write(
                step, contact.details, met[-1], self.settings.sender, templates_dirs=self.templates, token=token,
                others=others, lint=self.settings.lint, variant=variant % WORDINGS,
            )  # fmt: skip
            if language or letter.body != old.body:
                return letter
        raise UsageError("there is no other wording of this letter; change the text yourself")


def _day(now: datetime) -> date:
    return now.astimezone().date()
