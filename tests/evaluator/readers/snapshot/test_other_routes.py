"""Other routes are told as the answers show them: rules that may match IAM's records, log alarms, telemetry rules."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.evaluator.readers.snapshot.samples import (
    ACCOUNT,
    ALL_ALARM_TYPES,
    GROUP,
    REGION,
    TOPIC,
    Json,
    call,
    read_chain,
    snapshot,
    source,
    whole_calls,
)  # fmt: skip
from trailgate_evaluator.readers.snapshot.event_patterns import admits_iam, named_calls

RULES, TARGETS = "events:ListRules", "events:ListTargetsByRule"
TELEMETRY = "observabilityadmin:GetTelemetryRule"
ALARMS = "cloudwatch:DescribeAlarms"
RULE = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/iam"
IAM = {"source": ["aws.iam"], "detail-type": ["AWS API Call via CloudTrail"]}


def routes(*calls: Json) -> list[Json]:
    asked = {one["operation"] for one in calls}
    own = [each for each in whole_calls() if each["operation"] not in asked]
    return list(read_chain(source(snapshot([*own, *calls]))).other_routes)


def rule(pattern: Any = IAM, state: str = "ENABLED") -> Json:
    row = {"Name": "iam", "Arn": RULE, "State": state}
    return call(RULES, {"Limit": 100}, {"Rules": [row if pattern is None else row | {"EventPattern": json.dumps(pattern)}]})


def targets(*arns: str, outcome: str = "answered") -> Json:
    pages = [{"Targets": [{"Id": str(number), "Arn": arn} for number, arn in enumerate(arns)]}]
    return call(TARGETS, {"Rule": "iam"}, *(pages if outcome == "answered" else []), outcome=outcome)


def test_a_rule_is_told_with_its_targets_and_calls() -> None:
    (route,) = routes(rule(IAM | {"detail": {"eventName": ["PutUserPolicy", "CreatePolicy"]}}), targets(TOPIC))
    assert route == {
        "kind": "event_rule",
        "id": RULE,
        "name": "iam",
        "account": ACCOUNT,
        "region": REGION,
        "at": f"0#/calls/{len(whole_calls())}/pages/0/Rules/0",
        "targets": [TOPIC],
        "calls": ["CreatePolicy", "PutUserPolicy"],
    }


@pytest.mark.parametrize("outcome", ["denied", None])
def test_targets_that_were_not_read_are_not_none(outcome: str | None) -> None:
    (route,) = routes(rule(), *([targets(outcome=outcome)] if outcome else []))
    assert route["targets"] is None


def test_a_rule_without_targets_that_is_off_or_a_schedules_is_no_route() -> None:
    assert routes(rule(), targets()) == []
    assert routes(rule(state="DISABLED"), targets(TOPIC)) == []
    assert routes(rule(None), targets(TOPIC)) == []


@pytest.mark.parametrize(
    ("pattern", "admits"),
    [
        (IAM, True),
        ({"detail-type": ["AWS API Call via CloudTrail"]}, True),
        ({"detail": {"eventSource": ["iam.amazonaws.com", "s3.amazonaws.com"]}}, True),
        ({"detail": {"eventSource": ["s3.amazonaws.com"]}}, False),
        ({"source": ["aws.s3"]}, False),
        ({"detail-type": ["EC2 Instance State-change Notification"]}, False),
        ({"source": [{"prefix": "aws."}]}, True),
        ({"source": [{"prefix": "com."}]}, False),
        ({"source": [{"suffix": ".iam"}]}, True),
        ({"source": [{"suffix": ".s3"}]}, False),
        ({"source": [{"anything-but": "aws.iam"}]}, False),
        ({"source": [{"anything-but": ["aws.s3"]}]}, True),
        ({"source": [{"anything-but": ["aws.iam"]}]}, False),
        ({"source": [{"exists": True}]}, True),
        ({"source": [{"exists": False}]}, False),
        ({"source": [{"wildcard": "aws.*"}]}, True),
        ({"source": [1]}, False),
        ({"source": "aws.s3"}, True),
        ({"detail": {"eventType": ["AwsServiceEvent"]}}, False),
        ([], True),
    ],
)
def test_a_pattern_may_let_a_record_of_iam_through(pattern: Any, admits: bool) -> None:
    assert admits_iam(json.dumps(pattern)) is admits


def test_a_pattern_that_cannot_be_read_may_match() -> None:
    for text in ("{", "[" * 100_000, f'{{"source": ["aws.ec2"{" " * 300_000}]}}'):
        assert admits_iam(text)
        assert named_calls(text) is None


@pytest.mark.parametrize("listed", [None, "PutUserPolicy", [{"prefix": "Put"}], ["PutUserPolicy", {"prefix": "Put"}]])
def test_calls_that_are_not_named_one_by_one_are_any(listed: Any) -> None:
    pattern = {"detail": {} if listed is None else {"eventName": listed}}
    assert named_calls(json.dumps(pattern)) is None


@pytest.mark.parametrize(("group", "told"), [("trail-logs", True), (GROUP, True), (f"{GROUP}:*", True), ("other", False)])
def test_a_log_alarm_is_a_route_where_it_queries_the_trails_group(group: str, told: bool) -> None:
    alarm = {
        "AlarmName": "l",
        "AlarmArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:l",
        "AlarmActions": [TOPIC],
        "ScheduledQueryConfiguration": {"QueryString": "q", "LogGroupIdentifiers": [group]},
    }
    asked = call(ALARMS, {"AlarmTypes": ALL_ALARM_TYPES}, {"MetricAlarms": [], "CompositeAlarms": [], "LogAlarms": [alarm]})
    assert [(route["kind"], route["targets"]) for route in routes(asked)] == ([("log_alarm", [TOPIC])] if told else [])


@pytest.mark.parametrize(
    ("kind", "destination", "told"),
    [
        ("AWS::CloudTrail", {"DestinationPattern": "/trail"}, [["/trail"]]),
        ("AWS::CloudTrail", {}, [None]),
        ("AWS::EC2::VPC", {"DestinationPattern": "/vpc"}, []),
    ],
)
def test_a_telemetry_rule_is_a_route_where_it_is_about_cloudtrail(kind: str, destination: Json, told: list[Any]) -> None:
    arn = f"arn:aws:observabilityadmin:{REGION}:{ACCOUNT}:telemetry-rule/r"
    answer = {"RuleArn": arn, "RuleName": "r", "TelemetryRule": {"ResourceType": kind, "DestinationConfiguration": destination}}
    found = routes(call(TELEMETRY, {"RuleIdentifier": arn}, answer))
    assert [route["targets"] for route in found] == told
