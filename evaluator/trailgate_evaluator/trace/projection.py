"""What of a record anybody looks at, taken out of it at once: records with the same key are judged alike.

The values of fields are taken as they are, objects and lists by their kind alone, since nothing that looks at one field looks
into them. Where a field has many values (addresses, names of sessions), what is asked of it is answered once for each, and the
answers stand for it.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.languages.filter_pattern.matching.json_text import Written
from trailgate_evaluator.trace.fields import ABSENT, at
from trailgate_evaluator.trace.record_pieces import exact

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from trailgate_evaluator.trace.sight import Look, Path

Json = dict[str, Any]
Key = tuple["Hashable", ...]

MANY: Final = 64
"""A field of which more texts were met may have any number."""
_NO_OBJECT: Final = object()
_ABSENT: Final = repeat(ABSENT)
_CONTAINERS: Final = frozenset({dict, list})
_MOST: Final = 1 << 16
"""The most values of one field whose answers are kept."""
_LONGEST: Final = 1 << 12
"""The most characters of a value that is kept."""


class Projection:
    """The fields of some looks, and how they are taken out of a record."""

    def __init__(self, looks: Iterable[tuple[Path | None, Look, bool]], itself: Path) -> None:
        """`looks`: each with the steps to the one field that it looks at, None of another, and whether it sees only its kind.

        The value of `itself` stands for itself.
        """
        self._looks: dict[Path, list[Look]] = {itself: []}
        self._whole: list[Look] = []
        self._valued = {itself}
        for path, look, only_kind in looks:
            (self._whole if path is None else self._looks.setdefault(path, [])).append(look)
            self._valued |= set() if path is None or only_kind else {path}
        self._itself = itself
        self._met: dict[Path, set[str]] = {path: set() for path in self._looks}
        self._containers: set[Path] = set()
        self._reduced: dict[Path, dict[Hashable, int]] = {}
        self._classes: dict[Path, dict[Hashable, int]] = {}
        self._arrange()

    def key(self, record: Json, text: bytes | None) -> Key:
        """The key of a record, not to be hashed where an object or a list stands where none was met before.

        `text` is the record's, where its numbers are not exact.
        """
        get = record.get
        found: list[Any] = [*map(get, self._top, _ABSENT), *map(type, map(get, self._kinds, _ABSENT))]
        for path, first, names in self._nested:
            place = get(first, ABSENT) if first is not None else at(record, path)
            kind = type(place)
            if kind is dict:
                found.extend(map(place.get, names, _ABSENT))
            elif first is not None:
                found += (_NO_OBJECT, kind if kind is list else place)
            else:
                found += (_NO_OBJECT, _value(record, path))
        for path, first in self._single:
            value = get(first, ABSENT) if first is not None else _value(record, path)
            kind = type(value)
            found.append(kind if kind is dict or kind is list else value)
        for path, first, known in self._reduced_ones:
            value = get(first, ABSENT) if first is not None else _value(record, path)
            kind = type(value)
            name = value if kind is str else (kind, None if kind is dict or kind is list else value)
            answers = known.get(name)
            found.append(self._answers(path, name, record, text) if answers is None else answers)
        if self._whole:
            record = record if text is None else exact(text)
            found.extend(look(record) for look in self._whole)
        return tuple(found)

    def learn(self, record: Json) -> None:
        """Takes note of the values of a record that was not known, for `improve`."""
        for path, met in self._met.items():
            value = at(record, path)
            if type(value) in _CONTAINERS:
                self._containers.add(path)
            elif type(value) is bool:  # each of the two is a kind
                self._valued.add(path)
            elif type(value) is str and len(met) <= MANY:
                met.add(value[:_LONGEST])

    def improve(self, *, reduce: bool) -> bool:
        """Takes objects and lists by their kind, and, if so, fields of many values by their answers; whether keys change."""
        before = self._kinds, self._single, len(self._reduced)
        if reduce:
            many = [
                path
                for path, met in self._met.items()
                if len(met) > MANY and path in self._valued - self._reduced.keys() - {self._itself}
            ]
            self._reduced |= {path: {} for path in many}
        self._arrange()
        return before != (self._kinds, self._single, len(self._reduced))

    def _arrange(self) -> None:
        """Groups the fields by the objects that they stand in."""
        groups: dict[Path, list[str]] = {}
        single: list[Path] = []
        only_kinds = [path for path in self._looks if len(path) == 1 and path not in self._valued]
        self._kinds = tuple(sorted(str(path[0]) for path in only_kinds))
        for path in self._looks.keys() - self._reduced.keys() - set(only_kinds):
            if path in self._containers or not all(isinstance(step, str) for step in path):
                single.append(path)
            else:
                groups.setdefault(path[:-1], []).append(str(path[-1]))
        self._top = tuple(groups.pop((), ()))
        self._nested = tuple((path, _only(path), tuple(names)) for path, names in groups.items())
        self._single = tuple((path, _only(path)) for path in sorted(single, key=repr))
        self._reduced_ones = tuple((path, _only(path), known) for path, known in self._reduced.items())

    def _answers(self, path: Path, name: Hashable, record: Json, text: bytes | None) -> int:
        """The number of the answers that all looks at a field give, kept by the `name` of its value: nothing else counts."""
        is_exact = type(at(record, path)) not in {float, Written}
        record = record if is_exact or text is None else exact(text)
        answers = tuple(look(record) for look in self._looks[path])
        classes = self._classes.setdefault(path, {})
        found = classes.setdefault(answers, len(classes))
        known = self._reduced[path]
        if len(known) >= _MOST:
            known.clear()
        if is_exact and not (isinstance(name, str) and len(name) > _LONGEST):
            known[name] = found
        return found


def _only(path: Path) -> str | None:
    """The name of a field of the record itself."""
    return path[0] if len(path) == 1 and isinstance(path[0], str) else None


def _value(record: Json, path: Path) -> Hashable:
    """The value at a path: of an object or a list its kind, and where there is none, what stands on the way."""
    value: Hashable = at(record, path)
    if value is ABSENT and len(path) > 1:
        return tuple([type(at(record, path[:length])) for length in range(1, len(path) + 1)])
    kind: type = type(value)
    return kind if kind in _CONTAINERS else value
