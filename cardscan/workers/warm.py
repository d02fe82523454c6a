"""Load what all workers share into their common parent, before it forks them.

The parent is multiprocessing's fork server: a process with one thread, which sees no photo. It learns what to load
only from the name of a module (`cardscan.workers.preloaded`) and from its environment, which `telling` sets. Nothing
that starts threads may be loaded here: a fork copies one thread only, but the locks of all.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
from collections.abc import Callable, Iterator

_VARIABLE = "WARM_CARDSCAN"  # not CARDSCAN_...: names like that are settings and are checked
MODULE = "cardscan.workers.preloaded"


@contextlib.contextmanager
def telling(preparation: Callable[[], None] | None) -> Iterator[None]:
    """Make a fork server that starts inside this block run `preparation` first. `preparation` must pickle."""
    if preparation is not None:
        os.environ[_VARIABLE] = pickle.dumps(preparation).hex()
    try:
        yield
    finally:
        os.environ.pop(_VARIABLE, None)


def prepare() -> None:
    """Run the preparation that the environment names; called in the fork server."""
    written = os.environ.pop(_VARIABLE, None)
    if written is None:
        return
    # A failure here happens again in the first worker, where it can be reported.
    with contextlib.suppress(Exception):
        pickle.loads(bytes.fromhex(written))()  # noqa: S301 - written by our own parent, a moment ago
    gc.freeze()  # otherwise the collector would touch, and so copy, memory that the forked processes share
