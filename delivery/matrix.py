"""`make matrix`: the built wheel, tried with every Python of this machine and once with the oldest dependencies.

The wheel is built once. Each Python gets an environment of its own and runs delivery/quick_suite.py in it: with all
extras, the oldest Python without any too, and once with each dependency at its lower bound of pyproject.toml. The
property test of what workers answer runs in each as well.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = tuple(sorted(PROJECT["optional-dependencies"]))
UV = str(Path(sys.executable).with_name("uv"))
OLDEST = (3, 11)
# One test of the checkout on the installed program: that every type crosses between processes on this Python.
ALONE = (
    "-q",
    "-c",
    os.devnull,
    "-p",
    "no:cacheprovider",
    "--noconftest",
    "--import-mode=importlib",
    "--hypothesis-profile=ci",
)
_NAME = re.compile(r"python3(\.\d+)?t?")
# Says nothing for another implementation than CPython; a virtual environment stands for the Python under it.
PROBE = (
    "import sys, platform\n"
    "if sys.implementation.name == 'cpython':\n"
    "    print(platform.python_version(), *sys.version_info[:2], getattr(sys, '_base_executable', sys.executable))"
)


@dataclass(frozen=True)
class Python:
    """One Python of this machine."""

    version: str
    minor: tuple[int, int]
    program: str


@dataclass(frozen=True)
class Run:
    """One environment to try the wheel in."""

    name: str
    python: Python
    extras: tuple[str, ...] = ()
    lowest: bool = False


def folders() -> list[Path]:
    """Where Pythons lie: on the PATH, the system's own, and pyenv's."""
    on_path = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    return [*on_path, Path("/usr/bin"), Path("/usr/local/bin"), *Path.home().glob(".pyenv/versions/*/bin")]


def pythons(places: Iterable[Path]) -> list[Python]:
    """Each version once, the oldest first; what does not run, as a shim without its Python, is none."""
    found: dict[str, Python] = {}
    for path in (path for place in dict.fromkeys(places) for path in sorted(place.glob("python3*"))):
        if not _NAME.fullmatch(path.name):
            continue
        try:
            done = subprocess.run([path, "-c", PROBE], capture_output=True, text=True, timeout=60, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue
        words = done.stdout.split(None, 3)
        if done.returncode == 0 and len(words) == 4 and (minor := (int(words[1]), int(words[2]))) >= OLDEST:
            found.setdefault(words[0], Python(words[0], minor, words[3].strip()))
    return sorted(found.values(), key=lambda python: [int(part) for part in re.findall(r"\d+", python.version)])


def runs(found: list[Python]) -> list[Run]:
    """What is tried: all extras everywhere; on the oldest Python also nothing but the wheel, and the lowest bounds."""
    oldest = found[0]
    every = [Run(f"Python {python.version}, all extras", python, EXTRAS) for python in found]
    return [
        *every,
        Run(f"Python {oldest.version}, the wheel alone", oldest),
        Run(f"Python {oldest.version}, lowest versions", oldest, EXTRAS, lowest=True),
    ]


def run(wanted: Run, wheel: Path, place: Path) -> tuple[bool, str]:
    """Make the environment, install the wheel, run the suite; whether it passed, and what was said."""
    environment = place / wanted.name.replace(" ", "-")
    python = environment / "bin" / "python"
    install = [UV, "pip", "install", "--quiet", "--python", str(python)]
    commands = [[UV, "venv", "--quiet", "--no-python-downloads", "--python", wanted.python.program, str(environment)]]
    if wanted.lowest:
        extras = [word for name in wanted.extras for word in ("--extra", name)]
        commands += [[*install, "--resolution", "lowest-direct", "-r", str(ROOT / "pyproject.toml"), *extras]]
        commands += [[*install, "--no-deps", str(wheel)]]
    else:
        commands += [[*install, f"{wheel}[{','.join(wanted.extras)}]" if wanted.extras else str(wheel)]]
    commands += [
        [str(python), "-I", str(ROOT / "delivery" / "quick_suite.py")],
        [*install, "hypothesis", "pytest"],
        [str(python), "-P", "-m", "pytest", *ALONE, str(ROOT / "tests" / "unit" / "test_workers_answers.py")],
    ]
    said = ""
    for command in commands:
        done = subprocess.run(
            command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        said += done.stdout
        if done.returncode:
            return False, said + f"  {' '.join(command[:3])} ...: exit code {done.returncode}\n"
    return True, said


def main() -> int:
    """Build, try, say."""
    found = pythons(folders())
    if not found:
        print("matrix: no Python 3.11 or newer was found")
        return 1
    print("Pythons of this machine: " + ", ".join(f"{python.version} ({python.program})" for python in found))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cardscan-matrix-") as folder:
        place = Path(folder)
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place), str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = place.glob("*.whl")
        wanted = runs(found)
        # Two at a time: a scan keeps every processor busy, the other checks only one.
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda one: _told(one, *run(one, wheel, place)), wanted))
    failed = [one.name for one, passed in zip(wanted, outcomes, strict=True) if not passed]
    print(f"matrix: {len(wanted) - len(failed)} of {len(wanted)} passed in {time.monotonic() - begun:.0f} s")
    return 1 if failed else 0


def _told(one: Run, passed: bool, said: str) -> bool:
    print(f"{'ok' if passed else 'FAILED'}: {one.name}\n{said}", end="", flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())
