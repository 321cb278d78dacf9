"""Records that lie in CSV, as CloudTrail Lake and Athena write what a query finds: a column holds each as a whole."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.no_records import COPY_AGAIN, empty
from trailgate_evaluator.trace.record_columns import WHOLE, no_record
from trailgate_evaluator.trace.shapes import record_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CSV: Final = (".csv", ".csv.gz")
_LONGEST: Final = 4 << 20


def csv_records(parts: Iterator[bytes], text_of: Callable[[Iterator[bytes]], Callable[[], str]], name: str) -> Iterator[Any]:
    """The records of CSV with a header; raises `InputError` where no column holds a whole one."""
    csv.field_size_limit(_LONGEST)
    rows = csv.reader(_lines(text_of(parts)), strict=True)
    try:
        header = [one.strip().lower() for one in next((row for row in rows if row), [])]
        if not header:
            raise empty(name)
        place = next((at for at, column in enumerate(header) if column in WHOLE), None)
        if place is None:
            raise no_record(header, name)
        for row in rows:
            if row:
                yield record_in({"message": row[place] if place < len(row) else ""})
    except csv.Error as problem:
        raise InputError(
            expected="CSV", found=_other_than_csv(str(problem)), where=f"{name}, line {rows.line_num}", what_to_do=COPY_AGAIN
        ) from problem


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
