"""Files with several pictures, and files that are not read: each picture counts, each kind has its name."""

from __future__ import annotations

import io
import struct

import numpy as np
import pillow_heif
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from cardscan.errors import CardscanError, UnreadablePhotoError
from cardscan.model.scan import ScannedPhoto, json_records
from cardscan.reading.imaging import LoadLimits, load_photos
from cardscan.reading.imaging.kinds import PictureKind, describe_other, sniff
from cardscan.reading.imaging.mpo import further_pictures

SIZE, FURTHER = (120, 80), [(100, 60), (90, 50)]
RED, BLUE = (220, 20, 20), (20, 20, 220)


def picture(size: tuple[int, int] = SIZE, colour: tuple[int, int, int] = RED) -> Image.Image:
    return Image.new("RGB", size, colour)


def encoded(first: Image.Image, kind: str, *more: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    several = {"save_all": True, "append_images": list(more)} if more else {}
    first.save(buffer, kind, **several, **options)
    return buffer.getvalue()


def heif(*pictures: Image.Image, primary: int = 0, **options: object) -> bytes:
    file = pillow_heif.HeifFile()
    for each in pictures:
        file.add_from_pillow(each)
    buffer = io.BytesIO()
    file.save(buffer, quality=60, primary_index=primary, **options)
    return buffer.getvalue()


def sizes(data: bytes, **limits: int) -> tuple[list[tuple[int, int]], int]:
    """Of the pictures that are read, and how many there are."""
    photos = list(load_photos(data, "x", limits=LoadLimits(**limits)))
    assert [photo.page for photo in photos] == list(range(len(photos)))
    return [photo.full_size for photo in photos], photos[0].pictures_in_file


@pytest.mark.parametrize("primary", [0, 2])
def test_each_picture_of_a_heic_is_read(primary: int) -> None:
    """As the pages of a TIFF or PDF are, and no more of them than the limit; thumbnails are none."""
    data = heif(picture(), *map(picture, FURTHER), primary=primary, thumbnails=[32])
    assert sizes(data) == ([SIZE, *FURTHER], 3)
    assert sizes(data, max_pages=2) == ([SIZE, FURTHER[0]], 3)


def test_one_picture_with_maps_beside_it_is_one() -> None:
    """A phone's thumbnail, alpha and depth are no photos of cards."""
    with_alpha = Image.new("RGBA", SIZE, (*RED, 128))
    assert sizes(heif(with_alpha, thumbnails=[64])) == ([SIZE], 1)


def test_a_broken_second_picture_leaves_the_first() -> None:
    """What cannot be read is counted as left out."""
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 255, (200, 200, 3), dtype=np.uint8))
    data = bytearray(heif(picture(), noise))
    data[-4000:] = bytes(4000)
    photos = list(load_photos(bytes(data), "x"))
    assert photos[0].full_size == SIZE
    assert photos[0].pictures_in_file == 2


@pytest.mark.parametrize("small", [(8, 8)])
def test_a_later_page_of_a_wrong_size_costs_the_first_nothing(small: tuple[int, int]) -> None:
    """It is left out, and counted."""
    for data in (encoded(picture(), "TIFF", picture(small), picture((90, 50))), heif(picture(), picture(small))):
        found, count = sizes(data)
        assert found[0] == SIZE
        assert small not in found
        assert count == len(found) + 1


def with_gain_map(data: bytes, part: bytes) -> bytes:
    """The same JPEG, the last picture of its index marked as a map of the first."""
    marked = part[:2] + b"\xff\xe1" + struct.pack(">H", 2 + 30) + b"http://ns.adobe.com/hdrgm/1.0/"[:30] + part[2:]
    return data.replace(part, marked)


