"""The databases on which every contract of the store is tried."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cardscan.contacts import match_keys
from cardscan.store import Store, open_store
from tests.contract.postgres import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running PostgreSQL, or a skip where its programs are not installed."""
    pytest.importorskip("psycopg", reason="the PostgreSQL driver is missing: pip install 'psycopg[binary]'")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if not found:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    if not shutil.which("setpriv"):
        pytest.skip("PostgreSQL is started by setpriv, which is not installed: apt-get install util-linux")
    running = Server(found[-1].parent)
    yield running
    running.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that does not exist yet, or is empty."""
    if request.param == "sqlite":
        return str(tmp_path / "home" / "cardscan.db")
    server: Server = request.getfixturevalue("server")
    return server.new_database()


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with open_store(database, keys_of=match_keys) as opened:
        yield opened
