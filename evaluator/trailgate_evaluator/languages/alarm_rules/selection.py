"""Series that a query fetches by itself, by what it says of their names."""

from __future__ import annotations

from typing import TypedDict


class Selection(TypedDict):
    """The metrics that a query may fetch; what it leaves open is None or empty.

    `dimensions`: the very names that a metric has, no more and no less; `equals`: dimensions that it has with that value.
    """

    namespace: str | None
    name: str | None
    dimensions: list[str] | None
    equals: dict[str, str]


def named(name: str) -> Selection:
    """Metrics of that name, in whatever namespace."""
    return {"namespace": None, "name": name, "dimensions": None, "equals": {}}
