"""Progress of a long run on a terminal; nothing at all in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

PATIENCE: Final = 3
"""Inputs that are too few to be worth a progress line."""


@contextmanager
def progress(doing: str) -> Iterator[Callable[[str], None]]:
    """A function to call with each input's name as it comes; shows a spinner on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _name: None
        return
    shown = _Spinner(doing)
    try:
        yield shown.see
    finally:
        shown.stop()


class _Spinner:
    """rich's spinner, imported and shown only once there is something to wait for."""

    def __init__(self, doing: str) -> None:
        self._doing = doing
        self._count = 0
        self._stop: Callable[[], None] | None = None
        self._update: Callable[[str], None] = lambda _text: None

    def see(self, name: str) -> None:
        self._count += 1
        if self._count == PATIENCE:
            from rich.console import Console
            from rich.status import Status

            status = Status("", console=Console(stderr=True))
            status.start()
            self._stop, self._update = status.stop, status.update
        if self._stop is not None:
            from rich.markup import escape

            from trailgate_evaluator.plain import one_line

            self._update(f"{self._doing} {self._count}: {escape(one_line(name, 60))}")

    def stop(self) -> None:
        if self._stop is not None:
            self._stop()
