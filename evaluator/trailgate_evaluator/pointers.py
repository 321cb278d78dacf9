"""JSON Pointers (RFC 6901), by which evidence names a place."""

from __future__ import annotations


def escaped(key: str) -> str:
    """A key as it stands in a pointer."""
    return key.replace("~", "~0").replace("/", "~1")
