"""A resource of which nobody can say whether it will stand: it stays in the document, and no chain through it holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from trailgate_evaluator.document.parts import Json, Link, attribute_gap_id, gap, is_unknown, unknown

_LINK: Final[Mapping[str, Link]] = {
    "trails": "trail",
    "log_groups": "log_group",
    "metric_filters": "metric_filter",
    "alarms": "alarm",
    "topics": "topic",
    "subscriptions": "subscription",
}


def doubted(kind: str, entry: Json, gaps: dict[str, Json], reason: str, **told: Any) -> Json:
    """The entry with the one attribute unknown that every chain through it needs.

    What is broken for another reason stays broken. A topic has no such attribute: see `doubt_actions`.
    """

    def value(attribute: str, candidates: list[str] | None = None) -> Json:
        called = attribute_gap_id(entry["id"], attribute)
        about = {"account": entry["account"], "region": entry["region"], "id": entry["id"], "at": entry["at"]}
        address = entry.get("address")
        gaps[called] = gap(_LINK[kind], reason, attribute=attribute, address=address, candidates=candidates, **about | told)
        return unknown(reason, called, candidates)

    match kind:
        case "trails" if entry["logging"] is True:
            return entry | {"logging": value("logging")}
        case "log_groups" if entry["class"] == "STANDARD":
            return entry | {"class": value("class")}
        case "metric_filters" if isinstance(entry["log_group"], str):
            return entry | {"log_group": value("log_group", [entry["log_group"]])}
        case "alarms" if entry["actions"]:
            return entry | {"actions": [value("alarm_actions")]}
        case "subscriptions" if not is_unknown(entry["state"]) and entry["state"] not in ("pending", "deleted"):
            return entry | {"state": value("state")}
        case _:
            return entry


def doubt_actions(alarms: dict[str, Json], topic: Json, gaps: dict[str, Json], reason: str) -> None:
    """Make every action on a topic unknown of which nobody can say whether it will stand."""
    for found, alarm in alarms.items():
        if topic["id"] not in alarm["actions"]:
            continue
        called = attribute_gap_id(topic["id"], "name")
        about = {"account": topic["account"], "region": topic["region"], "id": topic["id"], "at": topic["at"]}
        gaps[called] = gap("topic", reason, attribute="name", address=topic.get("address"), **about)
        doubtful = unknown(reason, called)
        alarms[found] = alarm | {"actions": [doubtful if action == topic["id"] else action for action in alarm["actions"]]}
