"""Whether a real record holds the fields of a model, told by its values alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.decision.spec_algebra import allows
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import RequiredRecord
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec


def is_excluded(record: Mapping[str, Any], required: RequiredRecord) -> bool:
    """Whether an exclusion of the required record is of this very one."""
    return any(holds(record, taken) for _, taken in required.excluded)


def holds(record: Mapping[str, Any], model: RecordModel) -> bool:
    """Whether each field of the model is as it says."""
    return all(_holds(record, path.split("."), spec) for path, spec in model.fields)


def _holds(place: Any, path: list[str], spec: Spec) -> bool:
    for name in path:
        if not isinstance(place, dict) or name not in place:
            return not spec.present
        place = place[name]
    try:
        return allows(spec, place)
    except BoundReached:
        return False
