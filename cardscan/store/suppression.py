"""Keep the list of people who get no letters or were forgotten, as keyed hashes that reveal no names.

A hash is HMAC-SHA256 with a key that only this store has, so the list cannot be compared with another store's or
looked up in a table of addresses. Anyone who has the whole store can still try addresses one by one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.errors import StoreError
from cardscan.model.contact import MatchKey, MatchKeyKind
from cardscan.store.columns import storable
from cardscan.store.contacts_schema import store_secret
from cardscan.store.photos import upsert
from cardscan.store.schema import suppressions


def address_key(email: str) -> str:
    """Return an address in the form used for comparison, which ignores upper and lower case."""
    return " ".join(email.casefold().split())


def address_mark(email: str) -> str:
    """Return the text that is hashed for an address."""
    return f"email:{address_key(email)}"


def photo_mark(sha256: str) -> str:
    """Return the text that is hashed for a photo of a forgotten person."""
    return f"photo:{sha256}"


def identity_marks(keys: Iterable[MatchKey]) -> list[str]:
    """Return the texts that are hashed for a person, so that a further card or import is recognised as theirs."""
    return [f"identity:{key.key}" for key in keys if key.kind is MatchKeyKind.IDENTITY]


def hashed(connection: Connection, marks: Sequence[str]) -> list[str]:
    """Return the hashes of the marks with this store's key."""
    key = connection.scalar(sa.select(store_secret.c.key))
    if key is None:
        raise StoreError("the store has lost the key of its suppression list; put a backup in its place")
    return [
        hmac.new(bytes(key), storable(mark).encode("utf-8", "replace"), hashlib.sha256).hexdigest() for mark in marks
    ]


def put(connection: Connection, marks: Sequence[str], *, forgotten: bool, reason: str, now: datetime) -> list[str]:
    """Add the marks to the list and return their hashes; an entry that is there as forgotten stays so."""
    return put_hashes(connection, hashed(connection, marks), forgotten=forgotten, reason=reason, now=now)


def put_hashes(
    connection: Connection, hashes: Sequence[str], *, forgotten: bool, reason: str, now: datetime
) -> list[str]:
    """Add hashes to the list; see `put`."""
    kept = set(connection.scalars(sa.select(suppressions.c.hash).where(suppressions.c.forgotten)))
    for each in hashes:
        row = {"hash": each, "forgotten": forgotten or each in kept, "reason": reason, "created_at": now}
        upsert(connection, suppressions, ["hash"], row)
    return list(hashes)


def any_listed(connection: Connection, marks: Sequence[str], *, forgotten: bool = False) -> bool:
    """Whether one of the marks is on the list (with `forgotten`, as forgotten)."""
    if not marks:
        return False
    query = sa.select(suppressions.c.hash).where(suppressions.c.hash.in_(hashed(connection, marks)))
    if forgotten:
        query = query.where(suppressions.c.forgotten)
    return connection.scalar(query.limit(1)) is not None
