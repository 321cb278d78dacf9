"""`csv`: a row of names, then the rows (RFC 4180); texts that a spreadsheet would take for more begin with an apostrophe."""

from __future__ import annotations

import csv
import io
from typing import IO, TYPE_CHECKING

from trailgate_evaluator.formats.csv import marked
from trailgate_evaluator.plain import printable
from trailgate_evaluator.query.writing.values import text

if TYPE_CHECKING:
    from trailgate_evaluator.query.answering import Answer
    from trailgate_evaluator.query.statement import Question

_NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
            "FLOAT", "DOUBLE", "DECIMAL")  # fmt: skip


def check(asked: Question) -> None:
    """Every answer can be told in CSV."""
    del asked


def write(answer: Answer, out: IO[bytes]) -> None:
    """Writes the rows as they come."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([marked(printable(name)) for name, _ in answer.columns])
    kinds = [kind for _, kind in answer.columns]
    for row in answer.rows():
        writer.writerow([_cell(value, kind) for value, kind in zip(row, kinds, strict=True)])
        _hand_over(made, out)
    _hand_over(made, out)


def _cell(value: object, kind: str) -> str:
    shown = text(value, kind)
    is_other = kind.startswith((*_NUMBERS, "BOOLEAN", "TIMESTAMP", "DATE")) and "[" not in kind
    return shown if is_other else marked(printable(shown))


def _hand_over(made: io.StringIO, out: IO[bytes]) -> None:
    out.write(made.getvalue().encode("utf-8", "replace"))
    made.seek(0)
    made.truncate()
