"""Store a photo's readings as contacts, encounters and drafts, one photo at a time, in the main process.

There is one writer and one transaction a photo: its row, its cards, their contacts, encounters and drafts are stored
together or not at all. Photos are taken in the order in which they were listed. A scan that was interrupted and run
again therefore ends with the same contacts under the same numbers as one that was not.

A draft's .eml is put into its folder, complete, just before the commit, and removed again if the commit fails:
- A row never names a missing file: a full disk or an unwritable folder undoes the whole photo, and the next scan
  takes it in again.
- A crash between the two leaves a file without a row. The photo is not stored then either. The next scan writes the
  same draft with the same Message-ID, and its file replaces the first one. The other order would leave a row without
  a file. That looks just like a draft that its user has sent and deleted, so the file would have to be written anew,
  which invites sending it twice.
"""

from __future__ import annotations

import contextlib
import copy
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from cardscan.config import Settings
from cardscan.contacts.matching.keys import match_keys
from cardscan.contacts.matching.match import match
from cardscan.model.card_outcome import CardOutcome
from cardscan.model.contact import Contact, Decision, MatchResult, Verdict
from cardscan.model.draft import UNDER_WAY
from cardscan.model.encounter import Encounter
from cardscan.model.identifiers import contact_uid, draft_token
from cardscan.model.plaintext import visible_bytes
from cardscan.model.reading import Recommendation
from cardscan.model.relationship import Relationship
from cardscan.model.scan import ScannedCard, ScannedPhoto
from cardscan.store import PROGRAM, FileStamp, PhotoState, Store, StoredCard, Transaction, open_store
from cardscan.workflows.intake.alike import ask_same
from cardscan.workflows.intake.encounters import Encounters
from cardscan.workflows.intake.outcomes import and_retake, forgotten, named, to_review
from cardscan.workflows.intake.pairing import Owner, Pairing, note_side
from cardscan.workflows.letters.retelling import remove_files, retell
from cardscan.workflows.letters.writing import LetterWriter, Prepared

# Shown once for each store, when its first cards are taken in.
NO_SENDER_YET = "Letters have no sender yet: `cardscan setup` asks who you are, and writes cardscan.toml."
_READ = frozenset({PhotoState.DONE, PhotoState.DUPLICATE})


