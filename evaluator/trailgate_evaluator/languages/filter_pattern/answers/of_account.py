"""What the policies require of one account, made of what they require of any: its number takes the place of another's.

Where the same is asked of accounts but for their number the answers differ in that number alone. So they are asked for and read
once, and what a pattern says of records in which it does not see the number is said once for all such accounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import orjson
from msgspec import Struct

from trailgate_evaluator.languages.filter_pattern.answers.coverage import sees_path
from trailgate_evaluator.languages.filter_pattern.answers.requirements import OrdinaryClass, RequiredRecord, Requirements
from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, of_values
from trailgate_evaluator.languages.filter_pattern.syntax.errors import PatternError
from trailgate_evaluator.languages.filter_pattern.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec

    Fields = tuple[tuple[str, Spec], ...]

ANY_ACCOUNT: Final = "000000000000"
"""Stands for an account's number in what is required of any; AWS gives it to nobody."""
_ANY: Final = orjson.dumps(ANY_ACCOUNT)
_STANDS: Final = of_values([ANY_ACCOUNT])


class OfAnyAccount(Struct, frozen=True, kw_only=True, dict=True):
    """What is required of an account with the number `ANY_ACCOUNT`."""

    required: Requirements

    @cached_property
    def paths(self) -> frozenset[str]:
        """Where the number stands in a record, also in those of controls that are not asked for."""
        read = {path for model in self.required.models for path, spec in model.fields if spec == _STANDS}
        return frozenset(read).union(*(_where_it_stands(records) for records in self.required.beside.values()))

    def of(self, account: str) -> Requirements:
        """The same of the account with this number."""
        required, number = self.required, _Number(account, self.paths)
        return _OfAccount(
            number=number,
            controls=_InControls(number, required.controls),
            spared=_InControls(number, required.spared),
            ordinary={
                name: OrdinaryClass(model=number.in_model(one.model), example=said_of(one.example, account))
                for name, one in required.ordinary.items()
            },
            beside=required.beside,
            of_any=self,
        )


class _OfAccount(Requirements, frozen=True, kw_only=True, dict=True):
    """What is required of one account; `beside` says it of any, and is seldom read."""

    number: _Number

    @cached_property
    def exclusions(self) -> dict[str, Any]:
        """See `Requirements.exclusions`; they name records, and no number."""
        return alike_in(self, ()).exclusions

    @cached_property
    def others(self) -> dict[str, dict[str, RequiredRecord]]:
        """See `Requirements.others`."""
        return {control: self.number.in_records(records) for control, records in alike_in(self, ()).others.items()}


def _where_it_stands(records: Mapping[str, Any]) -> Iterator[str]:
    """The paths of it in these records, as the policies say them: reading all that nobody asks for takes as long as a verdict."""
    for record in records.values():
        for one in (record, *record.get("excluded", ())):
            yield from (path for path, said in one["fields"].items() if ANY_ACCOUNT in (said.get("is"), *said.get("one_of", ())))


def alike_in(required: Requirements, texts: Iterable[str]) -> Requirements:
    """What is required of any account, where none of these patterns can tell its number; else what is of this one."""
    of_any = required.of_any
    return required if of_any is None or any(_may_tell(text, of_any.paths) for text in texts) else of_any.required


def _may_tell(text: str, paths: Iterable[str]) -> bool:
    """Whether a pattern may tell records apart by what stands at these paths. One that cannot be read may mean to."""
    try:
        pattern = parse(text)
    except PatternError:
        return True
    return any(sees_path(text, pattern, path) for path in paths)


def said_of(said: Any, account: str) -> Any:
    """What policies say of any account, as JSON, of the one with this number.

    Put in its place in the text: quotes within a text are written otherwise, so what stands between two is a whole one.
    """
    return orjson.loads(orjson.dumps(said).replace(_ANY, orjson.dumps(account)))


class _InControls(Mapping[str, Mapping[str, "RequiredRecord"]]):
    """The records of controls with an account's number, each made when it is asked for: most patterns cannot tell the number."""

    def __init__(self, number: _Number, of_any: Mapping[str, Mapping[str, RequiredRecord]]) -> None:
        self._number = number
        self._of_any = of_any
        self._made: dict[str, Mapping[str, RequiredRecord]] = {}

    def __getitem__(self, control: str) -> Mapping[str, RequiredRecord]:
        if control not in self._made:
            self._made[control] = self._number.in_records(self._of_any[control])
        return self._made[control]

    def __iter__(self) -> Iterator[str]:
        return iter(self._of_any)

    def __len__(self) -> int:
        return len(self._of_any)


class _Number:
    """An account's number, put in the place of any; a model that stands in several places is made once."""

    def __init__(self, account: str, paths: Collection[str]) -> None:
        self._spec = of_values([account])
        self._paths = paths
        self._made: dict[RecordModel, RecordModel] = {}

    def in_records(self, records: Mapping[str, RequiredRecord]) -> dict[str, RequiredRecord]:
        """The records of the account."""
        return {name: self._in_record(one) for name, one in records.items()}

    def in_model(self, model: RecordModel) -> RecordModel:
        """The model with the account's number."""
        if model not in self._made:
            self._made[model] = RecordModel(fields=self._in_fields(model.fields))
        return self._made[model]

    def _in_record(self, one: RequiredRecord) -> RequiredRecord:
        return RequiredRecord(
            model=self.in_model(one.model),
            parts=tuple(map(self.in_model, one.parts)),
            excluded=tuple((identity, self.in_model(taken)) for identity, taken in one.excluded),
            succeeded=tuple(map(self.in_model, one.succeeded)),
            recorded_as=one.recorded_as,
            global_service=one.global_service,
        )

    def _in_fields(self, fields: Fields) -> Fields:
        return tuple((path, self._spec) if path in self._paths and spec == _STANDS else (path, spec) for path, spec in fields)
