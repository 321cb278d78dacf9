"""A strip of time as a picture: bars up for what told somebody, bars down for what did not, and a band for the time in ALARM.

Where nothing goes down there is no lower half. Each kind of bar is one path, so that a year is a few kilobytes. The picture is
stretched to whatever width there is, and has no text in it: what it shows stands beside it in words, and in its label.
"""

from __future__ import annotations

from html import escape
from math import sqrt
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from trailgate_evaluator.plain import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_UNIT: Final = 10
"""Units across one bin."""
_HIGHEST: Final = 26
_LEAST: Final = 4
"""A single record is still seen."""
_ZERO: Final = 28
_FOOT: Final = 56
_GAP: Final = 2
_BAND: Final = 12


class Bars(Struct, frozen=True, kw_only=True):
    """One kind of bar: its class in the style, counts by the number of the bin, and whether it goes down."""

    kind: str
    counts: Mapping[int, int]
    down: bool = False


def strip(bars: Sequence[Bars], bins: int, label: str, alarm: Mapping[int, float] | None = None) -> str:
    """The strip as inline SVG, of half the height where nothing goes down.

    `bins` is how many there are, `alarm` the share of each that was spent in ALARM.
    """
    wide = bins * _UNIT
    foot = _FOOT if any(count for one in bars if one.down for count in one.counts.values()) else _ZERO + 2
    height = foot if alarm is None else foot + _GAP + _BAND
    halves = "" if foot == _FOOT else " up"
    told = escape(one_line(label, 1000))
    parts = [
        f'<svg class="strip{halves}" viewBox="0 0 {wide} {height}" preserveAspectRatio="none" role="img" aria-label="{told}">',
        f'<path class="ground" d="M0 0h{wide}v{foot}h-{wide}z"/>',
        *(f'<path class="{kind}" d="{path}"/>' for kind, path in _paths(bars) if path),
        f'<path class="zero" d="M0 {_ZERO}h{wide}"/>',
    ]
    if alarm is not None:
        parts.append(f'<path class="ground" d="M0 {height - _BAND}h{wide}v{_BAND}h-{wide}z"/>')
        if band := "".join(_band(alarm, height)):
            parts.append(f'<path class="alarm" d="{band}"/>')
    return "".join([*parts, "</svg>"])


def _paths(bars: Sequence[Bars]) -> Iterator[tuple[str, str]]:
    """The bars of each kind; those of one direction stand on each other."""
    stacks = {down: _stacked([one for one in bars if one.down is down]) for down in (False, True)}
    most = max((top for stack in stacks.values() for top in stack.values()), default=0)
    stood: dict[tuple[bool, int], int] = {}
    for one in bars:
        path = []
        for place, count in sorted(one.counts.items()):
            before = stood.get((one.down, place), 0)
            stood[one.down, place] = before + count
            begin, end = _height(before, most), _height(before + count, most)
            if count:
                sign = 1 if one.down else -1
                path.append(f"M{place * _UNIT} {_ZERO + sign * begin}h{_UNIT}v{sign * (end - begin)}h-{_UNIT}z")
        yield one.kind, "".join(path)


def _stacked(bars: Sequence[Bars]) -> dict[int, int]:
    found: dict[int, int] = {}
    for one in bars:
        for place, count in one.counts.items():
            found[place] = found.get(place, 0) + count
    return found


def _height(count: int, most: int) -> int:
    return 0 if not count else max(_LEAST, round(_HIGHEST * sqrt(count / most)))


def _band(alarm: Mapping[int, float], foot: int) -> Iterator[str]:
    """A bar for each run of bins that were spent in ALARM alike."""
    begin, end, high = 0, 0, 0
    for place, share in sorted(alarm.items()):
        here = max(_LEAST, round(_BAND * min(share, 1)))
        if (place, here) != (end, high):
            yield from _run(begin, end, high, foot)
            begin, high = place, here
        end = place + 1
    yield from _run(begin, end, high, foot)


def _run(begin: int, end: int, high: int, foot: int) -> Iterator[str]:
    if end > begin:
        wide = (end - begin) * _UNIT
        yield f"M{begin * _UNIT} {foot}v-{high}h{wide}v{high}z"
