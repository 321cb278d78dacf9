"""Tables as comma-separated values, which have no types: what each cell holds, the column tells."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.exports.times import told_seconds
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]

_COLUMN: Final = regex(r"[a-z_][a-z0-9_]{0,62}")
_SEPARATORS: Final = ",;\t|"
_NULL: Final = frozenset({"", "<null>"})
_LONGEST: Final = 1 << 20
_MOST_ROWS: Final = 500_000
_ZONE: Final = regex(r" \+0000 UTC$")
_FLAGS: Final = {"true": True, "false": False}


def header_of(text: str) -> tuple[list[str], str] | None:
    """The columns in a text's first line, and what separates them; None where it is no header of a table."""
    first = text.partition("\n")[0].rstrip("\r")
    for separator in _SEPARATORS:
        names = first.split(separator)
        if len(names) > 1 and len(set(names)) == len(names) and all(map(_COLUMN.fullmatch, names)):
            return names, separator
    return None


def rows_in(text: str, types: Mapping[str, str]) -> list[tuple[str, Json]] | None:
    """The rows, each with the line that it ends in (`L5`); None where some row is none of the table.

    `types` has the columns that are no text: `flag`, `number` and `time`. What is empty, and what cannot be of its type, is None.
    """
    header = header_of(text)
    if header is None or not text.endswith("\n"):  # whatever writes it ends its last line
        return None
    names, separator = header
    csv.field_size_limit(_LONGEST)
    lines = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    found: list[tuple[str, Json]] = []
    try:
        next(lines)
        for cells in lines:
            if len(cells) != len(names) or len(found) >= _MOST_ROWS:
                return None
            told = zip(names, cells, strict=True)
            found.append((f"L{lines.line_num}", {name: _value(cell, types.get(name, "text")) for name, cell in told}))
    except csv.Error:
        return None
    return found


def _value(cell: str, kind: str) -> Any:
    if cell in _NULL:
        return None
    match kind:
        case "flag":
            return _FLAGS.get(cell.lower())
        case "number":
            return _number(cell)
        case "time":
            return told_seconds(_ZONE.sub("Z", cell))
        case _:
            return cell


def _number(cell: str) -> float | int | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    if value != value or value in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN
        return None
    return int(value) if value.is_integer() else value
