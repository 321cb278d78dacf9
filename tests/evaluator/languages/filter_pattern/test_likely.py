"""What CloudTrail writes beside what decides: as its user guide shows records of such calls and callers."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.languages.filter_pattern.answers.likely import (
    CALLS,
    call_of,
    caller_of,
    only_reads,
    parameters_of,
    region_of,
    source_of,
)

OWN = "444455556666"
POLICY = f"arn:aws:iam::{OWN}:policy/example"


@pytest.mark.parametrize(
    ("partition", "region"),
    [
        (None, "us-east-1"), ("", "us-east-1"), ("aws", "us-east-1"), ("aws-cn", "cn-north-1"),
        ("aws-us-gov", "us-gov-west-1"), ("aws-new", "us-east-1"),
    ],
)  # fmt: skip
def test_a_record_is_of_a_region_of_its_partition(partition: str | None, region: str) -> None:
    assert region_of(partition) == region


def test_a_call_stands_for_its_service_and_back() -> None:
    assert {source: call_of(source) for source in CALLS} == CALLS
    assert {source_of(call) for call in CALLS.values()} == set(CALLS)
    assert call_of("new.amazonaws.com") is None
    assert call_of(5) is None
    assert call_of(["ec2.amazonaws.com"]) is None
    assert source_of("NewCall") is None
    assert source_of(["ListBuckets"]) is None


@pytest.mark.parametrize(
    "call",
    ["BatchGetItem", "DescribeTrails", "GetRole", "HeadBucket", "ListUsers", "LookupEvents", "SearchX", "SelectX", "ViewX"],
)
def test_a_call_that_begins_with_a_verb_of_reading_reads(call: str) -> None:
    assert only_reads(call)
    assert not only_reads(f"Put{call}")
    assert not only_reads(call.lower())


@pytest.mark.parametrize("call", ["CreatePolicy", "Getaway", "Listen", "Get", "", None, 5])
def test_any_other_call_writes(call: object) -> None:
    assert not only_reads(call)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("Root", {"type": "Root", "principalId": OWN, "arn": f"arn:aws:iam::{OWN}:root", "accountId": OWN}),
        (
            "IAMUser",
            {
                "type": "IAMUser", "principalId": "AIDAEXAMPLEEXAMPLE000", "arn": f"arn:aws:iam::{OWN}:user/mallory",
                "accountId": OWN, "userName": "mallory",
            },
        ),
        (
            "AssumedRole",
            {
                "type": "AssumedRole", "principalId": "AROAEXAMPLEEXAMPLE000:mallory",
                "arn": f"arn:aws:sts::{OWN}:assumed-role/admin/mallory", "accountId": OWN,
            },
        ),
        ("AWSService", {}),
        (None, {}),
    ],
)  # fmt: skip
def test_a_caller_has_what_its_type_has(kind: object, told: dict[str, Any]) -> None:
    assert caller_of(kind, OWN) == told


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("CreatePolicy", {"policyArn": POLICY}),
        ("CreatePolicyVersion", {"policyArn": POLICY}),
        ("PutUserPolicy", {"userName": "alice", "policyName": "example"}),
        ("DeleteRolePolicy", {"roleName": "deploy", "policyName": "example"}),
        ("PutGroupPolicy", {"groupName": "auditors", "policyName": "example"}),
        ("AttachGroupPolicy", {"groupName": "auditors", "policyArn": POLICY}),
        ("DetachRolePolicy", {"roleName": "deploy", "policyArn": POLICY}),
        ("policy", {"policyArn": POLICY}),
        ("putUserPolicy", {"userName": "alice", "policyName": "example"}),
        ("GetRole", None),
    ],
)
def test_a_call_on_identities_asks_for_what_its_name_says(call: str, told: dict[str, Any] | None) -> None:
    assert parameters_of("iam.amazonaws.com", call, OWN) == told
    assert parameters_of("ec2.amazonaws.com", call, OWN) is None
    assert parameters_of(None, call, OWN) is None
