"""Which files of a folder are a person's photos, and what is said of the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cardscan.app.cli.summary import Summary
from cardscan.app.watch.listing import look_into
from cardscan.workflows.intake.encounters import Encounters
from cardscan.workflows.intake.left_out import is_left_out
from cardscan.workflows.intake.sources import list_photos

NOT_OURS = [
    "#recycle", "@Recycle", "@Recently-Snapshot", "#snapshot", "$RECYCLE.BIN", "$Recycle.Bin", "RECYCLER",
    "System Volume Information", "@eaDir", ".@__thumb", "lost+found", ".Trash-1000", ".Trashes", ".thumbnails",
    ".stfolder", ".stversions", ".sync", ".dropbox.cache", ".tmp.drivedownload", "__MACOSX", ".AppleDouble",
    "Network Trash Folder", "FOUND.000", "trashbox", "files_trashbin", "Catalog Previews.lrdata",
]  # fmt: skip
NOT_OUR_FILES = [
    "._IMG_1.jpg", "~syncthing~IMG_1.jpg.tmp", ".syncthing.IMG_1.jpg.tmp", ".~IMG_1.jpg", "IMG_1.jpg.part",
    "IMG_1.jpg.crdownload", "IMG_1.jpg.!sync", "Thumbs.db", "desktop.ini", "SYNOPHOTO_THUMB_XL.jpg", "Icon\r",
    "IMG_1.jpg@SynoEAStream", ".DS_Store",
]  # fmt: skip
OURS = [
    "IMG_1.sync-conflict-20261124-101500-ABCDEFG.jpg", "IMG_1 (Mira's conflicted copy 2026-11-24).jpg", "IMG_1.AVIF",
    "3d.MPO", "#1.jpg", "@fair.jpg", "$5.png", "recycle.jpg", "@Berlin 2026/a.jpg", "Recycling Fair/b.jpg",
]  # fmt: skip


def names_in(folder: Path, *names: str | bytes) -> None:
    for name in names:
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def test_what_other_programs_keep_is_left_out_and_counted_nowhere(tmp_path: Path) -> None:
    """Bins, snapshots, thumbnails and half copies, at any depth; a scan and a watched folder leave out the same."""
    names_in(tmp_path, *NOT_OUR_FILES, *OURS)
    for number, folder in enumerate(NOT_OURS):
        names_in(tmp_path, f"{folder}/2026 Fair/a{number}.jpg", f"Fair/{folder}/b{number}.jpg/c.jpg")
    listing = list_photos([tmp_path])
    assert {str(source.path.relative_to(tmp_path)) for source in listing.sources} == set(OURS)
    assert (listing.others, listing.absent, listing.unread) == (0, 0, {})
    seen = look_into(tmp_path)
    assert seen is not None
    assert {str(Path(path).relative_to(tmp_path)) for path in seen.photos} == set(OURS)


def test_a_bin_that_is_named_itself_is_read(tmp_path: Path) -> None:
    """Who names it wants it."""
    names_in(tmp_path, "#recycle/a.jpg")
    assert len(list_photos([tmp_path / "#recycle"]).sources) == 1
    assert is_left_out("#RECYCLE", folder=True)


def test_links_that_lead_nowhere_in_a_circle_or_to_a_folder_stop_nothing(tmp_path: Path) -> None:
    """The first two are files that cannot be read, the last is not followed."""
    names_in(tmp_path, "good.jpg")
    (tmp_path / "circle.jpg").symlink_to("circle.jpg")
    (tmp_path / "dead.jpg").symlink_to("nowhere")
    (tmp_path / "self").symlink_to(tmp_path)
    found = [source.path.name for source in list_photos([tmp_path]).sources]
    assert found == ["circle.jpg", "dead.jpg", "good.jpg"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_looked_into_costs_the_others_nothing(tmp_path: Path) -> None:
    """Its names may be listed and no more; the watched folder remembers which it is."""
    names_in(tmp_path, "in/good.jpg", "in/closed/a.jpg", "in/shut/b.jpg")
    (tmp_path / "in" / "closed").chmod(0o400)
    (tmp_path / "in" / "shut").chmod(0)
    try:
        seen, listing = look_into(tmp_path / "in"), list_photos([tmp_path / "in"])
        photos = [(source.path, source.root) for source in listing.sources]
        told = [Encounters(photos, watched=watched).of(photo, 0) for watched in (False, True) for photo, _ in photos]
    finally:
        for name in ("closed", "shut"):
            (tmp_path / "in" / name).chmod(0o700)
    assert seen is not None
    assert [Path(path).name for path in seen.photos] == ["good.jpg"]
    assert sorted(Path(path).name for path in seen.unlisted) == ["closed", "shut"]
    assert [photo.name for photo, _ in photos] == ["a.jpg", "good.jpg"]
    assert len(listing.problems) == 1
    assert [found.event if found else None for found in told] == ["closed", None] * 2


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["a.gif", "b.GIF", "c.nef"],
         "3 pictures left out, which cardscan does not read (2 GIF, 1 RAW); save them as JPEG."),
        ([".IMG_1.HEIC.icloud"], "1 photo left out: only in iCloud; download them, and scan again."),
        (["a.docx", "b.mov", "c.txt"], "2 other files left out: not a photo."),
    ],
)  # fmt: skip
def test_what_is_left_out_of_a_persons_files_is_said_in_one_line(names: list[str], said: str, tmp_path: Path) -> None:
    """With what to do about it, where something can be done."""
    names_in(tmp_path, *names)
    assert list(Summary(listing=list_photos([tmp_path])).left_out()) == [said]
