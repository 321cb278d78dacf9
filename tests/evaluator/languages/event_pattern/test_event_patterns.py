"""Event patterns of rules: which of CloudTrail's records a rule may see, in doubt all."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trailgate_evaluator.languages.event_pattern import may_match
from trailgate_evaluator.languages.filter_pattern.decision.record_model import record_model

CALL: dict[str, dict[str, Any]] = {
    "eventType": {"is": "AwsApiCall"},
    "managementEvent": {"is": True},
    "recipientAccountId": {"is": "111122223333"},
}
IAM = record_model(
    {
        **CALL,
        "eventSource": {"is": "iam.amazonaws.com"},
        "eventName": {"is": "PutUserPolicy"},
        "awsRegion": {"is": "us-east-1"},
        "readOnly": {"is": False},
        "errorCode": {"kinds": ["absent", "string"]},
    }
)
NETWORK = record_model(
    {
        **CALL,
        "eventSource": {"is": "ec2.amazonaws.com"},
        "eventName": {"is": "CreateVpc"},
        "awsRegion": {"one_of": ["eu-west-1", "us-east-1"]},
    }
)
REFUSED = record_model({**CALL, "eventSource": {"kinds": ["string"]}, "errorCode": {"like": "AccessDenied.*"}})
SIGN_IN = record_model(
    {
        "eventType": {"is": "AwsConsoleSignIn"},
        "eventSource": {"is": "signin.amazonaws.com"},
        "additionalEventData.MFAUsed": {"is": "No"},
        "userIdentity.invokedBy": {"kinds": ["absent"]},
    }
)


@pytest.mark.parametrize(
    ("pattern", "admits"),
    [
        ({"source": ["aws.iam"], "detail-type": ["AWS API Call via CloudTrail"]}, True),
        ({"detail-type": ["AWS API Call via CloudTrail"]}, True),
        ({"detail": {"eventSource": ["iam.amazonaws.com", "s3.amazonaws.com"]}}, True),
        ({"detail": {"eventSource": ["s3.amazonaws.com"]}}, False),
        ({"source": ["aws.s3"]}, False),
        ({"detail-type": ["EC2 Instance State-change Notification"]}, False),
        ({"detail-type": ["AWS Console Sign In via CloudTrail"]}, False),
        ({"source": [{"prefix": "aws."}]}, True),
        ({"source": [{"prefix": "com."}]}, False),
        ({"source": [{"suffix": ".iam"}]}, True),
        ({"source": [{"suffix": ".s3"}]}, False),
        ({"source": [{"anything-but": "aws.iam"}]}, False),
        ({"source": [{"anything-but": ["aws.s3"]}]}, True),
        ({"source": [{"anything-but": ["aws.iam"]}]}, False),
        ({"source": [{"anything-but": {"prefix": "aws."}}]}, True),
        ({"source": [{"exists": True}]}, True),
        ({"source": [{"exists": False}]}, False),
        ({"source": [{"wildcard": "aws.*"}]}, True),
        ({"source": [1]}, False),
        ({"source": [["aws.iam"]]}, False),
        ({"source": []}, False),
        ({"source": "aws.s3"}, True),
        ({"region": ["us-east-1"], "account": ["111122223333"]}, True),
        ({"region": ["eu-west-1"]}, False),
        ({"account": ["444455556666"]}, False),
        ({"detail": {"eventType": ["AwsServiceEvent"]}}, False),
        ({"detail": {"eventName": ["CreateUser"]}}, False),
        ({"detail": {"eventName": [{"prefix": "Put"}]}}, True),
        ({"detail": {"eventName": [{"prefix": "Put"}, "CreateUser"]}}, True),
        ({"detail": {"eventName": [{"equals-ignore-case": "createuser"}]}}, True),
        ({"detail": {"readOnly": [True]}}, False),
        ({"detail": {"readOnly": [False], "managementEvent": [True]}}, True),
        ({"detail": {"errorCode": [{"exists": False}]}}, True),
        ({"detail": {"errorCode": [None]}}, False),
        ({"detail": {"requestParameters": {"policyName": ["admin"]}}}, True),
        ({"$or": [{"source": ["aws.s3"]}, {"detail": {"eventName": ["PutUserPolicy"]}}]}, True),
        ({"$or": [{"source": ["aws.s3"]}, {"detail": {"eventName": ["CreateUser"]}}]}, False),
        ({"detail": {"$or": [{"eventName": ["CreateUser"]}, {"eventName": ["PutUserPolicy"]}]}}, True),
        ({"detail": {"$or": [{"eventName": ["CreateUser"]}]}}, False),
        ({"$or": {"source": ["aws.s3"]}}, True),
        ([], True),
    ],
)
def test_a_pattern_may_let_a_record_through(pattern: Any, admits: bool) -> None:
    assert may_match(json.dumps(pattern), IAM) is admits


def test_each_service_has_its_own_source_and_every_region_its_own_events() -> None:
    for region in ("eu-west-1", "us-east-1"):
        assert may_match(json.dumps({"source": ["aws.ec2"], "region": [region]}), NETWORK)
    assert not may_match('{"source": ["aws.ec2"], "region": ["eu-west-2"]}', NETWORK)
    assert not may_match('{"source": ["aws.iam"]}', NETWORK)


def test_a_record_of_any_service_may_be_of_that_one() -> None:
    assert may_match('{"source": ["aws.s3"], "detail": {"errorCode": ["AccessDeniedException"]}}', REFUSED)
    assert not may_match('{"detail": {"errorCode": ["ThrottlingException"]}}', REFUSED)
    assert not may_match('{"detail": {"errorCode": [{"suffix": "Found"}, {"exists": false}]}}', record_model(
        {"errorCode": {"like": "AccessDenied"}}))  # fmt: skip


def test_a_sign_in_is_no_call() -> None:
    assert may_match('{"source": ["aws.signin"], "detail-type": ["AWS Console Sign In via CloudTrail"]}', SIGN_IN)
    assert may_match('{"detail": {"additionalEventData": {"MFAUsed": ["No"]}}}', SIGN_IN)
    assert not may_match('{"detail": {"additionalEventData": {"MFAUsed": ["Yes"]}}}', SIGN_IN)
    assert not may_match('{"detail": {"userIdentity": {"invokedBy": [{"exists": true}]}}}', SIGN_IN)
    assert not may_match('{"detail-type": ["AWS API Call via CloudTrail"]}', SIGN_IN)


def test_a_pattern_that_cannot_be_read_may_match() -> None:
    deep = '{"a": ' * 900 + "[1]" + "}" * 900
    for text in ("{", "[" * 100_000, f'{{"source": ["aws.ec2"{" " * 300_000}]}}', deep):
        assert may_match(text, IAM)
