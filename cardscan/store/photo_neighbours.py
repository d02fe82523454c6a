"""Query which photos were taken in close to a photo: its session, as far as the store knows it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.store.contacts_schema import duplicate_questions
from cardscan.store.records import PhotoState
from cardscan.store.schema import arrivals, photos

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")

# Programs that read at the same time finish in any order, but close to the order in which the photos came. Counted in
# rows, so that a folder of any size costs the same.
NEAR_ROWS = 64


class SessionView:
    """Queries about the photos around a photo."""

    def _ask(
        self,
        question: Callable[Concatenate[Connection, _Given], _Found],
        *args: _Given.args,
        **kwargs: _Given.kwargs,
    ) -> _Found:
        raise NotImplementedError

    def photos_beside(self, sha256: str) -> dict[str, str | None]:
        """Return photos of the same folder that were taken in at about the same time, this one included, in no order.

        Returns:
            File name -> SHA-256 of its bytes; None for one that waits in the watch ledger, or is being read.
        """
        return self._ask(_photos_beside, sha256)

    def was_asked_about(self, contact_id: int) -> bool:
        """Whether a person was, or will be, asked if this contact is the same as another one."""
        pair = sa.or_(duplicate_questions.c.first_id == contact_id, duplicate_questions.c.second_id == contact_id)
        query = sa.select(duplicate_questions.c.id).where(pair).limit(1)
        return self._ask(lambda connection: connection.scalar(query)) is not None


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
