"""Other routes are told as the answers show them: rules that wait for events, log alarms, telemetry rules."""

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


def test_a_rule_is_told_with_its_targets_and_its_pattern() -> None:
    (route,) = routes(rule(IAM), targets(TOPIC))
    assert route == {
        "kind": "event_rule",
        "id": RULE,
        "name": "iam",
        "account": ACCOUNT,
        "region": REGION,
        "at": f"0#/calls/{len(whole_calls())}/pages/0/Rules/0",
        "targets": [TOPIC],
        "pattern": json.dumps(IAM),
    }


@pytest.mark.parametrize("outcome", ["denied", None])
def test_targets_that_were_not_read_are_not_none(outcome: str | None) -> None:
    (route,) = routes(rule(), *([targets(outcome=outcome)] if outcome else []))
    assert route["targets"] is None


def test_a_rule_without_targets_that_is_off_or_a_schedules_is_no_route() -> None:
    assert routes(rule(), targets()) == []
    assert routes(rule(state="DISABLED"), targets(TOPIC)) == []
    assert routes(rule(None), targets(TOPIC)) == []


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
