"""The tables of Steampipe's AWS plugin, built from answers by its documented columns (hub.steampipe.io, plugin turbot/aws).

The plugin itself is not run here. `{columns, rows}` is what `steampipe query --output json` prints since v0.24, a bare
list of rows what it printed before.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.exports.asked import Asked

Json = dict[str, Any]

_TYPES: Final = {bool: "bool", int: "int8", float: "float8", str: "text", dict: "jsonb", list: "jsonb"}


def tables(asked: Asked) -> dict[str, list[Json]]:
    """Every table that tells of the chain, by its name."""
    return {
        "aws_cloudtrail_trail": _rows(asked, asked.trails, lambda row, _: _trail(asked, row)),
        "aws_cloudwatch_log_group": _rows(asked, asked.log_groups, lambda row, _: _log_group(row)),
        "aws_cloudwatch_log_metric_filter": _rows(asked, asked.filters, lambda row, _: _metric_filter(row)),
        "aws_cloudwatch_alarm": _rows(asked, asked.alarms, lambda row, _: _alarm(row)),
        "aws_sns_topic": _rows(asked, asked.topics, lambda arn, _: _topic(arn, asked.attributes[arn])),
        "aws_sns_topic_subscription": _rows(asked, asked.subscriptions, lambda row, _: _subscription(asked, row)),
    }


def printed(rows: list[Json], *, bare: bool = False) -> Json | list[Json]:
    """The rows as Steampipe prints them."""
    if bare:
        return rows
    names = {name: next((type(row[name]) for row in rows if row[name] is not None), str) for name in (rows[0] if rows else {})}
    columns = [{"name": name, "data_type": _TYPES[kind]} for name, kind in names.items()]
    return {"columns": columns, "rows": rows}


def _rows(asked: Asked, by_region: dict[str, list[Any]], made: Any) -> list[Json]:
    return [
        {**made(row, region), "partition": "aws", "region": region, "account_id": asked.account, "sp_connection_name": "aws"}
        for region, rows in by_region.items()
        for row in rows
    ]


def _trail(asked: Asked, row: Json) -> Json:
    """Status and selectors are asked for the account's own trails alone."""
    own = row["TrailARN"].split(":")[4] == asked.account
    status = (asked.status[row["TrailARN"]] if own else None) or {}
    selectors = (asked.selectors[row["TrailARN"]] if own else None) or {}
    return {
        "name": row["Name"],
        "arn": row["TrailARN"],
        "home_region": row["HomeRegion"],
        "is_multi_region_trail": row["IsMultiRegionTrail"],
        "log_file_validation_enabled": row.get("LogFileValidationEnabled"),
        "is_logging": status.get("IsLogging"),
        "log_group_arn": row.get("CloudWatchLogsLogGroupArn"),
        "cloudwatch_logs_role_arn": row.get("CloudWatchLogsRoleArn"),
        "has_custom_event_selectors": row.get("HasCustomEventSelectors"),
        "has_insight_selectors": row.get("HasInsightSelectors"),
        "include_global_service_events": row["IncludeGlobalServiceEvents"],
        "is_organization_trail": row["IsOrganizationTrail"],
        "kms_key_id": row.get("KmsKeyId"),
        "s3_bucket_name": row["S3BucketName"],
        "s3_key_prefix": row.get("S3KeyPrefix"),
        "sns_topic_arn": row.get("SnsTopicARN"),
        "latest_cloudwatch_logs_delivery_error": status.get("LatestCloudWatchLogsDeliveryError"),
        "latest_cloudwatch_logs_delivery_time": _time(status.get("LatestCloudWatchLogsDeliveryTime")),
        "start_logging_time": _time(status.get("StartLoggingTime")),
        "stop_logging_time": _time(status.get("StopLoggingTime")),
        "advanced_event_selectors": selectors.get("AdvancedEventSelectors"),
        "event_selectors": selectors.get("EventSelectors"),
    }


def _log_group(row: Json) -> Json:
    return {
        "name": row["logGroupName"],
        "arn": row["arn"],
        "creation_time": _time(row.get("creationTime", 1793610000000) / 1000),
        "kms_key_id": row.get("kmsKeyId"),
        "log_group_class": row.get("logGroupClass"),
        "metric_filter_count": row["metricFilterCount"],
        "retention_in_days": row.get("retentionInDays"),
        "stored_bytes": row["storedBytes"],
    }


def _metric_filter(row: Json) -> Json:
    """The first transformation alone: that is all that the table has columns for."""
    first = row["metricTransformations"][0]
    return {
        "name": row["filterName"],
        "log_group_name": row["logGroupName"],
        "creation_time": _time(row.get("creationTime", 1793610000000) / 1000),
        "filter_pattern": row["filterPattern"],
        "metric_transformation_name": first["metricName"],
        "metric_transformation_namespace": first["metricNamespace"],
        "metric_transformation_value": first["metricValue"],
    }


def _alarm(row: Json) -> Json:
    return {
        "name": row["AlarmName"],
        "arn": row["AlarmArn"],
        "state_value": row["StateValue"],
        "actions_enabled": row["ActionsEnabled"],
        "alarm_configuration_updated_timestamp": _time(row.get("AlarmConfigurationUpdatedTimestamp")),
        "comparison_operator": row.get("ComparisonOperator"),
        "datapoints_to_alarm": row.get("DatapointsToAlarm"),
        "evaluate_low_sample_count_percentile": row.get("EvaluateLowSampleCountPercentile"),
        "evaluation_periods": row.get("EvaluationPeriods"),
        "extended_statistic": row.get("ExtendedStatistic"),
        "metric_name": row.get("MetricName"),
        "namespace": row.get("Namespace"),
        "period": row.get("Period"),
        "statistic": row.get("Statistic"),
        "threshold": row.get("Threshold"),
        "threshold_metric_id": row.get("ThresholdMetricId"),
        "treat_missing_data": row.get("TreatMissingData"),
        "unit": row.get("Unit"),
        "alarm_actions": row.get("AlarmActions"),
        "dimensions": row.get("Dimensions") or None,
        "metrics": row.get("Metrics") or None,
    }


def _topic(arn: str, answer: Json | None) -> Json:
    told = {} if answer is None else answer["Attributes"]
    return {
        "topic_arn": arn,
        "display_name": told.get("DisplayName"),
        "owner": told.get("Owner"),
        "subscriptions_confirmed": _number(told.get("SubscriptionsConfirmed")),
        "subscriptions_deleted": _number(told.get("SubscriptionsDeleted")),
        "subscriptions_pending": _number(told.get("SubscriptionsPending")),
        "kms_master_key_id": told.get("KmsMasterKeyId"),
        "policy": _parsed(told.get("Policy")),
    }


def _subscription(asked: Asked, row: Json) -> Json:
    told = (asked.subscription_attributes.get(row["SubscriptionArn"]) or {}).get("Attributes", {})
    pending = told.get("PendingConfirmation")
    return {
        "subscription_arn": row["SubscriptionArn"],
        "topic_arn": row["TopicArn"],
        "owner": row["Owner"],
        "protocol": row["Protocol"],
        "endpoint": row["Endpoint"],
        "pending_confirmation": None if pending is None else pending == "true",
        "filter_policy": _parsed(told.get("FilterPolicy")),
    }


def _parsed(text: str | None) -> Any:
    return None if text is None else json.loads(text)


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _time(moment: datetime | float | None) -> str | None:
    if moment is None:
        return None
    told = moment if isinstance(moment, datetime) else datetime.fromtimestamp(moment, UTC)
    return told.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
