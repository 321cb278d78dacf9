"""What an alarm went through over time: when it was in ALARM, and by parts of the time what it saw and what it did not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.trace.episodes import MOST_LISTED
from trailgate_evaluator.trace.over_time import binned, shares, width_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trailgate_evaluator.trace.arrivals import Arrivals
    from trailgate_evaluator.trace.episodes import Span

Json = dict[str, Any]

NOTHING_OVER_TIME: Final[Mapping[str, Any]] = {
    "fired": None, "matched": None, "controls": {}, "episodes": [], "episodes_left_out": 0, "timeline": [],
}  # fmt: skip
"""Of an alarm of which it cannot be told."""
_LAST: Final = 253_402_300_799


def over_time(arrivals: Arrivals, alarm: str, spans: Sequence[Span]) -> Json:
    """{fired, matched, controls, episodes, episodes_left_out, timeline} of an alarm that was in ALARM over these spans.

    `timeline`: the parts of the time in which something was, each with the seconds in ALARM, how often its filters matched
    something, how many required records it saw, and how many of these came while it was in ALARM.
    """
    arrived = arrivals.arrived
    first, last = arrived.first or 0, arrived.last
    width = width_of(first, last)
    matched, required = arrivals.matches(alarm), arrived.required[alarm]
    columns = {
        "in_alarm": dict(shares(spans, width)),
        "matched": binned(matched, width),
        "required": binned(required, width),
        "unseen": binned(_within(required, spans), width),
    }
    bins = sorted({place for counts in columns.values() for place in counts if place <= last})
    listed = spans[:MOST_LISTED]
    return {
        "fired": len(spans),
        "matched": sum(matched.values()),
        "controls": arrived.controls[alarm],
        "episodes": [{"from": told_time(begin), "to": told_time(end)} for begin, end in listed],
        "episodes_left_out": len(spans) - len(listed),
        "timeline": [{"at": told_time(at), **{name: counts.get(at, 0) for name, counts in columns.items()}} for at in bins],
    }


def _within(counts: Mapping[int, int], spans: Sequence[Span]) -> dict[int, int]:
    """Those whose second lies in a span."""
    found: dict[int, int] = {}
    waiting = iter(spans)
    begin, end = next(waiting, (0, 0))
    for second, times in sorted(counts.items()):
        while end <= second and (begin, end) != (0, 0):
            begin, end = next(waiting, (0, 0))
        if begin <= second < end:
            found[second] = times
    return found


def told_time(second: int) -> str:
    """A second since 1970, as records tell theirs; what lies beyond the year 9999 at its end."""
    return datetime.fromtimestamp(min(second, _LAST), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
