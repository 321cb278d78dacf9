"""Whether a condition holds for every record of a shape, for some, or for none, under every reading of what is in doubt.

A condition is a monotone formula over its atoms. With every atom read as narrowly as any reading allows, a record that
matches does so under all readings; with every atom read as widely, a record that is missed is missed under all. Where that
does not settle it, the readings are taken one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from trailgate_evaluator.filter_pattern.doubts import (
    BOOLEAN_COMPARED,
    INNER_WILDCARD,
    NULL_COMPARED,
    REGEX_NEWLINE,
    STRING_ESCAPE,
    WILDCARD_NOT_EXISTS,
    Reading,
)
from trailgate_evaluator.filter_pattern.errors import BoundReached
from trailgate_evaluator.filter_pattern.syntax import And, Atom, Compare, Condition, Name, Or, Wildcard

from .formula import FALSE, TRUE, Formulas, Node, Search
from .value_test import Demand, Question, doubts_of, question_of
from .values import ValueSolver
from .work import Work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .shape import Shape

Matched: TypeAlias = Literal["always", "sometimes", "never", "undecided"]
STEPS = 60_000
_ATOM_BY_ATOM = frozenset({INNER_WILDCARD, STRING_ESCAPE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer for one shape. `missed` and `hit` are the free fields of a record that is not, and is, matched.

    `doubts` and `bound` say why an undecided one is.
    """

    matched: Matched
    missed: Mapping[str, Any] | None = None
    hit: Mapping[str, Any] | None = None
    doubts: tuple[str, ...] = ()
    bound: str | None = None


def decide(condition: Condition, shape: Shape, *, samples: Mapping[str, Sequence[str]]) -> Decision:
    """The answer for a condition and a shape of records."""
    try:
        return _Question(condition, shape, samples).answer()
    except BoundReached as reached:
        return Decision(matched="undecided", bound=reached.bound)


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """The atoms of a condition, from left to right."""
    if isinstance(condition, And | Or):
        for part in condition.parts:
            yield from atoms_of(part)
    else:
        yield condition


