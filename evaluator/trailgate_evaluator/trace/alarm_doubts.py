"""Why what real records did to an alarm cannot be worked out exactly, and what filters write into its metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.document.parts import place
from trailgate_evaluator.plain import one_line
from trailgate_evaluator.regular import regex
from trailgate_evaluator.trace.alarm_course import TREATMENTS
from trailgate_evaluator.trace.period_data import COMPARISONS, family_of, significant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.trace.period_data import Data

Json = dict[str, Any]

MINUTE: Final = 60
PATTERN: Final = "whether its filter matches some of these records is not certain"
TRAIL: Final = "whether a trail writes some of these records into its filter's log group is not known"
COPIES: Final = "another trail may write some of these records into its filter's log group as well"
_PLAIN: Final = frozenset({"Sum", "Average", "Minimum", "Maximum", "SampleCount"})
_LONGEST: Final = 604_800
"""The most seconds that all periods together may have: a week."""
HOUR: Final = 3600
_MONDAY: Final = 345_600
"""The first one after 1970 began, on a Thursday."""
_BY_THE_CLOCK: Final = frozenset({60, 300, HOUR, 86_400, _LONGEST})
_UTC: Final = regex(r"(Etc/)?(UTC|GMT|Z)|(UTC|GMT)?[+-]00:00")
_WHOLE_HOURS: Final = regex(rf"{_UTC.pattern}|(UTC|GMT)?[+-][0-9]{{2}}:00")
_NOT_TAKEN: Final = "its settings are none that CloudWatch takes"


def doubt(document: Mapping[str, Any], alarm: Json, writers: list[str]) -> str | None:
    """Why the course of an alarm whose metric these filters write cannot be worked out; None where it can."""
    if alarm["kind"] == "math":
        return f"metric math is not worked out: {_expression(alarm)}"
    if alarm["kind"] != "metric":
        return "of such an alarm it cannot be worked out"
    if (why := _of_settings(document, alarm)) is not None:
        return why
    if alarm["metric"]["dimensions"]:
        return "its metric has dimensions"
    for name in writers:
        if (why := _of_writer(document, name, alarm["metric"], alarm["firing"])) is not None:
            return why
    return _of_others(document, alarm, writers)


def written(document: Mapping[str, Any], name: str, metric: Json) -> Iterator[tuple[Json, Json]]:
    """What a filter writes into a metric, with its amounts in whole parts of the metric's unit."""
    amounts = document["index"]["amounts_written"].get(name) or []
    for one, amount in zip(document["metric_filters"][name]["transformations"], amounts, strict=False):
        if (one.get("namespace"), one.get("name")) == (metric["namespace"], metric["name"]):
            yield one, amount


def unit_of(transformation: Json) -> Any:
    """The unit of what a filter writes: `None` is one as well, to CloudWatch."""
    return transformation["unit"] or "None"


def amounts_of(document: Mapping[str, Any], alarm: Json) -> Json | None:
    """The alarm's threshold and the number 1 in whole parts of its metric's unit; None where they are not known."""
    found: Json = document["index"]["amounts_watched"].get(alarm["id"]) or {}
    return found if isinstance(found.get("threshold"), int) and isinstance(found.get("one"), int) else None


def few(firing: Json, data: Mapping[int, Data]) -> bool:
    """Whether the alarm leaves out some of these periods, since their data are too few for its percentile."""
    if family_of(firing["statistic"]) != "p" or firing["evaluate_low_sample"] != "ignore":
        return False
    return any(one.samples < significant(firing["statistic"]) for one in data.values())


def between(firing: Json) -> str:
    """That a statistic is known only within bounds."""
    return f"its statistic, {firing['statistic']}, lies between data on both sides of its threshold"


