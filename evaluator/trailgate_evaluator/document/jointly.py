"""What a document says of a log group whose filters match some record only together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.answers.of_account import alike_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord, Requirements


def with_jointly(
    groups: Mapping[str, Json], filters: Mapping[str, Json], patterns: Mapping[str, Json], required: Requirements
) -> dict[str, Json]:
    """The groups, each with `jointly` where its filters match a record, by all that is known, only together.

    `patterns` are the document's, `required` what the policies require.
    """
    placed: dict[str, set[str]] = {}
    for metric_filter in filters.values():
        group, pattern = metric_filter["log_group"], metric_filter["pattern"]
        if isinstance(group, str) and isinstance(pattern, str):
            placed.setdefault(group, set()).add(pattern)
    return {group: _told(entry, placed.get(group, set()), patterns, required) for group, entry in groups.items()}


def _told(group: Json, placed: set[str], patterns: Mapping[str, Json], required: Requirements) -> Json:
    bare = {name: value for name, value in group.items() if name != "jointly"}
    if len(placed) < 2:  # noqa: PLR2004 - one filter is not several
        return bare
    sometimes = _matched_sometimes(patterns[pattern] for pattern in placed)
    if not sometimes:
        return bare
    controls = alike_in(required, [patterns[pattern]["text"] for pattern in placed]).controls
    jointly = {control: sorted(_records(records, sometimes.get(control, {}))) for control, records in controls.items()}
    told = {control: records for control, records in jointly.items() if records}
    return bare | {"jointly": told} if told else bare


def _matched_sometimes(patterns: Iterable[Json]) -> dict[str, dict[str, set[str]]]:
    """By control and record the texts of the patterns that match it sometimes, where several do."""
    found: dict[str, dict[str, set[str]]] = {}
    for pattern in patterns:
        for control, records in pattern["coverage"].items():
            for record, told in records.items():
                if told["matched"] == "sometimes":
                    found.setdefault(control, {}).setdefault(record, set()).add(pattern["text"])
    several = {
        control: {record: texts for record, texts in records.items() if len(texts) > 1} for control, records in found.items()
    }
    return {control: records for control, records in several.items() if records}


def _records(required: Mapping[str, RequiredRecord], sometimes: Mapping[str, set[str]]) -> Iterator[str]:
    from trailgate_evaluator.languages.filter_pattern.answers.together import may_cover

    for record in sometimes.keys() & required.keys():
        texts = frozenset(sometimes[record])
        if all(may_cover(texts, part) for part in required[record].parts):
            yield record
