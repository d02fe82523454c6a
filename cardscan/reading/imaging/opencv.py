"""Import OpenCV once, with its limits set before the import reads them."""

from __future__ import annotations

import os

# Unless this is set before cv2 is imported, a 109 KB PNG of 30,000 x 30,000 px costs 5.3 GB of memory.
# The loader's own limit is lower and uses the header; this one is the safety net beneath it.
HARD_PIXEL_LIMIT = 120_000_000
os.environ["OPENCV_IO_MAX_IMAGE_PIXELS"] = str(HARD_PIXEL_LIMIT)

import cv2  # noqa: E402
import numpy as np  # noqa: E402

# Parallelism comes from one process per photo; threads within one photo only compete for the cores.
cv2.setNumThreads(1)
# Decoders report damage through their return value; their log lines would appear in the user's terminal.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

__all__ = ["cv2", "np"]
