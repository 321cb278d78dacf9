"""What a document says of a trail where records are excluded: whether its selectors take all that is left of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.document.parts import is_unknown
from trailgate_evaluator.languages.filter_pattern.answers.of_account import alike_in
from trailgate_evaluator.languages.filter_pattern.decision.remainder import narrowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord, Requirements


def with_admissions(trails: Mapping[str, Json], required: Requirements) -> dict[str, Json]:
    """The trails, each with `admissions` where exclusions leave parts of records and its selectors may tell records apart.

    Where nothing of a control is excluded the law judges the selectors by itself.
    """
    excluding = [control for control, records in alike_in(required, ()).controls.items() if any(map(_is_cut, records.values()))]
    cut = {control: required.controls[control] for control in excluding}
    return {name: _told(trail, cut) for name, trail in trails.items()}


def _is_cut(record: RequiredRecord) -> bool:
    return bool(record.excluded)


def _told(trail: Json, cut: Mapping[str, Mapping[str, RequiredRecord]]) -> Json:
    bare = {name: value for name, value in trail.items() if name != "admissions"}
    selectors = bare["selectors"]
    if is_unknown(selectors) or selectors["kind"] == "default" or _takes_all(selectors):
        return bare
    answers = {control: _answers(selectors, records) for control, records in cut.items()}
    told = {control: of_control for control, of_control in answers.items() if of_control}
    return bare | {"admissions": told} if told else bare


def _answers(selectors: Json, records: Mapping[str, RequiredRecord]) -> Json:
    """By record; none of one that CloudTrail records otherwise than its fields say."""
    from trailgate_evaluator.languages.event_selectors import admission

    answers = {}
    for name, record in records.items():
        parts = [part for one in record.parts if (part := narrowed(one, record.recorded_as)) is not None]
        if len(parts) == len(record.parts):
            found = admission(selectors, parts, record.model)
            missed = {} if found.missed is None else {"counterexample": found.missed}
            answers[name] = {"admitted": found.admitted, "excluding": record.excluding, **missed}
    return answers


def _takes_all(selectors: Json) -> bool:
    """Whether a classic selector takes every management event, as nearly all do."""
    everything = {"management_events": True, "read_write_type": "All", "excluded_sources": []}
    return selectors["kind"] == "classic" and everything in selectors["classic"]
