"""A backtest as one HTML file in the looks of the report, with a strip of time for each control and each alarm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup
from msgspec import Struct

from trailgate_evaluator.formats.html import page_of
from trailgate_evaluator.plain import one_line, some
from trailgate_evaluator.report.links import LINKS
from trailgate_evaluator.report.names import short_name
from trailgate_evaluator.report.numbers import in_short
from trailgate_evaluator.trace.backtest_text import TITLES, counts, left_aside, no_records, unread
from trailgate_evaluator.trace.course_text import share
from trailgate_evaluator.trace.exclusion_words import by_whom
from trailgate_evaluator.trace.strip import Bars, strip

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

_MOST_PICTURES: Final = 60
"""The most alarms that have a picture; of all others there are the numbers."""
_MOST_TIMES: Final = 20
_MOST_SHOWN: Final = 20
"""The most records and calls that are shown at once; more stand folded up."""
_MOST_NAMES: Final = 200
_TWO_DAYS: Final = 172_800
_WIDTHS: Final = ((86_400, "day"), (3600, "hour"), (60, "minute"))


class _Time(Struct, frozen=True):
    """The time that the records cover, in bins of so many seconds."""

    first: int
    last: int
    width: int

    @property
    def bins(self) -> int:
        """How many there are."""
        return (self.last - 1) // self.width - self.first // self.width + 1

    def number(self, at: str) -> int:
        """The number of a bin."""
        return _second(at) // self.width - self.first // self.width

    def by_bin(self, timeline: list[Json], name: str) -> dict[int, int]:
        """Counts by the number of the bin."""
        return {self.number(one["at"]): one[name] for one in timeline if one[name]}

    def seconds_of(self, number: int) -> int:
        """How many seconds of a bin lie in the time."""
        begin = (self.first // self.width + number) * self.width
        return max(1, min(begin + self.width, self.last) - begin)


def backtest_html(counted: Json) -> str:
    """The whole backtest: what became of each control's records, what the alarms went through, what was missed, and why."""
    course = counted["course"]
    time = None if course["from"] is None else _Time(_second(course["from"]), _second(course["to"]), course["bin"])
    known = [one for one in course["alarms"] if one["cannot_tell"] is None]
    told = [one for one in known if one["in_alarm"] or one["required"]]
    whose = one_line(f"account {counted['account']}" if counted["account"] else "a plan", 100)
    return page_of(
        "backtest.html",
        more="backtest.css",
        title=f"trailgate trace: {whose}",
        whose=whose,
        said=list(counts(counted)),
        required=counted["required"],
        tiles=_tiles(counted),
        covered=None if time is None else _covered(time),
        axis=() if time is None else _axis(time),
        controls=[_control(name, one, counted, time) for name, one in counted["controls"].items() if _has_records(one)],
        without=_named(counted, [name for name, one in counted["controls"].items() if not _has_records(one)]),
        alarms=[_alarm(one, counted, time) for one in told[:_MOST_PICTURES]],
        more_alarms=[_alarm(one, counted, None) for one in told[_MOST_PICTURES:_MOST_NAMES]],
        more_alarms_left_out=max(0, len(told) - _MOST_NAMES),
        still=_names([one for one in known if not one["in_alarm"] and not one["required"]]),
        untold=_untold(course["alarms"]),
        undated=course["undated"],
        unwritten=course["unwritten"],
        causes=[_cause(one, counted) for one in counted["causes"]],
        causes_left_out=counted["causes_left_out"],
        calls=_calls(counted["calls"]),
        excluded=list(_excluded(counted)),
        records=[
            {name: "" if value is None else one_line(str(value), 200) for name, value in one.items()}
            for one in counted["not_told"]
        ],
        shown=_MOST_SHOWN,
        records_left_out=counted["not_told_left_out"],
        unreadable=list(map(unread, counted["unreadable"])),
        unreadable_left_out=counted["unreadable_files"] - len(counted["unreadable"]),
        no_records=list(map(no_records, counted["no_records_in"])),
        skipped=some([one_line(name) for name in counted["skipped"]]) if counted["skipped"] else "",
        skipped_files=counted["skipped_files"],
        left=left_aside(counted["left_aside"]),
    )


