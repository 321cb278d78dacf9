"""What the policies require of one account, made of what they require of any: its number takes the place of another's.

Where the same is asked of accounts but for their number the answers differ in that number alone. So they are asked for and read
once, and what a pattern says of records in which it does not see the number is said once for all such accounts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.answers.requirements import OrdinaryClass, RequiredRecord, Requirements
from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec, of_values

if TYPE_CHECKING:
    from collections.abc import Mapping

ANY_ACCOUNT: Final = "000000000000"
"""Stands for an account's number in what is required of any; AWS gives it to nobody."""
_STANDS: Final = of_values([ANY_ACCOUNT])


@dataclass(frozen=True, kw_only=True)
class OfAnyAccount:
    """What is required of an account with the number `ANY_ACCOUNT`; `described` are the patterns that see no number, by text."""

    required: Requirements
    described: dict[tuple[str, bool], dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def paths(self) -> frozenset[str]:
        """Where the number stands in a record."""
        return frozenset(path for model in self.required.models for path, spec in model.fields if spec == _STANDS)

    def of(self, account: str) -> Requirements:
        """The same of the account with this number."""
        required, number = self.required, of_values([account])

        def numbered(records: Mapping[str, RequiredRecord]) -> dict[str, RequiredRecord]:
            return {name: _record(one, number) for name, one in records.items()}

        return Requirements(
            controls={control: numbered(records) for control, records in required.controls.items()},
            spared={control: numbered(records) for control, records in required.spared.items()},
            ordinary={
                name: OrdinaryClass(model=_model(one.model, number), example=said_of(one.example, account))
                for name, one in required.ordinary.items()
            },
            beside=said_of(required.beside, account),
            of_any=self,
        )


def said_of(said: Any, account: str) -> Any:
    """What policies say of any account, as JSON, of the one with this number."""
    match said:
        case dict():
            return {name: said_of(inner, account) for name, inner in said.items()}
        case list():
            return [said_of(inner, account) for inner in said]
        case _:
            return account if said == ANY_ACCOUNT else said


def _record(one: RequiredRecord, number: Spec) -> RequiredRecord:
    return replace(
        one,
        model=_model(one.model, number),
        parts=tuple(_model(part, number) for part in one.parts),
        excluded=tuple((identity, _model(taken, number)) for identity, taken in one.excluded),
        succeeded=tuple(_model(part, number) for part in one.succeeded),
        recorded_as=tuple((path, number if spec == _STANDS else spec) for path, spec in one.recorded_as),
    )


def _model(model: RecordModel, number: Spec) -> RecordModel:
    return RecordModel(fields=tuple((path, number if spec == _STANDS else spec) for path, spec in model.fields))
