"""When an alarm was in ALARM: from the second at which it went there to the one at which it left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from trailgate_evaluator.trace.alarm_course import Course, State
    from trailgate_evaluator.trace.composite_course import CompositeCourse

Json = dict[str, Any]
Span = tuple[int, int]

MOST_LISTED: Final = 1000
"""The most times of one alarm that are listed; all are counted, and all stand in its bins."""


def of_metric(found: Course, period: int, beginning: int) -> list[Span]:
    """Of a metric alarm: what a period did shows at its end, and until the next one's."""
    ends = [*(number for number, _ in found.changes[1:]), found.last + 1]
    return [
        ((number + 1) * period + beginning, (end + 1) * period + beginning)
        for (number, state), end in zip(found.changes, ends, strict=False)
        if state == "ALARM"
    ]


def of_composite(found: CompositeCourse) -> list[Span]:
    """Of a composite, whose changes are told by the second."""
    ends = [*(second for second, _ in found.changes[1:]), found.end]
    spans: list[tuple[State, int, int]] = []
    for (second, state), end in zip(found.changes, ends, strict=False):
        if spans and spans[-1][0] == state:
            spans[-1] = (state, spans[-1][1], end)
        elif second < end:
            spans.append((state, second, end))
    return [(begin, end) for state, begin, end in spans if state == "ALARM"]