class _Question:
    """One condition and one shape."""

    def __init__(self, condition: Condition, shape: Shape, samples: Mapping[str, Sequence[str]]) -> None:
        self._condition = condition
        self._shape = shape
        self._work = Work(STEPS)
        self._formulas = Formulas(self._work)
        self._values = ValueSolver(self._work, samples)
        self._records: dict[frozenset[Demand], dict[str, Any] | None] = {}
        self._settled: dict[Demand, bool | None] = {}
        self._atoms = tuple(dict.fromkeys(atoms_of(condition)))
        self._together = any(atom.selector.steps[:1] == (Wildcard.PROPERTY,) for atom in self._atoms)

    def answer(self) -> Decision:
        """The answer, from the narrowest and widest reading of every atom, and from single readings where they leave it open."""
        surely_hit = self._find(self._formula(self._narrowest, wanted=True))
        surely_missed = self._find(self._formula(self._widest, wanted=False))
        if surely_hit is not None and surely_missed is not None:
            return Decision(matched="sometimes", missed=surely_missed, hit=surely_hit)
        doubts = self._open_doubts()
        if not doubts:
            return _decision(surely_hit, surely_missed)
        if surely_missed is None and self._find(self._formula(self._narrowest, wanted=False)) is None:
            return Decision(matched="always", hit=surely_hit)
        if surely_hit is None and self._find(self._formula(self._widest, wanted=True)) is None:
            return Decision(matched="never", missed=surely_missed)
        return self._reading_by_reading(sorted(doubts))

    def _reading_by_reading(self, doubts: list[str]) -> Decision:
        answers: dict[Reading, Decision] = {}
        for count in range(len(doubts) + 1):
            for chosen in combinations(doubts, count):
                reading = frozenset(chosen)
                answers[reading] = self._under(reading)
        if len({answer.matched for answer in answers.values()}) == 1:
            return answers[frozenset()]
        telling = [
            doubt
            for doubt in doubts
            if any(answer.matched != answers[reading ^ {doubt}].matched for reading, answer in answers.items())
        ]
        return Decision(matched="undecided", doubts=tuple(telling))

    def _under(self, reading: Reading) -> Decision:
        def read(atom: Atom, *, wanted: bool) -> Node:
            return self._node(question_of(atom, reading), wanted=wanted)

        return _decision(self._find(self._formula(read, wanted=True)), self._find(self._formula(read, wanted=False)))

    def _formula(self, read: Callable[..., Node], *, wanted: bool) -> Node:
        """The formula that is true where the condition is (or, not wanted, is not)."""

        def build(condition: Condition) -> Node:
            if not isinstance(condition, And | Or):
                return read(condition, wanted=wanted)
            parts = [build(part) for part in condition.parts]
            return self._formulas.all_of(parts) if isinstance(condition, And) == wanted else self._formulas.any_of(parts)

        return build(self._condition)

    def _narrowest(self, atom: Atom, *, wanted: bool) -> Node:
        nodes = [self._node(question, wanted=wanted) for question in _variants(atom, widest=False)]
        return self._formulas.all_of(nodes) if wanted else self._formulas.any_of(nodes)

    def _widest(self, atom: Atom, *, wanted: bool) -> Node:
        nodes = [self._node(question, wanted=wanted) for question in _variants(atom, widest=True)]
        return self._formulas.any_of(nodes) if wanted else self._formulas.all_of(nodes)

    def _node(self, question: Question, *, wanted: bool) -> Node:
        if isinstance(question, bool):
            return TRUE if question == wanted else FALSE
        settled = self._settle(question)
        if settled is not None:
            return TRUE if settled == wanted else FALSE
        return self._formulas.demand(question if wanted else question.opposite())

    def _settle(self, demand: Demand) -> bool | None:
        """What the shape alone says of a demand."""
        if demand not in self._settled:
            step = demand.path[0] if demand.path else None
            value: bool | None = None
            if not isinstance(step, Name) or step.name in self._shape.properties:
                if not self._possible(frozenset({demand})):
                    value = False
                elif not self._possible(frozenset({demand.opposite()})):
                    value = True
            self._settled[demand] = value
        return self._settled[demand]

    def _open_doubts(self) -> frozenset[str]:
        """The doubts of atoms that the shape does not settle alike under all readings."""
        found: set[str] = set()
        for atom in self._atoms:
            nodes = {self._node(question, wanted=True) for widest in (False, True) for question in _variants(atom, widest=widest)}
            if len(nodes) > 1:
                found |= doubts_of(atom)
        return frozenset(found)

    def _find(self, node: Node) -> dict[str, Any] | None:
        """The free fields of a record that makes the formula true."""
        chosen = Search(self._formulas, self._group_of, self._possible, self._work).find(node)
        if chosen is None:
            return None
        record: dict[str, Any] = {}
        for demands in chosen.values():
            record.update(self._records[demands] or {})
        return record

    def _possible(self, demands: frozenset[Demand]) -> bool:
        if demands not in self._records:
            self._records[demands] = self._values.record(demands, self._shape)
        return self._records[demands] is not None

    def _group_of(self, demand: Demand) -> str:
        """Demands constrain each other only below one property of the record, unless some selector starts with a wildcard."""
        step = demand.path[0] if demand.path else None
        return step.name if isinstance(step, Name) and not self._together else "$"


def _variants(atom: Atom, *, widest: bool) -> list[Question]:
    """The readings of one atom that are the narrowest (or widest) between them."""
    doubts = doubts_of(atom)
    chosen: set[str] = set()
    if widest:
        chosen |= doubts & {NULL_COMPARED, BOOLEAN_COMPARED, WILDCARD_NOT_EXISTS}
    if REGEX_NEWLINE in doubts and isinstance(atom, Compare) and (atom.operator == "=") == widest:
        chosen.add(REGEX_NEWLINE)
    both = sorted(doubts & _ATOM_BY_ATOM)
    readings = [frozenset({*chosen, *more}) for count in range(len(both) + 1) for more in combinations(both, count)]
    return list(dict.fromkeys(question_of(atom, reading) for reading in readings))


def _decision(hit: Mapping[str, Any] | None, missed: Mapping[str, Any] | None) -> Decision:
    if hit is None:
        return Decision(matched="never", missed=missed)
    if missed is None:
        return Decision(matched="always", hit=hit)
    return Decision(matched="sometimes", missed=missed, hit=hit)


__all__ = ["STEPS", "Decision", "Matched", "atoms_of", "decide"]
