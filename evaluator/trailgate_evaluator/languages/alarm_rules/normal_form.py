"""Conjunctive normal form over alarms of three states.

A clause is a set of atoms `(alarm, state)`, true where some alarm is in one of its states; a formula is
a set of clauses, true where all are. "Not in state s" is "in one of the other two", so there is no
negation, and a clause that holds all three states of an alarm is always true and left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.languages.alarm_rules.rule import STATES, State

if TYPE_CHECKING:
    from collections.abc import Iterable

Atom = tuple[str, State]
Clause = frozenset[Atom]
Formula = frozenset[Clause]

MAX_CLAUSES: Final = 512
"""A formula of more clauses, after simplification, is not made."""

MAX_WORK: Final = 2_000_000
"""Clause comparisons spent on one rule; past it the rule is not made either."""

MAX_WORK_IN_ALL: Final = 20_000_000
"""Clause comparisons spent on all rules of a place; past it no further rule is made."""

ATOM_KEPT: Final = 40
"""What an atom of a formula that is made costs, in comparisons: it is kept, written into the document, and judged."""

TRUE: Final[Formula] = frozenset()
FALSE: Final[Formula] = frozenset({frozenset()})


class TooLargeError(Exception):
    """The normal form would pass `MAX_CLAUSES`, or finding it `MAX_WORK`."""


class Budget:
    """The comparisons left for one rule, and those that it takes from what is left for all."""

    def __init__(self, whole: Budget | None = None) -> None:
        self.left = MAX_WORK_IN_ALL if whole is None else MAX_WORK
        self._whole = whole

    def spend(self, comparisons: int) -> None:
        """Takes the comparisons away; raises `TooLargeError` where fewer are left."""
        self.left -= comparisons
        if self._whole is not None:
            self._whole.spend(comparisons)
        if self.left < 0:
            raise TooLargeError


def atoms(alarm: str, states: Iterable[State]) -> Formula:
    """The alarm is in one of the states."""
    return frozenset({frozenset((alarm, state) for state in states)})


def conjunction(formulas: Iterable[Formula], budget: Budget) -> Formula:
    """All of the formulas."""
    return _simplified({clause for formula in formulas for clause in formula}, budget)


def disjunction(formulas: Iterable[Formula], budget: Budget) -> Formula:
    """Any of the formulas: every choice of one clause from each, joined."""
    result = FALSE
    for formula in sorted(set(formulas), key=len):
        budget.spend(len(result) * len(formula))
        joined = {one | other for one in result for other in formula}
        result = _simplified({clause for clause in joined if not _always(clause)}, budget)
    return result


def _simplified(clauses: set[Clause], budget: Budget) -> Formula:
    """The clauses with what clauses on a single alarm rule out removed, and without those that another implies."""
    while True:
        kept = _minimal(clauses, budget)
        possible = _possible(kept)
        if frozenset() in kept or frozenset() in possible.values():
            return FALSE
        narrowed = {frozenset(atom for atom in clause if atom in possible.get(atom[0], clause)) for clause in kept}
        if narrowed == set(kept):
            return frozenset(kept)
        clauses = narrowed


def _minimal(clauses: set[Clause], budget: Budget) -> list[Clause]:
    """The clauses that contain no other one."""
    kept: list[Clause] = []
    for clause in sorted(clauses, key=len):
        budget.spend(1 + len(kept))
        if not any(smaller <= clause for smaller in kept):
            kept.append(clause)
            if len(kept) > MAX_CLAUSES:
                raise TooLargeError
    return kept


def _possible(clauses: Iterable[Clause]) -> dict[str, Clause]:
    """What the clauses on a single alarm together leave of its states."""
    possible: dict[str, Clause] = {}
    for clause in clauses:
        alarms = {alarm for alarm, _ in clause}
        if len(alarms) == 1:
            (alarm,) = alarms
            possible[alarm] = possible.get(alarm, clause) & clause
    return possible


def _always(clause: Clause) -> bool:
    return len(clause) >= len(STATES) and any(
        all((alarm, state) in clause for state in STATES) for alarm in {alarm for alarm, _ in clause}
    )
