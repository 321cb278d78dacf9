"""Whether a JSON value exists that meets demands on it and below it, with such a value.

Properties of an object are independent of one another, so nothing is multiplied: every property is solved alone. A wildcard
demand that must hold somewhere is met by one more property or element; one that must hold everywhere is asked of each.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct

from trailgate_evaluator.languages.filter_pattern.decision.languages import NUMBERS, TextSet
from trailgate_evaluator.languages.filter_pattern.decision.shape import FREE, Shape
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Demand, Kind
from trailgate_evaluator.languages.filter_pattern.decision.witness import common_text, contains
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Index, Name, Wildcard

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from trailgate_evaluator.languages.filter_pattern.decision.work import Work

JsonValue: TypeAlias = Any
HIGHEST_INDEX = 63


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
"""The value of a property that is not there."""

_FIXED = {Kind.ABSENT: ABSENT, Kind.NULL: None, Kind.TRUE: True, Kind.FALSE: False}
_LIKELY_ORDER = (Kind.STRING, Kind.NUMBER, Kind.FALSE, Kind.TRUE, Kind.NULL, Kind.OBJECT, Kind.ARRAY, Kind.ABSENT)
_ORDER = (Kind.ABSENT, Kind.STRING, Kind.NUMBER, Kind.FALSE, Kind.TRUE, Kind.NULL, Kind.OBJECT, Kind.ARRAY)


class Found(Struct, frozen=True):
    """A value that meets the demands; `value` may be ABSENT."""

    value: JsonValue


class ValueSolver:
    """Solves demands within one decision.

    `samples` are realistic texts by dotted path, tried before made-up ones; what stands at a `likely` path is left out only
    where nothing else will do.
    """

    def __init__(self, work: Work, samples: Mapping[str, Sequence[str]], likely: AbstractSet[str] = frozenset()) -> None:
        self._work = work
        self._samples = samples
        self._likely = likely
        self._recent: tuple[str, ...] = ()
        self._texts: dict[tuple[frozenset[TextSet], str], str | None] = {}
        self._properties: dict[tuple[str, tuple[Demand, ...], tuple[Demand, ...]], Found | None] = {}

    def going_on(self, work: Work) -> ValueSolver:
        """One that has met all that this one has, and pays from other work."""
        after = ValueSolver(work, self._samples, self._likely)
        after._recent = self._recent
        after._texts = dict(self._texts)
        after._properties = dict(self._properties)
        return after

    def record(self, demands: Collection[Demand], shape: Shape) -> dict[str, JsonValue] | None:
        """The properties that a record needs to meet the demands; None where no record of the shape does."""
        self._work.spend(4 * len(demands))
        ordered = sorted(demands, key=lambda one: one.key)
        here = [demand for demand in ordered if not demand.path]
        below = [demand for demand in ordered if demand.path]
        if not all(Kind.OBJECT in demand.test.kinds for demand in here):
            return None
        found = self._object(below, shape, "")
        return found.value if found else None

    def _solve(self, demands: list[Demand], if_present: list[Demand], shape: Shape, where: str) -> Found | None:
        """A value of the shape; demands of `if_present` count unless it is absent."""
        for kind in _LIKELY_ORDER if where in self._likely else _ORDER:
            if kind not in shape.kinds:
                continue
            self._work.spend()
            found = self._of_kind(kind, demands if kind is Kind.ABSENT else [*demands, *if_present], shape, where)
            if found:
                return found
        return None

    def _present(self, demands: list[Demand], where: str) -> Found | None:
        return self._solve(demands, [], _PRESENT, where)

    def _of_kind(self, kind: Kind, demands: list[Demand], shape: Shape, where: str) -> Found | None:
        here = [demand for demand in demands if not demand.path]
        below = [demand for demand in demands if demand.path]
        match kind:
            case Kind.OBJECT | Kind.ARRAY:
                if not all(kind in demand.test.kinds for demand in here):
                    return None
                return self._object(below, shape, where) if kind is Kind.OBJECT else self._array(below, where)
            case _ if not all(demand.holds_if_absent() for demand in below):
                return None
            case Kind.STRING:
                text = self._text([*(demand.test.strings for demand in here), *shape.strings], shape.text, where)
                return None if text is None else Found(text)
            case Kind.NUMBER:
                text = self._text([*(demand.test.numbers for demand in here), *shape.numbers, NUMBERS], shape.text, "")
                return None if text is None else Found(_number(text))
            case _:
                return Found(_FIXED[kind]) if all(kind in demand.test.kinds for demand in here) else None

    def _text(self, wanted: list[TextSet | bool], fixed: str | None, where: str) -> str | None:
        if not all(wanted):
            return None
        sets = frozenset(one for one in wanted if isinstance(one, TextSet))
        if fixed is not None:
            return fixed if all(contains(one, fixed) for one in sets) else None
        key = (sets, where)
        if key not in self._texts:
            samples = (*self._samples.get(where, ()), *self._recent)
            text = self._texts[key] = common_text(sorted(sets, key=lambda one: one.key), self._work, samples=samples)
            if text is not None and text not in self._recent:
                self._recent = (text, *self._recent[:3])
        return self._texts[key]

    def _object(self, demands: list[Demand], shape: Shape, where: str) -> Found | None:
        named: dict[str, list[Demand]] = {}
        for demand in demands:
            step = demand.path[0]
            if isinstance(step, Name):
                named.setdefault(step.name, []).append(seen_below(demand))
            elif step is not Wildcard.PROPERTY and not demand.holds_if_absent():
                return None
        everywhere, somewhere = _by_wildcard(demands, Wildcard.PROPERTY)
        if everywhere or somewhere or where:
            for name in shape.properties:
                named.setdefault(name, [])
        value: dict[str, JsonValue] = {}
        for name, wanted in named.items():
            found = self._property(wanted, everywhere, shape.at(name), f"{where}.{name}" if where else name)
            if found is None:
                return None
            if found.value is not ABSENT:
                value[name] = found.value
        return self._with_others(value, named, somewhere, everywhere)

    def _property(self, demands: list[Demand], if_present: list[Demand], shape: Shape, where: str) -> Found | None:
        """A value of one property of objects, worked out once: whatever else is asked of the record, the same is asked of it."""
        key = where, tuple(demands), tuple(if_present)
        if key in self._properties:
            self._work.spend()
        else:
            self._properties[key] = self._solve(demands, if_present, shape, where)
        return self._properties[key]

    def _with_others(
        self, value: dict[str, JsonValue], named: Mapping[str, object], somewhere: list[Demand], everywhere: list[Demand]
    ) -> Found | None:
        """The object with one more property for each demand that must hold on some property."""
        for wanted in somewhere:
            found = self._present([wanted, *everywhere], "*")
            if found is None:
                return None
            value[_unused(value, named)] = found.value
        return Found(value)

    def _array(self, demands: list[Demand], where: str) -> Found | None:
        indexed: dict[int, list[Demand]] = {}
        for demand in demands:
            step = demand.path[0]
            if isinstance(step, Index):
                indexed.setdefault(step.index, []).append(seen_below(demand))
            elif step is not Wildcard.ELEMENT and not demand.holds_if_absent():
                return None
        everywhere, somewhere = _by_wildcard(demands, Wildcard.ELEMENT)
        longest = max(indexed, default=-1)
        if longest > HIGHEST_INDEX:
            raise BoundReached(f"an index above {HIGHEST_INDEX}")
        lengths = {0, *indexed, *(index + 1 for index in indexed)} | {longest + 1 + more for more in range(len(somewhere) + 1)}
        for length in sorted(lengths):
            if not all(_met_by_absence(wanted) for index, wanted in indexed.items() if index >= length):
                continue
            elements = [[*indexed.get(index, []), *everywhere] for index in range(length)]
            value = self._elements(elements, somewhere, f"{where}[]")
            if value is not None:
                return Found(value)
        return None

    def _elements(self, elements: list[list[Demand]], somewhere: list[Demand], where: str) -> list[JsonValue] | None:
        """Values of an array's elements; each demand of `somewhere` is given to one of the elements."""
        if somewhere:
            first, *others = somewhere
            tried: list[list[Demand]] = []
            for index, wanted in enumerate(elements):
                if wanted in tried:
                    continue
                tried.append(wanted)
                if self._present([*wanted, first], where) is None:
                    continue
                given = [*elements[:index], [*wanted, first], *elements[index + 1 :]]
                value = self._elements(given, others, where)
                if value is not None:
                    return value
            return None
        values = []
        for wanted in elements:
            found = self._present(wanted, where)
            if found is None:
                return None
            values.append(found.value)
        return values


