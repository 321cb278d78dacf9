"""Steampipe's tables of its AWS plugin, which hold what a query asked for.

`--output json` is `{columns, rows}` since v0.24 and a bare list of rows before; `steampipe_export_aws` writes a row a line, too.
Comma-separated values (`--output csv`) have no types, and no difference between nothing and an empty text. No table names itself:
it is known by its columns. A query may leave rows out, and a region that was refused may be ignored, so what is not
there may be hidden. Of a metric filter the table has the first transformation, without its dimensions, default value and
unit, so that it counts for nothing; of alarms it has metric alarms alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.exports.answer import Left
from trailgate_evaluator.exports.comma_separated import header_of, rows_in
from trailgate_evaluator.exports.key_answers import METADATA, described, key_of_row, policy_of_key
from trailgate_evaluator.exports.rows import ALARM_LACKS, GROUP_LACKS, Place
from trailgate_evaluator.exports.tables import Table, members, rows_of, value_of
from trailgate_evaluator.exports.topic_tables import SUBSCRIPTION_COLUMNS, TOPIC_COLUMNS, subscriptions, topics

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from trailgate_evaluator.exports.answer import Answer, Given, Member

Json = dict[str, Any]
Rows = list[tuple[str, Json]]

_TOOL: Final = "Steampipe"
_HIDES: Final = "Steampipe prints the rows that a query asked for, and not which it left out or was refused"
_TRAIL: Final = {
    "name": "Name",
    "arn": "TrailARN",
    "home_region": "HomeRegion",
    "is_multi_region_trail": "IsMultiRegionTrail",
    "include_global_service_events": "IncludeGlobalServiceEvents",
    "is_organization_trail": "IsOrganizationTrail",
    "log_group_arn": "CloudWatchLogsLogGroupArn",
}
_STATUS: Final = {
    "is_logging": "IsLogging",
    "latest_cloudwatch_logs_delivery_error": "LatestCloudWatchLogsDeliveryError",
    "latest_cloudwatch_logs_delivery_time": "LatestCloudWatchLogsDeliveryTime",
    "start_logging_time": "StartLoggingTime",
}
_LOG_GROUP: Final = {
    "name": "logGroupName",
    "arn": "arn",
    "kms_key_id": "kmsKeyId",
    "log_group_class": "logGroupClass",
    "metric_filter_count": "metricFilterCount",
}
_PART_OF_A_FILTER: Final = (
    "Steampipe's table has no dimensions, default value and unit of a metric filter, nor whether it looks at all events; "
    "`aws logs describe-metric-filters` tells"
)
_ALARM: Final = {
    "arn": "AlarmArn", "name": "AlarmName", "state_value": "StateValue", "actions_enabled": "ActionsEnabled",
    "comparison_operator": "ComparisonOperator", "datapoints_to_alarm": "DatapointsToAlarm",
    "evaluate_low_sample_count_percentile": "EvaluateLowSampleCountPercentile", "evaluation_periods": "EvaluationPeriods",
    "extended_statistic": "ExtendedStatistic", "metric_name": "MetricName", "namespace": "Namespace", "period": "Period",
    "statistic": "Statistic", "threshold": "Threshold", "threshold_metric_id": "ThresholdMetricId",
    "treat_missing_data": "TreatMissingData", "unit": "Unit",
}  # fmt: skip
_ALARM_LISTS: Final = {"alarm_actions": "AlarmActions", "dimensions": "Dimensions", "metrics": "Metrics"}

_KNOWN_BY: Final = {
    "aws_cloudtrail_trail": frozenset({"is_multi_region_trail", "home_region"}),
    "aws_cloudwatch_log_metric_filter": frozenset({"filter_pattern", "log_group_name"}),
    "aws_cloudwatch_alarm": frozenset({"alarm_actions", "comparison_operator"}),
    "aws_cloudwatch_log_group": frozenset({"metric_filter_count", "arn"}),
    "aws_sns_topic_subscription": frozenset({"subscription_arn", "topic_arn"}),
    "aws_sns_topic": frozenset({"topic_arn", "subscriptions_confirmed"}),
    "aws_kms_key": frozenset({"key_manager", "key_state"}),
}
"""Columns by which a table is known."""
_NEEDED: Final = {
    "aws_cloudtrail_trail": frozenset({*_TRAIL, *_STATUS, "event_selectors", "advanced_event_selectors"}),
    "aws_cloudwatch_log_metric_filter": frozenset({"filter_pattern", "log_group_name"}),
    "aws_cloudwatch_alarm": frozenset({*_ALARM, *_ALARM_LISTS}),
    "aws_cloudwatch_log_group": frozenset({"name", "arn"}),
    "aws_sns_topic_subscription": SUBSCRIPTION_COLUMNS | {"subscription_arn"},
    "aws_sns_topic": TOPIC_COLUMNS | {"topic_arn"},
    "aws_kms_key": (frozenset(METADATA) - {"key_spec"}) | {"id", "policy"},
}
"""Columns without which nothing is made of it: a column that was not asked for looks like one in which nothing is."""
_TEXTS: Final = {
    "aws_cloudtrail_trail": frozenset({"arn", "home_region"}),
    "aws_cloudwatch_log_metric_filter": frozenset({"log_group_name"}),
    "aws_cloudwatch_alarm": frozenset({"arn"}),
    "aws_cloudwatch_log_group": frozenset({"name", "arn"}),
    "aws_sns_topic_subscription": frozenset({"topic_arn", "subscription_arn"}),
    "aws_sns_topic": frozenset({"topic_arn"}),
    "aws_kms_key": frozenset({"arn", "id"}),
}
"""Columns that are text in every row."""
_TYPES: Final = {
    **dict.fromkeys(("is_multi_region_trail", "include_global_service_events", "is_organization_trail", "is_logging"), "flag"),
    **dict.fromkeys(("actions_enabled", "enabled", "pending_confirmation"), "flag"),
    **dict.fromkeys(("datapoints_to_alarm", "evaluation_periods", "period", "threshold", "metric_filter_count"), "number"),
    **dict.fromkeys(("latest_cloudwatch_logs_delivery_time", "start_logging_time"), "time"),
}
"""Columns that are no text, where nothing but the column tells."""
_ARNS: Final = {"aws_sns_topic": "topic_arn", "aws_sns_topic_subscription": "topic_arn", "aws_cloudwatch_log_metric_filter": None}


class Steampipe:
    """See `answer.Format`."""

    name = _TOOL

    def recognises(self, member: Member) -> bool:
        """By the columns of a table that tells of the chain."""
        return _table(member) is not None

    def read(
        self,
        members: Sequence[Member],
        given: Given,  # noqa: ARG002 - its answers tell
    ) -> Iterator[Answer | Left]:
        """The calls that the plugin made for each table."""
        for member in members:
            table = _table(member)
            assert table is not None  # noqa: S101 - it was recognised
            if member.text is not None and rows_in(member.text, _TYPES) is None:
                found = f"comma-separated values of {table.name} that are cut off, or of which some row is another's"
                yield Left(file=member.name, why="unread", found=found, what_to_do="Query it again, best with --output json.")
                continue
            if lacking := sorted(_NEEDED[table.name] - table.columns):
                found = f"rows of {table.name} without the column{'s' * (len(lacking) > 1)} {', '.join(lacking[:4])}"
                yield Left(file=member.name, why="ignored", found=found, what_to_do=f"Query all columns of {table.name}.")
                continue
            for place, region, rows in table.places(_TOOL, _NEEDED[table.name], _TEXTS[table.name], _ARNS.get(table.name, "arn")):
                yield from _READ[table.name](place, region, rows)


def _table(member: Member) -> Table | None:
    content = member.content
    if member.text is not None:
        columns, rows = _of_text(member.text)
    elif isinstance(content, dict) and isinstance(content.get("columns"), list) and isinstance(content.get("rows"), list):
        columns = frozenset(str(one.get("name")) for one in content["columns"] if isinstance(one, dict))
        rows = rows_of(content["rows"], "rows")
    elif isinstance(content, list) and content and all(isinstance(row, dict) for row in content):
        columns, rows = frozenset.intersection(*(frozenset(row) for row in content)), rows_of(content)
    else:
        return None
    name = next((name for name, known_by in _KNOWN_BY.items() if known_by <= columns), None)
    if name is None or any(column.startswith("_cq_") for column in columns):
        return None
    return Table(name=name, file=member.name, columns=columns, rows=tuple(rows))


def _of_text(text: str) -> tuple[frozenset[str], Sequence[tuple[str, Json]]]:
    """The columns and rows of comma-separated values; none where it holds no table of these, or is cut off."""
    header = header_of(text)
    columns = frozenset(header[0]) if header is not None else frozenset[str]()
    if not any(known_by <= columns for known_by in _KNOWN_BY.values()):
        return frozenset(), ()
    return columns, rows_in(text, _TYPES) or ()


def _trails(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    told = [(at, members(row, _TRAIL)) for at, row in rows]
    yield place.listing("cloudtrail:DescribeTrails", "trailList", told, region=region, pointer="", why=_HIDES)
    for at, row in rows:
        arn, home = row["arn"], row["home_region"] or region
        if home != region:
            continue  # it stands among the rows of its own region, too
        if row["is_logging"] is None:
            why = "Steampipe has no status of the trail: it asks about the account's own alone, and may have been refused"
            yield place.untold("cloudtrail:GetTrailStatus", request={"Name": arn}, region=home, pointer=at, why=why)
        else:
            status = members(row, _STATUS)
            yield place.answer("cloudtrail:GetTrailStatus", pages=(status,), pointers=(at,), region=home, request={"Name": arn})
        cells = {"EventSelectors": "event_selectors", "AdvancedEventSelectors": "advanced_event_selectors"}
        selectors = {name: told for name, cell in cells.items() if (told := value_of(row[cell]))}
        if selectors:
            page, request = {"TrailARN": arn, **selectors}, {"TrailName": arn}
            yield place.answer("cloudtrail:GetEventSelectors", pages=(page,), pointers=(at,), region=home, request=request)
        else:
            why = (
                "Steampipe has no event selectors of the trail: it asks about the account's own alone, and may have been refused"
            )
            yield place.untold("cloudtrail:GetEventSelectors", request={"TrailName": arn}, region=home, pointer=at, why=why)


def _log_groups(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    told = [(at, members(row, _LOG_GROUP)) for at, row in rows]
    yield place.listing("logs:DescribeLogGroups", "logGroups", told, region=region, pointer="", why=_HIDES, lacks=GROUP_LACKS)


def _filters(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    """Nothing of the table counts: of a filter without dimensions, default value and unit nobody knows what it writes."""
    yield place.untold("logs:DescribeMetricFilters", request={}, region=region, pointer=rows[0][0], why=_PART_OF_A_FILTER)


def _alarms(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    told = [
        (
            at,
            members(row, _ALARM)
            | {name: cell for column, name in _ALARM_LISTS.items() if (cell := value_of(row[column])) is not None},
        )
        for at, row in rows
    ]
    yield place.listing(
        "cloudwatch:DescribeAlarms", "MetricAlarms", told, region=region, pointer="", why=_HIDES, lacks=ALARM_LACKS
    )


def _topics(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    return topics(place, region, rows, arn="topic_arn")


def _keys(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    for at, row in rows:
        yield from described(place, region, at, key_of_row(row, "id"))
        yield from policy_of_key(place, region, at, row["arn"], row["policy"])


def _subscriptions(place: Place, region: str | None, rows: Rows) -> Iterator[Answer]:
    return subscriptions(place, region, rows, arn="subscription_arn", why=_HIDES)


_READ: Final[dict[str, Callable[[Place, str | None, Rows], Iterator[Answer]]]] = {
    "aws_cloudtrail_trail": _trails,
    "aws_cloudwatch_log_group": _log_groups,
    "aws_cloudwatch_log_metric_filter": _filters,
    "aws_cloudwatch_alarm": _alarms,
    "aws_sns_topic": _topics,
    "aws_sns_topic_subscription": _subscriptions,
    "aws_kms_key": _keys,
}
