"""The states of a composite alarm over time, from those of the alarms in its rule."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from trailgate_evaluator.trace.alarm_course import State

Json = dict[str, Any]


class Timeline(Struct, frozen=True):
    """The states of an alarm: each with the second from which on it is in it; before the first it is without data."""

    seconds: Sequence[int]
    states: Sequence[State]

    def at(self, second: int) -> State:
        """The state at a second."""
        place = bisect_right(self.seconds, second)
        return self.states[place - 1] if place else "INSUFFICIENT_DATA"


class Unclear(Exception):  # noqa: N818 - the state of an alarm that decides is not known; caught where the course is told
    """`alarm` is the one."""

    def __init__(self, alarm: str) -> None:
        super().__init__(alarm)
        self.alarm = alarm


class CompositeCourse(Struct, frozen=True, kw_only=True):
    """As `alarm_course.Course`, by slots of time that all of its alarms' periods are made of.

    `changes`: the states, each with the second from which on it shows; the last one shows until `end`.
    """

    periods: int
    in_alarm: int
    required: int
    unseen: int
    changes: tuple[tuple[int, State], ...]
    end: int


def composite_course(
    composite: Json, children: Mapping[str, Timeline], required: Mapping[int, int], slot: int, times: tuple[int, int]
) -> CompositeCourse:
    """What became of a composite between two `times`, its first slot's beginning and its last slot's.

    `required`: by the second at which they came how many required records its alarms saw. A rule that asks whether the
    composite itself lacks data gets no: AWS says so only of one that was just made.

    Raises `Unclear` where an alarm that is not among the children decides.
    """
    first, last = times
    changes = {second for one in children.values() for second in one.seconds if first < second <= last + slot}
    own = Timeline(seconds := [first, *sorted(changes)], [_state(composite, children, second) for second in seconds])
    ends = [*seconds[1:], last + slot + 1]
    in_alarm = sum(
        (end - 1) // slot - start // slot if start == first else (end - 1) // slot - (start - 1) // slot
        for start, end, state in zip(seconds, ends, own.states, strict=True)
        if state == "ALARM"
    )
    unseen = sum(count for second, count in required.items() if own.at(second - second % slot) == "ALARM")
    return CompositeCourse(
        periods=(last - first) // slot + 1,
        in_alarm=in_alarm,
        required=sum(required.values()),
        unseen=unseen,
        changes=tuple(zip(seconds, own.states, strict=True)),
        end=last + 2 * slot,
    )


def _state(composite: Json, children: Mapping[str, Timeline], second: int) -> State:
    return "ALARM" if _is_true(composite, children, second) else "OK"


def _is_true(composite: Json, children: Mapping[str, Timeline], second: int) -> bool:
    """Whether its rule holds: a false clause settles it, whatever is not known of others."""
    unclear: str | None = None
    for clause in composite["clauses"]:
        answers = list(_literals(composite, clause, children, second))
        if True in (answer for answer, _ in answers):
            continue
        open_ones = [alarm for answer, alarm in answers if answer is None]
        if not open_ones:
            return False
        unclear = unclear or open_ones[0]
    if unclear is not None:
        raise Unclear(unclear)
    return True


def _literals(
    composite: Json, clause: list[Json], children: Mapping[str, Timeline], second: int
) -> Iterator[tuple[bool | None, str]]:
    for literal in clause:
        alarm = literal["alarm"]
        if alarm == composite["id"]:
            yield literal["negated"], alarm
        elif alarm in children:
            yield (children[alarm].at(second) == literal["state"]) != literal["negated"], alarm
        else:
            yield None, alarm
