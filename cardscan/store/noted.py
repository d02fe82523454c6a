"""Query what the files beside stored photos said about their cards, so that a scan can tell whether it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.encounter import Encounter
from cardscan.model.plaintext import visible_bytes
from cardscan.store import letters
from cardscan.store.photos import PATHS_PER_QUERY, path_key, path_of
from cardscan.store.records import FileStamp
from cardscan.store.schema import SECOND_PEOPLE_FROM, cards, encounters, photos, sightings


@dataclass(slots=True)
class NotedPhoto:
    """A stored photo, and what its files said.

    Attributes:
        folder, name: Where the photo lay when it was read, as `path_key` writes it.
        cards: The notes by card index; None if nothing was noted. Cards without a contact are left out.
    """

    sha256: str
    folder: str
    name: str
    cards: dict[int, Encounter | None] = field(default_factory=dict)

    def told_by(self, path: Path) -> bool:
        """Whether the notes beside this copy apply: the photo was read here, or is no longer where it was read."""
        if (path_key(path.parent), visible_bytes(path.name)) == (self.folder, self.name):
            return True
        written = Path(self.folder, self.name)
        try:
            return not (written.exists() or path_of(written).exists())
        except (OSError, ValueError):
            return False


def noted_files(connection: Connection, stamps: Iterable[FileStamp]) -> dict[Path, NotedPhoto]:
    """Return those of these files that are known, with what was noted about their cards."""
    wanted = {path_key(stamp.path): stamp.path for stamp in stamps}
    keys, found = list(wanted), {}
    for start in range(0, len(keys), PATHS_PER_QUERY):
        some = keys[start : start + PATHS_PER_QUERY]
        seen = sa.select(sightings.c.path, sightings.c.photo_id).where(
            sightings.c.path.in_(sa.bindparam("paths", expanding=True))
        )
        known = noted_photos(connection, photos.c.id.in_(seen.with_only_columns(sightings.c.photo_id)), {"paths": some})
        for path, photo_id in connection.execute(seen, {"paths": some}):
            if photo_id in known:
                found[wanted[path]] = known[photo_id]
    return found


def noted_photos(
    connection: Connection, condition: sa.ColumnElement[bool], bound: Mapping[str, Any] | None = None
) -> dict[int, NotedPhoto]:
    """Return the photos for which the condition holds, by row number; makes two queries.

    Args:
        bound: Values of the condition's parameters.
    """
    found: dict[int, NotedPhoto] = {}
    read = sa.select(photos.c.id, photos.c.sha256, photos.c.folder, photos.c.name, cards.c.card_index)
    # Notes about the second person on a card are typed by a person, not read from files beside the photo.
    where = sa.and_(condition, cards.c.contact_id.is_not(None), cards.c.card_index < SECOND_PEOPLE_FROM)
    for row in connection.execute(read.join_from(cards, photos).where(where), bound):
        photo = found.setdefault(row.id, NotedPhoto(row.sha256, row.folder, row.name))
        photo.cards[row.card_index] = None
    told = sa.select(encounters, cards.c.photo_id, cards.c.card_index).select_from(
        encounters.join(cards, encounters.c.card_id == cards.c.id).join(photos)
    )
    where = sa.and_(where, encounters.c.source == "files")
    for row in connection.execute(told.where(where).order_by(encounters.c.id), bound):
        found[row.photo_id].cards[row.card_index] = letters.encounter_from(row)  # type: ignore[arg-type]  # a row of more columns
    return found
