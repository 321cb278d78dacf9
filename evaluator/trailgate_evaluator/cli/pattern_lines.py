"""What `trailgate pattern` reads: patterns in JSON lines, and CloudTrail records in any of the shapes that people have."""

from __future__ import annotations

import json
import math
from itertools import islice
from typing import TYPE_CHECKING, Any

from trailgate_evaluator.errors import InputError
from trailgate_evaluator.inputs.content import plain_bytes
from trailgate_evaluator.inputs.weight import MAX_WEIGHT, too_heavy
from trailgate_evaluator.languages.filter_pattern.matching.json_text import Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 64 << 20
LONGEST_NUMBER = 4000
HEAVIEST = MAX_WEIGHT // 2
"""Exact numbers take twice the memory of others."""


def text_of(file: str) -> str:
    """The text of a file or of standard input, plain or gzip; raises `InputError` where it cannot be read as UTF-8."""
    content = plain_bytes(file, LONGEST)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _unreadable(file, "UTF-8 text", f"byte {problem.start} that is not") from problem


def lines_of(file: str) -> Iterator[tuple[int, str]]:
    """The lines of a file that hold something, each with its number; raises `InputError` where none does."""
    found = False
    for numbered in _lines(text_of(file)):
        found = True
        yield numbered
    if not found:
        raise _unreadable(file, 'a line such as {"pattern": "…"}', "none")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, one at a time: a list of them would take many times the text."""
    start = number = 0
    while start <= len(text):
        number += 1
        end = text.find("\n", start)
        line = text[start:] if end < 0 else text[start:end]
        start = len(text) + 1 if end < 0 else end + 1
        if line.strip():
            yield number, line


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
        if len(list(islice(_lines(text), 2))) <= 1:
            raise
        for number, line in _lines(text):
            yield f"{file}:{number}", _json(line, f"{file}:{number}")
        return
    records = whole.get("Records") if isinstance(whole, dict) else whole
    if isinstance(records, list):
        for index, record in enumerate(records):
            yield f"{file}#{index}", record
    else:
        yield file, whole


def _json(text: str, where: str, float_of: Callable[[str], Any] = Written) -> Any:
    """The value of a JSON text. Numbers of records are exact, however large: patterns compare them."""
    if too_heavy(text.encode("utf-8", "surrogatepass"), HEAVIEST):
        raise _unreadable(where, f"JSON whose values take at most {HEAVIEST >> 20} MiB of memory", "more")
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=float_of, parse_int=_whole)
    except RecursionError as problem:
        raise _unreadable(where, "JSON of a depth that can be read", "too many levels") from problem
    except (ValueError, ArithmeticError) as problem:
        raise _unreadable(where, "JSON", " ".join(str(problem).split())[:200]) from problem


def _refuse(name: str) -> Any:
    raise ValueError(f"{name}, which is not JSON")


def _whole(text: str) -> int | Written:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(f"a number of {len(text)} digits")
    return Written(text) if text == "-0" else int(text)


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