class Intake:
    """Stores what was read, and knows what was stored before."""

    def __init__(
        self, store: Store, settings: Settings, encounters: Encounters, photos: Iterable[Path], *, now: datetime
    ) -> None:
        """Ask the store once which of `photos` are unchanged since they were stored.

        The attribute `sender_wanted` holds what the function `sender_wanted()` returns at this moment.

        Raises:
            ConfigError: A cadence of the templates, or the sender's address, is wrong.
            StoreError: The store does not answer.
        """
        self._store, self._settings, self._encounters, self._now = store, settings, encounters, now
        self._letters = LetterWriter(settings)
        self._gone: list[str | None] = []  # files of letters that this photo's notes made untrue
        self.sender_wanted = sender_wanted(settings, store)
        photos = list(photos)
        stamps = [stamp for path in photos if (stamp := stamp_of(path))]
        self._known = {path for path, state in store.photos.known_files(stamps).items() if state in _READ}
        self._noted = store.photos.noted_files(stamp for stamp in stamps if stamp.path in self._known)
        self._awaited: defaultdict[Path, set[str]] = defaultdict(set)
        for path in photos:
            if not self.known_file(path):
                self._awaited[path.parent].add(visible_bytes(path.name))

    def known_file(self, path: Path) -> bool:
        """Whether the file at this path is unchanged since its photo was stored."""
        return path.absolute() in self._known

    def known_bytes(self, sha256: str) -> bool:
        """Whether a photo with these bytes was read before; one that failed before is tried again."""
        return self._store.photos.state(sha256) in _READ

    def seen_again(self, sha256: str, path: Path) -> None:
        """Record another place where a known photo lies, so that the next scan need not read it."""
        self._awaited[path.parent].discard(visible_bytes(path.name))
        stamp = stamp_of(path)
        if stamp is not None:
            with self._store.transaction() as tx:
                tx.photos.add_sighting(sha256, stamp, now=self._now)

    def with_notes(self, encounters: Encounters, *, now: datetime) -> Intake:
        """Return the same intake at another time, for photos with other notes."""
        other = copy.copy(self)
        other._encounters, other._now = encounters, now
        return other

    def notes_of_known(self, path: Path, sha256: str = "") -> list[CardOutcome]:
        """Store what has been noted about a stored photo since then; see `note_again`.

        If a photo lies in several places, the notes beside the first one apply.

        Args:
            sha256: SHA-256 of the photo's bytes; may be left out for a `known_file`.
        """
        known = self._store.photos.noted(sha256) if sha256 else self._noted.get(path.absolute())
        if known is None or not known.told_by(path.absolute()):
            return []
        told = ((self._encounters.of(path, index), before) for index, before in known.cards.items())
        return self.note_again(known.sha256, path) if any(now not in (None, before) for now, before in told) else []

    def note_again(self, sha256: str, path: Path) -> list[CardOutcome]:
        """Store changed notes about a stored photo, and draft letters that were missing.

        Letters that wait are written anew, unless a person has worked on them: those need another look.

        Returns:
            One entry for each card about which something new was noted.
        """
        written: list[Path] = []
        self._gone.clear()
        with self._undoing(written), self._store.transaction() as tx:
            found = [self._note_card(tx, sha256, card, path, written) for card in tx.cards.all(sha256=sha256)]
        remove_files(self._gone)
        return [stored for stored in found if stored is not None]

    def _note_card(
        self, tx: Transaction, sha256: str, card: StoredCard, path: Path, written: list[Path]
    ) -> CardOutcome | None:
        encounter = self._encounters.of(path, card.index)
        if encounter is None or card.contact_id is None:
            return None
        before = tx.people.relationships(card.contact_id)[0]
        if not tx.encounters.revise(card.contact_id, encounter, card_id=card.id, now=self._now):
            return None
        person = tx.people.relationships(card.contact_id)[0]
        contact = person.contact
        if person.decision is Decision.LET_GO or tx.drafts.all(contact_id=contact.id):
            self._retell(tx, before, written)
            return CardOutcome(contact.display_name, noted=True)
        asked = any(entry.action.startswith("ask") for entry in tx.audit.entries(f"contact {contact.id}"))
        token = draft_token(sha256, card.index)
        sure = Recommendation.STRONG if person.confirmed else contact.recommendation
        context, file = self._draft(tx, contact, encounter, token, written, ask=asked, sure=sure)
        return CardOutcome(contact.display_name, context=context, draft=str(file or ""), noted=True)

    def _retell(self, tx: Transaction, before: Relationship, written: list[Path]) -> None:
        """Bring letters that wait for this person in line with what the files say now."""
        retold = retell(tx, before, self._settings, now=self._now, actor=PROGRAM)
        self._gone += retold.files
        written += retold.written

    def take(
        self, photo: ScannedPhoto, path: Path, *, settle: Callable[[Transaction, bool], None] | None = None
    ) -> list[CardOutcome]:
        """Store one photo with everything that follows from it, or nothing.

        Args:
            settle: Called inside the transaction; its argument is True if another program has stored these bytes
                meanwhile, and nothing more is stored then.
        Raises:
            StoreError: The store cannot be written.
            OutputError: A draft's file cannot be written.
            TemplateError: A template is wrong.
        """
        self._awaited[path.parent].discard(visible_bytes(path.name))
        if not photo.sha256:  # the file could not be read, so it has no hash to be recorded under
            return []
        prepared = {card.index: self._prepare(photo, card, path) for card in photo.cards}
        written: list[Path] = []
        self._gone.clear()
        with self._undoing(written), self._store.transaction() as tx:
            known = settle is not None and tx.photos.state(photo.sha256) in _READ
            if settle is not None:
                settle(tx, known)
            if known:
                return []
            photo_id = tx.photos.add(photo, stamp=stamp_of(path), now=self._now)
            if tx.photos.is_forgotten(photo.sha256):
                return [forgotten(photo.name)]
            pairing = Pairing(tx, photo, self._awaited[path.parent], self._now)
            ready = ((card, prepared[card.index]) for card in photo.cards)
            taken = [self._take_card(tx, photo, photo_id, card, path, written, pairing, ahead) for card, ahead in ready]
            stored = pairing.settle(taken)
        remove_files(self._gone)
        return stored

    def _prepare(self, photo: ScannedPhoto, card: ScannedCard, path: Path) -> Prepared | None:
        """Write the card's letter ahead, while no other program waits; the transaction uses it if it still fits."""
        encounter, token = self._encounters.of(path, card.index), draft_token(photo.sha256, card.index)
        return self._letters.prepare(self._store, card.reading, encounter, token=token, now=self._now)

    @staticmethod
    @contextlib.contextmanager
    def _undoing(written: list[Path]) -> Iterator[None]:
        """Remove the files of letters again if their transaction fails."""
        try:
            yield
        except BaseException:
            for file in written:
                with contextlib.suppress(OSError):
                    file.unlink()
            raise

    def _take_card(
        self,
        tx: Transaction,
        photo: ScannedPhoto,
        photo_id: int,
        card: ScannedCard,
        path: Path,
        written: list[Path],
        pairing: Pairing,
        prepared: Prepared | None,
    ) -> CardOutcome:
        reading = card.reading
        if tx.people.is_forgotten(reading.details):
            return forgotten(named(photo, card))
        card_id = tx.cards.add(photo_id, card, now=self._now)
        if reading.details.empty:
            return CardOutcome(named(photo, card), review=and_retake("nothing could be read", card))
        compared, owner = _whose(tx, card, card_id, pairing)
        known = owner.contact_id if owner else compared.contact_id if compared.verdict is Verdict.SAME else None
        if known is not None:
            contact = tx.people.attach_card(known, card_id, reading, now=self._now)
        else:
            uid = contact_uid(photo.sha256, card.index)
            contact = tx.people.add(reading, uid=uid, card_id=card_id, now=self._now)
        # A back need not have a name and an address: it is the front that a person checks.
        review = "" if owner and reading.details.name is None else to_review(reading.recommendation)
        if owner is not None:
            note_side(tx, owner, card_id, now=self._now)
        elif compared.verdict is Verdict.ASK:
            review = ask_same(tx, contact.id, compared, now=self._now)
        review = and_retake(review, card)
        encounter = self._encounters.of(path, card.index)
        if encounter is not None:
            before = tx.people.relationships(contact.id)[0] if known is not None else None
            tx.encounters.add(contact.id, encounter, card_id=card_id, now=self._now)
            if before is not None:
                self._retell(tx, before, written)
        context, file = "", None
        if not any(draft.state in UNDER_WAY for draft in tx.drafts.all(contact_id=contact.id)):
            token = draft_token(photo.sha256, card.index)
            asked = owner is None and compared.verdict is Verdict.ASK
            context, file = self._draft(tx, contact, encounter, token, written, ask=asked, prepared=prepared)
        if owner is not None:
            side = f"{named(photo, card)}, {owner.why}"
            return CardOutcome(contact.display_name, review=review, context=context, draft=str(file or ""), side=side)
        return CardOutcome(contact.display_name, compared.verdict, review, context, str(file or ""))

    def _draft(
        self,
        tx: Transaction,
        contact: Contact,
        encounter: Encounter | None,
        token: str,
        written: list[Path],
        *,
        ask: bool,
        sure: Recommendation | None = None,
        prepared: Prepared | None = None,
    ) -> tuple[str, Path | None]:
        """Return (what is missing for a letter, the letter's file)."""
        # While it is undecided who this is, the reading does not count as sure, and no letter is written.
        recommendation = Recommendation.MEDIUM if ask else sure or contact.recommendation
        missing, file = self._letters.write(
            tx, contact, encounter, token=token, now=self._now, recommendation=recommendation, prepared=prepared
        )
        if file is not None:
            written.append(file)
        return missing, file


