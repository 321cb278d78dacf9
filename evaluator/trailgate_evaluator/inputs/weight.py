"""How much memory JSON takes as objects, estimated from its bytes before any object is made."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.inputs.outline import outline
from trailgate_evaluator.regular import regex

MAX_WEIGHT: Final = 900 << 20
"""The most bytes that an input may take; the answers of an account with 100,000 alarms take about 600 MiB."""

# The most that CPython 3.11 with orjson or msgspec was seen to take for each, the parser's own memory among it.
_OBJECT: Final = 200
_ARRAY: Final = 90
_MEMBER: Final = 64
_STRING: Final = 64
_WIDEST: Final = 4
"""The most bytes that a character of a text takes."""
_COPIES: Final = 2
"""The text itself, and the parser's copy of it."""
_KEPT_KEYS: Final = 1 << 16
"""So many different keys are told apart; a text with more pays for each key, however often it comes."""

_KEY: Final = regex(rb'"([^"\\]{0,32})"[ \t\r\n]*:')
_ASTRAL: Final = regex(rb"[\xf0-\xf4]")
_BEYOND_LATIN: Final = regex(rb"[\xc4-\xef]")
_ESCAPED_ASTRAL: Final = regex(rb"\\u[dD][89a-bA-B]")
_ESCAPED: Final = rb"\u"


def too_heavy(data: bytes, limit: int = MAX_WEIGHT) -> bool:
    """Whether the JSON text `data` may take more than `limit` bytes as objects, while it is parsed or afterwards.

    Counted as if every character were structure first, which costs next to nothing and is enough for nearly every file;
    then without what stands in strings; then with each key that comes again taken once, as the parser does.
    """
    text = _COPIES * len(data)
    structure = _structure(*map(data.count, (b"{", b"[", b",", b'"')), halves=True)
    if text + _WIDEST * len(data) + structure <= limit:
        return False
    width = _width(data)
    if len(data) * (1 + _raw_width(data)) > limit:  # the parser quotes the whole text where it refuses it
        return True
    if text + width * len(data) + structure <= limit:
        return False
    objects = arrays = members = strings = keys = outside = 0
    for part in outline(data):
        objects, arrays, members = objects + part.count(b"{"), arrays + part.count(b"["), members + part.count(b",")
        strings, keys, outside = strings + part.count(b'"'), keys + part.count(b":"), outside + len(part)
    inside = width * (len(data) - outside)
    heavy = text + inside + _structure(objects, arrays, members, strings)
    if heavy <= limit or heavy - _STRING * keys - inside > limit:
        return heavy > limit
    again, length = _repeated(data, keys)
    return heavy - _STRING * again - width * length > limit


def _structure(objects: int, arrays: int, members: int, quotes: int, *, halves: bool = False) -> int:
    strings = quotes // 2 if halves else quotes
    return _OBJECT * objects + _ARRAY * arrays + _MEMBER * members + _STRING * strings


def _width(data: bytes) -> int:
    """The bytes that a character of a string may take: 1, or 2 or 4 where some string needs them."""
    raw, escaped = _raw_width(data), b"\\" in data and _ESCAPED in data
    if raw == _WIDEST or (escaped and _ESCAPED_ASTRAL.search(data)):
        return _WIDEST
    return 2 if raw == 2 or escaped else 1  # noqa: PLR2004 - as the docstring says


def _raw_width(data: bytes) -> int:
    if data.isascii():
        return 1
    if _ASTRAL.search(data):
        return _WIDEST
    return 2 if _BEYOND_LATIN.search(data) else 1


def _repeated(data: bytes, keys: int) -> tuple[int, int]:
    """How many of the `keys` have come before, and their length together; none where there are too many kinds."""
    seen: set[bytes] = set()
    count = length = 0
    for found in _KEY.finditer(data):
        key = found[1]
        if key in seen:
            if count < keys:  # what looks like a key may be the gap between two strings
                count += 1
                length += len(key)
        else:
            seen.add(key)
            if len(seen) > _KEPT_KEYS:
                return 0, 0
    return count, length
