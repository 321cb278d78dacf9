"""A day of an alarm, minute by minute: what its log group got, what stood in each period, and the state after it.

Slow and plain, beside `simulator`: every look at an alarm is the simulator's own. What nobody can know (where a percentile
lies between unequal data, whether a trail writes a record) is tried both ways, and all that may come of it is kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from tests.judge import simulator
from tests.judge.simulator import MINUTE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.judge.simulator import Alarm, Number, Point, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A record: the minute in which it came, how often it stands in the log group, and whether the filter matches it."""

    minute: int
    copies: int
    matches: bool
    required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The states after each period, by its number, how many ended in ALARM, and what came required and unseen."""

    states: tuple[State, ...]
    in_alarm: int
    required: int
    unseen: int


def days(alarm: Alarm, value: Number, default: Number | None, events: Iterable[Event]) -> set[Day]:
    """Every day that there may have been from the first event's period to the last one's."""
    came = list(events)
    minutes_of_a_period = alarm.period // MINUTE
    first, last = (edge(event.minute // minutes_of_a_period for event in came) for edge in (min, max))
    samples = _samples(value, default, came)
    possible = {
        number: _points(alarm, [one for minute in _minutes(number, minutes_of_a_period) for one in samples.get(minute, [])])
        for number in range(first, last + 1)
    }
    seen = {
        number: sum(
            event.required for event in came if event.minute // minutes_of_a_period == number and event.matches and event.copies
        )
        for number in possible
    }
    return set(_ways(alarm, possible, seen))


def _ways(alarm: Alarm, possible: Mapping[int, set[Point]], seen: Mapping[int, int]) -> list[Day]:
    found = []
    for chosen in product(*(sorted(points, key=str) for points in possible.values())):
        points = dict(zip(possible, chosen, strict=True))
        state: State = "INSUFFICIENT_DATA"
        states: list[State] = []
        unseen = 0
        for number in possible:
            unseen += seen[number] if state == "ALARM" else 0
            window = [points.get(at) for at in range(number - alarm.evaluation_periods - 1, number + 1)]
            state = simulator.evaluate(window, alarm, state)
            states.append(state)
        found.append(Day(states=tuple(states), in_alarm=states.count("ALARM"), required=sum(seen.values()), unseen=unseen))
    return found


def _samples(value: Number, default: Number | None, came: list[Event]) -> dict[int, list[tuple[Number, int]]]:
    """By minute what the filter writes: its value for each match, else its default value where anything was logged."""
    logged = {event.minute for event in came if event.copies}
    matched: Counter[int] = Counter()
    for event in came:
        matched[event.minute] += event.copies if event.matches else 0
    silent = [] if default is None else [minute for minute in logged if not matched[minute]]
    return {
        **{minute: [(value, many)] for minute, many in matched.items() if many},
        **{minute: [(default, 1)] for minute in silent if default is not None},
    }


def _minutes(number: int, many: int) -> range:
    return range(number * many, (number + 1) * many)


def _points(alarm: Alarm, values: list[tuple[Number, int]]) -> set[Point]:
    """Whether the period may breach, by the lowest and the highest that its statistic may be."""
    if not alarm.statistic.startswith("p"):
        return {simulator.breaches(alarm, sorted(values))}
    return {simulator.breaches(replace(alarm, percentile_as=bound), sorted(values)) for bound in ("Minimum", "Maximum")}


def composite_day(
    rule: Callable[[Mapping[str, State]], bool], children: Mapping[str, tuple[int, Day, int]], came: Mapping[int, int],
    slot: int, times: tuple[int, int],
) -> tuple[int, int, int]:  # fmt: skip
    """How many slots there were, how many ended in ALARM, and what came unseen; all times in minutes.

    `children`: of each alarm the minutes of its period, its day, and the number of the day's first period.
    """
    first, last = times
    in_alarm = unseen = 0
    for start in range(first, last + 1, slot):
        before = rule({name: _state(*child, at=start) for name, child in children.items()})
        unseen += sum(came.get(minute, 0) for minute in range(start, start + slot)) if before else 0
        in_alarm += rule({name: _state(*child, at=start + slot) for name, child in children.items()})
    return (last - first) // slot + 1, in_alarm, unseen


def _state(period: int, day: Day, first: int, *, at: int) -> State:
    """The state at a minute: that after the last period which had ended by then."""
    ended = at // period - 1 - first
    return day.states[min(ended, len(day.states) - 1)] if ended >= 0 else "INSUFFICIENT_DATA"
