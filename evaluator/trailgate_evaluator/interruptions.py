"""Signals that have to wait for the end of a stretch of work."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDING: Final = (signal.SIGINT, signal.SIGTERM)
"""Ctrl-C, and what CI servers send to what they cancel."""


@contextmanager
def heard_afterwards() -> Iterator[None]:
    """A signal to end that comes meanwhile is heard at the end; in the main thread alone, as Python has it.

    To block it is not enough: another thread may be given it, and Python then raises in the main one.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda told, _frame: came.append(told)) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for first in came[:1]:
            signal.raise_signal(first)
