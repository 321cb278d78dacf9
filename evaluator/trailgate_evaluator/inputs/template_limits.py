"""How much a template may hold, and how much a value holds."""

from __future__ import annotations

from typing import Any, Final

MAX_BYTES: Final = 1 << 20
"""The most bytes that AWS takes of a template: one of more is none that could be deployed."""
MAX_DEPTH: Final = 128
MAX_VALUES: Final = 200_000
"""The most values that a template may have when its aliases are written out."""


def size_of(value: Any) -> tuple[int, int]:
    """How many values it has, counted no further than the limit, and how deep they nest."""
    count, depth, level = 0, 0, [value]
    while level:
        depth += 1
        count += len(level)
        if count > MAX_VALUES:
            break
        level = [
            inner for one in level if isinstance(one, dict | list) for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return count, depth
