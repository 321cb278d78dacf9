"""How deep JSON nests, level by level, without recursion."""

from __future__ import annotations

from itertools import chain
from typing import Any, Final

_NESTING: Final = frozenset({dict, list})


def nests_deeper(value: Any, limit: int) -> bool:
    """Whether the value has more than `limit` levels of objects and arrays; a duplicate key's first value is none of it."""
    level = [value] if type(value) in _NESTING else []
    for _ in range(limit):
        if not level:
            return False
        within = chain.from_iterable(one.values() if type(one) is dict else one for one in level)
        level = [inner for inner in within if type(inner) in _NESTING]
    return bool(level)
