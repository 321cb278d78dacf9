"""How deep valid JSON nests, found from its bytes, without recursion."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.inputs.outline import outline

_NEITHER_BRACKETS_NOR_QUOTES: Final = bytes(set(range(256)) - set(b'{}[]"\\'))
_ALL_BRACKETS_ALIKE: Final = bytes.maketrans(b"[]", b"{}")


def nests_deeper(data: bytes, limit: int) -> bool:
    """Whether the valid JSON text `data` has more than `limit` levels of objects and arrays.

    Linear in the text for a given limit: strings are taken out, then one level of empty brackets after the other.
    """
    parts = (part.translate(_ALL_BRACKETS_ALIKE, b'"') for part in outline(data, _NEITHER_BRACKETS_NOR_QUOTES))
    brackets = b"".join(parts)
    for _ in range(limit):
        if not brackets:
            return False
        brackets = brackets.replace(b"{}", b"")
    return bool(brackets)
