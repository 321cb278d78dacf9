"""Functions on numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, Final

from trailgate_evaluator.languages.hcl.functions.registry import Functions, reading
from trailgate_evaluator.languages.hcl.values.numbers import ROUNDED, computed
from trailgate_evaluator.languages.hcl.values.values import Items, RefusedError, Value

_MOST_POWER: Final = 100
_MOST_ITEMS: Final = 1024


def _sum(items: Any) -> Value:
    if not items.items:
        raise RefusedError("a list that is not empty")
    return computed(Fraction(sum(items.items)))


def _signum(number: Any) -> Value:
    if not isinstance(number, int):
        raise RefusedError("a whole number")
    return (number > 0) - (number < 0)


def _pow(base: Any, power: Any) -> Value:
    if not isinstance(base, int) or not isinstance(power, int) or not 0 <= power <= _MOST_POWER or abs(base) > 10**6:
        return ROUNDED
    return computed(Fraction(base) ** power)


def _range(*limits: Any) -> Value:
    if len(limits) > 3:  # noqa: PLR2004 - range takes three
        raise RefusedError("three arguments at most")
    start, stop = (0, limits[0]) if len(limits) == 1 else limits[:2]
    step = limits[2] if len(limits) > 2 else (1 if start < stop else -1)  # noqa: PLR2004 - range takes three
    if not all(isinstance(limit, int) for limit in (start, stop, step)):
        return ROUNDED
    if start == stop:
        return Items("list", ())
    if not step or (step > 0) != (stop > start):
        raise RefusedError("a step towards the end")
    found = range(start, stop, step)
    if len(found) > _MOST_ITEMS:
        raise RefusedError("at most 1024 numbers")
    return Items("list", tuple(found))


NUMERIC: Final[Functions] = {
    "abs": reading(abs, "number"),
    "ceil": reading(lambda number: ROUNDED if -1 < number < 0 else math.ceil(number), "number"),
    "floor": reading(math.floor, "number"),
    "max": reading(lambda *numbers: max(numbers), "number", more=True),
    "min": reading(lambda *numbers: min(numbers), "number", more=True),
    "pow": reading(_pow, "number", "number"),
    "range": reading(_range, "number", least=1, more=True),
    "signum": reading(_signum, "number"),
    "sum": reading(_sum, ("list", "number")),
}
