"""Rows of AWS answers become typed values, by the JMESPath expressions of `fields.yaml`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msgspec import Struct

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.export_codes import NOT_IN_EXPORT
from trailgate_evaluator.readers.snapshot.expressions import parted
from trailgate_evaluator.readers.snapshot.tables import table
from trailgate_evaluator.readers.snapshot.times import epoch_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.expressions import Pick

_CHECKS: Final[Mapping[str, tuple[type, ...]]] = {
    "text": (str,),
    "texts": (list,),
    "flag": (bool,),
    "number": (int, float),
    "count": (int, float),
    "time": (str, int, float),
    "object": (dict,),
    "objects": (list,),
    "names": (dict,),
}
_ELEMENTS: Final[Mapping[str, type]] = {"texts": str, "objects": dict, "names": str}
_SAYS: Final[Mapping[str, str]] = {
    "text": "text",
    "texts": "a list of text",
    "flag": "true or false",
    "number": "a number",
    "count": "a whole number of 32 bits",
    "time": "a time (RFC 3339 or epoch seconds)",
    "object": "an object",
    "objects": "a list of objects",
    "names": "an object of text",
}


class Field(NamedTuple):
    """One field of the document: its type, whether it must be there, and where a row has it.

    `member` is the member of the row that it stands in, and `pick` takes it out of that, None where it is that itself, the common
    case. `member` is None where an expression is more than names, one below the other: then `pick` takes it out of the row.
    """

    name: str
    type: str
    required: bool
    member: str | None
    pick: Pick | None
    expression: str


class RowType(Struct, kw_only=True):
    """One kind of row: its name in `fields.yaml`, the call and list that it stands in, and its fields."""

    name: str
    call: str
    rows: str | None
    rows_optional: bool
    fields: tuple[Field, ...]
    choices: Mapping[str, _Described | frozenset[str]]
    members: frozenset[str] | None
    _until_many: int = 32
    """So many rows take as long as making ready what reads them sooner."""
    _read: Callable[[Json, str], Json] | None = None

    def read(self, row: Json, at: str) -> Json:
        """The row's fields by the document's names, None where AWS leaves one out.

        Whole numbers become integers, times epoch seconds. Raises `InputError` with the pointer `at`
        where a value is missing or of another type. `strange`, where it is there, has an error for each field with a
        value that AWS does not document, and under `*` one for members that it does not.
        """
        if self._read is not None:
            return self._read(row, at)
        self._until_many -= 1
        if self._until_many == 0:
            from trailgate_evaluator.readers.snapshot.checked_rows import CheckedRows

            self._read = CheckedRows(self, self._slowly).read
        return self._slowly(row, at)

    def _slowly(self, row: Json, at: str) -> Json:
        values = {field.name: value_of(field, row, at) for field in self.fields}
        if (strange := self.strange(row, values)) is not None:
            values[STRANGE] = strange
        return values

    def lacking(self, values: Json, lacks: frozenset[str]) -> Json:
        """The same values of a row, where those that its source may have left out, and that are not there, are strange."""
        for name, value in values.items():
            if value is None and f"{self.name}.{name}" in lacks:
                expression = next(field.expression for field in self.fields if field.name == name)
                error = {"code": NOT_IN_EXPORT, "message": f"what exported this may leave out {expression}"}
                values = {**values, STRANGE: {**values.get(STRANGE, {}), name: error}}
        return values

    def strange(self, row: Json, values: Json) -> dict[str, Json] | None:
        """The errors of values and members that AWS does not document, None where there are none."""
        found: dict[str, Json] = {}
        for name, documented in self.choices.items():
            value = values[name]
            if value is None or (type(value) is str and value in documented):
                continue
            for one in _texts(value):
                if one not in documented:
                    expression = next(field.expression for field in self.fields if field.name == name)
                    found[name] = {"code": "UnknownValue", "message": f"{expression} is {one[:60]!r}, a value that is not known"}
        if self.members is not None and not row.keys() <= self.members:
            others = sorted(key for key, value in row.items() if key not in self.members and value not in (None, [], {}))
            if others:
                found["*"] = {"code": "UnknownMember", "message": f"it has {others[0][:60]!r}, a member that is not known"}
        return found or None


STRANGE: Final = "strange"
_EXACT: Final = float(1 << 53)
COUNTED: Final = 1 << 31
"""No count is as large, nor as far below zero."""
_AS_IT_IS: Final = frozenset({"text", "flag", "object"})


@cache
def row_type(name: str) -> RowType:
    """The row type of that name in `fields.yaml`, compiled once."""
    entry = _table()[name]
    rows: str | None = entry.get("rows")
    fields = tuple(_field(key, text) for key, text in entry["fields"].items())
    members = entry.get("members")
    return RowType(
        name=name,
        call=entry.get("call", ""),
        rows=rows.removesuffix("?") if rows else None,
        rows_optional=bool(rows) and rows is not None and rows.endswith("?"),
        fields=fields,
        choices={key: _documented(values) for key, values in entry.get("choices", {}).items()},
        members=None if members is None else frozenset(members) | {field.expression for field in fields},
    )


def member_behind(lacked: str) -> str | None:
    """The member of an answer (`MetricAlarms[].StateValue`) that a field (`metric_alarm.state`) comes from, or None."""
    name, _, field = lacked.partition(".")
    if name not in _table():
        return None
    found = row_type(name)
    expression = next((one.expression for one in found.fields if one.name == field), None)
    return expression if found.rows is None or expression is None else f"{found.rows}[].{expression}"


def _documented(values: list[str] | str) -> _Described | frozenset[str]:
    """The texts of a list, or those that an expression between slashes describes."""
    return _Described(re.compile(values[1:-1], re.DOTALL)) if isinstance(values, str) else frozenset(values)


class _Described(Struct, frozen=True):
    """The texts that an expression describes as a whole."""

    expression: re.Pattern[str]

    def __contains__(self, text: str) -> bool:
        """Whether it does."""
        return self.expression.fullmatch(text) is not None


def _texts(value: str | list[str] | dict[str, str]) -> Iterable[str]:
    match value:
        case str():
            return (value,)
        case dict():
            return value.values()
    return value


@cache
def _table() -> dict[str, Any]:
    return table("fields.yaml")


def _field(name: str, text: str) -> Field:
    stated, _, expression = text.partition(" ")
    member, pick = parted(expression)
    return Field(
        name=name,
        type=stated.removesuffix("?"),
        required=not stated.endswith("?"),
        expression=expression,
        member=member,
        pick=pick,
    )


def value_of(field: Field, row: Json, at: str) -> Any:
    """What a row has at a field; raises `InputError` as `RowType.read` does."""
    _, stated, required, member, pick, _ = field
    value = row if member is None else row.get(member)
    if value is not None and pick is not None:
        value = pick(value)
    if value is None:
        if required:
            raise _wrong(field, at, "nothing")
    elif type(value) not in _CHECKS[stated]:
        raise _wrong(field, at, type(value).__name__)
    elif stated not in _AS_IT_IS and not (type(value) is int and -COUNTED < value < COUNTED):
        return _converted(field, value, at)
    return value


def _converted(field: Field, value: Any, at: str) -> Any:
    match field.type:
        case "number":
            return counted(value) if isinstance(value, float) else value
        case "count":
            if value != (number := int(value)) or abs(number) >= COUNTED:
                raise _wrong(field, at, repr(value)[:60])
            return number
        case "time":
            seconds = epoch_seconds(value)
            if seconds is None:
                raise _wrong(field, at, repr(value[:60] if isinstance(value, str) else value))
            return seconds
        case _:
            elements = value.values() if isinstance(value, dict) else value
            wanted = _ELEMENTS[field.type]
            for element in elements:
                if type(element) is not wanted:
                    raise _wrong(field, at, f"{type(element).__name__} within it")
            return value


def counted(value: float) -> float:
    """A number as a whole one, where it is one for sure."""
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _wrong(field: Field, at: str, found: str) -> InputError:
    return InputError(
        expected=f"{_SAYS[field.type]} at `{field.expression}`",
        found=found,
        where=at,
        what_to_do="Collect the account again; this is not what AWS answers.",
    )
