"""A document's index, worked out anew for tests from docs/document.md."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def index_of(document: Json) -> Json:
    """Every table of the index, each list sorted."""
    alarms = document["alarms"].values()
    by_group, anywhere = _placed(document["metric_filters"], "log_group")
    by_topic, no_topic = _placed(document["subscriptions"], "topic")
    return {
        "metric_filters_by_log_group": by_group,
        "metric_filters_anywhere": anywhere,
        "subscriptions_by_topic": by_topic,
        "subscriptions_anywhere": no_topic,
        "alarms_by_metric": _grouped((_key(m), a["id"]) for a in alarms for m in _metrics(a) if _is_known(m)),
        "alarms_by_metric_name": _grouped((m["name"], a["id"]) for a in alarms for m in _metrics(a) if _is_known(m)),
        "alarms_unknown_metric": sorted({a["id"] for a in alarms for m in _metrics(a) if not _is_known(m)}),
        "alarms_fetching": _grouped((_place(a), a["id"]) for a in alarms if a.get("fetches", []) != []),
        "alarms_by_place": _grouped((_place(m), a["id"]) for a in alarms for m in _metrics(a)),
        "composites_by_child": _grouped(
            (one["alarm"], a["id"]) for a in alarms if a["kind"] == "composite" for clause in a["clauses"] or [] for one in clause
        ),
        "composites_unparsed": _grouped(
            (_place(a), a["id"]) for a in alarms if a["kind"] == "composite" and a["clauses"] is None
        ),
        "gaps_by_scope": _grouped((gap["scope"], name) for name, gap in document["gaps"].items() if gap["scope"]),
    }


def _grouped(pairs: Any) -> Json:
    groups: dict[str, set[str]] = {}
    for key, value in pairs:
        groups.setdefault(key, set()).add(value)
    return {key: sorted(values) for key, values in sorted(groups.items())}


def _placed(resources: Json, reference: str) -> tuple[Json, list[str]]:
    pairs, anywhere = [], []
    for name, resource in resources.items():
        at = resource[reference]
        if isinstance(at, str):
            pairs.append((at, name))
        elif at["unknown"].get("candidates") is None:
            anywhere.append(name)
        else:
            pairs += [(one, name) for one in at["unknown"]["candidates"]]
    return _grouped(pairs), sorted(anywhere)


def _metrics(alarm: Json) -> list[Json]:
    match alarm["kind"]:
        case "metric":
            return [alarm["metric"]]
        case "math":
            return [query["metric"] for query in alarm["queries"].values() if query["metric"]]
        case _:
            return []


def _is_known(metric: Json) -> bool:
    return all(isinstance(value, str) for value in [metric["namespace"], metric["name"], *metric["dimensions"].values()])


def _key(metric: Json) -> str:
    dimensions = ",".join(f"{name}={value}" for name, value in sorted(metric["dimensions"].items()))
    return "|".join([metric["account"], metric["region"], metric["namespace"], metric["name"], dimensions])


def _place(resource: Json) -> str:
    return f"{resource['account']}|{resource['region']}"