def test_further_pictures_of_a_jpeg_are_read_and_maps_are_not() -> None:
    """What 3D cameras and some phones write (MPO); a gain map or a grey depth map shows no card."""
    data = encoded(picture(), "MPO", picture(colour=BLUE), picture((60, 40)))
    first, second = load_photos(data, "x.jpg")
    assert (first.full_size, second.full_size, first.pictures_in_file) == (SIZE, SIZE, 2)
    assert first.pixels[40, 60, 2] > 200
    assert second.pixels[40, 60, 0] > 200
    (part,) = further_pictures(data)
    assert sizes(with_gain_map(data, part)) == ([SIZE], 1)
    assert sizes(encoded(picture(), "MPO", picture().convert("L"))) == ([SIZE], 1)
    assert sizes(encoded(picture().convert("L"), "MPO", picture().convert("L"))) == ([SIZE, SIZE], 2)
    (big, _) = load_photos(data, "x.jpg", limits=LoadLimits(reduce_above=1000))
    assert big.decode_full_size is not None
    assert big.decode_full_size().shape[:2] == SIZE[::-1]


@given(st.data())
def test_a_broken_index_of_pictures_never_crashes(data: st.DataObject) -> None:
    """Bytes of it changed anywhere."""
    raw = bytearray(encoded(picture(), "MPO", picture(colour=BLUE)))
    start = raw.index(b"MPF\0")
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, 120), st.integers(0, 255)), max_size=8)):
        raw[start + place] = value
    further_pictures(bytes(raw))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_of_a_moving_picture_the_first_is_read_and_the_others_are_counted(kind: str) -> None:
    """They show one thing in motion, as a rule."""
    assert sizes(encoded(picture(), kind, picture(colour=BLUE), picture(colour=(0, 90, 0)))) == ([SIZE], 3)


def test_pages_beyond_the_limit_are_counted() -> None:
    """Of a TIFF and a PDF."""
    for kind in ("TIFF", "PDF"):
        found, count = sizes(encoded(picture(), kind, picture(), picture()), max_pages=2)
        assert (len(found), count) == (2, 3)


@pytest.mark.parametrize("kind", [1, 4])
def test_thumbnails_and_masks_in_a_tiff_are_no_pages(kind: int) -> None:
    """Their directories say so (NewSubfileType)."""
    from PIL.TiffImagePlugin import ImageFileDirectory_v2

    marked = ImageFileDirectory_v2()
    marked[254] = kind
    buffer = io.BytesIO()
    from PIL.TiffImagePlugin import AppendingTiffWriter

    with AppendingTiffWriter(buffer, new=True) as writer:
        for size, tags in (((40, 30), marked), (SIZE, ImageFileDirectory_v2())):
            picture(size).save(writer, "TIFF", tiffinfo=tags)
            writer.newFrame()
    assert sizes(buffer.getvalue()) == ([SIZE], 1)


def test_what_was_left_out_is_said_with_what_to_do() -> None:
    """For people and in the JSON lines; a whole file has no such word."""
    assert ScannedPhoto("a", "b").rest == ""
    assert "left_out" not in json_records(ScannedPhoto("a", "b"))[0]
    assert json_records(ScannedPhoto("a", "b", left_out=2))[0]["left_out"] == 2
    assert ScannedPhoto("a", "b", left_out=2).rest.startswith("2 more pictures of this file left out; save")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_avif_is_read_upright(orientation: int) -> None:
    """Its rotation lies in boxes of its own, not in EXIF alone; judged by Pillow's exif_transpose."""
    drawn = picture((96, 64))
    drawn.paste(BLUE, (0, 0, 48, 32))
    data = encoded(drawn, "AVIF", exif=struct.pack("<2sHIHHHII", b"II", 42, 8, 1, 274, 3, 1, orientation) + bytes(4),
                   quality=95)  # fmt: skip
    (photo,) = load_photos(data, "x.avif")
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert photo.full_size == expected.size
    assert np.abs(photo.pixels[..., ::-1].astype(int) - np.asarray(expected.convert("RGB"), int)).max() < 12


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_an_avif_of_any_layout_is_bgr(mode: str) -> None:
    """With alpha on white, and grey."""
    (photo,) = load_photos(encoded(picture().convert(mode), "AVIF"), "x")
    assert photo.pixels.shape == (*SIZE[::-1], 3)


@given(st.binary(max_size=400), st.integers(12, 400))
def test_a_broken_avif_is_a_sentence(noise: bytes, place: int) -> None:
    """Cut, or with other bytes in it."""
    raw = encoded(picture((32, 32)), "AVIF")
    for data in (raw[:place], raw[:place] + noise):
        try:
            list(load_photos(data, "x"))
        except CardscanError as error:
            assert "; " in str(error) or "too small" in str(error)


