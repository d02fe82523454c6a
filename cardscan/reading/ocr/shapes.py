"""Pad a model's inputs to few sizes, for a runtime that compiles its kernels again for every new shape.

Lines and cards have any size. OpenVINO keeps what it compiled for each, which grew one process to 1.5 GB over sixty
cards and took a third of the time. Inputs are padded to a coarse grid and the outputs cut back. That reads the same
letters in 0.2 s instead of 0.3 s per card, and memory does not grow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Step of the grid, px. Smaller steps waste less on padding and compile more often; 160 was fastest.
STEP = 160


class OnGrid:
    """A model session that pads its inputs, of shape (1, 3, H, W), with zeros to multiples of STEP.

    The models' own preparation also pads with zero, which is mid grey.
    """

    def __init__(self, session: Any, *, height: bool) -> None:
        """Wrap a session. `height`: whether to pad the height too; the recogniser's is always 48."""
        self._session = session
        self._height = height

    def __getattr__(self, name: str) -> Any:
        """Return the session's own attribute; only the call differs."""
        return getattr(self._session, name)

    def __call__(self, pixels: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the outputs as if the input had not been padded."""
        height, width = pixels.shape[2:]
        more_height = -height % STEP if self._height else 0
        padded = np.pad(pixels, ((0, 0), (0, 0), (0, more_height), (0, -width % STEP)))
        output = self._session(padded)
        if self._height:  # a map of the picture: (1, 1, H, W)
            return np.ascontiguousarray(output[:, :, :height, :width])
        columns = round(output.shape[1] * width / padded.shape[3])  # letters by column: (1, columns, letters)
        return np.ascontiguousarray(output[:, :columns])
