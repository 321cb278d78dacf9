"""What is left of a record when others are taken away: records that hold certain fields all at once.

Not to hold them all is to lack one of them, so that a record becomes several, one for each field that may be another.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.languages.filter_pattern.decision.record_model import model_of
from trailgate_evaluator.languages.filter_pattern.decision.shape import shape_of
from trailgate_evaluator.languages.filter_pattern.decision.spec_algebra import FREE, both, others
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec
    from trailgate_evaluator.languages.filter_pattern.decision.shape import Shape

MOST_PARTS: Final = 64
"""The most records that one may become."""


@lru_cache(maxsize=1024)
def remainder(model: RecordModel, taken: tuple[RecordModel, ...]) -> tuple[RecordModel, ...]:
    """The records of the model that are none of those taken away, as models; none where nothing is left.

    Raises `BoundReached` past 64 of them.
    """
    parts = [model]
    for one in taken:
        parts = list(dict.fromkeys(left for part in parts for left in _without(part, one)))
        if len(parts) > MOST_PARTS:
            raise BoundReached(f"exclusions that split a record into more than {MOST_PARTS}")
    return tuple(parts)


@lru_cache(maxsize=4096)
def meets(model: RecordModel, other: RecordModel) -> bool:
    """Whether some record is one of both models."""
    return narrowed(model, other.fields) is not None


def narrowed(model: RecordModel, fields: Iterable[tuple[str, Spec]]) -> RecordModel | None:
    """The model's records that hold these fields, too; None where there are none."""
    found = dict(model.fields)
    for path, spec in fields:
        here = both(found.get(path, FREE), spec)
        if here is None:
            return None
        found[path] = here
    made = model_of(found)
    return made if _possible(shape_of(made)) else None


def _without(part: RecordModel, taken: RecordModel) -> Iterator[RecordModel]:
    if not meets(part, taken):
        yield part
        return
    for path, spec in taken.fields:
        for other in others(spec):
            left = narrowed(part, [(path, other)])
            if left is not None:
                yield left


def _possible(shape: Shape) -> bool:
    """Whether something may stand at each place, one inside the other."""
    return bool(shape.kinds) and all(map(_possible, shape.properties.values()))


__all__ = ["BoundReached", "meets", "narrowed", "remainder"]
