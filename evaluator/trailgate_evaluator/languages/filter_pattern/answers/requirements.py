"""What the policies require, read once for all patterns: the records of each control, and those that are ordinary."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, record_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

RECORD_NAME: Final = "eventName"
SOURCE: Final = "eventSource"


@dataclass(frozen=True, kw_only=True)
class RequiredRecord:
    """A record that a control requires.

    `succeeded` are those of it whose call did not fail, where failed ones are among them. `global_service`: a service without
    a region of its own writes it.
    """

    model: RecordModel
    succeeded: RecordModel | None
    global_service: bool

    @cached_property
    def name(self) -> str | None:
        """Its `eventName`, where it has always the same."""
        name = self.model.constants.get(RECORD_NAME)
        return name if isinstance(name, str) else None

    @cached_property
    def source(self) -> str | None:
        """Its `eventSource`, where it has always the same."""
        source = self.model.constants.get(SOURCE)
        return source if isinstance(source, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdinaryClass:
    """A class of records that an account writes all day, and one of them by dotted path; what is not known is a JSON object."""

    model: RecordModel
    example: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Requirements:
    """The records of every control that is asked for by their ids, and the classes of ordinary ones by name.

    `beside` are those of the other controls, as the policies say them: a pattern may be made for one of these.
    """

    controls: Mapping[str, Mapping[str, RequiredRecord]]
    ordinary: Mapping[str, OrdinaryClass] = field(default_factory=dict)
    beside: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def others(self) -> dict[str, dict[str, RequiredRecord]]:
        """The records of the controls that are not asked for, read when they are first needed."""
        return {control: {name: _required(one) for name, one in records.items()} for control, records in self.beside.items()}


def requirements(
    required: Mapping[str, Any], ordinary: Mapping[str, Any] | None = None, asked: Iterable[str] | None = None
) -> Requirements:
    """What `Engine.required_records` and `Engine.ordinary_records` answer, read; of all controls those that are `asked` for.

    Raises `SpecError` where a record is described by what is no record model.
    """
    wanted = set(required) if asked is None else set(asked)
    return Requirements(
        controls={
            control: {name: _required(record) for name, record in records.items()}
            for control, records in required.items()
            if control in wanted
        },
        beside={control: records for control, records in required.items() if control not in wanted},
        ordinary={
            name: OrdinaryClass(model=record_model(one["fields"]), example=one["example"])
            for name, one in (ordinary or {}).items()
        },
    )


def _required(record: Mapping[str, Any]) -> RequiredRecord:
    model = record_model(record["fields"])
    succeeded = record.get("succeeded")
    return RequiredRecord(
        model=model,
        succeeded=None if succeeded is None else record_model(succeeded, base=model),
        global_service=bool(record.get("global_service", False)),
    )
