"""Metric alarms of a plan: what they watch, when they fire, and what they do then."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.languages.alarm_rules import metric_names
from trailgate_evaluator.languages.alarm_rules import named as named_selection
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import (
    UNKNOWN,
    blocks,
    count,
    flag,
    is_sensitive,
    look,
    number,
    text,
)
from trailgate_evaluator.readers.terraform.references.links import attribute
from trailgate_evaluator.readers.terraform.resources import actions
from trailgate_evaluator.readers.terraform.resources.metric_names import named
from trailgate_evaluator.readers.terraform.resources.metric_queries import evaluation, read_queries
from trailgate_evaluator.readers.terraform.world.world import World


def read(world: World) -> dict[str, Json]:
    """Every managed metric alarm by its id."""
    found = [_alarm(world, instance) for instance in world.instances.of("aws_cloudwatch_metric_alarm")]
    return {entry["id"]: entry for entry in found}


def _alarm(world: World, instance: Instance) -> Json:
    entry = world.entry(instance, "alarm_name")
    by_reference: dict[str, str] = {}
    entry["actions"], referenced = actions.read(world, instance, "alarm_actions")
    if referenced:
        by_reference["actions"] = "reference"
    enabled = flag(instance, "actions_enabled", default=True)
    entry["actions_enabled"] = world.or_unknown(instance, "actions_enabled", enabled, default=True)
    entry["state"] = None
    entry["muted_by"] = []
    queries = blocks(instance, "metric_query")
    if (because := _unreadable(instance, queries)) or not isinstance(queries, list):
        return entry | _unsupported(because or "its metric queries are known only after apply") | _promql(world, instance)
    if queries:
        entry |= read_queries(world, instance, entry, queries, firing(world, instance))
    else:
        metric, referenced = _metric(world, instance, entry)
        if referenced:
            by_reference["metric"] = "reference"
        entry |= {"kind": "metric", "metric": metric, "firing": firing(world, instance), "evaluation": evaluation(instance)}
    if by_reference:
        entry["resolved_by"] = by_reference
    return entry


def _unreadable(instance: Instance, queries: object) -> str | None:
    """Why what the alarm watches cannot be read or shown; None where it can."""
    if queries and is_sensitive(instance, "metric_query"):
        return "its metric queries are sensitive"
    criteria = blocks(instance, "evaluation_criteria")
    if criteria:
        return "it evaluates a PromQL query"
    dimensions = look(instance, "dimensions")
    if dimensions and is_sensitive(instance, "dimensions"):
        return "its dimensions are sensitive"
    if not isinstance(dimensions, dict | None) or not all(isinstance(v, str) for v in (dimensions or {}).values()):
        return "its dimensions are known only after apply"
    return None


def _promql(world: World, instance: Instance) -> Json:
    """What a PromQL query that is written out may fetch; nothing where none is."""
    criteria = blocks(instance, "evaluation_criteria")
    for criterion in criteria if isinstance(criteria, list) else ():
        queries = criterion.blocks("promql_criteria")
        for query in queries if isinstance(queries, list) else ():
            told = query.text("query")
            names = metric_names(told) if isinstance(told, str) and not world.is_secret(told) else None
            if names is not None:
                return {"fetches": [named_selection(name) for name in names]}
    return {}


def _unsupported(because: str) -> Json:
    return {"kind": "unsupported", "because": because, "fetches": None}


def firing(world: World, instance: Instance) -> Json:
    """The settings that decide when the alarm goes into ALARM, with the provider's defaults."""

    def told(name: str, value: Any, default: Any = None) -> Any:
        return world.or_unknown(instance, name, value, default) if value is UNKNOWN or world.veil else value

    periods = told("evaluation_periods", count(instance, "evaluation_periods"))
    statistic, name = text(instance, "statistic"), "statistic"
    if statistic is None:
        statistic, name = text(instance, "extended_statistic"), "extended_statistic"
    low_sample = "evaluate_low_sample_count_percentiles"
    return {
        "statistic": told(name, statistic),
        "operator": told("comparison_operator", text(instance, "comparison_operator")),
        "threshold": told("threshold", *_threshold(instance)),
        "period": told("period", count(instance, "period")),
        "evaluation_periods": periods,
        "datapoints_to_alarm": told("datapoints_to_alarm", count(instance, "datapoints_to_alarm")) or periods,
        "treat_missing": told("treat_missing_data", text(instance, "treat_missing_data"), "missing") or "missing",
        "evaluate_low_sample": told(low_sample, text(instance, low_sample)),
        "unit": told("unit", text(instance, "unit")),
    }


def _threshold(instance: Instance) -> tuple[Any, int | None]:
    """The threshold, and what the provider writes where none is set: 0, unless a query has it."""
    written = number(instance, "threshold")
    default = 0 if text(instance, "threshold_metric_id") is None else None
    return (default if written is None else written), default


def _metric(world: World, instance: Instance, entry: Json) -> tuple[Json, bool]:
    name, named_by_reference = named(world, instance, attribute("metric_name"), text(instance, "metric_name"))
    namespace, placed_by_reference = named(world, instance, attribute("namespace"), text(instance, "namespace"))
    metric = {
        "account": entry["account"],
        "region": entry["region"],
        "namespace": namespace,
        "name": name,
        "dimensions": look(instance, "dimensions") or {},
    }
    return metric, named_by_reference or placed_by_reference
