"""`json`: an array with an object for each row, a line each; the keys are the columns in their order."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING

from trailgate_evaluator.plain import still
from trailgate_evaluator.query.writing.values import plain, refuse_namesakes

if TYPE_CHECKING:
    from trailgate_evaluator.query.answering import Answer
    from trailgate_evaluator.query.statement import Question


def check(asked: Question) -> None:
    """Raises `UsageError` where two columns have one name."""
    refuse_namesakes(asked.columns, "JSON")


def write(answer: Answer, out: IO[bytes]) -> None:
    """Writes the array; one without rows is `[]`."""
    before = b"[\n"
    for row in answer.rows():
        told = {name: plain(value, kind) for (name, kind), value in zip(answer.columns, row, strict=True)}
        line = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        out.write(before + still(line).encode("utf-8", "replace"))
        before = b",\n"
    out.write(b"[]\n" if answer.count == 0 else b"\n]\n")
