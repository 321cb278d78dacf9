"""A page without what AWS always sends is no answer, so it proves nothing; what came before it stands."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.evaluator.readers.snapshot.samples import (
    ALARM,
    ALL_ALARM_TYPES,
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
    without,
)
from trailgate_collector.call_table import CALLS
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.readers.snapshot.whole_answers import always_sent, incomplete


def emptied(operation: str, answer: Any) -> Json:
    """The document's parts, where one operation answered this instead."""
    calls = copy.deepcopy(whole_calls())
    for each in calls:
        if f"{each['service']}:{each['operation']}" == operation:
            each["pages"] = [answer]
    parts = read_chain(source(snapshot(calls)))
    return {"gaps": parts.gaps, **parts.resources}


def reason(value: Any) -> str:
    told: str = value["unknown"]["reason"]
    return told


def test_the_collector_and_the_reader_ask_the_same_of_every_call() -> None:
    assert always_sent() == {f"{call.service}:{call.operation}": list(call.always) for call in CALLS}


@pytest.mark.parametrize("answer", [{}, {"message": "<html>"}, {"TrailARN": TRAIL}, {"EventSelectors": []}])
def test_selectors_that_are_not_told_are_not_the_default(answer: Json) -> None:
    read = emptied("cloudtrail:GetEventSelectors", answer)
    assert reason(read["trails"][TRAIL]["selectors"]) == "failed"
    (gap,) = read["gaps"].values()
    assert gap["error"]["code"] == "IncompleteAnswer"
    assert "which AWS always sends" in gap["error"]["message"]


def test_a_status_that_does_not_say_whether_it_logs_is_none() -> None:
    trail = emptied("cloudtrail:GetTrailStatus", {"LatestCloudWatchLogsDeliveryTime": "2026-11-23T19:30:00Z"})["trails"][TRAIL]
    assert (reason(trail["logging"]), reason(trail["delivery"])) == ("failed", "failed")


@pytest.mark.parametrize(
    "answer", [{}, {"Attributes": {}}, {"Attributes": {"TopicArn": TOPIC}}, {"Attributes": {"Policy": "{}"}}]
)
def test_a_topic_without_attributes_has_no_default_policy(answer: Json) -> None:
    topic = emptied("sns:GetTopicAttributes", answer)["topics"][TOPIC]
    assert (reason(topic["policy"]), reason(topic["key"])) == ("failed", "failed")


@pytest.mark.parametrize("answer", [{}, {"Attributes": {}}, {"Attributes": {"SubscriptionArn": SUBSCRIPTION}}])
def test_a_subscription_without_attributes_may_have_a_filter(answer: Json) -> None:
    subscription = emptied("sns:GetSubscriptionAttributes", answer)["subscriptions"][SUBSCRIPTION]
    assert reason(subscription["filter_policy"]) == "failed"


def test_mute_rules_that_are_not_listed_may_mute() -> None:
    assert reason(emptied("cloudwatch:ListAlarmMuteRules", {})["alarms"][ALARM]["muted_by"]) == "failed"


@pytest.mark.parametrize("rule", [{}, {"Name": "nights"}, {"Name": "nights", "MuteTargets": {"AlarmNames": []}}])
def test_a_mute_rule_that_is_not_told_may_mute(rule: Json) -> None:
    arn = f"arn:aws:cloudwatch:{REGION}:111122223333:alarm-mute-rule:nights"
    listing = {"AlarmMuteRuleSummaries": [{"AlarmMuteRuleArn": arn, "Status": "ACTIVE"}]}
    calls = [
        *without("cloudwatch:ListAlarmMuteRules"),
        call("cloudwatch:ListAlarmMuteRules", {}, listing),
        call("cloudwatch:GetAlarmMuteRule", {"AlarmMuteRuleName": "nights"}, rule),
    ]
    assert reason(read_chain(source(snapshot(calls))).resources["alarms"][ALARM]["muted_by"]) == "failed"


@pytest.mark.parametrize(
    ("operation", "scope"),
    [
        ("cloudtrail:DescribeTrails", "trail|111122223333"),
        ("logs:DescribeMetricFilters", f"metric_filter|arn:aws:logs:{REGION}:111122223333:log-group:trail-logs"),
        ("cloudwatch:DescribeAlarms", f"alarm|111122223333|{REGION}"),
        ("sns:ListSubscriptionsByTopic", f"subscription|{TOPIC}"),
    ],
)
def test_a_list_that_is_not_there_is_not_empty(operation: str, scope: str) -> None:
    gaps = emptied(operation, {})["gaps"].values()
    assert (scope, "failed") in {(gap["scope"], gap["reason"]) for gap in gaps}


def test_a_page_that_is_no_answer_cuts_off_what_came_before_it() -> None:
    calls = copy.deepcopy(whole_calls())
    alarms = next(each for each in calls if each["operation"] == "DescribeAlarms")
    alarms["pages"].append({"NextToken": "more"})
    read = read_chain(source(snapshot(calls)))
    assert ALARM in read.resources["alarms"]
    assert [gap["reason"] for gap in read.gaps.values()] == ["truncated"]


