"""Read QR, Data Matrix and Aztec codes with zxing-cpp. Payloads are untrusted text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import zxingcpp

from cardscan.model.photo import Code
from cardscan.reading.imaging.opencv import cv2, np

if TYPE_CHECKING:
    from cardscan.model.photo import Pixels

# A QR code holds up to 4,296 letters. What exceeds a contact's needs is cut off here.
MAX_PAYLOAD = 4000
MAX_CODES = 16
FORMATS = zxingcpp.BarcodeFormats(
    (
        zxingcpp.BarcodeFormat.QRCode,
        zxingcpp.BarcodeFormat.MicroQRCode,
        zxingcpp.BarcodeFormat.DataMatrix,
        zxingcpp.BarcodeFormat.Aztec,
    )
)
# zxing-cpp searches at several scales itself. Above this size it takes longer and finds nothing more.
MAX_SIDE_PX = 2000


def read_codes(pixels: Pixels) -> tuple[Code, ...]:
    """Read the codes in a picture.

    Args:
        pixels: uint8, grey of shape (H, W) or BGR of shape (H, W, 3).
    Returns:
        Each distinct payload once, from top to bottom; empty when there is none.
    """
    return tuple(dict.fromkeys(code for code, _ in read_placed_codes(pixels)))


def read_placed_codes(pixels: Pixels) -> tuple[tuple[Code, tuple[float, float]], ...]:
    """Read the codes and each one's middle, px of the picture; a payload that is printed twice is returned twice."""
    grey = pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)
    factor = min(1.0, MAX_SIDE_PX / max(grey.shape))
    if factor < 1.0:
        grey = np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    found = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=FORMATS)
    found = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    placed = []
    for code in found:
        payload = code.text[:MAX_PAYLOAD]
        if code.valid and payload.strip():
            first, opposite = code.position.top_left, code.position.bottom_right
            middle = ((first.x + opposite.x) / 2 / factor, (first.y + opposite.y) / 2 / factor)
            placed.append((Code(payload, kind_of(payload)), middle))
    return tuple(placed[:MAX_CODES])


def kind_of(payload: str) -> str:
    """Return what a payload is: "vcard", "mecard", "url", "email", "phone" or "text"."""
    start = payload.lstrip()[:200].lower()
    if start.startswith("begin:vcard"):
        return "vcard"
    if start.startswith(("mecard:", "bizcard:")):
        return "mecard"
    if re.match(r"(https?://|www\.)\S", start):
        return "url"
    if re.match(r"(mailto:|matmsg:)|[^\s@]+@[^\s@]+\.[a-z]{2,}$", start):
        return "email"
    if re.match(r"(tel:|sms(to)?:)|\+?[\d\s()/.-]{7,20}$", start):
        return "phone"
    return "text"
