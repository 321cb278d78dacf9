"""A metric alarm over time: one record arrives, minutes pass; does the alarm move into ALARM and act?

Slow and plain, after the CloudWatch user guide: "Alarm evaluation", "Configuring how CloudWatch alarms
treat missing data" (its two tables are tests here), "Percentile-based alarms and low data samples", and
the CloudWatch Logs guide on metric and default values of metric filters. Numbers are exact (`Fraction`).
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
Course = Literal["acts", "rests", "idle"]
Point = bool | None  # breaching, not breaching, missing
Number = int | float | Fraction
Samples = dict[int, list[tuple[Number, int]]]  # by second: amounts, and how many of each
MINUTE = 60
MANY = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    statistic: str
    operator: str
    threshold: Number
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

    value: Number
    default: Number | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Another filter on the same metric. `here`: on the same log group; `matches`: it matches the record, too."""

    value: Number
    default: Number | None = None
    here: bool = True
    matches: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What happens beside the record: how much is logged, and an amount that some filter writes often in the record's
    minute, or steadily in every minute.

    Something is logged in no minute, in every one, in one of a period, or in `some` beside the record's: of each period,
    or in a lull of its own period alone; in every minute of `some` periods after it, in a burst; or in one of a period
    before it, or before and at it (`some` is one), and then no more, as it fades. The last two with `own` more minutes of
    the record's period. It may be asked what comes of it without the record.
    """

    log: Literal["quiet", "busy", "sparse", "middling", "lull", "burst", "fading"]
    some: int = 0
    own: int = 0
    without: bool = False
    others: tuple[Beside, ...] = ()
    often: Number | None = None
    steadily: Number | None = None


@functools.cache
def effect(alarm: Alarm, written: Written) -> str:
    """Whether one record makes the alarm act: yes or no whatever else is logged, or unknown where that decides.

    A default value is written for every minute with log events but no match. The log group of a trail is
    seldom quiet: with a default, every minute has it, or at least one in every period but the record's, or some in
    each period; an alarm that acts so, but not in a log group that is always quiet, is unknown. So is one that acts in
    a lull alone, in which a few defaults that do not cross by themselves stand beside the record and nothing before and
    after, unless one default keeps it in ALARM, and one that acts in a burst or as the log group goes quiet, which do not
    bring it there themselves. No percentile is computed of negative values. How CloudWatch places a percentile between
    unequal samples is not published: it may be as low as the lowest, as high as the highest.
    """
    readings = [alarm]
    if alarm.statistic.startswith("p"):
        readings = [replace(alarm, percentile_as=bound) for bound in ("Minimum", "Maximum")]
        if min(written.value, written.value if written.default is None else written.default) < 0 and _seen(alarm, written):
            return "unknown"
    quiet = Background(log="quiet")
    backgrounds = [quiet] if written.default is None else [Background(log="busy"), Background(log="sparse")]
    if written.default is not None:
        backgrounds += [Background(log="middling", some=minutes) for minutes in range(1, alarm.period // MINUTE)]
    courses = {course(reading, written, background) for reading in readings for background in backgrounds}
    if "acts" in courses:
        sure = courses == {"acts"} and all(acts(reading, written, quiet) for reading in readings)
        return "yes" if sure else "unknown"
    defaults = [] if written.default is None else [(written.default, 1)]
    some = [minutes for minutes in range(max(1, alarm.period // MINUTE)) if not breaches(alarm, defaults * minutes)]
    lulls = [Background(log="lull", some=minutes) for minutes in some]
    waits = "rests" not in {course(reading, written, Background(log="sparse")) for reading in readings}
    may = waits and any(acts(reading, written, lull) for reading in readings for lull in lulls)
    return "unknown" if may or (waits and _may_be_completed(readings, written, [0, *some])) else "no"


def _may_be_completed(readings: list[Alarm], written: Written, own: list[int]) -> bool:
    """Whether default values of a few periods, or missing data after them, may add the points that the record lacks."""
    if written.default is None:
        return False
    courses = [Background(log="burst", some=periods) for periods in range(1, readings[0].datapoints_to_alarm)]
    courses += [Background(log="fading", some=seconds) for seconds in (0, 1)] if readings[0].treat_missing == "breaching" else []
    courses = [replace(one, own=minutes) for one in courses for minutes in own]
    return any(acts(reading, written, one) and not _as_soon(reading, written, one) for reading in readings for one in courses)


def outcomes(alarm: Alarm, written: Written, others: tuple[Beside, ...]) -> tuple[set[bool], set[bool]]:
    """What may come of a record where other filters write into the metric as well, of the same unit.

    First where nothing else happens: the log group is busy, or something is logged in every period, or nothing is where
    no filter has a default value. Then where a filter that does not match the record matches something else as well:
    very often in the record's own minute, or in every minute. What keeps the alarm in ALARM by itself is news of its own
    and says nothing of the record.
    """
    readings = [alarm]
    if alarm.statistic.startswith("p"):
        readings = [replace(alarm, percentile_as=bound) for bound in ("Minimum", "Maximum")]
    has_default = written.default is not None or any(one.here and one.default is not None for one in others)
    logs = [Background(log="busy", others=others), Background(log="sparse", others=others)]
    points = {one.value for one in others if not one.matches}
    points |= {one.default for one in others if one.default is not None and not one.here}
    quiet: set[bool] = set()
    eventful: set[bool] = set()
    for reading in readings:
        for background in logs if has_default else [Background(log="quiet", others=others)]:
            quiet.add(acts(reading, written, background))
            steadily = [replace(background, steadily=point) for point in points]
            often = [replace(background, often=point) for point in points]
            fair = [one for one in steadily if not _crosses_alone(reading, one.steadily)]
            eventful |= {acts(reading, written, one) for one in [*often, *fair]}
    return quiet, eventful


def _crosses_alone(alarm: Alarm, amount: Number | None) -> bool:
    """Whether this amount in every minute crosses the threshold, by one minute or by all of a period."""
    assert amount is not None
    minutes = max(1, alarm.period // MINUTE)
    plain = replace(alarm, ignores_low_samples=False)
    return any(bool(breaches(plain, [(amount, many)])) for many in range(1, minutes + 1))


def acts(alarm: Alarm, written: Written, background: Background) -> bool:
    """Whether the alarm, at rest before the record, goes into ALARM after it."""
    return course(alarm, written, background) == "acts"


def course(alarm: Alarm, written: Written, background: Background) -> Course:
    """Whether the record makes the alarm act, finds it in ALARM, or leaves it as it was."""
    return _course(alarm, written, background)[0]


def _as_soon(alarm: Alarm, written: Written, background: Background) -> bool:
    """Whether the alarm goes into ALARM no later without the record."""
    without, at = _course(alarm, written, replace(background, without=True))
    return without == "acts" and at <= _course(alarm, written, background)[1]


def _course(alarm: Alarm, written: Written, background: Background) -> tuple[Course, int]:
    """What becomes of the alarm, and when, in seconds."""
    evaluation_range = alarm.evaluation_periods + 2
    span = alarm.period * (evaluation_range + 2)
    step = min(alarm.period, MINUTE)
    arrival = math.ceil(2 * span / MINUTE) * MINUTE
    samples = _samples(alarm, written, background, arrival, arrival + 2 * span)
    state: State = "INSUFFICIENT_DATA"
    known = _Points(alarm, samples)
    for now in range(span, arrival + 2 * span, step):
        points = [known.until(now - alarm.period * back) for back in reversed(range(evaluation_range))]
        before, state = state, evaluate(points, alarm, state)
        if now <= arrival and now + step > arrival and state == "ALARM":
            return "rests", now  # it rests in ALARM: nothing is a transition
        if now > arrival and before != "ALARM" and state == "ALARM":
            return "acts", now
    return "idle", now


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


def _samples(alarm: Alarm, written: Written, background: Background, arrival: int, end: int) -> Samples:
    """Samples by second; those of another unit than the alarm's are none."""
    if not _seen(alarm, written):
        return {}
    samples: Samples = {}
    here = [one for one in background.others if one.here]
    defaults = [default for default in (written.default, *(one.default for one in here)) if default is not None]
    for second in _logged(alarm, background, arrival, end):
        samples[second] = [(default, 1) for default in defaults]
    if background.steadily is not None:
        for second in range(arrival % MINUTE, end, MINUTE):
            samples.setdefault(second, []).append((background.steadily, 1))
    steady = [] if background.steadily is None else [(background.steadily, 1)]
    often = [] if background.often is None else [(background.often, MANY)]
    certain = [(one.value if one.matches else one.default, 1) for one in here]
    beside = [(amount, many) for amount, many in certain if amount is not None]
    if not background.without:
        samples[arrival] = [(written.value, 1), *beside, *steady, *often]
    return samples


