"""What a backtest counted, as JSON: by control, API call and fate, over time, with what was left aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.trace.counts import MOST_LISTED
from trailgate_evaluator.trace.fates_over_time import NEVER, cause_over_time, fates_over_time, wider
from trailgate_evaluator.trace.over_time import width_of

if TYPE_CHECKING:
    from trailgate_evaluator.trace.alarms import Alarms
    from trailgate_evaluator.trace.counts import Counts
    from trailgate_evaluator.trace.tracer import Tracer

Json = dict[str, Any]

FORMAT: Final = "trailgate/backtest/v1"


def answer(counts: Counts, alarms: Alarms, tracer: Tracer) -> Json:
    """The counts as JSON: by control, API call and fate, the records that would not have told anybody, and the alarms."""
    calls: dict[str, Json] = {}
    fates: dict[tuple[Any, ...], Json] = {}
    for place, count in sorted(counts.settled.items(), key=str):
        event, where, effective, cause, controls = place
        call = calls.setdefault(event, {"records": 0, "carried": 0, "lost": 0, "unknown": 0, "effective": 0})
        call["records"] += count
        call[where] += count
        call["effective"] += count if effective == "yes" else 0
        told = counts.causes[place]
        if told is not None:
            nothing = {"records": 0, "span": NEVER, "calls": set(), "controls": set()}
            fate = fates.setdefault((where, cause), {"where": where, **told, **nothing})
            fate["records"] += count
            fate["span"] = wider(fate["span"], counts.spans[place])
            fate["calls"].add(event)
            fate["controls"].update(controls)
    ordered = sorted(fates.values(), key=lambda fate: (-fate["records"], fate["link"], fate["code"], fate["id"] or ""))
    totals = {name: sum(call[name] for call in calls.values()) for name in ("carried", "lost", "unknown", "effective")}
    return {
        "format": FORMAT,
        "account": tracer.account,
        "records": counts.records,
        "not_required": counts.not_required,
        "excluded": counts.excluded,
        "no_records": counts.no_records,
        "duplicates": counts.duplicates,
        "required": {"records": sum(call["records"] for call in calls.values()), **totals},
        "controls": _controls_over_time(counts, alarms),
        "exclusions": _excluded(counts, tracer),
        "calls": calls,
        "course": alarms.answer(),
        "causes": [
            cause_over_time({**fate, "controls": [one for one in counts.controls if one in fate["controls"]]})
            for fate in ordered[:MOST_LISTED]
        ],
        "causes_left_out": max(0, len(ordered) - MOST_LISTED),
        "not_told": counts.listed,
        "not_told_left_out": counts.unlisted,
        **counts.aside.answer(),
    }


def _controls_over_time(counted: Counts, alarms: Alarms) -> Json:
    """The counts of the controls, each with the parts of the time in which there were records of it."""
    span = alarms.span
    told = {} if span is None else fates_over_time(counted.fates, width_of(*span))
    return {control: {**counts, "timeline": told.get(control, [])} for control, counts in counted.controls.items()}


def _excluded(counts: Counts, tracer: Tracer) -> Json:
    """By control its exclusions, whose they are, and how many records each was of."""
    counted = counts.exclusions
    stated = tracer.words_of({control: sorted(counts) for control, counts in counted.items()})
    return {control: [{**one, "records": counted[control][one["id"]]} for one in ones] for control, ones in stated.items()}
