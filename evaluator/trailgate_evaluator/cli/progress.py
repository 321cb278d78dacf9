"""Progress of a long run on a terminal: how many of how many, how fast, and when it ends; nothing at all in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE: Final = 3
"""Inputs that are too few to be worth a progress line."""
_SPINNER: Final = 2
"""Columns of a terminal that rich's spinner takes."""
_MEMORY: Final = 30.0
"""Seconds that the rate looks back, so that it is today's and not that of a first hour that was slower."""


class Progress:
    """What a run tells of its progress; this one shows nothing."""

    def begin(self, doing: str, total: int | None = None, done: int = 0) -> None:
        """Another stage begins, of `total` inputs, of which so many need nothing."""

    def see(self, name: str) -> None:
        """The next input's turn has come, or gone."""


class _Shown(Progress):
    """rich's spinner, imported and shown only once there is something to wait for."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stop: Callable[[], None] | None = None
        self._update: Callable[[str], None] = lambda _text: None
        self._width = 0
        self._doing, self._seen, self._done = "", 0, 0
        self._total: int | None = None
        self._pace = Pace(clock())

    def begin(self, doing: str, total: int | None = None, done: int = 0) -> None:
        self._doing, self._total, self._seen, self._done = doing, total, 0, done
        self._pace = Pace(self._clock())

    def see(self, name: str) -> None:
        self._seen += 1
        if self._seen == PATIENCE and self._stop is None:
            from rich.console import Console
            from rich.status import Status

            console = Console(stderr=True, soft_wrap=True)  # what is said meanwhile stays a line, so that it can be copied
            status = Status("", console=console)
            status.start()
            self._stop, self._update = status.stop, status.update
            self._width = console.width - _SPINNER
        self._pace.note(self._clock(), self._seen)
        if self._stop is not None:
            from rich.cells import set_cell_size
            from rich.markup import escape

            from trailgate_evaluator.plain import one_line

            line, name = self._line(), one_line(name)
            room = max(self._width - len(line), 2)
            shown = name if len(name) <= room else f"…{name[1 - room :]}"
            self._update(escape(set_cell_size(line + shown, self._width).rstrip()))

    def _line(self) -> str:
        done = self._done + self._seen
        if self._total is None:
            return f"{self._doing} {done:,}: "
        return f"{self._doing} {done:,} of {self._total:,}{self._pace.told(self._total - done)}: "

    def stop(self) -> None:
        if self._stop is not None:
            self._stop()


class Pace:
    """How many a second, over the last half minute or so, and what that makes of what is left."""

    def __init__(self, begun: float) -> None:
        self._from, self._next = (begun, 0), (begun, 0)
        self._now = (begun, 0)

    def note(self, now: float, seen: int) -> None:
        """So many are seen now; it counts from the first, before which the work itself has to begin."""
        if not self._now[1]:
            self._from, self._next = (now, seen), (now, seen)
        self._now = (now, seen)
        if now - self._next[0] > _MEMORY:
            self._from, self._next = self._next, self._now

    def told(self, left: int, wall: Callable[[], float] = time.time) -> str:
        """In words: `, 85 a second, 1 min 8 s left, until 19:42`; nothing until a second has passed."""
        seconds, seen = self._now[0] - self._from[0], self._now[1] - self._from[1]
        if seconds < 1 or seen <= 0:
            return ""
        rate = seen / seconds
        more = left / rate
        end = time.strftime("%H:%M", time.localtime(wall() + more))
        return (
            f", {rate:,.0f} a second, {lasting(more)} left, until {end}" if rate >= 1 else f", {lasting(more)} left, until {end}"
        )


def lasting(seconds: float) -> str:
    """A length of time in words: `8 s`, `1 min 8 s`, `2 h 5 min`."""
    whole = round(seconds)
    hours, minutes = divmod(whole // 60, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {whole % 60} s" if minutes else f"{whole} s"


@contextmanager
def progress(*, shows: bool = True) -> Iterator[Progress]:
    """Progress shown on standard error, if that is a terminal and it `shows` there."""
    if not shows or not sys.stderr.isatty():
        yield Progress()
        return
    shown = _Shown()
    try:
        yield shown
    finally:
        shown.stop()
