"""The tables of CloudQuery's AWS plugin, built from answers by its documented columns (hub.cloudquery.io, plugin cloudquery/aws).

The plugin itself is not run here. The file destination writes JSON as one row a line, and Parquet, in which columns of JSON
are text.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

    from tests.exports.asked import Asked

Json = dict[str, Any]

_NAMES: Final = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
_JSON: Final = {"status", "tags", "data_resources", "metric_transformations", "dimensions", "metrics", "unknown_fields"}
SYNCED: Final = "2026-11-02 09:00:00.000000Z"


def tables(asked: Asked) -> dict[str, list[Json]]:
    """Every table that tells of the chain, by its name; a trail is written where it is at home."""
    return {
        "aws_cloudtrail_trails": _rows(asked, asked.trails, lambda row, region: _trail(asked, row, region)),
        "aws_cloudtrail_trail_event_selectors": _rows(asked, _selectors(asked), lambda row, _: row),
        "aws_cloudwatchlogs_metric_filters": _rows(asked, asked.filters, lambda row, _: _metric_filter(row)),
        "aws_cloudwatch_alarms": _rows(asked, asked.alarms, lambda row, _: _alarm(row)),
        "aws_sns_topics": _rows(asked, asked.topics, lambda arn, _: _topic(arn, asked.attributes[arn])),
        "aws_sns_subscriptions": _rows(asked, asked.subscriptions, lambda row, _: _subscription(asked, row)),
    }


def lines(rows: list[Json]) -> str:
    """The rows as the file destination writes them in JSON."""
    return "".join(json.dumps(row) + "\n" for row in rows)


def write_parquet(rows: list[Json], path: Path) -> None:
    """The rows as the file destination writes them in Parquet."""
    import pyarrow as pa
    from pyarrow import parquet

    plain = [
        {name: json.dumps(value) if name in _JSON and value is not None else value for name, value in row.items()} for row in rows
    ]
    parquet.write_table(pa.Table.from_pylist(plain), path)


def _rows(asked: Asked, by_region: dict[str, list[Any]], made: Any) -> list[Json]:
    rows = [
        {"account_id": asked.account, "region": region, **told}
        for region, found in by_region.items()
        for row in found
        if (told := made(row, region)) is not None
    ]
    return [
        {
            "_cq_sync_time": SYNCED,
            "_cq_source_name": "aws",
            "_cq_id": str(uuid.uuid5(_NAMES, json.dumps(row, sort_keys=True))),
            "_cq_parent_id": None,
            **row,
        }
        for row in rows
    ]


def _trail(asked: Asked, row: Json, region: str) -> Json | None:
    if row["HomeRegion"] != region:
        return None
    status = asked.status[row["TrailARN"]]
    return {
        "arn": row["TrailARN"],
        "status": None if status is None else _pascal_times(status) | {"ResultMetadata": {}},
        "cloud_watch_logs_log_group_arn": row.get("CloudWatchLogsLogGroupArn"),
        "cloud_watch_logs_role_arn": row.get("CloudWatchLogsRoleArn"),
        "has_custom_event_selectors": row.get("HasCustomEventSelectors"),
        "has_insight_selectors": row.get("HasInsightSelectors"),
        "home_region": row["HomeRegion"],
        "include_global_service_events": row["IncludeGlobalServiceEvents"],
        "is_multi_region_trail": row["IsMultiRegionTrail"],
        "is_organization_trail": row["IsOrganizationTrail"],
        "kms_key_id": row.get("KmsKeyId"),
        "log_file_validation_enabled": row.get("LogFileValidationEnabled"),
        "name": row["Name"],
        "s3_bucket_name": row["S3BucketName"],
        "tags": {},
    }


def _selectors(asked: Asked) -> dict[str, list[Json]]:
    """One row for each classic selector; advanced ones leave no row."""
    return {
        region: [
            {
                "trail_arn": trail["TrailARN"],
                "data_resources": selector.get("DataResources", []),
                "exclude_management_event_sources": selector.get("ExcludeManagementEventSources", []),
                "include_management_events": selector["IncludeManagementEvents"],
                "read_write_type": selector["ReadWriteType"],
            }
            for trail in trails
            if trail["HomeRegion"] == region
            for selector in (asked.selectors[trail["TrailARN"]] or {}).get("EventSelectors", [])
        ]
        for region, trails in asked.trails.items()
    }


def _metric_filter(row: Json) -> Json:
    return {
        "creation_time": row.get("creationTime", 1793610000000),
        "filter_name": row["filterName"],
        "filter_pattern": row["filterPattern"],
        "log_group_name": row["logGroupName"],
        "metric_transformations": [
            {
                "MetricName": each["metricName"],
                "MetricNamespace": each["metricNamespace"],
                "MetricValue": each["metricValue"],
                "DefaultValue": each.get("defaultValue"),
                "Dimensions": each.get("dimensions"),
                "Unit": each.get("unit", ""),
            }
            for each in row["metricTransformations"]
        ],
    }


def _alarm(row: Json) -> Json:
    return {
        "arn": row["AlarmArn"],
        "dimensions": {each["Name"]: each["Value"] for each in row.get("Dimensions", [])},
        "actions_enabled": row["ActionsEnabled"],
        "alarm_actions": row["AlarmActions"],
        "alarm_arn": row["AlarmArn"],
        "alarm_configuration_updated_timestamp": _time(row.get("AlarmConfigurationUpdatedTimestamp")),
        "alarm_name": row["AlarmName"],
        "comparison_operator": row.get("ComparisonOperator", ""),
        "datapoints_to_alarm": row.get("DatapointsToAlarm"),
        "evaluate_low_sample_count_percentile": row.get("EvaluateLowSampleCountPercentile"),
        "evaluation_periods": row.get("EvaluationPeriods"),
        "evaluation_state": row.get("EvaluationState", ""),
        "extended_statistic": row.get("ExtendedStatistic"),
        "metric_name": row.get("MetricName"),
        "metrics": row.get("Metrics"),
        "namespace": row.get("Namespace"),
        "period": row.get("Period"),
        "state_value": row["StateValue"],
        "statistic": row.get("Statistic", ""),
        "threshold": row.get("Threshold"),
        "threshold_metric_id": row.get("ThresholdMetricId"),
        "treat_missing_data": row.get("TreatMissingData"),
        "unit": row.get("Unit", ""),
    }


def _topic(arn: str, answer: Json | None) -> Json | None:
    if answer is None:
        return None
    told = answer["Attributes"]
    return {
        "arn": arn,
        "tags": {},
        "display_name": told.get("DisplayName"),
        "owner": told.get("Owner"),
        "policy": told.get("Policy"),
        "subscriptions_confirmed": int(told["SubscriptionsConfirmed"]),
        "subscriptions_deleted": int(told["SubscriptionsDeleted"]),
        "subscriptions_pending": int(told["SubscriptionsPending"]),
        "kms_master_key_id": told.get("KmsMasterKeyId"),
        "fifo_topic": told.get("FifoTopic") == "true",
        "unknown_fields": {},
    }


def _subscription(asked: Asked, row: Json) -> Json:
    told = (asked.subscription_attributes.get(row["SubscriptionArn"]) or {}).get("Attributes", {})
    return {
        "arn": row["SubscriptionArn"],
        "endpoint": row["Endpoint"],
        "owner": row["Owner"],
        "protocol": row["Protocol"],
        "topic_arn": row["TopicArn"],
        "filter_policy": told.get("FilterPolicy"),
        "pending_confirmation": told.get("PendingConfirmation") == "true" if told else None,
        "raw_message_delivery": False,
        "unknown_fields": {},
    }


def _pascal_times(answer: Json) -> Json:
    return {name: _time(value) if isinstance(value, datetime) else value for name, value in answer.items()}


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
