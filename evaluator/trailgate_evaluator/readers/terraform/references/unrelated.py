"""Alarms that nothing here could raise: plans of ten thousand alarms are judged by the few on a filter's metric.

An alarm on a metric whose name no metric filter writes carries no record and is no near miss. It stays where a
composite may rest on it, or where some filter's metric is not known.
"""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.readers.terraform.plan_json.instances import Instance, Instances

_ALARM: Final = "aws_cloudwatch_metric_alarm"
_COMPOSITE: Final = "aws_cloudwatch_composite_alarm"
_FILTER: Final = "aws_cloudwatch_log_metric_filter"


def leave_out_unrelated(instances: Instances) -> None:
    """Take the unrelated alarms out of what the readers go through; references still find them."""
    names = _written(instances)
    if names is None or instances.by_type.get(_COMPOSITE) or _ALARM not in instances.by_type:
        return
    instances.by_type[_ALARM] = [alarm for alarm in instances.by_type[_ALARM] if _may_watch(alarm, names)]


def _written(instances: Instances) -> set[str] | None:
    """The metric names that filters write; None where one is not known."""
    found: set[str] = set()
    for instance in instances.of(_FILTER):
        listed = instance.values.get("metric_transformation")
        if not isinstance(listed, list) or not listed:
            return None
        for transformation in listed:
            name = transformation.get("name") if isinstance(transformation, dict) else None
            if not isinstance(name, str):
                return None
            found.add(name)
    return found


def _may_watch(alarm: Instance, names: set[str]) -> bool:
    name = alarm.values.get("metric_name")
    return not isinstance(name, str) or name in names or bool(alarm.values.get("metric_query"))
