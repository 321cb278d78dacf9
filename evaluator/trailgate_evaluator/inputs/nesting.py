"""How deep JSON nests, level by level, without recursion."""

from __future__ import annotations

from typing import Any, Final

_NESTING: Final = (dict, list)


def nests_deeper(value: Any, limit: int) -> bool:
    """Whether the value has more than `limit` levels of objects and arrays; a duplicate key's first value is none of it."""
    level = [value] if isinstance(value, _NESTING) else []
    for _ in range(limit):
        if not level:
            return False
        level = [
            inner for one in level for inner in (one.values() if isinstance(one, dict) else one) if isinstance(inner, _NESTING)
        ]
    return bool(level)
