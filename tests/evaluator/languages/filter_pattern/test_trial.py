"""What is said of one record that is tried: matched or not, the clause to blame, and why."""

from __future__ import annotations

from typing import Any

import pytest

from trailgate_evaluator.languages.filter_pattern.answers import trial as module
from trailgate_evaluator.languages.filter_pattern.answers.explanation import doubts_in_words
from trailgate_evaluator.languages.filter_pattern.answers.trial import trial
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached

Json = dict[str, Any]


def said(matched: bool | str, why: str | None = None, clause: tuple[int, int] | None = None, text: str = "") -> Json:
    blamed = None if clause is None else {"text": text[slice(*clause)], "span": list(clause)}
    return {"matched": matched, "clause": blamed, "why": why}


@pytest.mark.parametrize(
    ("text", "event", "expected"),
    [
        ("{ $.a = 1 }", {"a": 1}, said(True)),
        ("{ $.a = 1 }", "text", said(False, "the event is not a JSON object")),
        ("{ $.a = 1 }", 5, said(False, "the event is not a JSON object")),
        ("ERROR", {"a": 1}, said(False)),
        ("ERROR", {"a": "ERROR"}, said(True)),
    ],
)
def test_what_matches_has_nothing_to_blame_and_what_is_no_record_no_clause(text: str, event: Any, expected: Json) -> None:
    assert trial(text, event) == expected


@pytest.mark.parametrize(
    ("text", "event", "clause", "why"),
    [
        ("{ $.a = 1 && $.b = 2 }", {"a": 1}, "$.b = 2", "only matches when b is 2"),
        ("{ $.a = x && $.b NOT EXISTS }", {"a": "x", "b": 1}, "$.b NOT EXISTS", "only matches when b is absent"),
        ("{ $.a IS TRUE }", {"a": False}, "$.a IS TRUE", "only matches when a is true"),
        ('{ $.a = "*" }', {}, '$.a = "*"', "only matches when a is any string or number"),
        ("{ $.a = x }", {}, "$.a = x", 'only matches when a is "x"'),
        ("{ $.a = 1.2.3.4 }", {}, "$.a = 1.2.3.4", 'only matches when a is "1.2.3.4"'),
        ("{ $.a = %x% }", {}, "$.a = %x%", "only matches when a is matched by %x%"),
        ("{ $.a != 3 }", {"a": 3}, "$.a != 3", "only matches when a is there and is not 3"),
        ("{ $.a > 3 }", {"a": 3}, "$.a > 3", "only matches when a is a number > 3"),
        (
            "{ ($.a = 1 && $.b = 2 && $.c = 3) || ($.d = 4 && $.e = 5) }",
            {"a": 1},
            "$.b = 2",
            "only matches when b is 2",
        ),
        (
            "{ ($.a = 1 && $.b = 2 && $.c = 3) || ($.a = 1 && $.e = 5) }",
            {"a": 1},
            "$.e = 5",
            "only matches when e is 5",
        ),
        ("{ $.n = x || $.n = y }", {"n": "z", "m": 1}, "$.n = x || $.n = y", "no alternative holds for n z"),
        ("{ $.n = x || $.m = y }", {"n": 1}, "$.n = x || $.m = y", "no alternative on m, n holds"),
        ("{ $.n = x || $.m = y }", [1], "$.n = x || $.m = y", "no alternative on m, n holds"),
    ],
)
def test_what_does_not_match_names_the_clause_to_blame(text: str, event: Any, clause: str, why: str) -> None:
    start = text.index(clause)
    assert trial(text, event) == said(False, why, (start, start + len(clause)), text)


@pytest.mark.parametrize(
    ("event", "telling"),
    [
        ({"a": [1], "b": "y"}, ["wildcard_not_exists"]),
        ({"a": [1], "b": None}, ["null_compared", "wildcard_not_exists"]),
    ],
)
def test_the_doubts_that_tell_are_named_with_their_readings(event: Json, telling: list[str]) -> None:
    assert trial("{ $.a[*] NOT EXISTS && $.b != x }", event) == said("undecided", f"doubt: {doubts_in_words(telling)}")


def test_a_bound_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def bounded(*_: Any) -> bool:
        raise BoundReached("as far as this goes")

    monkeypatch.setattr(module, "matches", bounded)
    assert trial("{ $.a = 1 }", {"a": 1}) == said("undecided", "bound: as far as this goes")
