"""A real PostgreSQL server for the contract tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from cardscan.contacts import match_keys
from cardscan.store import open_store
from cardscan.store.opening import REVISIONS, VERSION_TABLE
from cardscan.store.schema import metadata
from tests.patience import PATIENCE_S


class Server:
    """A PostgreSQL server of our own, in a folder that is thrown away."""

    def __init__(self, programs: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="cardscan-pg-"))
        # A server whose test run was killed must not stay behind: it gets SIGQUIT when its parent dies.
        as_user = ["setpriv", "--pdeathsig=QUIT"]
        if os.geteuid() == 0:  # the server refuses to run as root
            names = {entry.pw_name for entry in pwd.getpwall()}
            user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            as_user += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        initdb = [*as_user, str(programs / "initdb"), "-D", str(self.folder / "data"), "--no-sync"]
        initdb += ["-A", "trust", "-U", "cardscan", "-E", "UTF8", "--locale=C"]
        subprocess.run(initdb, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, timeout=PATIENCE_S)
        # No network at all: its socket lies in the folder, so that no port has to be free.
        options = ["listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        command = [*as_user, str(programs / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        command += [part for option in options for part in ("-c", option)]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        # No connection is kept: a test that ends all connections of the server must not end ours for the test after it.
        self._admin = sa.create_engine(self.url(), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self._count, self._free = 0, list[str]()
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        for _ in range(300):
            try:
                self._admin.connect().close()
            except sa.exc.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self.folder / "log").read_text())

    def url(self, schema: str = "public", *, database: str = "postgres") -> str:
        return f"postgresql+psycopg://cardscan@/{database}?host={self.folder}&options=-csearch_path%3D{schema}"

    def new_database(self) -> str:
        """A schema of its own, which is as good as a database and a hundred times faster to make."""
        self._count += 1
        self._say(f"CREATE SCHEMA test_{self._count}")
        return self.url(f"test_{self._count}")

    @contextmanager
    def new_store(self) -> Iterator[str]:
        """A store that nobody has used yet, or that was emptied: it has its tables, which take most of the time."""
        if not self._free:
            self._count += 1
            self._say(f"CREATE DATABASE store_{self._count}")
            self._free.append(self.url(database=f"store_{self._count}"))
            open_store(self._free[-1], keys_of=match_keys).close()
        url = self._free.pop()
        yield url
        if _emptied(url):
            self._free.append(url)

    def _say(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def stop(self) -> None:
        self._admin.dispose()
        self._process.send_signal(signal.SIGQUIT)  # at once, without tidying up
        self._process.wait(PATIENCE_S)
        shutil.rmtree(self.folder)


def _emptied(url: str) -> bool:
    """Take every row out of a store and begin its numbers anew; False where its tables are changed or still held."""
    engine = sa.create_engine(url)
    try:
        with engine.begin() as connection:
            tables = {*metadata.tables, VERSION_TABLE, "contact_search"}
            if set(sa.inspect(connection).get_table_names()) != tables:
                return False
            if connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar() != REVISIONS[-1]:  # noqa: S608
                return False
            connection.exec_driver_sql("SET lock_timeout = '5s'")
            for name in ("contact_search", *(table.name for table in reversed(metadata.sorted_tables))):
                if name != "store_secret":
                    connection.exec_driver_sql(f"DELETE FROM {name}")  # noqa: S608 - our own tables
            for name in connection.exec_driver_sql("SELECT relname FROM pg_class WHERE relkind = 'S'").scalars().all():
                connection.exec_driver_sql(f"ALTER SEQUENCE {name} RESTART")
    except sa.exc.OperationalError:  # a connection that a test left behind holds a table
        return False
    finally:
        engine.dispose()
    return True


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
