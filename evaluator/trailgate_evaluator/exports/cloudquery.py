"""CloudQuery's tables of its AWS plugin, as the file destination writes them: JSON with a row in each line, or Parquet.

Comma-separated values are known and not read: how they tell nothing from an empty text, and write lists and JSON, differs from
version to version, and is documented of none (github.com/cloudquery/filetypes, csv/write.go).

A table is known by its columns. A sync goes on where AWS refuses a region, so what is not there may be hidden. Alarms are
metric alarms alone; of event selectors older versions have the classic ones, a row each.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.exports.answer import Left
from trailgate_evaluator.exports.comma_separated import header_of
from trailgate_evaluator.exports.key_answers import METADATA, described, key_of_row, policy_of_key
from trailgate_evaluator.exports.rows import ALARM_LACKS, FILTER_LACKS, Place
from trailgate_evaluator.exports.tables import Table, members, rows_of, value_of
from trailgate_evaluator.exports.times import told_seconds
from trailgate_evaluator.exports.topic_tables import SUBSCRIPTION_COLUMNS, TOPIC_COLUMNS, subscriptions, topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from trailgate_evaluator.exports.answer import Answer, Given, Member

Json = dict[str, Any]
Rows = list[tuple[str, Json]]

_TOOL: Final = "CloudQuery"
_PARQUET: Final = b"PAR1"
_OWN: Final = frozenset({"_cq_id", "_cq_sync_time"})
_HIDES: Final = "CloudQuery syncs on where AWS refuses to answer, so that what is not in its table may be hidden"
_TRAIL: Final = {
    "name": "Name",
    "arn": "TrailARN",
    "home_region": "HomeRegion",
    "is_multi_region_trail": "IsMultiRegionTrail",
    "include_global_service_events": "IncludeGlobalServiceEvents",
    "is_organization_trail": "IsOrganizationTrail",
    "has_custom_event_selectors": "HasCustomEventSelectors",
    "cloud_watch_logs_log_group_arn": "CloudWatchLogsLogGroupArn",
}
_STATUS: Final = ("IsLogging", "LatestCloudWatchLogsDeliveryError", "LatestCloudWatchLogsDeliveryTime", "StartLoggingTime")
_SELECTOR: Final = {
    "read_write_type": "ReadWriteType",
    "include_management_events": "IncludeManagementEvents",
    "exclude_management_event_sources": "ExcludeManagementEventSources",
}
_FILTER: Final = {"filter_name": "filterName", "filter_pattern": "filterPattern", "log_group_name": "logGroupName"}
_TRANSFORMATION: Final = {
    "MetricName": "metricName",
    "MetricNamespace": "metricNamespace",
    "MetricValue": "metricValue",
    "DefaultValue": "defaultValue",
    "Unit": "unit",
    "Dimensions": "dimensions",
}
_ALARM: Final = {
    "arn": "AlarmArn", "alarm_name": "AlarmName", "state_value": "StateValue", "actions_enabled": "ActionsEnabled",
    "comparison_operator": "ComparisonOperator", "datapoints_to_alarm": "DatapointsToAlarm",
    "evaluate_low_sample_count_percentile": "EvaluateLowSampleCountPercentile", "evaluation_periods": "EvaluationPeriods",
    "evaluation_state": "EvaluationState", "extended_statistic": "ExtendedStatistic", "metric_name": "MetricName",
    "namespace": "Namespace", "period": "Period", "statistic": "Statistic", "threshold": "Threshold",
    "threshold_metric_id": "ThresholdMetricId", "treat_missing_data": "TreatMissingData", "unit": "Unit",
    "alarm_actions": "AlarmActions",
}  # fmt: skip

_OLD_SELECTORS: Final = frozenset({"trail_arn", "read_write_type", "include_management_events"})
_KNOWN_BY: Final = {
    "aws_cloudtrail_trails": frozenset({"arn", "home_region", "is_multi_region_trail"}),
    "aws_cloudtrail_trail_event_selectors": frozenset({"trail_arn"}),
    "aws_cloudwatchlogs_metric_filters": frozenset({"filter_name", "filter_pattern"}),
    "aws_cloudwatch_alarms": frozenset({"alarm_name", "alarm_actions"}),
    "aws_sns_topics": frozenset({"arn", "subscriptions_confirmed"}),
    "aws_sns_subscriptions": frozenset({"arn", "topic_arn", "protocol"}),
    "aws_kms_keys": frozenset({"key_manager", "key_state"}),
    "aws_kms_key_policies": frozenset({"key_arn", "name", "policy"}),
}
"""Columns by which a table is known, beside those that every table of CloudQuery's has."""
_NEEDED: Final = {
    "aws_cloudtrail_trails": frozenset({*_TRAIL, "status"}),
    "aws_cloudtrail_trail_event_selectors": frozenset({"trail_arn"}),
    "aws_cloudwatchlogs_metric_filters": frozenset({*_FILTER, "metric_transformations"}),
    "aws_cloudwatch_alarms": frozenset({*_ALARM, "dimensions", "metrics"}) - {"evaluation_state"},
    "aws_sns_topics": TOPIC_COLUMNS | {"arn"},
    "aws_sns_subscriptions": SUBSCRIPTION_COLUMNS | {"arn"},
    "aws_kms_keys": (frozenset(METADATA) - {"key_spec"}) | {"key_id"},
    "aws_kms_key_policies": frozenset({"key_arn", "name", "policy"}),
}


