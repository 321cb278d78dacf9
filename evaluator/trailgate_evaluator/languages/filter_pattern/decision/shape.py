"""The shape of a record: what may stand at each place that the record model speaks of; everything else is free."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.decision.languages import Exactly
from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Name

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.decision.languages import TextSet
    from trailgate_evaluator.languages.filter_pattern.decision.record_model import RecordModel
    from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Step

_ALL = frozenset(Kind)
_LITERALS = frozenset({Kind.NULL, Kind.TRUE, Kind.FALSE})
_TEXTS = frozenset({Kind.STRING, Kind.NUMBER})


@dataclass(slots=True, kw_only=True)
class Shape:
    """What may stand at one place: kinds, the sets that strings and numbers lie in, and the shapes of properties.

    `text` is the one string or number, where only one may stand there.
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


def shape_of(model: RecordModel) -> Shape:
    """The shape of the model's records."""
    root = Shape(kinds=frozenset({Kind.OBJECT}))
    for path, spec in model.fields:
        place = _place(root, path, present=spec.present)
        place.kinds &= spec.kinds
        texts = [one.among.text for one in (*spec.strings, *spec.numbers) if isinstance(one.among, Exactly) and not one.negated]
        if len(texts) == 1 and len(spec.strings) + len(spec.numbers) == 1:
            place.text = texts[0]
        else:
            place.strings, place.numbers = spec.strings, spec.numbers
    return root


def _place(root: Shape, path: str, *, present: bool) -> Shape:
    place = root
    for name in path.split("."):
        if present and place is not root:
            place.kinds &= {Kind.OBJECT}
        if name not in place.properties:
            place.properties[name] = Shape()
        place = place.properties[name]
    return place
