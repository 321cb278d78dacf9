"""Per alarm, what real records did to it: how long it was in ALARM, and how many required ones came meanwhile.

The records are taken for all that CloudTrail wrote of the account while they were written, and what its trails do not write
into a log group moves no metric of it. What cannot be worked out exactly is said for each alarm, and not guessed.
"""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.plain import one_line
from trailgate_evaluator.trace.alarm_course import Course, course
from trailgate_evaluator.trace.alarm_doubts import (
    COPIES,
    MINUTE,
    TRAIL,
    amounts_of,
    beginning_of,
    between,
    doubt,
    few,
    unit_of,
    written,
)
from trailgate_evaluator.trace.alarm_times import NOTHING_OVER_TIME, over_time, told_time
from trailgate_evaluator.trace.arrivals import Arrivals
from trailgate_evaluator.trace.composite_course import Timeline, Unclear, composite_course
from trailgate_evaluator.trace.episodes import of_composite, of_metric
from trailgate_evaluator.trace.filter_sight import FilterSight
from trailgate_evaluator.trace.over_time import width_of
from trailgate_evaluator.trace.period_data import Data, Rule
from trailgate_evaluator.trace.watching import composites, literals_of, perhaps_watching, watched

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from trailgate_evaluator.trace.composite_course import CompositeCourse
    from trailgate_evaluator.trace.counts import Arrived, Logged
    from trailgate_evaluator.trace.filter_sight import Seen

Json = dict[str, Any]


