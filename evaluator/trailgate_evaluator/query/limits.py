"""What a question may take: seconds, memory, and patience. What does not stop when it is told to is ended with the process."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.errors import EngineError
from trailgate_evaluator.interruptions import ENDING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GRACE: Final = 5.0
"""Seconds that a question has to stop once it is told to."""
_LOOK: Final = 0.05
"""Seconds between two looks at the clock."""
_MIB: Final = 1 << 20


class Watch:
    """How long DuckDB has worked, and what is to be cleared away where the process must end; writing rows counts for nothing."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.is_over = False
        self.clear_away: list[Callable[[], None]] = []
        self._spent = 0.0
        self._began: float | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While this is open, DuckDB works."""
        self._began = time.monotonic()
        try:
            yield
        finally:
            self._spent, self._began = self.spent(), None

    def spent(self) -> float:
        """The seconds so far."""
        began = self._began
        return self._spent + (0.0 if began is None else time.monotonic() - began)

    def too_long(self) -> EngineError:
        """What is said of a question that took too long."""
        return EngineError(
            expected=f"an answer within {self.seconds:g} seconds",
            found="none",
            where="the query",
            what_to_do="Ask for less, give fewer inputs, or allow more with --timeout.",
        )


@contextmanager
def bounded(interrupt: Callable[[], None], *, seconds: float, memory: int) -> Iterator[Watch]:
    """While this is open, `interrupt` is called after so many seconds of work, or on a signal; memory may grow by so many MiB.

    What has not stopped `GRACE` seconds after that ends with the process, by the exit code of an engine's error, or of the
    signal: DuckDB looks for an interrupt between pieces of work, and one value can be a piece.
    """
    watch = Watch(seconds)
    done = threading.Event()
    with _signals() as came:
        watching = threading.Thread(target=_watch, args=(watch, done, interrupt, came), daemon=True)
        watching.start()
        try:
            with _at_most(memory):
                yield watch
        finally:
            done.set()
            watching.join()


@contextmanager
def _signals() -> Iterator[Callable[[], int | None]]:
    """While this is open, the function that it gives tells at once which signal to end came.

    Python's own handlers are called in the main thread, and only when DuckDB lets go of it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(0)
        theirs.settimeout(0)
        before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)

        def came() -> int | None:
            with suppress(BlockingIOError):
                return next((one for one in ours.recv(64) if one in ENDING), None)
            return None

        try:
            yield came
        finally:
            signal.set_wakeup_fd(before)


def _watch(watch: Watch, done: threading.Event, interrupt: Callable[[], None], came: Callable[[], int | None]) -> None:
    ended = None
    while ended is None and watch.spent() < watch.seconds:
        if done.wait(_LOOK):
            return
        ended = came()
    watch.is_over = ended is None
    interrupt()
    until = watch.spent() + GRACE
    while watch.spent() < until:
        if done.wait(_LOOK):
            return
    _end(watch, ended)


def _end(watch: Watch, ended: int | None) -> None:
    for clear in watch.clear_away:
        clear()
    said = "interrupted." if ended is not None else watch.too_long()
    os.write(sys.stderr.fileno(), f"trailgate: {said}\n".encode())
    os._exit(EngineError.exit_code if ended is None else 128 + ended)


@contextmanager
def _at_most(memory: int) -> Iterator[None]:
    """The process's addresses may grow by so many MiB: DuckDB's own limit does not count single huge values.

    Only where the system says how many there are (Linux); elsewhere DuckDB's limit is the only one.
    """
    pages = Path("/proc/self/statm")
    if not pages.is_file():
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = int(pages.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + memory * _MIB
    bound = min(one for one in (wanted, soft, hard) if one != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
