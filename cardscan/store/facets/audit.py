"""Read and write who changed what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.store.facets.base import Changes, Facet
from cardscan.store.records import AuditEntry
from cardscan.store.schema import audit


class AuditView(Facet):
    """Queries of the audit."""

    def entries(self, subject: str | None = None) -> list[AuditEntry]:
        """Return who changed what ("contact 7", "draft 3", or everything), oldest first."""
        return self._ask(_entries, subject)


class Audit(Changes, AuditView):
    """The audit, written by hand where no other write does it."""

    def note(
        self, subject: str, action: str, *, now: datetime, actor: str, before: Any = None, after: Any = None
    ) -> None:
        """Write an audit entry."""
        self._note(subject, action, now=now, actor=actor, before=before, after=after)


def _entries(connection: Connection, subject: str | None) -> list[AuditEntry]:
    query = sa.select(audit).order_by(audit.c.id)
    if subject is not None:
        query = query.where(audit.c.subject == subject)
    return [
        AuditEntry(row.at, row.actor, row.action, row.subject, row.before, row.after)
        for row in connection.execute(query)
    ]
