"""Whose word it is that nobody has to hear of a record, for people."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.dates import day

Json = dict[str, Any]


def by_whom(exclusion: Json) -> str:
    """The exclusion, who answers for it, until when and why; failed calls are accepted by a setting, without an end."""
    if exclusion["owner"] is None:
        return f"the setting {one_line(exclusion['id'])}"
    until = f"of {one_line(str(exclusion['owner']))} until {day(exclusion['expires'])}"
    return f"{one_line(exclusion['id'])} {until} ({one_line(str(exclusion['reason'])).rstrip('.')})"