_PRESENT = Shape(kinds=FREE.kinds - {Kind.ABSENT})


def _by_wildcard(demands: list[Demand], wildcard: Wildcard) -> tuple[list[Demand], list[Demand]]:
    """The demands that begin with a wildcard, one step further down: those on every node, and those on some node."""
    wild = [demand for demand in demands if demand.path[0] is wildcard]
    return [seen_below(demand) for demand in wild if demand.every], [seen_below(demand) for demand in wild if not demand.every]


@lru_cache(maxsize=16384)
def seen_below(demand: Demand) -> Demand:
    """The demand seen from one step further down; past its wildcard it is about one node."""
    wild = isinstance(demand.path[0], Wildcard)
    return Demand(demand.path[1:], demand.test, demand.every and not wild)


def _met_by_absence(demands: list[Demand]) -> bool:
    return all(demand.holds_if_absent() for demand in demands)


def _number(text: str) -> JsonValue:
    if "." not in text:
        return int(text)
    number = float(text)
    if Decimal(repr(number)) != Decimal(text):
        raise BoundReached("a number of more digits than JSON readers keep")
    return number


def _unused(value: Mapping[str, JsonValue], named: Mapping[str, object]) -> str:
    name = "other"
    while name in value or name in named:
        name += "_"
    return name
