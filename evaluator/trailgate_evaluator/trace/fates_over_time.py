"""What became of required records over time: by control, and by what stopped them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.trace.alarm_times import told_time

if TYPE_CHECKING:
    from trailgate_evaluator.trace.over_time import OverTime

Json = dict[str, Any]
Span = tuple[int | None, int | None]
"""The first and the last second of something; None where no record of it had a time."""

NEVER: Final[Span] = (None, None)
_FATES: Final = ("carried", "lost", "unknown")


def wider(one: Span, other: Span) -> Span:
    """From the first of both to the last."""
    seconds = [second for second in (*one, *other) if second is not None]
    return (min(seconds), max(seconds)) if seconds else NEVER


def fates_over_time(fates: OverTime[Any], width: int) -> dict[str, list[Json]]:
    """By control the parts of the time in which there were records, each with how many were carried, lost, and unknown."""
    found: dict[str, dict[int, Json]] = {}
    for (control, where), counts in fates.by(width).items():
        bins = found.setdefault(control, {})
        for at, times in counts.items():
            bins.setdefault(at, {"at": told_time(at), **dict.fromkeys(_FATES, 0)})[where] += times
    return {control: [bins[at] for at in sorted(bins)] for control, bins in found.items()}


def cause_over_time(fate: Json) -> Json:
    """What stopped records, with the time of the first and of the last of them in place of its `span`."""
    first, last = (None if second is None else told_time(second) for second in fate["span"])
    told = {name: value for name, value in fate.items() if name != "span"}
    return {**told, "calls": sorted(fate["calls"]), "first": first, "last": last}
