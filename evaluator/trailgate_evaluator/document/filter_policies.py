"""Whether the filter policy of a subscription may drop messages."""

from __future__ import annotations

from trailgate_evaluator.embedded import embedded_json


def drops_messages(policy: str | None) -> bool:
    """An empty object is how AWS has a filter policy removed; any other text, JSON or not, may drop some.

    Source: the Amazon SNS Developer Guide, "Removing a subscription filter policy".
    """
    if policy is None:
        return False
    try:
        return bool(embedded_json(policy) != {})
    except ValueError:
        return True
