"""What was counted over time, in bins that widen with the span, so that a year takes no more room than a day.

Each width is a multiple of the one before it. However the counts came, in what order and from how many runs, they end up in the
same bins.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Key = TypeVar("Key")

_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
WIDTHS: Final = (60, 300, 900, _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR, *(_DAY << power for power in range(22)))
"""Seconds of a bin, the narrowest first: the last one is longer than there are days with four digits in their year."""
MOST_BINS: Final = 400
"""The most bins of a picture: a year by the day, a day by five minutes."""
_MOST_HELD: Final = 4096
"""The most bins that are held while counting: records that lie far apart leave most of the time between them empty."""


def width_of(first: int, last: int) -> int:
    """The seconds of a bin, so that from one second to another there are at most `MOST_BINS`."""
    return next(width for width in WIDTHS if last // width - first // width < MOST_BINS)


def shares(spans: Iterable[tuple[int, int]], width: int) -> Iterator[tuple[int, int]]:
    """(bin, seconds of it) of spans of seconds that lie apart, in order; a bin goes by the second at which it begins."""
    at, found = -1, 0
    for begin, end in spans:
        while begin < end:
            here = begin // width * width
            if here != at:
                if found:
                    yield at, found
                at, found = here, 0
            until = min(end, here + width)
            found += until - begin
            begin = until  # noqa: PLW2901 - what is left of the span
    if found:
        yield at, found


class OverTime(Generic[Key]):
    """Counts by key and bin."""

    def __init__(self) -> None:
        """None yet."""
        self._place = 0
        self._bins: dict[int, dict[Key, int]] = {}

    def add(self, second: int, key: Key, times: int) -> None:
        """Counts so many of a second."""
        width = WIDTHS[self._place]
        found = self._bins.setdefault(second - second % width, {})
        found[key] = found.get(key, 0) + times
        while len(self._bins) > _MOST_HELD:
            self._widen()

    def merge(self, other: OverTime[Key]) -> None:
        """Counts what the other has counted, too."""
        while self._place < other._place:
            self._widen()
        for second, counts in other._bins.items():
            for key, times in counts.items():
                self.add(second, key, times)

    def by(self, width: int) -> dict[Key, dict[int, int]]:
        """{key: {bin: count}} in bins of this width, one of `WIDTHS` that is not narrower than those that are held."""
        found: dict[Key, dict[int, int]] = {}
        for second, counts in sorted(self._bins.items()):
            for key, times in counts.items():
                there = found.setdefault(key, {})
                there[second - second % width] = there.get(second - second % width, 0) + times
        return found

    def _widen(self) -> None:
        self._place += 1
        held, self._bins = self._bins, {}
        for second, counts in held.items():
            for key, times in counts.items():
                self.add(second, key, times)


def binned(counts: Mapping[int, int], width: int) -> dict[int, int]:
    """Counts by second, by the bins of a width."""
    found: dict[int, int] = {}
    for second, times in counts.items():
        place = second - second % width
        found[place] = found.get(place, 0) + times
    return found


assert all(not wider % width for width, wider in pairwise(WIDTHS))  # noqa: S101 - what `OverTime` goes by
