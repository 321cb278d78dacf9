"""The condition that asks for a record, written as a filter pattern: it matches every one, and no field is forgotten."""

from __future__ import annotations

from itertools import permutations
from typing import Any, cast

import pytest

from trailgate_evaluator.languages.filter_pattern import parse, print_pattern
from trailgate_evaluator.languages.filter_pattern.answers.clause import EVERYWHERE, clause_of
from trailgate_evaluator.languages.filter_pattern.answers.coverage import coverage
from trailgate_evaluator.languages.filter_pattern.decision.languages import NumberOrder, TextSet
from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec, record_model
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Condition, JsonPattern


def written(model: RecordModel) -> str | None:
    """The clause of a record, as a pattern."""
    clause = clause_of(model)
    return None if clause is None else print_pattern(JsonPattern(condition=clause))


@pytest.mark.parametrize(
    ("specs", "expected"),
    [
        ({"eventName": {"is": "a"}}, '$.eventName = "a"'),
        ({"b": {"is": "x"}, "eventName": {"is": "n"}, "a": {"is": "y"}}, '($.eventName = "n") && ($.a = "y") && ($.b = "x")'),
        ({"a.b.c": {"is": "x"}}, '$.a.b.c = "x"'),
        ({"f": {"one_of": ["a", "b"]}}, '($.f = "a") || ($.f = "b")'),
        ({"f": {"one_of": ["a", "b"]}, "g": {"is": "c"}}, '(($.f = "a") || ($.f = "b")) && ($.g = "c")'),
        ({"f": {"kinds": ["absent"]}}, "$.f NOT EXISTS"),
        ({"f": {"kinds": ["absent", "null"]}}, None),
        ({"a": {"is": "x"}, "f": {"kinds": ["absent"]}}, '($.a = "x") && ($.f NOT EXISTS)'),
        ({"awsRegion": {"is": "r"}, "f": {"is": "a"}}, '$.f = "a"'),
        ({"errorCode": {"kinds": ["absent"]}, "errorMessage": {"kinds": ["absent"]}, "f": {"is": "a"}}, '$.f = "a"'),
        ({"errorCode": {"is": "a"}}, '$.errorCode = "a"'),
        ({"f": {"like": "ab.*"}}, '$.f = "ab*"'),
        ({"f": {"like": ".*ab"}}, '$.f = "*ab"'),
        ({"f": {"like": ".*ab.*|c"}}, '($.f = "*ab*") || ($.f = "c")'),
        ({"f": {"like": "a{1}b"}}, '$.f = "ab"'),
        ({"f": {"like": ".*"}}, '$.f = "*"'),
        ({"f": {"like": "a.*", "not": ["ab"]}}, '$.f = "a*"'),
        ({"f": {"not": ["ab"]}}, None),
        ({"f": {"kinds": ["string"]}}, None),
        ({"f": {"is": 1}}, None),
        ({"f": {"is": True}, "g": {"is": "a"}}, '$.g = "a"'),
        ({"f": {"one_of": ["a", 1]}, "g": {"is": "a"}}, '$.g = "a"'),
        ({"f": {"is": "a", "absent": True}, "g": {"is": "a"}}, '$.g = "a"'),
        ({"f": {"is": "a*b"}, "g": {"is": "a"}}, None),
        ({"f": {"one_of": ["a*", "b"]}}, None),
        ({"f": {"unknown": {"like": "a"}}, "g": {"is": "a"}}, None),
        ({"f": {"unknown": {}}, "g": {"is": "a"}}, '$.g = "a"'),
        *(({"f": {"like": one}}, None) for one in ("a.b", "a?", "a+", "a.+", "[ab]", "a[^b]", "a{2}", "[^a]*", "a.*b", "a.?")),
        *(({"f": {"like": one}}, None) for one in (r"a\*", "a.b|ab", "ab|a{0,1}", "a{1,}", ".{0,2}", "[^a]")),
        ({}, None),
        *(({path: {"is": "a"}}, None) for path in sorted(EVERYWHERE)),
    ],
    ids=str,
)  # fmt: skip
def test_a_record_is_asked_for_by_each_field_that_tells_it(specs: dict[str, Any], expected: str | None) -> None:
    model = record_model(specs)
    found = written(model)
    assert found == (None if expected is None else f"{{ {expected} }}")
    assert found is None or coverage(found, model).matched == "always"
    assert found is None or parse(found) == JsonPattern(condition=cast("Condition", clause_of(model)))


def test_of_two_languages_the_one_is_asked_for_that_can_be_written() -> None:
    languages = [record_model({"f": {"like": one}}).fields[0][1].strings[0] for one in ("a.b", "a.*", ".*b")]
    for first, second in permutations(languages, 2):
        spec = Spec(kinds=frozenset({Kind.STRING}), strings=(first, second))
        model = RecordModel(fields=(("f", spec),))
        text = written(model)
        assert text in {'{ $.f = "a*" }', '{ $.f = "*b" }'}
        assert coverage(text or "", model).matched == "always"


def test_sets_that_are_no_texts_are_not_written() -> None:
    order = TextSet(NumberOrder("1", frozenset({1})))
    assert clause_of(RecordModel(fields=(("f", Spec(kinds=frozenset({Kind.STRING}), strings=(order,))),))) is None
