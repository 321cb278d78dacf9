"""What arrived at the filters of some alarms, minute by minute: which records each matched, and when its log group got any."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.trace.alarm_doubts import MINUTE, PATTERN, TRAIL
from trailgate_evaluator.trace.counts import Arrived, Logged, Matched

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from trailgate_evaluator.trace.filter_sight import FilterSight, Seen

Json = dict[str, Any]

_LATEST: Final = 253_402_214_400
"""The beginning of the last day of the year 9999. A time after it, or before 1970, is none of a record's."""


class Arrivals:
    """The records given so far, as the filters got them."""

    def __init__(self, sight: FilterSight, reached: Mapping[str, frozenset[str]]) -> None:
        """`reached`: by alarm the filters whose matches it sees."""
        self._sight = sight
        self._reached = reached
        self.arrived = self._nothing()

    def _nothing(self) -> Arrived:
        return Arrived(
            filters={one: Matched() for one in self._sight.filters},
            groups={group: Logged() for group in self._sight.filters.values()},
            required={alarm: {} for alarm in self._reached},
            controls={alarm: {} for alarm in self._reached},
        )

    def taken(self) -> Arrived:
        """What arrived so far, which counts here no more."""
        arrived, self.arrived = self.arrived, self._nothing()
        return arrived

    def take(self, record: Json, kind: Hashable, *, required: bool) -> None:
        """Counts a record, which is of a `kind` as `Sight` tells them, in its minute."""
        self.count(self.seen(record, kind), minute_of(record.get("eventTime")), 1, required=required)

    def seen(self, record: Json, kind: Hashable) -> Seen | None:
        """What becomes of a record at the filters; None where there is none."""
        return self._sight.of(record, kind) if self._sight.filters else None

    def count(self, seen: Seen | None, minute: int | None, times: int, *, required: bool) -> None:
        """Counts so many records of a minute of which the same becomes; without a minute they move nothing."""
        arrived = self.arrived
        if minute is None:
            arrived.undated += times
            return
        arrived.first = minute if arrived.first is None else min(arrived.first, minute)
        arrived.last = max(arrived.last, minute)
        if seen is None:
            return
        arrived.unwritten += 0 if seen.groups else times
        for group, surely in seen.groups.items():
            (arrived.groups[group].surely if surely else arrived.groups[group].perhaps).add(minute)
        carrying = self._match(seen, minute, times)
        if required:
            for alarm, writers in self._reached.items():
                if not writers.isdisjoint(carrying):
                    arrived.required[alarm][minute] = arrived.required[alarm].get(minute, 0) + times

    def belong(self, seen: Seen | None, controls: Iterable[str], times: int) -> None:
        """Counts so many records with a time, of which the same becomes, as these controls' required ones."""
        carrying = set() if seen is None else {one.filter for one in seen.filters if one.certain and one.copies}
        for alarm, writers in self._reached.items() if carrying else ():
            counts = self.arrived.controls[alarm]
            for control in controls if not writers.isdisjoint(carrying) else ():
                counts[control] = counts.get(control, 0) + times

    def matches(self, alarm: str) -> dict[int, int]:
        """By minute how often filters that the alarm sees matched something."""
        found: dict[int, int] = {}
        for one in self._reached[alarm]:
            for minute, count in self.arrived.filters[one].minutes.items():
                found[minute] = found.get(minute, 0) + count
        return found

    def _match(self, seen: Seen, minute: int, times: int) -> list[str]:
        """Counts the records for the filters that surely get them and match them, which are returned."""
        carrying = []
        for one in seen.filters:
            matched = self.arrived.filters[one.filter]
            if not one.certain:
                matched.doubt(PATTERN)
            elif not one.copies:
                matched.doubt(TRAIL)
            else:
                carrying.append(one.filter)
                matched.minutes[minute] = matched.minutes.get(minute, 0) + one.copies * times
                if one.perhaps_more:
                    matched.copied.add(minute)
        return carrying


def minute_of(text: object) -> int | None:
    """The first second of the minute of a record's `eventTime`, since 1970; None where it is no time that a record has."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds - seconds % MINUTE if 0 <= seconds < _LATEST else None