def test_a_member_is_expected_only_where_the_request_asks_for_it() -> None:
    describe = "cloudwatch:DescribeAlarms"
    composites: Json = {"CompositeAlarms": []}
    assert incomplete(describe, {"AlarmTypes": ["CompositeAlarm"]}, [composites]) is None
    for request in ({}, {"AlarmTypes": ALL_ALARM_TYPES}):
        assert incomplete(describe, request, [{"MetricAlarms": []}]) is None
        assert incomplete(describe, request, [composites]) is not None
    assert incomplete(describe, {"AlarmTypes": ["CompositeAlarm"]}, [{}]) is not None


@pytest.mark.parametrize(
    ("operation", "rows", "member"),
    [
        ("cloudtrail:DescribeTrails", "trailList", "IsMultiRegionTrail"),
        ("cloudtrail:DescribeTrails", "trailList", "IncludeGlobalServiceEvents"),
        ("cloudtrail:GetEventSelectors", "EventSelectors", "ReadWriteType"),
        ("cloudtrail:GetEventSelectors", "EventSelectors", "IncludeManagementEvents"),
        ("logs:DescribeMetricFilters", "metricFilters", "filterPattern"),
        ("logs:DescribeMetricFilters", "metricFilters", "metricTransformations"),
        ("cloudwatch:DescribeAlarms", "MetricAlarms", "AlarmActions"),
        ("cloudwatch:DescribeAlarms", "MetricAlarms", "ActionsEnabled"),
        ("cloudwatch:DescribeAlarms", "MetricAlarms", "StateValue"),
    ],
)
def test_a_row_without_what_each_has_makes_the_answer_none(operation: str, rows: str, member: str) -> None:
    whole = next(each for each in whole_calls() if f"{each['service']}:{each['operation']}" == operation)
    page = copy.deepcopy(whole["pages"][0])
    page[rows].append({key: value for key, value in page[rows][0].items() if key != member})
    told = incomplete(operation, whole["request"], [page])
    assert told is not None
    assert f"the answer has no {rows}[].{member}," in told[1]["message"]
    assert incomplete(operation, whole["request"], whole["pages"]) is None
    assert "failed" in {gap["reason"] for gap in emptied(operation, page)["gaps"].values()}


def test_rows_that_are_no_list_are_left_to_the_fields() -> None:
    assert incomplete("logs:DescribeMetricFilters", {}, [{"metricFilters": "x"}]) is None


def test_of_a_call_that_the_table_does_not_know_nothing_is_expected() -> None:
    assert incomplete("s3:ListBuckets", {}, [{}]) is None


@pytest.mark.parametrize(
    ("operation", "answer", "lacking"),
    [
        ("logs:GetTransformer", {"logGroupIdentifier": "x"}, "transformerConfig[0]"),
        ("logs:GetTransformer", {"logGroupIdentifier": "x", "transformerConfig": []}, "transformerConfig[0]"),
        (
            "cloudwatch:GetAlarmMuteRule",
            {"AlarmMuteRuleArn": "x", "Name": "x", "Rule": {}, "MuteTargets": {}},
            "[MuteTargets][].AlarmNames",
        ),
        (
            "cloudwatch:DescribeAlarms",
            {"MetricAlarms": [{"AlarmActions": [], "ActionsEnabled": True, "StateValue": "OK", "WarmUpConfiguration": {}}]},
            "MetricAlarms[].WarmUpConfiguration[].WarmUpPeriodDurationInMinutes",
        ),
    ],
)
def test_what_is_optional_is_there_as_a_whole(operation: str, answer: Json, lacking: str) -> None:
    """Found by fuzzing: half an object was taken for none."""
    told = incomplete(operation, {}, [answer])
    assert told is not None
    assert f"the answer has no {lacking}, " in told[1]["message"]


def test_a_mute_rule_without_targets_covers_nothing() -> None:
    assert incomplete("cloudwatch:GetAlarmMuteRule", {}, [{"AlarmMuteRuleArn": "x", "Name": "x", "Rule": {}}]) is None


@pytest.mark.parametrize(
    ("operation", "token"), [("logs:DescribeMetricFilters", "nextToken"), ("cloudwatch:DescribeAlarms", "NextToken")]
)
def test_an_answer_whose_last_page_says_that_there_is_more_is_cut_off(operation: str, token: str) -> None:
    calls = copy.deepcopy(whole_calls())
    told = next(each for each in calls if f"{each['service']}:{each['operation']}" == operation)
    told["pages"][-1][token] = "abc"
    gaps = read_chain(source(snapshot(calls))).gaps.values()
    assert {(gap["reason"], gap["error"]["code"]) for gap in gaps} == {("truncated", "MorePages")}
    told["pages"][-1][token] = ""
    assert read_chain(source(snapshot(calls))).gaps == {}


def test_a_whole_answer_has_no_error_beside_it() -> None:
    calls = copy.deepcopy(whole_calls())
    calls[0]["error"] = {"code": "Throttling", "message": ""}
    with pytest.raises(InputError, match="no error beside a whole answer"):
        read_chain(source(snapshot(calls)))
