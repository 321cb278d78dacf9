"""Alarms that nothing here could raise: plans of ten thousand alarms are judged by the few on a filter's metric.

An alarm on a metric whose name no metric filter writes carries no record and is no near miss. It stays where a
composite may rest on it, where some filter's metric is not known, or where it may put itself in the place of one that counts.
"""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.readers.terraform.plan_json.instances import Instance, Instances

_ALARM: Final = "aws_cloudwatch_metric_alarm"
_COMPOSITE: Final = "aws_cloudwatch_composite_alarm"
_FILTER: Final = "aws_cloudwatch_log_metric_filter"


def leave_out_unrelated(*worlds: Instances) -> None:
    """Take the unrelated alarms out of what the readers go through; references still find them.

    AWS keeps one alarm of a name: what may have the name of one that stays, after the plan or before it, stays as well.
    """
    related = [_related(world) for world in worlds]
    named = {_name(alarm) for alarms in related for alarm in alarms}
    if None in named:
        return
    for world, alarms in zip(worlds, related, strict=True):
        if len(alarms) < len(world.by_type.get(_ALARM, ())):
            kept = {alarm.address for alarm in alarms}
            world.by_type[_ALARM] = [
                alarm
                for alarm in world.by_type[_ALARM]
                if alarm.address in kept or (called := _name(alarm)) is None or called in named
            ]


def _related(instances: Instances) -> list[Instance]:
    """The alarms that something here could raise, or that a composite may rest on."""
    alarms = instances.by_type.get(_ALARM, [])
    names = _written(instances)
    if names is None or instances.by_type.get(_COMPOSITE):
        return list(alarms)
    return [alarm for alarm in alarms if _may_watch(alarm, names)]


def _name(alarm: Instance) -> str | None:
    """The name of an alarm; None where it is not known."""
    name = alarm.values.get("alarm_name")
    return name if isinstance(name, str) else None


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