class Alarms:
    """The alarms of a document whose metric its filters write, and what the records given so far did to them."""

    def __init__(self, document: Mapping[str, Any], recorded: Callable[[Json], Json]) -> None:
        """`document` is a whole `trailgate/document/v1`; `recorded` says of a record which trails write it into which group."""
        self._document = document
        self._watched = watched(document)
        self._composites = composites(document, self._watched)
        self._perhaps = perhaps_watching(document)
        reached = {
            alarm: frozenset(one for one in writers if self._reaches(one, alarm)) for alarm, writers in self._watched.items()
        }
        for name in self._composites:
            children = set(literals_of(document["alarms"][name])) & self._watched.keys()
            reached[name] = frozenset().union(*(reached[child] for child in children))
        filters = sorted({one for writers in self._watched.values() for one in writers})
        self._arrivals = Arrivals(FilterSight(document, filters, recorded), reached)

    def take(self, record: Json, kind: Hashable, *, required: bool) -> None:
        """Counts a record, which is of a `kind` as `Sight` tells them, in its minute."""
        self._arrivals.take(record, kind, required=required)

    def seen(self, record: Json, kind: Hashable) -> Seen | None:
        """What becomes of a record at the filters, for `count`."""
        return self._arrivals.seen(record, kind)

    def count(self, seen: Seen | None, minute: int | None, times: int, *, required: bool) -> None:
        """Counts so many records of a minute of which the same becomes."""
        self._arrivals.count(seen, minute, times, required=required)

    def belong(self, seen: Seen | None, controls: Iterable[str], times: int) -> None:
        """Counts so many records with a time, of which the same becomes, as these controls' required ones."""
        self._arrivals.belong(seen, controls, times)

    @property
    def span(self) -> tuple[int, int] | None:
        """The first and the last minute in which a record came."""
        return None if self._arrived.first is None else (self._arrived.first, self._arrived.last)

    def taken(self) -> Arrived:
        """What arrived so far, which counts here no more."""
        return self._arrivals.taken()

    def take_over(self, arrived: Arrived) -> None:
        """What arrived is that, wherever it was counted."""
        self._arrivals.arrived = arrived

    @property
    def _arrived(self) -> Arrived:
        return self._arrivals.arrived

    def _reaches(self, name: str, alarm: str) -> bool:
        """Whether the alarm sees what a filter writes: it is blind to another unit than its own."""
        entry = self._document["alarms"][alarm]
        return entry["kind"] == "metric" and any(_seen(entry, one) for one, _ in written(self._document, name, entry["metric"]))

    def answer(self) -> Json:
        """{from, to, bin, undated, unwritten, alarms}: the time that the records cover, and the alarms, most in ALARM first.

        `unwritten` are those that no trail writes into a log group of these filters; `bin` is how many seconds a part of the time
        has. `sliding` says of an alarm that its course is near the real one only: its periods are taken by the clock, and
        CloudWatch moves them on each minute.
        """
        arrivals, told = self._arrived, list[Json]()
        if arrivals.first is not None:
            courses = {alarm: self._course(alarm, writers) for alarm, writers in sorted(self._watched.items())}
            told = [self._told(alarm, found) for alarm, found in courses.items()]
            told += [self._told(one, self._composite(one, courses)) for one in self._composites]
            told += [self._told(one, why) for one, why in sorted(self._perhaps.items()) if one not in self._watched]
        told.sort(key=lambda one: (one["cannot_tell"] is not None, -(one["in_alarm"] or 0) / (one["periods"] or 1), one["id"]))
        return {
            "from": None if arrivals.first is None else told_time(arrivals.first),
            "to": None if arrivals.first is None else told_time(arrivals.last + MINUTE),
            "bin": None if arrivals.first is None else width_of(arrivals.first, arrivals.last),
            "undated": arrivals.undated,
            "unwritten": arrivals.unwritten,
            "alarms": told,
        }

    def _told(self, alarm: str, found: tuple[int, Course | CompositeCourse] | str) -> Json:
        entry = self._document["alarms"][alarm]
        about = {name: entry[name] for name in ("id", "name", "kind", "account", "region")}
        about["name"] = entry["name"] or entry.get("address") or entry["id"]  # a plan or template may not tell a name
        counts = ("periods", "in_alarm", "required", "unseen")
        if isinstance(found, str):
            return {**about, "period": None, **dict.fromkeys(counts), **NOTHING_OVER_TIME, "sliding": None, "cannot_tell": found}
        period, gone = found
        spans = of_metric(gone, period, beginning_of(entry)) if isinstance(gone, Course) else of_composite(gone)
        told = {**about, "period": period, **{name: getattr(gone, name) for name in counts}}
        return {**told, **over_time(self._arrivals, alarm, spans), "sliding": self._slides(entry), "cannot_tell": None}

    def _slides(self, entry: Json) -> bool:
        """Whether the window of an alarm, or of one in its rule, moves on each minute, where its periods are longer."""
        if entry["kind"] != "metric":
            children = (self._document["alarms"][one] for one in literals_of(entry) if one in self._watched)
            return any(self._slides(child) for child in children)
        return bool(entry["firing"]["period"] > MINUTE and entry["evaluation"]["window"] != "wall_clock")

    def _course(self, alarm: str, writers: list[str]) -> tuple[int, Course] | str:
        """The alarm's period and what it went through, or why that cannot be told."""
        entry = self._document["alarms"][alarm]
        reason = doubt(self._document, entry, writers) or next(filter(None, (self._open(one, entry) for one in writers)), None)
        if reason is not None:
            return reason
        period, beginning = entry["firing"]["period"], beginning_of(entry)
        first, last = (((second or 0) - beginning) // period for second in (self._arrived.first, self._arrived.last))
        data = self._data(entry, writers)
        if few(entry["firing"], data):
            return "its percentile leaves out periods with few data points"
        for minute, required in self._arrived.required[alarm].items():
            data[(minute - beginning) // period].required += required
        found = course(_rule(self._document, entry), data, first, last)
        if found is None:
            return COPIES if any(one.copied for one in data.values()) else between(entry["firing"])
        return period, found

    def _open(self, name: str, alarm: Json) -> str | None:
        """Why it is not certain what a filter wrote."""
        matched, logged = self._arrived.filters[name], self._logged(name)
        has_default = any(amounts["default"] is not None for _, amounts in written(self._document, name, alarm["metric"]))
        if matched.open is None and has_default and logged.perhaps - logged.surely - matched.minutes.keys():
            return TRAIL
        return matched.open

    def _logged(self, name: str) -> Logged:
        return self._arrived.groups[self._document["metric_filters"][name]["log_group"]]

    def _composite(self, name: str, courses: Mapping[str, tuple[int, Course] | str]) -> tuple[int, CompositeCourse] | str:
        """The length of a slot of time and what the composite went through, or why that cannot be told."""
        entry = self._document["alarms"][name]
        if entry["clauses"] is None:
            return "its rule cannot be read"
        told = {one: courses[one] for one in literals_of(entry) if one in courses}
        known = {one: found for one, found in told.items() if not isinstance(found, str)}
        beginnings = {one: beginning_of(self._document["alarms"][one]) for one in known}
        slot = gcd(*(period for period, _ in known.values()), *beginnings.values()) or MINUTE
        times = ((self._arrived.first or 0) // slot * slot, self._arrived.last // slot * slot)
        timelines = {one: _timeline(period, beginnings[one], found) for one, (period, found) in known.items()}
        try:
            return slot, composite_course(entry, timelines, self._arrived.required[name], slot, times)
        except Unclear as unclear:
            child = self._document["alarms"].get(unclear.alarm, {}).get("name", unclear.alarm)
            why = told.get(unclear.alarm, "these records do not move it")
            return f"its rule asks for the state of {one_line(child, 60)}, which is not known: {why}"

    def _data(self, alarm: Json, writers: Iterable[str]) -> dict[int, Data]:
        """What the alarm's metric got, by the number of the period."""
        data: dict[int, Data] = {}
        period, beginning = alarm["firing"]["period"], beginning_of(alarm)
        for one in writers:
            matched, logged = self._arrived.filters[one], self._logged(one)
            for transformation, amounts in written(self._document, one, alarm["metric"]):
                if not _seen(alarm, transformation):
                    continue
                for minute, count in matched.minutes.items():
                    found = data.setdefault((minute - beginning) // period, Data())
                    found.add(amounts["value"], count)
                    found.copied |= minute in matched.copied
                if amounts["default"] is not None:
                    for minute in logged.surely - matched.minutes.keys():
                        data.setdefault((minute - beginning) // period, Data()).add(amounts["default"])
        return data


def _timeline(period: int, beginning: int, found: Course) -> Timeline:
    """The states by the second at which they begin: a period's at its end."""
    return Timeline([(number + 1) * period + beginning for number, _ in found.changes], [state for _, state in found.changes])


def _seen(alarm: Json, transformation: Json) -> bool:
    return alarm["firing"].get("unit") in (None, unit_of(transformation))


def _rule(document: Mapping[str, Any], alarm: Json) -> Rule:
    amounts, firing = amounts_of(document, alarm) or {}, alarm["firing"]
    return Rule(
        statistic=firing["statistic"],
        comparison=firing["operator"],
        threshold=amounts["threshold"],
        one=amounts["one"],
        needed=firing["datapoints_to_alarm"],
        periods=firing["evaluation_periods"],
        treat_missing=firing["treat_missing"],
    )
