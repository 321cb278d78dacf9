"""The one line on standard error with which a run ends: the verdicts counted, and where the reports lie."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.cli.writable import STDOUT
from trailgate_evaluator.plain import some
from trailgate_evaluator.report.standing import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.cli.destinations import Destination

_MOST: Final = 20


def tell(report: dict[str, Any], written: Sequence[Destination]) -> None:
    """Says it, except where a text on standard output has just said it itself."""
    tell_counted(counted(report), written)


def tell_counted(said: str, written: Sequence[Destination]) -> None:
    """The same, with the verdicts as they were counted already."""
    files = [entry.path for entry in written if entry.path != STDOUT]
    if files or any(entry.format.name != "text" for entry in written):
        place = f"; written to {some(files, _MOST)}" if files else ""
        sys.stderr.write(f"trailgate: {said}{place}\n")
