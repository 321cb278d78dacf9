"""How deep valid JSON nests, found from its bytes, without recursion."""

from __future__ import annotations

import re
from typing import Final

_ALL_BUT_BRACKETS_AND_QUOTES: Final = bytes(set(range(256)) - set(b'{}[]"'))
_ALL_BRACKETS_ALIKE: Final = bytes.maketrans(b"[]", b"{}")
_STRING: Final = re.compile(rb'"[^"]*"')


def nests_deeper(data: bytes, limit: int) -> bool:
    """Whether the valid JSON text `data` has more than `limit` levels of objects and arrays.

    Linear in the text for a given limit: escapes and strings are taken out, then one level of
    empty brackets after the other.
    """
    unescaped = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    brackets = unescaped.translate(None, _ALL_BUT_BRACKETS_AND_QUOTES).replace(b'""', b"")
    brackets = _STRING.sub(b"", brackets).translate(_ALL_BRACKETS_ALIKE)
    for _ in range(limit):
        if not brackets:
            return False
        brackets = brackets.replace(b"{}", b"")
    return bool(brackets)
