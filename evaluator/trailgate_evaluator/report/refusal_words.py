"""Why AWS or Terraform's provider refuses a planned resource, as the end of a sentence; by the rule's name."""

from __future__ import annotations

from typing import Final

REFUSALS: Final = {
    "dimensions_need_fields": "dimensions take fields, which a pattern of terms does not have",
    "dimensions_beside_default": "a metric with dimensions takes no default value",
    "more_than_3_dimensions": "a metric filter takes at most 3 dimensions",
    "more_than_100_filters": "a log group takes at most 100 metric filters",
    "group_arn_without_star": "CloudTrail takes the log group's ARN only with :* behind it",
    "group_without_role": "CloudTrail takes a log group only with a role that may write to it (cloud_watch_logs_role_arn)",
    "trail_name": "its name is not one that CloudTrail takes",
    "more_than_5_trails": "a region takes at most 5 trails",
    "more_than_5_actions": "an alarm takes at most 5 actions for a state",
    "evaluation_too_long": "an alarm looks back at most one day, or seven with periods of an hour or more",
    "more_datapoints_than_periods": "it asks for more data points than it has periods",
    "no_statistic": "an alarm on a metric needs a statistic",
    "topic_name": "its name is not one that SNS takes",
    "fifo_takes_queues_alone": "a FIFO topic delivers to SQS queues alone",
    "fifo_queue_on_standard_topic": "a FIFO queue takes messages from FIFO topics alone",
    "firehose_without_role": "a delivery stream needs a role (subscription_role_arn)",
    "endpoint_of_other_scheme": "its endpoint does not begin as its protocol does",
    "put_twice": "it is made again before the one of its name is deleted (create_before_destroy)",
    "deleted_after_it_is_made": "the one of its name is deleted after it is made (create_before_destroy), and it with that",
    "stands_already": "another of its name stands in the account, which Terraform does not manage",
}


def refusal(rule: object) -> str:
    """The reason behind a rule's name."""
    return REFUSALS.get(str(rule), "its apply is refused")
