"""Column types that behave alike on SQLite and PostgreSQL, whatever text comes in."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from cardscan.model.plaintext import encodable


def storable(text: str) -> str:
    """The text without what a database cannot hold: NUL and half surrogate pairs become U+FFFD.

    PostgreSQL refuses NUL in text; no encoder writes half a surrogate pair.
    """
    return encodable(text).replace("\0", "\ufffd")


class CleanText(sa.types.TypeDecorator[str]):
    """Text of any origin; see `storable`."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Clean on the way in."""
        return None if value is None else storable(str(value))


class JsonText(sa.types.TypeDecorator[Any]):
    """A JSON document as text, so that both databases store and compare the same bytes."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """To one line of JSON; NUL stays, as an escape."""
        return None if value is None else storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """Back to lists and dictionaries."""
        try:
            return None if value is None else json.loads(value)
        except (ValueError, TypeError) as error:
            raise sa.exc.SQLAlchemyError("a stored value is no JSON, so the store is damaged") from error


class UtcTime(sa.types.TypeDecorator[datetime]):
    """A moment; in and out with a time zone (always UTC out)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite has no time zones and gets the bare numbers."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """With UTC attached."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
