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
from trailgate_evaluator.languages.filter_pattern.decision.formula import Formulas, Node, Search
from trailgate_evaluator.languages.filter_pattern.decision.prepared import DEEPEST, Prepared
from trailgate_evaluator.languages.filter_pattern.decision.readings import Readings
from trailgate_evaluator.languages.filter_pattern.decision.settling import STEPS, Settling, below_of
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Demand, Kind
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from trailgate_evaluator.languages.filter_pattern.decision.shape import Shape
    from trailgate_evaluator.languages.filter_pattern.syntax.doubts import Reading

ALIKE = 4


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

    A selector that begins with a wildcard sees more of what tells records apart, so that more of them are questions of their own.
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
        self._readings = Readings(prepared, settling, self._formulas)
        self._found: dict[Node, dict[str, Any] | None] = {}

    def answer(self) -> Decision:
        """The answer, from the narrowest and widest reading of every atom, and from single readings where they leave it open."""
        surely_hit = self._find(self._readings.narrowest(wanted=True))
        surely_missed = self._find(self._readings.widest(wanted=False))
        if surely_hit is not None and surely_missed is not None:
            return Decision(matched="sometimes", missed=surely_missed, hit=surely_hit)
        if surely_missed is None and self._find(self._readings.narrowest(wanted=False)) is None:
            return _decision(surely_hit, None)
        if surely_hit is None and self._find(self._readings.widest(wanted=True)) is None:
            return _decision(None, surely_missed)
        doubts = self._readings.open_doubts()
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
        hit = self._find(self._readings.under(reading, wanted=True))
        return _decision(hit, self._find(self._readings.under(reading, wanted=False)))

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
