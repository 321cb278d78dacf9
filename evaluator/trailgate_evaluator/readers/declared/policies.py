"""Statements with texts that are not known yet: which of them the law could take for a name that it looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json

OPEN: Final = "${tf:"
"""Begins what may be any text; IAM's own variables look alike, and are as open."""


def is_open(statement: Json) -> bool:
    """Whether an element may be any text that the law compares with a name and nothing else."""
    actions = [*(statement["actions"] or ()), *(statement["not_actions"] or ())]
    conditions = (one for one in statement["conditions"] if one["operator"].lower().removesuffix("ifexists").endswith("null"))
    return (
        any(OPEN in action for action in actions)
        or any(OPEN in value for one in conditions for value in one["values"])
        or any(_may_be_the_caller(statement[name]) for name in ("principals", "not_principals"))
    )


def _may_be_the_caller(principals: Any) -> bool:
    """Whether a principal that is not known may be everyone, or CloudWatch."""
    if not isinstance(principals, dict):
        return False
    services = any(OPEN in name for name in principals.get("Service", ()))
    return services or any(name.startswith(OPEN) and name.endswith(("}", "*")) for name in principals.get("AWS", ()))
