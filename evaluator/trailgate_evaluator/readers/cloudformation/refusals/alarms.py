"""What CloudWatch refuses of an alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain, marks_in
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text
from trailgate_evaluator.readers.cloudformation.refusals.told import amount_of, is_told, list_of, text_of
from trailgate_evaluator.readers.cloudformation.world.world import number

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

    Offends = Callable[[World, Resource], bool]

STATISTICS: Final = frozenset({"Average", "Maximum", "Minimum", "SampleCount", "Sum"})
OPERATORS: Final = frozenset(
    {
        "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "GreaterThanUpperThreshold", "LessThanLowerThreshold",
        "LessThanLowerOrGreaterThanUpperThreshold", "LessThanOrEqualToThreshold", "LessThanThreshold",
    }
)  # fmt: skip
MISSING_DATA: Final = frozenset({"breaching", "ignore", "missing", "notBreaching"})
_DAY, _WEEK, _HOUR = 86_400, 604_800, 3600
_ACTIONS: Final = 5
_SHORT_PERIODS: Final = frozenset({10, 20, 30})
_MINUTE: Final = 60
_OF_ONE_METRIC: Final = ("MetricName", "Namespace", "Dimensions", "Period", "Unit", "Statistic", "ExtendedStatistic")


def _is_on_metric(resource: Resource) -> bool:
    return is_told(resource.get("MetricName")) and resource.get("MetricName") is not None


def no_metric(_: World, resource: Resource) -> bool:
    """Whether it watches nothing."""
    return all(resource.get(name) in (None, []) for name in ("MetricName", "Metrics", "EvaluationCriteria"))


def metrics_beside_metric(_: World, resource: Resource) -> bool:
    """Whether metric queries stand beside a single metric, or a property of one."""
    listed = resource.get("Metrics")
    beside = (resource.get(name) for name in _OF_ONE_METRIC)
    return isinstance(listed, list) and bool(listed) and any(is_told(one) and one is not None for one in beside)


def without_statistic(_: World, resource: Resource) -> bool:
    """Whether an alarm on a metric has no statistic."""
    return _is_on_metric(resource) and all(resource.get(name) is None for name in ("Statistic", "ExtendedStatistic"))


def without(name: str) -> Offends:
    """The rule that an alarm on a metric needs a property."""

    def offends(_: World, resource: Resource) -> bool:
        return _is_on_metric(resource) and resource.get(name) is None

    return offends


def without_always(name: str, *instead: str) -> Offends:
    """The rule that every alarm needs a property, or one of these in its place, unless it evaluates PromQL."""

    def offends(_: World, resource: Resource) -> bool:
        return all(resource.get(one) is None for one in (name, "EvaluationCriteria", *instead))

    return offends


def other_value(name: str, known: frozenset[str]) -> Offends:
    """The rule that a property has one of some values."""

    def offends(_: World, resource: Resource) -> bool:
        text = text_of(resource.get(name))
        return text is not None and text not in known

    return offends


def period(_: World, resource: Resource) -> bool:
    """Whether a period is neither 10, 20, 30 nor a multiple of 60 seconds."""
    listed = [resource.get("Period")]
    for query in list_of(resource.get("Metrics")):
        stat = query.get("MetricStat") if isinstance(query, dict) else None
        listed.append(stat.get("Period") if isinstance(stat, dict) else None)
    told = (number(one) for one in listed if is_told(one))
    return any(isinstance(one, int | float) and one not in _SHORT_PERIODS and (one <= 0 or one % _MINUTE != 0) for one in told)


def long_evaluation(_: World, resource: Resource) -> bool:
    """Whether it looks back further than CloudWatch does."""
    seconds, periods = (amount_of(resource.get(name)) for name in ("Period", "EvaluationPeriods"))
    if seconds is None or periods is None:
        return False
    return seconds * periods > (_DAY if seconds < _HOUR else _WEEK)


def no_periods(_: World, resource: Resource) -> bool:
    """Whether it asks for less than one period or data point."""
    told = (amount_of(resource.get(name)) for name in ("EvaluationPeriods", "DatapointsToAlarm"))
    return any(one is not None and one < 1 for one in told)


def more_datapoints_than_periods(_: World, resource: Resource) -> bool:
    """Whether it asks for more data points than periods."""
    needed, periods = amount_of(resource.get("DatapointsToAlarm")), amount_of(resource.get("EvaluationPeriods"))
    return needed is not None and periods is not None and needed > periods


def many_actions(_: World, resource: Resource) -> bool:
    """Whether more than five known actions stand there, no two of which are one text."""
    listed = [as_text(one) for one in list_of(resource.get("AlarmActions")) if is_told(one)]
    return len({one for one in listed if one is not None and is_plain(one)}) > _ACTIONS or (
        len({one for one in listed if one is not None and all(_is_own(name) for name in marks_in(one))}) > _ACTIONS
    )


def _is_own(mark: str) -> bool:
    return mark.startswith("own ") or mark in {"AWS::AccountId", "AWS::Partition", "AWS::Region"}
