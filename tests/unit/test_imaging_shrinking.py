"""Smaller copies: the same picture, at exactly the size that was asked for."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cardscan.reading.imaging.shrinking import shrunk


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    width=st.integers(40, 900),
    height=st.integers(40, 900),
    factor=st.floats(0.05, 1.0),
)
@example(width=40, height=40, factor=0.09375)
def test_what_lies_at_a_place_lies_there_on_the_smaller_copy(width: int, height: int, factor: float) -> None:
    """A slope from left to right and one from top to bottom keep their values, to half a pixel of the copy."""
    rows, columns = np.mgrid[:height, :width].astype(np.float64)
    slopes = np.stack([columns * 200 / width, rows * 200 / height, np.full(rows.shape, 90.0)], axis=2)
    small = shrunk(np.round(slopes).astype(np.uint8), factor).astype(np.float64)
    assert abs(small.shape[1] - width * factor) <= 2 and abs(small.shape[0] - height * factor) <= 2
    # Middles of pixels: column c of the copy shows what lay (c + 0.5) / factor from the left edge.
    across = ((np.arange(small.shape[1]) + 0.5) / factor - 0.5) * 200 / width
    down = ((np.arange(small.shape[0]) + 0.5) / factor - 0.5) * 200 / height
    inner = (slice(1, -1), slice(1, -1))
    # Of the values a pixel of the copy spans 200 / width / factor; they are rounded twice.
    assert np.abs(small[inner][..., 0] - across[None, 1:-1]).max(initial=0) <= 1.0 + 100 / width / factor
    assert np.abs(small[inner][..., 1] - down[1:-1, None]).max(initial=0) <= 1.0 + 100 / height / factor
    assert (small[..., 2] == 90).all()


def test_noise_is_averaged_as_much_as_the_size_allows() -> None:
    """Of 2.55 pixels a side each: what is only sampled keeps more of it."""
    noisy = np.random.default_rng(1).integers(60, 200, (1225, 1633, 3)).astype(np.uint8)
    small = shrunk(noisy, 640 / 1633)
    assert small.std() < 1.15 * noisy.std() * 640 / 1633


def test_a_picture_that_is_small_enough_stays_as_it_is() -> None:
    """No pixel of it changes."""
    picture = np.random.default_rng(2).integers(0, 255, (50, 70, 3)).astype(np.uint8)
    assert (shrunk(picture, 1.0) == picture).all()
