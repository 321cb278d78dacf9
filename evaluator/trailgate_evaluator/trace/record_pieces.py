"""The records of a file cut where they begin, each parsed by itself: as `JsonValues` reads them, three times as fast.

A CloudTrail file is a list whose records all begin with the same field, and other files have a record a line. The text is cut
at such beginnings, and a piece that is JSON by itself is a record: an object's text ends where it ends, so that no cut within one
leaves both sides whole. What cannot be cut so (other shapes, spaces, damage) is left to `JsonValues`, from where it stands.
"""

from __future__ import annotations

import codecs
import json
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import orjson

from trailgate_evaluator.languages.filter_pattern.matching.json_text import Written
from trailgate_evaluator.regular import regex
from trailgate_evaluator.trace.json_values import MAX_VALUE, JsonValues
from trailgate_evaluator.trace.shapes import LIST_EXPRESSION, STAMP, listed_in, record_in, refuse
from trailgate_evaluator.trace.utf8_parts import Stop, utf8_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from trailgate_evaluator.trace.scan.rows import Rows

if TYPE_CHECKING:

    class TextOf(Protocol):
        """Reads what is left of some bytes as text, part by part; they may be the start of the file."""

        def __call__(self, parts: Iterator[bytes], *, is_start: bool) -> Callable[[], str]:
            """A function that returns the next part, empty at the end."""


Piece = tuple[Any, bytes | None]
"""A value, and its text where its numbers are not exact yet."""

_HEAD: Final = regex(rb'\s*\{\s*"Records"\s*:\s*\[\s*(?=(\{"[A-Za-z]{1,40}":))')
_LINE: Final = regex(rb"\s*(?:(?:\d{4}-\d\d-\d\dT[^{]{1,300})?\{|\[)")
_IN_A_LIST: Final = b'{"Records":['
_LIST_AHEAD: Final = regex(LIST_EXPRESSION.encode())
AHEAD: Final = 1 << 14
"""At least so many bytes `JsonValues` looks ahead before it takes a value."""
_LONG: Final = 1600
"""A shorter text nests less deeply than any parser bears, and so does one with fewer brackets."""
_DEEPEST: Final = 300
_EXACT: Final = json.JSONDecoder(parse_constant=refuse, parse_float=Written)


def exact(text: bytes) -> Any:
    """The value of a JSON text, each number as it was written; raises `ValueError` where it is none."""
    return _EXACT.decode(text.decode())


