"""A pattern without what is excluded: it matches what is left of every record, and none of what is taken, or says so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import records
from trailgate_evaluator.languages.filter_pattern.answers.answer import answer
from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage
from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord
from trailgate_evaluator.languages.filter_pattern.answers.sparing import Spared, spared
from trailgate_evaluator.languages.filter_pattern.decision.remainder import narrowed
from trailgate_evaluator.languages.filter_pattern.syntax.parser import LONGEST

Json = dict[str, Any]

BROAD = '{ ($.eventName = "CreatePolicy") || ($.eventName = "PutUserPolicy") }'
ALWAYS_THERE = {"readOnly": ["boolean"], "sourceIPAddress": ["string"], "errorCode": ["absent", "string"]}
FAILED = {"kinds": ["array", "boolean", "null", "number", "object", "string"]}


def required(*excluded: Json, ids: str = "abcdef") -> list[RequiredRecord]:
    said = records.named(["CreatePolicy", "PutUserPolicy"], {"eventSource": "iam.amazonaws.com"}, ALWAYS_THERE)
    offered = [{"id": identity, "fields": fields} for identity, fields in zip(ids, excluded, strict=False)]
    model = {name: {**record, "excluded": offered} for name, record in said.items()}
    return list(records.control(model).controls["control"].values())


def narrower(*excluded: Json, text: str = BROAD, ids: str = "abcdef") -> str:
    """What is added to the pattern, which matches what is left and nothing that is excluded."""
    every = required(*excluded, ids=ids)
    found = spared(text, every)
    assert found.matched == ()
    for record in every:
        assert all(coverage(found.text, part).matched == "always" for part in record.parts)
        for _, taken in record.excluded:
            model = narrowed(record.model, taken.fields)
            assert model is None or coverage(found.text, model).matched == "never" or set(dict(taken.fields)) == {"errorMessage"}
    return found.text.removeprefix("{ (" + text[2:-2] + ")").removesuffix(" }").removeprefix(" && ")


@pytest.mark.parametrize(
    ("fields", "added"),
    [
        ({"userIdentity.arn": {"is": "x"}}, '(($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "x"))'),
        ({"userIdentity.arn": {"like": "x/.*"}}, '(($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "x/*"))'),
        (
            {"userIdentity.arn": {"one_of": ["x", "y"]}},
            '(($.userIdentity.arn NOT EXISTS) || (($.userIdentity.arn != "x") && ($.userIdentity.arn != "y")))',
        ),
        ({"userAgent": {"not": ["x"]}}, '(($.userAgent NOT EXISTS) || ($.userAgent = "x"))'),
        ({"userAgent": {"is": "x", "absent": True}}, '($.userAgent != "x")'),
        ({"sourceIPAddress": {"is": "x"}}, '($.sourceIPAddress != "x")'),
        ({"sourceIPAddress": {"like": "x.*", "not": ["xy"]}}, '(($.sourceIPAddress != "x*") || ($.sourceIPAddress = "xy"))'),
        ({"readOnly": {"is": True}}, "($.readOnly IS FALSE)"),
        ({"readOnly": {"is": False}}, "($.readOnly IS TRUE)"),
        ({"errorCode": {"kinds": ["string"]}}, "($.errorCode NOT EXISTS)"),
        ({"requestParameters.count": {"is": 5}}, "(($.requestParameters.count NOT EXISTS) || ($.requestParameters.count != 5))"),
        (
            {"sourceIPAddress": {"is": "x"}, "userAgent": {"is": "y"}},
            '(($.sourceIPAddress != "x") || ($.userAgent NOT EXISTS) || ($.userAgent != "y"))',
        ),
    ],
)
def test_a_clause_is_that_some_field_is_not_as_excluded(fields: Json, added: str) -> None:
    assert narrower(fields) == added


def test_exclusions_stand_one_after_another() -> None:
    both = narrower({"userIdentity.arn": {"is": "x"}}, {"sourceIPAddress": {"is": "y"}})
    assert both == '(($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "x")) && ($.sourceIPAddress != "y")'


def test_failed_calls_are_told_by_their_code() -> None:
    assert narrower({"errorCode": FAILED}, {"errorMessage": FAILED}, ids="ff") == "($.errorCode NOT EXISTS)"


def test_a_message_that_is_excluded_by_itself_has_its_clause() -> None:
    assert narrower({"errorCode": FAILED}, {"errorMessage": FAILED}) == "($.errorCode NOT EXISTS) && ($.errorMessage NOT EXISTS)"


def test_what_the_pattern_spares_already_is_not_said_again() -> None:
    text = '{ ($.eventName = *Policy) && ($.sourceIPAddress != "x") }'
    assert spared(text, required({"sourceIPAddress": {"is": "x"}})) == Spared(text=text)
    assert spared(BROAD, required()) == Spared(text=BROAD)


@pytest.mark.parametrize(
    "fields",
    [
        {"userIdentity.arn": {"like": "arn:[0-9]{12}/x"}},
        {"userIdentity.arn": {"is": 'x") || ($.a = "y'}},
        {"userIdentity.arn": {"is": "back\\slash"}},
        {'odd"name': {"is": "x"}},
        {"sourceIPAddress": {"one_of": ["a*b", "x"]}},
        {"requestParameters.count": {"one_of": ["x", 5]}},
        {"userIdentity.arn": {"one_of": [f"arn:aws:iam::111122223333:role/{number:030}" for number in range(30)]}},
    ],
)
def test_what_no_pattern_leaves_out_is_matched_and_named(fields: Json) -> None:
    assert spared(BROAD, required(fields)) == Spared(text=BROAD, matched=("a",))


def test_one_that_does_not_fit_keeps_no_other_out() -> None:
    long = {"userAgent": {"is": "x" * LONGEST}}
    found = spared(BROAD, required(long, {"sourceIPAddress": {"is": "y"}}))
    assert (found.matched, '$.sourceIPAddress != "y"' in found.text) == (("a",), True)


def test_a_pattern_that_is_no_json_pattern_stays() -> None:
    assert spared("CreatePolicy", required({"sourceIPAddress": {"is": "x"}})).text == "CreatePolicy"
    assert spared("", required({"sourceIPAddress": {"is": "x"}})) == Spared(text="", matched=("a",))


_SPECS = st.sampled_from([{"is": "x"}, {"one_of": ["x", "y"]}, {"like": "x.*"}, {"not": ["x"]}, {"kinds": ["string"]}, {"is": 1}])
_FIELDS = st.dictionaries(
    st.sampled_from(["sourceIPAddress", "userAgent", "userIdentity.arn", "errorCode"]), _SPECS, min_size=1, max_size=2
)


@settings(max_examples=60)
@given(st.lists(_FIELDS, min_size=1, max_size=3))
def test_whatever_is_excluded_what_is_left_is_matched(excluded: list[Json]) -> None:
    every = required(*excluded)
    found = spared(BROAD, every)
    assert len(found.text) <= LONGEST
    assert all(coverage(found.text, part).matched == "always" for record in every for part in record.parts)
    for record in every:
        for identity, taken in record.excluded:
            model = narrowed(record.model, taken.fields)
            assert model is None or identity in found.matched or coverage(found.text, model).matched == "never"


NOT_X = '$.userIdentity.arn != "x"'


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        (
            f"{{ ($.eventSource = iam.amazonaws.com) && ({NOT_X}) }}",
            f'{{ ($.eventSource = "iam.amazonaws.com") && (($.userIdentity.arn NOT EXISTS) || ({NOT_X})) }}',
        ),
        ("{ ($.eventSource = iam.amazonaws.com) && ($.errorCode NOT EXISTS) }", '{ $.eventSource = "iam.amazonaws.com" }'),
    ],
)
def test_a_suggestion_leaves_out_what_is_excluded_where_the_pattern_does(text: str, suggestion: str) -> None:
    said = records.named(["CreatePolicy", "PutUserPolicy"], {"eventSource": "iam.amazonaws.com"}, ALWAYS_THERE)
    model = {
        name: {**record, "excluded": [{"id": "a", "fields": {"userIdentity.arn": {"is": "x"}}}]} for name, record in said.items()
    }
    asked = records.control(model)
    found = answer(text, asked)["controls"]["control"]["suggestion"]
    assert found == suggestion
    assert all(coverage(found, part).matched == "always" for one in asked.controls["control"].values() for part in one.parts)
