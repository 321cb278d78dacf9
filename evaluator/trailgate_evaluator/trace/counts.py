"""What a backtest counted, apart from how it counts: parts may be made anywhere, and are added in the order of the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from trailgate_evaluator.trace.alarm_doubts import PATTERN
from trailgate_evaluator.trace.fates_over_time import NEVER, wider
from trailgate_evaluator.trace.files_aside import FilesAside
from trailgate_evaluator.trace.over_time import OverTime

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trailgate_evaluator.trace.fates_over_time import Span

Json = dict[str, Any]

MOST_LISTED: Final = 100
"""The most records and kinds of fate that are listed; all are counted."""
COUNTS: Final = ("records", "carried", "lost", "unknown", "effective", "excluded")
"""What is counted for each control."""


class Matched(Struct):
    """What one filter matched: by minute how many records, and when perhaps more, by another trail.

    `open` says why that is not certain, of two reasons the pattern's.
    """

    minutes: dict[int, int] = field(default_factory=dict)
    copied: set[int] = field(default_factory=set)
    open: str | None = None

    def doubt(self, why: str | None) -> None:
        """Notes why it is not certain."""
        self.open = PATTERN if PATTERN in {self.open, why} else self.open or why

    def add(self, other: Matched) -> None:
        """Adds what the same filter matched elsewhere."""
        _add(self.minutes, other.minutes)
        self.copied |= other.copied
        self.doubt(other.open)


class Logged(Struct):
    """The minutes in which a log group got something, surely or perhaps."""

    surely: set[int] = field(default_factory=set)
    perhaps: set[int] = field(default_factory=set)


class Arrived(Struct):
    """What came to the filters and log groups; by alarm the required records that it sees, by minute and by control.

    `first` and `last` are the minutes between which it came, `undated` and `unwritten` records that move nothing.
    """

    filters: dict[str, Matched]
    groups: dict[str, Logged]
    required: dict[str, dict[int, int]]
    controls: dict[str, dict[str, int]]
    first: int | None = None
    last: int = 0
    undated: int = 0
    unwritten: int = 0

    def add(self, other: Arrived) -> None:
        """Adds what came of other records."""
        for name, matched in other.filters.items():
            self.filters[name].add(matched)
        for group, logged in other.groups.items():
            self.groups[group].surely |= logged.surely
            self.groups[group].perhaps |= logged.perhaps
        for alarm, minutes in other.required.items():
            _add(self.required[alarm], minutes)
        for alarm, counts in other.controls.items():
            _add(self.controls[alarm], counts)
        if other.first is not None:
            self.first = other.first if self.first is None else min(self.first, other.first)
        self.last = max(self.last, other.last)
        self.undated += other.undated
        self.unwritten += other.unwritten


class Counts(Struct, kw_only=True):
    """What was counted of some records.

    `settled`: by event, fate, effect, cause and controls how many records; `causes` are the causes in full, `spans` the
    times of the first and the last; `fates` by time, control and fate. `listed` are the first that would not have told anybody,
    `unlisted` how many more there were.
    """

    arrived: Arrived
    controls: dict[str, Json]
    records: int = 0
    not_required: int = 0
    no_records: int = 0
    duplicates: int = 0
    excluded: int = 0
    unlisted: int = 0
    settled: dict[tuple[Any, ...], int] = field(default_factory=dict)
    causes: dict[tuple[Any, ...], Json | None] = field(default_factory=dict)
    spans: dict[tuple[Any, ...], Span] = field(default_factory=dict)
    fates: OverTime[tuple[str, Any]] = field(default_factory=OverTime)
    exclusions: dict[str, dict[str, int]] = field(default_factory=dict)
    listed: list[Json] = field(default_factory=list)
    aside: FilesAside = field(default_factory=FilesAside)

    def add(self, other: Counts) -> None:
        """Adds what was counted of records that come after these."""
        self.arrived.add(other.arrived)
        for control, counts in other.controls.items():
            for name in COUNTS:
                self.controls[control][name] += counts[name]
        for name in ("records", "not_required", "no_records", "duplicates", "excluded", "unlisted"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        _add(self.settled, other.settled)
        self.causes |= other.causes
        for place, span in other.spans.items():
            self.spans[place] = wider(self.spans.get(place, NEVER), span)
        self.fates.merge(other.fates)
        for control, ids in other.exclusions.items():
            _add(self.exclusions.setdefault(control, {}), ids)
        room = max(0, MOST_LISTED - len(self.listed))
        self.listed += other.listed[:room]
        self.unlisted += len(other.listed[room:])
        self.aside.add(other.aside)


def added(parts: Iterable[Counts]) -> Counts:
    """The sum of some parts, at least one, in the order of their records; the first one becomes it."""
    first, *others = parts
    for other in others:
        first.add(other)
    return first


def _add(counts: dict[Any, int], others: dict[Any, int]) -> None:
    for key, count in others.items():
        counts[key] = counts.get(key, 0) + count