class RecordPieces:
    """The values of a file, in order, each with its text where its numbers are not all exact."""

    def __init__(self, parts: Iterator[bytes], text_of: TextOf, name: str) -> None:
        """`parts` are the plain bytes, `text_of` reads what is left of them as text, `name` is the file's in errors."""
        self._parts = utf8_parts(parts)
        self._text_of = text_of
        self._name = name
        self._number = 0
        self._carry = b""
        self._inside = b""
        self._stopped: Stop | None = None
        self._is_open = False
        self._is_start = True

    def __iter__(self) -> Iterator[Piece | Rows]:
        start = b""
        while len(start) < AHEAD and (part := self._next()):
            start += part
        self._is_start = not start
        self._carry = start.removeprefix(codecs.BOM_UTF8)
        head = _HEAD.match(self._carry)
        if self._stopped is not None:
            pass
        elif head is not None:
            self._inside = _IN_A_LIST
            self._carry = self._carry[head.end() :]
            yield from self._listed(head[1])
        elif _LINE.match(self._carry):
            yield from self._lines()
        is_read = bool(self._number) and not self._carry and not self._is_open and self._stopped is None
        if not is_read:
            if not self._carry and not self._is_open:
                self._inside = b""
            yield from self._rest()

    def _next(self) -> bytes:
        """The next part; empty at the end, and where reading on fails, which is told in its place."""
        part = next(self._parts, b"")
        if isinstance(part, bytes):
            return part
        self._stopped = part
        return b""

    def _listed(self, opening: bytes) -> Iterator[Piece | Rows]:
        """The records of a list; leaves in `_carry` what it cannot read, and whether behind it the list ought to go on."""
        between = b"," + opening
        while part := self._next():
            self._carry += part
            *whole, last = self._carry.split(between)
            for done, piece in enumerate(whole):
                text = piece if not done and piece.startswith(opening) else opening + piece
                found = parsed(text)
                if found is None:
                    self._carry = between.join([text, *whole[done + 1 :], last])
                    return
                self._number += 1
                yield found
            self._carry = opening + last if whole else last
            if len(self._carry) > MAX_VALUE // 2:
                return
        ended = self._carry.rstrip()
        if ended.endswith(b"]}"):
            yield from self._ended(ended[:-2].split(between), opening)

    def _ended(self, pieces: list[bytes], opening: bytes) -> Iterator[Piece]:
        """The records at the end of a list."""
        for number, piece in enumerate(pieces):
            text = opening + piece if number else piece
            found = parsed(text)
            if found is None:
                self._carry = (b"," + opening).join([text, *pieces[number + 1 :]]) + b"]}"
                return
            self._number += 1
            yield found
        self._carry = b""

    def _lines(self) -> Iterator[Piece | Rows]:
        """The values of a line each; leaves in `_carry` what it cannot read."""
        ended = False
        while not ended:
            ended = not (part := self._next())
            if self._stopped is not None:
                return
            *whole, last = (self._carry + part).split(b"\n")
            if ended:
                whole, last = [*whole, last], b""
            rest = sum(map(len, whole)) + len(whole) + len(last)
            self._carry = last
            for done, line in enumerate(whole):
                rest -= len(line) + 1
                waits = rest < AHEAD and not ended
                found = None if waits else of_line(line)
                if found is None:
                    self._carry = b"\n".join(whole[done:] if ended else [*whole[done:], last])
                    if waits:
                        break
                    return
                if found:
                    self._number += 1
                    yield found[0]
            if len(self._carry) > MAX_VALUE // 2:
                return

    def _rest(self) -> Iterator[Piece]:
        """What is left, as `JsonValues` reads it."""
        yield from (
            (value, None) for value in JsonValues(self._text_of(self._left(), is_start=self._is_start), self._name, self._number)
        )

    def _left(self) -> Iterator[bytes]:
        if self._carry or self._inside:
            yield self._inside + self._carry
        for part in chain([] if self._stopped is None else [self._stopped], self._parts):
            if isinstance(part, bytes):
                yield part
            else:
                yield from part.left()


def parsed(text: bytes) -> Piece | None:
    """The record of a text; None where it is none."""
    try:
        value = orjson.loads(text)
        if len(text) > _LONG and text.count(b"{") + text.count(b"[") > _DEEPEST:
            value, text = exact(text), b""
    except ValueError:  # it is no JSON, or has half a pair of surrogates
        try:
            value, text = exact(text), b""
        except (ValueError, RecursionError):
            return None
    except RecursionError:
        return None
    if type(value) is not dict or "eventName" not in value or "digestS3Bucket" in value:
        return None
    return value, text or None


def of_line(line: bytes) -> list[Piece] | None:
    """The record of a line, none of an empty one; None where it is to be read otherwise."""
    text = line.strip(b" \t\r")
    if not text:
        return []
    if not text.startswith(b"{"):
        stamp = STAMP.match(text[: text.find(b"{") + 1].decode("utf-8", "replace"))
        if stamp is None:
            return None
        text = text[len(stamp[0].encode()) :]
    if _LIST_AHEAD.match(text):
        return None
    found = parsed(text) or _unwrapped(text)
    return None if found is None else [found]


def _unwrapped(text: bytes) -> Piece | None:
    """What an object holds, alone; None where that is left to `JsonValues`."""
    try:
        value = exact(text)
        return None if listed_in(value) is not None else (record_in(value), None)
    except (ValueError, RecursionError):
        return None


def first_value(text: bytes) -> tuple[Any, int] | None:
    """The object or list that a text begins with, each number as it was written, and where it ends; the text may be cut off."""
    whole = text.decode("utf-8", "ignore")
    try:
        value, end = _EXACT.raw_decode(whole)
    except (ValueError, RecursionError):
        return None
    return (value, len(whole[:end].encode())) if type(value) in {dict, list} else None
