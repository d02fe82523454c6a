"""Find the command that installs a package into the environment that this program runs in."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path


def install_command(*packages: str, prefix: Path | None = None) -> str:
    """Return the install command that fits the environment: pip cannot install into those of pipx and uv.

    Args:
        prefix: Folder of the environment; by default that of this program.
    """
    place = prefix or Path(sys.prefix)
    named = shlex.join(packages)
    if (place / "pipx_metadata.json").exists():
        return f"pipx inject {place.name} {named}"
    if (place / "uv-receipt.toml").exists():
        return f"uv pip install --python {shlex.quote(str(place / 'bin' / 'python'))} {named}"
    return f"pip install {named}"
