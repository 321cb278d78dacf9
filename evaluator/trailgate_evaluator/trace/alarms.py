"""Per alarm, what real records did to it: how long it was in ALARM, and how many required ones came meanwhile.

The records are taken for all that the log groups of the account's trails got while they were written: nothing else moves
the metrics. What cannot be worked out exactly is said for each alarm, and not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern import parse
from trailgate_evaluator.languages.filter_pattern.answers.trial import trial
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import SpacePattern
from trailgate_evaluator.trace.alarm_course import Data, Rule, course
from trailgate_evaluator.trace.alarm_doubts import MINUTE, amounts_of, doubt, unit_of, written

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from trailgate_evaluator.trace.sight import Sight

Json = dict[str, Any]

_MOST_KINDS: Final = 1 << 16
_LATEST: Final = 253_402_214_400
"""The beginning of the last day of the year 9999. A time after it, or before 1970, is none of a record's."""


@dataclass(slots=True)
class _Minutes:
    """What one filter matched: by minute how many records. `open` where that is not certain."""

    matched: dict[int, int] = field(default_factory=dict)
    open: bool = False


class Alarms:
    """The alarms of a document whose metric its filters write, and what the records given so far did to them."""

    def __init__(self, document: Mapping[str, Any], sight: Sight) -> None:
        """`document` is a whole `trailgate/document/v1`."""
        self._document = document
        self._sight = sight
        self._watched = {alarm: sorted(writers) for alarm, writers in _watched(document)}
        filters = {one for writers in self._watched.values() for one in writers}
        self._filters = {one: _Minutes() for one in sorted(filters)}
        self._reached = {
            alarm: frozenset(one for one in writers if self._reaches(one, alarm)) for alarm, writers in self._watched.items()
        }
        self._required: dict[str, dict[int, int]] = {alarm: {} for alarm in self._watched}
        self._kinds: dict[Hashable, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._logged: set[int] = set()
        self.undated = 0

    def take(self, record: Json, *, required: bool) -> None:
        """Counts a record in its minute."""
        if not self._filters:
            return
        minute = _minute_of(record.get("eventTime"))
        if minute is None:
            self.undated += 1
            return
        self._logged.add(minute)
        kind = self._sight.kind_of(record)
        if kind not in self._kinds:
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            self._kinds[kind] = self._matching(record)
        matching, undecided = self._kinds[kind]
        for one in matching:
            matched = self._filters[one].matched
            matched[minute] = matched.get(minute, 0) + 1
        for one in undecided:
            self._filters[one].open = True
        if required:
            for alarm, writers in self._reached.items():
                if not writers.isdisjoint(matching):
                    self._required[alarm][minute] = self._required[alarm].get(minute, 0) + 1

    def _reaches(self, name: str, alarm: str) -> bool:
        """Whether the alarm sees what a filter writes: it is blind to another unit than its own."""
        entry = self._document["alarms"][alarm]
        return entry["kind"] == "metric" and any(_seen(entry, one) for one, _ in written(self._document, name, entry["metric"]))

    def _matching(self, record: Json) -> tuple[tuple[str, ...], tuple[str, ...]]:
        matching, undecided = [], []
        for one in self._filters:
            pattern = self._document["metric_filters"][one]["pattern"]
            entry = self._document["patterns"].get(pattern) if isinstance(pattern, str) else None
            matched = None if entry is None else self._matches(entry, record)
            matching += [one] if matched is True else []
            undecided += [one] if matched is None else []
        return tuple(matching), tuple(undecided)

    def _matches(self, pattern: Json, record: Json) -> bool | None:
        """Whether a pattern matches a record; None where that is not certain, as of one that AWS took and we cannot read."""
        if not pattern["valid"]:
            settled = pattern["line_break_text"] or self._document["origin"]["kind"] == "terraform_plan"
            return False if settled else None
        if isinstance(parse(pattern["text"]), SpacePattern):
            return None
        matched = trial(pattern["text"], record)["matched"]
        return matched if isinstance(matched, bool) else None

    def answer(self) -> Json:
        """{from, to, undated, alarms}: the time that the records cover, and each alarm, the one longest in ALARM first."""
        told = [self._told(alarm, writers) for alarm, writers in sorted(self._watched.items())] if self._logged else []
        told.sort(key=lambda one: (one["cannot_tell"] is not None, -(one["in_alarm"] or 0) / (one["periods"] or 1), one["id"]))
        return {
            "from": _time(min(self._logged)) if self._logged else None,
            "to": _time(max(self._logged) + MINUTE) if self._logged else None,
            "undated": self.undated,
            "alarms": told,
        }

    def _told(self, alarm: str, writers: list[str]) -> Json:
        entry = self._document["alarms"][alarm]
        about = {name: entry[name] for name in ("id", "name", "account", "region")}
        reason = doubt(self._document, entry, writers)
        if reason is None and any(self._filters[one].open for one in writers):
            reason = "whether its filter matches some of these records is not certain"
        if reason is not None:
            return {**about, "period": None, "periods": None, "in_alarm": None, "required": None, "unseen": None,
                    "cannot_tell": reason}  # fmt: skip
        period = entry["firing"]["period"]
        first, last = min(self._logged) // period, max(self._logged) // period
        data = self._data(entry, writers, period)
        for minute, required in self._required[alarm].items():
            data[minute // period].required += required
        found = course(_rule(self._document, entry), data, first, last)
        return {**about, "period": period, "periods": found.periods, "in_alarm": found.in_alarm,
                "required": found.required, "unseen": found.unseen, "cannot_tell": None}  # fmt: skip

    def _data(self, alarm: Json, writers: Iterable[str], period: int) -> dict[int, Data]:
        """What the alarm's metric got, by the number of the period."""
        data: dict[int, Data] = {}
        for one in writers:
            for transformation, amounts in written(self._document, one, alarm["metric"]):
                if not _seen(alarm, transformation):
                    continue
                matched = self._filters[one].matched
                for minute, count in matched.items():
                    data.setdefault(minute // period, Data()).add(amounts["value"], count)
                if amounts["default"] is not None:
                    for minute in self._logged - matched.keys():
                        data.setdefault(minute // period, Data()).add(amounts["default"])
        return data


def _watched(document: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """The alarms on a metric that filters on a trail's log group write, each with those filters."""
    groups = {trail["log_group"] for trail in document["trails"].values() if isinstance(trail["log_group"], str)}
    writers: dict[tuple[Any, ...], set[str]] = {}
    for name, one in document["metric_filters"].items():
        if isinstance(one["log_group"], str) and one["log_group"] in groups:
            for metric in one["transformations"]:
                if isinstance(metric.get("namespace"), str) and isinstance(metric.get("name"), str):
                    writers.setdefault((one["account"], one["region"], metric["namespace"], metric["name"]), set()).add(name)
    for name, alarm in document["alarms"].items():
        for metric in _metrics(alarm):
            place = (metric["account"], metric["region"], metric["namespace"], metric["name"])
            if all(isinstance(part, str) for part in place) and place in writers:
                yield name, writers[place]
                break


def _metrics(alarm: Json) -> list[Json]:
    if alarm["kind"] == "metric":
        return [alarm["metric"]]
    return [query["metric"] for query in (alarm.get("queries") or {}).values() if query.get("metric")]


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


def _minute_of(text: object) -> int | None:
    """The first second of the minute of a record's `eventTime`, since 1970; None where it is no time that a record has."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds - seconds % MINUTE if 0 <= seconds < _LATEST else None


def _time(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
