"""A resource of which nobody can say whether it will stand: it stays in the document, and no chain through it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.document.parts import LINK_OF, Json, Link, is_unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    Untold = Callable[[Link, str, list[str] | None], Json]
    """The unknown value of an attribute of a link, with its candidates, and the gap that says why."""


def doubted(kind: str, entry: Json, untold: Untold) -> Json:
    """The entry with the one attribute unknown that every chain through it needs.

    What is broken for another reason stays broken. A topic has no such attribute: see `doubt_actions`.
    """
    match kind:
        case "trails" if entry["logging"] is True:
            changed, candidates = "logging", None
        case "log_groups" if entry["class"] == "STANDARD":
            changed, candidates = "class", None
        case "metric_filters" if isinstance(entry["log_group"], str):
            changed, candidates = "log_group", [entry["log_group"]]
        case "alarms" if entry["actions"]:
            return entry | {"actions": [untold("alarm", "alarm_actions", None)]}
        case "subscriptions" if not is_unknown(entry["state"]) and entry["state"] not in ("pending", "deleted"):
            changed, candidates = "state", None
        case _:
            return entry
    return entry | {changed: untold(LINK_OF[kind], changed, candidates)}


def doubt_actions(alarms: dict[str, Json], topic: Json, untold: Untold) -> None:
    """Make every action on a topic unknown of which nobody can say whether it will stand."""
    for found, alarm in alarms.items():
        if topic["id"] in alarm["actions"]:
            doubtful = untold("topic", "name", None)
            alarms[found] = alarm | {"actions": [doubtful if action == topic["id"] else action for action in alarm["actions"]]}


def place_of(entry: Json) -> Json:
    """Where a resource is and stands, as a gap says it."""
    return {"account": entry["account"], "region": entry["region"], "id": entry["id"], "at": entry["at"]}
