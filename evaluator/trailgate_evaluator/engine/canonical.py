"""One form for equal JSON values, so that decisions and reports compare byte by byte."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any, Final

_ENCODER: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_bytes(value: Any) -> bytes:
    """`value` as JSON in UTF-8 with sorted keys and no blanks.

    Raises:
        ValueError: the value holds NaN, an infinity or half a surrogate pair.
        RecursionError: the value is nested too deeply.
    """
    return canonical_text(value).encode("utf-8")


def canonical_text(value: Any) -> str:
    """The same as text; see `canonical_bytes`."""
    return _ENCODER.encode(value)


def canonical_decision(value: Any) -> Any:
    """`value` with every array sorted, every key sorted, and whole numbers as integers.

    The engines iterate sets and keys in different orders, and print one number in different ways; a decision's arrays
    mean sets. Numbers stand in their own order, ahead of everything else, which stands in the order of its canonical text.
    """
    if isinstance(value, dict):
        return {key: one if type(one := value[key]) is str else canonical_decision(one) for key in sorted(value)}
    if isinstance(value, list):
        return _in_order([one if type(one) is str else canonical_decision(one) for one in value])
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def _in_order(elements: list[Any]) -> list[Any]:
    """Most are texts, of which the canonical text is quickly made."""
    if len(elements) < 2:  # noqa: PLR2004 - alone it is in order
        return elements
    return sorted(elements, key=encode_basestring if all(type(one) is str for one in elements) else _place)


def _place(element: Any) -> tuple[bool, float, str]:
    if isinstance(element, int | float) and not isinstance(element, bool):
        return (False, element, "")
    return (True, 0, canonical_text(element))
