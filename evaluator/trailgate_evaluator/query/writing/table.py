"""`table`: for people, in a terminal: columns as wide as what is in them, numbers to the right."""

from __future__ import annotations

from itertools import islice
from typing import IO, TYPE_CHECKING, Final

from trailgate_evaluator.plain import inert, one_line
from trailgate_evaluator.query.writing.values import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trailgate_evaluator.query.answering import Answer
    from trailgate_evaluator.query.statement import Question

_LOOKED_AT: Final = 1000
"""So many rows say how wide a column is; wider values further down push the rest of their line to the right."""
_GAP: Final = "  "


def check(asked: Question) -> None:
    """Every answer can be told in a table."""
    del asked


def write(answer: Answer, out: IO[bytes]) -> None:
    """Writes the names, a line below them, and the rows as they come."""
    rows = _cells(answer)
    first = list(islice(rows, _LOOKED_AT))
    names = [one_line(name) for name, _ in answer.columns]
    right = [_is_number(kind) for _, kind in answer.columns]
    widths = [max([len(name), *(len(row[place]) for row in first)]) for place, name in enumerate(names)]
    for row in (names, ["-" * width for width in widths], *first):
        out.write(_line(row, widths, right))
    for row in rows:
        out.write(_line(row, widths, right))


def _cells(answer: Answer) -> Iterator[list[str]]:
    for row in answer.rows():
        yield [_shown(value, kind) for (_, kind), value in zip(answer.columns, row, strict=True)]


def _shown(value: object, kind: str) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return one_line(", ".join(value))
    return one_line(text(value, kind))


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> bytes:
    cells = [
        cell.rjust(width) if to_right else cell.ljust(width) for cell, width, to_right in zip(row, widths, right, strict=True)
    ]
    return inert(_GAP.join(cells).rstrip() + "\n").encode("utf-8", "replace")


def _is_number(kind: str) -> bool:
    return "[" not in kind and kind.startswith(
        ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DOUBLE", "FLOAT", "DECIMAL")
    )
