"""Draw a progress bar with photos done, cards found and time left, if a person watches the terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING

from cardscan.app.cli.console import counted

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class ScanProgress:
    """Draws on standard error if it is a terminal; otherwise draws nothing."""

    def __init__(self, total: int) -> None:
        """Draw nothing yet; `total` is in photos."""
        self._total, self._cards = total, 0
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> ScanProgress:
        if sys.stderr.isatty() and self._total:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("Reading"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("photos · {task.fields[cards]}"),
                TimeRemainingColumn(elapsed_when_finished=True),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task("scan", total=self._total, cards=counted(0, "card"))
        return self

    def advance(self, cards: int) -> None:
        """Count one more photo as done."""
        self._cards += cards
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, advance=1, cards=counted(self._cards, "card"))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()
