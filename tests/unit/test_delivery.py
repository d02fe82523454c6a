"""What tries the wheel finds the Pythons that are there, and what checks a release finds what is wrong with it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from delivery.matrix import pythons, runs
from delivery.release import NEEDED, names_of, problems


def program(folder: Path, name: str, script: str) -> None:
    """Something that can be started under the name of a Python."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_each_python_that_runs_is_found_once(tmp_path: Path) -> None:
    """Shims without a Python, older ones, other implementations and other programs are left out."""
    here, there = tmp_path / "here", tmp_path / "there"
    program(here, "python3", "echo 3.13.0 3 13 /opt/with space/python3.13")
    program(here, "python3.13", "echo 3.13.0 3 13 /elsewhere/python3.13")
    program(here, "python3.12", "echo 'pyenv: python3.12: command not found' >&2; exit 127")
    program(here, "python3.10", "echo 3.10.9 3 10 /usr/bin/python3.10")
    program(here, "python3-config", "echo 3.14.0 3 14 /no/python")
    program(there, "python3.11", "echo 3.11.2 3 11 /usr/bin/python3.11")
    program(there, "python3.9", "exit 0")  # PyPy says nothing
    program(there, "python3.15", "echo 3.15.0rc1 3 15 /usr/bin/python3.15")
    (there / "python3.14").write_text("not a program")
    found = pythons([here, there, here, tmp_path / "nowhere"])
    assert [(python.version, python.program) for python in found] == [
        ("3.11.2", "/usr/bin/python3.11"),
        ("3.13.0", "/opt/with space/python3.13"),
        ("3.15.0rc1", "/usr/bin/python3.15"),
    ]


def test_the_oldest_python_also_gets_the_bare_wheel_and_the_lowest_versions(tmp_path: Path) -> None:
    """Lower bounds need wheels that are as old as they are."""
    program(tmp_path, "python3.11", "echo 3.11.2 3 11 /usr/bin/python3.11")
    program(tmp_path, "python3.13", "echo 3.13.0 3 13 /usr/bin/python3.13")
    wanted = [(run.python.version, bool(run.extras), run.lowest) for run in runs(pythons([tmp_path]))]
    assert wanted == [
        ("3.11.2", True, False),
        ("3.13.0", True, False),
        ("3.11.2", False, False),
        ("3.11.2", True, True),
    ]


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("", None),
        ("cardscan/__pycache__/config.cpython-311.pyc", "not to be shipped"),
        ("tests/unit/test_x.py", "not to be shipped"),
        ("cardscan-demo/cardscan.db", "not to be shipped"),
        ("cardscan/app/web/application.py.orig", "not to be shipped"),
        ("cardscan/testing.py", None),
    ],
)
def test_an_archive_with_junk_is_refused(added: str, said: str | None, tmp_path: Path) -> None:
    """Whoever installs it gets what is in it."""
    wheel = tmp_path / "x-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in [*(needed.partition("|")[0] for needed in NEEDED), *([added] if added else [])]:
            archive.writestr(name, "x")
    found = problems(wheel, names_of(wheel))
    assert found == [] if said is None else said in found[0]


def test_an_archive_that_lacks_something_or_is_too_large_is_refused(tmp_path: Path) -> None:
    """Templates, samples, lexicons and the licence have to be in it."""
    wheel = tmp_path / "x-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("cardscan/large", b"x" * 4_000_001)
    found = problems(wheel, names_of(wheel))
    assert len(found) == len(NEEDED) + 1
    assert "bytes" in found[-1]
