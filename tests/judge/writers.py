"""Several filters on one metric: whether one record still makes the alarm act, as the second judge sees it.

Lists of data points, in exact numbers, of the record's own minute and of the whole period, the least and the most that
each may hold; then every other point that may come at any time is asked whether it could spoil the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from tests.judge.simulator import Alarm, breaches


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Another writer: what it may write (`None` for what is not known), and what it surely writes in the record's minute."""

    points: tuple[Fraction | None, ...] = ()
    hidden: bool = False
    unasked: bool = False
    refused: bool = False
    unit: str | None = None
    surely: tuple[Fraction, Fraction] | None = None
    default: Fraction | None = None


def effect_beside(alarm: Alarm, value: Fraction, default: Fraction | None, unit: str | None, writers: list[Writer]) -> str:
    """Whether one record makes the alarm act: yes, no or unknown."""
    seen = [one for one in writers if (one.unit or "None") == (unit or "None") and not one.hidden]
    minutes = max(1, alarm.period // 60)
    quiet = [[value, *(one.surely[side] for one in seen if one.surely)] for side in (0, 1)]
    steady = [one for one in [default, *(one.default for one in seen)] if one is not None]
    answers = {answer for points in quiet for answer in crosses(alarm, points)}
    freed = lifted(alarm, value, unit, writers)
    if alarm.statistic.startswith("p") and min([value, *steady, *every_point(seen)]) < 0:
        return "unknown"
    rest, more = rests(alarm, steady, minutes, freed=freed), needs_more(alarm, default, steady, minutes, freed=freed)
    if "no" in (rest, more):
        return "no"
    busy = [[*points, *steady * (minutes - 1)] for points in quiet]
    filled = {answer for points in busy for answer in crosses(alarm, points)}
    if (answers == filled == {False}) or (alarm.statistic.startswith("p") and alarm.ignores_low_samples):
        return "no"
    thinned = [value, *([default] * (minutes - 1) if default is not None else [])]
    sure = {answer for points in [*quiet, *busy, thinned] for answer in crosses(alarm, points)} == {True}
    spoilt = any(spoils(alarm, one, unit) for one in writers)
    return "yes" if sure and not spoilt and rest == more == "yes" else "unknown"


def crosses(alarm: Alarm, points: list[Fraction]) -> set[bool]:
    """Whether the statistic of these points crosses; a percentile is only known to lie between them."""
    bounds = ("Minimum", "Maximum") if alarm.statistic.startswith("p") else (alarm.percentile_as,)
    plain = replace(alarm, ignores_low_samples=False)
    return {bool(breaches(replace(plain, percentile_as=bound), sorted((point, 1) for point in points))) for bound in bounds}


def crosses_alone(asked: dict[str, Any], amount: Fraction) -> bool:
    """Whether one point may cross a threshold by itself."""
    usual: dict[str, Any] = {"period": 60, "evaluation_periods": 1, "datapoints_to_alarm": 1, "treat_missing": "missing"}
    return True in crosses(Alarm(**asked, **usual), [amount])


def lifted(alarm: Alarm, value: Fraction, unit: str | None, writers: list[Writer]) -> bool:
    """Whether others may write what tells the alarm of rest: a point that does not breach, or takes from one that does."""
    asked = [one for one in writers if not one.unasked]
    return any(one.hidden or strange(alarm, one, unit) for one in asked) or any(
        point is None or crosses(alarm, [point]) != {True} or takes(alarm, point)
        for one in asked
        if (one.unit or "None") == (unit or "None")
        for point in (*one.points, value, *([] if one.default is None else [one.default]))
    )


def strange(alarm: Alarm, writer: Writer, unit: str | None) -> bool:
    """Whether the writer's unit is not known, or another that the alarm does not tell apart."""
    return writer.unit == "?" or (alarm.unit is None and (writer.unit or "None") != (unit or "None"))


def takes(alarm: Alarm, point: Fraction) -> bool:
    """Whether a point that breaches by itself may take from others that do."""
    rising = alarm.operator.startswith("Greater")
    if alarm.statistic == "Sum":
        return point < 0 if rising else point > 0
    return alarm.statistic == "SampleCount" and not rising


def rests(alarm: Alarm, steady: list[Fraction], minutes: int, *, freed: bool) -> str:
    """Whether the alarm rests in another state than ALARM."""
    if steady:
        answers = [crosses(alarm, steady), crosses(alarm, steady * minutes)]
        if answers[0] == {True}:
            return "no"
        return "unknown" if any(True in one for one in answers) or alarm.treat_missing == "breaching" else "yes"
    if alarm.treat_missing == "breaching":
        return "unknown" if freed else "no"
    return "yes"


def every_point(writers: list[Writer]) -> list[Fraction]:
    """All amounts that are known to be written at some time."""
    sure = [point for one in writers for point in one.surely or ()]
    return [*sure, *(point for one in writers for point in one.points if point is not None)]


def needs_more(alarm: Alarm, default: Fraction | None, steady: list[Fraction], minutes: int, *, freed: bool) -> str:
    """Whether one match is enough where several points are asked for."""
    if alarm.datapoints_to_alarm <= 1:
        return "yes"
    if alarm.treat_missing in ("missing", "breaching"):
        return "unknown" if freed or default is not None else "yes"
    tips = steady and any(True in crosses(alarm, steady * many) for many in (1, minutes))
    return "unknown" if tips else "no"


def spoils(alarm: Alarm, writer: Writer, unit: str | None) -> bool:
    """Whether what the writer may write at any time could keep the alarm quiet, or is of another unit."""
    rising = alarm.operator.startswith("Greater")
    immovable = (alarm.statistic in ("Maximum", "SampleCount") and rising) or (alarm.statistic == "Minimum" and not rising)
    if writer.refused:
        return True
    if writer.hidden:
        return not immovable and not (alarm.statistic == "Sum" and rising)
    if alarm.unit is not None and writer.unit not in (alarm.unit, "?") and (writer.unit or "None") != alarm.unit:
        return False
    if alarm.unit is None and (writer.unit or "None") != (unit or "None"):
        return True
    if alarm.statistic == "SampleCount" and not rising:
        return True
    return any(pulls(alarm, point, rising, immovable) for point in writer.points)


def pulls(alarm: Alarm, point: Fraction | None, rising: bool, immovable: bool) -> bool:
    """Whether a point that may come any number of times could keep the alarm quiet."""
    if point is None:
        return not immovable
    if alarm.statistic == "Sum":
        return point < 0 if rising else point > 0
    return not immovable and crosses(alarm, [point]) != {True}
