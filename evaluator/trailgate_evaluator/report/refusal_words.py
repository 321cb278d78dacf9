"""Why AWS or Terraform's provider refuses a planned resource, as the end of a sentence; by the rule's name."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.report.template_refusals import of_rule, remedy_of_rule
from trailgate_evaluator.report.template_words import ORIGIN

Json = dict[str, Any]

REFUSALS: Final = {
    "dimensions_need_fields": "dimensions take fields, which a pattern of terms does not have",
    "dimensions_beside_default": "a metric with dimensions takes no default value",
    "more_than_3_dimensions": "a metric filter takes at most 3 dimensions",
    "metric_part_missing": "its metric needs a name, a namespace and a value, none of them empty",
    "more_than_100_filters": "a log group takes at most 100 metric filters",
    "group_arn_without_star": "CloudTrail takes the log group's ARN only with :* behind it",
    "group_without_role": "CloudTrail takes a log group only with a role that may write to it (cloud_watch_logs_role_arn)",
    "selector_of_nothing": "one of its event selectors asks for neither management events nor data events",
    "organization_trail": "its account is neither the management account of an organization nor a member that CloudTrail is "
    "delegated to",
    "trail_name": "its name is not one that CloudTrail takes",
    "more_than_5_trails": "a region takes at most 5 trails",
    "more_than_5_actions": "an alarm takes at most 5 actions for a state",
    "evaluation_too_long": "an alarm looks back at most one day, or seven with periods of an hour or more",
    "more_datapoints_than_periods": "it asks for more data points than it has periods",
    "no_metric": "it watches nothing: neither metric_name nor a metric_query is there",
    "no_namespace": "a metric has a namespace, and namespace is missing",
    "no_period": "an alarm on a metric needs a period of more than 0 seconds",
    "no_statistic": "an alarm on a metric needs a statistic",
    "topic_name": "its name is not one that SNS takes",
    "fifo_takes_queues_alone": "a FIFO topic delivers to SQS queues alone",
    "fifo_queue_on_standard_topic": "a FIFO queue takes messages from FIFO topics alone",
    "firehose_without_role": "a delivery stream needs a role (subscription_role_arn)",
    "endpoint_of_other_scheme": "its endpoint does not begin as its protocol does",
    "endpoint_is_no_address": "its endpoint is no e-mail address",
    "endpoint_is_no_arn": "SNS takes a queue, function, stream or app by its ARN alone, and its endpoint is none",
    "put_twice": "it is made again before the one of its name is deleted (create_before_destroy)",
    "deleted_after_it_is_made": "the one of its name is deleted after it is made (create_before_destroy), and it with that",
    "stands_already": "another of its name stands in the account, which Terraform does not manage",
}

REMEDIES: Final = {
    "dimensions_need_fields": "Take `dimensions` out of metric_transformation, or write `pattern` over fields of JSON: "
    "{ $.eventName = … }.",
    "dimensions_beside_default": "Leave either `default_value` or `dimensions` out of metric_transformation.",
    "more_than_3_dimensions": "Leave at most 3 `dimensions` in metric_transformation.",
    "metric_part_missing": "Give `name`, `namespace` and `value` of metric_transformation a text, `value` such as 1.",
    "more_than_100_filters": "Join patterns with ||, so that the log group has at most 100 metric filters.",
    "group_arn_without_star": 'Write `cloud_watch_logs_group_arn` with :* behind it: "${aws_cloudwatch_log_group.NAME.arn}:*".',
    "group_without_role": "Give `cloud_watch_logs_role_arn` the ARN of a role that cloudtrail.amazonaws.com may assume and that "
    "may write to the log group (logs:CreateLogStream, logs:PutLogEvents).",
    "selector_of_nothing": "Let the event selector ask for management events (`include_management_events` true), or give it a "
    "`data_resource`.",
    "organization_trail": "Make the organization's trail in its management account, let that one delegate CloudTrail to this "
    "account (aws cloudtrail register-organization-delegated-admin), or leave `is_organization_trail` out.",
    "trail_name": "Give `name` 3 to 128 letters, digits, dots, underscores and dashes, beginning and ending with a letter or "
    "digit, no two signs in a row.",
    "more_than_5_trails": "Leave at most 5 trails in the region.",
    "more_than_5_actions": "Leave at most 5 `alarm_actions`: let one topic tell the others' subscribers.",
    "evaluation_too_long": "Let `period` times `evaluation_periods` be at most 86400 seconds, or 604800 with a period of 3600 "
    "or more.",
    "more_datapoints_than_periods": "Let `datapoints_to_alarm` be at most `evaluation_periods`.",
    "no_metric": "Give `metric_name` and `namespace` those of the metric that the filter writes.",
    "no_namespace": "Give `namespace` that of the metric filter's metric_transformation.",
    "no_period": "Give `period` a value, such as 300.",
    "no_statistic": "Give `statistic` a value, such as Sum.",
    "topic_name": "Give `name` at most 256 letters, digits, underscores and dashes; that of a FIFO topic ends in .fifo.",
    "fifo_takes_queues_alone": "Subscribe the person to a standard topic (`fifo_topic` false), and let the alarm notify that.",
    "fifo_queue_on_standard_topic": "Subscribe a standard queue, or make the topic a FIFO one (`fifo_topic` true, a name that "
    "ends in .fifo).",
    "firehose_without_role": "Give `subscription_role_arn` the ARN of a role that sns.amazonaws.com may assume and that may "
    "write to the stream.",
    "endpoint_of_other_scheme": "Begin `endpoint` with http:// where `protocol` is http, with https:// where it is https.",
    "endpoint_is_no_address": "Give `endpoint` an e-mail address.",
    "endpoint_is_no_arn": "Give `endpoint` the ARN: `aws_sqs_queue.NAME.arn`, where its id and url are addresses.",
    "put_twice": "Give the new one another `name`, or take create_before_destroy out of its lifecycle.",
    "deleted_after_it_is_made": "Give the new one another `name`, or take create_before_destroy out of its lifecycle.",
    "stands_already": "Give it another `name`, or take the one that stands into Terraform (an import block with its name as id).",
}
"""What to correct: the argument, and what it takes; by the rule's name."""


