"""Who collected a snapshot, from where and with what, as the report's inputs tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trailgate_evaluator.inputs import Source

Json = dict[str, Any]


def collected_of(source: Source) -> Json:
    """The member `collected` of an input's entry; nothing for a plan.

    What an older trailgate does not say, or what is no text, is null.
    """
    told = source.content.get("collected") if source.kind == "aws_snapshot" else None
    if not isinstance(told, dict):
        return {}
    origin = told.get("from")
    origin = origin if isinstance(origin, dict) else {}
    found = {
        "by": told.get("by"),
        "tool": told.get("tool"),
        "caller": origin.get("caller"),
        "endpoint": origin.get("endpoint"),
    }
    return {"collected": {name: value if isinstance(value, str) else None for name, value in found.items()}}
