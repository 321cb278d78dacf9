"""CloudSploit's collection, built from answers in the shape that it writes (`fixtures/exports/cloudsploit` are its own)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.exports.snapshot_asked import Told

Json = dict[str, Any]

_NEW: Final = {"fieldSelectionCriteria", "applyOnTransformedLogs", "emitSystemFieldDimensions"}
"""What its SDK drops of a metric filter."""


def collection(told: Told) -> Json:
    """The whole collection of one account."""
    asked = told.asked

    def lists(operation: str, rows: dict[str, list[Json]]) -> Json:
        return {
            region: {"err": _error(told.refused[operation, region])} if (operation, region) in told.refused else {"data": found}
            for region, found in rows.items()
        }

    def about(operation: str, answers: dict[str, Json | None], where: dict[str, list[str]]) -> Json:
        return {region: {arn: _one(told, operation, arn, answers.get(arn)) for arn in arns} for region, arns in where.items()}

    trails = {region: [row["TrailARN"] for row in rows] for region, rows in asked.trails.items()}
    bare = {
        region: [{key: value for key, value in row.items() if key not in _NEW} for row in rows]
        for region, rows in asked.filters.items()
    }
    return {
        "sts": {"getCallerIdentity": {"us-east-1": {"data": asked.account}}},
        "cloudtrail": {
            "describeTrails": lists("DescribeTrails", asked.trails),
            "getTrailStatus": about("GetTrailStatus", asked.status, trails),
            "getEventSelectors": about("GetEventSelectors", asked.selectors, trails),
        },
        "cloudwatchlogs": {
            "describeLogGroups": lists("DescribeLogGroups", asked.log_groups),
            "describeMetricFilters": lists("DescribeMetricFilters", bare),
        },
        "cloudwatch": {"describeAlarms": lists("DescribeAlarms", asked.alarms)},
        "sns": {
            "listTopics": {region: {"data": [{"TopicArn": arn} for arn in arns]} for region, arns in asked.topics.items()},
            "getTopicAttributes": about("GetTopicAttributes", asked.attributes, asked.topics),
            "listSubscriptions": lists("ListSubscriptionsByTopic", asked.subscriptions),
        },
    }


def _one(told: Told, operation: str, arn: str, answer: Json | None) -> Json:
    if answer is not None:
        return {"data": answer}
    return {"err": _error(told.refused[operation, arn])} if (operation, arn) in told.refused else {}


def _error(error: Json) -> Json:
    return {"message": error["message"], "code": error["code"], "statusCode": 400, "retryable": False}
