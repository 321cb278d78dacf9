"""The states of a metric alarm over time, from what its metric got: by CloudWatch's rules, period by period.

AWS's user guide, "Alarm evaluation", "Alarm evaluation window" and "Configuring how CloudWatch alarms treat missing data". An
alarm looks at a few periods more than it needs where data are missing; AWS does not say how many, its examples have two. Periods
are taken as they begin on the clock, which is just so with a wall clock window. A sliding one ends each minute anew, so that its
alarm may move into ALARM, and out of it, a little sooner, and on data that lie in two periods of the clock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trailgate_evaluator.trace.period_data import Data, Point, Rule

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
TREATMENTS: Final = frozenset({"missing", "ignore", "breaching", "notBreaching"})
MORE: Final = 2
"""How many periods beyond those that it needs an alarm looks at."""


class Course(Struct, frozen=True, kw_only=True):
    """How many periods there were, how many ended in ALARM, and how many required records came while it was there.

    `changes`: each state that it went into, with the number of the period at whose end it did; `last` is that of the last one.
    """

    periods: int
    in_alarm: int
    required: int
    unseen: int
    changes: tuple[tuple[int, State], ...]
    last: int


def course(rule: Rule, data: Mapping[int, Data], first: int, last: int) -> Course | None:
    """What became of an alarm from the period `first` to the period `last`, by their numbers; it begins without data.

    None where data of which nobody knows whether they breach leave it open.
    """
    state: State = "INSUFFICIENT_DATA"
    in_alarm = required = unseen = 0
    changes: list[tuple[int, State]] = []
    window = rule.periods + MORE
    at = first
    waiting = sorted(data, reverse=True)
    while at <= last:
        while waiting and waiting[-1] < at:
            waiting.pop()
        quiet = not any(number in data for number in range(at - window + 1, at + 1))
        points = [None if quiet else rule.breaches(data.get(number)) for number in range(at - window + 1, at + 1)]
        after = settled(rule, points, state)
        if after is None:
            return None
        found = data.get(at)
        if found is not None:
            required += found.required
            unseen += found.required if state == "ALARM" else 0
        until = min(waiting[-1] - 1 if waiting else last, last) if quiet else at  # nothing changes until data come
        in_alarm += (until - at + 1) if after == "ALARM" else 0
        changes += [] if after == state else [(at, after)]
        state, at = after, until + 1
    told = tuple(changes)
    return Course(periods=max(0, last - first + 1), in_alarm=in_alarm, required=required, unseen=unseen, changes=told, last=last)


def settled(rule: Rule, points: Sequence[Point], before: State) -> State | None:
    """The state after one look at these periods, the oldest first; None where those that are not sure decide.

    The more of them breach, the nearer is ALARM: it is enough to take all for breaching, and for not.
    """
    states = {evaluated(rule, [found if point == "unsure" else point for point in points], before) for found in (True, False)}
    return states.pop() if len(states) == 1 else None


def evaluated(rule: Rule, points: Sequence[bool | None], before: State) -> State:
    """The state after one look at these periods, the oldest first: breaching, not breaching, or without data."""
    ages = [age for age, point in enumerate(reversed(points), 1) if point is not None][: rule.periods]
    breaching = sum(bool(points[-age]) for age in ages)
    lacking = rule.periods - len(ages)
    if breaching >= rule.needed:
        return "ALARM"
    if not lacking:
        return "OK"
    if rule.treat_missing == "breaching":
        return "ALARM" if breaching + lacking >= rule.needed else "OK"
    if rule.treat_missing == "notBreaching":
        return "OK"
    if not ages:
        return "INSUFFICIENT_DATA" if rule.treat_missing == "missing" else before
    if breaching == len(ages) and ages[-1] >= rule.needed:  # all that there is breaches, and the oldest is old enough
        return "ALARM" if rule.treat_missing == "missing" else before
    return "OK"
