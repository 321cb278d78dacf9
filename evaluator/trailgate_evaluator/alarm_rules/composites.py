"""The rules of an account's composite alarms, over the alarms that they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from math import comb
from typing import TypedDict, assert_never

from trailgate_evaluator.alarm_rules.grammar import RuleError, parse_rule
from trailgate_evaluator.alarm_rules.normal_form import (
    FALSE,
    MAX_CLAUSES,
    TRUE,
    Budget,
    Clause,
    Formula,
    TooLargeError,
    atoms,
    conjunction,
    disjunction,
)
from trailgate_evaluator.alarm_rules.rule import STATES, And, AtLeast, Constant, InState, Not, Or, Rule, State


class Literal(TypedDict):
    """The alarm is in that state, or, negated, in one of the other two."""

    alarm: str
    state: State
    negated: bool


Clauses = list[list[Literal]]

Resolve = Callable[[str], str]


def parse_composites(rules: Mapping[str, str], resolve: Resolve) -> dict[str, Clauses | None]:
    """Each composite alarm's rule in conjunctive normal form over alarms that are not composite.

    `rules` maps the id of a composite alarm to its rule; `resolve` maps a name or ARN, as a rule
    writes it, to an alarm id. `ALARM(c)` of a composite `c` in `rules` stands for its rule, `OK(c)`
    for the rule's negation, and `INSUFFICIENT_DATA(c)` (AWS: only just after its creation) for itself.

    The rule is true where every clause has a true literal: `[]` is always true, `[[]]` never. No
    clause is always true, none implies another, and a clause has at most one literal per alarm.
    Literals are sorted by alarm, state, negated; clauses by their literals.

    `None`: the text does not parse, a cycle stands in the rule or below it, or the normal form passes
    the bounds of `normal_form`.
    """
    trees: dict[str, Rule | RuleError] = {composite: parse_rule(text) for composite, text in rules.items()}
    formulas: dict[tuple[str, bool], Formula | None] = {}
    for composite in _children_first(trees, resolve):
        for holds in (True, False):
            formulas[composite, holds] = _formula_of(trees[composite], holds, resolve, trees, formulas)
    return {composite: _clauses(formulas.get((composite, True))) for composite in rules}


def _children_first(trees: Mapping[str, Rule | RuleError], resolve: Resolve) -> list[str]:
    """The composites in an order where each follows those it names; any on or above a cycle are left out."""
    children = {composite: _named(tree, resolve) & trees.keys() for composite, tree in trees.items()}
    parents: dict[str, list[str]] = {composite: [] for composite in trees}
    for composite, named in children.items():
        for child in named:
            parents[child].append(composite)
    waiting = {composite: len(named) for composite, named in children.items()}
    ready = [composite for composite, count in waiting.items() if count == 0]
    ordered: list[str] = []
    while ready:
        composite = ready.pop()
        ordered.append(composite)
        for parent in parents[composite]:
            waiting[parent] -= 1
            if waiting[parent] == 0:
                ready.append(parent)
    return ordered


def _named(rule: Rule | RuleError, resolve: Resolve) -> set[str]:
    """The ids of the alarms that a rule names."""
    return {resolve(member.alarm) for member in _members(rule)}


def _members(rule: Rule | RuleError) -> Iterator[InState]:
    match rule:
        case InState():
            yield rule
        case Not(operand=operand):
            yield from _members(operand)
        case And(operands=operands) | Or(operands=operands):
            for operand in operands:
                yield from _members(operand)
        case AtLeast(operands=members):
            for member in members:
                yield from _members(member)
        case Constant() | RuleError():
            return
        case _:
            assert_never(rule)


def _formula_of(
    tree: Rule | RuleError,
    holds: bool,
    resolve: Resolve,
    trees: Mapping[str, object],
    formulas: Mapping[tuple[str, bool], Formula | None],
) -> Formula | None:
    """The formula of a rule, or of its negation; `None` where a part is unknown or it grows too large."""
    if isinstance(tree, RuleError):
        return None
    budget = Budget()

    def formula(rule: Rule, holds: bool) -> Formula:
        match rule:
            case Constant(value=value):
                return TRUE if value == holds else FALSE
            case Not(operand=operand):
                return formula(operand, not holds)
            case And(operands=operands) | Or(operands=operands):
                parts = [formula(operand, holds) for operand in operands]
                return (conjunction if isinstance(rule, And) == holds else disjunction)(parts, budget)
            case AtLeast(count=count, operands=members):
                needed = count if holds else len(members) - count + 1
                return at_least(needed, [formula(member, holds) for member in members])
            case InState(alarm=name, state=state):
                return in_state(resolve(name), state, holds)
            case _:
                assert_never(rule)

    def at_least(needed: int, parts: list[Formula]) -> Formula:
        size = len(parts) - needed + 1
        if comb(len(parts), size) > MAX_CLAUSES:
            raise TooLargeError
        return conjunction([disjunction(chosen, budget) for chosen in combinations(parts, size)], budget)

    def in_state(alarm: str, state: State, holds: bool) -> Formula:
        if alarm in trees and state != "INSUFFICIENT_DATA":
            expanded = formulas.get((alarm, (state == "ALARM") == holds))
            if expanded is None:
                raise TooLargeError
            return expanded
        return atoms(alarm, [other for other in STATES if (other == state) == holds])

    try:
        return formula(tree, holds)
    except TooLargeError:
        return None


def _clauses(formula: Formula | None) -> Clauses | None:
    return None if formula is None else sorted((_literals(clause) for clause in formula), key=_order)


def _literals(clause: Clause) -> list[Literal]:
    """A clause as literals: one state as itself, two states as the negation of the third."""
    states: dict[str, set[State]] = {}
    for alarm, state in clause:
        states.setdefault(alarm, set()).add(state)
    literals: list[Literal] = []
    for alarm, inside in sorted(states.items()):
        negated = len(inside) > 1
        (state,) = set(STATES) - inside if negated else inside
        literals.append({"alarm": alarm, "state": state, "negated": negated})
    return literals


def _order(clause: list[Literal]) -> list[tuple[str, str, bool]]:
    return [(literal["alarm"], literal["state"], literal["negated"]) for literal in clause]
