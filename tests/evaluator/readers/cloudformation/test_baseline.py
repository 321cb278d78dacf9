"""A template laid over an account's snapshot: what it makes replaces and is added, and what nobody knows proves nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.evaluator.readers.cloudformation.judging import decide, document_of, of_text
from trailgate_evaluator.document.checking import problems_of
from trailgate_evaluator.document.parts import Parts
from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs import Source
from trailgate_evaluator.readers.snapshot import read_snapshot

CONTROLS = Path(__file__).parents[4] / "fixtures" / "controls"
MADE_UP = "chain-IamChangesAlarm-ABCDEFGHIJKL"
ALARM = """
  IamChangesAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {MetricName: cis-4.4, Namespace: CISBenchmark, Statistic: Sum, Period: 300, EvaluationPeriods: 1, Threshold: 1,
      ComparisonOperator: GreaterThanOrEqualToThreshold, NAME ACTIONS: [!Sub 'arn:aws:sns:us-east-1:${AWS::AccountId}:TOPIC']}
"""


@cache
def account(name: str = "pass_all", renamed: bool = False, also: str | None = None) -> Parts:
    """The account of a fixture; `renamed`: its alarm of 4.4 has a name that AWS may have made up, that of 4.5 the name `also`."""
    text = (CONTROLS / name / "snapshot.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    if renamed:
        for call in content["calls"]:
            if call["operation"] == "DescribeAlarms":
                told = json.dumps(call).replace('"AlarmName": "cis-4.4"', f'"AlarmName": "{MADE_UP}"')
                told = told.replace(':alarm:cis-4.4"', f':alarm:{MADE_UP}"')
                if also is not None:
                    told = told.replace('"AlarmName": "cis-4.5"', f'"AlarmName": "{also}"').replace(
                        ":alarm:cis-4.5", f":alarm:{also}"
                    )
                call.update(json.loads(told))
    return read_snapshot(Source(name="snapshot.json", kind="aws_snapshot", digest="sha256:" + "2" * 64, content=content))


def alarm(*, actions: str = "AlarmActions", name: str = "", topic: str = "security-alarms") -> str:
    return "Resources:" + ALARM.replace("ACTIONS", actions).replace("NAME", name).replace("TOPIC", topic)


def status(text: str, over: Parts, **options: Any) -> str:
    reading = of_text(text, baseline=over, **options)
    assert problems_of(document_of(reading.after)) == []
    assert reading.before is over
    return str(decide(reading.after)["status"])


def test_what_a_stack_makes_replaces_what_stands_under_its_name() -> None:
    assert decide(account())["status"] == "pass"
    assert status(alarm(name="AlarmName: cis-4.4,"), account()) == "pass"
    assert status(alarm(name="AlarmName: cis-4.4,", actions="OKActions"), account()) == "fail"


def test_what_it_makes_beside_what_stands_takes_nothing_away() -> None:
    assert status(alarm(actions="OKActions"), account()) == "pass"
    assert status(alarm(name="AlarmName: another,", actions="OKActions"), account()) == "pass"


def test_what_the_stack_may_have_made_before_proves_nothing() -> None:
    assert decide(account(renamed=True))["status"] == "pass"
    assert status(alarm(actions="OKActions"), account(renamed=True)) == "unknown"
    assert status(alarm(), account(renamed=True)) == "pass"


OTHER_ALARM = """Resources:
  TrailChangesAlarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {MetricName: m, Namespace: n, Statistic: Sum, Period: 300, EvaluationPeriods: 1, Threshold: 1,
      ComparisonOperator: GreaterThanOrEqualToThreshold}
"""


@pytest.mark.parametrize(
    ("also", "expected"),
    [
        ("chain-TrailChangesAlarm-ABCDEFGHIJKL", "unknown"),
        ("other-TrailChangesAlarm-ABCDEFGHIJKL", "pass"),
        ("TrailChangesAlarm", "pass"),
    ],
)
def test_what_its_stack_may_have_made_and_the_template_has_no_more_proves_nothing(also: str, expected: str) -> None:
    over = account(renamed=True, also=also)
    assert decide(over)["status"] == "pass"
    decision = decide(of_text(OTHER_ALARM, baseline=over).after)
    assert decision["status"] == expected
    assert {gap["reason"] for gap in decision["gaps"]} == ({"may_be_deleted"} if expected == "unknown" else set())


def test_a_topic_that_nobody_was_asked_about_is_unknown() -> None:
    assert status(alarm(name="AlarmName: cis-4.4,", topic="elsewhere"), account()) == "unknown"


def test_a_confirmed_subscription_stays_confirmed() -> None:
    topic = """Resources:
  T:
    Type: AWS::SNS::Topic
    Properties: {TopicName: security-alarms, Subscription: [{Protocol: email, Endpoint: security@example.com}]}
"""
    assert decide(of_text(topic, baseline=account()).after)["effective"] == decide(account())["effective"] == "yes"


def test_what_is_added_is_told() -> None:
    reading = of_text(alarm(name="AlarmName: another,"), baseline=account())
    assert reading.added == ("arn:aws:cloudwatch:us-east-1:111122223333:alarm:another",)
    assert reading.removed == ()


def test_another_account_is_refused() -> None:
    with pytest.raises(InputError, match="--baseline"):
        of_text(alarm(), baseline=account(), account="999999999999")
