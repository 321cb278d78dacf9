"""Files beside an export of which nothing was made: told on standard error, since nothing else has them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.plain import amount, inert, one_line, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.inputs import PlanFiles, Source

_MOST: Final = 12


def tell_passed_over(passed_over: Sequence[tuple[str, str]]) -> None:
    """Says which files no input was made of, and why."""
    told = [f"trailgate: {printable(name)}: passed over, {one_line(why)}\n" for name, why in passed_over[:_MOST]]
    if len(passed_over) > _MOST:
        more = amount(len(passed_over) - _MOST, "more is", "more are")
        told.append(f"trailgate: {more} passed over; `trailgate import` tells of each.\n")
    sys.stderr.write(inert("".join(told)))


def one_input(path: str, packed: PlanFiles) -> Source:
    """As `exports.read_one`; says which files beside it nothing was made of."""
    from trailgate_evaluator.exports import read_one

    passed_over: list[tuple[str, str]] = []
    given = read_one(path, packed, lambda name, why: passed_over.append((name, why)))
    tell_passed_over(passed_over)
    return given
