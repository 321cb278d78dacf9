"""Fixtures that pass and may still reach nobody: one weakness each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.builder import good_chain
from tests.aws.claims_trail import classic
from tests.aws.faults import Fault
from tests.aws.fixture import Fixture, passes

if TYPE_CHECKING:
    from tests.aws.builder import Account

DAY = 24 * 3600
TOPIC = "arn:aws:sns:us-east-1:111122223333:security-alarms"


def statement(service: str, action: str | list[str], resource: str, **more: Any) -> dict[str, Any]:
    """A policy that lets a service do something."""
    allow = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource, **more}
    return {"Version": "2012-10-17", "Statement": [allow]}


def _weak_alarm(**changes: Any) -> Any:
    return lambda account: good_chain(account, alarm=changes)


def _topic_policy(service: str = "cloudwatch.amazonaws.com", **more: Any) -> Any:
    return lambda account: good_chain(account, topic={"Policy": statement(service, "sns:Publish", TOPIC, **more)})


def _encrypted(account: Account, *, cloudwatch: bool) -> None:
    key = account.client("kms").create_key()["KeyMetadata"]["KeyId"]
    if cloudwatch:
        policy = statement("cloudwatch.amazonaws.com", ["kms:Decrypt", "kms:GenerateDataKey*"], "*")
        account.key_policy(key, policy)
    good_chain(account, topic={"KmsMasterKeyId": key})


def _delivery(account: Account, **status: Any) -> None:
    good_chain(account)
    account.delivery("org", **status)


def _one_of_two_pages(account: Account) -> None:
    good_chain(account, alarm={"AlarmName": "a-first", "Threshold": 5.0})
    account.alarm(actions=[TOPIC], AlarmName="b-second")


def _flooded_on_one_of_two_pages(account: Account) -> None:
    good_chain(account, metric_filter={"pattern": ""}, alarm={"AlarmName": "a-first"})
    account.alarm(actions=[TOPIC], AlarmName="b-second")


def _second_topic_unread(account: Account) -> None:
    elsewhere = account.of("444455556666").topic()
    good_chain(
        account, alarm={"actions": [TOPIC, elsewhere]}, topic={"Policy": statement("events.amazonaws.com", "sns:Publish", TOPIC)}
    )


def _in_alarm_now(account: Account) -> None:
    good_chain(account)
    account.client("cloudwatch").set_alarm_state(
        AlarmName="iam-policy-changes", StateValue="ALARM", StateReason="a change last week"
    )


def _quiet_trail(account: Account) -> None:
    good_chain(account, selectors=classic(ReadWriteType="WriteOnly"))
    days_ago = account.aws.layer.state.now - 3 * DAY
    account.delivery("org", LatestCloudWatchLogsDeliveryError="Access denied.", LatestCloudWatchLogsDeliveryTime=days_ago)


def _told_without_data(account: Account) -> None:
    filled = {"transformation": {"defaultValue": 0.0}}
    good_chain(account, metric_filter=filled, alarm={"actions": [], "TreatMissingData": "missing"})
    account.composite("iam-or-silence", "ALARM(iam-policy-changes) OR INSUFFICIENT_DATA(iam-policy-changes)")


def _suppressed(account: Account) -> None:
    good_chain(account, alarm={"actions": []})
    account.alarm(actions=[], AlarmName="maintenance", MetricName="Maintenance")
    account.composite(
        "outside-maintenance",
        "ALARM(iam-policy-changes)",
        ActionsSuppressor="maintenance",
        ActionsSuppressorWaitPeriod=60,
        ActionsSuppressorExtensionPeriod=60,
    )


def _muted(account: Account) -> None:
    good_chain(account)
    account.client("cloudwatch").put_alarm_mute_rule(
        Name="nightly",
        Rule={"Schedule": {"Expression": "cron(0 2 * * *)", "Duration": "PT4H"}},
        MuteTargets={"AlarmNames": ["iam-policy-changes"]},
    )


def _filtered(account: Account) -> None:
    good_chain(account, without=frozenset({"subscription"}))
    subscription = account.subscription(TOPIC)
    account.client("sns").set_subscription_attributes(
        SubscriptionArn=subscription, AttributeName="FilterPolicy", AttributeValue='{"severity":["high"]}'
    )


def _fixture(name: str, says: str, build: Any, *weaknesses: str, effective: str, **more: Any) -> Fixture:
    return Fixture(name=name, says=says, build=build, expected=passes(*weaknesses, effective=effective), **more)


FIXTURES = (
    Fixture(
        name="pass_filter_matches_everything",
        says="The pattern is empty and matches every event, so the alarm never rests, and no change moves it into ALARM.",
        build=lambda account: good_chain(account, metric_filter={"pattern": ""}),
        expected=passes("filter_matches_everything", effective="no"),
    ),
    Fixture(
        name="pass_filter_matches_routine",
        says="The filter matches every IAM call, reads such as GetRole, too: whether its alarm ever rests cannot be told.",
        build=lambda account: good_chain(account, metric_filter={"pattern": '{ $.eventSource = "iam.amazonaws.com" }'}),
        expected=passes("filter_matches_routine", effective="unknown"),
    ),
    _fixture(
        "pass_actions_disabled",
        "The alarm's actions are switched off.",
        _weak_alarm(ActionsEnabled=False),
        "actions_disabled",
        effective="no",
    ),
    _fixture(
        "pass_threshold_not_crossed",
        "The alarm wants five changes within one period.",
        _weak_alarm(Threshold=5.0),
        "threshold_not_crossed",
        effective="no",
    ),
    Fixture(
        name="pass_threshold_not_crossed_beside_unread_alarms",
        says="The alarm wants five changes within one period; the second page of alarms failed, and another may stand on it.",
        build=_one_of_two_pages,
        faults=(Fault(kind="page", operation="cloudwatch:DescribeAlarms"),),
        page_size=1,
        expected=passes("threshold_not_crossed", effective="unknown", gaps=[("alarm", "truncated")]),
    ),
    Fixture(
        name="pass_topic_refuses_beside_unread_topic",
        says="One topic turns CloudWatch away; of the other, another account's, it could not be read who subscribes to it.",
        build=_second_topic_unread,
        expected=passes("topic_policy_refuses", effective="unknown", gaps=[("topic", "denied")]),
    ),
    Fixture(
        name="pass_filter_matches_everything_beside_unread_alarms",
        says="The filter matches every event; no alarm on its metric ever rests, also none of the page of alarms that failed.",
        build=_flooded_on_one_of_two_pages,
        faults=(Fault(kind="page", operation="cloudwatch:DescribeAlarms"),),
        page_size=1,
        expected=passes("filter_matches_everything", effective="no"),
    ),
    _fixture(
        "pass_needs_more_records",
        "The alarm wants two periods in a row with a change in each.",
        _weak_alarm(EvaluationPeriods=2, DatapointsToAlarm=2),
        "needs_more_records",
        effective="no",
    ),
    _fixture(
        "pass_needs_more_records_or_default_values",
        "The alarm wants two periods of five, and five default values are five as well: a busy one beside it may add one.",
        lambda account: good_chain(
            account,
            metric_filter={"transformation": {"metricValue": "5", "defaultValue": 1.0}},
            alarm={"Threshold": 5.0, "EvaluationPeriods": 3, "DatapointsToAlarm": 2},
        ),
        "needs_more_records",
        "rests_in_alarm",
        effective="unknown",
    ),
    _fixture(
        "pass_percentile_of_negative_values",
        "The filter counts down, and CloudWatch has no percentile of negative values.",
        lambda account: good_chain(
            account,
            metric_filter={"transformation": {"metricValue": "-1"}},
            alarm={
                "Statistic": None,
                "ExtendedStatistic": "p90",
                "Threshold": -1.0,
                "ComparisonOperator": "LessThanOrEqualToThreshold",
            },
        ),
        "math_not_computed",
        effective="unknown",
    ),
    _fixture(
        "pass_composite_at_rest_in_a_quiet_hour",
        "The composite alarm also follows from missing data, of which a quiet hour has none and a busy one a default value.",
        _told_without_data,
        "rests_in_alarm",
        effective="unknown",
    ),
    _fixture(
        "pass_unit_mismatch",
        "The alarm asks for data in bytes, and the filter writes none.",
        _weak_alarm(Unit="Bytes"),
        "unit_mismatch",
        effective="no",
    ),
    _fixture(
        "pass_rests_in_alarm",
        "Missing data counts as breaching: the alarm is always in ALARM, and no change moves it there.",
        _weak_alarm(TreatMissingData="breaching"),
        "rests_in_alarm",
        effective="no",
    ),
    _fixture(
        "pass_topic_policy_refuses",
        "The topic's policy lets EventBridge publish, and not CloudWatch.",
        _topic_policy("events.amazonaws.com"),
        "topic_policy_refuses",
        effective="no",
    ),
    _fixture(
        "pass_topic_policy_allows",
        "The topic's policy lets CloudWatch publish for alarms of this account.",
        _topic_policy(Condition={"StringEquals": {"aws:SourceAccount": "111122223333"}}),
        effective="yes",
    ),
    _fixture(
        "pass_topic_policy_unclear",
        "The topic's policy lets CloudWatch publish from addresses that nobody can foretell.",
        _topic_policy(Condition={"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
        "topic_policy_unclear",
        effective="unknown",
    ),
    _fixture(
        "pass_topic_key_aws_managed",
        "The topic is encrypted with SNS's own key, which CloudWatch may not use.",
        lambda account: good_chain(account, topic={"KmsMasterKeyId": "alias/aws/sns"}),
        "topic_key_aws_managed",
        effective="no",
    ),
    _fixture(
        "pass_topic_key_refuses",
        "The topic's key lets the account's people use it, and not CloudWatch.",
        lambda account: _encrypted(account, cloudwatch=False),
        "topic_key_refuses",
        effective="no",
    ),
    _fixture(
        "pass_topic_key_allows",
        "The topic's key lets CloudWatch use it.",
        lambda account: _encrypted(account, cloudwatch=True),
        effective="yes",
    ),
    _fixture(
        "pass_topic_key_unread",
        "The policy of the topic's key could not be read.",
        lambda account: _encrypted(account, cloudwatch=True),
        "topic_key_unread",
        effective="unknown",
        faults=(Fault(kind="deny", operation="kms:*"),),
    ),
    _fixture(
        "pass_delivery_error",
        "CloudTrail reports that it may not write to the log group.",
        lambda account: _delivery(
            account,
            LatestCloudWatchLogsDeliveryError="Access denied.",
            LatestCloudWatchLogsDeliveryTime=account.aws.layer.state.now - 3 * DAY,
        ),
        "delivery_error",
        effective="no",
    ),
    _fixture(
        "pass_delivery_error_of_a_quiet_trail",
        "CloudTrail reports an error and an old delivery, of a trail of writes alone: there may have been none since.",
        _quiet_trail,
        "delivery_error",
        "selector_write_only",
        effective="unknown",
    ),
    _fixture(
        "pass_delivery_stale",
        "CloudTrail wrote to the log group three days ago, and not since.",
        lambda account: _delivery(account, LatestCloudWatchLogsDeliveryTime=account.aws.layer.state.now - 3 * DAY),
        "delivery_stale",
        effective="unknown",
    ),
    _fixture(
        "pass_in_alarm_now",
        "The alarm is in ALARM already, so the next change moves nothing.",
        _in_alarm_now,
        "in_alarm_now",
        effective="unknown",
    ),
    _fixture(
        "pass_suppressed",
        "The composite alarm that tells somebody is silent while another alarm is in ALARM.",
        _suppressed,
        "suppressed",
        effective="unknown",
    ),
    _fixture(
        "pass_muted",
        "A mute rule silences the alarm for four hours a night.",
        _muted,
        "muted",
        effective="unknown",
    ),
    _fixture(
        "pass_subscription_filtered",
        "The only subscription has a filter policy, which an alarm's message may not meet.",
        _filtered,
        "subscription_filtered",
        effective="unknown",
    ),
    _fixture(
        "pass_selector_write_only",
        "The trail records writes only, and all sixteen are writes.",
        lambda account: good_chain(account, selectors=classic(ReadWriteType="WriteOnly")),
        "selector_write_only",
        effective="yes",
    ),
    _fixture(
        "pass_stays_in_alarm",
        "After the first change the alarm stays in ALARM, since missing data is ignored.",
        _weak_alarm(TreatMissingData="ignore"),
        "stays_in_alarm",
        effective="yes",
    ),
)
