"""Whether the filter policy of a subscription may drop messages."""

from __future__ import annotations

import json
from typing import Final

_LONGEST: Final = 256 * 1024
"""The most characters that are looked into, as SNS takes; what is longer is one."""


def drops_messages(policy: str | None) -> bool:
    """An empty object is how AWS has a filter policy removed; every other text, also one that is no JSON, may drop some.

    Source: the Amazon SNS Developer Guide, "Removing a subscription filter policy".
    """
    if policy is None:
        return False
    if len(policy) > _LONGEST:
        return True
    try:
        return bool(json.loads(policy) != {})
    except (ValueError, RecursionError):
        return True
