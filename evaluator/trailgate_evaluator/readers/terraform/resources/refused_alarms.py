"""What CloudWatch or the provider refuses of an alarm of a plan."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.languages.hcl.values.equality import equals
from trailgate_evaluator.languages.hcl.values.values import Items, Value
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import as_number, blocks, look
from trailgate_evaluator.readers.terraform.resources.written import written
from trailgate_evaluator.readers.terraform.world.world import World

_DAY: Final = 86_400
_WEEK: Final = 7 * _DAY
_HOUR: Final = 3600
_ACTIONS: Final = 5
_STATISTICS: Final = ("statistic", "extended_statistic")


def many_actions(world: World, instance: Instance) -> bool:
    """Whether it has more than five actions, no two of which are one."""
    actions = look(instance, "alarm_actions")
    if isinstance(actions, list):
        return len(actions) > _ACTIONS
    told = written(world, instance, "alarm_actions")
    return isinstance(told, Items) and len(_apart(told)) > _ACTIONS


def _apart(items: Items) -> list[Value]:
    """Items of which it is certain that no two are one."""
    found: list[Value] = []
    for item in items.items:
        if item not in (None, "") and all(equals(item, other) is False for other in found):
            found.append(item)
    return found


def long_evaluation(_: World, instance: Instance) -> bool:
    """Whether it looks back further than CloudWatch does."""
    period, periods = as_number(look(instance, "period")), as_number(look(instance, "evaluation_periods"))
    if not isinstance(period, int | float) or not isinstance(periods, int | float):
        return False
    return period * periods > (_DAY if period < _HOUR else _WEEK)


def more_datapoints_than_periods(_: World, instance: Instance) -> bool:
    """Whether it asks for more data points than periods."""
    needed, periods = as_number(look(instance, "datapoints_to_alarm")), as_number(look(instance, "evaluation_periods"))
    return isinstance(needed, int | float) and isinstance(periods, int | float) and needed > periods


def without_statistic(_: World, instance: Instance) -> bool:
    """Whether an alarm on a metric has no statistic."""
    named = look(instance, "metric_name")
    return isinstance(named, str) and bool(named) and all(look(instance, n) in (None, "") for n in _STATISTICS)


def without_metric(_: World, instance: Instance) -> bool:
    """Whether it watches nothing."""
    watched = (blocks(instance, name) for name in ("metric_query", "evaluation_criteria"))
    return look(instance, "metric_name") in (None, "") and all(listed == [] for listed in watched)


def without_namespace(_: World, instance: Instance) -> bool:
    """Whether an alarm on a metric has no namespace."""
    return bool(look(instance, "metric_name")) and look(instance, "namespace") in (None, "")


def without_period(_: World, instance: Instance) -> bool:
    """Whether an alarm on a metric has none, or 0 or a negative one, which the provider takes for a multiple of 60."""
    period = as_number(look(instance, "period"))
    return bool(look(instance, "metric_name")) and (period is None or (isinstance(period, int | float) and period <= 0))
