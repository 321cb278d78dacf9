"""What a question may cost (pages, bytes, seconds), and how long an account may take. What never ends is cut off, and says so."""

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
    most: str = f"{SECONDS:.0f} seconds"

    @property
    def seconds(self) -> float:
        """How many are left; negative where the time is over."""
        return self.ends - time.monotonic()

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
        if self.seconds < 0:
            raise BudgetError(f"more than {self.most}; the rest was not asked for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When an account has taken too long, on the monotonic clock; `most` is how long that is, for people."""

    ends: float
    most: str

    @classmethod
    def after(cls, minutes: float) -> Deadline:
        """So many minutes from now."""
        return cls(ends=time.monotonic() + minutes * 60, most=f"{minutes:g} minutes for the account")

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be asked of the account."""
        return time.monotonic() > self.ends

    def budget(self) -> Budget:
        """What a question may cost that is asked now."""
        usual = Budget()
        return usual if usual.ends <= self.ends else Budget(ends=self.ends, most=self.most)


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
