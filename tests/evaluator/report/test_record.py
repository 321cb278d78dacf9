"""A counterexample shown whole is still a counterexample."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.report import samples
from tests.records import coverage, fields, named
from trailgate_evaluator.languages.filter_pattern import describe, matches, parse
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements
from trailgate_evaluator.report.record import whole_record

CONSTANTS: dict[str, Any] = {
    "eventSource": "iam.amazonaws.com",
    "eventType": "AwsApiCall",
    "awsRegion": "us-east-1",
    "recipientAccountId": "111122223333",
    "eventCategory": "Management",
    "managementEvent": True,
    "readOnly": False,
}
KINDS = {
    "errorCode": ["absent", "string"],
    "eventID": ["string"],
    "eventTime": ["string"],
    "eventVersion": ["string"],
    "sourceIPAddress": ["string"],
    "userIdentity": ["object"],
}
FIELDS = fields(CONSTANTS, KINDS)
REQUIRED = requirements({"c": named(samples.RECORDS, CONSTANTS, KINDS)})
ALWAYS = {*CONSTANTS, *(path for path, kinds in KINDS.items() if "absent" not in kinds)}
PATTERNS = [
    "{ $.eventName = PutUserPolicy && $.errorCode NOT EXISTS }",
    '{ $.eventName = PutUserPolicy && $.userIdentity.arn = "*" }',
    "{ $.eventName = PutUserPolicy && $.userIdentity.type != AWSService }",
    "{ $.eventName = PutUserPolicy && $.readOnly IS TRUE }",
    "{ $.eventName = PutUserPolicy && $.sourceIPAddress != 203.0.113.* }",
    "{ $.eventName = PutUserPolicy && $.requestParameters.userName NOT EXISTS }",
    "{ $.eventName = PutUserPolicy && $.responseElements IS NULL }",
    "{ $.eventName = PutUserPolicy && $.errorMessage NOT EXISTS }",
    "{ $.eventName = PutUserPolicy && ($.eventID = 1* || $.eventTime = 1*) }",
    "{ $.eventName = PutUserPolicy && $.eventVersion = 1.08 && $.sourceIPAddress = 1* }",
    "{ $.eventName = PutUserPolicy && $.userIdentity.invokedBy NOT EXISTS }",
    '{ $.eventName = PutUserPolicy && $.userIdentity.arn != "*bot*" }',
    "{ $.eventName = CreateUser && $.eventID = * && $.userIdentity.type = * }",
    "{ $.eventName = PutUserPolicy && $.*.x = 1 }",
    "{ $.eventName = PutUserPolicy && $.userIdentity.* = alice }",
    "%AssumedRole%",
    "-eventTime",
    "-AssumedRole",
    "{ ($.* = PutUserPolicy) && ($.eventVersion = 1.11) }",
    '"PutUserPolicy" "console"',
    "{ $.eventName = CreateUser }",
]


@pytest.mark.parametrize("text", PATTERNS)
def test_the_pattern_still_misses_the_whole_record(text: str) -> None:
    pattern = describe(text, REQUIRED)
    found = [entry for entry in coverage(text, REQUIRED)["c"].values() if entry["counterexample"] is not None]
    assert found
    for entry in found:
        record = whole_record(entry["counterexample"], fields=FIELDS, pattern=pattern, as_of=0)
        assert not matches(parse(text), record)
        for name, value in entry["counterexample"].items():
            assert value.items() <= record[name].items() if isinstance(value, dict) else value == record[name]
        assert CONSTANTS.items() <= record.items()
        assert record.keys() >= ALWAYS
        assert isinstance(record["userIdentity"], dict)
        assert all(isinstance(record[name], str) for name in ("eventID", "eventTime", "eventVersion", "sourceIPAddress"))


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        ('{ $.userIdentity.arn != "*bot*" }', {"type": "AWSService", "invokedBy": "config.amazonaws.com"}),
        ("{ $.userIdentity.arn NOT EXISTS }", {"type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/alice"}),
        ("{ $.userIdentity.invokedBy = x }", {"type": "IAMUser", "userName": "mallory"}),
        ("{ $.['userIdentity'].type != IAMUser }", {"type": "IAMUser"}),
        ("{ $.userIdentity.sessionContext.a = 1 }", {"type": "IAMUser"}),
    ],
)
def test_the_caller_of_a_whole_record_is_one_that_cloudtrail_writes(text: str, identity: dict[str, Any]) -> None:
    pattern = describe(text, REQUIRED)
    found = coverage(text, REQUIRED)["c"][samples.RECORDS[0]]["counterexample"]
    assert identity.items() <= whole_record(found, fields=FIELDS, pattern=pattern, as_of=0)["userIdentity"].items()


def test_a_whole_record_looks_like_one_of_cloudtrail() -> None:
    pattern = {"text": "{ $.eventName = x }", "language": "json"}
    deciding = {"eventName": "AttachGroupPolicy", "errorCode": "AccessDenied"}
    record = whole_record(deciding, fields=FIELDS, pattern=pattern, as_of=1795399978)
    assert list(record)[:6] == ["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion"]
    assert record["eventTime"] == "2026-11-23T02:12:58Z"
    assert record["requestParameters"] == {"groupName": "auditors", "policyArn": "arn:aws:iam::111122223333:policy/example"}
    assert record["errorMessage"].endswith("is not authorized to perform: iam:AttachGroupPolicy")


def test_without_a_pattern_nothing_is_added_but_the_constants() -> None:
    record = whole_record({"eventName": "X"}, fields=FIELDS, pattern=None, as_of=None)
    assert record == {**CONSTANTS, "eventName": "X"}


def test_a_constant_that_is_not_known_is_left_out() -> None:
    unknown = {"recipientAccountId": {"unknown": {"reason": "not_supplied"}}}
    assert whole_record({"eventName": "X"}, fields=unknown, pattern=None, as_of=None) == {"eventName": "X"}


@pytest.mark.parametrize(
    ("deciding", "shown"),
    [
        ({"eventName": "ListBuckets"}, {"eventSource": "s3.amazonaws.com", "readOnly": True, "requestParameters": None}),
        ({"eventName": "ListBuckets", "eventSource": "kms.amazonaws.com"}, {"eventName": "ListKeys", "readOnly": True}),
        ({"eventName": "ModifySecurityGroupRules", "eventSource": "ec2.amazonaws.com"}, {"requestParameters": None}),
        ({"eventName": "CreateRoute", "eventSource": "ec2.amazonaws.com"}, {"awsRegion": "us-east-1", "readOnly": False}),
        (
            {"eventName": "ListBuckets", "userIdentity": {"type": "Root"}},
            {
                "userIdentity": {
                    "type": "Root", "principalId": "111122223333", "arn": "arn:aws:iam::111122223333:root",
                    "accountId": "111122223333",
                }
            },
        ),
    ],
)  # fmt: skip
def test_a_record_of_any_service_is_one_that_cloudtrail_could_write(deciding: dict[str, Any], shown: dict[str, Any]) -> None:
    pattern = {"text": "{ $.sourceIPAddress = x }", "language": "json"}
    record = whole_record(deciding, fields={}, pattern=pattern, as_of=0)
    assert shown.items() <= record.items()
    assert record["awsRegion"]


def test_the_region_of_a_record_is_one_of_the_partition() -> None:
    pattern = {"text": "{ $.eventName = x }", "language": "json"}
    record = whole_record({"eventName": "X"}, fields={}, pattern=pattern, as_of=0, partition="aws-cn")
    assert record["awsRegion"] == "cn-north-1"
