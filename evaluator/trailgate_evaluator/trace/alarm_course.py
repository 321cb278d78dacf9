"""The states of a metric alarm over time, from what its metric got: by CloudWatch's rules, period by period.

AWS's user guide, "Alarm evaluation" and "Configuring how CloudWatch alarms treat missing data". An alarm looks at a few
periods more than it needs where data are missing; AWS does not say how many, its examples have two. Periods are taken as
they begin on the clock: CloudWatch looks each minute, so that it may move into ALARM, and out of it, a little sooner.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
STATISTICS: Final = frozenset({"Sum", "Average", "Minimum", "Maximum", "SampleCount"})
COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}
TREATMENTS: Final = frozenset({"missing", "ignore", "breaching", "notBreaching"})
MORE: Final = 2
"""How many periods beyond those that it needs an alarm looks at."""


@dataclass(slots=True)
class Data:
    """What a metric got in one period: amounts in whole parts of its unit, and how many required records came with them."""

    samples: int = 0
    total: int = 0
    least: int | None = None
    most: int | None = None
    required: int = 0

    def add(self, amount: int, times: int = 1) -> None:
        """One amount, so many times."""
        self.samples += times
        self.total += amount * times
        self.least = amount if self.least is None else min(self.least, amount)
        self.most = amount if self.most is None else max(self.most, amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How an alarm evaluates its metric; `threshold` in the unit of the data, `one` a single sample in it."""

    statistic: str
    comparison: str
    threshold: int
    one: int
    needed: int
    periods: int
    treat_missing: str

    def breaches(self, data: Data | None) -> bool | None:
        """Whether the data of a period breach; None where there are none."""
        if data is None or data.least is None or data.most is None:
            return None
        compare = COMPARISONS[self.comparison]
        match self.statistic:
            case "SampleCount":
                return compare(data.samples * self.one, self.threshold)
            case "Sum":
                return compare(data.total, self.threshold)
            case "Average":
                return compare(data.total, self.threshold * data.samples)
            case "Minimum":
                return compare(data.least, self.threshold)
            case _:
                return compare(data.most, self.threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How many periods there were, how many ended in ALARM, and how many required records came while it was there."""

    periods: int
    in_alarm: int
    required: int
    unseen: int


def course(rule: Rule, data: Mapping[int, Data], first: int, last: int) -> Course:
    """What became of an alarm from the period `first` to the period `last`, by their numbers; it begins without data."""
    state: State = "INSUFFICIENT_DATA"
    in_alarm = required = unseen = 0
    window = rule.periods + MORE
    at = first
    waiting = sorted(data, reverse=True)
    while at <= last:
        while waiting and waiting[-1] < at:
            waiting.pop()
        if not any(number in data for number in range(at - window + 1, at + 1)):
            after = _settled(rule, state, window)
            until = min(waiting[-1] - 1 if waiting else last, last)
            in_alarm += (until - at + 1) if after == "ALARM" else 0
            state, at = after, until + 1
            continue
        found = data.get(at)
        if found is not None:
            required += found.required
            unseen += found.required if state == "ALARM" else 0
        state = evaluated(rule, [rule.breaches(data.get(number)) for number in range(at - window + 1, at + 1)], state)
        in_alarm += state == "ALARM"
        at += 1
    return Course(periods=max(0, last - first + 1), in_alarm=in_alarm, required=required, unseen=unseen)


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


def _settled(rule: Rule, state: State, window: int) -> State:
    """The state while no data come, which does not change until some do."""
    return evaluated(rule, [None] * window, state)
