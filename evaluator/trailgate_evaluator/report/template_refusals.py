"""Why CloudFormation or AWS refuses what a template holds, and what to correct, by the rule's name; others as plans have them."""

from __future__ import annotations

from typing import Any, Final

REFUSALS: Final = {
    "property_missing": "{property} is missing, which must be there",
    "not_a_list": "{property} has to be a list, and is none",
    "not_a_number": "{property} has to be a number, and is none",
    "not_whole": "{property} has to be a whole number, and is none",
    "not_a_flag": "{property} has to be true or false, and is neither",
    "retention": "RetentionInDays is none of the numbers of days that CloudWatch Logs takes",
    "endpoint_missing": "it has no Endpoint",
    "transformations": "a metric filter takes one metric transformation, no more and no less",
    "group_by_arn": "a metric filter takes the log group by its name, and an ARN is given",
    "pattern": "its pattern is not valid",
    "metric_name": "the name or namespace of its metric is empty, longer than 255 characters, or has one of : * $",
    "more_than_5_selectors": "a trail takes at most 5 event selectors",
    "read_write_type": "ReadWriteType of an event selector is none of All, ReadOnly and WriteOnly",
    "group_without_role": "CloudTrail takes a log group only with a role that may write to it (CloudWatchLogsRoleArn)",
    "group_arn_without_star": "CloudTrail takes the log group by its ARN alone, with :* behind it",
    "no_metric": "it watches nothing: neither MetricName nor Metrics is there",
    "metrics_beside_metric": "Metrics takes no property of a single metric beside it",
    "no_namespace": "a metric has a namespace, and Namespace is missing",
    "no_period": "an alarm on a metric needs a period, and Period is missing",
    "no_operator": "ComparisonOperator is missing",
    "no_threshold": "Threshold is missing",
    "no_evaluation_periods": "EvaluationPeriods is missing",
    "statistic": "Statistic is none that CloudWatch has",
    "operator": "ComparisonOperator is none that CloudWatch has",
    "missing_data": "TreatMissingData is none of breaching, ignore, missing and notBreaching",
    "period": "a period is 10, 20, 30 or a multiple of 60 seconds",
    "no_periods": "it asks for less than one period or data point",
    "protocol": "its protocol is none that SNS has",
    "firehose_without_role": "a delivery stream needs a role (SubscriptionRoleArn)",
    "endpoint_is_no_address": "its endpoint is no e-mail address",
    "policy_without_principal": "a statement of its PolicyDocument has no Principal",
    "stands_already": "another of its name stands in the account, and is none of this stack's",
    "policy_effect": "a statement of its PolicyDocument has neither Effect: Allow nor Effect: Deny",
    "policy_action_of_other_service": "a statement of its PolicyDocument has an action of another service than SNS",
    "nested_parameter_missing": "its template has a parameter without a default, and it is not given",
    "nested_parameter_strange": "it is given a parameter that its template does not have",
    "nested_parameter_not_allowed": "it is given a value that its template does not allow for the parameter",
    "nested_rule": "its parameters break one of its template's Rules",
}

