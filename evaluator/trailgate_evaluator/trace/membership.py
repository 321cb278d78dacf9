"""To which controls' required records a real record belongs, told by its fields and never by a name of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.answers.clause import EVERYWHERE
from trailgate_evaluator.languages.filter_pattern.decision.spec_algebra import allows
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
from trailgate_evaluator.trace.fields import ABSENT, at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord, Requirements
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec

Json = dict[str, Any]


class Membership:
    """The required records of an account, by the `eventName` that they have, so that most records are told at one look."""

    def __init__(self, required: Requirements) -> None:
        self._named: dict[str, list[tuple[str, str, RequiredRecord]]] = {}
        self._of_any_name: list[tuple[str, str, RequiredRecord]] = []
        for control, records in sorted(required.controls.items()):
            for identity, one in sorted(records.items()):
                place = self._of_any_name if one.name is None else self._named.setdefault(one.name, [])
                place.append((control, identity, one))

    def of(self, record: Mapping[str, Any]) -> dict[str, list[str]]:
        """{control: the ids of its records to which this one belongs}.

        A field that CloudTrail always writes, and that is not there, is not held against it.
        """
        name = record.get("eventName")
        found: dict[str, list[str]] = {}
        for control, identity, one in (*(self._named.get(name, ()) if isinstance(name, str) else ()), *self._of_any_name):
            if all(_fits(record, path, spec) for path, spec in one.model.fields):
                found.setdefault(control, []).append(identity)
        return found

    def required(self, identity: str) -> list[tuple[str, str, RequiredRecord]]:
        """The required records of that id or `eventName`, each with its control and id."""
        every = [*(one for ones in self._named.values() for one in ones), *self._of_any_name]
        return sorted((one for one in every if identity in {one[1], one[2].name}), key=lambda one: one[:2])

    @property
    def ids(self) -> list[str]:
        """The ids of all required records."""
        return sorted({one[1] for ones in (*self._named.values(), self._of_any_name) for one in ones})


def _fits(record: Mapping[str, Any], path: str, spec: Spec) -> bool:
    value = record.get(path, ABSENT) if "." not in path else at(record, tuple(path.split(".")))
    if value is ABSENT:
        return not spec.present or path in EVERYWHERE or (path == "userIdentity" and spec.kinds == {Kind.OBJECT})
    try:
        return allows(spec, value)
    except BoundReached:
        return False
