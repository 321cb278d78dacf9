"""What an organisation's settings leave out of a control, in words: whose word it is, until when, and of which records."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.dates import day
from trailgate_evaluator.report.model import spec_in_words

Json = dict[str, Any]


def excluded(result: Json) -> list[str]:
    """A sentence for each exclusion that takes something of what the control asks for."""
    return [_told(one) for one in result.get("exclusions", []) if one["state"] == "active" and one["records"]]


def _told(one: Json) -> str:
    whole = f", of {some(one['whole'], 4)} all" if one["whole"] else ""
    if one["owner"] is None:
        return f"Not asked for by the settings: calls that failed{whole}."
    fields = " and ".join(f"{one_line(path)} is {one_line(spec_in_words(spec))}" for path, spec in sorted(one["fields"].items()))
    until = f"{one_line(str(one['owner']))} until {day(one['expires'])}"
    return f"Not asked for by {until}: records whose {fields}{whole} ({one_line(str(one['reason'])).rstrip('.')})."
