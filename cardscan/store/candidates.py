"""Find stored contacts that may be the person on a card, by shared keys and never by a scan of all contacts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.contact import Contact, MatchKey, MatchKeyKind
from cardscan.store import people
from cardscan.store.schema import contacts, match_keys

# Weight of one shared key when candidates are selected; the verdict does not use it.
# An address, a whole name or a number weighs more than half a name and a firm's domain together.
_KEY_WEIGHT = {
    MatchKeyKind.EMAIL: 8,
    MatchKeyKind.NAME: 6,
    MatchKeyKind.PHONE: 6,
    MatchKeyKind.SOUND: 3,
    MatchKeyKind.TRIGRAM: 2,
    MatchKeyKind.DOMAIN: 1,
    MatchKeyKind.IDENTITY: 0,  # derived from the others
}

# At most this many contacts of one key are examined. More share a key only if it says little (a switchboard, a common
# name at a large firm), and then other keys decide. Without the limit, every card would be slow in a large store.
MAX_OF_A_KEY = 200

# A number that more people than this share is a switchboard, and weighs less than the sound of a name.
MAX_OF_A_NUMBER = 10
SWITCHBOARD_WEIGHT = 2

# This many of the best are compared closely. More share a key only at a firm whose cards all show one office number.
MAX_CANDIDATES = 50

# At most this many of those who share only half a name (its sound, or one end of it). In a large store hundreds do, in
# no useful order, and examining 50 of them doubled the cost of a card. Of 1,580 such comparisons in a store of 100,000
# contacts, none justified a question.
HALF_A_NAME = 5
MAX_HALF_NAMED = 8


def candidates(connection: Connection, keys: Sequence[MatchKey]) -> list[Contact]:
    """Return the contacts that share the most weight of these keys, best first; never scans all contacts."""
    weighty = [key for key in keys if _KEY_WEIGHT[key.kind]]
    if not weighty:
        return []
    query = _sharing(tuple(key.kind for key in weighty))
    shared = connection.execute(query, {f"key{number}": key.key for number, key in enumerate(weighty)}).all()
    ids = [row.contact_id for row in shared if row.weight > HALF_A_NAME]
    ids += [row.contact_id for row in shared[len(ids) : len(ids) + MAX_HALF_NAMED]]
    if not ids:
        return []
    found = {contact.id: contact for contact in people.contacts_where(connection, contacts.c.id.in_(ids))}
    return [found[contact_id] for contact_id in ids]


@lru_cache(maxsize=256)
def _sharing(kinds: tuple[MatchKeyKind, ...]) -> sa.Select[Any]:
    """Return the query for sharers of keys of these kinds (`key0`, `key1`, ...). Cached: building it costs most."""
    # One limited index look-up for each key, so that a store a hundred times as large costs no more.
    parts = [
        sa.select(
            sa.select(match_keys.c.contact_id, _weight_of(kind).label("weight"))
            .where(match_keys.c.kind == kind, match_keys.c.key == sa.bindparam(f"key{number}"))
            .limit(MAX_OF_A_KEY)
            .subquery()
        )
        for number, kind in enumerate(kinds)
    ]
    shared = sa.union_all(*parts).subquery()
    weight = sa.func.sum(shared.c.weight)
    return (
        sa.select(shared.c.contact_id, weight.label("weight"))
        .group_by(shared.c.contact_id)
        .order_by(weight.desc(), shared.c.contact_id)
        .limit(MAX_CANDIDATES)
    )


def _weight_of(kind: MatchKeyKind) -> sa.ColumnElement[int]:
    weight = sa.literal_column(str(_KEY_WEIGHT[kind]), sa.Integer)
    if kind is not MatchKeyKind.PHONE:
        return weight
    shared_by_many = sa.func.count().over() > sa.literal_column(str(MAX_OF_A_NUMBER))
    return sa.case((shared_by_many, sa.literal_column(str(SWITCHBOARD_WEIGHT))), else_=weight)
