"""One question has one answer: two that differ are refused, two that say the same are one."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.evaluator.readers.snapshot.samples import (
    ACCOUNT,
    ALARM,
    ALARM_ROW,
    ALL_ALARM_TYPES,
    OTHER,
    TRAIL,
    Json,
    call,
    read_chain,
    snapshot,
    source,
    whole_calls,
    without,
)
from trailgate_evaluator.errors import InputError

STATUS = "cloudtrail:GetTrailStatus"
DESCRIBE = "cloudwatch:DescribeAlarms"
TYPES: Json = {"AlarmTypes": ALL_ALARM_TYPES}
OTHER_ROW = {**ALARM_ROW, "AlarmName": "iam-changes-2", "AlarmArn": f"{ALARM}-2"}


def alarms(*pages: list[Json], outcome: str = "answered", **request: Any) -> Json:
    told = [{"MetricAlarms": rows, "CompositeAlarms": []} for rows in pages]
    return call(DESCRIBE, TYPES | request, *told, outcome=outcome)


def read(*calls: Json) -> Json:
    parts = read_chain(source(snapshot([*without(DESCRIBE), *calls])))
    return {"gaps": parts.gaps, **parts.resources}


def refused(*calls: Json) -> str:
    with pytest.raises(InputError) as refusal:
        read(*calls)
    assert refusal.value.where.startswith("acme.json#/calls/")
    return str(refusal.value)


def test_two_answers_that_differ_are_refused_and_both_are_named() -> None:
    said = refused(alarms([ALARM_ROW]), alarms([]))
    assert "one answer to one question (cloudwatch:DescribeAlarms in us-east-1)" in said
    assert "/calls/10 and /calls/11" in said


@pytest.mark.parametrize("number", range(len(whole_calls())))
def test_every_call_is_held_to_the_rule(number: int) -> None:
    calls = copy.deepcopy(whole_calls())
    other = copy.deepcopy(calls[number])
    other["pages"][0]["Unheard"] = "of"
    with pytest.raises(InputError, match="two that differ"):
        read_chain(source(snapshot([*calls, other])))
    assert read_chain(source(snapshot([*calls, calls[number]]))).resources == read_chain(source(snapshot())).resources


def test_order_and_pages_and_what_only_cuts_pages_make_no_difference() -> None:
    told = read(alarms([ALARM_ROW, OTHER_ROW]), alarms([OTHER_ROW], [ALARM_ROW], MaxRecords=1))
    assert set(told["alarms"]) == {ALARM, f"{ALARM}-2"}
    assert told["gaps"] == {}


def test_the_same_row_twice_is_another_answer() -> None:
    assert "two that differ" in refused(alarms([ALARM_ROW]), alarms([ALARM_ROW, ALARM_ROW]))


def test_what_is_absent_is_not_shown() -> None:
    assert "two that differ" in refused(alarms([]), alarms(outcome="absent"))
    assert "two that differ" in refused(alarms([ALARM_ROW], outcome="truncated"), alarms(outcome="absent"))
    assert read(alarms(outcome="absent"), alarms(outcome="absent"))["alarms"] == {}


@pytest.mark.parametrize("outcome", ["denied", "failed", "skipped"])
def test_what_is_no_answer_contradicts_none(outcome: str) -> None:
    for calls in ((alarms(outcome=outcome), alarms([ALARM_ROW])), (alarms([ALARM_ROW]), alarms(outcome=outcome))):
        assert read(*calls)["gaps"] == {}


def test_an_answer_that_was_cut_off_shows_nothing_that_a_longer_one_does_not() -> None:
    cut, changed = alarms([ALARM_ROW], outcome="truncated"), alarms([{**ALARM_ROW, "Threshold": 2.0}], outcome="truncated")
    whole, longer = alarms([OTHER_ROW, ALARM_ROW]), alarms([ALARM_ROW], [OTHER_ROW], outcome="truncated")
    assert read(cut, whole)["gaps"] == read(whole, cut)["gaps"] == {}
    assert len(read(cut, longer)["alarms"]) == len(read(longer, cut)["alarms"]) == 2
    for pair in ((cut, changed), (changed, whole), (whole, changed), (longer, alarms([ALARM_ROW]))):
        assert "two that differ" in refused(*pair)


def test_another_region_or_request_is_another_question() -> None:
    elsewhere = call(STATUS, {"Name": TRAIL}, {"IsLogging": False}, region="eu-west-1")
    parts = read_chain(source(snapshot([*whole_calls(), elsewhere])))
    assert TRAIL in parts.resources["trails"]
    assert read(alarms([ALARM_ROW]), call(DESCRIBE, {"AlarmTypes": ["LogAlarm"]}, {"LogAlarms": []}))["gaps"] == {}


def test_a_broken_answer_contradicts_none() -> None:
    assert read(alarms([ALARM_ROW]), call(DESCRIBE, TYPES, {}))["gaps"] == {}


def test_credentials_of_another_account_than_the_snapshot_says_are_refused() -> None:
    whose = "sts:GetCallerIdentity"
    ours, theirs = ({"Account": number, "Arn": f"arn:aws:iam::{number}:user/auditor"} for number in (ACCOUNT, OTHER))
    assert read(call(whose, {}, ours))["trails"].keys() == {TRAIL}
    said = refused(call(whose, {}, theirs))
    assert f"credentials of the snapshot's account {ACCOUNT}" in said
    assert OTHER in said


LISTING = "sns:ListSubscriptionsByTopic"


@pytest.mark.parametrize(
    ("operation", "rows", "change"),
    [
        ("cloudtrail:DescribeTrails", "trailList", {"IsMultiRegionTrail": False}),
        ("logs:DescribeLogGroups", "logGroups", {"logGroupClass": "INFREQUENT_ACCESS"}),
        ("logs:DescribeMetricFilters", "metricFilters", {"filterPattern": "{ $.eventName = PutUserPolicy }"}),
        (DESCRIBE, "MetricAlarms", {"ActionsEnabled": False}),
        (DESCRIBE, "MetricAlarms", {"StateValue": "ALARM"}),
        (LISTING, "Subscriptions", {"Protocol": "sqs"}),
    ],
)
def test_one_resource_is_shown_in_one_way(operation: str, rows: str, change: Json) -> None:
    calls = copy.deepcopy(whole_calls())
    whole = read_chain(source(snapshot(calls))).resources
    shown = next(each for each in calls if f"{each['service']}:{each['operation']}" == operation)["pages"][0][rows]
    shown.append(copy.deepcopy(shown[0]))
    assert read_chain(source(snapshot(calls))).resources == whole
    shown[1] |= change
    for _ in range(2):
        with pytest.raises(InputError, match=f"one answer about one resource .*{rows}/0 and .*{rows}/1"):
            read_chain(source(snapshot(calls)))
        shown.reverse()


def test_one_trail_is_the_same_in_every_region() -> None:
    trails = next(each for each in whole_calls() if each["operation"] == "DescribeTrails")["pages"][0]["trailList"]
    elsewhere = call("cloudtrail:DescribeTrails", {}, {"trailList": trails}, region="eu-west-1")
    assert read(alarms([ALARM_ROW]), elsewhere)["gaps"] == {}
    elsewhere["pages"][0]["trailList"][0]["IncludeGlobalServiceEvents"] = False
    assert "one answer about one resource" in refused(alarms([ALARM_ROW]), elsewhere)


SELECTORS = "cloudtrail:GetEventSelectors"
TRANSFORMER = "logs:GetTransformer"


def reworded(operation: str, request: Json) -> list[Json]:
    """The whole account, and an answer asked in other words that says the same, then another that does not."""
    calls = copy.deepcopy(whole_calls())
    told = next(each for each in calls if f"{each['service']}:{each['operation']}" == operation)
    return [*calls, told | {"request": request}]


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        (STATUS, {"Name": "main"}),
        (SELECTORS, {"TrailName": "main"}),
        ("cloudtrail:DescribeTrails", {"includeShadowTrails": True}),
        (DESCRIBE, {"AlarmTypes": list(reversed(ALL_ALARM_TYPES))}),
    ],
)
def test_a_question_in_other_words_is_the_same(operation: str, request_: Json) -> None:
    calls = reworded(operation, request_)
    assert read_chain(source(snapshot(calls))).resources == read_chain(source(snapshot())).resources
    calls[-1] = copy.deepcopy(calls[-1])
    calls[-1]["pages"][0]["Unheard"] = "of"
    with pytest.raises(InputError, match="two that differ"):
        read_chain(source(snapshot(calls)))


def test_what_an_answer_repeats_of_its_question_is_no_contradiction() -> None:
    group = "arn:aws:logs:us-east-1:111122223333:log-group:trail-logs"
    config: Json = {"transformerConfig": [{"parseJSON": {}}]}
    by_name = call(TRANSFORMER, {"logGroupIdentifier": "trail-logs"}, {"logGroupIdentifier": "trail-logs"} | config)
    by_arn = call(TRANSFORMER, {"logGroupIdentifier": f"{group}:*"}, {"logGroupIdentifier": group} | config)
    assert read(alarms([ALARM_ROW]), by_name, by_arn)["gaps"] == {}
    by_arn["pages"][0]["transformerConfig"] = [{"parseCloudfront": {}}]
    assert "two that differ" in refused(alarms([ALARM_ROW]), by_name, by_arn)


def test_a_name_in_another_account_or_region_is_another_thing() -> None:
    trail = TRAIL.replace(ACCOUNT, OTHER)
    theirs = call(STATUS, {"Name": trail}, {"IsLogging": False})
    assert TRAIL in read(alarms([ALARM_ROW]), theirs)["trails"]
    elsewhere = call(STATUS, {"Name": "main"}, {"IsLogging": False}, region="eu-west-1")
    assert read(alarms([ALARM_ROW]), elsewhere)["gaps"] == {}
