"""Which records of which control a route beside the chain may carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.languages.filter_pattern.decision.record_model import record_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord, Requirements
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel

_OF_CLOUDTRAIL: Final = record_model(
    {"eventType": {"one_of": ["AwsApiCall", "AwsConsoleAction", "AwsConsoleSignIn", "AwsServiceEvent"]}}
)


def carrying(routes: Iterable[Json], required: Requirements) -> list[Json]:
    """The routes that may carry a record that is required, each with `records`: {CONTROL: [RECORD_ID, …]} in order.

    A rule of EventBridge may carry what its event pattern lets through, every other route whatever the trail records.
    """
    found = []
    for route in routes:
        pattern = route["pattern"]
        if _may_match(pattern, _OF_CLOUDTRAIL):
            records = dict(_carried(pattern, required.controls))
            found += [{**route, "records": records}] if records else []
    return found


def _carried(pattern: str | None, controls: Mapping[str, Mapping[str, RequiredRecord]]) -> Iterator[tuple[str, list[str]]]:
    for control, records in controls.items():
        names = [name for name, one in records.items() if _may_match(pattern, one.model)]
        if names:
            yield control, sorted(names)


def _may_match(pattern: str | None, model: RecordModel) -> bool:
    """Whether a route lets such a record through; one without a pattern lets all of them."""
    if pattern is None:
        return True
    from trailgate_evaluator.languages.event_pattern import may_match

    return may_match(pattern, model)
