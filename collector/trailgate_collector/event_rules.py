"""Whether an EventBridge rule could match a record that CloudTrail sends, by its event pattern; in doubt it could."""

from __future__ import annotations

import json
from typing import Any

CLOUDTRAIL_DETAIL_TYPES = (
    "AWS API Call via CloudTrail",
    "AWS Console Action via CloudTrail",
    "AWS Console Sign In via CloudTrail",
    "AWS Service Event via CloudTrail",
)


def may_match_cloudtrail(pattern: object) -> bool:
    """Whether the pattern's text leaves a record of CloudTrail in; a rule without a pattern is a schedule's.

    Only `detail-type` is looked at, which names CloudTrail; all else in a pattern can only narrow it further.
    """
    if not isinstance(pattern, str) or not pattern:
        return False
    try:
        wanted = json.loads(pattern)
    except (ValueError, RecursionError):
        return True
    if not isinstance(wanted, dict):
        return True
    admitted = wanted.get("detail-type")
    if not isinstance(admitted, list):
        return True
    return any(_admits(alternative, kind) for alternative in admitted for kind in CLOUDTRAIL_DETAIL_TYPES)


def _admits(alternative: Any, text: str) -> bool:
    """Whether one alternative of a field may be this text: a literal, or a comparison of which the plain ones are read."""
    match alternative:
        case str():
            return alternative == text
        case {"prefix": str(start)}:
            return text.startswith(start)
        case {"suffix": str(end)}:
            return text.endswith(end)
        case {"anything-but": str(other)}:
            return other != text
        case {"anything-but": [*others]}:
            return text not in others
        case {"exists": bool(exists)}:
            return exists
        case dict():
            return True
        case _:
            return False
