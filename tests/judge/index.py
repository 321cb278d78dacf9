"""A document's index, worked out anew for tests from docs/document.md."""

from __future__ import annotations

from fractions import Fraction
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
        "filters_hidden": _grouped(
            (_place(gap), name) for name, gap in document["gaps"].items() if (gap["scope"] or "").startswith("metric_filter|")
        ),
        **_writers(document["metric_filters"]),
        **_amounts(document),
    }


def _writers(filters: Json) -> Json:
    named, unnamed = [], []
    for name, one in filters.items():
        for written in one["transformations"]:
            if isinstance(written["namespace"], str) and isinstance(written["name"], str):
                named.append((f"{_place(one)}|{written['namespace']}|{written['name']}", name))
            else:
                unnamed.append((_place(one), name))
    return {"metric_filters_by_metric": _grouped(named), "metric_filters_unknown_metric": _grouped(unnamed)}


def _amounts(document: Json) -> Json:
    """Numbers as whole multiples of the finest decimal of their metric."""
    filters, alarms = document["metric_filters"], document["alarms"]
    watching = {name: one for name, one in alarms.items() if one["kind"] == "metric"}
    numbers: dict[Any, list[Fraction]] = {}
    for metric, told in [
        *((w, [w["value"], w["default"]]) for one in filters.values() for w in one["transformations"]),
        *((one["metric"], [one["firing"]["threshold"]]) for one in watching.values()),
    ]:
        numbers.setdefault(_title(metric), []).extend(n for n in map(number, told) if n is not None)
    finest = {title: _finest(listed) for title, listed in numbers.items()}
    return {
        "amounts_written": {
            name: [
                {part: _amount(written[part], finest[_title(written)]) for part in ("value", "default")}
                for written in one["transformations"]
            ]
            for name, one in filters.items()
        },
        "amounts_watched": {
            name: {"one": scale, "threshold": _amount(one["firing"]["threshold"], scale), "low": None, "high": None}
            for name, one in watching.items()
            for scale in [finest[_title(one["metric"])]]
        },
    }


def number(value: Any) -> Fraction | None:
    """The number that a value says, exactly."""
    if isinstance(value, str):
        return None if value.startswith("$") else Fraction(value)
    return Fraction(str(value)) if isinstance(value, int | float) else None


def _title(metric: Json) -> Any:
    names = (metric["namespace"], metric["name"])
    return names if all(isinstance(name, str) for name in names) else None


def _finest(numbers: list[Fraction]) -> int:
    return next(int(10**places) for places in range(20) if all((one * 10**places).denominator == 1 for one in numbers))


def _amount(value: Any, scale: int) -> int | None:
    told = number(value)
    return None if told is None else int(told * scale)


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
