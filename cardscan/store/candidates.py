"""Who in the store may be the person on a card: found by shared keys, never by a scan of all contacts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.model.contact import Contact, MatchKey, MatchKeyKind
from cardscan.store import people
from cardscan.store.schema import contacts, match_keys

# How much one shared key says, for choosing which candidates are looked at; the verdict is not made of these.
# An address, a whole name or a number is more than all that half a name and a firm's domain can say together.
_KEY_WEIGHT = {
    MatchKeyKind.EMAIL: 8,
    MatchKeyKind.NAME: 6,
    MatchKeyKind.PHONE: 6,
    MatchKeyKind.SOUND: 3,
    MatchKeyKind.TRIGRAM: 2,
    MatchKeyKind.DOMAIN: 1,
    MatchKeyKind.IDENTITY: 0,  # made of the others
}

# So many contacts of one key are looked at. More share one only where it says little (a switchboard, a common name
# at a large firm), and then the other keys decide; without this, a large store would make every card slow.
MAX_OF_A_KEY = 200

# A number that more people share is a switchboard, and says less than a name's sound.
MAX_OF_A_NUMBER = 10
SWITCHBOARD_WEIGHT = 2

# The best so many are compared closely. More share a key only at a firm whose cards all show one office number.
MAX_CANDIDATES = 50

# Of those who share no more than half a name (its sound, one end of it) so many: in a large store hundreds do, in any
# order, and looking at 50 of them made a card cost twice as much. Of 1,580 such comparisons in a store of 100,000
# none was worth a question.
HALF_A_NAME = 5
MAX_HALF_NAMED = 8


def candidates(connection: Connection, keys: Sequence[MatchKey]) -> list[Contact]:
    """The contacts that share most of these keys, best first; never a scan of all contacts."""
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
    """Who shares keys of these kinds, `key0`, `key1` and so on. Kept: making it anew takes longer than asking."""
    # One look-up in the index for each key, each of them cut off: a store a hundred times as large costs no more.
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
