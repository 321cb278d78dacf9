"""How deep JSON nests, without recursion of ours."""

from __future__ import annotations

from itertools import chain
from typing import Any, Final

import orjson

_NESTING: Final = frozenset({dict, list})
_LEVELS: Final = 254
"""The most that orjson writes."""


def nests_deeper(value: Any, limit: int) -> bool:
    """Whether the value has more than `limit` levels of objects and arrays; a duplicate key's first value is none of it."""
    if is_plain(value, limit):
        return False
    level = [value] if type(value) in _NESTING else []
    for _ in range(limit):
        if not level:
            return False
        within = chain.from_iterable(one.values() if type(one) is dict else one for one in level)
        level = [inner for inner in within if type(inner) in _NESTING]
    return bool(level)


def is_plain(value: Any, limit: int) -> bool:
    """Whether the value has at most `limit` levels (of at most 254), and no whole number that takes more than 64 bits.

    orjson tells in a third of the time of a walk: it writes neither such a number nor more levels than 254, so that the value is
    put that much deeper.
    """
    for _ in range(_LEVELS - limit):
        value = [value]
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:
        return False
    return True
