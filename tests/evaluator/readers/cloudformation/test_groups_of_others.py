"""Log groups that others manage, named at both ends of the chain: one and the same, two, or nobody can tell."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evaluator.readers.cloudformation.judging import decide, document_of, of_text, template_of
from trailgate_evaluator.document.checking import problems_of

ARN = "arn:aws:logs:us-east-1:111122223333:log-group:records"
PLACED = {"account": "111122223333", "region": "us-east-1"}
ELSEWHERE = {"account": "111122223333", "region": "eu-west-1"}
HERE = "!Sub 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:records:*'"


def status(trail: str, name: str, **options: Any) -> str:
    """The verdict where the trail delivers to one, and the filter sits on another."""
    text = template_of("pass_plain").read_text("utf-8")
    text = text.replace("CloudWatchLogsLogGroupArn: !GetAtt Records.Arn", f"CloudWatchLogsLogGroupArn: {trail}")
    text = text.replace("LogGroupName: !Ref Records", f"LogGroupName: {name}")
    head = "Parameters: {Group: {Type: String}, GroupArn: {Type: String}, Account: {Type: String}}\n"
    parts = of_text(head + text, **options).after
    assert problems_of(document_of(parts)) == []
    return str(decide(parts)["status"])


@pytest.mark.parametrize(
    ("trail", "name", "options", "expected"),
    [
        (f"{ARN}:*", "records", PLACED, "pass"),
        (f"{ARN}:*", "other", PLACED, "fail"),
        (f"{ARN}:*", "records", ELSEWHERE, "fail"),
        (f"{ARN}:*", "records", {}, "unknown"),
        (f"{ARN}:*", "other", {}, "fail"),
        (f"{ARN}:*", "!Ref Group", PLACED, "unknown"),
        (f"{ARN}:*", "!Ref Group", {}, "unknown"),
        (HERE, "records", {}, "pass"),
        (HERE, "other", {}, "fail"),
        (HERE, "!Ref Group", {}, "unknown"),
        ("!Sub 'arn:aws:logs:us-east-1:${Account}:log-group:records:*'", "records", {}, "unknown"),
        ("!Ref GroupArn", "records", {}, "unknown"),
        ("!Ref GroupArn", "!Ref Group", {}, "unknown"),
        ("!ImportValue group-arn", "!ImportValue group-name", {}, "unknown"),
        ("!Ref GroupArn", "!Ref Records", {}, "fail"),
    ],
)
def test_names_of_one_group_may_be_written_in_two_ways(trail: str, name: str, options: dict[str, str], expected: str) -> None:
    assert status(trail, name, **options) == expected
