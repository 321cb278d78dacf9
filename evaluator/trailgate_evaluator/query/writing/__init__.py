"""The formats in which an answer is written, row by row as it comes. A new format is a module and a line."""

from __future__ import annotations

from importlib import import_module
from typing import IO, TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

    from trailgate_evaluator.query.answering import Answer
    from trailgate_evaluator.query.statement import Question


class Writing(Struct, frozen=True, kw_only=True):
    """One format: its module here is imported only when it is asked for. `binary`: it is no text."""

    name: str
    extensions: tuple[str, ...]
    binary: bool = False

    def check(self, asked: Question) -> None:
        """Raises `UsageError` where the format cannot hold the answer, or what it needs is not installed."""
        check: Callable[[Question], None] = import_module(f"{__name__}.{self.name}").check
        check(asked)

    def write(self, answer: Answer, out: IO[bytes]) -> None:
        """Writes the whole answer."""
        write: Callable[[Answer, IO[bytes]], None] = import_module(f"{__name__}.{self.name}").write
        write(answer, out)


WRITINGS: Final[dict[str, Writing]] = {
    entry.name: entry
    for entry in (
        Writing(name="table", extensions=(".txt",)),
        Writing(name="csv", extensions=(".csv",)),
        Writing(name="json", extensions=(".json",)),
        Writing(name="parquet", extensions=(".parquet",), binary=True),
    )
}
"""Name → format, in the order of the help text."""


def by_extension(path: str) -> Writing | None:
    """The format that a file name asks for; None where none claims it."""
    return next((entry for entry in WRITINGS.values() if path.lower().endswith(entry.extensions)), None)
