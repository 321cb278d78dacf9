"""A resource of which nobody can say whether it will stand: it stays in the document, and no chain through it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import Json, Link, attribute_gap_id, gap, is_unknown, unknown
from trailgate_evaluator.readers.cloudformation.intrinsics.values import Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.readers.cloudformation.world.world import World

_LINK: Final[Mapping[str, Link]] = {
    "trails": "trail",
    "log_groups": "log_group",
    "metric_filters": "metric_filter",
    "alarms": "alarm",
    "topics": "topic",
    "subscriptions": "subscription",
}


def doubt(world: World, resources: dict[str, dict[str, Json]]) -> None:
    """Take the certainty of what hangs on a condition that nobody can tell, or has another's name."""
    by_address = {resource.address: resource for resource in world.every}
    for kind in _LINK:
        for found, entry in list(resources[kind].items()):
            resource = by_address.get(str(entry.get("address")).partition(".Subscription[")[0].partition("[")[0])
            if resource is None:
                continue
            why = resource.doubt
            if why is not None:
                where = resource.stack.where(f"{resource.pointer}/Condition", resource.pointer)
                why = Unknown(why.reason, f"{why.name} ({where})")
            if resource.address in world.contested:
                why = Unknown("name_contested", None)
            if why is None:
                continue
            if kind == "topics":
                _doubt_actions(world, resources["alarms"], entry, why)
            else:
                resources[kind][found] = doubted(kind, entry, world.gaps, why)


def doubted(kind: str, entry: Json, gaps: dict[str, Json], why: Unknown) -> Json:
    """The entry with the one attribute unknown that every chain through it needs; what is broken otherwise stays broken."""

    def value(attribute: str, candidates: list[str] | None = None) -> Json:
        attribute = attribute if why.reason == "name_contested" else "Condition"
        about = {"account": entry["account"], "region": entry["region"], "id": entry["id"], "at": entry["at"]}
        return _unknown(gaps, _LINK[kind], attribute, why, candidates, entry, about)

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


def _doubt_actions(world: World, alarms: dict[str, Json], topic: Json, why: Unknown) -> None:
    """Make every action on a topic unknown of which nobody can say whether it will stand."""
    about = {"account": topic["account"], "region": topic["region"], "id": topic["id"], "at": topic["at"]}
    for found, alarm in alarms.items():
        if topic["id"] in alarm["actions"]:
            doubtful = _unknown(
                world.gaps, "topic", "name" if why.reason == "name_contested" else "Condition", why, None, topic, about
            )
            alarms[found] = alarm | {"actions": [doubtful if action == topic["id"] else action for action in alarm["actions"]]}


def _unknown(  # noqa: PLR0917 - what the gap says
    gaps: dict[str, Json], link: Link, attribute: str, why: Unknown, candidates: list[str] | None, entry: Json, about: Any
) -> Json:
    called = attribute_gap_id(entry["id"], attribute)
    told: Any = {"attribute": attribute, "address": entry.get("address"), "name": why.name, "candidates": candidates}
    settled = ("variable", "apply") if why.name is not None and "parameter " in why.name else None
    gaps[called] = gap(link, why.reason, settled_by=settled, **told, **about)
    return unknown(why.reason, called, candidates)
