"""Fields of many values, as addresses and sessions: a value is known by what all that look at the field say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.trace.projection import MANY
from trailgate_evaluator.trace.record_pieces import exact

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from trailgate_evaluator.trace.scan.fields import Fields
    from trailgate_evaluator.trace.sight import Path


class ValueClasses:
    """The classes of the values met so far, by field; of a field of few values the values themselves."""

    def __init__(self, fields: Fields, itself: Path) -> None:
        """What stands at `itself` is always taken as it is."""
        self._fields = fields
        self._met: dict[Path, set[bytes]] = {path: set() for path in fields.valued - {itself}}
        self._reduced: dict[Path, dict[Hashable, int]] = {}

    def note(self) -> None:
        """Notes the values of the record that was unknown."""
        for path, met in self._met.items():
            if len(met) <= MANY:
                met.add(self._fields.text(path))

    def reduce(self) -> bool:
        """Takes fields of many values by their classes from now on; whether there is one that was not yet."""
        many = [path for path, met in self._met.items() if len(met) > MANY]
        for path in many:
            self._reduced[path] = {}
            del self._met[path]
            self._fields.reduce(path)
        return bool(many)

    def of_unknown(self) -> Iterator[tuple[int, int]]:
        """The node of each such field that the record which was unknown has, with the number of its value's class."""
        for path in self._reduced:
            if text := self._fields.text(path):
                yield self._fields.nodes[path], self._class(path, text)

    def _class(self, path: Path, text: bytes) -> int:
        """The number of what all looks at a field say of a value, which is all that they see."""
        record: Any = exact(text)
        for name in reversed(path):
            record = {name: record}
        classes = self._reduced[path]
        return classes.setdefault(tuple(look(record) for look in self._fields.looks[path]), len(classes))
