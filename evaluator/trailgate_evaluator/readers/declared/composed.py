"""Composite alarms of a plan and of the account it is laid over, where one rests on another across the border.

Each side expanded the rules that it knew. What rests on a composite alarm of the other side, or on one that the plan changes,
was not expanded, or by a rule that no longer stands: nobody can say when it is in ALARM.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trailgate_evaluator.document.parts import Json

_EXPANDED: Final = frozenset({"ALARM", "OK"})
"""The states in which a composite alarm stands for its rule."""


def doubt_rules(alarms: dict[str, Json], stood: Mapping[str, Json]) -> None:
    """Take the clauses of composites that rest on others across the border; `stood` are the account's alarms before."""
    now = _composites(alarms)
    changed = [
        entry["name"] for found, entry in _composites(stood).items() if now.get(found, {}).get("clauses") != entry["clauses"]
    ]
    for found, entry in now.items():
        clauses = entry["clauses"] or []
        across = any(literal["alarm"] in now and literal["state"] in _EXPANDED for clause in clauses for literal in clause)
        stale = "address" not in entry and any(name is None or name in entry["rule"] for name in changed)
        if across or stale:
            alarms[found] = entry | {"clauses": None}


def _composites(alarms: Mapping[str, Json]) -> dict[str, Json]:
    return {found: entry for found, entry in alarms.items() if entry["kind"] == "composite"}
