"""Rows of one type in a quarter of the time, once there are many: msgspec checks a row's members and picks them.

What it does not take as it is goes the long way (`fields.RowType`), which says what is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypedDict

import msgspec
from msgspec.structs import asdict

from trailgate_evaluator.readers.snapshot.fields import COUNTED, STRANGE, counted, value_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.fields import Field, RowType


class _Object(TypedDict):
    """An object, of whatever members."""


_TYPES: Final[Mapping[str, Any]] = {
    "text": str,
    "texts": list[str],
    "flag": bool,
    "count": Annotated[int, msgspec.Meta(gt=-COUNTED, lt=COUNTED)],
    "number": int | float,
    "time": str | int | float,
    "object": _Object,
    "objects": list[_Object],
    "names": dict[str, str],
}
_COPIED: Final = frozenset({"object", "objects"})
"""Of these only the form is looked at."""


class CheckedRows:
    """Rows of one type, read as `slowly` reads them."""

    def __init__(self, row_type: RowType, slowly: Callable[[Json, str], Json]) -> None:
        self._type = row_type
        self._slowly = slowly
        plain = {field: field.member for field in row_type.fields if field.member is not None and field.pick is None}
        types = {field: _documented(row_type, field) or _TYPES[field.type] for field in plain}
        members = [(field.name, kind) if field.required else (field.name, kind | None, None) for field, kind in types.items()]
        self._may_be_strange = row_type.members is not None or len(row_type.choices) > sum(
            _documented(row_type, field) is not None for field in plain
        )
        names = {field.name: member for field, member in plain.items()}
        self._form = msgspec.defstruct(row_type.name, members, rename=names, kw_only=True)
        self._copied = [(field.name, member) for field, member in plain.items() if field.type in _COPIED]
        self._numbers = [field.name for field in plain if field.type == "number"]
        self._times = [field for field in plain if field.type == "time"]
        self._deep: dict[str | None, list[Field]] = {}
        for field in row_type.fields:
            if field not in plain:
                self._deep.setdefault(None if field.required else field.member, []).append(field)
        self._left_out = {field.name: None for fields in self._deep.values() for field in fields}
        self._has_more = bool(self._may_be_strange or self._copied or self._numbers or self._times or self._deep)

    def read(self, row: Json, at: str) -> Json:
        """The fields of a row; raises as `slowly` does."""
        try:
            values = asdict(msgspec.convert(row, self._form))
        except msgspec.ValidationError:
            return self._slowly(row, at)
        return self._worked_out(row, values, at) if self._has_more else values

    def _worked_out(self, row: Json, values: Json, at: str) -> Json:
        """The same values, with those that are not as they stand in the row."""
        for name, member in self._copied:
            values[name] = row.get(member)
        for name in self._numbers:
            if type(values[name]) is float:
                values[name] = counted(values[name])
        for field in self._times:
            if values[field.name] is not None:
                values[field.name] = value_of(field, row, at)
        values.update(self._left_out)
        for among, fields in self._deep.items():
            if among is None or row.get(among) is not None:
                values.update({field.name: value_of(field, row, at) for field in fields})
        if self._may_be_strange and (strange := self._type.strange(row, values)) is not None:
            values[STRANGE] = strange
        return values


def _documented(row_type: RowType, field: Field) -> Any:
    """The texts that AWS documents for a field, as a type; None where it is no choice among some."""
    texts = row_type.choices.get(field.name)
    return Literal[tuple(sorted(texts))] if field.type == "text" and isinstance(texts, frozenset) else None
