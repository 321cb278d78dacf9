"""Which alarms of an account may be moved by records of a trail: those on the metrics that its filters write, and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.index import metrics_of
from trailgate_evaluator.document.parts import place, trail_scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]
Metric = tuple[str, str, str, str]
"""Account, region, namespace and name."""


def watched(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """{alarm: the filters on log groups that trails may deliver to that write its metric}."""
    return _naming(document, _written_metrics(_delivered_filters(document)))


def composites(document: Mapping[str, Any], alarms: Mapping[str, Any]) -> list[str]:
    """The composite alarms whose rule names one of these, and those of the same place whose rule nobody can read."""
    index = document["index"]
    named = {one for alarm in alarms for one in index.get("composites_by_child", {}).get(alarm, [])}
    places = {place(one["account"], one["region"]) for one in (document["alarms"][alarm] for alarm in alarms)}
    return sorted(named | {one for here in places for one in index.get("composites_unparsed", {}).get(here, [])})


def perhaps_watching(document: Mapping[str, Any]) -> dict[str, str]:
    """{alarm: why nobody knows whether it watches one of these metrics}."""
    index = document["index"]
    unplaced = [one for one in document["metric_filters"].values() if not isinstance(one["log_group"], str)]
    metrics = _written_metrics([*_delivered_filters(document), *unplaced])
    found = dict.fromkeys(_naming(document, _written_metrics(unplaced)), "on which log group its filter stands is not known")
    for one in (*_delivered_filters(document), *unplaced):
        here = place(one["account"], one["region"])
        if one["id"] in index.get("metric_filters_unknown_metric", {}).get(here, []):
            found |= dict.fromkeys(index.get("alarms_by_place", {}).get(here, []), "which metric a filter writes is not known")
    for account, region, namespace, name in metrics:
        for alarm in index.get("alarms_fetching", {}).get(place(account, region), []):
            if _may_fetch(document["alarms"][alarm]["fetches"], namespace, name):
                found[alarm] = "it fetches metrics by a query of its own"
    for alarm in index.get("alarms_unknown_metric", []):
        if any(_may_be(metric, known) for metric in metrics_of(document["alarms"][alarm]) for known in metrics):
            found[alarm] = "which metric it watches is not known"
    return found


def _naming(document: Mapping[str, Any], writers: Mapping[Metric, set[str]]) -> dict[str, list[str]]:
    """{alarm that names one of these metrics: the filters that write them}."""
    found: dict[str, list[str]] = {}
    for name, alarm in document["alarms"].items():
        metrics = {known for metric in metrics_of(alarm) if (known := _known(metric)) is not None}
        if metrics & writers.keys():
            found[name] = sorted({one for metric in metrics & writers.keys() for one in writers[metric]})
    return found


def _written_metrics(filters: list[Json]) -> dict[Metric, set[str]]:
    """{metric: which of these filters write it}, of metrics that are known."""
    writers: dict[Metric, set[str]] = {}
    for one in filters:
        for transformation in one["transformations"] if isinstance(one["transformations"], list) else ():
            metric = _known({**transformation, "account": one["account"], "region": one["region"]})
            if metric is not None:
                writers.setdefault(metric, set()).add(one["id"])
    return writers


def _delivered_filters(document: Mapping[str, Any]) -> list[Json]:
    """The filters on groups that trails name, and on their copies, or on any, where none is named and one may deliver there."""
    trails = document["trails"].values()
    named = {group for trail in trails for one in (trail["log_group"], *trail.get("copies", ())) for group in _named(one)}
    placed = [one for one in document["metric_filters"].values() if isinstance(one["log_group"], str)]
    hidden = trail_scope(document["subject"]["account"]) in document["index"]["gaps_by_scope"]
    anywhere = hidden or any(isinstance(trail["log_group"], dict) for trail in trails)
    return [one for one in placed if one["log_group"] in named or (anywhere and not named)]


def _named(group: object) -> list[str]:
    if isinstance(group, dict):
        return list(group["unknown"].get("candidates") or ())
    return [group] if isinstance(group, str) else []


def _known(metric: Json) -> Metric | None:
    account, region, namespace, name = (metric.get(part) for part in ("account", "region", "namespace", "name"))
    if isinstance(account, str) and isinstance(region, str) and isinstance(namespace, str) and isinstance(name, str):
        return account, region, namespace, name
    return None


def _may_be(metric: Json, known: Metric) -> bool:
    parts = zip(("account", "region", "namespace", "name"), known, strict=True)
    return all(not isinstance(metric.get(part), str) or metric[part] == value for part, value in parts)


def _may_fetch(selections: list[Json] | None, namespace: str, name: str) -> bool:
    if selections is None:
        return True
    return any(one["namespace"] in {None, namespace} and one["name"] in {None, name} for one in selections)


def literals_of(alarm: Json) -> Iterator[str]:
    """The alarms that a composite's rule asks about, itself aside."""
    for clause in alarm["clauses"] or ():
        yield from (literal["alarm"] for literal in clause if literal["alarm"] != alarm["id"])
