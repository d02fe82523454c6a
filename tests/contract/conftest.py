"""The databases on which every contract of the store is tried."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from cardscan.contacts import match_keys
from cardscan.store import Store, open_store
from tests.contract.postgres import Server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that does not exist yet, or is empty; where a test has a `store` too, the place of that one."""
    if request.param == "sqlite":
        yield str(tmp_path / "home" / "cardscan.db")
        return
    server: Server = request.getfixturevalue("server")
    with server.new_store() if "store" in request.fixturenames else nullcontext(server.new_database()) as url:
        yield url


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with open_store(database, keys_of=match_keys) as opened:
        yield opened
