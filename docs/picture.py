"""Draws docs/terminal.svg: a real run on the sample cards, as a terminal shows it.

.venv/bin/python docs/picture.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parent.parent
SHOWN_LINES = 14


def main() -> None:
    """Run the commands and save what they print."""
    console = Console(record=True, width=112, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "CARDSCAN_HOME": f"{home}/cardscan",
            "CARDSCAN_SENDER_NAME": "Robin Sample",
            "CARDSCAN_SENDER_EMAIL": "robin@example.org",
        }
        for command in ("scan samples/cards", "contacts list", "drafts list", "drafts show 1"):
            done = subprocess.run(  # noqa: S603 - our own commands
                [sys.executable, "-m", "cardscan", *command.split()],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
            console.print(Text.assemble(("$ ", "bold green"), (f"cardscan {command}", "bold")))
            lines = done.stdout.replace(home, "~").strip("\n").expandtabs(4).splitlines()
            for line in lines[:SHOWN_LINES]:
                console.print(Text(line), overflow="ellipsis", no_wrap=True)
            if len(lines) > SHOWN_LINES:
                console.print(Text(f"... {len(lines) - SHOWN_LINES} more lines", style="dim"))
            console.print()
    console.save_svg(str(ROOT / "docs" / "terminal.svg"), title="cardscan")


if __name__ == "__main__":
    main()
