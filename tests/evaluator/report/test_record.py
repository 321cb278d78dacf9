"""A counterexample shown whole is still a counterexample."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.report import samples
from trailgate_evaluator.languages.filter_pattern import describe, matches, parse
from trailgate_evaluator.report.record import whole_record

MODEL: dict[str, Any] = {
    "records": samples.RECORDS,
    "constants": {
        "eventSource": "iam.amazonaws.com",
        "eventType": "AwsApiCall",
        "awsRegion": "us-east-1",
        "recipientAccountId": "111122223333",
    },
    "typed": {"errorCode": ["absent", "string"]},
}
PATTERNS = [
    "{ $.eventName = PutUserPolicy && $.errorCode NOT EXISTS }",
    '{ $.eventName = PutUserPolicy && $.userIdentity.arn = "*" }',
    "{ $.eventName = PutUserPolicy && $.userIdentity.type != AWSService }",
    "{ $.eventName = PutUserPolicy && $.readOnly IS TRUE }",
    "{ $.eventName = PutUserPolicy && $.sourceIPAddress != 203.0.113.* }",
    "{ $.eventName = PutUserPolicy && $.requestParameters.userName NOT EXISTS }",
    "{ $.eventName = PutUserPolicy && $.responseElements IS NULL }",
    "{ $.eventName = PutUserPolicy && $.errorMessage NOT EXISTS }",
    "{ ($.* = PutUserPolicy) && ($.eventVersion = 1.11) }",
    '"PutUserPolicy" "console"',
    "{ $.eventName = CreateUser }",
]


@pytest.mark.parametrize("text", PATTERNS)
def test_the_pattern_still_misses_the_whole_record(text: str) -> None:
    pattern = describe(text, {"c": MODEL})
    found = [entry for entry in pattern["coverage"]["c"].values() if entry["counterexample"] is not None]
    assert found
    for entry in found:
        record = whole_record(entry["counterexample"], model=MODEL, pattern=pattern, as_of=0)
        assert not matches(parse(text), record)
        assert entry["counterexample"].items() <= record.items()
        assert MODEL["constants"].items() <= record.items()


def test_a_whole_record_looks_like_one_of_cloudtrail() -> None:
    pattern = {"text": "{ $.eventName = x }", "language": "json"}
    deciding = {"eventName": "AttachGroupPolicy", "errorCode": "AccessDenied"}
    record = whole_record(deciding, model=MODEL, pattern=pattern, as_of=1795399978)
    assert list(record)[:6] == ["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion"]
    assert record["eventTime"] == "2026-11-23T02:12:58Z"
    assert record["requestParameters"] == {"groupName": "auditors", "policyArn": "arn:aws:iam::111122223333:policy/example"}
    assert record["errorMessage"].endswith("is not authorized to perform: iam:AttachGroupPolicy")


def test_without_a_pattern_nothing_is_added_but_the_constants() -> None:
    record = whole_record({"eventName": "X"}, model=MODEL, pattern=None, as_of=None)
    assert record == {**MODEL["constants"], "eventName": "X"}


def test_a_constant_that_is_not_known_is_left_out() -> None:
    model = {**MODEL, "constants": {"recipientAccountId": {"unknown": {"reason": "not_supplied"}}}}
    assert whole_record({"eventName": "X"}, model=model, pattern=None, as_of=None) == {"eventName": "X"}
