"""An answer about another thing than was asked is none: it proves nothing, and the call counts as failed."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from tests.evaluator.readers.snapshot.samples import (
    ACCOUNT,
    ALARM,
    GROUP,
    OTHER,
    REGION,
    SUBSCRIPTION,
    TOPIC,
    TRAIL,
    Json,
    call,
    read_chain,
    snapshot,
    source,
    whole_calls,
)
from trailgate_collector.call_table import CALLS
from trailgate_collector.echoes import first_stray
from trailgate_evaluator.readers.snapshot.echoes import echoes, stray

ELSEWHERE = "eu-west-1"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1234"
RULE = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm-mute-rule:nights"


def strays(operation: str, request: Json, page: Json) -> bool:
    """Whether both the reader and the collector take the page for another question's."""
    reader = stray(operation, REGION, request, [page]) is not None
    (asked,) = [each for each in CALLS if f"{each.service}:{each.operation}" == operation]
    assert reader == (first_stray(asked.echoes, REGION, request, page) is not None)
    return reader


def test_the_collector_knows_the_same_of_each_call() -> None:
    assert echoes() == {f"{each.service}:{each.operation}": list(each.echoes) for each in CALLS}


SAME: list[tuple[str, Json, Json]] = [
    ("cloudtrail:GetEventSelectors", {"TrailName": TRAIL}, {"TrailARN": TRAIL}),
    ("cloudtrail:GetEventSelectors", {"TrailName": "main"}, {"TrailARN": TRAIL}),
    (
        "logs:DescribeLogGroups",
        {"logGroupNamePrefix": "tra"},
        {"logGroups": [{"logGroupName": "trail-logs", "arn": f"{GROUP}:*"}]},
    ),
    ("logs:DescribeLogGroups", {}, {"logGroups": [{"logGroupName": "trail-logs", "arn": f"{GROUP}:*", "logGroupArn": GROUP}]}),
    ("logs:DescribeMetricFilters", {"logGroupName": "a"}, {"metricFilters": [{"logGroupName": "a"}, {"filterName": "f"}]}),
    ("logs:GetTransformer", {"logGroupIdentifier": "trail-logs"}, {"logGroupIdentifier": GROUP}),
    ("logs:GetTransformer", {"logGroupIdentifier": f"{GROUP}:*"}, {"logGroupIdentifier": GROUP}),
    ("logs:GetDataProtectionPolicy", {"logGroupIdentifier": GROUP}, {"logGroupIdentifier": "trail-logs"}),
    (
        "logs:GetDataProtectionPolicy",
        {"logGroupIdentifier": "/aws/a"},
        {"logGroupIdentifier": GROUP.replace("trail-logs", "/aws/a")},
    ),
    ("cloudwatch:GetAlarmMuteRule", {"AlarmMuteRuleName": RULE}, {"AlarmMuteRuleArn": RULE, "Name": "nights"}),
    ("sns:ListSubscriptionsByTopic", {"TopicArn": TOPIC}, {"Subscriptions": [{"SubscriptionArn": "Deleted", "TopicArn": TOPIC}]}),
    ("kms:DescribeKey", {"KeyId": "alias/mine"}, {"KeyMetadata": {"Arn": KEY, "KeyId": "1234"}}),
    ("kms:DescribeKey", {"KeyId": f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/mine"}, {"KeyMetadata": {"Arn": KEY}}),
    ("kms:DescribeKey", {"KeyId": "1234"}, {"KeyMetadata": {"Arn": KEY, "KeyId": "1234"}}),
    ("kms:GetKeyPolicy", {"KeyId": KEY, "PolicyName": "default"}, {"Policy": "{}"}),
]
OTHER_THINGS: list[tuple[str, Json, Json]] = [
    ("cloudtrail:GetEventSelectors", {"TrailName": TRAIL}, {"TrailARN": f"{TRAIL}-2"}),
    ("cloudtrail:GetEventSelectors", {"TrailName": "main"}, {"TrailARN": f"{TRAIL}-2"}),
    ("cloudtrail:GetEventSelectors", {"TrailName": TRAIL}, {"TrailARN": TRAIL.replace(ACCOUNT, OTHER)}),
    ("cloudtrail:GetEventSelectors", {"TrailName": TRAIL}, {"TrailARN": ["x"]}),
    ("cloudtrail:DescribeTrails", {}, {"trailList": [{"TrailARN": TRAIL, "Name": "other"}]}),
    ("cloudtrail:DescribeTrails", {}, {"trailList": [{"TrailARN": TRAIL, "Name": "main", "HomeRegion": ELSEWHERE}]}),
    ("logs:DescribeLogGroups", {"logGroupNamePrefix": "x"}, {"logGroups": [{"logGroupName": "trail-logs", "arn": f"{GROUP}:*"}]}),
    ("logs:DescribeLogGroups", {}, {"logGroups": [{"logGroupName": "other", "arn": f"{GROUP}:*"}]}),
    ("logs:DescribeLogGroups", {}, {"logGroups": [{"logGroupName": "trail-logs", "arn": GROUP.replace(REGION, ELSEWHERE)}]}),
    ("logs:DescribeLogGroups", {}, {"logGroups": [{"logGroupName": "trail-logs", "arn": GROUP, "logGroupArn": f"{GROUP}-2"}]}),
    ("logs:DescribeMetricFilters", {"logGroupName": "a"}, {"metricFilters": [{"logGroupName": "a"}, {"logGroupName": "b"}]}),
    ("logs:GetTransformer", {"logGroupIdentifier": "trail-logs"}, {"logGroupIdentifier": f"{GROUP}-2"}),
    ("logs:GetDataProtectionPolicy", {"logGroupIdentifier": "a"}, {"logGroupIdentifier": "b"}),
    ("logs:DescribeAccountPolicies", {"policyType": "A"}, {"accountPolicies": [{"policyType": "B"}]}),
    ("cloudwatch:DescribeAlarms", {}, {"MetricAlarms": [{"AlarmArn": ALARM.replace(REGION, ELSEWHERE)}]}),
    ("cloudwatch:DescribeAlarms", {}, {"MetricAlarms": [{"AlarmArn": ALARM, "AlarmName": "other"}]}),
    ("cloudwatch:GetAlarmMuteRule", {"AlarmMuteRuleName": "days"}, {"AlarmMuteRuleArn": RULE}),
    ("cloudwatch:GetAlarmMuteRule", {"AlarmMuteRuleName": "nights"}, {"AlarmMuteRuleArn": RULE, "Name": "days"}),
    ("sns:GetTopicAttributes", {"TopicArn": TOPIC}, {"Attributes": {"TopicArn": f"{TOPIC}-2"}}),
    ("sns:ListSubscriptionsByTopic", {"TopicArn": TOPIC}, {"Subscriptions": [{"TopicArn": f"{TOPIC}-2"}]}),
    ("sns:ListSubscriptionsByTopic", {"TopicArn": TOPIC}, {"Subscriptions": [{"SubscriptionArn": f"{TOPIC}-2:1"}]}),
    ("sns:GetSubscriptionAttributes", {"SubscriptionArn": SUBSCRIPTION}, {"Attributes": {"SubscriptionArn": f"{TOPIC}:2"}}),
    (
        "sns:GetSubscriptionAttributes",
        {"SubscriptionArn": SUBSCRIPTION},
        {"Attributes": {"SubscriptionArn": SUBSCRIPTION, "TopicArn": f"{TOPIC}-2"}},
    ),
    ("kms:DescribeKey", {"KeyId": KEY}, {"KeyMetadata": {"Arn": KEY.replace("1234", "5678")}}),
    ("kms:DescribeKey", {"KeyId": "alias/mine"}, {"KeyMetadata": {"Arn": KEY.replace(REGION, ELSEWHERE)}}),
    ("kms:DescribeKey", {"KeyId": f"arn:aws:kms:{REGION}:{OTHER}:alias/mine"}, {"KeyMetadata": {"Arn": KEY}}),
    ("kms:DescribeKey", {"KeyId": "alias/mine"}, {"KeyMetadata": {"Arn": KEY, "KeyId": "5678"}}),
    ("kms:GetKeyPolicy", {"KeyId": KEY, "PolicyName": "default"}, {"Policy": "{}", "PolicyName": "other"}),
    ("observabilityadmin:GetTelemetryRule", {"RuleIdentifier": "a"}, {"RuleName": "b"}),
]


@pytest.mark.parametrize(("operation", "request_", "page"), SAME)
def test_what_was_asked_for_may_be_named_in_another_way(operation: str, request_: Json, page: Json) -> None:
    assert not strays(operation, request_, page)


@pytest.mark.parametrize(("operation", "request_", "page"), OTHER_THINGS)
def test_an_answer_about_another_thing_is_none(operation: str, request_: Json, page: Json) -> None:
    assert strays(operation, request_, page)


def answered(operation: str, change: dict[str, str]) -> Any:
    """What is read of the whole account where one answer has other texts in it."""
    calls = copy.deepcopy(whole_calls())
    told = next(each for each in calls if f"{each['service']}:{each['operation']}" == operation)
    text = json.dumps(told["pages"])
    for before, after in change.items():
        text = text.replace(before, after)
    told["pages"] = json.loads(text)
    return read_chain(source(snapshot(calls)))


@pytest.mark.parametrize(
    ("operation", "change"),
    [
        ("cloudtrail:GetEventSelectors", {TRAIL: f"{TRAIL}-2"}),
        ("logs:DescribeMetricFilters", {"trail-logs": "others"}),
        ("cloudwatch:DescribeAlarms", {ALARM: ALARM.replace(REGION, ELSEWHERE)}),
        ("sns:GetTopicAttributes", {f'"TopicArn": "{TOPIC}"': f'"TopicArn": "{TOPIC}-2"'}),
        ("sns:ListSubscriptionsByTopic", {TOPIC: f"{TOPIC}-2"}),
        ("sns:GetSubscriptionAttributes", {SUBSCRIPTION: f"{TOPIC}:other"}),
    ],
)
def test_what_was_asked_for_is_then_not_known(operation: str, change: dict[str, str]) -> None:
    gaps = answered(operation, change).gaps.values()
    assert {(gap["call"], gap["reason"], gap["error"]["code"]) for gap in gaps} == {(operation, "failed", "StrayAnswer")}
    assert all("of the answer is" in gap["error"]["message"] for gap in gaps)


def test_pages_before_a_stray_one_count() -> None:
    calls = copy.deepcopy(whole_calls())
    filters = next(each for each in calls if each["operation"] == "DescribeMetricFilters")
    filters["pages"].append({"metricFilters": [filters["pages"][0]["metricFilters"][0] | {"logGroupName": "other"}]})
    read = read_chain(source(snapshot(calls)))
    assert len(read.resources["metric_filters"]) == 1
    assert [gap["reason"] for gap in read.gaps.values()] == ["truncated"]


def test_of_a_call_that_the_table_does_not_know_nothing_is_expected() -> None:
    assert stray("s3:ListBuckets", REGION, {}, [{"Buckets": []}]) is None
    assert read_chain(source(snapshot([*whole_calls(), call("s3:ListBuckets", {}, {})]))).gaps == {}
