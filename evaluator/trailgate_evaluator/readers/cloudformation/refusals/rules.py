"""What AWS refuses of one resource though its properties have the right shape: one table, each rule with its source.

Only what is known is held against a template, and only what surely comes to stand: a refusal is a fail, so nothing is guessed.
The rules that plans are held against have the same names (`readers/terraform/resources/refusals.py`); what Terraform's provider
checks while it plans, nobody checks of a template before AWS does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.readers.cloudformation.refusals import (
    alarms,
    filters,
    log_groups,
    nested,
    organizations,
    topic_policies,
    topics,
    trails,
)
from trailgate_evaluator.readers.cloudformation.stacks import names
from trailgate_evaluator.readers.declared import organization_trails

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailgate_evaluator.readers.cloudformation.stacks.resource import Resource
    from trailgate_evaluator.readers.cloudformation.world.world import World

    Offends = Callable[[World, Resource], bool]

_LOGS: Final = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/"
_TRAIL: Final = "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/"
_ALARM: Final = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_NESTED: Final = "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html"
_SNS: Final = "https://docs.aws.amazon.com/sns/latest/"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One rule: its name in the document, the type that it is of, where it is written, and whether a resource offends."""

    rule: str
    type: str
    source: str
    offends: Offends


REFUSALS: Final = (
    Refusal("retention", names.LOG_GROUP, f"{_LOGS}API_PutRetentionPolicy.html", log_groups.retention),
    Refusal("transformations", names.METRIC_FILTER, f"{_LOGS}API_PutMetricFilter.html", filters.number_of_transformations),
    Refusal("group_by_arn", names.METRIC_FILTER, f"{_LOGS}API_PutMetricFilter.html", filters.group_by_arn),
    Refusal("pattern", names.METRIC_FILTER, f"{_LOGS}API_PutMetricFilter.html", filters.pattern),
    Refusal("metric_name", names.METRIC_FILTER, f"{_LOGS}API_MetricTransformation.html", filters.name_of_metric),
    Refusal(
        "dimensions_need_fields", names.METRIC_FILTER, f"{_LOGS}API_MetricTransformation.html", filters.terms_with_dimensions
    ),
    Refusal(
        "dimensions_beside_default", names.METRIC_FILTER, f"{_LOGS}API_MetricTransformation.html", filters.default_with_dimensions
    ),
    Refusal("more_than_3_dimensions", names.METRIC_FILTER, f"{_LOGS}API_MetricTransformation.html", filters.many_dimensions),
    Refusal("group_arn_without_star", names.TRAIL, f"{_TRAIL}API_CreateTrail.html", trails.group_without_star),
    Refusal("group_without_role", names.TRAIL, f"{_TRAIL}API_CreateTrail.html", trails.group_without_role),
    Refusal("selector_of_nothing", names.TRAIL, f"{_TRAIL}API_PutEventSelectors.html", trails.empty_selector),
    Refusal("more_than_5_selectors", names.TRAIL, f"{_TRAIL}API_PutEventSelectors.html", trails.many_selectors),
    Refusal("read_write_type", names.TRAIL, f"{_TRAIL}API_EventSelector.html", trails.read_write_type),
    Refusal(organization_trails.RULE, names.TRAIL, f"{_TRAIL}API_CreateTrail.html", organizations.offends),
    Refusal("trail_name", names.TRAIL, f"{_TRAIL}API_CreateTrail.html", trails.trail_name),
    Refusal("no_metric", names.ALARM, _ALARM, alarms.no_metric),
    Refusal("metrics_beside_metric", names.ALARM, _ALARM, alarms.metrics_beside_metric),
    Refusal("no_statistic", names.ALARM, _ALARM, alarms.without_statistic),
    Refusal("no_namespace", names.ALARM, _ALARM, alarms.without("Namespace")),
    Refusal("no_period", names.ALARM, _ALARM, alarms.without("Period")),
    Refusal("no_operator", names.ALARM, _ALARM, alarms.without_always("ComparisonOperator")),
    Refusal("no_threshold", names.ALARM, _ALARM, alarms.without_always("Threshold", "ThresholdMetricId")),
    Refusal("no_evaluation_periods", names.ALARM, _ALARM, alarms.without_always("EvaluationPeriods")),
    Refusal("statistic", names.ALARM, _ALARM, alarms.other_value("Statistic", alarms.STATISTICS)),
    Refusal("operator", names.ALARM, _ALARM, alarms.other_value("ComparisonOperator", alarms.OPERATORS)),
    Refusal("missing_data", names.ALARM, _ALARM, alarms.other_value("TreatMissingData", alarms.MISSING_DATA)),
    Refusal("period", names.ALARM, _ALARM, alarms.period),
    Refusal("no_periods", names.ALARM, _ALARM, alarms.no_periods),
    Refusal("more_than_5_actions", names.ALARM, _ALARM, alarms.many_actions),
    Refusal("more_than_5_actions", names.COMPOSITE, _ALARM, alarms.many_actions),
    Refusal("evaluation_too_long", names.ALARM, _ALARM, alarms.long_evaluation),
    Refusal("more_datapoints_than_periods", names.ALARM, _ALARM, alarms.more_datapoints_than_periods),
    Refusal("topic_name", names.TOPIC, f"{_SNS}api/API_CreateTopic.html", topics.topic_name),
    *(
        Refusal(rule, kind, f"{_SNS}dg/sns-access-policy-language-api-permissions-reference.html", offends)
        for rule, offends in (
            ("policy_without_principal", topic_policies.without_principal),
            ("policy_effect", topic_policies.effect),
            ("policy_action_of_other_service", topic_policies.foreign_action),
        )
        for kind in (names.TOPIC_POLICY, names.INLINE_POLICY)
    ),
    Refusal("nested_parameter_missing", names.STACK, _NESTED, nested.parameter_missing),
    Refusal("nested_parameter_strange", names.STACK, _NESTED, nested.parameter_strange),
    Refusal("nested_parameter_not_allowed", names.STACK, _NESTED, nested.parameter_not_allowed),
    Refusal("nested_rule", names.STACK, _NESTED, nested.rule_broken),
    *(
        Refusal(rule, kind, f"{_SNS}{page}", offends)
        for rule, page, offends in (
            ("protocol", "api/API_Subscribe.html", topics.protocol),
            ("fifo_takes_queues_alone", "dg/fifo-topics.html", topics.fifo_endpoint),
            ("fifo_queue_on_standard_topic", "dg/fifo-topics.html", topics.fifo_queue),
            ("firehose_without_role", "api/API_Subscribe.html", topics.firehose_without_role),
            ("endpoint_of_other_scheme", "api/API_Subscribe.html", topics.other_scheme),
            ("endpoint_missing", "api/API_Subscribe.html", topics.no_endpoint),
            ("endpoint_is_no_address", "api/API_Subscribe.html", topics.no_address),
            ("endpoint_is_no_arn", "api/API_Subscribe.html", topics.no_arn),
        )
        for kind in (names.SUBSCRIPTION, names.TOPIC)
    ),
)
"""Every rule about one resource; the first that offends is told."""
