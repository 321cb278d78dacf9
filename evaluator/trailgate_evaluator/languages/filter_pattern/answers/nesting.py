"""A record from fields that are named by their paths, and a record laid over another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def nested(constants: Mapping[str, Any]) -> dict[str, Any]:
    """Constants by dotted path as a record."""
    record: dict[str, Any] = {}
    for path, value in constants.items():
        place = record
        *above, last = path.split(".")
        for name in above:
            place = place.setdefault(name, {})
        place[last] = value
    return record


def overlaid(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """One record laid over another; objects are merged."""
    merged = dict(under)
    for name, value in over.items():
        below = merged.get(name)
        merged[name] = overlaid(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
