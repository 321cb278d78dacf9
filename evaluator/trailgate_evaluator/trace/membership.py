"""To which controls' required records a real record belongs, told by its fields and never by a name of ours."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from trailgate_evaluator.languages.filter_pattern.answers.clause import EVERYWHERE
from trailgate_evaluator.languages.filter_pattern.answers.holding import holds
from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel
from trailgate_evaluator.languages.filter_pattern.decision.spec_algebra import allows
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.trace.fields import ABSENT, at, steps_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord, Requirements
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec
    from trailgate_evaluator.trace.sight import Look

    _Candidate = tuple[str, str, RequiredRecord, tuple[tuple[str, Spec], ...]]

Json = dict[str, Any]


class Belonging(Struct, frozen=True, kw_only=True):
    """What a record is to the controls: by control the ids of those of its records that it is one of.

    `required` has to reach somebody. `excluded` need not, by the word of an organisation; `exclusions` are the ids of these
    words by control. A control stands in one of the two.
    """

    required: Mapping[str, list[str]]
    excluded: Mapping[str, list[str]]
    exclusions: Mapping[str, list[str]]

    @property
    def every(self) -> dict[str, list[str]]:
        """The ids by control, whether anybody has to hear of them or not."""
        return {**self.excluded, **self.required}

    @property
    def key(self) -> Hashable:
        """Equal for records that are the same to the controls."""
        told = [(control, *ids) for control, ids in self.every.items()]
        return (*told, *self.required) if self.excluded else tuple(told)


class Membership:
    """The required records of an account, by the `eventName` that they have, so that most records are told at one look."""

    def __init__(self, required: Requirements) -> None:
        self._named: dict[str, list[_Candidate]] = {}
        self._of_any_name: list[_Candidate] = []
        for control, records in sorted(required.controls.items()):
            for identity, one in sorted({**required.spared.get(control, {}), **records}.items()):
                place = self._of_any_name if one.name is None else self._named.setdefault(one.name, [])
                place.append((control, identity, one, _telling_first(one)))

    def of(self, record: Mapping[str, Any]) -> Belonging:
        """The controls whose records it is one of.

        A field that CloudTrail always writes, and that is not there, is not held against it.
        """
        name = record.get("eventName")
        required: dict[str, list[str]] = {}
        excluded: dict[str, list[str]] = {}
        exclusions: dict[str, set[str]] = {}
        for control, identity, one, fields in (*(self._named.get(name, ()) if isinstance(name, str) else ()), *self._of_any_name):
            if all(fits(record, path, spec) for path, spec in fields):
                taken = [exclusion for exclusion, model in one.excluded if holds(record, model)]
                (excluded if taken else required).setdefault(control, []).append(identity)
                exclusions.setdefault(control, set()).update(taken)
        return Belonging(
            required=required,
            excluded={control: ids for control, ids in excluded.items() if control not in required},
            exclusions={control: sorted(ids) for control, ids in exclusions.items() if ids and control not in required},
        )

    def looks(self) -> Iterator[tuple[tuple[str, ...], Look, bool]]:
        """What `of` asks of each field, with the steps to it, and whether it is only of what kind its value is.

        A record's answers, and its `eventName`, are all that `of` goes by.
        """
        asked: dict[tuple[str, Spec, bool], None] = {}
        for _, _, one, fields in (*(one for ones in self._named.values() for one in ones), *self._of_any_name):
            asked |= {(path, spec, False): None for path, spec in fields}
            asked |= {(path, spec, True): None for _, model in one.excluded for path, spec in model.fields}
        for path, spec, is_exclusion in asked:
            look = (
                partial(holds, model=RecordModel(fields=((path, spec),))) if is_exclusion else partial(fits, path=path, spec=spec)
            )
            yield steps_of(path), look, not spec.strings and not spec.numbers

    def required(self, identity: str) -> list[tuple[str, str, RequiredRecord]]:
        """The required records of that id or `eventName`, each with its control and id."""
        return [one for one in self.every if identity in {one[1], one[2].name}]

    @cached_property
    def every(self) -> list[tuple[str, str, RequiredRecord]]:
        """All records that controls ask for, those of which exclusions leave nothing among them, each with its control and id."""
        found = [*(one for ones in self._named.values() for one in ones), *self._of_any_name]
        return sorted((one[:3] for one in found), key=lambda one: one[:2])

    @property
    def ids(self) -> list[str]:
        """The ids of all these records."""
        return sorted({identity for _, identity, _ in self.every})


def _telling_first(one: RequiredRecord) -> tuple[tuple[str, Spec], ...]:
    """The fields of a record, those first by which most other records are told to be none."""
    return tuple(sorted(one.model.fields, key=lambda field: (field[0] in EVERYWHERE, not field[1].present)))


def fits(record: Mapping[str, Any], path: str, spec: Spec) -> bool:
    """Whether a record has at a path what a control asks for there, or lacks what CloudTrail always writes."""
    value = value_at(record, path)
    if value is ABSENT:
        return not spec.present or path in EVERYWHERE or (path == "userIdentity" and spec.kinds == {Kind.OBJECT})
    try:
        return allows(spec, value)
    except BoundReached:
        return False


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path, or `ABSENT`."""
    return record.get(path, ABSENT) if "." not in path else at(record, tuple(path.split(".")))
