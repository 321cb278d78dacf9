"""What an EventBridge rule's pattern lets through of IAM's records: whether it may be any, and which calls it names."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.embedded import embedded_json

_FIELDS: Final = {
    ("source",): "aws.iam",
    ("detail-type",): "AWS API Call via CloudTrail",
    ("detail", "eventSource"): "iam.amazonaws.com",
    ("detail", "eventType"): "AwsApiCall",
}
"""What CloudTrail's events of IAM always hold. Source: EventBridge user guide, "AWS service events delivered via CloudTrail"."""


def admits_iam(text: str) -> bool:
    """Whether the pattern may let a record of IAM through; one that cannot be read may."""
    pattern = _parsed(text)
    return pattern is None or all(_admitted(_at(pattern, path), value) for path, value in _FIELDS.items())


def named_calls(text: str) -> list[str] | None:
    """The calls that the pattern names, one by one; None where it may let others through."""
    pattern = _parsed(text)
    listed = None if pattern is None else _at(pattern, ("detail", "eventName"))
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        return None
    return sorted(set(listed))


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        pattern = embedded_json(text)
    except ValueError:
        return None
    return pattern if isinstance(pattern, dict) else None


def _at(pattern: dict[str, Any], path: tuple[str, ...]) -> object:
    found: Any = pattern
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _admitted(listed: object, value: str) -> bool:
    """A field that the pattern does not list is free; a comparison that is not read here may hold."""
    return not isinstance(listed, list) or any(_may_be(one, value) for one in listed)


def _may_be(one: object, value: str) -> bool:
    match one:
        case str():
            return one == value
        case {"prefix": str(beginning)}:
            return value.startswith(beginning)
        case {"suffix": str(end)}:
            return value.endswith(end)
        case {"anything-but": str(other)}:
            return value != other
        case {"anything-but": [*others]}:
            return value not in others
        case {"exists": bool(there)}:
            return there
        case dict():
            return True
        case _:
            return False
