"""A pattern is matched by the first reading where none is given, and by the one that is given through every part of it."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.languages.filter_pattern import matches, parse
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import BOOLEAN_COMPARED, NULL_COMPARED, WILDCARD_NOT_EXISTS


@pytest.mark.parametrize(
    ("value", "text", "doubt"),
    [(None, "null", NULL_COMPARED), (True, "true", BOOLEAN_COMPARED), (False, "false", BOOLEAN_COMPARED)],
)
@pytest.mark.parametrize(
    "pattern",
    [
        '{{ $.a = "{}" }}',
        '{{ $.a = "{}" || $.b = 1 }}',
        '{{ $.a = "{}" && $.c = 2 }}',
        '{{ ($.a = "{}" && $.c = 2) || $.b = 1 }}',
    ],
)
def test_what_is_in_doubt_matches_by_the_second_reading_alone(pattern: str, value: Any, text: str, doubt: str) -> None:
    parsed = parse(pattern.format(text))
    event = {"a": value, "c": 2}
    assert not matches(parsed, event)
    assert matches(parsed, event, frozenset({doubt}))


@pytest.mark.parametrize(
    ("selector", "event", "found"),
    [
        ("$.a[*]", {}, False),
        ("$.a[*]", {"a": []}, False),
        ("$.a[*]", {"a": {"b": 1}}, False),
        ("$.a[*]", {"a": [None]}, True),
        ("$.a[*].b", {"a": [{"c": 1}]}, False),
        ("$.a[*].b", {"a": [{"c": 1}, {"b": {}}]}, True),
        ("$.*", {}, False),
        ("$.*", {"a": None}, True),
        ("$.a.*", {"a": []}, False),
        ("$.a.*", {"a": {"b": False}}, True),
    ],
)
def test_not_exists_with_a_wildcard_holds_where_no_node_is_and_by_the_other_reading_it_is_another(
    selector: str, event: Any, found: bool
) -> None:
    parsed = parse(f"{{ {selector} NOT EXISTS }}")
    assert matches(parsed, event) != found
    assert matches(parsed, event, frozenset({WILDCARD_NOT_EXISTS})) == found


def test_not_exists_without_a_wildcard_has_one_reading() -> None:
    for event, found in (({}, False), ({"a": None}, True)):
        for reading in (frozenset[str](), frozenset({WILDCARD_NOT_EXISTS})):
            assert matches(parse("{ $.a NOT EXISTS }"), event, reading) != found
