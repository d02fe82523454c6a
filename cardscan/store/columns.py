"""Define column types that behave alike on SQLite and PostgreSQL for any text."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from cardscan.model.plaintext import encodable


def storable(text: str) -> str:
    """Return the text with everything a database cannot hold (NUL, half surrogate pairs) replaced by U+FFFD.

    PostgreSQL refuses NUL in text; no encoder writes half a surrogate pair.
    """
    return encodable(text).replace("\0", "\ufffd")


class CleanText(sa.types.TypeDecorator[str]):
    """Text from any source; see `storable`."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Clean the text before it is stored."""
        return None if value is None else storable(str(value))


class JsonText(sa.types.TypeDecorator[Any]):
    """A JSON document as text, so that both databases store and compare the same bytes."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Encode as one line of JSON; NUL is kept as an escape."""
        return None if value is None else storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """Decode into lists and dictionaries."""
        try:
            return None if value is None else json.loads(value)
        except (ValueError, TypeError) as error:
            raise sa.exc.SQLAlchemyError("a stored value is no JSON, so the store is damaged") from error


class UtcTime(sa.types.TypeDecorator[datetime]):
    """A moment; takes any time zone, and returns UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC; SQLite has no time zones and gets the time without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """Attach UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
