"""Files that are broken, hostile or no pictures: one clear sentence each, quickly and in little memory."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cardscan.errors import CardscanError, PhotoTooLargeError, UnreadablePhotoError
from cardscan.reading.imaging import LoadLimits, load_photos, read_photo_file
from tests.patience import PATIENCE_S

HOSTILE = Path(os.environ.get("CARDSCAN_HOSTILE_IMAGES", "../shared/hostile/images"))


def noise_jpeg() -> bytes:
    """A JPEG with enough content to be cut anywhere."""
    rng = np.random.default_rng(1)
    buffer = io.BytesIO()
    Image.fromarray(rng.integers(0, 255, (300, 400, 3), dtype=np.uint8)).save(buffer, "JPEG")
    return buffer.getvalue()


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    """Zero bytes are an upload that never finished."""
    path = tmp_path / "empty.jpg"
    path.touch()
    with pytest.raises(UnreadablePhotoError, match="empty"):
        read_photo_file(path)


def test_a_folder_and_a_pipe_are_refused_without_waiting(tmp_path: Path) -> None:
    """Opening a pipe must not wait for a writer."""
    with pytest.raises(UnreadablePhotoError, match="folder"):
        read_photo_file(tmp_path)
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    with pytest.raises(UnreadablePhotoError, match="not a regular file"):
        read_photo_file(pipe)


def test_a_missing_file_and_a_link_in_a_circle_are_named(tmp_path: Path) -> None:
    """The reason is in the sentence."""
    with pytest.raises(UnreadablePhotoError, match="no such file"):
        read_photo_file(tmp_path / "gone.jpg")
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(UnreadablePhotoError, match="circle"):
        read_photo_file(tmp_path / "a")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    """And what to check."""
    path = tmp_path / "secret.jpg"
    path.write_bytes(noise_jpeg())
    path.chmod(0)
    with pytest.raises(UnreadablePhotoError, match="permission"):
        read_photo_file(path)


def test_a_file_over_the_byte_limit_is_refused(tmp_path: Path) -> None:
    """Before it is read."""
    path = tmp_path / "big.jpg"
    path.write_bytes(b"x" * 2000)
    with pytest.raises(PhotoTooLargeError):
        read_photo_file(path, max_bytes=1000)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.95, 0.999])
def test_a_jpeg_that_is_cut_short_says_so(share: float) -> None:
    """It would decode, with a grey lower half."""
    data = noise_jpeg()
    with pytest.raises(UnreadablePhotoError, match="cut short"):
        list(load_photos(data[: int(len(data) * share)], "a.jpg"))


def test_a_jpeg_with_a_tail_of_zeros_says_so() -> None:
    """A pre-allocated upload that stopped half-way."""
    data = noise_jpeg()
    half = len(data) // 2
    with pytest.raises(UnreadablePhotoError, match="cut short"):
        list(load_photos(data[:half] + bytes(len(data) - half), "a.jpg"))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "BMP", "PDF"])
def test_other_kinds_cut_short_are_refused_or_read_never_crash(kind: str) -> None:
    """Cut at many places, each ends in a photo or in one sentence."""
    buffer = io.BytesIO()
    rng = np.random.default_rng(2)
    Image.fromarray(rng.integers(0, 255, (60, 80, 3), dtype=np.uint8)).save(buffer, kind)
    data = buffer.getvalue()
    for cut in range(1, len(data), max(1, len(data) // 40)):
        try:
            list(load_photos(data[:cut], "x"))
        except CardscanError as error:
            assert str(error).startswith("x: ")


def test_flipped_bytes_never_crash() -> None:
    """Random damage to a JPEG and a PNG."""
    rng = np.random.default_rng(3)
    buffer = io.BytesIO()
    Image.fromarray(rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)).save(buffer, "PNG")
    for data in (noise_jpeg(), buffer.getvalue()):
        for _ in range(40):
            damaged = bytearray(data)
            for place in rng.integers(0, len(data), 6):
                damaged[int(place)] = int(rng.integers(0, 256))
            with contextlib.suppress(CardscanError):
                list(load_photos(bytes(damaged), "x"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"Dear all, this is a plain text file and no picture.\n", "text"),
        (b"<!doctype html><html></html>", "web page"),
        (b"GIF89a\x10\x00\x10\x00", "GIF"),
        (b"PK\x03\x04\0\0\0\0", "ZIP"),
        (bytes(range(256)), "not a picture"),
    ],
)
def test_what_is_no_picture_is_named(content: bytes, reason: str) -> None:
    """A text file named card.jpg among them."""
    with pytest.raises(UnreadablePhotoError, match=reason):
        list(load_photos(content, "card.jpg"))


def png_bomb(side: int) -> bytes:
    """A small PNG that promises side x side px."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_with_too_many_pixels_is_refused_from_its_header() -> None:
    """30,000 x 30,000 px would cost 5 GB; the sentence names the size and the limit."""
    with pytest.raises(PhotoTooLargeError, match="30000 x 30000"):
        list(load_photos(png_bomb(30_000), "bomb.png"))
    with pytest.raises(PhotoTooLargeError):
        list(load_photos(noise_jpeg(), "x", limits=LoadLimits(max_pixels=1000)))


@pytest.mark.skipif(not HOSTILE.is_dir(), reason=f"no folder {HOSTILE}; set CARDSCAN_HOSTILE_IMAGES")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_a_folder_of_hostile_pictures_ends_in_photos_or_sentences() -> None:
    """In a process of its own with 500 MB more than the libraries need, and a few seconds."""
    program = (
        "import sys, re, pathlib\n"
        "from cardscan.errors import CardscanError\n"
        "from cardscan.reading.imaging import load_photos, read_photo_file\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    try:\n"
        "        list(load_photos(read_photo_file(path), path.name))\n"
        "    except CardscanError:\n"
        "        pass\n"
        # Not ru_maxrss: a program begins with that of the process that started it.
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, str(HOSTILE)], capture_output=True, text=True, timeout=PATIENCE_S, check=True
    )
    assert int(ended.stdout.strip()) // 1024 < 500
