"""Instances with what the sources know and the plan does not: known values, defaults behind null, dynamic blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec.structs import replace

from trailgate_evaluator.languages.hcl.values.types import converted
from trailgate_evaluator.languages.hcl.values.values import Entries, Items, RefusedError, Value, doubt, settled, symbols
from trailgate_evaluator.readers.terraform.expressions.expressions import Expressions
from trailgate_evaluator.readers.terraform.expressions.json_values import json_of_value
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance, Instances
from trailgate_evaluator.readers.terraform.plan_json.paths import hides

_NUMBERS: Final = frozenset(
    {"datapoints_to_alarm", "evaluation_periods", "extension_period", "period", "retention_in_days", "threshold", "wait_period"}
)
_FLAGS: Final = frozenset(
    {
        "actions_enabled", "apply_on_transformed_logs", "enable_logging", "endpoint_auto_confirms",
        "include_global_service_events",
        "include_management_events", "is_enabled", "is_multi_region_trail", "is_organization_trail", "return_data",
    }
)  # fmt: skip
_MADE_UP: Final = frozenset({"alarm_name", "arn", "id", "key_id", "name", "name_prefix", "owner", "region"})
"""What the provider makes up where null is written; of the others null is their default."""


def fill(instances: Instances, expressions: Expressions, types: Iterable[str]) -> Instances:
    """The instances, those of the types with everything that their expressions tell for certain."""
    wanted = frozenset(types)
    found = Instances()
    for instance in instances.every:
        mask = instance.unknown
        if instance.type in wanted and instance.mode == "managed" and isinstance(mask, dict) and hides(mask):
            found.add(_filled(instance, mask, expressions))
        else:
            found.add(instance)
    return found


def _filled(instance: Instance, mask: Mapping[str, Any], expressions: Expressions) -> Instance:
    values: dict[str, Any] = dict(instance.values)
    masks: dict[str, Any] = dict(mask)
    changed = False
    for name, hidden in mask.items():
        if not hides(hidden) or _is_sensitive(instance, name) or not expressions.writes(instance, name):
            continue
        told = expressions.attribute(instance, (name,))
        if told is None:
            if name in _MADE_UP or (instance.type, name) == ("aws_kms_key", "policy"):
                continue
            values[name], masks[name], changed = None, False, True
        elif (known := _known(told, name)) is not None:
            values[name], masks[name], changed = known[0], False, True
        elif isinstance(told, Items) and told.items and all(isinstance(settled(item), Entries) for item in told.items):
            values[name], masks[name] = _blocks(told)
            changed = True
    return replace(instance, values=values, unknown=masks) if changed else instance


def _is_sensitive(instance: Instance, name: str) -> bool:
    mask = instance.sensitive
    return mask is True or (isinstance(mask, dict) and hides(mask.get(name)))


def _known(value: Value, name: str) -> tuple[object] | None:
    """The value as JSON in a tuple; None where any of it is not known."""
    if doubt(value) is not None or symbols(value):
        return None
    told = settled(value)
    try:
        return (_typed(told, name),)
    except RefusedError:
        return None


def _typed(value: Value, name: str) -> object:
    """The value as the provider's schema has an argument of that name: numbers, flags, and texts for the rest."""
    match settled(value):
        case None:
            return None
        case Items(items=items):
            return [_typed(item, name) for item in items]
        case Entries(entries=inner):
            return {key: _typed(item, key) for key, item in inner.items()}
        case told:
            kind = "number" if name in _NUMBERS else "bool" if name in _FLAGS else "string"
            return json_of_value(converted(told, kind))


def _blocks(blocks: Items) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Nested blocks as values and masks."""
    values: list[dict[str, Any]] = []
    masks: list[dict[str, Any]] = []
    for block in blocks.items:
        told = settled(block)
        value: dict[str, Any] = {}
        mask: dict[str, Any] = {}
        for name, item in (told.entries if isinstance(told, Entries) else {}).items():
            known = _known(item, name)
            inner = settled(item)
            if known is not None:
                value[name] = known[0]
            elif isinstance(inner, Items) and inner.items and all(isinstance(settled(i), Entries) for i in inner.items):
                value[name], mask[name] = _blocks(inner)
            else:
                mask[name] = True
        values.append(value)
        masks.append(mask)
    return values, masks
