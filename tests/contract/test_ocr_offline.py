"""The second reader's runtime must not speak to anybody."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cardscan.reading.ocr.neural_engine import neural_installed
from tests.patience import PATIENCE_S

LOOK = """
import sys, socket
calls = []
sys.addaudithook(lambda event, args: calls.append((event, args[:2])) if event.startswith("socket.") else None)
import numpy as np
from cardscan.reading.ocr.neural_engine import NeuralEngine
NeuralEngine().read(np.full((60, 200, 3), 255, np.uint8))
print([c for c in calls if c[0] in ("socket.connect", "socket.getaddrinfo", "socket.sendto")])
print(bool(sys.modules.get("openvino_telemetry")))
"""


@pytest.mark.skipif(not neural_installed(), reason="the extra `neural` is not installed")
def test_the_second_reader_opens_no_connection_and_loads_no_telemetry() -> None:
    """OpenVINO's Python package sends a usage report on import unless its telemetry is kept from loading."""
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True, timeout=PATIENCE_S)
    assert done.stdout.split("\n")[:2] == ["[]", "False"]