def _has_records(control: Json) -> bool:
    return bool(control["records"] or control["excluded"])


def _tiles(counted: Json) -> list[Json]:
    """The numbers that stand at the top."""
    required = counted["required"]
    told = (
        ("carried", "reaches", "would have told a person"),
        ("lost", "fail", "lost"),
        ("unknown", "unknown", "cannot be told"),
    )
    tiles = [
        {"number": f"{required[name]:,}", "standing": standing, "word": word}
        for name, standing, word in told
        if required[name] or name != "unknown"
    ]
    fired = sum(one["fired"] or 0 for one in counted["course"]["alarms"])
    unseen = sum(one["unseen"] or 0 for one in counted["course"]["alarms"])
    tiles.append(
        {
            "number": f"{fired:,}",
            "standing": "",
            "word": "time an alarm would have fired" if fired == 1 else "times an alarm would have fired",
        }
    )
    if unseen:
        tiles.append(
            {
                "number": f"{unseen:,}",
                "standing": "unknown",
                "word": "time an alarm was in ALARM already" if unseen == 1 else "times an alarm was in ALARM already",
            }
        )
    return tiles


def _covered(time: _Time) -> str:
    """The time, and what one bar of a picture stands for."""
    seconds, unit = next((seconds, unit) for seconds, unit in _WIDTHS if not time.width % seconds)
    count = time.width // seconds
    return f"{_moment(time.first)} to {_moment(time.last)} UTC; a bar is {f'{count} {unit}s' if count > 1 else f'one {unit}'}"


