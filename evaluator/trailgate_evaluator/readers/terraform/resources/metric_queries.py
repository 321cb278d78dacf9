"""An alarm's metric queries: one plain metric, or metric math."""

from __future__ import annotations

from typing import Any

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.languages.alarm_rules import computed, fetched, is_metrics_insights
from trailgate_evaluator.languages.hcl.values.values import Entries, Items, settled
from trailgate_evaluator.readers.terraform.plan_json.addresses import Index
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.references.attributes import UNKNOWN, Nested, as_count, as_number, blocks
from trailgate_evaluator.readers.terraform.resources.metric_names import named
from trailgate_evaluator.readers.terraform.world.world import World


def read_queries(world: World, instance: Instance, entry: Json, queries: list[Nested], firing: Json) -> Json:
    """What the queries add to an alarm: kind `metric`, `math` or `unsupported`."""
    found: dict[str, Json] = {}
    expressions: dict[str, str] = {}
    written = _written_order(world, instance)
    for position, query in enumerate(queries):
        called = query.text("id")
        number = written.get(called, position) if isinstance(called, str) else position
        expression = query.text("expression")
        returned = query.look("return_data")
        metrics = query.blocks("metric")
        if not isinstance(called, str) or expression is UNKNOWN or not isinstance(metrics, list):
            return _unsupported("a metric query is known only after apply")
        if metrics and not _has_dimensions(metrics[0]):
            return _unsupported("the dimensions of a metric query are known only after apply")
        metric = _metric(world, instance, entry=entry, query=query, metric=metrics[0], number=number) if metrics else None
        if isinstance(expression, str):
            expressions[called] = expression
        found[called] = {"metric": metric, "statistic": _statistic(world, instance, query), "returned": returned is True}
    fetches = None if any(map(world.is_secret, expressions.values())) else fetched(expressions.values())
    if not any(query["metric"] for query in found.values()):
        insights = any(map(is_metrics_insights, expressions.values()))
        return _unsupported("it watches a Metrics Insights query" if insights else "it names no metric") | {"fetches": fetches}
    metric_ids = [called for called, query in found.items() if query["metric"] is not None]
    for called, query_read in found.items():
        expression = expressions.get(called)
        query_read.update(computed(expression, metric_ids))
        query_read["expression"] = None if expression is None else world.shown(expression)
    returned_ids = [called for called, query in found.items() if query["returned"]]
    if len(found) == 1 and not returned_ids:
        # The provider's default is false; AWS refuses an alarm that returns nothing.
        next(iter(found.values()))["returned"] = True
    only = next(iter(found.values()))
    if len(found) == 1 and only["metric"] is not None:
        settings = firing | _settings(world, instance, queries[0])
        return {"kind": "metric", "metric": only["metric"], "firing": settings, "evaluation": evaluation(instance)}
    return {"kind": "math", "queries": found, "fetches": fetches, "evaluation": evaluation(instance)}


def evaluation(instance: Instance) -> Json:
    """How AWS will evaluate the alarm, as far as it is configured: an alarm that a plan makes or changes warms up anew."""
    windows = blocks(instance, "evaluation_window")
    by_clock = [clock for window in windows for clock in _within(window)] if isinstance(windows, list) else []
    zone = next((found for clock in by_clock if (found := clock.text("timezone")) is not None), None)
    warms_up = bool(blocks(instance, "warm_up_configuration"))
    return {
        "state": None,
        "warm_up": {"until": None} if warms_up else None,
        "window": "wall_clock" if by_clock else "sliding",
        **({} if zone is None else {"time_zone": zone if isinstance(zone, str) else "?"}),
    }


def _within(window: Nested) -> list[Nested]:
    found = window.blocks("wall_clock_window")
    return found if isinstance(found, list) else [window]


def _written_order(world: World, instance: Instance) -> dict[str, int]:
    """Where each query stands in the configuration: the values are a set, in an order of their own."""
    if world.resolver.is_at_hand(instance):
        return _order_of_blocks(world, instance)
    block = world.block(instance)
    listed = None if block is None else block.expressions.get("metric_query")
    found: dict[str, int] = {}
    for number, query in enumerate(listed if isinstance(listed, list) else ()):
        called = query.get("id") if isinstance(query, dict) else None
        if isinstance(called, dict) and isinstance(called.get("constant_value"), str):
            found[called["constant_value"]] = number
    return found


def _order_of_blocks(world: World, instance: Instance) -> dict[str, int]:
    """The same by the sources, where dynamic blocks stand among the others."""
    told = settled(world.resolver.value(instance, ("metric_query",)))
    found: dict[str, int] = {}
    for number, block in enumerate(told.items if isinstance(told, Items) else ()):
        query = settled(block)
        called = settled(query.entries.get("id")) if isinstance(query, Entries) else None
        if isinstance(called, str):
            found[called] = number
    return found


def _unsupported(because: str) -> Json:
    return {"kind": "unsupported", "because": because, "fetches": None}


def _metric(world: World, instance: Instance, *, entry: Json, query: Nested, metric: Nested, number: int) -> Json:
    def field(name: str) -> Any:
        value = metric.text(name)
        path = ("metric_query", Index(number), "metric", Index(0), name)
        return named(world, instance, path, value)[0]

    account: Any = query.text("account_id")
    if account is UNKNOWN:
        account = world.unknown(instance, "metric_query.account_id")
    return {
        "account": account or entry["account"],
        "region": entry["region"],
        "namespace": field("namespace"),
        "name": field("metric_name"),
        "dimensions": metric.look("dimensions") or {},
    }


def _statistic(world: World, instance: Instance, query: Nested) -> Any:
    return _settings(world, instance, query)["statistic"] if query.blocks("metric") else None


def _has_dimensions(metric: Nested) -> bool:
    value = metric.look("dimensions")
    return value is None or (isinstance(value, dict) and all(isinstance(told, str) for told in value.values()))


def _settings(world: World, instance: Instance, query: Nested) -> Json:
    metrics = query.blocks("metric")
    metric = metrics[0] if isinstance(metrics, list) else query
    found: Json = {}
    for name, attribute, value in (
        ("statistic", "stat", metric.text("stat")),
        ("period", "period", as_count(as_number(metric.look("period")))),
        ("unit", "unit", metric.text("unit")),
    ):
        missing = value is UNKNOWN
        found[name] = world.unknown(instance, f"metric_query.metric.{attribute}") if missing else value
    return found
