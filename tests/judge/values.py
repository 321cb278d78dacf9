"""One number for every question, so that a chain is its worst step (`min`) and a record its best chain (`max`).

NOT, MAY, or it holds and the first real change would reach nobody (HOLDS_NO), perhaps somebody
(HOLDS_UNKNOWN), somebody (HOLDS_YES).
"""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

NOT, MAY, HOLDS_NO, HOLDS_UNKNOWN, HOLDS_YES = range(5)
HOLDS: Final = HOLDS_YES
EFFECT: Final = {"no": HOLDS_NO, "unknown": HOLDS_UNKNOWN, "yes": HOLDS_YES}


def is_unknown(value: object) -> bool:
    return isinstance(value, dict) and "unknown" in value


def has_unknown(value: object) -> bool:
    """Whether an unknown stands anywhere inside the value."""
    if isinstance(value, dict):
        return "unknown" in value or any(has_unknown(inner) for inner in value.values())
    return isinstance(value, list) and any(has_unknown(inner) for inner in value)


def sure(value: object, good: bool) -> int:
    """Holds where the value is known and good, may hold where it is not known."""
    return MAY if is_unknown(value) else HOLDS if good else NOT


def agreed(values: list[int]) -> int:
    """What closed candidates agree on; without any, anything is possible."""
    if values and (min(values) >= HOLDS_NO or max(values) == NOT):
        return min(values)
    return MAY


def made(resource: Json) -> int:
    """Whether the apply of a plan makes the resource at all."""
    return NOT if resource.get("refused") else HOLDS
