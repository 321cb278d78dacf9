"""Whether a condition holds for every record of a shape, for some, or for none, under every reading of what is in doubt.

A condition is a monotone formula over its atoms. With every atom read as narrowly as any reading allows, a record that
matches does so under all readings; with every atom read as widely, a record that is missed is missed under all. Where that
does not settle it, the readings are taken one by one.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from trailgate_evaluator.languages.filter_pattern.decision.formula import FALSE, TRUE, Formulas, Node, Search
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Demand, Question, doubts_of, question_of
from trailgate_evaluator.languages.filter_pattern.decision.values import ValueSolver
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import (
    BOOLEAN_COMPARED,
    INNER_WILDCARD,
    NULL_COMPARED,
    REGEX_NEWLINE,
    STRING_ESCAPE,
    WILDCARD_NOT_EXISTS,
    Reading,
)
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import And, Atom, Compare, Condition, Name, Or, Wildcard, atoms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from trailgate_evaluator.languages.filter_pattern.decision.shape import Shape

Matched: TypeAlias = Literal["always", "sometimes", "never", "undecided"]
Records: TypeAlias = "dict[frozenset[Demand], dict[str, Any] | None]"
"""The properties that a record needs to meet some demands at once; None where none does."""
Left: TypeAlias = "tuple[tuple[bool | None, ...], tuple[tuple[str, Shape], ...]]"
"""What a shape says of some demands, and the shapes of the properties that those hang on of which it says nothing."""
STEPS = 150_000
ALIKE = 16
DEEPEST = 100
_ATOM_BY_ATOM = frozenset({INNER_WILDCARD, STRING_ESCAPE})


class Decision(Struct, frozen=True, kw_only=True):
    """The answer for one shape. `missed` and `hit` are the free fields of a record that is not, and is, matched.

    `doubts` and `bound` say why an undecided one is, `steps` what the answer cost.
    """

    matched: Matched
    missed: Mapping[str, Any] | None = None
    hit: Mapping[str, Any] | None = None
    doubts: tuple[str, ...] = ()
    bound: str | None = None
    steps: int = 0


class Prepared:
    """A condition made ready to be decided for many shapes: what its atoms ask under every reading, worked out once.

    Raises `BoundReached` where a number, a regular expression or a selector is too long.
    """

    def __init__(self, condition: Condition) -> None:
        self.condition = condition
        self.atoms = tuple({id(atom): atom for atom in atoms_of(condition)}.values())
        self.selectors = frozenset(atom.selector.steps for atom in self.atoms)
        if any(len(steps) > DEEPEST for steps in self.selectors):
            raise BoundReached(f"a selector of more than {DEEPEST} steps")
        self.narrowest = {id(atom): _variants(atom, widest=False) for atom in self.atoms}
        self.widest = {id(atom): _variants(atom, widest=True) for atom in self.atoms}
        self.doubts = {id(atom): doubts_of(atom) for atom in self.atoms}
        self._questions: dict[tuple[int, Reading], Question] = {}
        asked = [question for lists in (self.narrowest, self.widest) for questions in lists.values() for question in questions]
        self.demands = tuple(dict.fromkeys(question for question in asked if isinstance(question, Demand)))
        self.by_name: dict[str | None, list[Demand]] = {}
        for demand in self.demands:
            self.by_name.setdefault(_first_name(demand), []).append(demand)
        self.decided: dict[object, Decision] = {}
        self._left: dict[tuple[str, Shape | None], Left | None] = {}
        self.settled: dict[tuple[Demand, Shape], tuple[bool | None, Records, int]] = {}
        self.constants: dict[object, list[dict[str, str]] | BoundReached] = {}
        self.together = any(steps[:1] == (Wildcard.PROPERTY,) for steps in self.selectors)

    def question(self, atom: Atom, reading: Reading) -> Question:
        """What an atom asks under a reading."""
        key = (id(atom), reading & self.doubts[id(atom)])
        if key not in self._questions:
            self._questions[key] = question_of(atom, key[1])
        return self._questions[key]

    def known(self, shape: Shape, samples: Mapping[str, Sequence[str]], likely: AbstractSet[str]) -> Decision | None:
        """The answer for a shape that leaves what one before it left; None where that is not to be told at once."""
        lefts = [self._left_of(name, shape, samples, likely) for name in self.by_name]
        return None if None in lefts else self.decided.get((tuple(lefts), 1))

    def _left_of(
        self, name: str | None, shape: Shape, samples: Mapping[str, Sequence[str]], likely: AbstractSet[str]
    ) -> Left | None:
        """What the shape leaves open below one property, worked out once for each shape of that; None where that is not told."""
        if name is None:
            return None
        key = name, shape.properties.get(name)
        if key not in self._left:
            fixed = None if key[1] is None else key[1].fixed(())
            if fixed is not None and all(len(demand.path) == 1 for demand in self.by_name[name]):
                self._left[key] = tuple(demand.test.holds(*fixed) for demand in self.by_name[name]), ()
                return self._left[key]
            work = Work(STEPS)
            try:
                self._left[key] = _Question(self, shape, ValueSolver(work, samples, likely), work).left_below(name)
            except BoundReached:
                self._left[key] = None
        return self._left[key]


def decide(
    prepared: Prepared,
    shape: Shape,
    *,
    samples: Mapping[str, Sequence[str]],
    shapes: int,
    likely: AbstractSet[str] = frozenset(),
) -> Decision:
    """The answer for a condition and a shape of records, one of so many `shapes` that share the work.

    `samples` and `likely` make examples realistic, and decide nothing: see `ValueSolver`.

    A selector that begins with a wildcard sees what tells records apart, so that each record is a question of its own.
    """
    work = Work(STEPS // (shapes * (ALIKE if prepared.together else 1)))
    question = _Question(prepared, shape, ValueSolver(work, samples, likely), work)
    try:
        left = question.left_open(), shapes
    except BoundReached as reached:
        return Decision(matched="undecided", bound=reached.bound, steps=work.spent)
    if left not in prepared.decided:
        try:
            answer = question.answer()
        except BoundReached as reached:
            answer = Decision(matched="undecided", bound=reached.bound)
        prepared.decided[left] = replace(answer, steps=work.spent)
    return prepared.decided[left]


class _Question:
    """One condition and one shape."""

    def __init__(self, prepared: Prepared, shape: Shape, values: ValueSolver, work: Work) -> None:
        self._prepared = prepared
        self._shape = shape
        self._work = work
        self._formulas = Formulas(self._work)
        self._values = values
        self._records: Records = {}
        self._settled: dict[Demand, bool | None] = {}

    def left_open(self) -> object:
        """What the shape leaves to decide: shapes that leave the same have the same answer."""
        return tuple(self.left_below(name) for name in self._prepared.by_name)

    def left_below(self, name: str | None) -> Left:
        """The same below one property; None: anywhere."""
        values = tuple(self._settle(demand) for demand in self._prepared.by_name[name])
        if None not in values:
            return values, ()
        properties = self._shape.properties
        if name is None:
            return values, tuple(properties.items())
        return values, ((name, properties[name]),) if name in properties else ()

    def answer(self) -> Decision:
        """The answer, from the narrowest and widest reading of every atom, and from single readings where they leave it open."""
        surely_hit = self._find(self._formula(self._narrowest, wanted=True))
        surely_missed = self._find(self._formula(self._widest, wanted=False))
        if surely_hit is not None and surely_missed is not None:
            return Decision(matched="sometimes", missed=surely_missed, hit=surely_hit)
        if surely_missed is None and self._find(self._formula(self._narrowest, wanted=False)) is None:
            return _decision(surely_hit, None)
        if surely_hit is None and self._find(self._formula(self._widest, wanted=True)) is None:
            return _decision(None, surely_missed)
        doubts = self._open_doubts()
        return self._reading_by_reading(sorted(doubts)) if doubts else _decision(surely_hit, surely_missed)

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
            return self._node(self._prepared.question(atom, reading), wanted=wanted)

        return _decision(self._find(self._formula(read, wanted=True)), self._find(self._formula(read, wanted=False)))

    def _formula(self, read: Callable[..., Node], *, wanted: bool) -> Node:
        """The formula that is true where the condition is (or, not wanted, is not)."""

        def build(condition: Condition) -> Node:
            if not isinstance(condition, And | Or):
                return read(condition, wanted=wanted)
            parts = [build(part) for part in condition.parts]
            return self._formulas.all_of(parts) if isinstance(condition, And) == wanted else self._formulas.any_of(parts)

        return build(self._prepared.condition)

    def _narrowest(self, atom: Atom, *, wanted: bool) -> Node:
        nodes = [self._node(question, wanted=wanted) for question in self._prepared.narrowest[id(atom)]]
        return self._formulas.all_of(nodes) if wanted else self._formulas.any_of(nodes)

    def _widest(self, atom: Atom, *, wanted: bool) -> Node:
        nodes = [self._node(question, wanted=wanted) for question in self._prepared.widest[id(atom)]]
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
        if demand in self._settled:
            return self._settled[demand]
        step = demand.path[0] if demand.path else None
        fixed = self._shape.fixed(demand.path)
        if fixed is not None:
            settled: bool | None = demand.test.holds(*fixed)
        elif not isinstance(step, Name):
            settled = self._settle_alone(demand)
        elif step.name in self._shape.properties:
            settled = self._settle_below(demand, self._shape.properties[step.name])
        else:
            settled = None
        self._settled[demand] = settled
        return settled

    def _settle_below(self, demand: Demand, below: Shape) -> bool | None:
        """The same of a demand on one property, worked out once for all records that say the same of it.

        Each counts the steps that it took, so that an answer does not hang on those before it.
        """
        key = demand, below
        if key in self._prepared.settled:
            value, records, steps = self._prepared.settled[key]
            self._work.spend(steps)
            self._records.update(records)
            return value
        before = self._work.spent
        value = self._settle_alone(demand)
        sides = (frozenset({demand}), frozenset({demand.opposite()}))
        records = {side: self._records[side] for side in sides if side in self._records}
        self._prepared.settled[key] = value, records, self._work.spent - before
        return value

    def _settle_alone(self, demand: Demand) -> bool | None:
        if not self._possible(frozenset({demand})):
            return False
        return None if self._possible(frozenset({demand.opposite()})) else True

    def _open_doubts(self) -> frozenset[str]:
        """The doubts on which, for records of this shape, the answer of some atom rests."""
        found: set[str] = set()
        for atom in self._prepared.atoms:
            doubts = self._prepared.doubts[id(atom)] - found
            found |= {doubt for doubt in doubts if self._tells(atom, doubt)}
        return frozenset(found)

    def _tells(self, atom: Atom, doubt: str) -> bool:
        """Whether some reading of the atom's other doubts is changed by this one."""
        others = sorted(self._prepared.doubts[id(atom)] - {doubt})
        for count in range(len(others) + 1):
            for chosen in combinations(others, count):
                one, other = (
                    self._prepared.question(atom, frozenset(chosen) | more) for more in (frozenset(), frozenset({doubt}))
                )
                if one != other and self._node(one, wanted=True) != self._node(other, wanted=True):
                    return True
        return False

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
        return step.name if isinstance(step, Name) and not self._prepared.together else "$"


def _first_name(demand: Demand) -> str | None:
    """The property that a demand is on; None where it may be on any, or is on the record itself."""
    step = demand.path[0] if demand.path else None
    return step.name if isinstance(step, Name) else None


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


__all__ = ["STEPS", "Decision", "Matched", "Prepared", "decide"]
