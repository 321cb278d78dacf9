"""Which filter floods the metric of another, worked out anew for tests from docs/document.md."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
LEVELS = 3


def with_floods(document: Json) -> Json:
    """The document whose filters say which other one, of any log group, floods their metric."""
    filters = document["metric_filters"]
    for one in filters.values():
        one.pop("flooded_by", None)
    for name, one in filters.items():
        ranks = ((rank(document, one, other), key) for key, other in filters.items())
        (_, height, _), worst = min(((found, key) for found, key in ranks if found), default=((False, LEVELS, False), name))
        if worst != name and height < level(document, one):
            one["flooded_by"] = worst
    return document


def level(document: Json, one: Json) -> int:
    """0 where it matches every event, 1 some class, 2 perhaps one, 3 none."""
    pattern = document["patterns"].get(one["pattern"], {}) if isinstance(one["pattern"], str) else {}
    classes = pattern.get("ordinary", [])
    return 0 if "any" in classes else 1 if classes else 2 if pattern.get("ordinary_undecided") else LEVELS


def rank(document: Json, one: Json, other: Json) -> tuple[bool, int, bool] | None:
    """How bad a flood the other is to this one, the worst first; None where it is none."""
    if level(document, other) == LEVELS or not all(isinstance(each["log_group"], str) for each in (one, other)):
        return None
    ranks = [
        (is_zero(theirs["value"]), level(document, other), one["log_group"] != other["log_group"])
        for own in one["transformations"]
        for theirs in other["transformations"]
        if title(one, own) is not None and title(one, own) == title(other, theirs)
    ]
    return min(ranks, default=None)


def is_zero(value: Any) -> bool:
    return isinstance(value, str) and not value.startswith("$") and float(value) == 0


def title(one: Json, written: Json) -> Any:
    """What tells a metric apart; None where a part is not known."""
    parts = (one["account"], one["region"], written["namespace"], written["name"])
    origin = one.get("origin") if written["system_dimensions"] else None
    shape = (str(written["dimensions"]), str(written["system_dimensions"]), str(origin))
    return (*parts, shape) if all(isinstance(part, str) for part in parts) else None
