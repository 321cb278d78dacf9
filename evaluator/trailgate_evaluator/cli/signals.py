"""Ctrl-C and a signal to end while a report is written: both come between two inputs, never within one."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Final, Self

from trailgate_evaluator.evaluation.interruptions import heard_afterwards

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

TERMINATED: Final = 143


class Terminated(KeyboardInterrupt):
    """A signal to end, as a CI server sends it to what it cancels."""


class Signals:
    """A stretch of time in which both raise `KeyboardInterrupt`, and can be held back."""

    def __enter__(self) -> Self:
        """From here on; in the main thread alone, as Python has it."""
        self._main = threading.current_thread() is threading.main_thread()
        self._before = signal.signal(signal.SIGTERM, _end) if self._main else None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Signals are again what they were before."""
        if self._main:
            signal.signal(signal.SIGTERM, self._before if self._before is not None else signal.SIG_DFL)

    @contextmanager
    def held(self) -> Iterator[None]:
        """What comes meanwhile comes afterwards, whichever thread it is given to."""
        with heard_afterwards() if self._main else nullcontext():
            yield


def _end(_number: int, _frame: object) -> None:
    raise Terminated
