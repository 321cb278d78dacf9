"""Values that stand in examples: each is one that its field may have, and a whole record holds what is said of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.records import model
from trailgate_evaluator.languages.filter_pattern.answers.samples import (
    SAMPLES,
    sample_of,
    samples_of,
    telling,
    whole_identity,
    whole_record,
)
from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec, record_model
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached

Json = dict[str, Any]
PERSON = whole_record({})["userIdentity"]
ROOT = {"type": "Root", "principalId": "111122223333", "arn": "arn:aws:iam::111122223333:root", "accountId": "111122223333"}


def sample(path: str, said: Json) -> Any:
    """The sample of a field of which that is said."""
    return sample_of(path, dict(record_model({path: said}).fields)[path])


@pytest.mark.parametrize(
    ("path", "said", "expected"),
    [
        ("eventSource", {"kinds": ["string"]}, "s3.amazonaws.com"), ("eventSource", {"like": "ec2.*"}, "ec2.amazonaws.com"),
        ("eventSource", {"not": ["s3.amazonaws.com"]}, "ec2.amazonaws.com"), ("eventSource", {"one_of": ["b", "a"]}, "a"),
        ("f", {"kinds": ["string", "number"]}, "x"), ("f", {"not": ["x"]}, ""), ("f", {"like": "[0-9]{2}"}, "00"),
        ("f", {"one_of": ["b", 1, True]}, "b"), ("f", {"one_of": [2, 1.5, True, None]}, 1.5), ("f", {"kinds": ["number"]}, 0),
        ("f", {"kinds": ["null", "absent"]}, None), ("f", {"kinds": ["object", "array"]}, {}), ("f", {"kinds": ["array"]}, []),
        ("f", {"one_of": [True, None]}, True), ("f", {"one_of": [True, False]}, False), ("f", {"kinds": ["object", "number"]}, 0),
    ],
    ids=str,
)  # fmt: skip
def test_a_sample_is_realistic_where_it_may_be(path: str, said: Json, expected: Any) -> None:
    found = sample(path, said)
    assert (type(found), found) == (type(expected), expected)


@pytest.mark.parametrize("kind", ["object", "array"])
def test_a_sample_is_made_anew(kind: str) -> None:
    """What stands below an object is written into it."""
    assert sample("f", {"kinds": [kind]}) is not sample("f", {"kinds": [kind]})


def test_a_language_without_a_text_has_no_sample() -> None:
    nothing = record_model({"f": {"like": "a"}, "g": {"like": "b"}})
    sets = tuple(one for _, spec in nothing.fields for one in spec.strings)
    with pytest.raises(BoundReached) as reached:
        sample_of("f", Spec(kinds=frozenset({Kind.STRING}), strings=sets))
    assert reached.value.bound == "a field that can have no text"
    costly = record_model({"f": {"like": "[ab]*a[ab]{12}"}, "g": {"like": "[ab]*b[ab]{12}"}})
    with pytest.raises(BoundReached, match="steps of work"):
        sample_of(
            "f", Spec(kinds=frozenset({Kind.STRING}), strings=tuple(one for _, spec in costly.fields for one in spec.strings))
        )


def test_a_record_is_told_by_what_is_said_of_its_values() -> None:
    said = record_model({
        "a": {"is": "k"}, "b": {"like": "b.*"}, "c": {"kinds": ["string"]}, "d": {"is": "x", "absent": True},
        "e": {"unknown": {}}, "eventName": {"kinds": ["string"]}, "f": {"kinds": ["object"]},
        "g": {"one_of": ["v", 1]}, "h": {"one_of": [1, 2]},
    })  # fmt: skip
    assert telling(said) == {"a": "k", "b": "b", "eventName": "ListBuckets", "g": "v"}
    assert samples_of(said) == {"b": "b", "c": "x", "eventName": "ListBuckets", "f": {}, "g": "v", "h": 1}


@pytest.mark.parametrize(
    ("deciding", "mentioned", "expected"),
    [
        ({}, set(), PERSON), ({"type": "Root"}, {"arn"}, {name: value for name, value in ROOT.items() if name != "arn"}),
        ({"userName": "bob"}, set(), {**PERSON, "userName": "bob"}),
        ({}, {"type"}, {name: value for name, value in PERSON.items() if name != "type"}),
        ({}, {"arn"}, {"type": "AWSService", "invokedBy": "config.amazonaws.com"}),
        ({}, {"arn", "invokedBy", "type"}, {}), ({}, {"type", "accountId", "x"}, {"invokedBy": "config.amazonaws.com"}),
        ({"arn": "a"}, {"arn"}, {**{name: value for name, value in PERSON.items() if name != "arn"}, "arn": "a"}),
        ({"arn": "a"}, {"arn", "accountId"}, {"type": "AWSService", "invokedBy": "config.amazonaws.com", "arn": "a"}),
    ],
    ids=lambda one: str(sorted(one)),
)  # fmt: skip
def test_nothing_is_added_to_an_identity_that_the_pattern_mentions(deciding: Json, mentioned: set[str], expected: Json) -> None:
    assert whole_identity(deciding, mentioned) == expected


def test_a_whole_record_has_what_cloudtrail_writes_and_what_is_said() -> None:
    said = {"eventName": "a", "userIdentity": {"type": "Root"}, "responseElements": {"b": 1}, "readOnly": True}
    found = whole_record(said)
    assert found == {
        "eventVersion": "1.11",
        "userIdentity": ROOT,
        "eventTime": "2026-03-01T09:26:53Z",
        "sourceIPAddress": "203.0.113.12",
        "userAgent": "aws-cli/2.31.0",
        "requestParameters": None,
        "responseElements": {"b": 1},
        "requestID": "11111111-2222-4333-8444-555555555555",
        "eventID": "66666666-7777-4888-8999-000000000000",
        "readOnly": True,
        "managementEvent": True,
        "eventCategory": "Management",
        "awsRegion": "us-east-1",
        "recipientAccountId": "111122223333",
        "eventName": "a",
    }
    assert (whole_record({})["readOnly"], whole_record({})["responseElements"]) == (False, None)
    assert PERSON["type"] == "AssumedRole"


def test_a_whole_record_reads_or_writes_as_its_call_does_and_is_of_its_service() -> None:
    read = whole_record({"eventName": "ListUsers"})
    assert (read["readOnly"], read["eventSource"]) == (True, "iam.amazonaws.com")
    wrote = whole_record({"eventName": "CreateBucket"})
    assert (wrote["readOnly"], "eventSource" in wrote) == (False, False)
    assert whole_record({"eventName": "ListUsers", "eventSource": "x"})["eventSource"] == "x"


def test_whoever_assumed_a_role_is_the_person_of_all_records() -> None:
    assert whole_record({"userIdentity": {"type": "AssumedRole"}})["userIdentity"] == PERSON


def test_samples_of_fields_are_texts_of_the_model() -> None:
    for path, values in SAMPLES.items():
        assert samples_of(model({}, {path: ["string"]})) == {path: values[0]}
