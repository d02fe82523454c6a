"""Provide the sample photos that come with the program, and make a demo folder from them.

The cards are drawn and their people fictional. A demo is a folder like a user's own: photos with an event.toml, a
store, letters, and a cardscan.toml that keeps every command given in it away from the user's own store.
"""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from cardscan.errors import ConfigError, OutputError, UsageError

# Six file formats, a QR code, German, and one card that was not handed over. pyproject.toml puts them into the wheel.
PHOTOS = (
    "us-classic.jpg",
    "de-two-column.jpg",
    "au-code.jpg",
    "in-classic.webp",
    "it-phone.heic",
    "us-flat.png",
    "gb-scan.pdf",
)

# A folder whose cardscan.toml begins with this line is a demo; no other folder is touched.
MARK = "# Made by `cardscan demo`; delete the folder when you have seen enough."

_SETTINGS = f"""{MARK}
# Commands given in this folder use this store, and leave yours alone.
home = "."
db = ""
country = ""

[sender]
name = "Robin Sample"
email = "robin@example.org"
signature = ["Harbour Makers' Cooperative, Hamburg"]

[followup]
default_language = "en"
address = ""

[mail]
outbox = "outbox"

[workers]
# A first try may be on a slow or busy machine.
timeout_s = 600
"""

_EVENT = """# What was noted on the evening on which these cards changed hands.
event = "Harbour Makers' Evening"
date = {evening}
place = "Old Fish Market Hall, Hamburg"
country = "DE"
how = "handed over"

[notes."us-classic.jpg"]
talked_about = "moving her team's build servers to a machine room that heats a greenhouse"
promised = "send the cost sheet by {in_a_week}"

[notes."de-two-column.jpg"]
talked_about = "measuring fatigue in recycled aluminium"
promised = "send the two test reports by {in_a_week}"

[notes."au-code.jpg"]
talked_about = "labels that survive an ice bucket"

[notes."gb-scan.pdf"]
how = "found"
"""


def sample_photos() -> tuple[Path, ...]:
    """Return the sample photos: in the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "samples", package.parent / "samples" / "cards"):
        photos = tuple(folder / name for name in PHOTOS)
        if all(photo.is_file() for photo in photos):
            return photos
    raise ConfigError(f"{package}: the sample photos are missing from this installation; install the program again")


def make_demo(folder: Path, *, own_home: Path, today: date) -> None:
    """Make this folder a demo, or add what is missing if it already is one.

    Args:
        own_home: Where the user's own store lies; it never becomes a demo.
    Raises:
        UsageError: The folder holds other files.
        OutputError: It cannot be written.
    """
    samples = sample_photos()
    try:
        # Resolve the real path: "new/../old" is old, whether or not "new" exists.
        linked, folder = folder.is_symlink() and not folder.exists(), folder.resolve()
        settings, photos = folder / "cardscan.toml", folder / "photos"
        if linked or folder == own_home.resolve() or not (_is_demo(settings) or _is_free(folder)):
            raise UsageError(f"{folder}: is no folder of a demo; name a new one: cardscan demo FOLDER")
        photos.mkdir(parents=True, exist_ok=True)
        if not settings.exists():
            settings.write_text(_SETTINGS, "utf-8")
        if not (photos / "event.toml").exists():
            evening, in_a_week = today - timedelta(days=1), today + timedelta(days=7)
            (photos / "event.toml").write_text(_EVENT.format(evening=evening, in_a_week=in_a_week), "utf-8")
        for sample in samples:
            copy = photos / sample.name
            if not copy.exists() or copy.stat().st_size != sample.stat().st_size:  # missing, or only partly copied
                shutil.copyfile(sample, copy)
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"{error.filename or folder}: cannot be written ({reason}); name another folder") from error


def _is_demo(settings: Path) -> bool:
    try:
        return settings.read_text("utf-8", errors="replace").startswith(MARK)
    except (FileNotFoundError, NotADirectoryError):
        return False


def _is_free(folder: Path) -> bool:
    """Whether the folder does not exist yet or is empty."""
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
