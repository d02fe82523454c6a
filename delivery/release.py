"""`make release`: build the sdist and the wheel into dist/, check them, and say what is in them.

The wheel is built from the sdist, so that whoever has only that can build the same.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"
# More than this is something that does not belong there.
MOST_BYTES = {".whl": 4_000_000, ".gz": 4_000_000}
NEEDED = (
    "cardscan/py.typed",
    "cardscan/reading/parsing/evidence/lexicons/given.txt",
    "cardscan/followup/notes/mailboxes.toml",
    "cardscan/locales/countries/pl.toml",
    "cardscan/locales/languages/en.toml",
    "templates/email/conference/cadence.toml",
    "samples/cards/us-classic.jpg|cardscan/samples/us-classic.jpg",
    "LICENSE",
)
JUNK = re.compile(
    r"(^|/)(__pycache__|\.git|\.ci|\.venv|tests?|bench|training|cardscan-demo)(/|$)|\.(pyc|db|eml|part|orig|rej|log)$|~$"
)


def names_of(archive: Path) -> dict[str, int]:
    """Files with their sizes, without the folder at the top of an sdist."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {entry.filename: entry.file_size for entry in wheel.infolist() if not entry.is_dir()}
    with tarfile.open(archive) as sdist:
        return {entry.name.partition("/")[2]: entry.size for entry in sdist if entry.isfile()}


def problems(archive: Path, names: dict[str, int]) -> list[str]:
    """What is wrong with an archive, in sentences."""
    found = [f"holds {name}, which is not to be shipped" for name in names if JUNK.search(name)]
    found += [
        f"lacks {needed}" for needed in NEEDED if not any(name.endswith(tuple(needed.split("|"))) for name in names)
    ]
    size, most = archive.stat().st_size, MOST_BYTES[archive.suffix]
    if size > most:
        found.append(f"is {size:,} bytes; more than {most:,} is something that does not belong there")
    return found


def metadata(wheel: Path) -> str:
    """The wheel's own words about itself, without the README."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return archive.read(name).decode().partition("\n\n")[0]


def describe(archive: Path, names: dict[str, int]) -> None:
    """How many files and bytes lie in which folder."""
    print(f"\n{archive.name}: {archive.stat().st_size:,} bytes, {len(names)} files")
    counted: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for name, size in names.items():
        folder = "/".join(PurePosixPath(name).parts[:2][: max(1, len(PurePosixPath(name).parts) - 1)])
        counted[folder] += size
        files[folder] += 1
    for folder, size in counted.most_common():
        print(f"  {size:>10,} bytes in {files[folder]:>3} files  {folder}")


def main() -> int:
    """Build, check, list; exit code 1 when something is wrong, and dist/ is then as it was."""
    with tempfile.TemporaryDirectory(prefix="cardscan-release-") as folder:
        build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        archives = sorted(Path(folder).iterdir(), key=lambda path: path.suffix)
        checked = subprocess.run([sys.executable, "-m", "twine", "check", "--strict", *archives], check=False)
        wrong = [] if checked.returncode == 0 else ["twine: see above"]
        for archive in archives:
            names = names_of(archive)
            describe(archive, names)
            wrong += [f"{archive.name} {problem}" for problem in problems(archive, names)]
        print("\n" + metadata(archives[-1]) + "\n")
        for problem in wrong:
            print(f"FAILED: {problem}")
        if not wrong:
            DIST.mkdir(exist_ok=True)
            for archive in archives:
                (DIST / archive.name).write_bytes(archive.read_bytes())
                print(f"ok: dist/{archive.name}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
