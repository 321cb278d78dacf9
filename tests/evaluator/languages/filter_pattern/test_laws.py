"""Laws of parser, matcher and decision, on random patterns and records."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluator.languages.filter_pattern.strategies import conditions, patterns, records, wild_conditions
from tests.records import model
from trailgate_evaluator.languages.filter_pattern import PatternError, matches, parse, print_pattern
from trailgate_evaluator.languages.filter_pattern.decision.answer import Decision
from trailgate_evaluator.languages.filter_pattern.decision.decide import Prepared, decide
from trailgate_evaluator.languages.filter_pattern.decision.shape import shape_of
from trailgate_evaluator.languages.filter_pattern.decision.value_test import doubts_of
from trailgate_evaluator.languages.filter_pattern.matching.matcher import holds
from trailgate_evaluator.languages.filter_pattern.syntax.json_parser import all_of, any_of
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Condition, JsonPattern, atoms_of

LAW = settings(max_examples=250, deadline=None, derandomize=True)
SHAPE = shape_of(model({"c": "ab"}, {"t": ["absent", "string"]}))


def _readings(condition: Condition) -> list[frozenset[str]]:
    doubts = sorted({doubt for atom in atoms_of(condition) for doubt in doubts_of(atom)})
    return [frozenset(chosen) for count in range(len(doubts) + 1) for chosen in combinations(doubts, count)]


def _decided(condition: Condition) -> Decision:
    return decide(Prepared(condition), SHAPE, samples={}, shapes=1)


@LAW
@given(patterns)
def test_parsing_what_was_printed_gives_the_tree_back(pattern: JsonPattern) -> None:
    assert parse(print_pattern(pattern)) == pattern


@LAW
@given(patterns, st.sampled_from([" ", "\t", "\n", "\r\n", "  "]))
def test_blanks_and_redundant_parentheses_change_nothing(pattern: JsonPattern, blank: str) -> None:
    printed = print_pattern(pattern)
    spaced = printed.replace(" && ", f"{blank}&&{blank}").replace(" || ", f"{blank}||{blank}").replace("{ ", "{" + blank)
    assert parse(spaced) == pattern
    assert parse("{ ((" + printed[2:-2] + ")) }") == pattern


@LAW
@given(conditions, conditions, records)
def test_an_alternative_only_adds_and_a_further_condition_only_takes_away(
    p: Condition, q: Condition, record: dict[str, Any]
) -> None:
    either, both = any_of([p, q]), all_of([p, q])
    assert holds(either, record) or not holds(p, record)
    assert holds(p, record) or not holds(both, record)


@LAW
@given(conditions, st.lists(records, min_size=1, max_size=40))
def test_the_decision_agrees_with_every_record_under_every_reading(condition: Condition, some: list[dict[str, Any]]) -> None:
    _agrees(condition, some)


@LAW
@given(wild_conditions, st.lists(records, min_size=1, max_size=40))
def test_wildcard_selectors_are_decided_exactly_too(condition: Condition, some: list[dict[str, Any]]) -> None:
    _agrees(condition, some)


def _agrees(condition: Condition, some: list[dict[str, Any]]) -> None:
    decision = _decided(condition)
    readings = _readings(condition)
    assert decision.bound is None
    for reading in readings:
        found = {holds(condition, record, reading) for record in some}
        if decision.matched == "always":
            assert found == {True}
        if decision.matched == "never":
            assert found == {False}
        if decision.missed is not None:
            assert not holds(condition, {"c": "ab", **decision.missed}, reading)
        if decision.hit is not None:
            assert decision.matched in {"never", "always", "sometimes"}
            assert holds(condition, {"c": "ab", **decision.hit}, frozenset())
    if decision.matched == "sometimes":
        assert decision.missed is not None
        assert decision.hit is not None
    if decision.matched == "undecided":
        assert decision.doubts


@LAW
@given(conditions)
def test_an_undecided_answer_rests_on_the_doubts_that_it_names(condition: Condition) -> None:
    decision = _decided(condition)
    if decision.matched == "undecided":
        answers = {_single(condition, reading) for reading in _readings(condition) if reading <= set(decision.doubts)}
        assert len(answers) > 1


def _single(condition: Condition, reading: frozenset[str]) -> str:
    from trailgate_evaluator.languages.filter_pattern.decision.decide import STEPS, _Question
    from trailgate_evaluator.languages.filter_pattern.decision.settling import Settling
    from trailgate_evaluator.languages.filter_pattern.decision.work import Work

    work, prepared = Work(STEPS), Prepared(condition)
    return _Question(prepared, Settling(prepared, SHAPE, ({}, frozenset()), work), work)._under(reading).matched


@LAW
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_span_inside_it(text: str) -> None:
    refusal = _refusal(text, text)
    assert refusal is None or (0 <= refusal.span[0] < refusal.span[1] <= len(text) + 1 and refusal.message)


@LAW
@given(st.text(alphabet='{}()$.a=!<>&|"%*?-[] \\1', max_size=40), records)
def test_any_likely_text_is_read_and_matched_or_refused(inner: str, record: dict[str, Any]) -> None:
    refusal = _refusal("{ $.x = " + inner + " }", record)
    assert refusal is None or refusal.kind


def _refusal(text: str, event: Any) -> PatternError | None:
    try:
        matches(parse(text), event)
    except PatternError as error:
        return error
    return None
