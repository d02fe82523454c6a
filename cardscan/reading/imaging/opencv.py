"""OpenCV, imported once, with its limits set before the import reads them."""

from __future__ import annotations

import os

# FACTS: a 109 KB PNG of 30,000 x 30,000 px costs 5.3 GB unless this is set before cv2 is imported.
# The loader's own limit is lower and comes from the header; this one is the net below it.
HARD_PIXEL_LIMIT = 120_000_000
os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(HARD_PIXEL_LIMIT)

import cv2  # noqa: E402
import numpy as np  # noqa: E402

# Parallelism comes from one process a photo; threads inside one photo only fight over the cores.
cv2.setNumThreads(1)
# Decoders report damage through their return value; their log lines would land in the user's terminal.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["cv2", "np"]
