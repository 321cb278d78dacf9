"""Questions asked in this process, of files or of rows by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.asking import of_one
from trailgate_evaluator.query.answering import Limits, answered, asked
from trailgate_evaluator.query.database import Database
from trailgate_evaluator.query.loading import load
from trailgate_evaluator.query.looks import looks

ROOT: Final = Path(__file__).resolve().parents[3]
LIMITS: Final = Limits(seconds=30, memory=512)
Rows = list[tuple[Any, ...]]


def ask(sql: str, paths: Sequence[str | Path], **choices: Any) -> Rows:
    """The rows that the program gives; every input must be readable."""
    rows, problems = ask_of(sql, paths, **choices)
    assert problems == []
    return rows


def ask_of(sql: str, paths: Sequence[str | Path], **choices: Any) -> tuple[Rows, list[str]]:
    """The rows, and what is said of inputs that are in none."""
    found = asked(sql, Database(LIMITS.memory), LIMITS)
    given, problems = looks([str(path) for path in paths])
    database = Database(LIMITS.memory)
    problems += load(database, found.tables, given, of_one(**{"join": True, **choices}), lambda _name: None)
    with answered(found, database, LIMITS) as answer:
        rows = list(answer.rows())
    return rows, [str(problem) for problem in problems]
