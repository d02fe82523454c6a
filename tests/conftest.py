"""What all tests share: no test touches the user's own store, and a required component may not be skipped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from cardscan.store import opening
from tests import quick_stores
from tests.contract.postgres import server as server  # one a test process
from tests.warm_program import WarmProgram

# How long an example takes says something of the machine and of who else is busy on it, not of the property.
settings.register_profile("cardscan", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("cardscan")

# Names a component that CI has installed; a test that is skipped because it is missing then fails.
REQUIRED = tuple(name for name in os.environ.get("TESTS_REQUIRE", "").split(",") if name)
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has an empty home of its own, and none of the user's settings."""
    home = tmp_path_factory.mktemp("home")
    for name in [name for name in os.environ if name.startswith("CARDSCAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / ".local" / "share"))
    monkeypatch.setenv("CARDSCAN_HOME", str(home / "cardscan"))


@pytest.fixture(scope="session", autouse=True)
def _quick_stores() -> Iterator[None]:
    """New stores get their tables without the migrations' own time, but for the first of each test process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "migrate", quick_stores.migrate)
        yield


@pytest.fixture
def real_migrations() -> Iterator[None]:
    """For tests of how a store is made: each is made as a user's is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "migrate", quick_stores.real_migrate)
        yield


@pytest.fixture(scope="session")
def program() -> Iterator[WarmProgram]:
    """What runs commands without waiting for Python; one a test process."""
    with closing(WarmProgram()) as running:
        yield running


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Turn a skip for want of a required component into a failure."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if not report.skipped or not isinstance(report.longrepr, tuple):
        return
    reason = str(report.longrepr[2]).lower()
    missing = [name for name in REQUIRED if name in reason]
    if missing:
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, but {missing[0]} is required here: {report.longrepr[2]}"
