"""The built wheel alone, in an environment of its own, does the whole job: templates and lexicons included."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from cardscan.app.cli.sample_photos import PHOTOS
from tests.patience import PATIENCE_S

# Whoever installs the program gets these too.
MOST_SAMPLE_BYTES = 1_500_000
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from this checkout."""
    place = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place), str(ROOT)]
    subprocess.run(command, capture_output=True, check=True)
    return next(place.glob("*.whl"))


def test_the_wheel_holds_all_it_needs_and_nothing_else(wheel: Path) -> None:
    """Package data are where the installed program looks for them; tools and most samples stay out."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder, inside in (("templates", "cardscan/templates"), ("cardscan", "cardscan")):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"{inside}/{path.relative_to(ROOT / folder).as_posix()}" in names, path
    shipped = {name.partition("cardscan/samples/")[2] for name in names if name.startswith("cardscan/samples/")}
    assert shipped == set(PHOTOS)
    assert sum((ROOT / "samples" / "cards" / name).stat().st_size for name in PHOTOS) <= MOST_SAMPLE_BYTES
    assert {name.partition("/")[0] for name in names if ".dist-info" not in name} == {"cardscan"}


def test_the_installed_wheel_scans_and_drafts(wheel: Path, tmp_path: Path, folder: Path) -> None:
    """From another folder, without this checkout on the path."""
    environment = tmp_path / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    # The dependencies are the ones that are installed here; the checkout itself is not among them, since the .pth
    # files of a folder that is only on the path are not read.
    site = next((environment / "lib").glob("python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--disable-pip-version-check", "--force-reinstall", str(wheel)], check=True)
    variables = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
        "CARDSCAN_HOME": str(tmp_path / "home"),
        "OMP_THREAD_LIMIT": "1",
        "LANG": os.environ.get("LANG", "C.UTF-8"),
    }

    def run(*command: object) -> str:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    assert str(environment) in run(python, "-c", "import cardscan; print(cardscan.__file__)")
    assert "Drafts: 1 letter" in run(environment / "bin" / "cardscan", "scan", folder)
    assert "Noelle Whitlow" in run(environment / "bin" / "cardscan", "contacts", "list")
    assert str(site / "cardscan" / "templates") in run(environment / "bin" / "cardscan", "doctor")