REMEDIES: Final = {
    "organization_trail": "Make the organization's trail in its management account, let that one delegate CloudTrail to this "
    "account (aws cloudtrail register-organization-delegated-admin), or leave IsOrganizationTrail out.",
    "property_missing": "Write {property}.",
    "not_a_list": "Write {property} as a list: {property}: [VALUE].",
    "not_a_number": "Write a number for {property}.",
    "not_whole": "Write a whole number for {property}.",
    "not_a_flag": "Write {property}: true, or false.",
    "retention": "Write RetentionInDays: 365, or another that CloudWatch Logs takes (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, "
    "400, 545, 731 and more).",
    "endpoint_missing": "Write whom it tells: Endpoint, an e-mail address where Protocol is email.",
    "transformations": "Leave one metric in MetricTransformations, and give each further one a filter of its own.",
    "group_by_arn": "Write the log group's name: `LogGroupName: !Ref LOG_GROUP`.",
    "pattern": "Correct FilterPattern; `trailgate pattern` says where it is wrong.",
    "metric_name": "Give MetricName and MetricNamespace 1 to 255 characters without : * $.",
    "dimensions_need_fields": "Take Dimensions out of MetricTransformations, or write FilterPattern over fields of JSON: "
    "{ $.eventName = … }.",
    "dimensions_beside_default": "Leave either DefaultValue or Dimensions out of MetricTransformations.",
    "more_than_3_dimensions": "Leave at most 3 Dimensions in MetricTransformations.",
    "group_arn_without_star": "Write `CloudWatchLogsLogGroupArn: !GetAtt LOG_GROUP.Arn`, which ends in :*.",
    "group_without_role": "Give CloudWatchLogsRoleArn the ARN of a role that cloudtrail.amazonaws.com may assume and that may "
    "write to the log group (logs:CreateLogStream, logs:PutLogEvents).",
    "selector_of_nothing": "Let the event selector ask for management events (IncludeManagementEvents: true), or give it "
    "DataResources.",
    "more_than_5_selectors": "Leave at most 5 EventSelectors.",
    "read_write_type": "Write ReadWriteType: All, ReadOnly or WriteOnly.",
    "trail_name": "Give TrailName 3 to 128 letters, digits, dots, underscores and dashes, beginning and ending with a letter or "
    "digit, no two signs in a row.",
    "no_metric": "Write MetricName and Namespace of the metric that the filter writes.",
    "metrics_beside_metric": "Take MetricName, Namespace, Dimensions, Period, Unit, Statistic and ExtendedStatistic out, or "
    "Metrics.",
    "no_statistic": "Write Statistic, such as Sum.",
    "no_namespace": "Write Namespace as the metric filter has it in MetricNamespace.",
    "no_period": "Write Period, such as 300.",
    "no_operator": "Write ComparisonOperator: GreaterThanOrEqualToThreshold.",
    "no_threshold": "Write Threshold, such as 1.",
    "no_evaluation_periods": "Write EvaluationPeriods, such as 1.",
    "statistic": "Write Statistic: Sum (or Average, Maximum, Minimum, SampleCount); a percentile stands in ExtendedStatistic.",
    "operator": "Write ComparisonOperator: GreaterThanOrEqualToThreshold.",
    "missing_data": "Write TreatMissingData: notBreaching.",
    "period": "Write Period: 60, or another multiple of 60.",
    "no_periods": "Let EvaluationPeriods and DatapointsToAlarm be 1 or more.",
    "more_than_5_actions": "Leave at most 5 AlarmActions: let one topic tell the others' subscribers.",
    "evaluation_too_long": "Let Period times EvaluationPeriods be at most 86400 seconds, or 604800 with a period of 3600 or "
    "more.",
    "more_datapoints_than_periods": "Let DatapointsToAlarm be at most EvaluationPeriods.",
    "topic_name": "Give TopicName at most 256 letters, digits, underscores and dashes; that of a FIFO topic, and no other, ends "
    "in .fifo.",
    "protocol": "Write Protocol: email, email-json, sms, https, http, lambda, sqs, firehose or application.",
    "fifo_takes_queues_alone": "Subscribe the person to a standard topic (no FifoTopic), and let the alarm notify that.",
    "fifo_queue_on_standard_topic": "Subscribe a standard queue, or make the topic a FIFO one (FifoTopic: true, a name that ends "
    "in .fifo).",
    "firehose_without_role": "Give SubscriptionRoleArn, in a resource AWS::SNS::Subscription, the ARN of a role that "
    "sns.amazonaws.com may assume and that may write to the stream.",
    "endpoint_of_other_scheme": "Begin Endpoint with http:// where Protocol is http, with https:// where it is https.",
    "policy_without_principal": "Write whom each statement is about: Principal: {Service: cloudwatch.amazonaws.com}.",
    "stands_already": "Give it another name, keep the logical id that it had in this stack, or import it into the stack (a "
    "change set of type IMPORT).",
    "policy_effect": "Write Effect: Allow or Effect: Deny in each statement.",
    "policy_action_of_other_service": "Leave actions of SNS alone in PolicyDocument, such as sns:Publish.",
    "nested_parameter_missing": "Write each parameter without a Default of the nested template into Parameters.",
    "nested_parameter_strange": "Take out of Parameters what the nested template does not have, or add it there.",
    "nested_parameter_not_allowed": "Write into Parameters values that AllowedValues, AllowedPattern, lengths and bounds of the "
    "nested template allow.",
    "nested_rule": "Write into Parameters values that the Rules of the nested template allow.",
    "endpoint_is_no_address": "Give Endpoint an e-mail address; that of a parameter stands in --parameters FILE or its Default.",
    "endpoint_is_no_arn": "Give Endpoint the ARN: `!GetAtt QUEUE.Arn`, where `!Ref` is a queue's address and a function's name.",
}


def of_rule(rule: str, of: dict[str, Any]) -> str | None:
    """The reason behind a rule's name, where templates have words of their own for it."""
    return _filled(REFUSALS.get(rule), of)


def remedy_of_rule(rule: str, of: dict[str, Any]) -> str | None:
    """What to correct, in the words of templates."""
    return _filled(REMEDIES.get(rule), of)


def _filled(text: str | None, of: dict[str, Any]) -> str | None:
    return None if text is None else text.replace("{property}", str(of.get("property") or "a property"))
