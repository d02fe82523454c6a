"""A systemd unit for a command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

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
    """The text of the unit; it runs for its user, not for root."""
    shown = ", ".join(str(folder).replace("\n", "?") for folder in folders)
    return _UNIT.format(command=" ".join(map(_quoted, command)), folders=shown)


def _quoted(argument: str) -> str:
    """As systemd.service(5) wants it: %% and $$ stay what they are, the rest in double quotes with C escapes."""
    text = argument.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("%", "%%").replace("$", "$$")
    return f'"{text}"' if not text or any(char in text for char in " \t'\"\\;") else text