def _axis(time: _Time) -> list[str]:
    """What is written under a picture: its beginning, its middle and its end."""
    begin = time.first // time.width * time.width
    end = begin + time.bins * time.width
    form = "%Y-%m-%d" if end - begin > _TWO_DAYS else "%m-%d %H:%M"
    return [_format(second, form) for second in (begin, (begin + end) // 2, end)]


def _control(name: str, one: Json, counted: Json, time: _Time | None) -> Json:
    number = one["number"] or ""
    alarms = [alarm for alarm in counted["course"]["alarms"] if alarm["controls"].get(name)]
    parts = [f"{one['carried']:,} of {_many(one['records'], 'required record')} would have told a person"]
    if one["effective"] != one["carried"]:
        parts.append(f"{one['effective']:,} of them for certain")
    parts += [f"{one['lost']:,} lost"] if one["lost"] else []
    parts += [f"{one['unknown']:,} cannot be told"] if one["unknown"] else []
    parts += [f"{one['excluded']:,} excluded"] if one["excluded"] else []
    said = ", ".join(parts)
    timeline = one["timeline"]
    bars = (
        []
        if time is None
        else [
            Bars(kind="told", counts=time.by_bin(timeline, "carried")),
            Bars(kind="missed", counts=time.by_bin(timeline, "lost"), down=True),
            Bars(kind="unsure", counts=time.by_bin(timeline, "unknown"), down=True),
        ]
    )
    return {
        "name": one_line(f"{number}  {name}".strip(), 120),
        "said": said,
        "seen": some([f"{one_line(alarm['name'], 60)} ({alarm['controls'][name]:,})" for alarm in alarms], 6) if alarms else "",
        "picture": _drawn(strip(bars, time.bins, f"{name}: {said}")) if time is not None and timeline else None,
        **_verdict(one),
    }


def _verdict(one: Json) -> Json:
    if not one["records"]:
        return {"standing": "waived", "word": "all excluded"}
    if one["lost"]:
        return {"standing": "fail", "word": "all lost" if one["lost"] == one["records"] else "some lost"}
    if one["unknown"]:
        return {"standing": "unknown", "word": "cannot be told" if one["unknown"] == one["records"] else "cannot tell all"}
    return {"standing": "reaches", "word": "all told"}


def _alarm(one: Json, counted: Json, time: _Time | None) -> Json:
    timeline = one["timeline"]
    whose = _named(counted, [name for name in counted["controls"] if name in one["controls"]])
    unseen = f", {one['unseen']:,} of them while it was in ALARM already" if one["unseen"] else ""
    said = [
        f"fired {_many(one['fired'], 'time')}",
        f"in ALARM for {share(one['in_alarm'], one['periods'])} of {_many(one['periods'], 'period')}",
        f"{_many(one['matched'], 'match', 'matches')} of its filters",
        f"{_many(one['required'], 'required record')}{f' of {whose}' if whose else ''}{unseen}",
        *(["periods by the clock, where its window slides"] if one["sliding"] else []),
    ]
    words = "; ".join(said)
    picture = None
    if time is not None:
        seen = {
            time.number(part["at"]): part["required"] - part["unseen"] for part in timeline if part["required"] > part["unseen"]
        }
        bars = [Bars(kind="told", counts=seen), Bars(kind="missed", counts=time.by_bin(timeline, "unseen"), down=True)]
        band = {number: seconds / time.seconds_of(number) for number, seconds in time.by_bin(timeline, "in_alarm").items()}
        picture = _drawn(strip(bars, time.bins, f"{one['name']}: {words}", band))
    return {
        "name": one_line(one["name"], 120),
        "place": f"{one['kind']} alarm in {one_line(one['account'] or '', 20)} {one_line(one['region'] or '', 30)}",
        "said": words,
        "picture": picture,
        "times": [
            f"{_moment(_second(part['from']))} to {_moment(_second(part['to']))}" for part in one["episodes"][:_MOST_TIMES]
        ],
        "times_left_out": one["fired"] - min(one["fired"], _MOST_TIMES),
        "standing": "fail" if one["unseen"] else "unknown" if one["in_alarm"] * 2 > one["periods"] else "reaches",
    }


def _many(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - made of numbers, and of a label in which every character is escaped


def _untold(alarms: list[Json]) -> list[tuple[str, str]]:
    """Why of some alarms it cannot be told, each with their names."""
    found: dict[str, list[Json]] = {}
    for one in alarms:
        if one["cannot_tell"] is not None:
            found.setdefault(one["cannot_tell"], []).append(one)
    return [(_names(ones), one_line(reason, 300)) for reason, ones in found.items()]


def _names(alarms: list[Json]) -> str:
    return some([one_line(one["name"], 60) for one in alarms], 12) if alarms else ""


def _named(counted: Json, controls: list[str]) -> str:
    return in_short([counted["controls"][one]["number"] or one_line(one) for one in controls]) if controls else ""


def _cause(cause: Json, counted: Json) -> Json:
    span = ""
    if cause["first"] is not None:
        first, last = _moment(_second(cause["first"])), _moment(_second(cause["last"]))
        span = first if first == last else f"{first} to {last}"
    return {
        "records": cause["records"],
        "standing": "fail" if cause["where"] == "lost" else "unknown" if cause["where"] == "unknown" else "",
        "told": one_line(f"{LINKS[cause['link']]} {short_name(cause['id'], {})}".rstrip(), 200),
        "title": TITLES[cause["code"]],
        "calls": some([one_line(call) for call in cause["calls"]], 8),
        "controls": _named(counted, cause["controls"]),
        "span": span,
    }


def _calls(calls: Json) -> list[Json]:
    """Every API call, those first of which something was missed."""
    rows = [{"name": one_line(name, 200), **one} for name, one in calls.items()]
    return sorted(rows, key=lambda one: (not one["lost"], not one["unknown"]))[:_MOST_NAMES]


def _excluded(counted: Json) -> Iterator[str]:
    """By whose word how many records of which controls need no alarm."""
    for control, ones in counted["exclusions"].items():
        for one in ones:
            whose = _named(counted, [control]) if control in counted["controls"] else one_line(control)
            yield f"{one['records']:,}  {whose}: by {by_whom(one)}"


def _second(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def _moment(second: int) -> str:
    return _format(second, "%Y-%m-%d %H:%M")


def _format(second: int, form: str) -> str:
    return datetime.fromtimestamp(min(second, 253_402_300_799), UTC).strftime(form)
