"""Search names, firms, notes and the text of cards for words: FTS5 on SQLite, tsvector on PostgreSQL.

Both databases get the same words and so find the same contacts. Text is folded to lower case without accents and
split at everything that is not a letter or digit. Chinese, Japanese and Korean characters become one word each,
because those scripts put no spaces between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from cardscan.locales.folding import search_key
from cardscan.store.columns import storable
from cardscan.store.schema import REPLACED, cards, encounters

_SIGNS = r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]"
_WORD = re.compile(rf"{_SIGNS}|(?:(?!{_SIGNS})[^\W_])+")

# Longer text is a hostile card; PostgreSQL takes positions up to 16,383 and words up to 2,046 bytes.
MAX_WORDS = 16_000
MAX_LETTERS = 200
MAX_QUERY_WORDS = 32
MAX_RANKED = 2_000


def words(text: str) -> list[str]:
    """Return the folded words of a text, as they are stored and searched for."""
    return [word[:MAX_LETTERS] for word in _WORD.findall(search_key(storable(text)))][:MAX_WORDS]


def put_document(connection: Connection, contact_id: int, names: Iterable[str], texts: Iterable[str]) -> None:
    """Make a contact findable by these names and texts; they replace its earlier ones."""
    drop_document(connection, contact_id)
    first = words(" ".join(names))
    rest = [*words(" ".join(texts)), *_texts_of(connection, contact_id)][: MAX_WORDS - len(first)]
    if connection.dialect.name == "sqlite":
        connection.execute(
            sa.text("INSERT INTO contact_search (rowid, names, texts) VALUES (:id, :names, :texts)"),
            {"id": contact_id, "names": " ".join(first), "texts": " ".join(rest)},
        )
        return
    places: dict[str, list[str]] = {}
    for place, word in enumerate((*first, *rest), 1):
        # PostgreSQL keeps at most this many positions of one word.
        if len(seen := places.setdefault(word, [])) < 255:
            seen.append(f"{place}{'A' if place <= len(first) else 'D'}")
    document = " ".join(f"'{word}':{','.join(where)}" for word, where in places.items())
    connection.execute(
        sa.text("INSERT INTO contact_search (contact_id, document) VALUES (:id, CAST(:document AS tsvector))"),
        {"id": contact_id, "document": document},
    )


def drop_document(connection: Connection, contact_id: int) -> None:
    """Remove the contact from the index."""
    column = "rowid" if connection.dialect.name == "sqlite" else "contact_id"
    connection.execute(sa.text(f"DELETE FROM contact_search WHERE {column} = :id"), {"id": contact_id})  # noqa: S608


def find(connection: Connection, text: str, *, limit: int | None = None) -> list[int]:
    """Return the numbers of contacts with all words of the text, or longer words that begin with them; best first.

    A match in a name or firm counts more than one in a note or in the card's text.
    """
    wanted = [_units(part) for part in text.split()][:MAX_QUERY_WORDS]
    wanted = [units for units in wanted if units]
    if not wanted:
        return []
    values: dict[str, Any] = {"limit": limit if limit is not None else 2**31 - 1}
    if connection.dialect.name == "sqlite":
        values["query"] = " AND ".join(f'"{" ".join(units)}" *' for units in wanted)
        ranked = (
            "SELECT rowid FROM contact_search WHERE contact_search MATCH :query ORDER BY bm25(contact_search, 10, 1)"
        )
        if limit is None:
            return list(connection.scalars(sa.text(f"{ranked}, rowid LIMIT :limit"), values))
        return _best_of_many(connection, values, limit)
    values["query"] = " & ".join(_phrase(units) for units in wanted)
    query = (
        "SELECT contact_id FROM contact_search, CAST(:query AS tsquery) AS wanted WHERE document @@ wanted "
        "ORDER BY ts_rank(document, wanted) DESC, contact_id LIMIT :limit"
    )
    return list(connection.scalars(sa.text(query), values))


def _best_of_many(connection: Connection, values: dict[str, Any], limit: int) -> list[int]:
    """Match names first. Of a word that thousands have, only a limited number are ranked: nobody reads on that far."""
    query = (
        "SELECT rowid FROM (SELECT rowid, bm25(contact_search, 10, 1) AS score FROM contact_search "  # noqa: S608
        f"WHERE contact_search MATCH :query LIMIT {MAX_RANKED}) ORDER BY score, rowid LIMIT :limit"
    )
    in_names = values | {"query": f"names : ({values['query']})"}
    found = list(connection.scalars(sa.text(query), in_names))
    if len(found) < limit:
        found += connection.scalars(sa.text(query), values)
    return list(dict.fromkeys(found))[:limit]


def shrink(connection: Connection) -> None:
    """Rebuild the index, so that no word of a deleted contact is left in it."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("INSERT INTO contact_search (contact_search) VALUES ('rebuild')"))
        connection.execute(sa.text("INSERT INTO contact_search (contact_search) VALUES ('optimize')"))


def _units(part: str) -> list[str]:
    """Return words that belong together in sequence: those of "ada@example.org", or a name in Chinese characters."""
    return words(part)[:MAX_QUERY_WORDS]


def _phrase(units: Sequence[str]) -> str:
    return "(" + " <-> ".join([*(f"'{unit}'" for unit in units[:-1]), f"'{units[-1]}':*"]) + ")"


def _texts_of(connection: Connection, contact_id: int) -> list[str]:
    """Return the words of the contact's encounters and of its cards as they were read."""
    noted = ("event", "place", "talk", "next_step", "introduced_by", "note")
    mine = sa.and_(encounters.c.contact_id == contact_id, encounters.c.source != REPLACED)
    query = sa.select(encounters).where(mine).order_by(encounters.c.id)
    found: list[str] = []
    for row in connection.execute(query):
        found += [text for name in noted if (text := getattr(row, name))]
        found += [promise["text"] for promise in (*row.promises, *row.their_promises)]
    readings = sa.select(cards.c.reading).where(cards.c.contact_id == contact_id).order_by(cards.c.id)
    for reading in connection.scalars(readings):
        found += [str(line) for line in reading.get("text") or ()]
    return words("\n".join(found))
