"""Records that lie in CSV, as CloudTrail Lake and Athena write what a query finds: a column holds each as a whole."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.no_records import COPY_AGAIN, empty
from trailgate_evaluator.trace.record_columns import WHOLE, no_record
from trailgate_evaluator.trace.shapes import record_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trailgate_evaluator.trace.record_pieces import TextOf

CSV: Final = (".csv", ".csv.gz")
_LONGEST: Final = 4 << 20


def csv_records(parts: Iterator[bytes], text_of: TextOf, name: str) -> Iterator[Any]:
    """The records of CSV with a header; raises `InputError` where no column holds a whole one."""
    for text in csv_texts(parts, text_of, name):
        yield record_in({"message": text})


def csv_texts(parts: Iterator[bytes], text_of: TextOf, name: str, behind: Behind | None = None) -> Iterator[str]:
    """As `csv_records`, the text that each row has in that column; `behind` a header and some rows already, if so."""
    csv.field_size_limit(_LONGEST)
    rows = csv.reader(_lines(text_of(parts, is_start=behind is None)), strict=True)
    before = 0 if behind is None else behind.lines
    try:
        place = column_of(next((row for row in rows if row), []), name) if behind is None else behind.column
        for row in rows:
            if row:
                yield row[place] if place < len(row) else ""
    except csv.Error as problem:
        raise InputError(
            expected="CSV",
            found=_other_than_csv(str(problem)),
            where=f"{name}, line {before + rows.line_num}",
            what_to_do=COPY_AGAIN,
        ) from problem


class Behind(Struct, frozen=True):
    """So many lines were read by somebody else, a header among them of which the column `column` holds records."""

    column: int
    lines: int


def column_of(header: list[str], name: str) -> int:
    """The number of the column with whole records; raises `InputError` where there is none."""
    names = [one.strip().lower() for one in header]
    if not names:
        raise empty(name)
    place = next((at for at, column in enumerate(names) if column in WHOLE), None)
    if place is None:
        raise no_record(names, name)
    return place


def _other_than_csv(problem: str) -> str:
    """What the csv module's words mean."""
    if "end of data" in problem:
        return "a value that does not end: the file is cut off"
    return f"a value of more than {_LONGEST >> 20} MiB" if "limit" in problem else "a quotation mark within a value"


def _lines(read: Callable[[], str]) -> Iterator[str]:
    """The lines of a text, each with its end."""
    rest = ""
    while part := read():
        *whole, rest = io.StringIO(rest + part, newline="").readlines() or [""]
        if rest.endswith("\n"):
            whole.append(rest)
            rest = ""
        yield from whole
    if rest:
        yield rest
