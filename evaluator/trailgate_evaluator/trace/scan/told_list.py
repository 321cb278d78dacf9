"""The records of a list as `RecordPieces` cuts them, but for those that the scanner tells, which come as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.regular import regex
from trailgate_evaluator.trace.json_values import MAX_VALUE, no_column, where_of
from trailgate_evaluator.trace.record_pieces import AHEAD, RecordPieces, first_value, of_line, parsed
from trailgate_evaluator.trace.scan.scanner import ENDED, FULL, IN_LIST, MORE, UNKNOWN, UNREAD
from trailgate_evaluator.trace.scan.told_texts import told_texts
from trailgate_evaluator.trace.shapes import LIST_EXPRESSION, NoColumnError, record_in

if TYPE_CHECKING:
    import re
    from collections.abc import Generator, Iterator

    from trailgate_evaluator.trace.record_pieces import Piece, TextOf
    from trailgate_evaluator.trace.scan.rows import Rows
    from trailgate_evaluator.trace.scan.scanner import Scanner, ScannerFor

LIST: Final = regex(rb"[ \t\r\n]*(" + LIST_EXPRESSION.encode() + rb")")
SOME: Final = 1 << 16
ENOUGH: Final = 1 << 20
"""So many bytes are looked at at once."""
_FEW_ODD: Final = 8


class ToldList(RecordPieces):
    """As `RecordPieces`; between its pieces stand rows, of some records one after another."""

    def __init__(self, parts: Iterator[bytes], text_of: TextOf, name: str, scanner: ScannerFor) -> None:
        """`scanner` tells records, if it pays to have one; it may learn of a piece before the next one is asked for."""
        super().__init__(parts, text_of, name)
        self._scanner = scanner
        self._unasked = 0
        """So many bytes were read since the scanner was asked for."""
        self._is_at_end = self._is_around = False
        self._longest = SOME
        """A message is likely to have fewer bytes."""
        self._odd = 0
        """How many values were read by themselves."""

    def _next(self) -> bytes:
        part = super()._next()
        self._unasked += len(part)
        return part

    def _scanner_of_use(self) -> Scanner | None:
        """The scanner, as long as it is of use for this file."""
        scanner, self._unasked = self._scanner(self._unasked), 0
        fits = len(self._carry) <= MAX_VALUE and self._odd <= _FEW_ODD + self._number // 8
        return scanner if fits and scanner is not None and scanner.is_of_use else None

    def _grown(self, enough: int = 0) -> bool:
        """Whether more stands in `_carry` now, if there is, `enough`; at the end nothing, and at a problem, told in its place."""
        while part := self._next():
            self._carry += part
            if len(self._carry) >= enough:
                return True
        self._is_at_end = True
        return False

    def _listed(self, opening: bytes) -> Iterator[Piece | Rows]:
        is_after, why = False, MORE
        if len(self._carry) < ENOUGH:
            self._grown(ENOUGH)
        while why == MORE and (scanner := self._scanner_of_use()) is not None:
            scanner.load(self._carry, IN_LIST, is_after=is_after)
            why = yield from self._told(scanner)
            self._carry = self._carry[scanner.place :]
            is_after = scanner.is_after
            if why == MORE and not self._grown():
                self._is_open = True
                return
        if why == ENDED:
            if len(self._carry) < AHEAD:
                self._grown(AHEAD)
            if self._carry.rstrip() == b"]}":
                self._carry = b""
            return
        if is_after and self._carry.startswith(b","):
            self._carry = self._carry[1:]
        if self._carry.startswith(opening):
            yield from super()._listed(opening)

    def _told(self, scanner: Scanner, lines: int = 0) -> Generator[Piece | Rows, None, int]:
        """What the scanner tells of the text that it has, and what it does not know; returns why it stopped.

        In a text of `lines`, so many bytes of them, it goes on behind one that it does not read.
        """
        while True:
            why = scanner.on()
            if scanner.count:
                self._number += scanner.count
                yield scanner.rows()
            if why == UNKNOWN and scanner.learns_values():
                continue
            if why == UNKNOWN:
                text = scanner.unknown()
                found = None if LIST.match(text) else parsed(text)
                if found is not None:
                    self._number += 1
                    scanner.ask()
                    yield found
                    scanner.pass_by()
                    continue
                why = UNREAD
            if why == UNREAD and lines and not self._is_around:
                line = scanner.line()
                if scanner.place + len(line) < lines and (read := self._of_line(line)) is not None:
                    scanner.leave(len(line) + 1)
                    yield from read
                    continue
            if why != FULL:
                return why

    def _of_line(self, line: bytes) -> list[Piece] | None:
        """As `of_line`, of one that the scanner did not read; notes what such lines hold."""
        self._odd += 1
        found = of_line(line)
        self._number += len(found or ())
        if found:
            self._is_around = parsed(line[max(0, line.find(b"{")) :]) is None
        return found

    def _texts(self, scanner: Scanner) -> Iterator[Piece | Rows]:
        """The records of the texts that the scanner has, each a value of the file."""
        for found in told_texts(scanner):
            self._number += 1 if type(found) is tuple else len(found)
            yield found

    def _first(self, before: re.Pattern[bytes]) -> Any:
        """The object or list that stands first in `_carry`, which it is taken from; None where there is none."""
        self._odd += 1
        start = before.match(self._carry)
        place = start.end() if start else 0
        for size in (SOME, MAX_VALUE):
            found = first_value(self._carry[place : place + size])
            if found is not None:
                self._carry = self._carry[place + found[1] :]
                return found[0]
        return None

    def _record_in(self, value: Any, before: int) -> Any:
        """The record in a value, the one behind so many that are not counted yet."""
        try:
            return record_in(value)
        except NoColumnError as lacking:
            raise no_column(lacking, where_of(self._name, self._number + before)) from lacking
