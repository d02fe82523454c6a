"""How a package gets into the environment that this program runs in."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path


def install_command(*packages: str, prefix: Path | None = None) -> str:
    """The command, by who made the environment: pip reaches neither pipx's nor uv's own.

    Args:
        prefix: The environment; this program's when left out.
    """
    place = prefix or Path(sys.prefix)
    named = shlex.join(packages)
    if (place / "pipx_metadata.json").exists():
        return f"pipx inject {place.name} {named}"
    if (place / "uv-receipt.toml").exists():
        return f"uv pip install --python {shlex.quote(str(place / 'bin' / 'python'))} {named}"
    return f"pip install {named}"
