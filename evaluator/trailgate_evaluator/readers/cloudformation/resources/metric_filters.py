"""Metric filters of a template, and the metrics that they write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.metric_values import metric_value
from trailgate_evaluator.document.parts import is_unknown, keep_pattern
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text, unknown_in
from trailgate_evaluator.readers.cloudformation.resources.metric_names import named
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.cloudformation.world.world import MISSING, number
from trailgate_evaluator.readers.declared.arns import is_symbol

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.resources.log_groups import LogGroups
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World


def read(world: World, groups: LogGroups) -> dict[str, Json]:
    """Every metric filter by its id: `GROUP_ID:metric-filter:NAME` where group and name are known."""
    found: dict[str, Json] = {}
    for resource in world.of(names.METRIC_FILTER):
        group, name = groups.meant(resource, "LogGroupName"), names.name_of(resource)
        if isinstance(group, str) and group.startswith("arn:") and is_plain(name):
            proper = f"{group}:metric-filter:{name}"
            if proper in world.by_id:
                world.contested |= {resource.address, world.by_id[proper].address}
            else:
                world.put(resource, proper)
        entry = world.entry(resource, "FilterName")
        if group is None:
            group = world.unknown(resource, "LogGroupName")
        elif is_unknown(group):
            group = groups.meant(resource, "LogGroupName")
        told = groups.found.get(group) if isinstance(group, str) else None
        for name_of in ("account", "region"):
            if told is not None and is_symbol(entry[name_of]):
                entry[name_of] = told[name_of]
        entry |= {
            "log_group": group,
            "pattern": _pattern(world, resource),
            "transformed": world.flag(resource, "ApplyOnTransformedLogs", default=False),
            "scope": world.text(resource, "FieldSelectionCriteria") or None,
            "transformations": _transformations(world, resource),
        }
        found[entry["id"]] = entry
    return found


def _pattern(world: World, resource: Resource) -> Any:
    text = as_text(resource.get("FilterPattern"))
    value = resource.get("FilterPattern")
    if value is not None and (text is None or not is_plain(text)):
        return world.unknown(resource, "FilterPattern", unknown_in(value))
    return keep_pattern(world.pattern_texts, text or "")


def _transformations(world: World, resource: Resource) -> list[Json]:
    """The metrics that the filter writes; where their number or dimensions are not known, what it writes is hidden."""
    listed, system = resource.get("MetricTransformations"), resource.get("EmitSystemFieldDimensions") or []
    is_whole = isinstance(listed, list) and all(isinstance(one, dict) for one in listed)
    if not is_whole or not isinstance(system, list) or unknown_in(system) or not all(map(_has_dimensions, listed)):
        world.unreadable.append(resource.address)
        return []
    return [_transformation(world, resource, one, number, system) for number, one in enumerate(listed)]


def _has_dimensions(one: dict[str, Any]) -> bool:
    listed = one.get("Dimensions") or []
    return isinstance(listed, list) and all(
        isinstance(pair, dict)
        and isinstance(pair.get("Key"), str)
        and isinstance(pair.get("Value"), str)
        and not unknown_in(pair)
        for pair in listed
    )


def _transformation(world: World, resource: Resource, one: dict[str, Any], place: int, system: list[Any]) -> Json:
    def attribute(name: str) -> str:
        return f"MetricTransformations[{place}].{name}"

    def meant(name: str) -> Any:
        value = as_text(one.get(name))
        if one.get(name) is None:
            return None
        if value is None or not is_plain(value):
            return world.unknown(resource, attribute(name), unknown_in(one[name]))
        return value

    value, default = meant("MetricValue"), number(one.get("DefaultValue"))
    if value is None:  # AWS refuses it; what the metric would get nobody knows
        value = world.unknown(resource, attribute("MetricValue"))
    return {
        "namespace": named(world, resource, attribute("MetricNamespace"), one.get("MetricNamespace")),
        "name": named(world, resource, attribute("MetricName"), one.get("MetricName")),
        "value": metric_value(value) if isinstance(value, str) else value,
        "default": world.unknown(resource, attribute("DefaultValue"), unknown_in(one.get("DefaultValue")))
        if default is MISSING
        else default,
        "unit": meant("Unit"),
        "dimensions": {pair["Key"]: pair["Value"] for pair in one.get("Dimensions") or []},
        "system_dimensions": [name for name in system if isinstance(name, str)],
    }
