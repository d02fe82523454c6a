"""Settings for how photos are spread over processes, and the limits of each process."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cardscan.model.settings import setting, within


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """How photos are spread over processes, and what each may use.

    Attributes:
        count: Number of processes; 0 means one for every processor that this process may use.
        timeout_s: Longest wall time for one photo file, in seconds; after that its process is killed.
        max_memory_mb: How far one photo may make a process grow beyond its size after loading, in MB.
        recycle_after: A process is replaced after this many photos, which bounds leaks.
        sandbox: Sandbox the processes (no network, no files but programs and models) where the system supports it.
    """

    count: int = setting(0, within(0, 1_024))
    # A hard photo with three cards takes some 10 s with both readers on a slow core; a long PDF takes longer.
    timeout_s: float = setting(120.0, within(0.1, 86_400))
    # A 50-megapixel photo is 150 MB of pixels; a few intermediate pictures of it stay well below the limit.
    max_memory_mb: int = setting(1536, within(64, 1_000_000))
    recycle_after: int = setting(200, within(1, 1_000_000))
    sandbox: bool = True

    def __post_init__(self) -> None:
        if self.count < 0 or self.timeout_s <= 0 or self.max_memory_mb < 64 or self.recycle_after < 1:
            raise ValueError(
                "count may not be negative, timeout_s must be above 0, "
                "max_memory_mb at least 64 and recycle_after at least 1"
            )

    @property
    def processes(self) -> int:
        """How many processes these settings give on this machine."""
        if self.count:
            return self.count
        if hasattr(os, "sched_getaffinity"):  # Linux: the processors that a container or taskset allows
            return max(1, len(os.sched_getaffinity(0)))
        return max(1, os.cpu_count() or 1)
