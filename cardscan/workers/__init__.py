"""Runs one function over many photos in isolated local processes.

A crash, a hang or a memory bomb costs the photo that caused it, and nothing else.
"""

from cardscan.workers.jobs import Job, Outcome
from cardscan.workers.pool import Pool

__all__ = ["Job", "Outcome", "Pool"]
