"""What a table is: its columns in order, each with a type and a meaning, as the docs and every reader and writer have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Type = Literal["text", "integer", "number", "boolean", "time", "texts", "json"]
"""The types of columns.

text: str. integer: int of at most 63 bits. number: float. boolean: bool. texts: a list of str, never None. json: any JSON.
time: in a row epoch seconds (int), in a table a timestamp in UTC without a zone. All but texts may be None.
"""


class Column(Struct, frozen=True, kw_only=True):
    """One column: `meaning` is a phrase without a full stop."""

    name: str
    type: Type
    meaning: str


class Table(Struct, frozen=True, kw_only=True):
    """One table: what a row is, and its columns. `of_resources`: an account's own things, told without a verdict."""

    name: str
    about: str
    columns: tuple[Column, ...]
    of_resources: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


_LAST: Final = 253_402_300_799
"""The last second of the year 9999."""
_MOST: Final = 1 << 63
_FITS: Final[dict[Type, Callable[[object], bool]]] = {
    "text": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int and -_MOST <= value < _MOST,
    "number": lambda value: isinstance(value, float),
    "boolean": lambda value: isinstance(value, bool),
    "time": lambda value: type(value) is int and -_LAST <= value <= _LAST,
    "texts": lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
    "json": lambda _value: True,
}


def refuse_misfit(table: Table, row: Mapping[str, Any]) -> None:
    """Raises `TypeError` where a value of the row is not of its column's type: no report that we wrote has such a row."""
    for column in table.columns:
        value = row[column.name]
        if not (_FITS[column.type](value) if value is not None else column.type != "texts"):
            raise TypeError(column.name)


def columns(described: str) -> tuple[Column, ...]:
    """Columns from lines `NAME TYPE MEANING`; what begins with a blank goes on with the meaning above it."""
    whole = described.replace("\n ", " ")
    parsed = (" ".join(line.split()).split(" ", 2) for line in whole.splitlines() if line)
    return tuple(Column(name=name, type=type_, meaning=meaning) for name, type_, meaning in parsed)  # type: ignore[arg-type]
