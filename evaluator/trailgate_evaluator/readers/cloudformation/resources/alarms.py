"""Metric alarms of a template: what they watch, when they fire, and what they do then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.alarm_rules import metric_names
from trailgate_evaluator.languages.alarm_rules import named as named_selection
from trailgate_evaluator.readers.cloudformation.intrinsics.values import unknown_in
from trailgate_evaluator.readers.cloudformation.resources import actions
from trailgate_evaluator.readers.cloudformation.resources.metric_names import named
from trailgate_evaluator.readers.cloudformation.resources.metric_queries import dimensions_of, read_queries
from trailgate_evaluator.readers.cloudformation.stacks import names

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_LOW_SAMPLE = "EvaluateLowSampleCountPercentile"


def read(world: World) -> dict[str, Json]:
    """Every metric alarm by its id."""
    found = [_alarm(world, resource) for resource in world.of(names.ALARM)]
    return {entry["id"]: entry for entry in found}


def _alarm(world: World, resource: Resource) -> Json:
    entry = world.entry(resource, "AlarmName") | {
        "actions": actions.read(world, resource, "AlarmActions"),
        "actions_enabled": world.flag(resource, "ActionsEnabled", default=True),
        "state": None,
        "muted_by": [],
    }
    if (criteria := resource.get("EvaluationCriteria")) is not None:
        return entry | unsupported("it evaluates a PromQL query") | _promql(criteria)
    queries = resource.get("Metrics")
    if queries is not None and queries != []:
        if not isinstance(queries, list):
            return entry | unsupported("its metric queries are known only after deployment")
        return entry | read_queries(world, resource, entry, queries, firing(world, resource))
    dimensions = dimensions_of(resource.get("Dimensions"))
    if dimensions is None:
        return entry | unsupported("its dimensions are known only after deployment")
    metric = {
        "account": entry["account"],
        "region": entry["region"],
        "namespace": named(world, resource, "Namespace", resource.get("Namespace")),
        "name": named(world, resource, "MetricName", resource.get("MetricName")),
        "dimensions": dimensions,
    }
    return entry | {"kind": "metric", "metric": metric, "firing": firing(world, resource), "evaluation": evaluation(resource)}


def unsupported(because: str) -> Json:
    """An alarm of which nobody can tell what it watches."""
    return {"kind": "unsupported", "because": because, "fetches": None}


def _promql(criteria: Any) -> Json:
    """What a PromQL query that is written out may fetch; nothing where none is."""
    inner = criteria.get("PromQLCriteria") if isinstance(criteria, dict) else None
    query = inner.get("Query") if isinstance(inner, dict) else None
    told = metric_names(query) if isinstance(query, str) and not unknown_in(query) else None
    return {} if told is None else {"fetches": [named_selection(name) for name in told]}


def firing(world: World, resource: Resource) -> Json:
    """The settings that decide when the alarm goes into ALARM, with AWS's defaults."""
    periods = world.count(resource, "EvaluationPeriods")
    statistic = "ExtendedStatistic" if resource.get("Statistic") is None else "Statistic"
    return {
        "statistic": world.text(resource, statistic),
        "operator": world.text(resource, "ComparisonOperator"),
        "threshold": world.number(resource, "Threshold"),
        "period": world.count(resource, "Period"),
        "evaluation_periods": periods,
        "datapoints_to_alarm": world.count(resource, "DatapointsToAlarm") or periods,
        "treat_missing": world.text(resource, "TreatMissingData", "missing") or "missing",
        "evaluate_low_sample": world.text(resource, _LOW_SAMPLE),
        "unit": world.text(resource, "Unit"),
    }


def evaluation(resource: Resource) -> Json:
    """How AWS will evaluate the alarm, as far as it is configured: one that a stack makes or changes warms up anew."""
    warms_up = resource.get("WarmUpConfiguration") is not None
    window = resource.get("EvaluationWindow")
    by_clock = isinstance(window, dict) and "WallClockWindow" in window
    return {"state": None, "warm_up": {"until": None} if warms_up else None, "window": "wall_clock" if by_clock else "sliding"}
