"""An IAM policy's JSON text as the statements that the document holds: every one-or-many made a list."""

from __future__ import annotations

import json
from typing import Any

from trailgate_evaluator.document.parts import Json


def statements(text: str) -> Json | None:
    """The statements of a policy text; None where it is no policy."""
    try:
        policy = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(policy, dict):
        return None
    listed = policy.get("Statement")
    found = [listed] if isinstance(listed, dict) else listed
    if not isinstance(found, list) or not all(isinstance(s, dict) and s.get("Effect") in ("Allow", "Deny") for s in found):
        return None
    return {"statements": [_statement(s) for s in found]}


def _statement(source: Json) -> Json:
    return {
        "effect": source["Effect"],
        "principals": _principals(source.get("Principal")),
        "not_principals": _principals(source.get("NotPrincipal")),
        "actions": _many(source.get("Action")),
        "not_actions": _many(source.get("NotAction")),
        "resources": _many(source.get("Resource")),
        "not_resources": _many(source.get("NotResource")),
        "conditions": _conditions(source.get("Condition")),
    }


def _principals(value: object) -> Any:
    if isinstance(value, dict):
        return {str(kind): _many(names) for kind, names in value.items()}
    return "*" if value == "*" else None


def _many(value: object) -> list[str] | None:
    if value is None:
        return None
    return [item if isinstance(item, str) else json.dumps(item) for item in (value if isinstance(value, list) else [value])]


def _conditions(value: object) -> list[Json]:
    if not isinstance(value, dict):
        return []
    return [
        {"operator": operator, "key": key, "values": _many(values) or []}
        for operator, keys in value.items()
        if isinstance(keys, dict)
        for key, values in keys.items()
    ]
