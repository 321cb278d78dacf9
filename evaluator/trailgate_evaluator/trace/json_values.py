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
from trailgate_evaluator.plain import many, some
from trailgate_evaluator.regular import regex
from trailgate_evaluator.trace.no_records import COPY_AGAIN, empty
from trailgate_evaluator.trace.shapes import LIST_AHEAD, STAMP, NoColumnError, listed_in, record_in, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_VALUE: Final = 4 << 20
"""The most characters of one value; CloudTrail writes at most 256 kB."""

_BLANKS: Final = regex(r"[ \t\r\n]*")
_SEPARATION: Final = regex(r"[ \t\r\n,]*")
_OPENING: Final = 4096
"""The most characters before the first value of a list, or of what stands before a record in a line."""
_SHAPES: Final = (
    "Give records as CloudTrail writes them (Records, one a line), or as EventBridge, `lookup-events`, CloudTrail Lake or "
    "CloudWatch Logs hand them out, in JSON; CSV and Parquet are told by names that end in .csv and .parquet."
)
_LOGGED: Final = regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
"""How a line of CloudWatch Logs begins; where no record follows it is of another log."""


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
            if stamp is None and _LOGGED.match(self._text, self._at):
                raise self._other_log()
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
        if not self._number and not self.is_list:
            raise empty(self._name)

    def _listed(self) -> Iterator[Any]:
        while True:
            if not self._skip(_SEPARATION):
                raise self._problem("a list of records", "one that does not end: the file is cut off")
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
            raise no_column(lacking, self._where()) from lacking

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
                    raise self._problem(f"a value of at most {MAX_VALUE >> 20} MiB", "a longer one") from problem
                if not self._grow():
                    raise self._problem("JSON", self._other_than_json(problem)) from problem
            except RecursionError as problem:
                raise self._problem("JSON that nests as records do", "a value that nests far deeper") from problem
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

    def _other_than_json(self, problem: ValueError) -> str:
        """What stands where JSON should, once all that follows is read."""
        if not isinstance(problem, json.JSONDecodeError):
            return "a number of thousands of digits" if "digits" in str(problem) else "NaN or Infinity, which is no JSON"
        if problem.msg.startswith("Unterminated") or problem.pos >= len(problem.doc.rstrip()):
            return "a value that does not end: the file is cut off"
        return "text that is none" if self._number or self.is_list else "a file that begins with other text"

    def _other_log(self) -> InputError:
        return InputError(
            expected="a record of CloudTrail behind the time in each line, as CloudWatch Logs exports them",
            found="a line of another log",
            where=self._where(),
            what_to_do="Export the log group that the trail delivers to, or leave the file out.",
        )

    def _problem(self, expected: str, found: str) -> InputError:
        what_to_do = COPY_AGAIN if self._number or self.is_list else _SHAPES
        return InputError(expected=expected, found=found, where=self._where(), what_to_do=what_to_do)

    def _where(self) -> str:
        return where_of(self._name, self._number)


def where_of(name: str, number: int) -> str:
    """The place in a file behind so many values."""
    return f"{name}, after {many(number, 'value')}" if number else name


def no_column(lacking: NoColumnError, where: str) -> InputError:
    """That rows lack the whole record."""
    return InputError(
        expected="rows with the whole record, in a column eventJson (CloudTrail Lake) or @message (Logs Insights)",
        found=f"the columns {some(lacking.columns)}",
        where=where,
        what_to_do="Ask for it: SELECT eventJson FROM …, or fields @message.",
    )
