"""Run one function over many photos in isolated local processes.

A crash, a hang or exhausted memory costs the photo that caused it, and nothing else.
"""

from cardscan.workers.crew import Crew
from cardscan.workers.jobs import Job, Outcome
from cardscan.workers.pool import Pool
from cardscan.workers.sandbox import Protection, protection

__all__ = ["Crew", "Job", "Outcome", "Pool", "Protection", "protection"]
