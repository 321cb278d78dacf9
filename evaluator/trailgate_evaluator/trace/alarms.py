"""Per alarm, what real records did to it: how long it was in ALARM, and how many required ones came meanwhile.

The records are taken for all that the log groups of the account's trails got while they were written: nothing else moves
the metrics. What cannot be worked out exactly is said for each alarm, and not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.answers.trial import trial
from trailgate_evaluator.trace.alarm_course import COMPARISONS, STATISTICS, TREATMENTS, Data, Rule, course

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from trailgate_evaluator.trace.sight import Sight

Json = dict[str, Any]

MINUTE: Final = 60
_MOST_KINDS: Final = 1 << 16


@dataclass(slots=True)
class _Minutes:
    """What one filter matched: by minute how many records, and how many of them required. `open` where that is not certain."""

    matched: dict[int, list[int]] = field(default_factory=dict)
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
            counted = self._filters[one].matched.setdefault(minute, [0, 0])
            counted[0] += 1
            counted[1] += required
        for one in undecided:
            self._filters[one].open = True

    def _matching(self, record: Json) -> tuple[tuple[str, ...], tuple[str, ...]]:
        matching, undecided = [], []
        for one in self._filters:
            pattern = self._document["metric_filters"][one]["pattern"]
            entry = self._document["patterns"].get(pattern) if isinstance(pattern, str) else None
            if entry is None:
                undecided.append(one)
            elif entry["valid"]:
                matched = trial(entry["text"], record)["matched"]
                matching += [one] if matched is True else []
                undecided += [one] if matched is None else []
        return tuple(matching), tuple(undecided)

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
        reason = _not_exact(self._document, entry, writers)
        if reason is None and any(self._filters[one].open for one in writers):
            reason = "whether its filter matches some of these records is not certain"
        if reason is not None:
            return {**about, "period": None, "periods": None, "in_alarm": None, "required": None, "unseen": None,
                    "cannot_tell": reason}  # fmt: skip
        period = entry["firing"]["period"]
        first, last = min(self._logged) // period, max(self._logged) // period
        found = course(_rule(self._document, entry), self._data(entry, writers, period), first, last)
        return {**about, "period": period, "periods": found.periods, "in_alarm": found.in_alarm,
                "required": found.required, "unseen": found.unseen, "cannot_tell": None}  # fmt: skip

    def _data(self, alarm: Json, writers: Iterable[str], period: int) -> dict[int, Data]:
        """What the alarm's metric got, by the number of the period."""
        data: dict[int, Data] = {}
        for one in writers:
            for transformation, amounts in _written(self._document, one, alarm["metric"]):
                if alarm["firing"]["unit"] not in {None, transformation["unit"] or "None"}:
                    continue
                matched = self._filters[one].matched
                for minute, (count, required) in matched.items():
                    found = data.setdefault(minute // period, Data())
                    found.add(amounts["value"], count)
                    found.required += required
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
            for written in one["transformations"]:
                if isinstance(written["namespace"], str) and isinstance(written["name"], str):
                    writers.setdefault((one["account"], one["region"], written["namespace"], written["name"]), set()).add(name)
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


def _written(document: Mapping[str, Any], name: str, metric: Json) -> Iterator[tuple[Json, Json]]:
    """What a filter writes into a metric, with its amounts in whole parts of the metric's unit."""
    amounts = document["index"]["amounts_written"].get(name) or []
    for written, amount in zip(document["metric_filters"][name]["transformations"], amounts, strict=False):
        if (written["namespace"], written["name"]) == (metric["namespace"], metric["name"]):
            yield written, amount


def _not_exact(document: Mapping[str, Any], alarm: Json, writers: list[str]) -> str | None:
    """Why the course of an alarm cannot be worked out; None where it can."""
    if alarm["kind"] != "metric":
        return "it watches an expression over several metrics"
    firing = alarm["firing"]
    if "unknown" in firing or any(isinstance(value, dict) for value in firing.values()):
        return "its settings are not known"
    if firing["statistic"] not in STATISTICS or firing["operator"] not in COMPARISONS:
        return f"its statistic is {firing['statistic']}, compared by {firing['operator']}"
    if _amounts(document, alarm) is None or firing["treat_missing"] not in TREATMENTS or not _whole(firing):
        return "its settings are none that CloudWatch takes"
    if alarm["metric"]["dimensions"]:
        return "its metric has dimensions"
    for name in writers:
        if (why := _not_exact_writer(document, name, alarm["metric"])) is not None:
            return why
    place = f"{alarm['metric']['account']}|{alarm['metric']['region']}"
    if any(document["index"][name].get(place) for name in ("filters_hidden", "metric_filters_unknown_metric")):
        return "filters that were not read may write its metric"
    return None


def _not_exact_writer(document: Mapping[str, Any], name: str, metric: Json) -> str | None:
    entry = document["metric_filters"][name]
    if (
        entry["transformed"] is not False
        or entry.get("masked")
        or (entry["scope"] is not None and entry.get("admits") is not True)
    ):
        return "its filter may see other events than these records"
    for written, amounts in _written(document, name, metric):
        if written["dimensions"] or written["system_dimensions"]:
            return "its filter writes dimensions"
        if not isinstance(amounts["value"], int) or not isinstance(amounts["default"], int | None):
            return "its filter writes a value of the record"
        if isinstance(written["unit"], dict):
            return "the unit of its metric is not known"
    return None


def _amounts(document: Mapping[str, Any], alarm: Json) -> Json | None:
    found: Json = document["index"]["amounts_watched"].get(alarm["id"]) or {}
    return found if isinstance(found.get("threshold"), int) and isinstance(found.get("one"), int) else None


def _whole(firing: Json) -> bool:
    numbers = [firing[name] for name in ("period", "evaluation_periods", "datapoints_to_alarm")]
    whole = all(isinstance(number, int) and number >= 1 for number in numbers)
    return whole and numbers[0] % MINUTE == 0 and numbers[2] <= numbers[1]


def _rule(document: Mapping[str, Any], alarm: Json) -> Rule:
    amounts, firing = _amounts(document, alarm) or {}, alarm["firing"]
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
    """The first second of the minute of a record's `eventTime`, since 1970; None where it is no time."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text)
        seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds - seconds % MINUTE


def _time(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
