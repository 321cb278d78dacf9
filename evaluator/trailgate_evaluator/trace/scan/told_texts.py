"""Texts that are a record each, a line each in the scanner: what it tells of them, and the others by themselves."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.trace.record_pieces import parsed
from trailgate_evaluator.trace.scan.scanner import FULL, IN_LINES, ROOM, UNKNOWN
from trailgate_evaluator.trace.shapes import record_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trailgate_evaluator.trace.record_pieces import Piece
    from trailgate_evaluator.trace.scan.rows import Rows
    from trailgate_evaluator.trace.scan.scanner import Scanner, ScannerFor

_AT_ONCE: Final = 1 << 9


def told_texts(scanner: Scanner) -> Iterator[Piece | Rows]:
    """The records of the lines that the scanner has."""
    while True:
        why = scanner.on()
        if scanner.count:
            yield scanner.rows()
        if why == UNKNOWN:
            if scanner.learns_values():
                continue
            if (found := parsed(scanner.unknown())) is not None:
                scanner.ask()
                yield found
                scanner.pass_by()
                continue
        if why == FULL:
            continue
        if scanner.is_at_end:
            return
        text = scanner.line()
        yield piece_of(text)
        scanner.leave(len(text) + 1)


def told_each(texts: Iterable[str], scanner_for: ScannerFor) -> Iterator[Piece | Rows]:
    """The records of some texts."""
    left, problem = iter(texts), None
    while problem is None:
        some: list[str] = []
        try:
            some.extend(islice(left, _AT_ONCE))
        except InputError as found:
            problem = found
        if not some:
            break
        data = "".join([f"{text}\n" for text in some]).encode()
        scanner = scanner_for(len(data))
        if scanner is not None and scanner.is_of_use and len(data) <= ROOM and data.count(b"\n") == len(some):
            scanner.load(data, IN_LINES)
            yield from told_texts(scanner)
        else:
            yield from (piece_of(text.encode()) for text in some)
    if problem is not None:
        raise problem


def piece_of(text: bytes) -> Piece:
    """The record of a text; of one that is none what `record_in` finds in it."""
    return parsed(text) or (_value(text), None)


def _value(text: bytes) -> Any:
    return record_in({"message": text.decode()})
