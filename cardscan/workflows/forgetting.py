"""Forget a person: delete files, rows and the bytes that a database leaves behind, and return proof.

Files are deleted first: if the power fails before the rows go, the contact is still there and the same command resumes.
A photo's file is deleted only where its bytes are still those that were read, and only when it shows nobody else.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cardscan.errors import OutputError
from cardscan.store import Belongings, Store


@dataclass(frozen=True, slots=True)
class Proof:
    """What was deleted, and what a search for the person's values found afterwards.

    Attributes:
        rows: Number of deleted rows by table.
        files: Deleted files.
        kept_files: Files that were not deleted, with the reason.
        searched: How many of the person's values were searched for in every byte of the database.
        left: Values that are still there, and where.
        others: Values that are still there because another person has them too.
    """

    rows: Mapping[str, int]
    files: tuple[Path, ...]
    kept_files: tuple[tuple[Path, str], ...]
    searched: int
    left: Mapping[str, list[str]]
    others: frozenset[str]


def forget(
    store: Store, contact_id: int, *, keep_photos: bool = False, reason: str, now: datetime, actor: str
) -> Proof:
    """Delete a person from everything. Only hashes remain, which turn away any further card of theirs.

    Args:
        keep_photos: Leave the photo files where they are.
    Raises:
        StoreError: There is no such contact, or the store cannot be written.
        OutputError: A file cannot be deleted; in that case nothing was removed from the store.
    """
    mine = store.people.belongings(contact_id)
    gone, kept = _delete_files(mine, keep_photos=keep_photos)
    store.will_erase()
    with store.transaction() as tx:
        rows = tx.people.forget(contact_id, reason=reason, now=now, actor=actor)
    store.erase()
    left, others = store.traces(mine.traces)
    return Proof(rows, tuple(gone), tuple(kept), len(mine.traces), left, frozenset(others))


def _delete_files(mine: Belongings, *, keep_photos: bool) -> tuple[list[Path], list[tuple[Path, str]]]:
    gone = [file for file in mine.draft_files if _unlink(file)]
    kept: list[tuple[Path, str]] = []
    for file, sha256 in mine.photo_files:
        if keep_photos:
            kept.append((file, "kept, as you wished"))
        elif (found := _sha256(file)) is None:
            continue
        elif found != sha256:
            kept.append((file, "kept: it is another picture now"))
        elif _unlink(file):
            gone.append(file)
    return gone, kept


def _sha256(file: Path) -> str | None:
    with contextlib.suppress(OSError, ValueError), file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
    return None


def _unlink(file: Path) -> bool:
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{file}: cannot be deleted ({reason}); delete it, then run the same command again"
        ) from error
    return True
