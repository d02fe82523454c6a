"""Claim arrivals of the watched folders and record how they ended, together with what was read of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from cardscan.store import arrival_rows
from cardscan.store.facets.base import Changes
from cardscan.store.records import Arrival, PhotoState


class Arrivals(Changes):
    """Writes of the ledger that belong to a transaction; all else about arrivals is `Store.ledger`."""

    def claim(self, owner: str, *, roots: Iterable[Path], limit: int, now: datetime) -> list[Arrival]:
        """See `Ledger.claim`."""
        return arrival_rows.claim(self._connection, owner, roots=roots, limit=limit, now=now)

    def finish(
        self, arrival: Arrival, owner: str, state: PhotoState, *, now: datetime, sha256: str, reason: str | None = None
    ) -> None:
        """Record in the ledger how a claimed photo ended; LeaseLostError undoes it all if another holds the claim."""
        arrival_rows.finish(self._connection, arrival, owner, state, now=now, reason=reason, sha256=sha256)
