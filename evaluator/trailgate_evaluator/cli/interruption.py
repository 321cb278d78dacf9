"""A signal to end, as CI servers send it to what they cancel, is heard as Ctrl-C is: what was begun is cleared away."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.cli.ending import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Iterator

TERMINATED: Final = 143


class Heard:
    """What was heard so far: whether a signal to end came."""

    def __init__(self) -> None:
        self.ends = False

    def code(self, code: int) -> int:
        """The exit code of what was interrupted, by what it was."""
        return TERMINATED if code == INTERRUPTED and self.ends else code


class Told(KeyboardInterrupt):
    """An interruption of which all is said that there is to say."""


@contextmanager
def heard() -> Iterator[Heard]:
    """While this is open a signal to end raises `KeyboardInterrupt`; in the main thread alone, as Python has it."""
    told = Heard()
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield told  # whoever calls has another use for it, or does not want it heard
        return

    def end(_number: int, _frame: object) -> None:
        told.ends = True
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        yield told
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
