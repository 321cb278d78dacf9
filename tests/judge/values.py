"""One worth for every question: does it hold (not, may, holds), and whom can it reach (nobody, perhaps somebody, somebody)?

A chain is in both as its worst step (`worst`), a record in both as its best chain (`best`): what may hold and reach somebody
stands beside what holds and reaches nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Json = dict[str, Any]


class Worth(NamedTuple):
    """Two numbers from 0 to 2."""

    holds: int
    reaches: int


NOT, MAY, HOLDS_NO, HOLDS_UNKNOWN, HOLDS_YES = Worth(0, 0), Worth(1, 1), Worth(2, 0), Worth(2, 1), Worth(2, 2)
HOLDS: Final = HOLDS_YES
EFFECT: Final = {"no": HOLDS_NO, "unknown": HOLDS_UNKNOWN, "yes": HOLDS_YES}


def worst(values: Iterable[Worth]) -> Worth:
    """What all of these together are worth, one after the other."""
    told = list(values)
    return Worth(min(one.holds for one in told), min(one.reaches for one in told))


def best(values: Iterable[Worth]) -> Worth:
    """What all of these together are worth, one beside the other; nothing where there is none."""
    told = [NOT, *values]
    return Worth(max(one.holds for one in told), max(one.reaches for one in told))


def is_unknown(value: object) -> bool:
    return isinstance(value, dict) and "unknown" in value


def has_unknown(value: object) -> bool:
    """Whether an unknown stands anywhere inside the value."""
    if isinstance(value, dict):
        return "unknown" in value or any(has_unknown(inner) for inner in value.values())
    return isinstance(value, list) and any(has_unknown(inner) for inner in value)


def sure(value: object, good: bool) -> Worth:
    """Holds where the value is known and good, may hold where it is not known."""
    return MAY if is_unknown(value) else HOLDS if good else NOT


def agreed(values: list[Worth]) -> Worth:
    """What closed candidates agree on; without any, anything is possible."""
    if not values:
        return MAY
    holds = {one.holds for one in values}
    reaches = {one.reaches for one in values}
    return Worth(holds.pop() if len(holds) == 1 else 1, reaches.pop() if len(reaches) == 1 else 1)


def made(resource: Json) -> Worth:
    """Whether the apply of a plan makes the resource at all."""
    return NOT if resource.get("refused") else HOLDS
