"""Composite rules in normal form: what the clauses say is what the rules say."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from trailgate_evaluator.languages.alarm_rules import Clauses, parse_composites
from trailgate_evaluator.languages.alarm_rules.grammar import RuleError, parse_rule
from trailgate_evaluator.languages.alarm_rules.normal_form import MAX_CLAUSES
from trailgate_evaluator.languages.alarm_rules.rule import STATES, And, AtLeast, Constant, InState, Not, Or, Rule, State

World = dict[str, State]
ALARMS = ("a", "b", "c")


def one(rule: str) -> Clauses | None:
    return parse_composites({"top": rule}, lambda name: name)["top"]


def literal(alarm: str, state: State = "ALARM", *, negated: bool = False) -> dict[str, object]:
    return {"alarm": alarm, "state": state, "negated": negated}


def is_true(rule: Rule, world: World) -> bool:
    """What a rule says in one world, straight from its tree."""
    match rule:
        case Constant(value=value):
            return value
        case InState(alarm=alarm, state=state):
            return world[alarm] == state
        case Not(operand=operand):
            return not is_true(operand, world)
        case And(operands=operands):
            return all(is_true(operand, world) for operand in operands)
        case Or(operands=operands):
            return any(is_true(operand, world) for operand in operands)
        case AtLeast(count=count, operands=members):
            return sum(is_true(member, world) for member in members) >= count


def clauses_are_true(clauses: Clauses, world: World) -> bool:
    return all(any((world[lit["alarm"]] == lit["state"]) != lit["negated"] for lit in clause) for clause in clauses)


def worlds() -> list[World]:
    return [dict(zip(ALARMS, states, strict=True)) for states in itertools.product(STATES, repeat=len(ALARMS))]


def texts() -> st.SearchStrategy[str]:
    states = st.sampled_from(STATES)
    atoms = st.one_of(
        st.builds(lambda state, alarm: f"{state}({alarm})", states, st.sampled_from(ALARMS)),
        st.builds(
            lambda count, negated, state: f"AT_LEAST({count}, {'NOT ' * negated}{state}, (a, b, c))",
            st.integers(1, 3),
            st.integers(0, 1),
            states,
        ),
        st.sampled_from(["TRUE", "FALSE"]),
    )
    return st.recursive(
        atoms,
        lambda inner: st.one_of(
            inner.map(lambda text: f"NOT ({text})"),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " AND ".join(parts) + ")"),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: "(" + " OR ".join(parts) + ")"),
        ),
        max_leaves=8,
    )


@given(texts())
def test_the_clauses_are_true_in_exactly_the_worlds_where_the_rule_is(text: str) -> None:
    tree = parse_rule(text)
    assert not isinstance(tree, RuleError)
    clauses = one(text)
    assert clauses is not None
    for world in worlds():
        assert clauses_are_true(clauses, world) == is_true(tree, world)


@given(texts())
def test_no_clause_is_always_true_and_none_implies_another(text: str) -> None:
    clauses = one(text)
    assert clauses is not None
    for clause in clauses:
        assert not all(clauses_are_true([clause], world) for world in worlds())
        assert len({lit["alarm"] for lit in clause}) == len(clause)
    for first, second in itertools.permutations(clauses, 2):
        assert any(clauses_are_true([first], world) and not clauses_are_true([second], world) for world in worlds())


@given(texts(), st.permutations(["ALARM(a)", "OK(b)", "NOT ALARM(c)"]))
def test_the_order_of_operands_changes_nothing(text: str, rest: list[str]) -> None:
    assert one(" AND ".join([text, *rest])) == one(" AND ".join([*reversed(rest), text]))


@given(texts(), texts())
def test_a_nested_composite_stands_for_its_rule_and_ok_for_the_negation(inner: str, outer: str) -> None:
    rules = {"inner": inner, "outer": f"ALARM(inner) OR ({outer})", "other": f"OK(inner) AND ({outer})"}
    parsed = parse_composites(rules, lambda name: name)
    assert parsed["outer"] == one(f"({inner}) OR ({outer})")
    assert parsed["other"] == one(f"NOT ({inner}) AND ({outer})")


def test_true_has_no_clause_and_false_the_empty_one() -> None:
    assert one("ALARM(a) OR NOT ALARM(a)") == []
    assert one("ALARM(a) OR OK(a) OR INSUFFICIENT_DATA(a)") == []
    assert one("ALARM(a) AND OK(a)") == [[]]


def test_literals_and_clauses_stand_in_order() -> None:
    assert one("(OK(b) OR ALARM(a)) AND NOT ALARM(a)") == [
        [literal("a", "ALARM", negated=True)],
        [literal("b", "OK")],
    ]
    assert one("(ALARM(z) OR ALARM(b)) AND (ALARM(b) OR ALARM(a))") == [
        [literal("a"), literal("b")],
        [literal("b"), literal("z")],
    ]


def test_two_states_of_one_alarm_are_the_negation_of_the_third() -> None:
    assert one("ALARM(a) OR OK(a)") == [[literal("a", "INSUFFICIENT_DATA", negated=True)]]


def test_insufficient_data_of_a_composite_stays_as_it_is() -> None:
    parsed = parse_composites({"in": "ALARM(a)", "out": "INSUFFICIENT_DATA(in)"}, lambda name: name)
    assert parsed["out"] == [[literal("in", "INSUFFICIENT_DATA")]]


def test_names_and_arns_resolve_to_one_alarm() -> None:
    parsed = parse_composites({"arn:top": "ALARM(x) OR NOT ALARM(arn:x)"}, lambda name: name.removeprefix("arn:"))
    assert parsed == {"arn:top": []}


def test_a_cycle_and_all_that_rests_on_it_cannot_be_known_and_the_rest_can() -> None:
    rules = {
        "loop": "ALARM(loop)",
        "one": "ALARM(two) OR ALARM(a)",
        "two": "INSUFFICIENT_DATA(one)",
        "above": "OK(one)",
        "free": "ALARM(a)",
    }
    parsed = parse_composites(rules, lambda name: name)
    assert parsed == {"loop": None, "one": None, "two": None, "above": None, "free": [[literal("a")]]}


def test_a_text_that_does_not_parse_and_all_that_rests_on_it_cannot_be_known() -> None:
    parsed = parse_composites({"bad": "ALARM(", "above": "ALARM(bad)", "free": "OK(a)"}, lambda name: name)
    assert parsed == {"bad": None, "above": None, "free": [[literal("a", "OK")]]}


def test_a_form_past_the_bound_is_not_made_and_one_at_the_bound_is() -> None:
    pairs = [f"(ALARM(x{n}) AND ALARM(y{n}))" for n in range(10)]
    at_bound = one(" OR ".join(pairs[:9]))
    assert at_bound is not None
    assert len(at_bound) == MAX_CLAUSES
    assert one(" OR ".join(pairs)) is None


def test_the_alarms_of_a_usual_large_rule_all_stand_in_it() -> None:
    assert one(" OR ".join(f"ALARM(x{n:03})" for n in range(500))) == [[literal(f"x{n:03}") for n in range(500)]]
    assert one(" AND ".join(f"ALARM(x{n:03})" for n in range(500))) == [[literal(f"x{n:03}")] for n in range(500)]


def test_hostile_rules_come_to_an_end() -> None:
    chain = {f"c{n}": f"ALARM(c{n + 1})" for n in range(20_000)} | {"c20000": "ALARM(a)"}
    wide = " AND ".join(f"(ALARM(a{n}) OR ALARM(b{n}) OR OK(c{n % 7}))" for n in range(300))
    squares = " OR ".join(f"({wide.replace('c', f'c{n}')})" for n in range(20))
    parsed = parse_composites(chain | {"squares": squares, "no": f"NOT ({wide})"}, lambda name: name)
    assert parsed["c0"] == [[literal("a")]]
    assert parsed["squares"] is None
    assert parsed["no"] is None
