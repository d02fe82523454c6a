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
        subprocess.run(initdb, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, timeout=60)
        # No network at all: its socket lies in the folder, so that no port has to be free.
        options = ["listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        command = [*as_user, str(programs / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        command += [part for option in options for part in ("-c", option)]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        self._admin = sa.create_engine(self.url(), isolation_level="AUTOCOMMIT")
        self._count, self._template = 0, ""
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
        """A store that nobody has used yet: a copy of one, which is made in a fifth of the time."""
        if not self._template:
            self._template = "template_store"
            self._say(f"CREATE DATABASE {self._template}")
            open_store(self.url(database=self._template), keys_of=match_keys).close()
        self._count += 1
        name = f"store_{self._count}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY file_copy")
        yield self.url(database=name)
        self._say(f"DROP DATABASE {name} WITH (FORCE)")

    def _say(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def stop(self) -> None:
        self._admin.dispose()
        self._process.send_signal(signal.SIGQUIT)  # at once, without tidying up
        self._process.wait(30)
        shutil.rmtree(self.folder)


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
