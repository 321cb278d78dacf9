"""Whose word it is that nobody has to hear of a record, for people."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.exclusions import reason, until

Json = dict[str, Any]


def by_whom(exclusion: Json) -> str:
    """The exclusion, who answers for it, until when and why; failed calls are accepted by a setting, without an end."""
    if exclusion["owner"] is None:
        return f"the setting {one_line(exclusion['id'])}"
    return f"{one_line(exclusion['id'])} of {until(exclusion)} ({reason(exclusion)})"
