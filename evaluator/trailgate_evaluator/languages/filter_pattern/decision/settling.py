"""What the shape of a record alone says of the demands of a condition, property by property."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from trailgate_evaluator.languages.filter_pattern.decision.prepared import Below
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.decision.values import ValueSolver
from trailgate_evaluator.languages.filter_pattern.decision.work import Work
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from trailgate_evaluator.languages.filter_pattern.decision.prepared import Left, Prepared, Records, Seen
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
        below = below_of(self._prepared, name, self._shape, self._realistic)
        self._work.spend(below.steps)
        if below.bound is not None:
            raise BoundReached(below.bound)
        self._settled.update(below.settled)
        self.records.update(below.records)
        if name is None and below.values is not None:
            self._values = below.values.going_on(self._work)
        return below.left

    def _left(self, name: str | None) -> Left:
        values = tuple(self.settle(demand) for demand in self._prepared.by_name[name])
        if None not in values:
            return values, ()
        if name is None:
            return values, anywhere(self._prepared, self._shape)
        properties = self._shape.properties
        return values, ((name, properties[name]),) if name in properties else ()

    def below(self, name: str | None) -> Below:
        """What there is to tell of one property, or of any."""
        return Below(self._left(name), self._settled, self.records, self._work.spent, values=self._values)

    def _open(self, demand: Demand) -> bool | None:
        """The same where more than one value may stand at the demand's path."""
        step = demand.path[0] if demand.path else None
        if isinstance(step, Name) and step.name not in self._shape.properties:
            return None
        if not self.possible(frozenset({demand})):
            return False
        return None if self.possible(frozenset({demand.opposite()})) else True


def below_of(prepared: Prepared, name: str | None, shape: Shape, realistic: Realistic) -> Below:
    """What the shape says of all demands on one property (None: on any, and on the record itself)."""
    key = name, anywhere(prepared, shape) if name is None else shape.properties.get(name)
    found = prepared.below.get(key)
    if found is None:
        fixed = None if name is None else _fixed_below(prepared, name, shape.properties.get(name))
        found = prepared.below[key] = fixed or _below(prepared, name, shape, realistic)
    return found


def anywhere(prepared: Prepared, shape: Shape) -> tuple[tuple[str, Seen], ...]:
    """What the demands on any property see of a record: records of which they see the same are one question to them.

    Of a text that stands there always they see whether it passes each of their tests, under every reading, and no more.
    """
    if not prepared.together:
        return ()
    if shape not in prepared.anywhere:
        prepared.anywhere[shape] = tuple((name, _seen(prepared, below)) for name, below in shape.properties.items())
    return prepared.anywhere[shape]


def _seen(prepared: Prepared, below: Shape) -> Seen:
    if below not in prepared.seen:
        fixed = below.fixed(())
        if fixed is None or fixed[0] is not Kind.STRING:
            prepared.seen[below] = below
        else:
            tests = [demand.test for demand in prepared.by_name[None] if len(demand.path) == 1]
            prepared.seen[below] = tuple(test.holds(*fixed) for test in tests)
    return prepared.seen[below]


def _below(prepared: Prepared, name: str | None, shape: Shape, realistic: Realistic) -> Below:
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
