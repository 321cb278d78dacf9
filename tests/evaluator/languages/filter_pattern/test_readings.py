"""A pattern is matched by the first reading where none is given, and by the one that is given through every part of it."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.languages.filter_pattern import matches, parse
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import BOOLEAN_COMPARED, NULL_COMPARED


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
