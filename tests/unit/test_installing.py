"""A missing part is named with a command that works where the program was installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cardscan.model.installing import install_command


@pytest.mark.parametrize(
    ("mark", "command"),
    [
        ("", "pip install 'rapidocr>=3.10' openvino"),
        ("pipx_metadata.json", "pipx inject cardscan-followup 'rapidocr>=3.10' openvino"),
        ("uv-receipt.toml", "uv pip install --python {prefix}/bin/python 'rapidocr>=3.10' openvino"),
    ],
)
def test_the_command_is_that_of_the_tool_that_made_the_environment(mark: str, command: str, tmp_path: Path) -> None:
    """Pip alone would install beside it, where the program does not look."""
    prefix = tmp_path / "cardscan-followup"
    prefix.mkdir()
    if mark:
        (prefix / mark).write_text("")
    assert install_command("rapidocr>=3.10", "openvino", prefix=prefix) == command.format(prefix=prefix)
