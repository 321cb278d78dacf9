"""The formula of a rule, with the composites that it names replaced by their own rules."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, assert_never

from trailgate_evaluator.languages.alarm_rules.grammar import RuleError
from trailgate_evaluator.languages.alarm_rules.normal_form import (
    ATOM_KEPT,
    FALSE,
    MAX_CLAUSES,
    TRUE,
    Budget,
    Formula,
    TooLargeError,
    atoms,
    conjunction,
    disjunction,
)
from trailgate_evaluator.languages.alarm_rules.rule import STATES, And, AtLeast, Constant, InState, Not, Or, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Expansion:
    """The formulas found so far, of composites and of their negations."""

    def __init__(self, *, composites: Mapping[str, Rule | RuleError], resolve: Callable[[str], str]) -> None:
        self._composites = composites
        self._resolve = resolve
        self._formulas: dict[tuple[str, bool], Formula | None] = {}
        self.budget = Budget()

    def add(self, composite: str) -> None:
        """Finds both formulas of a composite; those of every composite that it names must be found."""
        for holds in (True, False):
            self._formulas[composite, holds] = self._bounded(self._composites[composite], holds=holds)

    def formula_of(self, composite: str) -> Formula | None:
        """The formula of a composite's rule; `None` where it has none, or none within the bounds."""
        return self._formulas.get((composite, True))

    def _bounded(self, tree: Rule | RuleError, *, holds: bool) -> Formula | None:
        if isinstance(tree, RuleError):
            return None
        try:
            budget = Budget(self.budget)
            formula = self._formula(tree, budget, holds=holds)
            budget.spend(ATOM_KEPT * sum(map(len, formula)))
        except TooLargeError:
            return None
        return formula

    def _formula(self, rule: Rule, budget: Budget, *, holds: bool) -> Formula:
        """The formula of the rule, or where `holds` is false of its negation."""
        match rule:
            case Constant(value=value):
                return TRUE if value == holds else FALSE
            case Not(operand=operand):
                return self._formula(operand, budget, holds=not holds)
            case And(operands=operands) | Or(operands=operands):
                parts = [self._formula(operand, budget, holds=holds) for operand in operands]
                return (conjunction if isinstance(rule, And) == holds else disjunction)(parts, budget)
            case AtLeast(count=count, operands=members):
                parts = [self._formula(member, budget, holds=holds) for member in members]
                return _at_least(count if holds else len(members) - count + 1, parts, budget)
            case InState():
                return self._in_state(rule, holds=holds)
            case _:
                assert_never(rule)

    def _in_state(self, rule: InState, *, holds: bool) -> Formula:
        alarm = self._resolve(rule.alarm)
        if alarm not in self._composites or rule.state == "INSUFFICIENT_DATA":
            return atoms(alarm, [state for state in STATES if (state == rule.state) == holds])
        formula = self._formulas.get((alarm, (rule.state == "ALARM") == holds))
        if formula is None:
            raise TooLargeError
        return formula


def _at_least(needed: int, parts: list[Formula], budget: Budget) -> Formula:
    """At least that many of the parts: any so many of them hold one that does."""
    size = len(parts) - needed + 1
    if comb(len(parts), size) > MAX_CLAUSES:
        raise TooLargeError
    return conjunction([disjunction(chosen, budget) for chosen in combinations(parts, size)], budget)
