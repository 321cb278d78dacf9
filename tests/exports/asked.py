"""What exporting tools ask AWS for, asked of the simulated account: whole regions, metric alarms alone, own subscriptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.aws.server import Aws

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The answers of one account, as botocore reads them; lists by region, the rest by ARN (None: refused)."""

    account: str
    regions: tuple[str, ...]
    trails: dict[str, list[Json]]
    status: dict[str, Json | None]
    selectors: dict[str, Json | None]
    log_groups: dict[str, list[Json]]
    filters: dict[str, list[Json]]
    alarms: dict[str, list[Json]]
    topics: dict[str, list[str]]
    attributes: dict[str, Json | None]
    subscriptions: dict[str, list[Json]]
    subscription_attributes: dict[str, Json | None]


def ask(aws: Aws, account: str, regions: Sequence[str]) -> Asked:
    """Everything, as CloudQuery and Steampipe ask: a refusal is None."""

    def client(service: str, region: str) -> Any:
        return aws.client(service, region, account)

    def listed(service: str, operation: str, key: str) -> dict[str, list[Json]]:
        return {
            region: [row for page in client(service, region).get_paginator(operation).paginate() for row in page[key]]
            for region in regions
        }

    trails = {region: client("cloudtrail", region).describe_trails()["trailList"] for region in regions}
    homes = {trail["TrailARN"]: trail["HomeRegion"] for rows in trails.values() for trail in rows}
    topics = {region: [row["TopicArn"] for row in rows] for region, rows in listed("sns", "list_topics", "Topics").items()}
    subscriptions = listed("sns", "list_subscriptions", "Subscriptions")
    confirmed = [
        (region, row["SubscriptionArn"])
        for region, rows in subscriptions.items()
        for row in rows
        if row["SubscriptionArn"].startswith("arn:")
    ]
    return Asked(
        account=account,
        regions=tuple(regions),
        trails=trails,
        status={arn: _of(client("cloudtrail", home).get_trail_status, Name=arn) for arn, home in homes.items()},
        selectors={arn: _of(client("cloudtrail", home).get_event_selectors, TrailName=arn) for arn, home in homes.items()},
        log_groups=listed("logs", "describe_log_groups", "logGroups"),
        filters=listed("logs", "describe_metric_filters", "metricFilters"),
        alarms=listed("cloudwatch", "describe_alarms", "MetricAlarms"),
        topics=topics,
        attributes={
            arn: _of(client("sns", region).get_topic_attributes, TopicArn=arn) for region, arns in topics.items() for arn in arns
        },
        subscriptions=subscriptions,
        subscription_attributes={
            arn: _of(client("sns", region).get_subscription_attributes, SubscriptionArn=arn) for region, arn in confirmed
        },
    )


def _of(operation: Any, **request: str) -> Json | None:
    try:
        answer: Json = operation(**request)
    except ClientError:
        return None
    answer.pop("ResponseMetadata", None)
    return answer
