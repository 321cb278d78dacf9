"""Errors of the filter pattern language.

Exception
├── PatternError   a pattern that AWS would refuse, and where, why and how to mend it
└── BoundReached   a question that was given up at a stated bound, never by the clock
"""

from __future__ import annotations

from msgspec import Struct


class Repair(Struct, frozen=True, kw_only=True):
    """A plain edit that mends one mistake: `text` stands in place of the characters from `start` to `end`."""

    start: int
    end: int
    text: str


class PatternError(Exception):
    """A pattern is not in the language.

    `kind` is a stable name, `span` the characters at fault (from, to), `message` says what was expected and what was found.
    `repair` mends it; `otherwise` does too, where the mistake is not what it looks like.
    """

    def __init__(
        self,
        *,
        kind: str,
        span: tuple[int, int],
        message: str,
        repair: Repair | None = None,
        otherwise: Repair | None = None,
    ) -> None:
        super().__init__(message)
        self.otherwise = otherwise
        self.kind = kind
        self.span = span
        self.message = message
        self.repair = repair


class BoundReached(Exception):  # noqa: N818 - it is an answer of the decision, not a fault
    """Work stopped at a bound; `bound` names it in words that stand in a report."""

    def __init__(self, bound: str) -> None:
        super().__init__(bound)
        self.bound = bound
