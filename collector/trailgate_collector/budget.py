"""What one question may cost: pages, bytes and seconds. A service that never ends is cut off, and says so."""

from __future__ import annotations

import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = 5_000
BYTES = 256 * 1024 * 1024
SECONDS = 900.0


class BudgetError(Exception):
    """A question costs more than any account's answer should; what came before is kept."""


@dataclass(slots=True, kw_only=True)
class Budget:
    """What is left for one question."""

    pages: int = PAGES
    bytes: int = BYTES
    ends: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def take_page(self) -> None:
        """One more page is asked for; raises BudgetError where there were too many, or the time is over."""
        self.check_time()
        self.pages -= 1
        if self.pages < 0:
            raise BudgetError(f"more than {PAGES} pages; the rest was not asked for")

    def take_bytes(self, count: int) -> None:
        """So many bytes came; raises BudgetError where it is too much, or took too long."""
        self.check_time()
        self.bytes -= count
        if self.bytes < 0:
            raise BudgetError(f"more than {BYTES} bytes; the rest was not read")

    def check_time(self) -> None:
        """Raises BudgetError where the time is over."""
        if time.monotonic() > self.ends:
            raise BudgetError(f"more than {SECONDS:.0f} seconds; the rest was not asked for")


_spent: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def spending(budget: Budget) -> Iterator[None]:
    """What this thread reads from AWS meanwhile is taken from the budget."""
    before = _spent.set(budget)
    try:
        yield
    finally:
        _spent.reset(before)


def current() -> Budget:
    """The budget of the question on its way; a fresh one outside of any."""
    return _spent.get() or Budget()
