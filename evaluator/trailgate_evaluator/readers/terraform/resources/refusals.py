"""What AWS or the provider refuses at apply though the plan shows it: one table, each rule with its source.

Only what the plan makes or changes is held against it, and only what is known or what an expression shows for certain: a refusal
is a fail, so nothing is guessed. Rules that the provider checks while it plans are not here, since no such plan exists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from trailgate_evaluator.document.parts import Json
from trailgate_evaluator.readers.declared import organization_trails
from trailgate_evaluator.readers.terraform.plan_json.instances import Instance
from trailgate_evaluator.readers.terraform.resources import refused_alarms, refused_filters, refused_topics, refused_trails
from trailgate_evaluator.readers.terraform.world.world import World

_LOGS: Final = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/"
_TRAIL: Final = "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/"
_ALARM: Final = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_SNS: Final = "https://docs.aws.amazon.com/sns/latest/"
_FILTERS: Final = 100
_TRAILS: Final = 5

_FILTER: Final = "aws_cloudwatch_log_metric_filter"
_METRIC_ALARM: Final = "aws_cloudwatch_metric_alarm"
_COMPOSITE: Final = "aws_cloudwatch_composite_alarm"


class Refusal(Struct, frozen=True):
    """One rule: its name in the document, the type that it is of, where it is written, and whether a resource offends."""

    rule: str
    type: str
    source: str
    offends: Callable[[World, Instance], bool]


def note(world: World, resources: Mapping[str, dict[str, Json]]) -> None:
    """Write `refused` into every entry that the apply of the plan will refuse; nothing is certain of what it may refuse."""
    if not world.planned:
        return
    refused_trails.doubt(world, resources["trails"])
    entries = {e["address"]: e for kind in resources.values() for e in kind.values() if "address" in e}
    for refusal in REFUSALS:
        for instance in world.instances.of(refusal.type):
            entry = entries.get(instance.address)
            if entry is not None and not instance.untouched and refusal.offends(world, instance):
                entry.setdefault("refused", refusal.rule)
    for rule, address in _beyond_limits(world, resources):
        if address in entries:
            entries[address].setdefault("refused", rule)


REFUSALS: Final = (
    Refusal("dimensions_need_fields", _FILTER, f"{_LOGS}API_MetricTransformation.html", refused_filters.terms_with_dimensions),
    Refusal(
        "dimensions_beside_default", _FILTER, f"{_LOGS}API_MetricTransformation.html", refused_filters.default_with_dimensions
    ),
    Refusal("more_than_3_dimensions", _FILTER, f"{_LOGS}API_MetricTransformation.html", refused_filters.many_dimensions),
    Refusal("metric_part_missing", _FILTER, f"{_LOGS}API_MetricTransformation.html", refused_filters.part_left_out),
    Refusal("group_arn_without_star", "aws_cloudtrail", f"{_TRAIL}API_CreateTrail.html", refused_trails.group_without_star),
    Refusal("group_without_role", "aws_cloudtrail", f"{_TRAIL}API_CreateTrail.html", refused_trails.group_without_role),
    Refusal("selector_of_nothing", "aws_cloudtrail", f"{_TRAIL}API_PutEventSelectors.html", refused_trails.empty_selector),
    Refusal(organization_trails.RULE, "aws_cloudtrail", f"{_TRAIL}API_CreateTrail.html", refused_trails.of_organization),
    Refusal("trail_name", "aws_cloudtrail", f"{_TRAIL}API_CreateTrail.html", refused_trails.trail_name),
    Refusal("more_than_5_actions", _METRIC_ALARM, _ALARM, refused_alarms.many_actions),
    Refusal("more_than_5_actions", _COMPOSITE, _ALARM, refused_alarms.many_actions),
    Refusal("evaluation_too_long", _METRIC_ALARM, _ALARM, refused_alarms.long_evaluation),
    Refusal("more_datapoints_than_periods", _METRIC_ALARM, _ALARM, refused_alarms.more_datapoints_than_periods),
    Refusal("no_metric", _METRIC_ALARM, _ALARM, refused_alarms.without_metric),
    Refusal("no_namespace", _METRIC_ALARM, _ALARM, refused_alarms.without_namespace),
    Refusal("no_period", _METRIC_ALARM, _ALARM, refused_alarms.without_period),
    Refusal("no_statistic", _METRIC_ALARM, _ALARM, refused_alarms.without_statistic),
    Refusal("topic_name", "aws_sns_topic", f"{_SNS}api/API_CreateTopic.html", refused_topics.topic_name),
    Refusal("fifo_takes_queues_alone", "aws_sns_topic_subscription", f"{_SNS}dg/fifo-topics.html", refused_topics.fifo_endpoint),
    Refusal(
        "fifo_queue_on_standard_topic", "aws_sns_topic_subscription", f"{_SNS}dg/fifo-topics.html", refused_topics.fifo_queue
    ),
    Refusal(
        "firehose_without_role",
        "aws_sns_topic_subscription",
        f"{_SNS}api/API_Subscribe.html",
        refused_topics.firehose_without_role,
    ),
    Refusal(
        "endpoint_of_other_scheme", "aws_sns_topic_subscription", f"{_SNS}api/API_Subscribe.html", refused_topics.other_scheme
    ),
    Refusal("endpoint_is_no_address", "aws_sns_topic_subscription", f"{_SNS}api/API_Subscribe.html", refused_topics.no_address),
    Refusal("endpoint_is_no_arn", "aws_sns_topic_subscription", f"{_SNS}api/API_Subscribe.html", refused_topics.no_arn),
)
"""Every rule about one resource; the first that offends is told."""

LIMITS: Final = ("more_than_100_filters", "more_than_5_trails")
"""Rules about many resources together. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html,
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html"""


def _beyond_limits(world: World, resources: Mapping[str, Mapping[str, Json]]) -> Iterator[tuple[str, str]]:
    """What a plan makes beyond a limit of AWS: nobody knows which of them is refused, and the apply ends there."""
    filters = ((e["log_group"], e) for e in resources["metric_filters"].values() if isinstance(e["log_group"], str))
    trails = (((e["account"], e["region"]), e) for e in resources["trails"].values())
    for rule, most, listed in (("more_than_100_filters", _FILTERS, filters), ("more_than_5_trails", _TRAILS, trails)):
        for entries in _grouped(listed):
            if len(entries) > most:
                own = (e["address"] for e in entries if "address" in e)
                yield from ((rule, a) for a in own if not world.by_address[a].existing)


def _grouped(listed: Iterable[tuple[Any, Json]]) -> Iterable[list[Json]]:
    found: dict[Any, list[Json]] = {}
    for key, entry in listed:
        found.setdefault(key, []).append(entry)
    return found.values()
