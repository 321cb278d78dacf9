"""The records of a file as `RecordPieces` cuts them, but for those of a list that the scanner tells, which come as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.trace.json_values import MAX_VALUE
from trailgate_evaluator.trace.record_pieces import AHEAD, RecordPieces, parsed
from trailgate_evaluator.trace.scan.scanner import ENDED, FULL, MORE, UNKNOWN, UNREAD

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from trailgate_evaluator.trace.record_pieces import Piece
    from trailgate_evaluator.trace.scan.rows import Rows
    from trailgate_evaluator.trace.scan.scanner import Scanner

    ScannerFor = Callable[[int], Scanner | None]
    """The scanner for a text of so many bytes at least, None where there is none, or where it does not pay."""


class ToldPieces(RecordPieces):
    """As `RecordPieces`; between its pieces stand rows, of some records one after another."""

    def __init__(
        self, parts: Iterator[bytes], text_of: Callable[[Iterator[bytes]], Callable[[], str]], name: str, scanner: ScannerFor
    ) -> None:
        """`scanner` tells records, if it pays to have one; it may learn of a piece before the next one is asked for."""
        super().__init__(parts, text_of, name)
        self._scanner = scanner

    def _listed(self, opening: bytes) -> Iterator[Piece | Rows]:
        scanner = self._scanner(len(self._carry))
        is_after, why = False, MORE
        while why == MORE and scanner is not None and scanner.is_of_use and len(self._carry) <= MAX_VALUE:
            scanner.load(self._carry, is_after=is_after)
            why = yield from self._told(scanner)
            self._carry = self._carry[scanner.place :]
            is_after = scanner.is_after
            if why == MORE:
                if not (part := self._next()):
                    self._is_open = True
                    return
                self._carry += part
        if why == ENDED:
            while len(self._carry) < AHEAD and (part := self._next()):
                self._carry += part
            if self._carry.rstrip() == b"]}":
                self._carry = b""
            return
        if is_after and self._carry.startswith(b","):
            self._carry = self._carry[1:]
        if self._carry.startswith(opening):
            yield from super()._listed(opening)

    def _told(self, scanner: Scanner) -> Generator[Piece | Rows, None, int]:
        """What the scanner tells of the text that it has, and what it does not know; returns why it stopped."""
        while True:
            why = scanner.on()
            if scanner.count:
                self._number += scanner.count
                yield scanner.rows()
            if why == UNKNOWN and scanner.learns_values():
                continue
            if why == UNKNOWN:
                found = parsed(scanner.unknown())
                if found is None:
                    return UNREAD
                self._number += 1
                scanner.ask()
                yield found
                scanner.pass_by()
            elif why != FULL:
                return why
