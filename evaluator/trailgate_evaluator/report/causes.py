"""Why a plan does not tell what a weakness turns on: the reason, and the expression or the resource that may set it."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line

Json = dict[str, Any]

_SAYS: Final = {
    "known_after_apply": "It is known only after apply{source}.",
    "unreadable_expression": "It comes from an expression that cannot be worked out before apply{source}.",
    "unresolved_local": "It goes through a local value, which plan JSON does not define{source}.",
    "not_visible": "It is sensitive{source}.",
    "outside_plan": "The plan does not manage it.",
    "made_by_another": "{name} may decide it, and the plan does not tell how.",
    "name_contested": "The plan puts another resource of this name, with another value.",
    "may_be_deleted": "The stack may have made it, and its template has it no more.",
    "may_be_refused": "CloudFormation may refuse the template{source}.",
    "delegation_unknown": "AWS may refuse this account a trail of the organization{source}.",
}
_NOT_AT_HAND: Final = ("the file ", "the folder ", "the name of the workspace", "the sources of ")
_KEY: Final = "topic_key_unread"


def why_untold(weak: Json, document: Json) -> Json:
    """What to add to the detail of a weakness that is there because a plan does not tell something."""
    if document["origin"]["kind"] not in {"terraform_plan", "cloudformation_template"}:
        return {}
    gap = document["gaps"].get(weak["detail"].get("gap") or _gap_of_key(weak, document))
    return (
        {}
        if gap is None or gap["reason"] not in _SAYS
        else {"because": {name: gap[name] for name in ("reason", "name", "settled_by")}}
    )


def _gap_of_key(weak: Json, document: Json) -> str | None:
    """The gap of the policy of a topic's key, where that is what is not known."""
    key = document["topics"].get(weak["id"], {}).get("key") if weak["code"] == _KEY else None
    policy = key.get("policy") if isinstance(key, dict) else None
    told = policy.get("unknown") if isinstance(policy, dict) else None
    return str(told["gap"]) if isinstance(told, dict) and "gap" in told else None


def because(detail: Json) -> Json | None:
    """The reason in the detail of a weakness, where a plan had one; a stored report may hold anything."""
    told = detail.get("because")
    return told if isinstance(told, dict) and told.get("reason") in _SAYS else None


def not_at_hand(told: Json) -> str | None:
    """The file or the sources that an expression reads and nobody gave, where that is the reason; a gap has the same members."""
    name = told.get("name")
    missing = told.get("reason") == "unreadable_expression" and isinstance(name, str) and name.startswith(_NOT_AT_HAND)
    return one_line(str(name)) if missing else None


def of_cause(told: Json) -> str:
    """The reason as a sentence."""
    name = told.get("name")
    if (missing := not_at_hand(told)) is not None:
        return f"It turns on {missing}, which is not at hand."
    source = f" (from {one_line(name)})" if isinstance(name, str) and name else ""
    return _SAYS[told["reason"]].format(source=source, name=one_line(str(name or "Another resource")))
