"""The simulator where it goes beyond moto, asked through botocore as the collector asks it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from tests.aws.builder import Account, good_chain
from tests.aws.faults import Fault
from tests.aws.server import Aws, aws_server

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def aws() -> Iterator[Aws]:
    with aws_server(regions=("us-east-1",)) as running:
        yield running


@pytest.fixture
def account(aws: Aws) -> Account:
    return Account(aws=aws)


def test_an_address_is_pending_until_it_is_confirmed(aws: Aws, account: Account) -> None:
    topic = account.topic()
    arn = account.subscription(topic, confirmed=False)
    sns = account.client("sns")
    assert [found["SubscriptionArn"] for found in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]] == [
        "PendingConfirmation"
    ]
    aws.confirm(topic)
    assert [found["SubscriptionArn"] for found in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]] == [arn]


def test_composite_alarms_are_answered_only_where_they_are_asked_for(account: Account) -> None:
    account.topic()
    account.alarm(actions=[], Metrics=None)
    account.composite("any", "ALARM(iam-policy-changes)")
    cloudwatch = account.client("cloudwatch")
    silent = cloudwatch.describe_alarms()
    assert (len(silent["MetricAlarms"]), silent["CompositeAlarms"]) == (1, [])
    (composite,) = cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert composite["AlarmRule"] == "ALARM(iam-policy-changes)"
    cloudwatch.delete_alarms(AlarmNames=["any"])
    assert cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"] == []


def test_what_moto_drops_is_there(account: Account) -> None:
    account.log_group(logGroupClass="INFREQUENT_ACCESS")
    account.metric_filter(applyOnTransformedLogs=True, fieldSelectionCriteria='@aws.region = "eu-west-1"')
    account.alarm(actions=[], EvaluateLowSampleCountPercentile="ignore", Statistic=None, ExtendedStatistic="p99")
    logs = account.client("logs")
    (group,) = logs.describe_log_groups()["logGroups"]
    (kept,) = logs.describe_metric_filters(logGroupName="org-trail")["metricFilters"]
    (alarm,) = account.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert group["logGroupClass"] == "INFREQUENT_ACCESS"
    assert (kept["applyOnTransformedLogs"], kept["fieldSelectionCriteria"]) == (True, '@aws.region = "eu-west-1"')
    assert (alarm["ExtendedStatistic"], alarm["EvaluateLowSampleCountPercentile"]) == ("p99", "ignore")


def test_pages_are_as_small_as_the_server_is_told(aws: Aws, account: Account) -> None:
    aws.layer.state.page_size = 2
    topic = account.topic()
    for number in range(5):
        account.subscription(topic, endpoint=f"{number}@example.com")
    pages = list(account.client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic))
    assert [len(page["Subscriptions"]) for page in pages] == [2, 2, 1]
    endpoints = [found["Endpoint"] for page in pages for found in page["Subscriptions"]]
    assert endpoints == [f"{number}@example.com" for number in range(5)]


def test_parameters_that_the_api_lacks_are_refused(account: Account) -> None:
    account.log_group()
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        account.client("logs").describe_metric_filters(logGroupName="no-such-group")
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        account.client("cloudwatch").get_alarm_mute_rule(AlarmMuteRuleName="none")


def test_a_fault_strikes_as_often_as_it_was_ordered_and_where(aws: Aws, account: Account) -> None:
    aws.layer.faults.order(Fault(kind="deny", operation="cloudwatch:DescribeAlarms", region="us-east-1", times=1))
    account.elsewhere("eu-west-1").client("cloudwatch").describe_alarms()
    with pytest.raises(ClientError, match="AccessDenied"):
        account.client("cloudwatch").describe_alarms()
    account.client("cloudwatch").describe_alarms()


def test_a_server_starts_empty(account: Account) -> None:
    good_chain(account)
    with aws_server() as other:
        assert other.client("cloudtrail").describe_trails()["trailList"] == []
