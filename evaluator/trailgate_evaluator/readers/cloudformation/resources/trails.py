"""CloudTrail trails of a template, with AWS's defaults where a property is not written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import unknown_in
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import MISSING, boolean

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.resources.log_groups import LogGroups
    from trailgate_evaluator.readers.cloudformation.world.world import World

_FLAGS: Final = (
    ("multi_region", "IsMultiRegionTrail", False),
    ("logging", "IsLogging", True),
    ("global_services", "IncludeGlobalServiceEvents", True),
    ("organization", "IsOrganizationTrail", False),
)
_KINDS: Final = ("All", "ReadOnly", "WriteOnly")
_OPERATORS: Final = {
    "Equals": "equals",
    "NotEquals": "not_equals",
    "StartsWith": "starts_with",
    "NotStartsWith": "not_starts_with",
    "EndsWith": "ends_with",
    "NotEndsWith": "not_ends_with",
}


def read(world: World, groups: LogGroups) -> dict[str, Json]:
    """Every trail by its id."""
    found: dict[str, Json] = {}
    for resource in world.of(names.TRAIL):
        entry = world.entry(resource, "TrailName")
        for name, property_of, default in _FLAGS:
            entry[name] = world.flag(resource, property_of, default=default)
        entry["log_group"] = groups.meant(resource, "CloudWatchLogsLogGroupArn")
        entry["selectors"] = _selectors(world, resource)
        entry["delivery"] = None
        found[entry["id"]] = entry
    return found


def _selectors(world: World, resource: Any) -> Any:
    if all(resource.get(name) not in (None, []) for name in ("AdvancedEventSelectors", "EventSelectors")):
        return world.unknown(resource, "EventSelectors")  # a trail takes one kind or the other
    for name, kind, read_one in (("AdvancedEventSelectors", "advanced", _advanced), ("EventSelectors", "classic", _classic)):
        value = resource.get(name)
        if value is None or value == []:
            continue
        listed = [read_one(one) for one in value] if isinstance(value, list) else [None]
        if None in listed:
            return world.unknown(resource, name, unknown_in(value))
        return {"kind": kind, kind: listed}
    return {"kind": "default"}


def _classic(selector: Any) -> Json | None:
    if not isinstance(selector, dict):
        return None
    management = boolean(selector.get("IncludeManagementEvents"))
    kind = selector.get("ReadWriteType", "All")
    excluded = selector.get("ExcludeManagementEventSources", [])
    if management is MISSING or unknown_in([kind, excluded]) or kind not in _KINDS or not _are_texts(excluded):
        return None
    return {
        "management_events": management is not False,
        "read_write_type": kind,
        "excluded_sources": list(excluded),
    }


def _advanced(selector: Any) -> Json | None:
    if not isinstance(selector, dict) or not isinstance(selector.get("FieldSelectors"), list):
        return None
    name = selector.get("Name")
    fields = [_field(one) for one in selector["FieldSelectors"]]
    if None in fields:
        return None
    return {"name": name if isinstance(name, str) and is_plain(name) else None, "fields": fields}


def _field(selector: Any) -> Json | None:
    if not isinstance(selector, dict) or not isinstance(selector.get("Field"), str) or unknown_in(selector):
        return None
    found: Json = {"field": selector["Field"]}
    for property_of, operator in _OPERATORS.items():
        values = selector.get(property_of)
        if values:
            if not _are_texts(values):
                return None
            found[operator] = list(values)
    return found


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
