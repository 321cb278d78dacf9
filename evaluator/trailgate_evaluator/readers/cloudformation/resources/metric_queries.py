"""An alarm's metric queries: one plain metric, or metric math."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.alarm_rules import computed, fetched, is_metrics_insights
from trailgate_evaluator.readers.cloudformation.intrinsics.marks import is_plain
from trailgate_evaluator.readers.cloudformation.intrinsics.values import as_text, unknown_in
from trailgate_evaluator.readers.cloudformation.resources.metric_names import named
from trailgate_evaluator.readers.cloudformation.world.world import MISSING, boolean, number

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

_EVALUATION = {"state": None, "warm_up": None, "window": "sliding"}


def dimensions_of(listed: Any) -> dict[str, str] | None:
    """The dimensions of a metric by name; None where they are not known."""
    if listed is None:
        return {}
    if not isinstance(listed, list) or unknown_in(listed):
        return None
    pairs = [(as_text(one.get("Name")), as_text(one.get("Value"))) for one in listed if isinstance(one, dict)]
    if len(pairs) < len(listed) or any(None in pair for pair in pairs):
        return None
    return {str(name): str(value) for name, value in pairs}


def read_queries(world: World, resource: Resource, entry: Json, queries: list[Any], firing: Json) -> Json:
    """What the queries add to an alarm: kind `metric`, `math` or `unsupported`."""
    found: dict[str, Json] = {}
    expressions: dict[str, str] = {}
    for place, query in enumerate(queries):
        told = _query(world, resource, entry, query, place)
        if isinstance(told, str):
            return {"kind": "unsupported", "because": told, "fetches": None}
        called, expression, read_one = told
        found[called] = read_one
        if expression is not None:
            expressions[called] = expression
    fetches = fetched(expressions.values())
    if not any(query["metric"] for query in found.values()):
        insights = any(map(is_metrics_insights, expressions.values()))
        because = "it watches a Metrics Insights query" if insights else "it names no metric"
        return {"kind": "unsupported", "because": because, "fetches": fetches}
    metric_ids = [called for called, query in found.items() if query["metric"] is not None]
    settings = {called: query.pop("settings") for called, query in found.items()}
    for called, query in found.items():
        query.update(computed(expressions.get(called), metric_ids))
        query["expression"] = expressions.get(called)
    only = next(iter(found))
    if len(found) == 1 and found[only]["metric"] is not None:
        return {
            "kind": "metric",
            "metric": found[only]["metric"],
            "firing": firing | settings[only],
            "evaluation": dict(_EVALUATION),
        }
    return {"kind": "math", "queries": found, "fetches": fetches, "evaluation": dict(_EVALUATION)}


def _query(world: World, resource: Resource, entry: Json, query: Any, place: int) -> tuple[str, str | None, Json] | str:
    """Id, expression and entry of one query; why it cannot be read, where it cannot."""
    if not isinstance(query, dict) or not isinstance(query.get("Id"), str) or not is_plain(query["Id"]):
        return "a metric query is known only after deployment"
    expression = query.get("Expression")
    if expression is not None and (not isinstance(expression, str) or not is_plain(expression)):
        return "an expression of its metric math is known only after deployment"
    returned = boolean(query.get("ReturnData"))
    watched = query.get("MetricStat")
    if returned is MISSING or not isinstance(watched, dict | None):
        return "a metric query is known only after deployment"
    read_one: Json = {"metric": None, "statistic": None, "returned": returned is not False, "settings": {}}
    if watched is None:
        return query["Id"], expression, read_one
    metric = watched.get("Metric")
    dimensions = dimensions_of(metric.get("Dimensions")) if isinstance(metric, dict) else None
    if not isinstance(metric, dict) or dimensions is None:
        return "the dimensions of a metric query are known only after deployment"
    at = f"Metrics[{place}].MetricStat"
    account = query.get("AccountId")
    if account is not None and (as_text(account) is None or not is_plain(str(as_text(account)))):
        account = None if account == resource.stack.place.account else world.unknown(resource, f"Metrics[{place}].AccountId")
    read_one["metric"] = {
        "account": entry["account"] if account is None else account if isinstance(account, dict) else as_text(account),
        "region": entry["region"],
        "namespace": named(world, resource, f"{at}.Metric.Namespace", metric.get("Namespace")),
        "name": named(world, resource, f"{at}.Metric.MetricName", metric.get("MetricName")),
        "dimensions": dimensions,
    }
    settings = _settings(world, resource, watched, at)
    return query["Id"], expression, read_one | {"statistic": settings["statistic"], "settings": settings}


def _settings(world: World, resource: Resource, watched: dict[str, Any], at: str) -> Json:
    found: Json = {}
    for name, property_of in (("statistic", "Stat"), ("unit", "Unit")):
        value = watched.get(property_of)
        text = as_text(value)
        known = value is None or (text is not None and is_plain(text))
        found[name] = text if known else world.unknown(resource, f"{at}.{property_of}", unknown_in(value))
    period = number(watched.get("Period"))
    found["period"] = world.unknown(resource, f"{at}.Period", unknown_in(watched.get("Period"))) if period is MISSING else period
    return found