def _seen(alarm: Alarm, written: Written) -> bool:
    return alarm.unit is None or alarm.unit == (written.unit or "None")


def _logged(alarm: Alarm, background: Background, arrival: int, end: int) -> list[int]:
    """The minutes, by their first second, in which something is logged."""
    period = max(alarm.period, MINUTE)
    own = [arrival + MINUTE * minute for minute in range(1, background.own + 1)]
    match background.log:
        case "quiet":
            return []
        case "busy":
            return list(range(arrival % MINUTE, end, MINUTE))
        case "sparse":
            return list(range(arrival % period, end, period))
        case "middling":
            after = [range((arrival + MINUTE * minute) % period, end, period) for minute in range(1, background.some + 1)]
            return [second for minutes in after for second in minutes]
        case "burst":
            return [*own, *range(arrival + period, arrival + period * (background.some + 1), MINUTE)]
        case "fading":
            return [*range(arrival % period, arrival + background.some, period), *own]
        case "lull":
            return [arrival + MINUTE * minute for minute in range(1, background.some + 1)]


class _Points:
    """The points of the periods, each worked out once: evaluations share periods, and periods look alike."""

    def __init__(self, alarm: Alarm, samples: Samples) -> None:
        self._alarm, self._samples = alarm, samples
        self._by_end: dict[int, Point] = {}
        self._by_values: dict[tuple[tuple[Number, int], ...], Point] = {}

    def until(self, end: int) -> Point:
        """That of the period which ends then."""
        if end not in self._by_end:
            values = _window(self._samples, end - self._alarm.period, end)
            alike = tuple(values)
            if alike not in self._by_values:
                self._by_values[alike] = breaches(self._alarm, values)
            self._by_end[end] = self._by_values[alike]
        return self._by_end[end]


def _window(samples: Samples, start: int, end: int) -> list[tuple[Number, int]]:
    first = math.ceil(start / MINUTE) * MINUTE
    return sorted(sample for second in range(first, end, MINUTE) for sample in samples.get(second, ()))


def breaches(alarm: Alarm, values: list[tuple[Number, int]]) -> Point:
    """Whether the statistic of the sorted samples breaches the threshold; None of no samples, or too few."""
    if not values:
        return None
    is_percentile = alarm.statistic.startswith("p")
    if is_percentile and alarm.ignores_low_samples and sum(many for _, many in values) < _significant(float(alarm.statistic[1:])):
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


def _statistic(name: str, values: list[tuple[Number, int]]) -> Number:
    total = sum((Fraction(value) * many for value, many in values), Fraction(0))
    count = sum(many for _, many in values)
    match name:
        case "Sum":
            return total
        case "Average":
            return total / count
        case "Minimum":
            return values[0][0]
        case "Maximum":
            return values[-1][0]
        case "SampleCount":
            return count
        case other:
            raise AssertionError(other)
