"""Loading: every kind of picture comes out upright, BGR, 8 bit, whatever its name says."""

from __future__ import annotations

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from cardscan.reading.imaging import LoadLimits, load_photos, read_photo_file
from cardscan.reading.imaging.decoding import to_bgr, upright
from cardscan.reading.imaging.headers import exif_orientation, read_header
from cardscan.reading.imaging.kinds import PictureKind, sniff

RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (245, 245, 245)


def quarters(width: int = 120, height: int = 80) -> Image.Image:
    """Red top-left, green top-right, blue bottom-left, white bottom-right: tells every turn and mirror."""
    picture = Image.new("RGB", (width, height), WHITE)
    picture.paste(RED, (0, 0, width // 2, height // 2))
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    return picture


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """A picture as a file's bytes."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def colours(pixels: np.ndarray) -> list[str]:
    """Names of the four quarters' colours, reading order."""
    height, width = pixels.shape[:2]
    names = []
    for y in (height // 4, 3 * height // 4):
        for x in (width // 4, 3 * width // 4):
            blue, green, red = (int(v) for v in pixels[y, x])
            choices = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
            names.append(
                min(choices, key=lambda n: sum(abs(a - b) for a, b in zip((red, green, blue), choices[n], strict=True)))
            )
    return names


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "PDF"])
def test_each_kind_is_read_whatever_its_name_says(kind: str) -> None:
    """The bytes decide; a name ending in .txt changes nothing."""
    photos = list(load_photos(encoded(quarters(), kind), "card.txt"))
    assert len(photos) == 1
    assert photos[0].pixels.dtype == np.uint8
    assert photos[0].pixels.shape[2] == 3
    assert colours(photos[0].pixels) == ["red", "green", "blue", "white"]
    assert photos[0].full_size == (photos[0].pixels.shape[1], photos[0].pixels.shape[0])


def test_a_heic_photo_is_read() -> None:
    """What iPhones write."""
    import pillow_heif

    buffer = io.BytesIO()
    pillow_heif.from_pillow(quarters()).save(buffer, quality=90)
    (photo,) = load_photos(buffer.getvalue(), "IMG_1.HEIC")
    assert colours(photo.pixels) == ["red", "green", "blue", "white"]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_exif_orientation_is_applied(kind: str, orientation: int) -> None:
    """All eight, judged by Pillow's own exif_transpose."""
    from PIL import ImageOps

    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(quarters(), kind, exif=exif)
    (photo,) = load_photos(data, "x")
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))[:, :, ::-1]
    assert photo.pixels.shape == expected.shape
    assert colours(photo.pixels) == colours(expected)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1"])
def test_other_pixel_layouts_become_bgr(mode: str) -> None:
    """Grey, palette, CMYK and bilevel files."""
    kind = "JPEG" if mode == "CMYK" else "PNG"
    (photo,) = load_photos(encoded(quarters().convert(mode), kind), "x")
    assert photo.pixels.shape == (80, 120, 3)
    # Means of whole quarters: the bilevel file is dithered.
    assert photo.pixels[40:, 60:].mean() > photo.pixels[:40, :60].mean()
    if mode in ("P", "CMYK"):
        assert colours(photo.pixels)[0] == "red"


def test_sixteen_bits_become_eight() -> None:
    """Scanners write 16-bit PNG; a 12-bit one in 16 must not come out black."""
    ramp = np.tile(np.linspace(0, 65535, 64, dtype=np.uint16), (32, 1))
    data = cv2.imencode(".png", ramp)[1].tobytes()
    (photo,) = load_photos(data, "x")
    assert photo.pixels[0, -1, 0] == 255
    assert to_bgr((ramp >> 8).astype(np.uint16)).max() == 255


def test_transparent_parts_become_white() -> None:
    """Dark text drawn on a transparent ground stays readable."""
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    picture.paste((10, 10, 10, 255), (16, 16, 48, 48))
    (photo,) = load_photos(encoded(picture, "PNG"), "x")
    assert tuple(photo.pixels[2, 2]) == (255, 255, 255)
    assert photo.pixels[32, 32].max() < 20


def test_each_page_of_a_tiff_is_a_photo() -> None:
    """Up to the limit; the rest is left out."""
    pages = [quarters(), quarters(100, 60), quarters(90, 50)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert [p.full_size for p in load_photos(data, "x")] == [(120, 80), (100, 60), (90, 50)]
    assert len(list(load_photos(data, "x", limits=LoadLimits(max_pages=2)))) == 2


def test_a_large_jpeg_is_decoded_at_half_its_size_and_can_be_had_whole() -> None:
    """Full size and scale stay known."""
    data = encoded(quarters(1200, 800), "JPEG")
    (photo,) = load_photos(data, "x", limits=LoadLimits(reduce_above=500_000))
    assert photo.pixels.shape == (400, 600, 3)
    assert photo.full_size == (1200, 800)
    assert photo.scale == 0.5
    assert photo.decode_full_size is not None
    assert photo.decode_full_size().shape == (800, 1200, 3)


def test_a_header_is_read_without_decoding() -> None:
    """Sizes of all kinds, and an orientation that is nonsense counts as 1."""
    for kind in ("JPEG", "PNG", "WEBP", "TIFF", "BMP"):
        data = encoded(quarters(), kind)
        found = sniff(data)
        assert found is PictureKind(kind if kind != "WEBP" else "WebP")
        header = read_header(data, found)
        assert (header.width, header.height) == (120, 80)
    assert exif_orientation(b"II*\0nonsense") == 1


def test_turning_twice_by_half_is_no_turn() -> None:
    """Orientation 3 is its own inverse."""
    pixels = np.asarray(quarters())
    assert np.array_equal(upright(upright(pixels, 3), 3), pixels)


def test_a_file_is_read_once(tmp_path: Path) -> None:
    """Its bytes come back unchanged."""
    path = tmp_path / "a.jpg"
    path.write_bytes(b"abc")
    assert read_photo_file(path) == b"abc"