class CloudQuery:
    """See `answer.Format`."""

    name = _TOOL

    def recognises(self, member: Member) -> bool:
        """By CloudQuery's own columns, or as Parquet, which no other format here is."""
        return (
            (member.data or b"").startswith(_PARQUET)
            or _is_separated(member.text)
            or _table(member.name, _rows(member.content), "") is not None
        )

    def read(
        self,
        members: Sequence[Member],
        given: Given,  # noqa: ARG002 - its answers tell
    ) -> Iterator[Answer | Left]:
        """The calls that the plugin made for each table."""
        selected: list[Table] = []
        trails: list[Table] = []
        for member in members:
            if member.text is not None:
                yield Left(
                    file=member.name,
                    why="unread",
                    found="a table of CloudQuery's as comma-separated values, which do not tell what is text, null or a list",
                    what_to_do="Sync it to the file destination with `format: json` or `format: parquet`.",
                )
                continue
            found = _parquet(member) if member.data is not None else _table(member.name, _rows(member.content), "")
            if isinstance(found, Left):
                yield found
            elif found is None:
                yield Left(file=member.name, why="ignored", found="a table that tells nothing of the chain")
            elif lacking := sorted(_NEEDED[found.name] - found.columns):
                told = f"{found.name} without the column{'s' * (len(lacking) > 1)} {', '.join(lacking[:4])}"
                yield Left(file=member.name, why="ignored", found=told, what_to_do="Sync the whole table.")
            else:
                if found.name == "aws_cloudtrail_trail_event_selectors":
                    selected.append(found)
                    continue
                if found.name == "aws_cloudtrail_trails":
                    trails.append(found)
                for place, region, rows in _places(found):
                    yield from _READ[found.name](place, region, rows)
        yield from _selectors(selected, trails)


def _is_separated(text: str | None) -> bool:
    header = None if text is None else header_of(text)
    return header is not None and not _OWN.isdisjoint(header[0])


def _rows(content: Any) -> list[Any]:
    """The rows of a file of lines; a file of one line is JSON like any other."""
    return [content] if isinstance(content, dict) else content if isinstance(content, list) else []


def _table(file: str, found: list[Any], unit: str) -> Table | None:
    if not found or not all(isinstance(row, dict) for row in found):
        return None
    columns = frozenset.intersection(*(frozenset(row) for row in found))
    if _OWN.isdisjoint(columns):
        return None
    name = next((name for name, known_by in _KNOWN_BY.items() if known_by <= columns), None)
    if name is None:
        return None
    keys = (unit,) if unit else ()
    rows = rows_of(found, *keys) if len(found) > 1 or unit else (("", found[0]),)
    return Table(name=name, file=file, columns=columns, rows=rows)


def _parquet(member: Member) -> Table | Left | None:
    from trailgate_evaluator.exports.parquet import rows_in

    try:
        rows = rows_in(member.data or b"", member.name)
    except (InputError, UsageError) as problem:
        return Left(
            file=member.name,
            why="unread",
            found=f"Parquet, of which {problem.found}"
            if isinstance(problem, InputError)
            else f"Parquet, for which {problem.expected} is needed",
            what_to_do=problem.what_to_do,
        )
    return _table(member.name, rows, "rows")


def _places(table: Table) -> Iterator[tuple[Place, str | None, Rows]]:
    texts = frozenset({"arn", "home_region"} if table.name == "aws_cloudtrail_trails" else {"arn"} & table.columns)
    return table.places(_TOOL, _NEEDED[table.name], texts, "arn", _synced(table))


def _synced(table: Table) -> int | None:
    return max((told for _, row in table.rows if (told := told_seconds(row.get("_cq_sync_time"))) is not None), default=None)


