"""The shape of a record: what may stand at each place that the record model speaks of; everything else is free."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from trailgate_evaluator.languages.filter_pattern.decision.languages import Exactly
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Name

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.decision.languages import TextSet
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel, Spec
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Step

_ALL = frozenset(Kind)
_LITERALS = frozenset({Kind.NULL, Kind.TRUE, Kind.FALSE})
_TEXTS = frozenset({Kind.STRING, Kind.NUMBER})


class Shape(Struct, kw_only=True, eq=False):
    """What may stand at one place: kinds, the sets that strings and numbers lie in, and the shapes of properties.

    `text` is the one string or number, where only one may stand there. Records of which the model says the same of a property
    share the one shape of it, so that it is told by its identity.
    """

    kinds: frozenset[Kind] = _ALL
    text: str | None = None
    strings: tuple[TextSet, ...] = ()
    numbers: tuple[TextSet, ...] = ()
    properties: dict[str, Shape] = field(default_factory=dict)

    def fixed(self, path: tuple[Step, ...]) -> tuple[Kind, str | None] | None:
        """The kind and text of the one value that may stand at a path; None where there is not just one."""
        place = self
        for step in path:
            found = place.properties.get(step.name) if isinstance(step, Name) else None
            if found is None:
                return None
            place = found
        if len(place.kinds) != 1 or place.properties:
            return None
        (kind,) = place.kinds
        if kind in _LITERALS or (place.text is not None and kind in _TEXTS):
            return kind, place.text
        return None

    def at(self, name: str) -> Shape:
        """The shape of a property; free where nothing is said."""
        return self.properties.get(name, FREE)


FREE = Shape()


@lru_cache(maxsize=4096)
def shape_of(model: RecordModel) -> Shape:
    """The shape of the model's records."""
    below: dict[str, list[tuple[str, Spec]]] = {}
    for path, spec in model.fields:
        below.setdefault(path.partition(".")[0], []).append((path, spec))
    return Shape(kinds=frozenset({Kind.OBJECT}), properties={name: _property(tuple(fields)) for name, fields in below.items()})


@lru_cache(maxsize=4096)
def _property(fields: tuple[tuple[str, Spec], ...]) -> Shape:
    """The shape of the one property that all of these fields stand in."""
    place = Shape()
    for path, spec in fields:
        _narrow(_place(place, path, present=spec.present), spec)
    return place


def _narrow(place: Shape, spec: Spec) -> None:
    place.kinds &= spec.kinds
    texts = [one.among.text for one in (*spec.strings, *spec.numbers) if isinstance(one.among, Exactly) and not one.negated]
    if len(texts) == 1 and len(spec.strings) + len(spec.numbers) == 1:
        place.text = texts[0]
    else:
        place.strings, place.numbers = spec.strings, spec.numbers


def _place(top: Shape, path: str, *, present: bool) -> Shape:
    place = top
    for name in path.split(".")[1:]:
        if present:
            place.kinds &= {Kind.OBJECT}
        if name not in place.properties:
            place.properties[name] = Shape()
        place = place.properties[name]
    return place