def _of_settings(document: Mapping[str, Any], alarm: Json) -> str | None:
    firing = alarm["firing"]
    if "unknown" in firing or any(isinstance(value, dict) for value in firing.values()):
        return "its settings are not known"
    if alarm["evaluation"]["state"] == "EVALUATION_ERROR":
        return "CloudWatch itself cannot evaluate it"
    if family_of(str(firing["statistic"])) is None or firing["operator"] not in COMPARISONS:
        return f"its statistic is {firing['statistic']}, compared by {firing['operator']}"
    if firing["period"] in {10, 20, 30}:
        return "its periods are shorter than a minute"
    if amounts_of(document, alarm) is None or firing["treat_missing"] not in TREATMENTS or not _whole(firing):
        return _NOT_TAKEN
    return _of_clock(alarm)


def _of_clock(alarm: Json) -> str | None:
    """Why it is not known where the periods of an alarm with a wall clock window begin."""
    evaluation, period = alarm["evaluation"], alarm["firing"]["period"]
    if evaluation["window"] != "wall_clock":
        return None
    if period not in _BY_THE_CLOCK:
        return _NOT_TAKEN
    zone = evaluation.get("time_zone") or "UTC"
    known = _WHOLE_HOURS if period == HOUR else _UTC
    return None if period < HOUR or known.fullmatch(zone) else f"its periods begin by the clock of {one_line(zone, 60)}"


def beginning_of(alarm: Json) -> int:
    """The second at which some period of the alarm begins: 0, but for a week by the clock, which begins on Monday."""
    week = alarm["evaluation"]["window"] == "wall_clock" and alarm["firing"]["period"] == _LONGEST
    return _MONDAY if week else 0


def _expression(alarm: Json) -> str:
    """What the alarm compares: the expression of the query that it returns, as far as that is known."""
    queries = alarm.get("queries") or {}
    returned = [one["expression"] for one in queries.values() if one["returned"] is True and isinstance(one["expression"], str)]
    return one_line(returned[0], 100) if returned else "its expression is not known"


def _whole(firing: Json) -> bool:
    period, periods, needed = (firing[name] for name in ("period", "evaluation_periods", "datapoints_to_alarm"))
    whole = all(isinstance(number, int) and number >= 1 for number in (period, periods, needed))
    return whole and period % MINUTE == 0 and needed <= periods and period * periods <= _LONGEST


def _of_writer(document: Mapping[str, Any], name: str, metric: Json, firing: Json) -> str | None:
    entry = document["metric_filters"][name]
    if (
        entry["transformed"] is not False
        or entry.get("masked")
        or (entry["scope"] is not None and entry.get("admits") is not True)
    ):
        return "its filter may see other events than these records"
    for one, amounts in written(document, name, metric):
        if one["dimensions"] or one["system_dimensions"]:
            return "its filter writes dimensions"
        if not isinstance(amounts["value"], int) or not isinstance(amounts["default"], int | None):
            return "its filter writes a value of the record"
        if isinstance(one["unit"], dict):
            return "the unit of its metric is not known"
        if any(amount is not None and amount < 0 for amount in amounts.values()) and _is_extended(firing):
            return "percentiles and trimmed statistics of negative values are not worked out"
    return None


def _is_extended(firing: Json) -> bool:
    return firing["statistic"] not in _PLAIN


def _of_others(document: Mapping[str, Any], alarm: Json, writers: list[str]) -> str | None:
    """What else may reach the metric: filters of other log groups, those that nobody read, data of another unit."""
    metric, index = alarm["metric"], document["index"]
    here = place(metric["account"], metric["region"])
    every = index["metric_filters_by_metric"].get(f"{here}|{metric['namespace']}|{metric['name']}", [])
    if set(every) - set(writers):
        return "a filter on another log group writes its metric, too"
    unlisted = any(isinstance(document["metric_filters"][name].get("writers_listed"), dict) for name in writers)
    if unlisted or any(index[name].get(here) for name in ("filters_hidden", "metric_filters_unknown_metric")):
        return "filters that were not read may write its metric"
    units = {unit_of(one) for name in writers for one, _ in written(document, name, metric)}
    return "its metric has data of several units" if alarm["firing"]["unit"] is None and len(units) > 1 else None
