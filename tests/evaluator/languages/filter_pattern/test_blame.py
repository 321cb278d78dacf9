"""The clause to blame where some atoms hold for no such record, and others may."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.languages.filter_pattern import parse
from trailgate_evaluator.languages.filter_pattern.answers.explanation import blame
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import JsonPattern

Json = dict[str, Any]


def blamed(text: str, event: Json, *dead: str) -> tuple[str, str]:
    """The clause to blame and what is said of it, where the atoms that are written so are dead."""
    pattern = parse(text)
    assert isinstance(pattern, JsonPattern)
    found = blame(pattern.condition, event, lambda atom: text[slice(*atom.span)] in dead)
    return text[slice(*found.span)], found.words


@pytest.mark.parametrize(
    ("text", "event", "dead", "clause"),
    [
        ("{ $.a = 1 && $.b = 2 }", {}, ["$.b = 2"], "$.b = 2"),
        ("{ $.a = 1 && $.b = 2 }", {}, ["$.a = 1"], "$.a = 1"),
        ("{ $.a = 1 && $.b = 2 }", {}, [], "$.a = 1"),
        (
            "{ ($.a = 1 && (($.b = 2 && $.c = 3) || $.d = 4)) || ($.e = 5 && $.f = 6) }",
            {"a": 1, "b": 2},
            [],
            "$.c = 3",
        ),
        (
            "{ ($.a = 1 && ($.b = 2 || $.d = 4) && $.g = 7) || ($.e = 5 && $.f = 6) }",
            {"a": 1, "d": 4},
            [],
            "$.g = 7",
        ),
        (
            "{ ($.a = 1 && ($.b = 2 || $.d = 4) && $.g = 7) || ($.e = 5 && $.f = 6) }",
            {"a": 1},
            [],
            "($.a = 1 && ($.b = 2 || $.d = 4) && $.g = 7) || ($.e = 5 && $.f = 6)",
        ),
        ("{ ($.a = 1 && $.b = 2) || ($.e = 5 && $.f = 6) }", {}, ["$.e = 5"], "$.a = 1"),
    ],
)
def test_the_smallest_part_whose_loss_widens_the_pattern_is_to_blame(
    text: str, event: Json, dead: list[str], clause: str
) -> None:
    assert blamed(text, event, *dead)[0] == clause


def test_alternatives_that_may_match_are_told_and_so_is_what_the_event_has() -> None:
    text = "{ $.n = x || $.m = y }"
    assert blamed(text, {"n": "a", "m": "b"})[1] == 'only matches when n is "x" or m is "y"'
    assert blamed(text, {"n": "a", "m": "b"}, "$.n = x")[1] == 'only matches when m is "y"'
    assert blamed(text, {"n": "a", "m": "b"}, "$.n = x", "$.m = y")[1] == "no alternative holds for m b, n a"
    five = "{ $.n = a || $.n = b || $.n = c || $.n = d || $.n = e }"
    assert blamed(five, {"n": "x"})[1] == "no alternative holds for n x"
    assert blamed(five, {"n": "x"}, "$.n = e")[1].startswith('only matches when n is "a" or ')
