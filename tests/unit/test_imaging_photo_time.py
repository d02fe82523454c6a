"""When a photo was taken, from the header that its camera wrote."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from cardscan.reading.imaging.photo_time import taken_at, taken_in
from tests.unit.taken_photos import photo

WHEN = datetime(2026, 11, 24, 19, 42, 7)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_time_is_read_from_every_kind_of_picture(kind: str) -> None:
    """The moment of the shot, in the camera's own time."""
    assert taken_in(photo(kind)) == WHEN


def test_the_time_is_read_from_a_heic() -> None:
    """As telephones write it."""
    from pillow_heif import from_pillow

    stream, exif = io.BytesIO(), Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2026:11:24 19:42:07"
    from_pillow(Image.new("RGB", (64, 64), "white")).save(stream, exif=exif.tobytes())
    assert taken_in(stream.getvalue()) == WHEN


def test_a_scanner_says_only_when_it_scanned() -> None:
    """DateTimeDigitized stands in."""
    assert taken_in(photo("JPEG", tag=0x9004)) == WHEN


@pytest.mark.parametrize(
    "written",
    [None, "0000:00:00 00:00:00", "2000:01:01 00:00:00", "1980:01:01 00:00:12", "2026:13:41 99:99:99", "soon"],
)
def test_no_time_is_made_up(written: str | None) -> None:
    """A clock that was never set, and nonsense, are no time."""
    assert taken_in(photo("JPEG", written)) is None


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["JPEG", "TIFF", "PNG"]), st.integers(0, 400))
def test_any_bytes_are_a_time_or_none(noise: bytes, kind: str, at: int) -> None:
    """Nothing in a header makes the reader fail."""
    good = photo(kind)
    for data in (noise, good[:at] + noise, good[:at] + noise + good[at + len(noise) :]):
        assert taken_in(data) is None or isinstance(taken_in(data), datetime)


def test_a_file_that_is_not_there_has_no_time(tmp_path: Path) -> None:
    """Nor has a folder."""
    assert taken_at(tmp_path / "no.jpg") is None
    assert taken_at(tmp_path) is None
