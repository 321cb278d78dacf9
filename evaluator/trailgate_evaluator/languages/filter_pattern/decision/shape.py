"""The shape of a record: constants, typed fields, and everything else free."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.languages.filter_pattern.decision.value_test import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALL = frozenset(Kind)


@dataclass(slots=True, kw_only=True)
class Shape:
    """What may stand at one place: kinds, a fixed text (of a string or number), and the shapes of properties."""

    kinds: frozenset[Kind] = _ALL
    text: str | None = None
    properties: dict[str, Shape] = field(default_factory=dict)

    def at(self, name: str) -> Shape:
        """The shape of a property; free where nothing is said."""
        return self.properties.get(name, FREE)


FREE = Shape()


def shape_of(constants: Mapping[str, Any], typed: Mapping[str, list[str]]) -> Shape:
    """The shape of a record with these constants and typed fields; a name may be a dotted path."""
    root = Shape(kinds=frozenset({Kind.OBJECT}))
    for path, value in sorted(constants.items()):
        place = _place(root, path, present=True)
        if isinstance(value, str):
            place.kinds, place.text = frozenset({Kind.STRING}), value
        elif isinstance(value, bool) or value is None:
            place.kinds = frozenset({Kind.NULL if value is None else Kind.TRUE if value else Kind.FALSE})
        else:
            place.kinds, place.text = frozenset({Kind.NUMBER}), str(value)
    for path, kinds in sorted(typed.items()):
        _place(root, path, present="absent" not in kinds).kinds &= frozenset(Kind(kind) for kind in kinds)
    return root


def _place(root: Shape, path: str, *, present: bool) -> Shape:
    place = root
    for name in path.split("."):
        if present and place is not root:
            place.kinds = frozenset({Kind.OBJECT})
        if name not in place.properties:
            place.properties[name] = Shape()
        place = place.properties[name]
    return place
