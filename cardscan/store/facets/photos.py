"""Store photos by their bytes: where each was seen, how far it got, and which were taken in close to it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import StoreError
from cardscan.model.scan import ScannedPhoto
from cardscan.store import forgetting, noted
from cardscan.store import photos as photo_rows
from cardscan.store.facets.base import Changes, Facet
from cardscan.store.noted import NotedPhoto
from cardscan.store.records import FileStamp, PhotoState
from cardscan.store.schema import arrivals, photos, sightings

# Programs that read at the same time finish in any order, but close to the order in which the photos came. Counted in
# rows, so that a folder of any size costs the same.
NEAR_ROWS = 64


class PhotosView(Facet):
    """Queries about photos, and the photos taken in close to one."""

    def known_files(self, stamps: Iterable[FileStamp]) -> dict[Path, PhotoState]:
        """Return those of these files unchanged since their photo was stored, with its state; one query for 10,000."""
        return self._ask(photo_rows.known_files, stamps)

    def noted_files(self, stamps: Iterable[FileStamp]) -> dict[Path, NotedPhoto]:
        """Return those of these files that are known, with what the notes beside them said of their cards so far."""
        return self._ask(noted.noted_files, stamps)

    def noted(self, sha256: str) -> NotedPhoto | None:
        """Return the notes about one photo, found by its bytes; None if no card on it has a contact."""
        found = self._ask(noted.noted_photos, photos.c.sha256 == sha256)
        return next(iter(found.values()), None)

    def state(self, sha256: str) -> PhotoState | None:
        """Return how far the photo with these bytes got; None if it was never seen."""
        return self._ask(photo_rows.photo_state, sha256)

    def has(self, sha256: str) -> bool:
        """Whether the photo with these bytes was stored before, in any state."""
        return self.state(sha256) is not None

    def files(self, sha256: str) -> tuple[str, ...]:
        """Return where a photo with these bytes was seen, newest first."""
        query = (
            sa.select(sightings.c.path)
            .join_from(sightings, photos)
            .where(photos.c.sha256 == sha256)
            .order_by(sightings.c.seen_at.desc(), sightings.c.path)
        )
        return tuple(self._ask(lambda connection: list(connection.scalars(query))))

    def beside(self, sha256: str) -> dict[str, str | None]:
        """Return photos of the same folder that were taken in at about the same time, this one included, in no order.

        Returns:
            File name -> SHA-256 of its bytes; None for one that waits in the watch ledger, or is being read.
        """
        return self._ask(_photos_beside, sha256)

    def is_forgotten(self, sha256: str) -> bool:
        """Whether the photo with these bytes showed a forgotten person and nobody else."""
        return self._ask(forgetting.is_forgotten_photo, sha256)


class Photos(Changes, PhotosView):
    """Photos, each known by its bytes, and where they were seen."""

    def add(
        self, photo: ScannedPhoto, *, now: datetime, stamp: FileStamp | None = None, state: PhotoState | None = None
    ) -> int:
        """Store the photo, or update the row with the same bytes; return its id.

        Args:
            stamp: Where it was seen, so that an unchanged file is recognised without reading it.
            state: If left out: done, or failed if the photo says so.
        """
        given = state or (PhotoState.FAILED if photo.failed else PhotoState.DONE)
        return photo_rows.put_photo(self._connection, photo, given, stamp, now)

    def add_sighting(self, sha256: str, stamp: FileStamp, *, now: datetime) -> None:
        """Record another path of a stored photo; StoreError if it is not stored."""
        photo_id = photo_rows.photo_id(self._connection, sha256)
        if photo_id is None:
            raise StoreError(f"{stamp.path}: its photo is not in the store; scan it first")
        photo_rows.put_sighting(self._connection, photo_id, stamp, now)


def _photos_beside(connection: Connection, sha256: str) -> dict[str, str | None]:
    own = connection.execute(sa.select(photos).where(photos.c.sha256 == sha256)).one_or_none()
    if own is None or not own.folder:
        return {}
    near = photos.c.id.between(own.id - NEAR_ROWS, own.id + NEAR_ROWS)
    rows = connection.execute(
        sa.select(photos.c.name, photos.c.sha256).where(near, photos.c.folder == own.folder).order_by(photos.c.id)
    )
    found: dict[str, str | None] = {row.name: row.sha256 for row in rows}
    arrived = connection.scalar(
        sa.select(sa.func.max(arrivals.c.id)).where(arrivals.c.path == f"{own.folder}{os.sep}{own.name}")
    )
    if arrived is not None:
        waiting = sa.select(arrivals.c.path).where(
            arrivals.c.id.between(arrived - NEAR_ROWS, arrived + NEAR_ROWS),
            arrivals.c.folder == own.folder,
            arrivals.c.state.in_([PhotoState.QUEUED, PhotoState.WORKING, PhotoState.HELD]),
        )
        found.update((name, None) for path in connection.scalars(waiting) if (name := Path(path).name) != own.name)
    return found | {own.name: sha256}
