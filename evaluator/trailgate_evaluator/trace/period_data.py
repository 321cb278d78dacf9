"""What a metric got in one period, and whether a statistic of it breaches a threshold: yes, no, or not to be known.

Sources: CloudWatch user guide, "CloudWatch statistics definitions", and "Percentile-based alarms and low data samples".
"""

from __future__ import annotations

import math
import operator
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct

from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Point = Literal["unsure"] | bool | None
"""Breaching or not, not to be known which, or without data."""
COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}
_PLAIN: Final = frozenset({"Sum", "Average", "Minimum", "Maximum", "SampleCount"})
_SHARE: Final = r"[0-9]{1,3}(?:\.[0-9]{1,12})?"
_EXTENDED: Final = regex(rf"(p|tm|wm|ts|tc)(?:{_SHARE}|\((?:{_SHARE}%)?:(?:{_SHARE}%)?\))|(iqm)", re.IGNORECASE)


class Data(Struct):
    """Amounts in whole parts of the metric's unit, and how many required records came with them.

    `copied`: some of them may have come once more, by another trail.
    """

    samples: int = 0
    total: int = 0
    least: int | None = None
    most: int | None = None
    required: int = 0
    copied: bool = False

    def add(self, amount: int, times: int = 1) -> None:
        """One amount, so many times."""
        self.samples += times
        self.total += amount * times
        self.least = amount if self.least is None else min(self.least, amount)
        self.most = amount if self.most is None else max(self.most, amount)


class Rule(Struct, frozen=True, kw_only=True):
    """How an alarm evaluates its metric; `threshold` in the unit of the data, `one` a single sample in it."""

    statistic: str
    comparison: str
    threshold: int
    one: int
    needed: int
    periods: int
    treat_missing: str

    def breaches(self, data: Data | None) -> Point:
        """Whether the data of a period breach: all that the statistic of them may be has to agree."""
        if data is None or data.least is None or data.most is None:
            return None
        compare = COMPARISONS[self.comparison]
        answers = {compare(*pair) for pair in self._compared(data, data.least, data.most)}
        return answers.pop() if len(answers) == 1 else "unsure"

    def _compared(self, data: Data, least: int, most: int) -> Iterator[tuple[float, float]]:
        """What the statistic may be, each beside the threshold; where it lies between two amounts, both of them."""
        copies = math.inf if data.copied else None
        match family_of(self.statistic):
            case "Sum":
                yield data.total, self.threshold
                if copies is not None:
                    yield from ((copies * sign, self.threshold) for sign in (1, -1) if (most > 0 if sign > 0 else least < 0))
            case "SampleCount":
                yield data.samples * self.one, self.threshold
                if copies is not None:
                    yield copies, self.threshold
            case "Average" if copies is None:
                yield data.total, self.threshold * data.samples
            case "Minimum":
                yield least, self.threshold
            case "Maximum":
                yield most, self.threshold
            case "tc":  # an interpolated approximation, which may be a part of a sample
                yield from ((0, self.threshold), (copies or data.samples * self.one, self.threshold))
            case "ts":  # the mean, so many times
                yield from ((0, self.threshold), (copies if copies and most > 0 else data.total, self.threshold))
            case _:  # what is between the least and the most
                yield from ((least, self.threshold), (most, self.threshold))


def family_of(statistic: str) -> str | None:
    """The kind of a statistic: a plain one by its name, `p`, `tm`, `wm`, `ts`, `tc` or `iqm`; None of any other.

    Statistics whose bounds are values, as in TM(150:1000), leave points out by what they are, and are none of these.
    """
    if statistic in _PLAIN:
        return statistic
    found = _EXTENDED.fullmatch(statistic)
    return None if found is None else (found[1] or found[2]).lower()


def significant(percentile: str) -> float:
    """How many samples make a percentile such as `p99` significant: 10/(1-p) from the median on, 10/p below."""
    share = Fraction(percentile[1:]) / 100
    rest = 1 - share if share >= Fraction(1, 2) else share
    return math.inf if rest <= 0 else float(10 / rest)
