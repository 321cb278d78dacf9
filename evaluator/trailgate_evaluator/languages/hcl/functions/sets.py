"""Functions on sets. They move items about that need not be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from trailgate_evaluator.languages.hcl.functions.items import LONGEST, items_of, of_one_type
from trailgate_evaluator.languages.hcl.functions.registry import Functions, choices_out, moving
from trailgate_evaluator.languages.hcl.values.equality import equals
from trailgate_evaluator.languages.hcl.values.types import a_set
from trailgate_evaluator.languages.hcl.values.values import (
    Items,
    OpenError,
    Unknown,
    Value,
    doubt,
    same,
    spread,
    symbols,
)


def _setunion(*sets: Value) -> Value:
    return a_set(of_one_type([item for each in sets for item in items_of(each).items]))


def _setsof_one_type(*sets: Value) -> list[list[Value]]:
    given = [items_of(each).items for each in sets]
    alike = iter(of_one_type([item for items in given for item in items]))
    return [[next(alike) for _ in items] for items in given]


def _setintersection(first: Value, *rest: Value) -> Value:
    if (missing := _doubted(first, *rest)) is not None:
        return missing
    kept, *others = _setsof_one_type(first, *rest)
    for other in others:
        kept = [item for item in kept if _is_among(item, other)]
    return a_set(kept)


def _setsubtract(first: Value, second: Value) -> Value:
    if (missing := _doubted(first, second)) is not None:
        return missing
    kept, gone = _setsof_one_type(first, second)
    return a_set(item for item in kept if not _is_among(item, gone))


def _setproduct(*lists: Value) -> Value:
    given = [items_of(each) for each in lists]
    if any(each.kind == "set" for each in given):
        given = [a_set(of_one_type(list(each.items))) for each in given]
    given = [replace(each, items=tuple(of_one_type(list(each.items)))) for each in given]
    rows: list[tuple[Value, ...]] = [()]
    for each in given:
        rows = [(*row, item) for row in rows for item in each.items]
        if len(rows) > LONGEST:
            return Unknown("unreadable_expression", "a list that is very long")
    made: list[Value] = [Items("tuple", row) for row in rows]
    if any(each.kind == "set" for each in given):
        return Items("set", tuple(made), ordered=len(made) <= 1)
    return Items("list", tuple(made), all(each.ordered for each in given))


def _spread(function: Callable[..., Value]) -> Callable[..., Value]:
    """The function of every choice that stands in its sets."""
    return lambda *sets: spread(function, *map(choices_out, sets))


def _doubted(*sets: Value) -> Unknown | None:
    return next((missing for each in sets if (missing := doubt(each)) is not None), None)


def _is_among(item: Value, others: list[Value]) -> bool:
    """Whether an item is one of others of its type; raises `OpenError` where that is not known yet."""
    if any(same(item, other) for other in others):
        return True
    if any(map(symbols, (item, *others))) and not all(equals(item, other) is False for other in others):
        raise OpenError("an item")
    return False


SETS: Final[Functions] = {
    "setintersection": moving(
        lambda *sets: spread(_setintersection, *map(choices_out, sets)), ("set", "any"), least=1, more=True
    ),
    "setproduct": moving(_setproduct, "any", more=True, least=2),
    "setsubtract": moving(_spread(_setsubtract), ("set", "any"), ("set", "any")),
    "setunion": moving(_setunion, ("set", "any"), more=True),
}
