"""The JSON values of a text, one at a time, however long the text is.

A CloudTrail file is one object round a list of any length, so the list's values are read as they come. The parser is Python's own
and runs in C; text that has been read is let go of.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.languages.filter_pattern.matching.json_text import Written
from trailgate_evaluator.plain import some
from trailgate_evaluator.trace.shapes import LIST_AHEAD, STAMP, NoColumnError, listed_in, record_in, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_VALUE: Final = 4 << 20
"""The most characters of one value; CloudTrail writes at most 256 kB."""

_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_SEPARATION: Final = re.compile(r"[ \t\r\n,]*")
_OPENING: Final = 4096
"""The most characters before the first value of a list, or of what stands before a record in a line."""
_SHAPES: Final = (
    "Give records as CloudTrail writes them (Records, one a line), or as EventBridge, `lookup-events`, CloudTrail Lake or "
    "CloudWatch Logs hand them out, in JSON."
)


class JsonValues:
    """Yields the values of a list in an object, of a bare list, or of one value after another (JSON lines).

    Raises `InputError` with the value's number where the text is no such JSON.
    """

    def __init__(self, read: Callable[[], str], name: str, before: int = 0) -> None:
        """`read` returns the next part of the text, empty at its end; `name` is the file's in errors.

        `before`: so many values were read by somebody else.
        """
        self.is_list = False
        """Whether a list was met so far."""
        self._read = read
        self._name = name
        self._text = ""
        self._at = 0
        self._number = before
        self._decode = json.JSONDecoder(parse_constant=refuse, parse_float=Written).raw_decode

    def __iter__(self) -> Iterator[Any]:
        while self._skip(_BLANKS):
            while len(self._text) - self._at < _OPENING and self._more():
                pass
            stamp = STAMP.match(self._text, self._at)
            self._at = self._at if stamp is None else stamp.end()
            listed = LIST_AHEAD.match(self._text, self._at)
            if listed is None:
                yield from self._within(self._value())
                continue
            self._at = listed.end()
            self.is_list = True
            yield from self._listed()
            if "{" in listed[0]:
                self._leave()

    def _listed(self) -> Iterator[Any]:
        while True:
            if not self._skip(_SEPARATION):
                raise self._problem("a list that ends")
            if self._text[self._at] == "]":
                self._at += 1
                return
            yield self._record_in(self._value())

    def _leave(self) -> None:
        """Passes the rest of the object round a list."""
        self._skip(_SEPARATION)
        if self._text[self._at : self._at + 1] == "}":
            self._at += 1
            return
        self._text = "{" + self._text[self._at :]
        self._at = 0
        self._value()

    def _within(self, value: Any) -> Iterator[Any]:
        """The records in a value: of a list that did not stand first in its object, or the value itself."""
        found = listed_in(value)
        if found is not None:
            self.is_list = True
        yield from map(self._record_in, [value] if found is None else found)

    def _record_in(self, value: Any) -> Any:
        try:
            return record_in(value)
        except NoColumnError as lacking:
            raise InputError(
                expected="rows with the whole record, in a column eventJson (CloudTrail Lake) or @message (Logs Insights)",
                found=f"the columns {some(lacking.columns)}",
                where=f"{self._name}, after {self._number} values",
                what_to_do="Ask for it: SELECT eventJson FROM …, or fields @message.",
            ) from lacking

    def _skip(self, what: re.Pattern[str]) -> bool:
        """Passes what separates values; whether anything comes after it."""
        while True:
            found = what.match(self._text, self._at)
            self._at = self._at if found is None else found.end()
            if self._at < len(self._text):
                return True
            if not self._more():
                return False

    def _value(self) -> Any:
        while True:
            try:
                value, self._at = self._decode(self._text, self._at)
            except ValueError as problem:
                if len(self._text) - self._at >= MAX_VALUE:
                    raise self._problem(f"a value of at most {MAX_VALUE >> 20} MiB", ValueError("more")) from problem
                if not self._grow():
                    raise self._problem("JSON", problem) from problem
            except RecursionError as problem:
                raise self._problem("JSON that nests less deeply") from problem
            else:
                self._number += 1
                return value

    def _more(self) -> bool:
        part = self._read()
        self._text = self._text[self._at :] + part
        self._at = 0
        return bool(part)

    def _grow(self) -> bool:
        """Reads as much again as waits, so that a long value is not parsed over and over."""
        wanted = min(2 * (len(self._text) - self._at), MAX_VALUE)
        grown = self._more()
        while grown and len(self._text) < wanted and self._more():
            pass
        return grown

    def _problem(self, expected: str, problem: Exception | None = None) -> InputError:
        found = "none" if problem is None else " ".join(str(problem).split(":")[0].split())[:100]
        return InputError(
            expected=expected,
            found=found,
            where=f"{self._name}, after {self._number} values",
            what_to_do="Copy the file again, or leave it out." if self._number or self.is_list else _SHAPES,
        )
