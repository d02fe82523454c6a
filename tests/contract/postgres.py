"""A real PostgreSQL server for the contract tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa


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
        self._count = 0
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

    def url(self, schema: str = "public") -> str:
        return f"postgresql+psycopg://cardscan@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"

    def new_database(self) -> str:
        """A schema of its own, which is as good as a database and a hundred times faster to make."""
        self._count += 1
        with self._admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA test_{self._count}")
        return self.url(f"test_{self._count}")

    def stop(self) -> None:
        self._admin.dispose()
        self._process.send_signal(signal.SIGQUIT)  # at once, without tidying up
        self._process.wait(30)
        shutil.rmtree(self.folder)
