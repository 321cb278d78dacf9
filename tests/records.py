"""Required records for tests, said briefly: names, what is the same in all of them, and which kinds other fields may have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.description import covered
from trailgate_evaluator.languages.filter_pattern.answers.requirements import requirements
from trailgate_evaluator.languages.filter_pattern.decision.record_model import record_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel

Json = dict[str, Any]

FAILED_OR_NOT: Json = {"errorCode": {"kinds": ["absent"]}, "errorMessage": {"kinds": ["absent"]}}
"""What is said of the record of a call that did not fail."""


def coverage(text: str, required: Requirements, *, accepted: bool = False) -> Json:
    """{control: {record: all that is said of it}} for a pattern, as if it were made for each of the controls."""
    return {
        name: {record: covered(text, one, accepted=accepted) for record, one in records.items()}
        for name, records in required.controls.items()
    }


def fields(constants: Mapping[str, Any], kinds: Mapping[str, list[str]] | None = None) -> Json:
    """The specs of constants, one that is not known as the policies write it, and of fields that may have certain kinds."""
    return {
        **{path: value if isinstance(value, dict) else {"is": value} for path, value in constants.items()},
        **{path: {"kinds": list(said)} for path, said in (kinds or {}).items()},
    }


def model(constants: Mapping[str, Any], kinds: Mapping[str, list[str]] | None = None) -> RecordModel:
    """The model of such a record."""
    return record_model(fields(constants, kinds))


def named(
    names: Iterable[str],
    constants: Mapping[str, Any],
    kinds: Mapping[str, list[str]] | None = None,
    *,
    succeeded: Json | None = None,
) -> Json:
    """{RECORD_ID: record}: one record for each eventName, which is its id as well."""
    return {
        name: {
            "fields": {"eventName": {"is": name}, **fields(constants, kinds)},
            "recorded_as": {"eventCategory": "Management", "readOnly": "false"},
            "global_service": True,
            "succeeded": succeeded,
        }
        for name in names
    }


def control(records: Json, ordinary: Json | None = None) -> Requirements:
    """What is required where one control, "control", requires these records."""
    return requirements({"control": records}, ordinary)