def _trails(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    told = [(at, members(row, _TRAIL)) for at, row in rows]
    yield place.listing("cloudtrail:DescribeTrails", "trailList", told, region=region, pointer="", why=_HIDES)
    for at, row in rows:
        status, request, home = value_of(row["status"]), {"Name": row["arn"]}, row["home_region"] or region
        if isinstance(status, dict) and isinstance(status.get("IsLogging"), bool):
            page = {name: status[name] for name in _STATUS if status.get(name) is not None}
            where = f"{at}/status"
            yield place.answer("cloudtrail:GetTrailStatus", pages=(page,), pointers=(where,), region=home, request=request)
        else:
            why = "CloudQuery has no status of the trail"
            yield place.untold("cloudtrail:GetTrailStatus", request=request, region=home, pointer=at, why=why)


def _selectors(tables: list[Table], trails: list[Table]) -> Iterator[Answer]:
    """The selectors of each trail: rows of classic ones, or both kinds in columns of JSON.

    Without a row nobody knows: the default leaves none, advanced ones leave none in older versions, and so does a refusal.
    """
    rows = [(table, at, row) for table in tables for at, row in table.rows if isinstance(row["trail_arn"], str)]
    told: set[str] = set()
    for arn in sorted({row["trail_arn"] for _, _, row in rows}):
        own = [(table, at, row) for table, at, row in rows if row["trail_arn"] == arn]
        table, at, first = own[0]
        page = _page(arn, [row for _, _, row in own])
        if page is not None:
            told.add(arn)
            place = Place(file=table.file, account=_text(first.get("account_id")), tool=_TOOL, at=_synced(table))
            yield place.answer(
                "cloudtrail:GetEventSelectors", pages=(page,), pointers=(at,), region=_home(arn), request={"TrailName": arn}
            )
    why = "CloudQuery has no event selectors of the trail: it may have the default, advanced ones, or the question was refused"
    for table in trails:
        for place, _, found in _places(table):
            for at, row in found:
                if row["arn"] not in told:
                    request = {"TrailName": row["arn"]}
                    yield place.untold(
                        "cloudtrail:GetEventSelectors", request=request, region=row["home_region"], pointer=at, why=why
                    )


def _page(arn: str, rows: list[Json]) -> Json | None:
    if all(row.keys() >= _OLD_SELECTORS for row in rows):
        return {"TrailARN": arn, "EventSelectors": [members(row, _SELECTOR) for row in rows]}
    cells = {"EventSelectors": "event_selectors", "AdvancedEventSelectors": "advanced_event_selectors"}
    found = {name: told for name, cell in cells.items() if (told := value_of(rows[0].get(cell)))}
    return {"TrailARN": arn, **found} if found and len(rows) == 1 else None


def _home(arn: str) -> str | None:
    parts = arn.split(":")
    return parts[3] if len(parts) > 3 else None  # noqa: PLR2004 - an ARN's region


def _filters(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    told = [(at, _filter(row)) for at, row in rows]
    yield place.listing(
        "logs:DescribeMetricFilters", "metricFilters", told, region=region, pointer="", why=_HIDES, lacks=FILTER_LACKS
    )


def _filter(row: Json) -> Json:
    found = members(row, _FILTER)
    written = value_of(row["metric_transformations"])
    if isinstance(written, list) and all(isinstance(each, dict) for each in written):
        found["metricTransformations"] = [members(each, _TRANSFORMATION, empty=True) for each in written]
    return found


def _alarms(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    told = [(at, _alarm(row)) for at, row in rows]
    yield place.listing(
        "cloudwatch:DescribeAlarms", "MetricAlarms", told, region=region, pointer="", why=_HIDES, lacks=ALARM_LACKS
    )


def _alarm(row: Json) -> Json:
    found = {
        name: cell
        for name, cell in members(row, _ALARM, empty=True).items()
        if not (isinstance(cell, float) and math.isnan(cell))
    }
    dimensions, metrics = value_of(row["dimensions"]), value_of(row["metrics"])
    if isinstance(dimensions, dict) and dimensions:
        found["Dimensions"] = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    if metrics:
        found["Metrics"] = metrics
    return found


def _topics(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    return topics(place, region, rows, arn="arn", empty=True)


def _subscriptions(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    return subscriptions(place, region, rows, arn="arn", why=_HIDES)


def _keys(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    for at, row in rows:
        yield from described(place, region, at, {name: cell for name, cell in key_of_row(row, "key_id").items() if cell != ""})


def _key_policies(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    for at, row in rows:
        if row["name"] == "default" and isinstance(row["key_arn"], str):
            yield from policy_of_key(place, region, at, row["key_arn"], row["policy"])


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) and cell else None


_READ: Final[dict[str, Callable[[Place, str | None, Rows], Iterator[Answer]]]] = {
    "aws_cloudtrail_trails": _trails,
    "aws_cloudwatchlogs_metric_filters": _filters,
    "aws_cloudwatch_alarms": _alarms,
    "aws_sns_topics": _topics,
    "aws_sns_subscriptions": _subscriptions,
    "aws_kms_keys": _keys,
    "aws_kms_key_policies": _key_policies,
}
