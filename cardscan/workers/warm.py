"""The workers' common parent loads what they share before it forks them.

The parent is multiprocessing's fork server: a process with one thread, which sees no photo. It can be told what to
load only by the name of a module (`cardscan.workers.preloaded`) and by its environment, which `telling` writes.
Nothing that starts threads may be loaded here: a fork takes one thread along, and the locks of all.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
from collections.abc import Callable, Iterator

_VARIABLE = "WARM_CARDSCAN"  # not CARDSCAN_...: those are settings, and checked
MODULE = "cardscan.workers.preloaded"


@contextlib.contextmanager
def telling(preparation: Callable[[], None] | None) -> Iterator[None]:
    """A fork server that is started inside runs `preparation` first. It must pickle."""
    if preparation is not None:
        os.environ[_VARIABLE] = pickle.dumps(preparation).hex()
    try:
        yield
    finally:
        os.environ.pop(_VARIABLE, None)


def prepare() -> None:
    """In the fork server: do what it was told."""
    written = os.environ.pop(_VARIABLE, None)
    if written is None:
        return
    # What fails here fails again in the first worker, which says so where it can be shown.
    with contextlib.suppress(Exception):
        pickle.loads(bytes.fromhex(written))()  # noqa: S301 - written by our own parent, a moment ago
    gc.freeze()  # the collector would touch, and so copy, what the forked processes share
