"""What the policies require, read once for all patterns: the records of each control, and those that are ordinary."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec, of_values, record_model
from trailgate_evaluator.languages.filter_pattern.decision.remainder import meets, narrowed, remainder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.of_account import OfAnyAccount

RECORD_NAME: Final = "eventName"
SOURCE: Final = "eventSource"


class RequiredRecord(Struct, frozen=True, kw_only=True, dict=True):
    """A record that a control requires.

    `model` is the whole record, `parts` what is left of it without those that need no alarm: a pattern has to match each.
    `excluded` are these by the id of their exclusion, of those that take something away. `succeeded` are the parts whose call
    did not fail, where failed ones are among them. `recorded_as` is what a trail's selectors see besides its fields.
    `global_service`: a service without a region of its own writes it.
    """

    model: RecordModel
    parts: tuple[RecordModel, ...]
    excluded: tuple[tuple[str, RecordModel], ...] = ()
    succeeded: tuple[RecordModel, ...] = ()
    recorded_as: tuple[tuple[str, Spec], ...] = ()
    global_service: bool

    @cached_property
    def excluding(self) -> list[str]:
        """The ids of the exclusions that take something away."""
        return sorted({identity for identity, _ in self.excluded})

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


class OrdinaryClass(Struct, frozen=True, kw_only=True):
    """A class of records that an account writes all day, and one of them by dotted path; what is not known is a JSON object."""

    model: RecordModel
    example: Mapping[str, Any]


class Requirements(Struct, frozen=True, kw_only=True, dict=True):
    """The records of every control that is asked for by their ids, and the classes of ordinary ones by name.

    `spared` are records of these controls of which exclusions leave nothing. `beside` are those of the other controls, as the
    policies say them: a pattern may be made for one of these. `of_any` is the same of any account, where this was made of it.
    """

    controls: Mapping[str, Mapping[str, RequiredRecord]]
    spared: Mapping[str, Mapping[str, RequiredRecord]] = field(default_factory=dict)
    ordinary: Mapping[str, OrdinaryClass] = field(default_factory=dict)
    beside: Mapping[str, Any] = field(default_factory=dict)
    of_any: OfAnyAccount | None = None

    @cached_property
    def exclusions(self) -> dict[str, Any]:
        """By control `of`, the records of which each exclusion takes something, and `whole`, those of which nothing is left."""
        found: dict[str, Any] = {}
        for control, left in self.controls.items():
            whole = self.spared.get(control, {})
            every = {**left, **whole}
            ids = {identity for one in every.values() for identity in one.excluding}
            if ids:
                found[control] = {
                    "of": {taken: sorted(name for name, one in every.items() if taken in one.excluding) for taken in sorted(ids)},
                    "whole": sorted(whole),
                }
        return found

    def excluding(self, control: str) -> set[str]:
        """The ids of the exclusions that take something away of what the control asks for."""
        left = self.controls[control]
        gone = [one for name, one in self.spared.get(control, {}).items() if name not in left]
        return {identity for one in (*left.values(), *gone) for identity in one.excluding}

    @cached_property
    def others(self) -> dict[str, dict[str, RequiredRecord]]:
        """The records of the controls that are not asked for, read when they are first needed."""
        return {control: {name: _required(one) for name, one in records.items()} for control, records in self.beside.items()}

    @cached_property
    def described(self) -> dict[tuple[str, bool], dict[str, Any]]:
        """The patterns that were described by what is required of any account, by text and whether AWS accepted them."""
        return {}

    @property
    def models(self) -> Iterator[RecordModel]:
        """Every model of the controls that are asked for, and of ordinary records."""
        for records in (*self.controls.values(), *self.spared.values()):
            for one in records.values():
                yield from (one.model, *one.parts, *one.succeeded, *(taken for _, taken in one.excluded))
        yield from (one.model for one in self.ordinary.values())

    @cached_property
    def shared(self) -> frozenset[str]:
        """The controls that are asked for of which another one, asked for or not, has a source in common."""
        sources = {control: {one.source for one in records.values()} - {None} for control, records in self.controls.items()}
        beside = {
            control: {record["fields"].get(SOURCE, {}).get("is") for record in records.values()} - {None}
            for control, records in self.beside.items()
        }
        every = [*sources.items(), *beside.items()]
        return frozenset(
            control for control, there in sources.items() if any(there & other for name, other in every if name != control)
        )


def requirements(
    required: Mapping[str, Any], ordinary: Mapping[str, Any] | None = None, asked: Iterable[str] | None = None
) -> Requirements:
    """What `Engine.required_records` and `Engine.ordinary_records` answer, read; of all controls those that are `asked` for.

    A control that requires no record is none of them: no pattern could be made for it.

    Raises `SpecError` where a record is described by what is no record model.
    """
    wanted = set(required) if asked is None else set(asked)
    found = {
        control: {name: _required(record) for name, record in records.items()}
        for control, records in required.items()
        if control in wanted and records
    }
    return Requirements(
        controls={control: _left(records) for control, records in found.items()},
        spared={control: whole for control, records in found.items() if (whole := _without_parts(records))},
        beside={control: records for control, records in required.items() if control not in wanted and records},
        ordinary={
            name: OrdinaryClass(model=record_model(one["fields"]), example=one["example"])
            for name, one in (ordinary or {}).items()
        },
    )


def _left(records: Mapping[str, RequiredRecord]) -> dict[str, RequiredRecord]:
    """The records of which something is left; all of them, whole, where nothing at all would be: no control requires nothing."""
    left = {name: one for name, one in records.items() if one.parts}
    return left or {name: replace(one, parts=(one.model,), excluded=()) for name, one in records.items()}


def _without_parts(records: Mapping[str, RequiredRecord]) -> dict[str, RequiredRecord]:
    return {name: one for name, one in records.items() if not one.parts}


def _required(record: Mapping[str, Any]) -> RequiredRecord:
    model = record_model(record["fields"])
    offered = [(one["id"], record_model(one["fields"])) for one in record.get("excluded", ())]
    excluded = tuple((identity, taken) for identity, taken in sorted(offered, key=repr) if meets(model, taken))
    parts = remainder(model, tuple(taken for _, taken in excluded))
    succeeded = record.get("succeeded")
    told = () if succeeded is None else record_model(succeeded).fields
    return RequiredRecord(
        model=model,
        parts=parts,
        excluded=excluded,
        succeeded=() if succeeded is None else tuple(one for part in parts if (one := narrowed(part, told)) is not None),
        recorded_as=_recorded_as(record.get("recorded_as", {})),
        global_service=bool(record.get("global_service")),
    )


def _recorded_as(said: Mapping[str, str]) -> tuple[tuple[str, Spec], ...]:
    classes = {"true": [True], "false": [False], "both": [False, True]}
    return tuple((path, of_values(classes.get(value, [value]))) for path, value in sorted(said.items()))
