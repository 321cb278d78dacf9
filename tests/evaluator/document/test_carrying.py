"""A route beside the chain is told of the records that it may carry, control by control."""

from __future__ import annotations

import json
from typing import Any

from tests.records import named
from trailgate_evaluator.document.other_routes import carrying
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements

CALL = {"eventType": "AwsApiCall"}
REQUIRED = requirements(
    {
        "policies": named(["PutRolePolicy", "PutUserPolicy"], {**CALL, "eventSource": "iam.amazonaws.com"}),
        "networks": named(["CreateVpc"], {**CALL, "eventSource": "ec2.amazonaws.com"}),
        "service": {},
    }
)


def carried(pattern: Any) -> list[Any]:
    route = {"kind": "event_rule", "pattern": pattern if pattern is None else json.dumps(pattern)}
    return [one["records"] for one in carrying([route], REQUIRED)]


def test_a_rule_carries_what_its_pattern_lets_through_of_each_control() -> None:
    assert carried({"source": ["aws.ec2"]}) == [{"networks": ["CreateVpc"]}]
    assert carried({"detail": {"eventName": ["PutUserPolicy", "CreateVpc"]}}) == [
        {"policies": ["PutUserPolicy"], "networks": ["CreateVpc"]}
    ]


def test_a_rule_that_carries_nothing_that_is_asked_for_is_no_route() -> None:
    assert carried({"source": ["aws.s3"]}) == []
    assert carried({"detail-type": ["EC2 Instance State-change Notification"]}) == []


def test_another_route_carries_every_record_and_stands_beside_no_service() -> None:
    assert carried(None) == [{"policies": ["PutRolePolicy", "PutUserPolicy"], "networks": ["CreateVpc"]}]