def remedy(found: Json, result: Json) -> str | None:
    """What to correct where a break is one of a rule; `found` is the break."""
    rule, of = _rule_of(found)
    if rule is None:
        return None
    told = remedy_of_rule(rule, of) if result["origin"] == ORIGIN else None
    told = told or REMEDIES.get(rule)
    name = of.get("address")
    return told if told is None or name is None else f"Correct {one_line(str(name), 120)}: {told[0].lower()}{told[1:]}"


def refusal(found: Json, result: Json) -> str:
    """The reason behind the rule of a break; of a template also whose fault it is."""
    rule, of = _rule_of(found)
    told = of_rule(str(rule), of) if result["origin"] == ORIGIN else None
    told = told or REFUSALS.get(str(rule), "its apply is refused")
    name = of.get("address")
    if name is None:
        return told
    return f"the stack is rolled back as a whole, since AWS refuses {one_line(str(name), 120)} in it ({told})"


def title_of(found: Json) -> str | None:
    """In a few words, that another resource of the stack is refused; None where it is the one itself."""
    name = of_another(found)
    return None if name is None else f"Stack rolled back, since AWS refuses {one_line(str(name), 80)}"


def of_another(found: Json) -> str | None:
    """The address of the resource at fault for a break, where that is another of the same stack."""
    name = _rule_of(found)[1].get("address")
    return name if isinstance(name, str) else None


def _rule_of(found: Json) -> tuple[str | None, Json]:
    detail = found.get("detail", {})
    rule, of = detail.get("refused"), detail.get("of")
    return (rule if isinstance(rule, str) else None), (of if isinstance(of, dict) else {})
