"""What a data protection policy masks, and whether that may be what a pattern asks for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.records import control, named
from trailgate_evaluator.languages.data_protection import PolicyTextError, masked_identifiers, may_mask
from trailgate_evaluator.languages.filter_pattern.answers.asked_texts import asked_texts

MANAGED = "arn:aws:dataprotection::aws:data-identifier/"


def policy(*identifiers: str, custom: dict[str, str] | None = None, operation: str = "Deidentify") -> dict[str, Any]:
    told: dict[str, Any] = {
        "Name": "p",
        "Version": "2021-06-01",
        "Statement": [
            {"Sid": "audit", "DataIdentifier": list(identifiers), "Operation": {"Audit": {"FindingsDestination": {}}}},
            {"Sid": "mask", "DataIdentifier": list(identifiers), "Operation": {operation: {"MaskConfig": {}}}},
        ],
    }
    if custom:
        told["Configuration"] = {"CustomDataIdentifier": [{"Name": name, "Regex": regex} for name, regex in custom.items()]}
    return told


def test_the_identifiers_of_statements_that_mask_are_found_once() -> None:
    text = json.dumps(policy(f"{MANAGED}EmailAddress", "Employee", custom={"Employee": "E-[0-9]+", "Unused": "x"}))
    assert masked_identifiers(text) == [{"managed": "EmailAddress"}, {"regex": "E-[0-9]+"}]


def test_what_is_only_audited_is_not_masked() -> None:
    assert masked_identifiers(json.dumps(policy(f"{MANAGED}EmailAddress", operation="Audit"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "5",
        "{}",
        '{"Statement": [{}]}',
        '{"Statement": [{"Operation": {"Deidentify": {}}}]}',
        '{"Statement": [{"Operation": {"Deidentify": {}}, "DataIdentifier": [5]}]}',
        '{"Statement": [], "Configuration": {"CustomDataIdentifier": [{"Name": "a"}]}}',
        json.dumps(policy("a", custom={"a": "x"})).replace('"x"', "5"),
        "[" * 100_000,
        json.dumps(policy("a")) + " " * 300_000,
    ],
)
def test_a_text_that_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(PolicyTextError):
        masked_identifiers(text)


@pytest.mark.parametrize(
    ("identifier", "text", "may"),
    [
        ({"managed": "EmailAddress"}, "111122223333", False),
        ({"managed": "BankAccountNumber-US"}, "111122223333", True),
        ({"managed": "SomethingNew"}, "111122223333", True),
        ({"managed": "SomethingNew"}, "PutUserPolicy", False),
        ({"managed": "Name"}, "iam.amazonaws.com", False),
        ({"regex": "EmployeeId-[0-9]{9}"}, "PutUserPolicy", False),
        ({"regex": "UserPolicy"}, "PutUserPolicy", True),
        ({"regex": "[A-Z][a-z]+"}, "PutUserPolicy", True),
        ({"regex": "[0-9]{12}"}, "111122223333", True),
        ({"regex": "[0-9]{12}"}, "us-east-1", False),
        # What may reach across the quotes round a value may mask whatever stands beside it.
        ({"regex": "EmployeeId-.*"}, "PutUserPolicy", True),
        ({"regex": "x[^a]"}, "PutUserPolicy", True),
        ({"regex": "secret=\\S+"}, "PutUserPolicy", True),
        ({"regex": "secret=\\w+"}, "PutUserPolicy", False),
        # What cannot be read may be anything.
        ({"regex": "(a)"}, "PutUserPolicy", True),
        ({"regex": ""}, "PutUserPolicy", True),
    ],
)
def test_an_identifier_may_mask_a_text_of_a_record(identifier: dict[str, str], text: str, may: bool) -> None:
    assert may_mask(identifier, text) is may


REQUIRED = control(
    named(
        ["PutUserPolicy"],
        {
            "eventSource": "iam.amazonaws.com",
            "recipientAccountId": {"unknown": {"reason": "not_supplied"}},
            "readOnly": False,
        },
    )
)


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("{ $.eventName = PutUserPolicy }", {"eventName", "PutUserPolicy"}),
        ('{ $.eventSource = "iam.amazonaws.com" }', {"eventSource", "iam.amazonaws.com"}),
        ("{ $.recipientAccountId = * }", {"recipientAccountId", "111122223333"}),
        ("{ $.readOnly IS FALSE }", {"readOnly"}),
        ("{ $.userIdentity.arn = * }", {"userIdentity", "arn"}),
        ("", set()),
        ("{ $.eventName = }", set()),
    ],
)
def test_a_pattern_rests_on_the_texts_of_the_fields_that_it_looks_at(pattern: str, texts: set[str]) -> None:
    assert asked_texts(pattern, REQUIRED) == texts


@pytest.mark.parametrize("pattern", ["PutUserPolicy", "{ $.* = PutUserPolicy }"])
def test_a_pattern_that_looks_at_the_whole_record_rests_on_all_of_it(pattern: str) -> None:
    assert asked_texts(pattern, REQUIRED) == {
        "eventName", "PutUserPolicy", "eventSource", "iam.amazonaws.com", "recipientAccountId", "111122223333",
    }  # fmt: skip
