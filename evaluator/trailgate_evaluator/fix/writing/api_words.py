"""Resources of the document in the words of the AWS API reference."""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]


def new_alarm(alarm: Json) -> Json:
    """The parameters of PutMetricAlarm for an alarm of the document."""
    metric, firing = alarm["metric"], alarm["firing"]
    dimensions = [{"Name": name, "Value": value} for name, value in sorted(metric["dimensions"].items())]
    return {
        "AlarmName": alarm["name"],
        "Namespace": metric["namespace"],
        "MetricName": metric["name"],
        **({"Dimensions": dimensions} if dimensions else {}),
        "Statistic": firing["statistic"],
        "ComparisonOperator": firing["operator"],
        "Threshold": firing["threshold"],
        "Period": firing["period"],
        "EvaluationPeriods": firing["evaluation_periods"],
        "DatapointsToAlarm": firing["datapoints_to_alarm"],
        "TreatMissingData": firing["treat_missing"],
        "ActionsEnabled": True,
        "AlarmActions": alarm["actions"],
    }


_OPERATORS: Final = {
    "equals": "Equals",
    "not_equals": "NotEquals",
    "starts_with": "StartsWith",
    "not_starts_with": "NotStartsWith",
    "ends_with": "EndsWith",
    "not_ends_with": "NotEndsWith",
}


def advanced_selectors(given: list[Json], wanted: list[Json]) -> list[Json]:
    """The selectors wanted: of those that the trail has, the conditions that are still wanted as AWS said them, then new ones."""
    kept = []
    for has, wants in zip(given, wanted, strict=False):
        names = {field["field"] for field in wants["fields"]}
        kept.append({**has, "FieldSelectors": [field for field in has["FieldSelectors"] if field["Field"] in names]})
    return [*kept, *(_advanced(one) for one in wanted[len(given) :])]


def _advanced(one: Json) -> Json:
    conditions = [
        {"Field": field["field"], **{word: field[name] for name, word in _OPERATORS.items() if name in field}}
        for field in one["fields"]
    ]
    return {**({"Name": one["name"]} if one["name"] else {}), "FieldSelectors": conditions}


def classic_selectors(given: list[Json], wanted: list[Json]) -> list[Json]:
    """The selectors wanted, each with the data resources that the trail's own has."""
    return [
        {
            **(given[number] if number < len(given) else {}),
            "IncludeManagementEvents": one["management_events"],
            "ReadWriteType": one["read_write_type"],
            "ExcludeManagementEventSources": one["excluded_sources"],
        }
        for number, one in enumerate(wanted)
    ]


def transformation(written: Json) -> Json:
    """A metric transformation of the document as PutMetricFilter takes it."""
    optional = {"defaultValue": written["default"], "unit": written["unit"], "dimensions": written["dimensions"] or None}
    return {
        "metricNamespace": written["namespace"],
        "metricName": written["name"],
        "metricValue": written["value"],
        **{name: value for name, value in optional.items() if value is not None},
    }
