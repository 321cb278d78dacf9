"""Of a record that belongs to no control: the controls that it comes nearest to, and what of it differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.answers.clause import EVERYWHERE
from trailgate_evaluator.report.model import spec_in_words
from trailgate_evaluator.trace.membership import fits, value_at
from trailgate_evaluator.trace.nearest_filter import in_json, similarity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import Spec
    from trailgate_evaluator.trace.membership import Membership

Json = dict[str, Any]

MOST: Final = 3
"""The most controls that are told where several are as near."""
_NEARER: Final = {"eventName": 4, "eventSource": 2}
_TELLING: Final = 3
"""How many fields that differ are made up for by one that a control asks for and the record has."""


def nearest_controls(record: Json, membership: Membership, specs: Mapping[str, Any]) -> list[Json]:
    """[{control, record, differs: [{field, expected, was}]}], those that are as near as none, each by its nearest record.

    `specs` has the same records as the policies say them. What a control asks for and the record has (its call, its service, the
    root user, an error) brings it nearer than few differences do. `was` is the field's value as JSON, null where it is not there.
    """
    return [
        {
            "control": control,
            "record": identity,
            "differs": [
                {"field": path, "expected": _expected(specs, control, identity, path), "was": in_json(value_at(record, path))}
                for path in differs
            ],
        }
        for control, (identity, differs) in _nearest(record, membership).items()
    ]


def names_of_nearest(record: Json, membership: Membership) -> list[str]:
    """The controls that are told by `nearest_controls`."""
    return list(_nearest(record, membership))


def _nearest(record: Json, membership: Membership) -> dict[str, tuple[str, list[str]]]:
    """{control: its nearest record, and the fields that differ}."""
    best: dict[str, tuple[tuple[float, ...], str, list[str]]] = {}
    for control, identity, one in membership.every:
        differs = [path for path, spec in one.model.fields if not fits(record, path, spec)]
        found = _distance(record, one, differs), identity, differs
        best[control] = min(best.get(control, found), found)
    least = min((distance for distance, _, _ in best.values()), default=None)
    nearest = [(control, one[1:]) for control, one in sorted(best.items()) if one[0] == least]
    return dict(nearest[:MOST])


def _distance(record: Json, one: RequiredRecord, differs: list[str]) -> tuple[float, ...]:
    near = sum(_NEARER.get(path, _TELLING) for path, spec in one.model.fields if path not in differs and _tells(path, spec))
    name = record.get("eventName")
    alike = similarity(one.name, name) if isinstance(name, str) and one.name is not None and near else 0.0
    return len(differs) - near, -alike


def _tells(path: str, spec: Spec) -> bool:
    """Whether a field tells what a record is about: a value that not every record has."""
    asks = spec.present and (bool(spec.constants) or any(not one.negated for one in spec.strings))
    return asks and (path in _NEARER or path not in EVERYWHERE)


def _expected(specs: Mapping[str, Any], control: str, identity: str, path: str) -> str:
    return spec_in_words(specs[control][identity]["fields"][path])
