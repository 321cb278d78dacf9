"""Snapshots for tests, shaped as botocore's API models answer: one account whose chain is whole."""

from __future__ import annotations

import copy
import json
from typing import Any

from msgspec.structs import replace

from trailgate_evaluator.document.parts import Parts
from trailgate_evaluator.inputs import Source
from trailgate_evaluator.readers.snapshot import read_snapshot

Json = dict[str, Any]

ACCOUNT = "111122223333"
OTHER = "444455556666"
REGION = "us-east-1"
TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/main"
GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:trail-logs"
FILTER = f"{GROUP}:metric-filter:iam-changes"
ALARM = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:iam-changes"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:security"
SUBSCRIPTION = f"{TOPIC}:0f3a5c1e-0000-4000-8000-000000000001"
PATTERN = "{ ($.eventSource = iam.amazonaws.com) && ($.eventName = PutUserPolicy) }"
AS_OF = 1795399978
ALL_ALARM_TYPES = ["MetricAlarm", "CompositeAlarm", "LogAlarm"]

TRAIL_ROW: Json = {
    "Name": "main",
    "TrailARN": TRAIL,
    "HomeRegion": REGION,
    "IsMultiRegionTrail": True,
    "IncludeGlobalServiceEvents": True,
    "IsOrganizationTrail": False,
    "CloudWatchLogsLogGroupArn": f"{GROUP}:*",
}
FILTER_ROW: Json = {
    "filterName": "iam-changes",
    "filterPattern": PATTERN,
    "logGroupName": "trail-logs",
    "metricTransformations": [{"metricName": "IAMChanges", "metricNamespace": "CIS", "metricValue": "1"}],
}
OF_METRIC: Json = {"metricName": "IAMChanges", "metricNamespace": "CIS"}
ALARM_ROW: Json = {
    "AlarmName": "iam-changes",
    "AlarmArn": ALARM,
    "ActionsEnabled": True,
    "AlarmActions": [TOPIC],
    "OKActions": [],
    "StateValue": "OK",
    "MetricName": "IAMChanges",
    "Namespace": "CIS",
    "Statistic": "Sum",
    "Dimensions": [],
    "Period": 300,
    "EvaluationPeriods": 1,
    "Threshold": 1.0,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    "TreatMissingData": "notBreaching",
}


def call(name: str, request: Json, *pages: Json, region: str = REGION, outcome: str = "answered") -> Json:
    """One call of a snapshot; without pages an error stands in it."""
    service, _, operation = name.partition(":")
    told: Json = {
        "service": service,
        "operation": operation,
        "region": region,
        "request": request,
        "outcome": outcome,
        "at": "2026-11-23T19:32:58Z",
    }
    if pages:
        told["pages"] = copy.deepcopy(list(pages))
    if outcome != "answered":
        told["error"] = {"code": "SomeCode", "message": "some message"}
    return told


def whole_calls() -> list[Json]:
    """The calls of an account whose chain is whole, one region, every call answered."""
    return [
        call("cloudtrail:DescribeTrails", {}, {"trailList": [TRAIL_ROW]}),
        call(
            "cloudtrail:GetTrailStatus",
            {"Name": TRAIL},
            {"IsLogging": True, "LatestCloudWatchLogsDeliveryTime": "2026-11-23T19:30:00Z"},
        ),
        call(
            "cloudtrail:GetEventSelectors",
            {"TrailName": TRAIL},
            {
                "TrailARN": TRAIL,
                "EventSelectors": [
                    {"ReadWriteType": "All", "IncludeManagementEvents": True, "ExcludeManagementEventSources": []}
                ],
            },
        ),
        call(
            "logs:DescribeLogGroups",
            {"logGroupNamePrefix": "trail-logs"},
            {
                "logGroups": [
                    {
                        "logGroupName": "trail-logs",
                        "arn": f"{GROUP}:*",
                        "logGroupArn": GROUP,
                        "logGroupClass": "STANDARD",
                    }
                ]
            },
        ),
        call("logs:DescribeMetricFilters", {"logGroupName": "trail-logs"}, {"metricFilters": [FILTER_ROW]}),
        call(
            "cloudwatch:DescribeAlarms",
            {"AlarmTypes": ALL_ALARM_TYPES},
            {"MetricAlarms": [ALARM_ROW], "CompositeAlarms": [], "LogAlarms": []},
        ),
        call("cloudwatch:ListAlarmMuteRules", {}, {"AlarmMuteRuleSummaries": []}),
        call(
            "sns:GetTopicAttributes",
            {"TopicArn": TOPIC},
            {
                "Attributes": {
                    "TopicArn": TOPIC,
                    "Policy": json.dumps(
                        {
                            "Statement": {
                                "Effect": "Allow",
                                "Principal": {"Service": "cloudwatch.amazonaws.com"},
                                "Action": "SNS:Publish",
                                "Resource": TOPIC,
                                "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
                            }
                        }
                    ),
                }
            },
        ),
        call(
            "sns:ListSubscriptionsByTopic",
            {"TopicArn": TOPIC},
            {
                "Subscriptions": [
                    {
                        "SubscriptionArn": SUBSCRIPTION,
                        "Owner": ACCOUNT,
                        "Protocol": "email",
                        "Endpoint": "security@example.com",
                        "TopicArn": TOPIC,
                    }
                ]
            },
        ),
        call(
            "sns:GetSubscriptionAttributes",
            {"SubscriptionArn": SUBSCRIPTION},
            {"Attributes": {"SubscriptionArn": SUBSCRIPTION, "PendingConfirmation": "false"}},
        ),
        call("logs:DescribeMetricFilters", OF_METRIC, {"metricFilters": [FILTER_ROW]}),
    ]


def snapshot(calls: list[Json] | None = None, *, regions: list[str] | None = None) -> Json:
    """A whole trailgate/snapshot/v1 with these calls, or with those of `whole_calls`."""
    return {
        "format": "trailgate/snapshot/v1",
        "account": {"id": ACCOUNT, "partition": "aws"},
        "organization": None,
        "collected": {
            "started_at": "2026-11-23T19:32:50Z",
            "finished_at": "2026-11-23T19:32:58Z",
            "by": f"arn:aws:iam::{ACCOUNT}:role/auditor",
            "tool": "trailgate 0.1.0",
            "botocore": "1.44.5",
        },
        "regions": regions or [REGION],
        "calls": whole_calls() if calls is None else calls,
    }


def source(content: Json) -> Source:
    """The snapshot as an input that was read."""
    return Source(name="acme.json", kind="aws_snapshot", digest="sha256:" + "0" * 64, content=content)


def refused(operation: str, outcome: str = "denied", calls: list[Json] | None = None) -> list[Json]:
    """The calls with every one of `operation` refused."""
    return [
        call(operation, each["request"], region=each["region"], outcome=outcome)
        if f"{each['service']}:{each['operation']}" == operation
        else each
        for each in (whole_calls() if calls is None else calls)
    ]


def without(operation: str) -> list[Json]:
    """The calls, with none of `operation`."""
    return [each for each in whole_calls() if f"{each['service']}:{each['operation']}" != operation]


def read_chain(given: Source) -> Parts:
    """What a snapshot tells of the chain: without the services that a control asks for by themselves."""
    read = read_snapshot(given)
    return replace(read, gaps={name: gap for name, gap in read.gaps.items() if gap["link"] != "service"})
