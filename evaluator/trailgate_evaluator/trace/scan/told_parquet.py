"""Records in Parquet: the texts of whole ones are told by the scanner."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from trailgate_evaluator.trace.scan.told_texts import told_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.trace.record_pieces import Piece
    from trailgate_evaluator.trace.scan.rows import Rows
    from trailgate_evaluator.trace.scan.scanner import ScannerFor


def told_parquet(rows: Iterator[str | dict[str, Any]], scanner_for: ScannerFor) -> Iterator[Piece | Rows]:
    """The records of the rows of a file, which are all texts or none."""
    for first in rows:
        if type(first) is str:
            yield from told_each(cast("Iterable[str]", chain([first], rows)), scanner_for)
        else:
            yield from ((row, None) for row in chain([first], rows))
