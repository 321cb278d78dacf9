"""The document's index: what policies look up by key, grouped here because they cannot group in linear time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.amounts import amounts_of
from trailgate_evaluator.document.parts import is_unknown, metric_key, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.document.parts import Json

_NAMING: Final = ("account", "region", "namespace", "name")


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
    by_metric: list[tuple[str, str]] = []
    by_name: list[tuple[str, str]] = []
    by_place: list[tuple[str, str]] = []
    unknown: set[str] = set()
    for alarm_id, alarm in alarms.items():
        for metric in metrics_of(alarm):
            if is_unknown(metric):
                unknown.add(alarm_id)
                continue
            account, region = metric["account"], metric["region"]
            if isinstance(account, str) and isinstance(region, str):
                by_place.append((place(account, region), alarm_id))
            if _in_full(metric):
                key = metric_key(account, region, metric["namespace"], metric["name"], metric["dimensions"])
                by_metric.append((key, alarm_id))
                by_name.append((metric["name"], alarm_id))
            else:
                unknown.add(alarm_id)
    return {
        "alarms_by_metric": _grouped(by_metric),
        "alarms_by_metric_name": _grouped(by_name),
        "alarms_by_place": _grouped(by_place),
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


def _in_full(metric: Json) -> bool:
    for part in _NAMING:
        if not isinstance(metric[part], str):
            return False
    dimensions = metric["dimensions"]
    return not is_unknown(dimensions) and all(map(_is_text, dimensions.values()))


def _is_text(value: object) -> bool:
    return isinstance(value, str)


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
        if (group := groups.get(key)) is None:
            groups[key] = [value]
        else:
            group.append(value)
    for key, group in groups.items():
        if len(group) > 1:
            groups[key] = sorted({*group})
    return groups
