"""Stores of every past version open with all that was in them; an upgrade that is interrupted leaves the old one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from cardscan.contacts import match_keys
from cardscan.errors import StoreError
from cardscan.model.contact import MatchKey
from cardscan.model.reading import CardReading, ContactDetails, PersonName
from cardscan.store import Store, ValueKind, open_store
from cardscan.store.opening import REVISIONS, connected, database_url
from tests.contract.postgres import Server

DUMPS = Path(__file__).with_name("schemas")


def old_store(tmp_path: Path, revision: str) -> Path:
    """A database as that version left it."""
    database = tmp_path / "cardscan.db"
    connection = sqlite3.connect(database)
    connection.executescript((DUMPS / f"{revision}.sql").read_text("utf-8"))
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return database


def dump(database: Path) -> list[str]:
    connection = sqlite3.connect(database)
    lines = list(connection.iterdump())
    connection.close()
    return lines


def old_postgresql(server: Server, revision: str) -> str:
    """The same in a PostgreSQL server."""
    url = server.new_database()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql((DUMPS / "postgresql" / f"{revision}.sql").read_text("utf-8"))
    engine.dispose()
    return url


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("revision", REVISIONS)
def test_a_store_of_a_past_version_is_upgraded_with_all_that_is_in_it(
    revision: str, kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Contacts, corrections, encounters, an approved draft, a suppressed address; and what is new works on them."""
    if kind == "sqlite":
        database = str(old_store(tmp_path, revision))
    else:
        database = old_postgresql(request.getfixturevalue("server"), revision)
    with open_store(database, keys_of=match_keys, create=False) as store:
        ada, jurgen = store.people.all()
        assert ada.details.titles == ("Head of Research",)
        assert ada.details.emails == ("ada@beispiel.example",)
        assert store.people.history(ada.id).encounters[0].promises[0].text == "send the paper"
        assert [promise.text for promise in store.promises.all(contact_id=ada.id)] == ["send the paper"]
        assert [draft.state.value for draft in store.drafts.all()] == ["drafted", "approved"]
        assert store.cards.newest_crop(ada.id) == b"\xff\xd8\0\xff"
        assert store.suppression.has("no.thanks@x.example")
        assert not store.suppression.has("ada@beispiel.example")
        assert [line.id for line in store.people.find("jurgen prismen")] == [jurgen.id]
        assert [line.email for line in store.people.lines()] == [
            "ada@beispiel.example",
            "jürgen.müller@beispiel.example",
        ]
        assert_what_came_with_the_schema_is_there(store, revision)
        with store.transaction() as tx:
            found = tx.people.candidates(ContactDetails(emails=("ada@beispiel.example",)))
            assert [contact.id for contact in found] == [ada.id]
            tx.duplicates.merge(ada.id, jurgen.id, now=ada.revised, actor="me")
            tx.duplicates.undo_merge(jurgen.id, now=ada.revised, actor="me")
            added = tx.people.add(CardReading(ContactDetails(PersonName("New"))), uid="u9", now=ada.revised)
            assert added.id == 3
        kinds = {value.kind for value in store.people.history(jurgen.id).values}
        assert {ValueKind.EMAIL, ValueKind.PHONE, ValueKind.ORGANIZATION} <= kinds
        if kind == "sqlite":
            with store._engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    if kind == "sqlite":
        assert "no.thanks" not in "\n".join(dump(tmp_path / "cardscan.db")).casefold()


def assert_what_came_with_the_schema_is_there(store: Store, revision: str) -> None:
    """Rows of the tables that the dump's own schema brought."""
    if revision >= "0002":
        assert [item.value for item in store.address_books.kept_properties(1)] == ["1980-02-29"]
        assert store.address_books.publications("https://x.example/b/")[1].href == "/b/1.vcf"
        assert store.address_books.imported("uid:x") is not None
        assert store.duplicates.undecided() == []
    if revision >= "0003":
        assert [touch.text for touch in store.people.relationships(1)[0].touches] == ["Grüße"]
    met, draft = store.encounters.of(1)[0], store.drafts.get(1)
    assert (met.quoted, met.kept_private) == ((("OCR",), ("tall",)) if revision >= "0008" else ((), ()))
    assert draft.note_changed is (revision >= "0008")
    with store._engine.connect() as connection:
        addressed = connection.exec_driver_sql("SELECT address FROM drafts ORDER BY id").scalars().all()
        assert addressed == (["informal", ""] if revision >= "0006" else ["", ""])
        for table, since in (("duplicate_questions", "0002"), ("arrivals", "0004"), ("review_steps", "0005")):
            count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608  # fixed names
            assert count == (1 if revision >= since else 0), table


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """One sentence with both numbers and the way out."""
    if kind == "sqlite":
        database = str(old_store(tmp_path, REVISIONS[-1]))
    else:
        database = old_postgresql(request.getfixturevalue("server"), REVISIONS[-1])
    engine = connected(database_url(database), create=False)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE cardscan_schema SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(StoreError, match=r"newer cardscan \(schema 9999.*install the newer version"):
        open_store(database, keys_of=match_keys)


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_an_upgrade_that_fails_on_postgresql_is_rolled_back(revision: str, server: Server) -> None:
    """The last statement of the upgrade fails: every table is as before, and the next try succeeds."""
    database = old_postgresql(server, revision)
    before = rows_of(database)

    def fail(_: ContactDetails) -> tuple[MatchKey, ...]:
        raise RuntimeError("as if the power had failed")

    with pytest.raises(RuntimeError):
        open_store(database, keys_of=fail)
    assert rows_of(database) == before
    with open_store(database, keys_of=match_keys, create=False) as store:
        assert len(store.people.all()) == 2


def rows_of(database: str) -> dict[str, list[str]]:
    """Every table with its columns and rows."""
    engine, tables = sa.create_engine(database), sa.MetaData()
    with engine.connect() as connection:
        tables.reflect(connection)
        found = {
            table.name: [repr(list(table.c.keys())), *sorted(repr(row) for row in connection.execute(sa.select(table)))]
            for table in tables.sorted_tables
        }
    engine.dispose()
    return found


def test_every_released_schema_has_its_dump() -> None:
    """For both databases; a schema without one would be the next that nobody can upgrade."""
    for folder in (DUMPS, DUMPS / "postgresql"):
        assert {path.stem for path in folder.glob("*.sql")} == set(REVISIONS)
