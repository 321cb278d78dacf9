"""Texts told by the pieces of wildcards as by their automaton, and sets without a common text told before one is looked for."""

from __future__ import annotations

from itertools import product
from typing import Final

import pytest

from trailgate_evaluator.languages.filter_pattern.decision.automaton import automaton_of
from trailgate_evaluator.languages.filter_pattern.decision.ends import apart
from trailgate_evaluator.languages.filter_pattern.decision.languages import Expression, TextSet, of_order, of_regex, of_text
from trailgate_evaluator.languages.filter_pattern.decision.pieces import are_in, pieces_of, within
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import INNER_WILDCARD, REGEX_NEWLINE
from trailgate_evaluator.languages.filter_pattern.syntax.regex_parser import RegexParser
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Text

TEXTS: Final = ["".join(one) for length in range(7) for one in product("ab", repeat=length)]
WILD: Final = ["a*", "*a", "*a*", "a*b", "ab*ba", "*a*a*", "a**", "*ab*b", "b*a*b", "aa*aa"]
FOUND: Final = ["a", "a|b", "^ab", "ab$", "^ab|ba$", "^$", "^", "^ab$"]


def wild(source: str) -> Expression:
    made = of_text(Text(source=source), frozenset({INNER_WILDCARD}))
    assert isinstance(made, TextSet)
    assert isinstance(made.among, Expression)
    return made.among


def found(source: str, *, loose: bool = False) -> Expression:
    made = of_regex(RegexParser(source, 0).parse(), frozenset({REGEX_NEWLINE} if loose else ()))
    assert isinstance(made, TextSet)
    assert isinstance(made.among, Expression)
    return made.among


@pytest.mark.parametrize("expression", [*map(wild, WILD), *map(found, FOUND)], ids=[*WILD, *FOUND])
def test_pieces_are_in_the_texts_that_the_automaton_reads(expression: Expression) -> None:
    pieces = pieces_of(expression)
    assert pieces is not None
    assert [text for text in TEXTS if any(are_in(one, text) for one in pieces)] == [
        text for text in TEXTS if automaton_of(expression).reads(text)
    ]


@pytest.mark.parametrize(
    "expression", [*map(found, ["[ab]", "[^a]", "[^a]*", "a*", "a+", "a?b", "a{2}"]), found("ab$", loose=True)]
)
def test_what_asks_for_more_than_pieces_has_none(expression: Expression) -> None:
    assert pieces_of(expression) is None


def test_one_is_within_another_where_all_of_its_texts_are() -> None:
    expressions = [*map(wild, WILD), *map(found, FOUND)]
    texts = {one: {text for text in TEXTS if automaton_of(one).reads(text)} for one in expressions}
    told = {(one, other) for one in expressions for other in expressions if within(one, other)}
    assert all(texts[one] <= texts[other] for one, other in told)
    assert (wild("ab*ba"), wild("*a*a*")) in told
    assert (wild("ab*ba"), found("^ab|ba$")) in told
    assert (wild("a*b"), wild("ab*ba")) not in told


def test_nothing_is_told_of_what_has_no_pieces_or_holds_what_stands_between_them() -> None:
    assert not within(found("[ab]"), wild("*a*"))
    assert not within(wild("*a*"), found("[ab]"))
    assert not within(wild("a*b"), wild("*\uffff*"))


@pytest.mark.parametrize(
    ("wanted", "unwanted", "other"),
    [
        (wild("*UnauthorizedOperation"), wild("*ion"), None),
        (wild("Create*"), wild("Cre*"), None),
        (wild("*toOrganization"), wild("*a*a*"), None),
        (wild("*eNetworkAclAssociation"), None, TextSet(found("^.{5,20}$"))),
        (wild("*a*a*"), None, of_order("1000", ">")),
    ],
)
def test_what_surely_is_in_none_is_told_at_once(wanted: Expression, unwanted: Expression | None, other: TextSet | None) -> None:
    sets = [TextSet(wanted), *([TextSet(unwanted, negated=True)] if unwanted else []), *([other] if other else [])]
    assert apart(sets)
    assert not any(apart([one]) for one in sets)


@pytest.mark.parametrize(
    "sets",
    [
        [TextSet(wild("*abcdefghijklmnopqrst")), TextSet(found("^.{5,20}$"))],
        [TextSet(wild("*abcdefghijklmnopqrs\n")), TextSet(found("^.{5,20}$", loose=True))],
        [TextSet(wild("*-1.*")), of_order("1000", "<")],
        [TextSet(found("[^a]")), of_order("1000", "<")],
        [TextSet(wild("ab*")), TextSet(wild("*ab"), negated=True)],
        [TextSet(wild("a*")), TextSet(wild("*a*a*"), negated=True)],
    ],
)
def test_what_may_have_a_text_in_common_is_looked_for(sets: list[TextSet]) -> None:
    assert not apart(sets)
