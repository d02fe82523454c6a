"""Open the desk of letters for the person at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from cardscan.app.cli.options import open_existing_store, settings_from

if TYPE_CHECKING:
    from cardscan.workflows.review.drafts import DraftDesk


@contextmanager
def desk_of(db: str | None) -> Iterator[tuple[DraftDesk, datetime]]:
    """Open the desk of the person at the terminal; yield it with the time."""
    import getpass
    from datetime import UTC

    from cardscan.workflows.review.drafts import DraftDesk

    settings = settings_from({"db": db})
    try:
        actor = settings.sender.name or getpass.getuser()
    except (OSError, KeyError):  # the process has no user name
        actor = "somebody"
    with open_existing_store(db) as store:
        yield DraftDesk(store, settings, actor), datetime.now(UTC)
