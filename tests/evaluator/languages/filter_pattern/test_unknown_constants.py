"""For what is fixed and not known, texts are tried that stand for all: what a pattern can tell apart, they do."""

from __future__ import annotations

import re
from itertools import product
from string import ascii_letters
from typing import Any, Final

import pytest

from tests.evaluator.languages.filter_pattern.oracle import READINGS, allows
from trailgate_evaluator.languages.filter_pattern import matches, parse
from trailgate_evaluator.languages.filter_pattern.decision.record_model import record_model
from trailgate_evaluator.languages.filter_pattern.decision.unknown_constants import MOST_TEXTS, representatives, sees
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Condition, Index, JsonPattern, Name, Step, Wildcard

TEXTS: Final = (
    "", "a", "b", "ab", "abb", "axb", "a*b", "a*", "a\\*b", "b\na", "a\n", "x", "xa", "1", "2", "12", "21", "1.0", "null",
)  # fmt: skip
ANY: Final[dict[str, Any]] = {"unknown": {}}


def condition_of(text: str) -> Condition:
    """The condition of a pattern."""
    pattern = parse(text)
    assert isinstance(pattern, JsonPattern)
    return pattern.condition


def tried(text: str, specs: dict[str, Any]) -> list[dict[str, str]]:
    """The texts that are tried for what is not known."""
    return representatives(condition_of(text), record_model(specs).unknown)


@pytest.mark.parametrize("like", [None, "a.*", "[ab]*", "[0-9]{1,2}"])
@pytest.mark.parametrize(
    "text",
    [
        "{ $.f = a }", "{ $.f != a }", "{ $.f = a* || $.f = *b }", "{ $.f = a*b }", r'{ $.f = "a\*b" && $.f != a* }',
        "{ $.f = %^a% && $.f != %b$% }", "{ $.f = %a$% || $.f = %.a% }", "{ $.f = 1 || $.f > 1 }", "{ $.f IS NULL }",
        "{ $.f NOT EXISTS }", "{ $.g = a }", "{ $.f = a && $.g = b }", "{ $.* = ab }", "{ $.f = a || $.f = b || $.f = ab }",
        "{ $.f = null || $.f = 12 }", "{ $.f.g = a }", "{ $.f[0] = a }", "{ $.f = a && $.f = b }", "{ $.f = * }",
        "{ ($.f = a* && $.f != ab) || ($.f = %^[ab]{2}$% && $.f != abb) }",
    ],
)  # fmt: skip
def test_every_text_is_told_apart_no_more_than_one_that_is_tried(text: str, like: str | None) -> None:
    spec = ANY if like is None else {"unknown": {"like": like}}
    pattern = parse(text)
    found = {
        tuple(matches(pattern, chosen, reading) for reading in READINGS) for chosen in tried(text, {"f": spec, "o": {"is": "a"}})
    }
    assert all(allows(spec, chosen["f"]) for chosen in tried(text, {"f": spec}))
    assert found >= {tuple(matches(pattern, {"f": one}, reading) for reading in READINGS) for one in TEXTS if allows(spec, one)}


def test_of_several_each_is_tried_with_each() -> None:
    chosen = tried("{ $.f = a || $.o.g = b }", {"f": ANY, "o.g": ANY, "h": ANY})
    assert [set(one) for one in chosen] == [{"f", "o.g", "h"}] * 4
    assert {(one["f"] == "a", one["o.g"] == "b") for one in chosen} == set(product((True, False), repeat=2))
    assert {one["h"] for one in chosen} == {"x"}
    assert tried("{ $.f = a }", {}) == [{}]


def test_what_it_cannot_see_is_one_text() -> None:
    assert tried("{ $.g = a }", {"f": ANY}) == [{"f": "x"}]
    assert tried("{ $.g = a }", {"f": {"unknown": {"like": "[0-9]{2}"}}}) == [{"f": "00"}]


def alternatives(path: str, count: int) -> str:
    """Tests that tell so many texts from each other, and all others from these."""
    return " || ".join(f"$.{path} = t{number}" for number in range(count))


def test_so_many_texts_and_no_more_are_tried() -> None:
    six = " || ".join(f"$.f = *{letter}*" for letter in "abcdef")
    assert len(tried(f"{{ {six} }}", {"f": ANY})) == MOST_TEXTS
    with pytest.raises(BoundReached) as reached:
        tried(f"{{ {six} || $.f = *g* }}", {"f": ANY})
    assert reached.value.bound == f"more than {MOST_TEXTS} ways to read a constant that is not known"
    with pytest.raises(BoundReached, match="a constant that is not known"):  # and not all of a million
        tried(" || ".join(f"$.f = *{letter}*" for letter in ascii_letters[:20]).join("{}"), {"f": ANY})


def test_so_many_ways_and_no_more_are_tried() -> None:
    assert len(tried(f"{{ {alternatives('f', 7)} || {alternatives('g', 7)} }}", {"f": ANY, "g": ANY, "h": ANY})) == MOST_TEXTS
    with pytest.raises(BoundReached, match=re.escape(f"more than {MOST_TEXTS} ways to read the constants that are not known")):
        tried(f"{{ {alternatives('f', 7)} || {alternatives('g', 8)} }}", {"f": ANY, "g": ANY})


def test_the_work_is_bounded() -> None:
    with pytest.raises(BoundReached, match="steps of work"):
        tried("{ $.f = %[ab]*a[ab]{12}$% && $.f = %^[ab]*b[ab]{12}$% }", {"f": ANY})


@pytest.mark.parametrize(
    ("steps", "path", "seen"),
    [
        ("a", "a", True), ("a", "b", False), ("a", "a.b", True), ("a.b", "a", True), ("a.b", "a.c", False), ("a.b", "c.b", False),
        ("*", "a", True), ("*.b", "a.b", True), ("*.b", "a.c", False), ("a.0", "a.b", True), ("a.0", "b.c", False),
        ("a.b.0", "a.c", False),
        ("a.0.b", "a.c", True), ("a.[*]", "a.c", True), ("['a']", "a", True), ("['a']", "b", False),
    ],
)  # fmt: skip
def test_a_selector_sees_what_it_begins_with_and_what_begins_with_it(steps: str, path: str, *, seen: bool) -> None:
    assert sees(tuple(map(_step, steps.split("."))), path) is seen


def _step(written: str) -> Step:
    if written in {"*", "[*]"}:
        return Wildcard.PROPERTY if written == "*" else Wildcard.ELEMENT
    return Index(index=int(written)) if written.isdigit() else Name(name=written.strip("[']"), bracketed="[" in written)
