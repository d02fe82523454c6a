"""The packages under examples/, installed by pip into a folder of their own, once a test process."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@cache
def site_folder() -> Path:
    """A folder for `sys.path` or PYTHONPATH with all examples in it; nothing is fetched from anywhere."""
    place = Path(tempfile.mkdtemp(prefix="cardscan-plugins-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    packages = sorted(str(file.parent) for file in EXAMPLES.glob("*/pyproject.toml"))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-index", "--no-build-isolation", "--target", str(place), *packages]
    subprocess.run(command, check=True)
    return place


def write_plugin(folder: Path, name: str, group: str, code: str, *, entry: str = "Plugin") -> None:
    """A package with one plug-in in this folder, as an installer leaves it: the module, and what is said about it."""
    module = f"{name}_module"
    (folder / f"{module}.py").write_text(code, "utf-8")
    about = folder / f"{name}-2.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.1\n", "utf-8")
    (about / "entry_points.txt").write_text(f"[{group}]\n{name} = {module}:{entry}\n", "utf-8")