def box(brand: bytes, *compatible: bytes) -> bytes:
    return struct.pack(">I", 16 + 4 * len(compatible)) + b"ftyp" + brand + bytes(4) + b"".join(compatible) + bytes(20)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (box(b"avif", b"mif1", b"miaf"), PictureKind.AVIF),
        (box(b"mif1", b"miaf", b"MA1B", b"avif"), PictureKind.AVIF),
        (box(b"mif1", b"heic", b"avif"), PictureKind.HEIF),
        (box(b"heic", b"mif1"), PictureKind.HEIF),
        (box(b"mif1", b"miaf"), PictureKind.HEIF),
        (box(b"isom", b"mp42"), None),
        (box(b"crx ", b"isom"), None),
    ],
)
def test_brands_tell_avif_from_heif_and_both_from_films(data: bytes, kind: PictureKind | None) -> None:
    """The file's own brand goes before those it is compatible with."""
    assert sniff(data) is kind


def tiff(*tags: tuple[int, int, int], head: bytes = b"II*\0\x10\0\0\0") -> bytes:
    """One directory with these (tag, type, value), behind 16 bytes."""
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in sorted(tags))
    return head.ljust(16, b"\0") + struct.pack("<H", len(tags)) + entries + bytes(4)


PAGE = ((256, 4, 100), (257, 4, 100))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GIF89a", "a GIF, which cardscan does not read; save it as JPEG"),
        (b"\xff\x0a\0\0", "a JPEG XL picture"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture"),
        (b"\0\0\0\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
        (b"\xff\x4f\xff\x51\0", "a JPEG 2000 picture"),
        (b'<?xml version="1.0"?>\n<svg xmlns="x">', "an SVG drawing"),
        (b"\xef\xbb\xbf<!-- made by x -->\n<svg>", "an SVG drawing"),
        (b"8BPS\0\1", "a Photoshop file"),
        (b"II+\0\x08\0", "a BigTIFF"),
        (tiff(*PAGE, (50706, 1, 1)), "a RAW photo, which cardscan does not read; save it as JPEG"),
        (tiff(*PAGE, (262, 3, 32803)), "a RAW photo"),
        (tiff(*PAGE, (254, 4, 1), (330, 4, 8)), "a RAW photo"),
        (tiff(*PAGE, head=b"II*\0\x10\0\0\0CR\2\0"), "a RAW photo"),
        (box(b"crx ", b"isom"), "a RAW photo"),
        (b"FUJIFILMCCD-RAW 0201", "a RAW photo"),
        (b"IIU\0\x08\0\0\0", "a RAW photo"),
        (box(b"isom", b"mp42"), "a film, not a photo; the photo of a live photo lies beside it"),
        (box(b"qt  "), "a film"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "a film"),
        (b"<HTML><body>", "not a picture but a web page; save the picture itself"),
        (b"  <!DOCTYPE html>", "a web page"),
        (b"PK\3\4" + bytes(26) + b"[Content_Types].xml", "an office document, not a photo; save it as PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
        (b"PK\3\4" + bytes(26) + b"IMG_1.jpg", "a ZIP archive; take the photos out of it"),
        (b"bplist00\xd1", "what iCloud leaves in place of a photo that is not on this machine; download the photo"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1", "git lfs pull"),
        (b"\0\5\x16\7\0\2\0\0Mac OS X", "AppleDouble"),
        (b"BEGIN:VCARD\r\n", "cardscan contacts import"),
        (b"Dear all, this is text.", "not a picture but text"),
        ("Größe".encode("utf-16"), "not a picture but text"),
        ("Grüße aus Köln".encode(), "not a picture but text"),
        (bytes(3000), "nothing but zeros: its content was never written; copy it again"),
        (b"\x7fELF\2\1\1\0", "not a picture"),
        (b"", "empty"),
    ],
)
def test_what_is_not_read_is_named_as_what_it_is(data: bytes, said: str) -> None:
    """Whatever its name says, with what to do about it."""
    with pytest.raises(UnreadablePhotoError) as refused:
        list(load_photos(data, "card.jpg"))
    assert said in str(refused.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_described(data: bytes) -> None:
    """In words, without an error."""
    assert describe_other(data)
