"""The rules of an account's composite alarms, over the alarms that they rest on."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING, TypedDict, assert_never

from trailgate_evaluator.languages.alarm_rules.expansion import Expansion
from trailgate_evaluator.languages.alarm_rules.grammar import RuleError, parse_rule
from trailgate_evaluator.languages.alarm_rules.rule import STATES, And, AtLeast, Constant, InState, Not, Or, Rule, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from trailgate_evaluator.languages.alarm_rules.normal_form import Clause, Formula


class Literal(TypedDict):
    """The alarm is in that state, or, negated, in one of the other two."""

    alarm: str
    state: State
    negated: bool


Clauses = list[list[Literal]]


def parse_composites(rules: Mapping[str, str], resolve: Callable[[str], str]) -> dict[str, Clauses | None]:
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
    expansion = Expansion(composites=trees, resolve=resolve)
    for composite in _children_first(trees, resolve):
        expansion.add(composite)
    return {composite: _clauses(expansion.formula_of(composite)) for composite in rules}


def _children_first(trees: Mapping[str, Rule | RuleError], resolve: Callable[[str], str]) -> list[str]:
    """The composites in an order where each follows those it names; any on or above a cycle are left out.

    The order is that of their ids, whatever the order of the answer: where the work runs out, it does so for the same.
    """
    children = {composite: _named(tree, resolve) & trees.keys() for composite, tree in trees.items()}
    parents: dict[str, list[str]] = {composite: [] for composite in trees}
    for composite, named in children.items():
        for child in named:
            parents[child].append(composite)
    waiting = {composite: len(named) for composite, named in children.items()}
    ready = sorted(composite for composite, count in waiting.items() if count == 0)
    ordered: list[str] = []
    while ready:
        composite = heappop(ready)
        ordered.append(composite)
        for parent in parents[composite]:
            waiting[parent] -= 1
            if waiting[parent] == 0:
                heappush(ready, parent)
    return ordered


def _named(rule: Rule | RuleError, resolve: Callable[[str], str]) -> set[str]:
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