@contextlib.contextmanager
def open_intake(
    settings: Settings, photos: Sequence[Path], encounters: Encounters, *, now: datetime
) -> Iterator[Intake]:
    """Open the store for writing; see `Intake`."""
    with open_store(settings.database, keys_of=match_keys) as store:
        yield Intake(store, settings, encounters, photos, now=now)


def sender_wanted(settings: Settings, store: Store) -> bool:
    """Whether these are the first cards of this store and the settings name no sender; then it is worth saying once."""
    return not (settings.sender.name and settings.sender.email) and not store.counts().cards


def _whose(tx: Transaction, card: ScannedCard, card_id: int, pairing: Pairing) -> tuple[MatchResult, Owner | None]:
    """Return which contact the card matches, and the contact whose card it is the other side of.

    A side without a name is first compared with the cards beside it, because all backs of one firm are alike.
    """
    known = tx.cards.owner(card_id)
    if known is not None:  # read before: keep the contact it had then, with any correction a person made
        return MatchResult(Verdict.SAME, known), None
    details = card.reading.details
    if details.name is None and (owner := pairing.owner_of(card)):
        return MatchResult(Verdict.NEW), owner
    compared = match(details, tx.people.candidates(details))
    if details.name is None and pairing.postpones(details, compared):
        return MatchResult(Verdict.NEW), None
    return compared, None if compared.verdict is Verdict.SAME else pairing.owner_of(card)


def stamp_of(path: Path) -> FileStamp | None:
    """Return path, size and time of a file; None if it cannot be read."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return FileStamp(path.absolute(), status.st_size, status.st_mtime_ns)
