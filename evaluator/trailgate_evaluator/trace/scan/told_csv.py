"""Records in CSV, taken out of their rows by the scanner's program; what it does not take out is read as all CSV is."""

from __future__ import annotations

import codecs
import csv
from itertools import chain
from typing import TYPE_CHECKING, Final

from trailgate_evaluator.regular import regex
from trailgate_evaluator.trace.csv_records import Behind, column_of, csv_texts
from trailgate_evaluator.trace.json_values import MAX_VALUE
from trailgate_evaluator.trace.scan.scanner import MORE
from trailgate_evaluator.trace.scan.told_list import ENOUGH
from trailgate_evaluator.trace.scan.told_texts import told_each, told_texts
from trailgate_evaluator.trace.scan.ways import in_column
from trailgate_evaluator.trace.utf8_parts import Stop, utf8_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.trace.record_pieces import Piece, TextOf
    from trailgate_evaluator.trace.scan.rows import Rows
    from trailgate_evaluator.trace.scan.scanner import ScannerFor

_HEADER: Final = regex(rb'(?:[^\x00-\x1f",]*|"[^\x00-\x1f"]*")(?:,(?:[^\x00-\x1f",]*|"[^\x00-\x1f"]*"))*\r?\n')
"""One of names without quotes in them, or between quotes."""


def told_csv(parts: Iterator[bytes], text_of: TextOf, name: str, scanner_for: ScannerFor) -> Iterator[Piece | Rows]:
    """As `csv_records`; those that the scanner tells come as rows."""
    read = utf8_parts(parts)
    carry, behind, stop = b"", None, None
    is_at_end = False
    size = 0
    while not is_at_end and stop is None and len(carry) <= MAX_VALUE:
        part = next(read, b"")
        if isinstance(part, Stop):
            stop = part
            break
        is_at_end = not part
        carry += part or (b"\n" if carry and not carry.endswith(b"\n") else b"")
        if behind is None:
            carry = carry.removeprefix(codecs.BOM_UTF8)
            if (header := _HEADER.match(carry)) is None or header[0].strip() == b"":
                break
            behind = Behind(column_of(next(csv.reader([header[0].decode()])), name), 1)
            carry = carry[header.end() :]
        size += len(part)
        if len(carry) < ENOUGH and not is_at_end:
            continue
        scanner = scanner_for(size)
        size = 0
        if scanner is None or not scanner.is_of_use:
            break
        found = scanner.load_from(carry, in_column(behind.column))
        behind = Behind(behind.column, behind.lines + carry.count(b"\n", 0, found.place))
        yield from told_texts(scanner)
        carry = carry[found.place :]
        if found.why != MORE:
            break
    rest = chain([carry] if carry else [], [] if stop is None else stop.left(), _plain(read))
    yield from told_each(csv_texts(rest, text_of, name, behind), scanner_for)


def _plain(read: Iterator[bytes | Stop]) -> Iterator[bytes]:
    for part in read:
        if isinstance(part, Stop):
            yield from part.left()
        else:
            yield part
