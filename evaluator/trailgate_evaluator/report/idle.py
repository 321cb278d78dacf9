"""Waivers, attestations and exclusions that count for nothing, so that nobody believes they do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from trailgate_evaluator.plain import one_line

Json = dict[str, Any]

_KINDS: Final = {"attestation": "Attestation", "waiver": "Waiver", "exclusion": "Exclusion"}
_STATES: Final = {
    "expired": "has expired",
    "future": "is not in force yet",
    "undated": "cannot count, because the input has no time (--as-of gives one)",
    "no_record": "excludes nothing: no record of the control holds such fields",
    "leaves_nothing": "does not count, because nothing would be left of the control: a waiver says that",
}

_STRAY: Final = {
    "unmatched": "is about no account or control here",
    "no_control": "names a control that is not here: it wants the id that `trailgate explain` lists",
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


def strays(settings: Json, controls: Iterable[str]) -> list[Json]:
    """The statements about a control that the policies do not have, as a decision lists those that count for nothing."""
    known = frozenset(controls)
    return [
        {"kind": kind, "id": statement["id"], "state": "no_control"}
        for kind in _KINDS
        for statement in settings.get(f"{kind}s", [])
        if statement["control"] not in known
    ]


def unmatched(report: Json) -> list[str]:
    """A sentence for each statement that is about no account of the whole report, or names a control that is not there."""
    states: dict[tuple[str, str], set[str]] = {}
    for result in report["results"]:
        for one in result.get("exceptions", []):
            states.setdefault((one["kind"], str(one["id"])), set()).add(one["state"])
    return [
        f"{_KINDS[kind]} {one_line(identity)} {_STRAY[state]}."
        for (kind, identity), found in sorted(states.items())
        for state in found & _STRAY.keys()
        if found == {state}
    ]
