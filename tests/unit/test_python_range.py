"""On which Python what works, said alike by the metadata and by the program."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from cardscan.reading.ocr.neural_engine import missing_neural

PROJECT = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize("minor", range(11, 17))
def test_doctor_names_a_remedy_exactly_where_the_extra_installs_something(minor: int) -> None:
    """Where the runtime has no package, no command is offered that would fail or do nothing."""
    machine = {"python_version": f"3.{minor}", "sys_platform": "linux", "platform_machine": "x86_64"}
    wanted = [Requirement(text) for text in PROJECT["optional-dependencies"]["neural"]]
    installs = {requirement.marker is None or requirement.marker.evaluate(machine) for requirement in wanted}
    fact, remedy = missing_neural((3, minor, 0))
    assert installs == {bool(remedy)}
    assert bool(remedy) or f"Python 3.{minor}" in fact


def test_the_metadata_name_every_python_from_the_first_on() -> None:
    """The classifiers begin where requires-python does, without a gap."""
    prefix = "Programming Language :: Python :: 3."
    minors = [int(text.removeprefix(prefix)) for text in PROJECT["classifiers"] if text.startswith(prefix)]
    assert PROJECT["requires-python"] == f">=3.{minors[0]}"
    assert minors == list(range(minors[0], minors[-1] + 1))
