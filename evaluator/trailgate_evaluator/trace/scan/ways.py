"""How records are taken out of what was put round them."""

from __future__ import annotations

from msgspec import Struct

from trailgate_evaluator.trace.scan.fields import AROUND


class Way(Struct, frozen=True):
    """How records are taken out: of objects in a list or one after another, or of the column `which` of the rows of CSV."""

    how: int
    which: int = AROUND
    is_after: bool = False


LISTED, STREAMED = Way(0), Way(1)


def in_column(number: int) -> Way:
    """Out of rows of CSV."""
    return Way(2, number)


class Unwrapped(Struct, frozen=True):
    """`why` no more was taken out (`MORE`, `UNREAD`, `ENDED`), where that was in the text, and whether behind one of a list."""

    why: int
    place: int
    is_after: bool
