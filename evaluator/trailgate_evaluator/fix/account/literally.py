"""The benchmark's own filter text, and the account seen as scanners see it that know no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.description import NEVER
from trailgate_evaluator.report.versions import newest_before, version

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]


def literal_text(control: Mapping[str, Any], benchmark: str | None) -> str | None:
    """The filter text that a benchmark prints for a control, by the `literal` of its METADATA; None where it prints none.

    `literal` is {VERSION: TEXT}: each text counts from its version on, until the next of the same benchmark. Without a
    benchmark the newest version's counts.
    """
    texts: Mapping[str, str] = control.get("literal", {})
    if benchmark is None:
        versions = [one for one in texts if version(one)]
        return texts[max(versions, key=version)] if versions else None
    return texts.get(benchmark) or texts.get(newest_before(benchmark, texts) or "")


def literally(document: Json, control: str, text: str) -> Json:
    """The document as if no pattern but this text matched a record of the control."""
    patterns = {name: entry if entry["text"] == text else _blind(entry, control) for name, entry in document["patterns"].items()}
    groups = {name: _apart(entry, control) for name, entry in document["log_groups"].items()}
    return {**document, "patterns": patterns, "log_groups": groups}


def _blind(entry: Json, control: str) -> Json:
    covered = entry["coverage"]
    if control not in covered:
        return entry
    return {**entry, "coverage": {**covered, control: {record: dict(NEVER) for record in covered[control]}}}


def _apart(group: Json, control: str) -> Json:
    """The group without the records of the control that its filters match only together."""
    if control not in group.get("jointly", {}):
        return group
    return {**group, "jointly": {name: records for name, records in group["jointly"].items() if name != control}}
