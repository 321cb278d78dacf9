"""Plan JSON written from a description of resources: in any modules, in any order, linked by literals or references."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ref:
    """An attribute of another resource, by its key in the description; `value` is what it will be after apply."""

    to: str
    attribute: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One resource: attributes are values, references, or lists of both. `computed` are known after apply alone."""

    type: str
    attributes: dict[str, Any]
    computed: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where resources stand, what they are called, in which order; `applied`: every value is known."""

    modules: dict[str, Path]
    names: dict[str, str]
    order: tuple[str, ...]
    applied: bool = False


_UNWRITTEN: Json = {
    "aws_cloudtrail": {
        "enable_logging": True,
        "event_selector": [],
        "include_global_service_events": True,
        "is_multi_region_trail": False,
        "is_organization_trail": False,
        "cloud_watch_logs_group_arn": None,
        "cloud_watch_logs_role_arn": "arn:aws:iam::123456789012:role/trail",
    },
    "aws_cloudwatch_metric_alarm": {
        "actions_enabled": True,
        "alarm_actions": None,
        "datapoints_to_alarm": None,
        "dimensions": None,
        "extended_statistic": None,
        "evaluate_low_sample_count_percentiles": "",
        "metric_query": [],
        "treat_missing_data": "missing",
        "unit": None,
    },
    "aws_cloudwatch_log_group": {"log_group_class": "STANDARD"},
    "aws_sns_topic": {"fifo_topic": False, "kms_master_key_id": None, "policy": None},
    "aws_sns_topic_subscription": {"endpoint_auto_confirms": False, "filter_policy": None, "subscription_role_arn": None},
}
"""What the provider writes where nobody did."""


def plan(resources: dict[str, Resource], layout: Layout) -> Json:
    """A plan that creates the resources."""
    return _Writer(resources, layout).plan()


class _Writer:
    def __init__(self, resources: dict[str, Resource], layout: Layout) -> None:
        self.resources = resources
        self.layout = layout
        self.root: Json = {}
        self.values: Json = {"root_module": {}}
        self.changes: list[Json] = []

    def plan(self) -> Json:
        for key in self.layout.order:
            self._write(key)
        return {
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": self.values,
            "resource_changes": self.changes,
            "configuration": {
                "provider_config": {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "us-east-1"}}}},
                "root_module": self.root,
            },
            "complete": True,
        }

    def _write(self, key: str) -> None:
        resource, module = self.resources[key], self.layout.modules[key]
        name = self.layout.names[key]
        prefix = "".join(f"module.{call}." for call in module)
        known: Json = dict(_UNWRITTEN.get(resource.type, {}))
        unknown: Json = {}
        expressions: Json = {}
        for attribute, value in resource.attributes.items():
            settled, final = self._value(value)
            if settled or self.layout.applied:
                known[attribute] = final
            else:
                known.pop(attribute, None)
                unknown[attribute] = True
            expressions[attribute] = self._expression(module, value)
        for attribute, value in resource.computed.items():
            if self.layout.applied:
                known[attribute] = value
            else:
                known.pop(attribute, None)
                unknown[attribute] = True
        address = f"{prefix}{resource.type}.{name}"
        common = {"mode": "managed", "type": resource.type, "name": name}
        provider = {"provider_name": "registry.terraform.io/hashicorp/aws"}
        planned = {"address": address, **common, **provider, "values": known, "sensitive_values": {}}
        self._planned(module).setdefault("resources", []).append(planned)
        change = {"actions": ["create"], "before": None, "after": known, "after_unknown": unknown}
        self.changes.append({"address": address, **common, **provider, "change": change})
        block = {"address": f"{resource.type}.{name}", **common, "provider_config_key": "aws", "expressions": expressions}
        self._module(module).setdefault("resources", []).append(block)

    def _value(self, value: object) -> tuple[bool, object]:
        """Whether a value is known before apply, and what it will be."""
        if isinstance(value, Ref):
            return value.attribute in self.resources[value.to].attributes, value.value
        if isinstance(value, list):
            parts = [self._value(part) for part in value]
            return all(known for known, _ in parts), [final for _, final in parts]
        return True, value

    def _expression(self, module: Path, value: object) -> object:
        if isinstance(value, dict):
            return {key: self._expression(module, inner) for key, inner in value.items()}
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return [self._expression(module, inner) for inner in value]
        references = [self._reference(module, r) for r in (value if isinstance(value, list) else [value]) if isinstance(r, Ref)]
        return {"references": [text for texts in references for text in texts]} if references else {"constant_value": value}

    def _reference(self, module: Path, ref: Ref) -> list[str]:
        """How `module` says it: directly, or through outputs up and arguments down."""
        there = self.layout.modules[ref.to]
        text = f"{self.resources[ref.to].type}.{self.layout.names[ref.to]}"
        written = [f"{text}.{ref.attribute}", text]
        shared = 0
        while shared < min(len(module), len(there)) and module[shared] == there[shared]:
            shared += 1
        label = f"{self.layout.names[ref.to]}_{ref.attribute}"
        for depth in range(len(there), shared, -1):
            self._module(there[:depth]).setdefault("outputs", {})[label] = {"expression": {"references": written}}
            written = [f"module.{there[depth - 1]}.{label}", f"module.{there[depth - 1]}"]
        for depth in range(shared, len(module)):
            call = self._call(module[: depth + 1])
            call.setdefault("expressions", {})[label] = {"references": written}
            self._module(module[: depth + 1]).setdefault("variables", {})[label] = {}
            written = [f"var.{label}"]
        return written

    def _call(self, module: Path) -> Json:
        calls: Json = self._module(module[:-1]).setdefault("module_calls", {})
        found: Json = calls.setdefault(module[-1], {"source": f"./{module[-1]}", "module": {}})
        return found

    def _module(self, module: Path) -> Json:
        if not module:
            return self.root
        found: Json = self._call(module)["module"]
        return found

    def _planned(self, module: Path) -> Json:
        found: Json = self.values["root_module"]
        for depth in range(len(module)):
            address = ".".join(f"module.{call}" for call in module[: depth + 1])
            children = found.setdefault("child_modules", [])
            inner = next((child for child in children if child["address"] == address), None)
            if inner is None:
                inner = {"address": address}
                children.append(inner)
            found = inner
        return found
