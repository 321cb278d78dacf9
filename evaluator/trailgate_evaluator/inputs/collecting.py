"""Work on large JSON without the collector of cycles, which JSON has none of."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the collector back, as it was before afterwards: on a plan of 37 MB it walks millions of values for nothing.

    Counted references free as ever; cycles made meanwhile wait for the next collection.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def set_aside() -> None:
    """Let the collector pass over all that is there now, which has no cycles and stays for a while; it is freed as ever."""
    gc.freeze()
