"""Metric filters of a plan, and the metrics that they write."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.document.metric_values import metric_value
from trailgate_evaluator.document.parts import Json, is_unknown, keep_pattern
from trailgate_evaluator.readers.declared.arns import is_symbol
from trailgate_evaluator.readers.terraform.plan_json.addresses import Index
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import (
    UNKNOWN,
    Nested,
    as_number,
    blocks,
    flag,
    is_sensitive,
    look,
    text,
)
from trailgate_evaluator.readers.terraform.references.links import Literal, attribute, link
from trailgate_evaluator.readers.terraform.resources.log_groups import LogGroups
from trailgate_evaluator.readers.terraform.resources.metric_names import symbol_of
from trailgate_evaluator.readers.terraform.world.world import World

_MEANT = frozenset({"value", "unit"})
"""What is read and not only compared, so that no symbol can stand for it."""


def read(world: World, groups: LogGroups) -> dict[str, Json]:
    """Every metric filter by its id: `GROUP_ID:metric-filter:NAME` where group and name are known."""
    found: dict[str, Json] = {}
    for instance in world.instances.of("aws_cloudwatch_log_metric_filter"):
        place = world.place_of[instance.address]
        group, by_reference = groups.meant(instance, "log_group_name", place)
        name = text(instance, "name")
        if isinstance(group, str) and isinstance(name, str) and group.startswith("arn:") and not world.is_secret(name):
            proper = f"{group}:metric-filter:{name}"
            if proper not in found:
                _rename(world, instance, proper)
                if is_unknown(group):
                    group, _ = groups.meant(instance, "log_group_name", place)
        if group is None or (instance.untouched and world.is_made_anew(group)):
            # AWS takes a group's filters with it: one that stays as it is where its group is made anew may be gone.
            group = world.unknown(instance, "log_group_name")
        entry = world.entry(instance, "name")
        if isinstance(group, str) and group in groups.found:
            # A filter stands where its group stands, where nothing else tells its place.
            told = groups.found[group]
            for name_of in ("account", "region"):
                if is_symbol(entry[name_of]):
                    entry[name_of] = told[name_of]
        transformed = flag(instance, "apply_on_transformed_logs", default=False)
        entry |= {
            "log_group": group,
            "pattern": _pattern(world, instance),
            "transformed": world.or_unknown(instance, "apply_on_transformed_logs", transformed, default=False),
            "scope": world.or_unknown(instance, "field_selection_criteria", text(instance, "field_selection_criteria")),
            "transformations": _transformations(world, instance),
        }
        if by_reference:
            entry["resolved_by"] = {"log_group": "reference"}
        found[entry["id"]] = entry
    return found


def _rename(world: World, instance: Instance, proper: str) -> None:
    world.by_id.pop(world.ids[instance.address], None)
    world.ids[instance.address] = proper
    world.by_id[proper] = instance


def _pattern(world: World, instance: Instance) -> Any:
    value = look(instance, "pattern")
    if value is None:
        value = ""
    if value is UNKNOWN and not is_sensitive(instance, "pattern"):
        written = link(world, instance, attribute("pattern"), frozenset())
        value = written.value if isinstance(written, Literal) else value
    if not isinstance(value, str) or is_sensitive(instance, "pattern"):
        return world.unknown(instance, "pattern")
    return keep_pattern(world.pattern_texts, value)


def _transformations(world: World, instance: Instance) -> list[Json]:
    """The metrics that the filter writes; where their number or dimensions are not known, what it writes is hidden."""
    listed = blocks(instance, "metric_transformation")
    system = look(instance, "emit_system_field_dimensions")
    if is_sensitive(instance, "emit_system_field_dimensions"):
        system = UNKNOWN
    if not isinstance(listed, list) or not isinstance(system, list | None) or not all(map(_has_dimensions, listed)):
        world.unreadable.append(instance.address)
        return []
    return [_transformation(world, instance, nested, number, system or []) for number, nested in enumerate(listed)]


def _has_dimensions(nested: Nested) -> bool:
    value = nested.look("dimensions")
    if value and nested.sensitive:
        return False
    return value is None or (isinstance(value, dict) and all(isinstance(path, str) for path in value.values()))


def _transformation(world: World, instance: Instance, nested: Nested, number: int, system: list[object]) -> Json:
    def field(name: str) -> Any:
        value = nested.text(name)
        if isinstance(value, str) and name in _MEANT and world.is_secret(value):
            return world.unknown(instance, f"metric_transformation[{number}].{name}")
        if value is UNKNOWN:
            written = link(world, instance, ("metric_transformation", Index(number), name), frozenset())
            if isinstance(written, Literal) and isinstance(written.value, str):
                return written.value
            missing = world.unknown(instance, f"metric_transformation[{number}].{name}")
            if name == "name":
                missing["symbol"] = symbol_of(world, instance, ("metric_transformation", Index(number), name))
            return missing
        return world.shown(value) if isinstance(value, str) else value

    default = as_number(nested.look("default_value"))
    value = field("value")
    return {
        "namespace": field("namespace"),
        "name": field("name"),
        "value": metric_value(value) if isinstance(value, str) else value,
        "default": world.unknown(instance, f"metric_transformation[{number}].default_value") if default is UNKNOWN else default,
        "unit": field("unit"),
        "dimensions": nested.look("dimensions") or {},
        "system_dimensions": [name for name in system if isinstance(name, str)],
    }
