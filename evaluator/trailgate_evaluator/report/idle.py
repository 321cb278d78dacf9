"""Waivers and attestations that count for nothing, so that nobody believes they do."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.report.plain import one_line

Json = dict[str, Any]

_KINDS: Final = {"attestation": "Attestation", "waiver": "Waiver"}
_STATES: Final = {
    "expired": "has expired",
    "future": "is not in force yet",
    "undated": "cannot count, because the input has no time (--as-of gives one)",
}


def idle(result: Json) -> list[str]:
    """A sentence for each statement about this control and account that does not count, the one shown as exception aside."""
    shown = result["exception"] is not None and result["exception"]["expired"]
    told = [
        f"{_KINDS[one['kind']]} {one_line(str(one['id']))} {_STATES[one['state']]}."
        for one in result.get("exceptions", [])
        if one["state"] in _STATES and not (shown and one["state"] == "expired")
    ]
    return sorted(set(told))


def unmatched(report: Json) -> list[str]:
    """A sentence for each statement that is about no account of the whole report."""
    states: dict[tuple[str, str], set[str]] = {}
    for result in report["results"]:
        for one in result.get("exceptions", []):
            states.setdefault((one["kind"], str(one["id"])), set()).add(one["state"])
    return [
        f"{_KINDS[kind]} {one_line(identity)} is about no account here."
        for (kind, identity), found in sorted(states.items())
        if found == {"unmatched"}
    ]
