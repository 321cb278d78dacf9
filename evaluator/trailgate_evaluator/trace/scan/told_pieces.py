"""The records of a file that is no list of them: by themselves one after another, or each in what something else put round it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.regular import regex
from trailgate_evaluator.trace.json_values import MAX_VALUE
from trailgate_evaluator.trace.record_pieces import AHEAD
from trailgate_evaluator.trace.scan.scanner import ENDED, IN_STREAM, MORE, UNREAD
from trailgate_evaluator.trace.scan.told_list import ENOUGH, LIST, SOME, ToldList
from trailgate_evaluator.trace.scan.told_texts import told_texts
from trailgate_evaluator.trace.scan.ways import LISTED, STREAMED, Way
from trailgate_evaluator.trace.shapes import listed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.trace.record_pieces import Piece
    from trailgate_evaluator.trace.scan.rows import Rows
    from trailgate_evaluator.trace.scan.scanner import Scanner

_NO_COMMA, _COMMA = regex(rb"[ \t\r\n]*"), regex(rb"[ \t\r\n]*,[ \t\r\n]*")
_MESSAGE: Final = regex(
    rb'[ \t\r\n]*\{"messageType":"DATA_MESSAGE",'
    rb'(?:"(?:owner|logGroup|logStream|policyLevel)":"[^"\\\x00-\x1f]*",'
    rb'|"subscriptionFilters":\[(?:"[^"\\\x00-\x1f]*"(?:,(?="))?)*\],)*"logEvents":\['
)
"""How a message of a subscription begins, as CloudWatch Logs writes it."""


class ToldPieces(ToldList):
    """As `ToldList`, of files of other shapes, too."""

    def _lines(self) -> Iterator[Piece | Rows]:
        if len(self._carry) < ENOUGH:
            self._grown(ENOUGH)
        if self._stopped is not None:
            return
        if (head := LIST.match(self._carry)) is not None:
            self._inside = head[1]
            self._carry = self._carry[head.end() :]
            yield from self._wrapped()
            return
        yield from self._messages() if _MESSAGE.match(self._carry) else self._stream()
        yield from super()._lines()

    def _wrapped(self) -> Iterator[Piece | Rows]:
        """The records that stand each in an object of a list."""
        is_after = False
        while (scanner := self._scanner_of_use()) is not None:
            found = scanner.load_from(self._carry, Way(LISTED.how, is_after=is_after))
            yield from self._texts(scanner)
            self._carry, is_after = self._carry[found.place :], found.is_after
            if found.why == MORE:
                if not self._grown():
                    self._is_open = True
                    return
                continue
            if found.why == ENDED or (odd := self._first(_COMMA if is_after else _NO_COMMA)) is None:
                return
            self._number += 1
            yield self._record_in(odd, 0), None
            is_after = True

    def _messages(self) -> Iterator[Piece | Rows]:
        """The records of the messages of a subscription, which stand one after another."""
        place = 0
        while (scanner := self._scanner_of_use()) is not None:
            why = MORE
            if self._is_at_end or len(self._carry) - place > max(AHEAD, min(self._longest, MAX_VALUE // 2)):
                why, end = self._message(scanner, place)
                if why == ENDED:
                    yield from told_texts(scanner)
                    self._number += 1
                    place = end
                    continue
            self._carry, place = self._carry[place:], 0
            if why == UNREAD or self._is_at_end:
                if (odd := self._first(_NO_COMMA)) is None:
                    return
                listed = listed_in(odd)
                yield from ((self._record_in(one, 1), None) for one in ([odd] if listed is None else listed))
                self._number += 1
                continue
            self._grown()
            if self._stopped is not None:
                return
        self._carry = self._carry[place:]

    def _message(self, scanner: Scanner, place: int) -> tuple[int, int]:
        """Takes what the message at a place lists: why that ended (`ENDED` where it is all), and where the message ends."""
        head = _MESSAGE.match(self._carry, place)
        if head is None:
            return UNREAD, place
        text = memoryview(self._carry)[head.end() :]
        found = scanner.load_from(text[: self._longest], LISTED)  # what stands behind it need not be looked at
        if found.why == MORE and len(text) > self._longest:
            found = scanner.load_from(text, LISTED)
        if found.why != ENDED:
            return found.why, place
        self._longest = max(SOME, found.place + found.place // 4)
        end = head.end() + found.place + 2
        return ENDED if self._carry[end - 2 : end] == b"]}" else UNREAD, end

    def _stream(self) -> Iterator[Piece | Rows]:
        """The records that stand one after another, by themselves or each in an object; as far as is looked ahead of them."""
        while (scanner := self._scanner_of_use()) is not None:
            ready = self._carry if self._is_at_end else self._carry[:-AHEAD]
            if self._is_around:
                found = scanner.load_from(ready, STREAMED)
                yield from self._texts(scanner)
                why, place = found.why, found.place
            else:
                scanner.load(ready, IN_STREAM)
                why = yield from self._told(scanner, len(ready))
                place = scanner.place
            self._carry = self._carry[place:]
            if why == UNREAD and (line := self._line()) is not None:
                if (read := self._of_line(line)) is None:
                    return
                self._carry = self._carry[len(line) + 1 :]
                yield from read
            elif self._is_at_end:
                return
            else:
                self._grown()
                if self._stopped is not None:
                    return

    def _line(self) -> bytes | None:
        """The line that stands first in `_carry`, None where it does not end there."""
        line, end, _ = self._carry.partition(b"\n")
        return line if end or self._is_at_end else None
