"""The document's index: what policies look up by key, grouped here because they cannot group in linear time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.document.amounts import amounts_of
from trailgate_evaluator.document.parts import is_unknown, metric_key, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.document.parts import Json


def index_of(resources: Mapping[str, Mapping[str, Json]], gaps: Mapping[str, Json]) -> Json:
    """The index of a document, every list sorted; `resources` maps kind to id to resource."""
    filters, filters_anywhere = _by_reference(resources["metric_filters"], "log_group")
    subscriptions, subscriptions_anywhere = _by_reference(resources["subscriptions"], "topic")
    return {
        "metric_filters_by_log_group": filters,
        "metric_filters_anywhere": filters_anywhere,
        "subscriptions_by_topic": subscriptions,
        "subscriptions_anywhere": subscriptions_anywhere,
        "gaps_by_scope": _grouped((gap["scope"], gap_id) for gap_id, gap in gaps.items() if gap["scope"] is not None),
        "filters_hidden": _grouped(_hidden_filters(gaps)),
        **_of_metrics(resources["alarms"]),
        **_of_other_alarms(resources["alarms"]),
        **_of_writers(resources["metric_filters"]),
        **amounts_of(resources["metric_filters"], resources["alarms"]),
    }


def _of_metrics(alarms: Mapping[str, Json]) -> Json:
    by_metric: dict[str, list[str]] = {}
    by_name: dict[str, list[str]] = {}
    by_place: dict[str, list[str]] = {}
    unknown: set[str] = set()
    for alarm_id, alarm in alarms.items():
        for metric in metrics_of(alarm):
            if is_unknown(metric):
                unknown.add(alarm_id)
                continue
            account, region, name = metric["account"], metric["region"], metric["name"]
            if isinstance(account, str) and isinstance(region, str):
                by_place.setdefault(place(account, region), []).append(alarm_id)
            if (key := _key_of(metric)) is not None:
                by_metric.setdefault(key, []).append(alarm_id)
                by_name.setdefault(name, []).append(alarm_id)
            else:
                unknown.add(alarm_id)
    return {
        "alarms_by_metric": _in_order(by_metric),
        "alarms_by_metric_name": _in_order(by_name),
        "alarms_by_place": _in_order(by_place),
        "alarms_unknown_metric": sorted(unknown),
    }


def _of_other_alarms(alarms: Mapping[str, Json]) -> Json:
    fetching: list[tuple[str, str]] = []
    by_child: list[tuple[str, str]] = []
    unparsed: list[tuple[str, str]] = []
    for alarm_id, alarm in alarms.items():
        match alarm["kind"]:
            case "unsupported" | "math" if alarm["fetches"] != []:
                accounts = (alarm["account"], *alarm.get("fetches_from", ()))
                fetching += [(place(account, alarm["region"]), alarm_id) for account in accounts]
            case "composite" if alarm["clauses"] is None:
                unparsed.append((place(alarm["account"], alarm["region"]), alarm_id))
            case "composite":
                by_child.extend((literal["alarm"], alarm_id) for clause in alarm["clauses"] for literal in clause)
    return {
        "alarms_fetching": _grouped(fetching),
        "composites_by_child": _grouped(by_child),
        "composites_unparsed": _grouped(unparsed),
    }


def _of_writers(filters: Mapping[str, Json]) -> Json:
    """Metric filters by the metric that they write, whatever its dimensions, and those that may write any of their place."""
    by_metric: list[tuple[str, str]] = []
    unknown: list[tuple[str, str]] = []
    for filter_id, metric_filter in filters.items():
        here = place(metric_filter["account"], metric_filter["region"])
        transformations = metric_filter["transformations"]
        if is_unknown(transformations):
            unknown.append((here, filter_id))
            continue
        for written in transformations:
            namespace, name = written.get("namespace"), written.get("name")
            if isinstance(namespace, str) and isinstance(name, str):
                by_metric.append((f"{here}|{namespace}|{name}", filter_id))
            else:
                unknown.append((here, filter_id))
    return {"metric_filters_by_metric": _grouped(by_metric), "metric_filters_unknown_metric": _grouped(unknown)}


def _hidden_filters(gaps: Mapping[str, Json]) -> Iterable[tuple[str, str]]:
    """The gaps that may hide metric filters, by the place where those would write."""
    for gap_id, gap in gaps.items():
        if (gap["scope"] or "").startswith("metric_filter|") and gap["account"] is not None and gap["region"] is not None:
            yield place(gap["account"], gap["region"]), gap_id


def metrics_of(alarm: Json) -> Iterable[Any]:
    """The metrics that an alarm names: one, those of its queries, or none."""
    match alarm["kind"]:
        case "metric":
            return (alarm["metric"],)
        case "math":
            return [query["metric"] for query in alarm["queries"].values() if query["metric"] is not None]
        case _:
            return ()


def _key_of(metric: Json) -> str | None:
    """The key of a metric of which all is known; None of another."""
    account, region, namespace, name = metric["account"], metric["region"], metric["namespace"], metric["name"]
    dimensions = metric["dimensions"]
    if not (isinstance(account, str) and isinstance(region, str) and isinstance(namespace, str) and isinstance(name, str)):
        return None
    if is_unknown(dimensions) or any(not isinstance(value, str) for value in dimensions.values()):
        return None
    return metric_key(account, region, namespace, name, dimensions)


def _by_reference(resources: Mapping[str, Json], attribute: str) -> tuple[dict[str, list[str]], list[str]]:
    """Ids by what they refer to, with every candidate, and those that may refer to anything."""
    pairs: list[tuple[str, str]] = []
    anywhere: list[str] = []
    for resource_id, resource in resources.items():
        reference = resource[attribute]
        if not is_unknown(reference):
            pairs.append((reference, resource_id))
        elif "candidates" in reference["unknown"]:
            pairs.extend((candidate, resource_id) for candidate in reference["unknown"]["candidates"])
        else:
            anywhere.append(resource_id)
    return _grouped(pairs), sorted(anywhere)


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return _in_order(groups)


def _in_order(groups: dict[str, list[str]]) -> dict[str, list[str]]:
    """The same groups, each sorted and with each of its values once."""
    for key, group in groups.items():
        if len(group) > 1:
            groups[key] = sorted(dict.fromkeys(group))  # in their order, which is nearly that one
    return groups
