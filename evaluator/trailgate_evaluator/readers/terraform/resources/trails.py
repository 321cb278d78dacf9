"""CloudTrail trails of a plan, with the provider's defaults where an argument is not written."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, Nested, blocks, flag
from trailgate_evaluator.readers.terraform.resources.log_groups import LogGroups
from trailgate_evaluator.readers.terraform.world.world import World

_OPERATORS: Final = ("equals", "not_equals", "starts_with", "not_starts_with", "ends_with", "not_ends_with")
_FLAGS: Final = (
    ("multi_region", "is_multi_region_trail", False),
    ("logging", "enable_logging", True),
    ("global_services", "include_global_service_events", True),
    ("organization", "is_organization_trail", False),
)


def read(world: World, groups: LogGroups) -> dict[str, Json]:
    """Every managed trail by its id."""
    found: dict[str, Json] = {}
    for instance in world.instances.of("aws_cloudtrail"):
        entry = world.entry(instance, "name")
        for name, attribute, default in _FLAGS:
            value = flag(instance, attribute, default=default)
            entry[name] = world.or_unknown(instance, attribute, value, default)
        place = world.place_of[instance.address]
        entry["log_group"], by_reference = groups.meant(instance, "cloud_watch_logs_group_arn", place)
        entry["selectors"] = _selectors(world, instance)
        entry["delivery"] = None
        if by_reference:
            entry["resolved_by"] = {"log_group": "reference"}
        found[entry["id"]] = entry
    return found


def _selectors(world: World, instance: Instance) -> Any:
    # A block that is not known stands in the configuration, though a dynamic one is not shown there.
    advanced, classic = blocks(instance, "advanced_event_selector"), blocks(instance, "event_selector")
    if not isinstance(advanced, list):
        return world.unknown(instance, "advanced_event_selector")
    if not isinstance(classic, list):
        return world.unknown(instance, "event_selector")
    if advanced:
        fields = [_advanced(selector) for selector in advanced]
        if UNKNOWN in fields:
            return world.unknown(instance, "advanced_event_selector")
        return {"kind": "advanced", "advanced": fields}
    if classic:
        listed = [_classic(selector) for selector in classic]
        if UNKNOWN in listed:
            return world.unknown(instance, "event_selector")
        return {"kind": "classic", "classic": listed}
    return {"kind": "default"}


def _classic(selector: Nested) -> Any:
    management, excluded = selector.look("include_management_events"), selector.look("exclude_management_event_sources")
    kind = selector.text("read_write_type")
    if selector.sensitive:
        return UNKNOWN
    if management is None:
        management = True
    if not isinstance(management, bool) or not isinstance(kind, str | None):
        return UNKNOWN
    if not isinstance(excluded, list | None) or not all(isinstance(source, str) for source in excluded or ()):
        return UNKNOWN
    return {
        "management_events": management,
        "read_write_type": kind or "All",
        "excluded_sources": list(excluded or ()),
    }


def _advanced(selector: Nested) -> Any:
    fields = selector.blocks("field_selector")
    name = selector.text("name")
    if selector.sensitive or not isinstance(fields, list) or not isinstance(name, str | None):
        return UNKNOWN
    found = [_field(field) for field in fields]
    return UNKNOWN if UNKNOWN in found else {"name": name, "fields": found}


def _field(selector: Nested) -> Any:
    called = selector.text("field")
    if not isinstance(called, str):
        return UNKNOWN
    found: Json = {"field": called}
    for operator in _OPERATORS:
        values = selector.look(operator)
        if values is UNKNOWN or not isinstance(values, list | None):
            return UNKNOWN
        if values:
            if not all(isinstance(value, str) for value in values):
                return UNKNOWN
            found[operator] = list(values)
    return found
