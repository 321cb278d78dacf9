from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.languages.filter_pattern import parse
from trailgate_evaluator.languages.filter_pattern.decision.ends import Ends, apart, ends_of, longest_ends
from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression, TextSet, of_regex, of_text
from trailgate_evaluator.languages.filter_pattern.decision.witness import common_text, contains
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import INNER_WILDCARD, REGEX_NEWLINE
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Compare, JsonPattern, Regex, Text

TEXTS = ["".join(letters) for length in range(7) for letters in product("ab\n", repeat=length)]


def _set(value: str, *, loose: bool = False) -> TextSet:
    pattern = parse("{ $.x = " + value + " }")
    assert isinstance(pattern, JsonPattern)
    assert isinstance(pattern.condition, Compare)
    asked = pattern.condition.value
    assert isinstance(asked, Text | Regex)
    found = of_text(asked, frozenset({INNER_WILDCARD})) if isinstance(asked, Text) else of_regex(asked, _reading(loose=loose))
    assert isinstance(found, TextSet)
    return found


def _reading(*, loose: bool) -> frozenset[str]:
    return frozenset({REGEX_NEWLINE} if loose else ())


def _expression(value: str, *, loose: bool = False) -> Expression:
    found = _set(value, loose=loose).among
    assert isinstance(found, Expression)
    return found


@pytest.mark.parametrize(
    ("value", "ends"),
    [
        ("Attach*", Ends(first="Attach")),
        ("*Policy", Ends(last="Policy")),
        ("a*b", Ends(first="a", last="b")),
        ("*a*", Ends()),
        ("%^ab%", Ends(first="ab")),
        ("%ab$%", Ends(last="ab")),
        ("%^ab$%", Ends(first="ab", last="ab")),
        ("%^a{2}b*c%", Ends(first="aa")),
        ("%^a{2,3}b%", Ends(first="aa")),
        ("%ab{2,}$%", Ends(last="bb")),
        ("%[ab]c$%", Ends(last="c")),
        ("%^[ab]c%", Ends()),
        ("%^.a%", Ends()),
        ("%^[^a]b%", Ends()),
        ("%^a|b%", Ends()),
        ("%ab%", Ends()),
    ],
)
def test_how_texts_begin_and_end(value: str, ends: Ends) -> None:
    assert ends_of(_expression(value)) == ends


def test_where_the_end_may_stand_before_a_line_feed_no_character_is_surely_the_last() -> None:
    assert ends_of(_expression("%^ab$%", loose=True)) == Ends(first="ab")


VALUES = (
    "a*", "ab*", "b*", "*a", "*ab", "*b", "a*b", "b*a", "*a*", "%^a%", "%^ab%", "%a$%", "%^[ab]b%", "%b{2}$%", "%^a|b$%", "%^.a%",
    "%a.b%", "%^a{1,2}b$%",
)  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("loose", [False, True])
def test_every_text_begins_and_ends_as_is_said(value: str, loose: bool) -> None:
    one = _set(value, loose=loose)
    ends = ends_of(_expression(value, loose=loose))
    assert all(text.startswith(ends.first) and text.endswith(ends.last) for text in TEXTS if contains(one, text))


@given(st.lists(st.sampled_from(VALUES), min_size=1, max_size=4), st.booleans())
def test_what_is_apart_has_no_text_in_common(values: list[str], loose: bool) -> None:
    sets = [_set(value, loose=loose) for value in values]
    common = [text for text in TEXTS if all(contains(one, text) for one in sets)]
    assert not (apart(sets) and common)
    found = common_text(sets, Work(150_000))
    assert found is not None or not common
    assert found is None or all(contains(one, found) for one in sets)


def test_two_texts_that_exclude_each_other_are_apart_and_others_are_not() -> None:
    assert apart([_set("a*"), _set("b*")])
    assert apart([_set("*ab"), _set("*bb")])
    assert not apart([_set("a*"), _set("ab*"), _set("*b"), _set("*ab")])
    assert not apart([_set("a*"), _set("b*").inverse()])
    assert not apart([_set("%^a|b%"), _set("b*")])


def test_the_longest_ends_are_those_of_what_must_match() -> None:
    assert longest_ends([_set("a*"), _set("ab*"), _set("*b"), _set("*aab"), _set("*bbbb").inverse()]) == Ends("ab", "aab")
    assert longest_ends([_set("b*"), _set("aab*"), _set("*b"), _set("*baa")]) == Ends("aab", "baa")
    assert longest_ends([]) == Ends()


def _steps(*values: str) -> tuple[str | None, int]:
    sets = [_set(value.removeprefix("!")).inverse() if value.startswith("!") else _set(value) for value in values]
    work = Work(150_000)
    return common_text(sets, work), work.spent


def test_what_contradicts_itself_at_an_end_costs_nothing() -> None:
    assert _steps("*NetworkAclAssociation", "*OrganizationalUnit", "!Detach*") == (None, 0)


def test_a_forbidden_short_text_is_stepped_over() -> None:
    found, steps = _steps("*eTable", "!%^[^0]{5,20}$%", "!*0*", "!%Delete|Detach%", "!AccessDenied*", "!Delete*", "!*roupPolicy")
    assert found is not None
    assert found.endswith("eTable")
    assert len(found) > 20
    assert steps < 20_000
