"""What the shape of a record alone says of the demands of a condition, property by property."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from trailgate_evaluator.languages.filter_pattern.decision.prepared import Below
from trailgate_evaluator.languages.filter_pattern.decision.values import ValueSolver
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from trailgate_evaluator.languages.filter_pattern.decision.prepared import Left, Prepared, Records
    from trailgate_evaluator.languages.filter_pattern.decision.shape import Shape
    from trailgate_evaluator.languages.filter_pattern.decision.value_test import Demand

Realistic: TypeAlias = "tuple[Mapping[str, Sequence[str]], AbstractSet[str]]"
"""`samples` and `likely` of `ValueSolver`, which make examples realistic and decide nothing."""
STEPS = 150_000


class Settling:
    """One condition and one shape."""

    def __init__(self, prepared: Prepared, shape: Shape, realistic: Realistic, work: Work) -> None:
        self._prepared = prepared
        self._shape = shape
        self._realistic = realistic
        self._work = work
        self._values = ValueSolver(work, *realistic)
        self.records: Records = {}
        self._settled: dict[Demand, bool | None] = {}

    def left_open(self) -> object:
        """What the shape leaves to decide: shapes that leave the same have the same answer."""
        return tuple(self._left_below(name) for name in self._prepared.by_name)

    def settle(self, demand: Demand) -> bool | None:
        """What the shape says of a demand: it holds, it does not, or (None) some records of the shape meet it."""
        if demand not in self._settled:
            fixed = self._shape.fixed(demand.path)
            self._settled[demand] = self._open(demand) if fixed is None else demand.test.holds(*fixed)
        return self._settled[demand]

    def possible(self, demands: frozenset[Demand]) -> bool:
        """Whether some record of the shape meets them all."""
        if demands not in self.records:
            self.records[demands] = self._values.record(demands, self._shape)
        return self.records[demands] is not None

    def _left_below(self, name: str | None) -> Left:
        """The same below one property (None: anywhere). It counts the steps that it took, whoever asked for it before."""
        if name is None:
            return self._left(None)
        below = below_of(self._prepared, name, self._shape, self._realistic)
        self._work.spend(below.steps)
        if below.bound is not None:
            raise BoundReached(below.bound)
        self._settled.update(below.settled)
        self.records.update(below.records)
        return below.left

    def _left(self, name: str | None) -> Left:
        values = tuple(self.settle(demand) for demand in self._prepared.by_name[name])
        if None not in values:
            return values, ()
        properties = self._shape.properties
        if name is None:
            return values, tuple(properties.items())
        return values, ((name, properties[name]),) if name in properties else ()

    def below(self, name: str) -> Below:
        """What there is to tell of one property."""
        return Below(self._left(name), self._settled, self.records, self._work.spent)

    def _open(self, demand: Demand) -> bool | None:
        """The same where more than one value may stand at the demand's path."""
        step = demand.path[0] if demand.path else None
        if isinstance(step, Name) and step.name not in self._shape.properties:
            return None
        if not self.possible(frozenset({demand})):
            return False
        return None if self.possible(frozenset({demand.opposite()})) else True


def below_of(prepared: Prepared, name: str, shape: Shape, realistic: Realistic) -> Below:
    """What the shape says of all demands on one property."""
    key = name, shape.properties.get(name)
    if key not in prepared.below:
        prepared.below[key] = _fixed_below(prepared, *key) or _below(prepared, name, shape, realistic)
    return prepared.below[key]


def _below(prepared: Prepared, name: str, shape: Shape, realistic: Realistic) -> Below:
    work = Work(STEPS)
    try:
        return Settling(prepared, shape, realistic, work).below(name)
    except BoundReached as reached:
        return Below(((), ()), {}, {}, work.spent, reached.bound)


def _fixed_below(prepared: Prepared, name: str, below: Shape | None) -> Below | None:
    """The same where one value alone may stand there, of which every demand says at once whether it holds."""
    demands = prepared.by_name[name]
    fixed = None if below is None else below.fixed(())
    if fixed is None or any(len(demand.path) > 1 for demand in demands):
        return None
    settled = {demand: demand.test.holds(*fixed) for demand in demands}
    return Below((tuple(settled.values()), ()), settled, {}, 0)
