"""Which questions an answered page calls for."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trailgate_collector.call_table import CALLS
from trailgate_collector.followups import follow_ups

TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"


def asked(operation: str, page: dict[str, Any], region: str = "us-east-1") -> list[tuple[str, str, dict[str, Any]]]:
    return [(found.call.operation, found.region, found.request) for found in follow_ups(operation, region, page)]


def test_a_trail_is_asked_for_in_its_home_region() -> None:
    trail = {"TrailARN": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/t", "HomeRegion": "eu-west-1"}
    assert asked("DescribeTrails", {"trailList": [trail]}) == [
        ("GetTrailStatus", "eu-west-1", {"Name": trail["TrailARN"]}),
        ("GetEventSelectors", "eu-west-1", {"TrailName": trail["TrailARN"]}),
    ]


def test_a_log_group_is_asked_for_where_its_arn_says_under_its_whole_name() -> None:
    arn = "arn:aws-cn:logs:cn-north-1:444455556666:log-group:/aws/trail:with:colons:*"
    trail = {"TrailARN": "arn:aws-cn:cloudtrail:cn-north-1:1:trail/t", "HomeRegion": "cn-north-1"}
    found = list(follow_ups("DescribeTrails", "cn-northwest-1", {"trailList": [{**trail, "CloudWatchLogsLogGroupArn": arn}]}))
    groups = [question for question in found if question.call.operation == "DescribeLogGroups"]
    assert [(group.region, group.owner, group.request) for group in groups] == [
        ("cn-north-1", "444455556666", {"logGroupNamePrefix": "/aws/trail:with:colons"})
    ]


def test_the_topics_of_alarms_of_every_type_are_asked_for_in_their_own_region() -> None:
    page = {
        "MetricAlarms": [{"AlarmActions": [TOPIC, "arn:aws:automate:us-east-1:ec2:stop"]}],
        "CompositeAlarms": [{"AlarmActions": [f"{TOPIC}-2"], "OKActions": [f"{TOPIC}-3"]}],
    }
    found = asked("DescribeAlarms", page)
    assert {(operation, region) for operation, region, _ in found} == {
        ("GetTopicAttributes", "eu-west-1"),
        ("ListSubscriptionsByTopic", "eu-west-1"),
    }
    assert {request["TopicArn"] for _, _, request in found} == {TOPIC, f"{TOPIC}-2"}


def test_only_a_confirmed_subscription_is_asked_for() -> None:
    page = {"Subscriptions": [{"SubscriptionArn": f"{TOPIC}:1"}, {"SubscriptionArn": "PendingConfirmation"}]}
    assert asked("ListSubscriptionsByTopic", page) == [
        ("GetSubscriptionAttributes", "us-east-1", {"SubscriptionArn": f"{TOPIC}:1"})
    ]


def test_a_transformer_is_asked_for_only_where_a_filter_looks_at_transformed_events() -> None:
    filters = [{"logGroupName": "a", "applyOnTransformedLogs": True}, {"logGroupName": "b"}]
    assert asked("DescribeMetricFilters", {"metricFilters": filters}) == [
        ("GetTransformer", "us-east-1", {"logGroupIdentifier": "a"}),
        ("DescribeAccountPolicies", "us-east-1", {"policyType": "TRANSFORMER_POLICY"}),
    ]


def test_an_expired_mute_rule_is_not_asked_for() -> None:
    arn = "arn:aws:cloudwatch:us-east-1:111122223333:alarm-mute-rule:nightly"
    rules = [{"AlarmMuteRuleArn": arn, "Status": "ACTIVE"}, {"AlarmMuteRuleArn": f"{arn}-old", "Status": "EXPIRED"}]
    assert asked("ListAlarmMuteRules", {"AlarmMuteRuleSummaries": rules}) == [
        ("GetAlarmMuteRule", "us-east-1", {"AlarmMuteRuleName": "nightly"})
    ]


def test_the_policy_of_a_customers_key_is_asked_for_by_its_arn() -> None:
    assert asked("GetTopicAttributes", {"Attributes": {"KmsMasterKeyId": "alias/alarms"}}) == [
        ("DescribeKey", "us-east-1", {"KeyId": "alias/alarms"})
    ]
    assert asked("GetTopicAttributes", {"Attributes": {}}) == []
    key = {"KeyManager": "CUSTOMER", "AWSAccountId": "111122223333", "Arn": "arn:aws:kms:us-east-1:111122223333:key/1"}
    assert asked("DescribeKey", {"KeyMetadata": key}) == [
        ("GetKeyPolicy", "us-east-1", {"KeyId": key["Arn"], "PolicyName": "default"})
    ]
    assert asked("DescribeKey", {"KeyMetadata": {**key, "KeyManager": "AWS"}}) == []


PAGES = st.dictionaries(
    st.sampled_from(["trailList", "MetricAlarms", "Subscriptions", "metricFilters", "Attributes", "KeyMetadata"]),
    st.none() | st.lists(st.dictionaries(st.text(max_size=3), st.none() | st.text(max_size=5), max_size=2), max_size=2),
)


@given(operation=st.sampled_from([call.operation for call in CALLS]), page=PAGES)
def test_a_page_with_members_missing_calls_for_no_question_with_a_hole(operation: str, page: dict[str, Any]) -> None:
    for question in follow_ups(operation, "us-east-1", page):
        assert None not in question.request.values()
