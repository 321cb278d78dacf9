"""Whether a condition holds for every record of a shape, for some, or for none, under every reading of what is in doubt.

A condition is a monotone formula over its atoms. With every atom read as narrowly as any reading allows, a record that
matches does so under all readings; with every atom read as widely, a record that is missed is missed under all. Where that
does not settle it, the readings are taken one by one.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from trailgate_evaluator.languages.filter_pattern.decision.answer import Decision
from trailgate_evaluator.languages.filter_pattern.decision.formula import FALSE, TRUE, Formulas, Node, Search
from trailgate_evaluator.languages.filter_pattern.decision.prepared import DEEPEST, Prepared
from trailgate_evaluator.languages.filter_pattern.decision.settling import STEPS, Settling, below_of
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Demand, Kind, Question
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import And, Atom, Condition, Name, Or

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from trailgate_evaluator.languages.filter_pattern.decision.shape import Shape
    from trailgate_evaluator.languages.filter_pattern.syntax.doubts import Reading

ALIKE = 16


def known(prepared: Prepared, shape: Shape, samples: Mapping[str, Sequence[str]], likely: AbstractSet[str]) -> Decision | None:
    """The answer for a shape that leaves what one before it left; None where that is not to be told at once."""
    lefts = []
    for name in prepared.by_name:
        below = below_of(prepared, name, shape, (samples, likely))
        if below.bound is not None:
            return None
        lefts.append(below.left)
    return prepared.decided.get((tuple(lefts), 1))


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
    settling = Settling(prepared, shape, (samples, likely), work)
    try:
        left = settling.left_open(), shapes
    except BoundReached as reached:
        return Decision(matched="undecided", bound=reached.bound, steps=work.spent)
    if left not in prepared.decided:
        try:
            answer = _Question(prepared, settling, work).answer()
        except BoundReached as reached:
            answer = Decision(matched="undecided", bound=reached.bound)
        prepared.decided[left] = replace(answer, steps=work.spent)
    found = prepared.decided[left]
    return _with_texts_of(shape, found) if prepared.together else found


def _with_texts_of(shape: Shape, found: Decision) -> Decision:
    """What was decided of all records of which a condition sees the same, with an example among those of this shape."""
    fixed = {name: one for name, below in shape.properties.items() if (one := below.fixed(())) is not None}
    texts = {name: text for name, (kind, text) in fixed.items() if kind is Kind.STRING}

    def own(example: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        return None if example is None else {name: texts.get(name, value) for name, value in example.items()}

    return replace(found, missed=own(found.missed), hit=own(found.hit))


class _Question:
    """One condition and one shape."""

    def __init__(self, prepared: Prepared, settling: Settling, work: Work) -> None:
        self._prepared = prepared
        self._settling = settling
        self._work = work
        self._formulas = Formulas(self._work, self._group_of)
        self._doubts: dict[int, Reading] = {}
        self._by_reading: dict[tuple[int, Reading, bool], Node] = {}
        self._found: dict[Node, dict[str, Any] | None] = {}

    def answer(self) -> Decision:
        """The answer, from the narrowest and widest reading of every atom, and from single readings where they leave it open."""
        surely_hit = self._find(self._narrowest(wanted=True))
        surely_missed = self._find(self._widest(wanted=False))
        if surely_hit is not None and surely_missed is not None:
            return Decision(matched="sometimes", missed=surely_missed, hit=surely_hit)
        if surely_missed is None and self._find(self._narrowest(wanted=False)) is None:
            return _decision(surely_hit, None)
        if surely_hit is None and self._find(self._widest(wanted=True)) is None:
            return _decision(None, surely_missed)
        doubts = self._open_doubts(self._prepared.condition)
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
        condition = self._prepared.condition
        return _decision(
            self._find(self._read(condition, reading, wanted=True)), self._find(self._read(condition, reading, wanted=False))
        )

    def _read(self, condition: Condition, reading: Reading, *, wanted: bool) -> Node:
        """The formula that is true where the condition is (or, not wanted, is not), made once for all readings of its doubts."""
        key = id(condition), reading & self._doubts.get(id(condition), reading), wanted
        if key not in self._by_reading:
            if isinstance(condition, And | Or):
                parts = [self._read(part, reading, wanted=wanted) for part in condition.parts]
                node = self._formulas.all_of(parts) if isinstance(condition, And) == wanted else self._formulas.any_of(parts)
            else:
                node = self._node(self._prepared.question(condition, reading), wanted=wanted)
            self._by_reading[key] = node
        return self._by_reading[key]

    def _formula(self, questions: Mapping[int, Sequence[Question]], *, strict: bool, wanted: bool) -> Node:
        """The formula that is true where the condition is (or, not wanted, is not), of atoms that ask several questions each.

        Of an atom all must hold where it is read `strict`, else one.
        """
        formulas, node_of = self._formulas, self._node

        def build(condition: Condition) -> Node:
            if isinstance(condition, And | Or):
                parts = [build(part) for part in condition.parts]
                return formulas.all_of(parts) if isinstance(condition, And) == wanted else formulas.any_of(parts)
            asked = questions[id(condition)]
            if len(asked) == 1:
                return node_of(asked[0], wanted=wanted)
            nodes = [node_of(question, wanted=wanted) for question in asked]
            return formulas.all_of(nodes) if strict == wanted else formulas.any_of(nodes)

        return build(self._prepared.condition)

    def _narrowest(self, *, wanted: bool) -> Node:
        return self._formula(self._prepared.narrowest, strict=True, wanted=wanted)

    def _widest(self, *, wanted: bool) -> Node:
        return self._formula(self._prepared.widest, strict=False, wanted=wanted)

    def _node(self, question: Question, *, wanted: bool) -> Node:
        if isinstance(question, bool):
            return TRUE if question == wanted else FALSE
        settled = self._settling.settle(question)
        if settled is not None:
            return TRUE if settled == wanted else FALSE
        return self._formulas.demand(question if wanted else question.opposite())

    def _open_doubts(self, condition: Condition) -> Reading:
        """The doubts on which, for records of this shape, the answer of some atom of the condition rests."""
        if isinstance(condition, And | Or):
            found: Reading = frozenset().union(*(self._open_doubts(part) for part in condition.parts))
        else:
            found = frozenset(doubt for doubt in sorted(self._prepared.doubts[id(condition)]) if self._tells(condition, doubt))
        self._doubts[id(condition)] = found
        return found

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
        """The free fields of a record that makes the formula true; several readings may ask for the same."""
        if node not in self._found:
            self._found[node] = self._searched(node)
        return self._found[node]

    def _searched(self, node: Node) -> dict[str, Any] | None:
        chosen = Search(self._formulas, self._settling.possible, self._work).find(node)
        if chosen is None:
            return None
        record: dict[str, Any] = {}
        for demands in chosen.values():
            record.update(self._settling.records[demands] or {})
        return record

    def _group_of(self, demand: Demand) -> str:
        """Demands constrain each other only below one property of the record, unless some selector starts with a wildcard."""
        step = demand.path[0] if demand.path else None
        return step.name if isinstance(step, Name) and not self._prepared.together else "$"


def _decision(hit: Mapping[str, Any] | None, missed: Mapping[str, Any] | None) -> Decision:
    if hit is None:
        return Decision(matched="never", missed=missed)
    if missed is None:
        return Decision(matched="always", hit=hit)
    return Decision(matched="sometimes", missed=missed, hit=hit)


__all__ = ["DEEPEST", "STEPS", "Prepared", "decide", "known"]
