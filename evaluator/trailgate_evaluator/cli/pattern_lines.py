"""What `trailgate pattern` reads: patterns in JSON lines, and CloudTrail records in any of the shapes that people have."""

from __future__ import annotations

import gzip
import io
import json
import math
import sys
import zlib
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 256 << 20
LONGEST_NUMBER = 4000
GZIP = b"\x1f\x8b"


def text_of(file: str) -> str:
    """The text of a file or of standard input, plain or gzip; raises `InputError` where it cannot be read as UTF-8."""
    try:
        content = sys.stdin.buffer.read(LONGEST + 1) if file == "-" else Path(file).read_bytes()
        if content.startswith(GZIP):
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as unpacked:
                content = unpacked.read(LONGEST + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as problem:
        raise _unreadable(file, "a whole gzip file", "one that is damaged or cut off") from problem
    except OSError as problem:
        raise _unreadable(file, "a file that can be read", problem.strerror or str(problem)) from problem
    if len(content) > LONGEST:
        raise _unreadable(file, f"at most {LONGEST >> 20} MiB", "more")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _unreadable(file, "UTF-8 text", f"byte {problem.start} that is not") from problem


def lines_of(file: str) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, each with its number; raises `InputError` where none does."""
    lines = [(number, line) for number, line in enumerate(text_of(file).split("\n"), start=1) if line.strip()]
    if not lines:
        raise _unreadable(file, 'a line such as {"pattern": "…"}', "none")
    yield from lines


def pattern_of(line: str, *, where: str) -> dict[str, Any]:
    """The object of one line, whose `pattern` is a text; raises `InputError` otherwise."""
    given = _json(line, where, float_of=_finite)
    if not isinstance(given, dict) or not isinstance(given.get("pattern"), str):
        raise _unreadable(where, 'an object such as {"pattern": "…"}', _kind(given))
    return given


def records_of(file: str) -> Iterator[tuple[str, Any]]:
    """The records of a file, each with where it stands: one JSON value, the `Records` of a CloudTrail file, or JSON lines."""
    text = text_of(file)
    found = False
    for where, record in _records(text, file):
        found = True
        yield where, record
    if not found:
        raise _unreadable(file, "a record, a CloudTrail file with `Records`, or JSON lines", "no record")


def _records(text: str, file: str) -> Iterator[tuple[str, Any]]:
    try:
        whole = _json(text, file)
    except InputError:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if len(lines) <= 1:
            raise
        for number, line in lines:
            yield f"{file}:{number}", _json(line, f"{file}:{number}")
        return
    records = whole.get("Records") if isinstance(whole, dict) else whole
    if isinstance(records, list):
        for index, record in enumerate(records):
            yield f"{file}#{index}", record
    else:
        yield file, whole


def _json(text: str, where: str, float_of: Callable[[str], Any] = Decimal) -> Any:
    """The value of a JSON text. Numbers of records are exact, however large: patterns compare them."""
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=float_of, parse_int=_whole)
    except RecursionError as problem:
        raise _unreadable(where, "JSON of a depth that can be read", "too many levels") from problem
    except (ValueError, ArithmeticError) as problem:
        raise _unreadable(where, "JSON", " ".join(str(problem).split())[:200]) from problem


def _refuse(name: str) -> Any:
    raise ValueError(f"{name}, which is not JSON")


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"the number {text[:40]}, which JSON readers do not keep")
    return number


def _kind(value: Any) -> str:
    if isinstance(value, dict):
        return "one whose pattern is no text" if "pattern" in value else "an object without it"
    return type(value).__name__


def _unreadable(where: str, expected: str, found: str) -> InputError:
    return InputError(expected=expected, found=found, where=where, what_to_do="Mend the input, or leave it out.")
