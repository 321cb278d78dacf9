"""What a metric alarm watches and when it fires: one metric, a computation over several, or something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.languages.alarm_rules import is_metrics_insights, parse_expression
from trailgate_evaluator.readers.snapshot.fields import row_type

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json


def metric_alarm_parts(row: Json, alarm: Json, where: str) -> Json:
    """`kind` and what goes with it, of one typed row of MetricAlarms.

    A list of exactly one plain metric that is returned is kind `metric` too.
    """
    if row["queries"]:
        return _of_queries(row, alarm, where)
    if row["metric_name"] and row["namespace"]:
        metric = _metric(row, alarm["account"], alarm["region"], f"{where}/Dimensions")
        return {"kind": "metric", "metric": metric, "firing": _firing(row, row)}
    if row["criteria"]:
        return _unsupported("it watches a PromQL query")
    return _unsupported("it names no metric")


def _of_queries(row: Json, alarm: Json, where: str) -> Json:
    queries: dict[str, Json] = {}
    for number, raw in enumerate(row["queries"]):
        query = row_type("metric_query").read(raw, f"{where}/Metrics/{number}")
        queries[query["id"]] = query
    metrics = {
        name: _metric(query, query["account"] or alarm["account"], alarm["region"], f"{where}/Metrics")
        for name, query in queries.items()
        if query["metric_name"] and query["namespace"]
    }
    if not metrics:
        insights = any(is_metrics_insights(query["expression"]) for query in queries.values())
        return _unsupported("it watches a Metrics Insights query" if insights else "it names no metric")
    (first, *others) = queries
    if first in metrics and not others and queries[first]["returned"] is not False:
        return {"kind": "metric", "metric": metrics[first], "firing": _firing(row, queries[first])}
    return {
        "kind": "math",
        "queries": {name: _query(query, metrics.get(name), list(metrics)) for name, query in queries.items()},
    }


def _query(query: Json, metric: Json | None, metric_ids: list[str]) -> Json:
    text = query["expression"]
    parsed = parse_expression(text) if text else None
    return {
        "metric": metric,
        "statistic": query["statistic"] if metric else None,
        "expression": text,
        "uses": parsed.queries(metric_ids) if parsed else None if text else [],
        "functions": sorted(parsed.functions) if parsed else [],
        "returned": query["returned"] is not False,
    }


def _metric(row: Json, account: str, region: str, where: str) -> Json:
    dimensions = (row_type("dimension").read(raw, f"{where}/{n}") for n, raw in enumerate(row["dimensions"] or ()))
    return {
        "account": account,
        "region": region,
        "namespace": row["namespace"],
        "name": row["metric_name"],
        "dimensions": {each["name"]: each["value"] for each in dimensions},
    }


def _firing(row: Json, statistic: Json) -> Json:
    """The firing condition; `statistic` has the statistic, its period and its unit."""
    periods = row["evaluation_periods"]
    return {
        "statistic": statistic["statistic"] or statistic.get("extended_statistic"),
        "operator": row["operator"],
        "threshold": row["threshold"],
        "period": statistic["period"],
        "evaluation_periods": periods,
        "datapoints_to_alarm": row["datapoints_to_alarm"] or periods,
        "treat_missing": row["treat_missing"] or "missing",
        "evaluate_low_sample": row["evaluate_low_sample"],
        "unit": statistic["unit"],
    }


def _unsupported(because: str) -> Json:
    return {"kind": "unsupported", "because": because, "could_watch": True}
