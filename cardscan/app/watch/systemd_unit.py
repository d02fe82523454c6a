"""Make a systemd unit that runs a given command line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from cardscan.model.plaintext import one_line

_UNIT = """\
[Unit]
Description=cardscan reads the business cards put into a folder
Documentation=man:systemd.service(5)
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=2
# Fed only when work goes on; a photo that hangs is ended long before by its own time limit.
WatchdogSec=60
TimeoutStartSec=60
TimeoutStopSec=10
SuccessExitStatus=130
UMask=0077
Nice=10
NoNewPrivileges=yes
# Folders: {folders}

[Install]
WantedBy=default.target
"""


def systemd_unit(command: Sequence[str], folders: Sequence[Path]) -> str:
    """Return the text of the unit; it runs for its user, not for root."""
    shown = ", ".join(one_line(str(folder)) for folder in folders)
    return _UNIT.format(command=" ".join(map(_quoted, command)), folders=shown)


def _quoted(argument: str) -> str:
    """Quote for systemd.service(5): %% and $$ keep their meaning; the rest is in double quotes with C escapes."""
    text = argument.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("%", "%%").replace("$", "$$")
    text = os.fsencode(text).decode("utf-8", "backslashreplace")  # a name in another encoding, as C escapes
    return f'"{text}"' if not text or any(char in text for char in " \t'\"\\;") else text
