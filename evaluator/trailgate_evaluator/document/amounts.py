"""The numbers of a metric as whole multiples of one unit, so that policies compare whole numbers.

OPA's two engines work decimals out differently (one in binary, one in tens), so that a sum of decimals meets a threshold
on one and misses it on the other. All numbers that meet each other belong to one metric: what its filters write, and what
its alarms compare. Their unit is the finest decimal among them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypedDict

from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.document.parts import Json

MAX_PLACES: Final = 9
"""A number with more decimal places has no amount."""

LIMIT: Final = 6_000_000_000
"""No amount is larger: a week of minutes of it, from 128 writers, stays within 2**53, which every engine counts exactly."""

MOST_POINTS: Final = 10_080 * 128
"""Minutes of a week times writers: no statistic is of more points."""

_NUMBERS: Final = (str, int, float)
_TEXT: Final = regex(r"[-+]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,2})?", re.ASCII)
_BOUNDS: Final = regex(r"[A-Za-z]+\(([^:()]*):([^:()]*)\)")


class Watched(TypedDict):
    """The amounts of an alarm; `one` is the number 1. None: there is none, or it cannot be shown."""

    one: int
    threshold: int | None
    low: int | None
    high: int | None


class Written(TypedDict):
    """The amounts of a transformation of a metric filter."""

    value: int | None
    default: int | None


def amounts_of(filters: Mapping[str, Json], alarms: Mapping[str, Json]) -> Json:
    """The index's `amounts_written`, by filter, and `amounts_watched`, by alarm of kind metric."""
    numbers: dict[Any, list[Decimal]] = {}
    places: dict[Any, int] = {}
    for metric_filter in filters.values():
        for written in _transformations(metric_filter):
            title, told = _title(written), [decimal_of(written.get("value")), decimal_of(written.get("default"))]
            numbers.setdefault(title, []).extend(each for each in told if each is not None)
            places[title] = max(places.get(title, 0), _finest(told))
    magnitudes = {title: tuple(listed) for title, listed in numbers.items()}
    watching = {
        alarm_id: (_title(alarm["metric"]), *_compared(alarm["firing"]))
        for alarm_id, alarm in alarms.items()
        if _is_comparable(alarm)
    }
    for title, threshold, statistic in watching.values():
        places[title] = max(places.get(title, 0), _finest_watched(threshold, statistic))
    return {
        "amounts_written": {
            filter_id: [_written(each, places[_title(each)]) for each in _transformations(metric_filter)]
            for filter_id, metric_filter in filters.items()
        },
        "amounts_watched": {
            alarm_id: _watched(threshold, statistic, places[title], magnitudes.get(title, ())).copy()
            for alarm_id, (title, threshold, statistic) in watching.items()
        },
    }


def decimal_of(value: object) -> Decimal | None:
    """The decimal that a number or its text says, to the last digit; None where it says none."""
    if isinstance(value, str):
        return Decimal(value) if _TEXT.fullmatch(value) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        told = Decimal(repr(value))
        return told if told.is_finite() else None
    return None


def _transformations(metric_filter: Json) -> list[Json]:
    listed = metric_filter["transformations"]
    return listed if isinstance(listed, list) else []


def _title(metric: Json) -> tuple[str, str] | None:
    namespace, name = metric.get("namespace"), metric.get("name")
    return (namespace, name) if isinstance(namespace, str) and isinstance(name, str) else None


def _is_comparable(alarm: Json) -> bool:
    return alarm["kind"] == "metric" and "unknown" not in alarm["firing"]


def _compared(firing: Json) -> tuple[str | float | None, str | None]:
    """The threshold and the statistic, as far as they say numbers."""
    threshold, statistic = firing["threshold"], firing["statistic"]
    return threshold if isinstance(threshold, _NUMBERS) else None, statistic if isinstance(statistic, str) else None


def _decimals(threshold: str | float | None, statistic: str | None) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """The threshold, and the bounds of a statistic such as `TM(150:1000)`; a percentage is no value."""
    bounds = None if statistic is None else _BOUNDS.fullmatch(statistic)
    low, high = (decimal_of(bounds[1]), decimal_of(bounds[2])) if bounds else (None, None)
    return decimal_of(threshold), low, high


@lru_cache(maxsize=4096, typed=True)
def _finest_watched(threshold: str | float | None, statistic: str | None) -> int:
    return _finest(_decimals(threshold, statistic))


def _finest(numbers: Iterable[Decimal | None]) -> int:
    places = (_places(number) for number in numbers if number is not None)
    return max((each for each in places if each <= MAX_PLACES), default=0)


@lru_cache(maxsize=4096)
def _parts(number: Decimal) -> tuple[int, int]:
    """The number as a whole number, and the power of ten that it counts; without zeros at its end."""
    sign, digits, exponent = number.as_tuple()
    whole, power = int("".join(map(str, digits))), int(exponent)
    while whole and whole % 10 == 0:
        whole, power = whole // 10, power + 1
    return (-whole if sign else whole), power if whole else 0


def _places(number: Decimal) -> int:
    """The decimal places that a number needs."""
    return max(0, -_parts(number)[1])


def _units(number: Decimal | None, places: int) -> int | None:
    """The number in units of ten to the power of minus `places`; None where it is finer."""
    if number is None or _places(number) > places:
        return None
    whole, power = _parts(number)
    return whole * int(10 ** (power + places))


def _written(written: Json, places: int) -> Written:
    return {"value": _within(written.get("value"), places), "default": _within(written.get("default"), places)}


def _within(value: object, places: int) -> int | None:
    amount = _units(decimal_of(value), places)
    return amount if amount is not None and abs(amount) <= LIMIT else None


@lru_cache(maxsize=4096, typed=True)
def _watched(threshold: str | float | None, statistic: str | None, places: int, written: tuple[Decimal, ...]) -> Watched:
    """The amounts of an alarm. One beyond all that its metric's statistics can reach stands at the limit: it compares alike."""
    one = 10**places
    reached = max([one, *(abs(_units(each, places) or LIMIT) for each in written if each)]) * MOST_POINTS

    def amount(number: Decimal | None) -> int | None:
        units = _units(number, places)
        if units is None or abs(units) <= LIMIT:
            return units
        return (LIMIT if units > 0 else -LIMIT) if reached < LIMIT else None

    compared, low, high = map(amount, _decimals(threshold, statistic))
    return {"one": one, "threshold": compared, "low": low, "high": high}
