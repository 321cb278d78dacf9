"""What a metric alarm watches and when it fires: one metric, a computation over several, or something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.readers.snapshot.fields import STRANGE, row_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.languages.alarm_rules import Selection

_OF_THE_EVALUATION: Final = ("evaluation_state", "warm_up", "wall_clock")
"""Fields of an alarm by which its evaluation may differ from what its configuration says."""
Told = Callable[["Json", str], Any]
"""A field of a typed row, or that it is not known."""


def metric_alarm_parts(row: Json, alarm: Json, told: Told, where: str) -> Json:
    """`kind` and what goes with it, of one typed row of MetricAlarms.

    A list of exactly one plain metric that is returned is kind `metric` too.
    """
    if row["queries"]:
        return _of_queries(row, alarm, told, where)
    if row["metric_name"] and row["namespace"]:
        metric = _metric(row, alarm["account"], alarm["region"], f"{where}/Dimensions")
        return {"kind": "metric", "metric": metric, "firing": _firing(row, row, told), "evaluation": _evaluation(row, told)}
    if row["criteria"]:
        from trailgate_evaluator.languages.alarm_rules import metric_names, named

        names = metric_names(row["promql"]) if row["promql"] else None
        return unsupported("it watches a PromQL query", None if names is None else [named(name) for name in names])
    return unsupported("it names no metric", None)


def unsupported(because: str, fetches: Sequence[Selection] | None) -> Json:
    """The parts of an alarm that cannot be judged; `fetches` is what it may watch, None anything."""
    return {"kind": "unsupported", "because": because, "fetches": None if fetches is None else list(fetches)}


def _of_queries(row: Json, alarm: Json, told: Told, where: str) -> Json:
    from trailgate_evaluator.languages.alarm_rules import fetched, is_metrics_insights

    queries: dict[str, Json] = {}
    for number, raw in enumerate(row["queries"]):
        query = row_type("metric_query").read(raw, f"{where}/Metrics/{number}")
        queries[query["id"]] = query
    metrics = {
        name: _metric(query, query["account"] or alarm["account"], alarm["region"], f"{where}/Metrics")
        for name, query in queries.items()
        if query["metric_name"] and query["namespace"]
    }
    fetches = fetched(query["expression"] for query in queries.values())
    if not metrics:
        insights = any(is_metrics_insights(query["expression"]) for query in queries.values())
        return unsupported("it watches a Metrics Insights query" if insights else "it names no metric", fetches)
    (first, *others) = queries
    if first in metrics and not others and queries[first]["returned"] is not False:
        return {
            "kind": "metric",
            "metric": metrics[first],
            "firing": _firing(row, queries[first], told),
            "evaluation": _evaluation(row, told),
        }
    return {
        "kind": "math",
        "queries": {name: _query(query, metrics.get(name), list(metrics)) for name, query in queries.items()},
        "fetches": fetches,
        "evaluation": _evaluation(row, told),
    }


def _evaluation(row: Json, told: Told) -> Json:
    """What AWS says of the alarm's evaluation, and when its warm-up is over at the latest.

    A warm-up begins when the alarm is made or changed, and may end early where data comes. Where an export may leave some of it
    out, what AWS says is not known, but for what is there.
    """
    minutes, updated = row["warm_up"], row["updated"]
    untold = next((name for name in _OF_THE_EVALUATION if name in row[STRANGE]), None) if STRANGE in row else None
    until = updated + int(minutes * 60) if minutes is not None and updated is not None else None
    return {
        "state": row["evaluation_state"] if untold is None or row["evaluation_state"] else told(row, untold),
        "warm_up": None if minutes is None else {"until": until},
        "window": "sliding" if row["wall_clock"] is None else "wall_clock",
        **({} if row["time_zone"] is None else {"time_zone": row["time_zone"]}),
    }


def _query(query: Json, metric: Json | None, metric_ids: list[str]) -> Json:
    from trailgate_evaluator.languages.alarm_rules import computed

    text = query["expression"]
    return {
        "metric": metric,
        "statistic": query["statistic"] if metric else None,
        "expression": text,
        **computed(text or None, metric_ids),
        "returned": query["returned"] is not False,
    }


def _metric(row: Json, account: str, region: str, where: str) -> Json:
    read = row_type("dimension").read
    dimensions = [read(raw, f"{where}/{n}") for n, raw in enumerate(row["dimensions"] or ())]
    return {
        "account": account,
        "region": region,
        "namespace": row["namespace"],
        "name": row["metric_name"],
        "dimensions": {each["name"]: each["value"] for each in dimensions},
    }


def _firing(row: Json, statistic: Json, told: Told) -> Json:
    """The firing condition; `statistic` has the statistic, its period and its unit. What AWS leaves out has its default."""
    periods = row["evaluation_periods"]
    return {
        "statistic": statistic["statistic"] or statistic.get("extended_statistic"),
        "operator": row["operator"],
        "threshold": row["threshold"],
        "period": statistic["period"],
        "evaluation_periods": periods,
        "datapoints_to_alarm": periods if row["datapoints_to_alarm"] is None else row["datapoints_to_alarm"],
        "treat_missing": "missing" if row["treat_missing"] is None else row["treat_missing"],
        "evaluate_low_sample": told(row, "evaluate_low_sample"),
        "unit": told(statistic, "unit"),
    }
