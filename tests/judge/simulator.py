"""A metric alarm over time: one record arrives, minutes pass; does the alarm move into ALARM and act?

Slow and plain, after the CloudWatch user guide: "Alarm evaluation", "Configuring how CloudWatch alarms
treat missing data" (its two tables are tests here), "Percentile-based alarms and low data samples", and
the CloudWatch Logs guide on metric and default values of metric filters.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import Literal

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
Point = bool | None  # breaching, not breaching, missing
MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    statistic: str
    operator: str
    threshold: float
    period: int
    evaluation_periods: int
    datapoints_to_alarm: int
    treat_missing: str
    unit: str | None = None
    ignores_low_samples: bool = False
    percentile_as: str = "Maximum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the metric filter writes: `value` for the record, `default` for other minutes with log events."""

    value: float
    default: float | None = None
    unit: str | None = None


@functools.cache
def effect(alarm: Alarm, written: Written) -> str:
    """Whether one record makes the alarm act: yes or no whatever else is logged, or unknown where that decides.

    A default value is written for every minute with log events but no match. The log group of a trail is
    seldom quiet: with a default, every minute has it, or at least one in every period but the record's; an
    alarm that acts so, but not in a log group that is always quiet, is unknown. How CloudWatch places a
    percentile between unequal samples is not published: it may be as low as the lowest, as high as the highest.
    """
    readings = [alarm]
    if alarm.statistic.startswith("p"):
        readings = [replace(alarm, percentile_as=bound) for bound in ("Minimum", "Maximum")]
    backgrounds = ["quiet"] if written.default is None else ["busy", "sparse"]
    acted = {acts(reading, written, background) for reading in readings for background in backgrounds}
    if acted == {True} and all(acts(reading, written, "quiet") for reading in readings):
        return "yes"
    return "no" if acted == {False} else "unknown"


def acts(alarm: Alarm, written: Written, background: str) -> bool:
    """Whether the alarm, at rest before the record, goes into ALARM after it."""
    evaluation_range = alarm.evaluation_periods + 2
    span = alarm.period * (evaluation_range + 2)
    step = min(alarm.period, MINUTE)
    arrival = math.ceil(2 * span / MINUTE) * MINUTE
    samples = _samples(alarm, written, background, arrival, arrival + 2 * span)
    state: State = "INSUFFICIENT_DATA"
    for now in range(span, arrival + 2 * span, step):
        ends = [now - alarm.period * back for back in reversed(range(evaluation_range))]
        points = [_breaches(alarm, _window(samples, end - alarm.period, end)) for end in ends]
        before, state = state, evaluate(points, alarm, state)
        if now <= arrival and now + step > arrival and state == "ALARM":
            return False  # it rests in ALARM: nothing is a transition
        if now > arrival and before != "ALARM" and state == "ALARM":
            return True
    return False


def evaluate(points: list[Point], alarm: Alarm, state: State) -> State:
    """The state after one evaluation; `points` is the evaluation range, oldest first."""
    real = [(age, point) for age, point in enumerate(reversed(points), start=1) if point is not None]
    wanted, needed = alarm.evaluation_periods, alarm.datapoints_to_alarm
    used = real[:wanted]
    breaching = sum(1 for _, point in used if point)
    if breaching >= needed:
        return "ALARM"
    if len(used) == wanted:
        return "OK"
    match alarm.treat_missing:
        case "breaching":
            return "ALARM" if breaching + wanted - len(used) >= needed else "OK"
        case "notBreaching":
            return "OK"
        case "missing" if not used:
            return "INSUFFICIENT_DATA"
        case "ignore" if not used:
            return state
    oldest_is_old_enough = all(point for _, point in used) and used[-1][0] >= needed
    if oldest_is_old_enough:
        return "ALARM" if alarm.treat_missing == "missing" else state
    return "OK"


def _samples(alarm: Alarm, written: Written, background: str, arrival: int, end: int) -> dict[int, float]:
    """Samples by second; those of another unit than the alarm's are none."""
    if alarm.unit is not None and alarm.unit != (written.unit or "None"):
        return {}
    samples: dict[int, float] = {}
    if written.default is not None and background != "quiet":
        step = MINUTE if background == "busy" else max(alarm.period, MINUTE)
        samples = dict.fromkeys(range(arrival % step, end, step), written.default)
    samples[arrival] = written.value
    return samples


def _window(samples: dict[int, float], start: int, end: int) -> list[float]:
    first = math.ceil(start / MINUTE) * MINUTE
    return sorted(samples[second] for second in range(first, end, MINUTE) if second in samples)


def _breaches(alarm: Alarm, values: list[float]) -> Point:
    if not values:
        return None
    is_percentile = alarm.statistic.startswith("p")
    if is_percentile and alarm.ignores_low_samples and len(values) < _significant(float(alarm.statistic[1:])):
        return None
    number = _statistic(alarm.percentile_as if is_percentile else alarm.statistic, values)
    match alarm.operator:
        case "GreaterThanThreshold":
            return number > alarm.threshold
        case "GreaterThanOrEqualToThreshold":
            return number >= alarm.threshold
        case "LessThanThreshold":
            return number < alarm.threshold
        case "LessThanOrEqualToThreshold":
            return number <= alarm.threshold
        case other:
            raise AssertionError(other)


def _significant(percentile: float) -> float:
    """How many samples make a percentile significant: 10/(1-p) above the median, 10/p below."""
    share = percentile / 100
    return 10 / (1 - share) if share >= 0.5 else 10 / share


def _statistic(name: str, values: list[float]) -> float:
    match name:
        case "Sum":
            return sum(values)
        case "Average":
            return sum(values) / len(values)
        case "Minimum":
            return values[0]
        case "Maximum":
            return values[-1]
        case "SampleCount":
            return len(values)
        case other:
            raise AssertionError(other)
