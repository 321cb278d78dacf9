"""Values on the right of an operator: strings, numbers, regular expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trailgate_evaluator.languages.filter_pattern.syntax.doubts import INNER_WILDCARD, STRING_ESCAPE, UNQUOTED_CHARACTER
from trailgate_evaluator.languages.filter_pattern.syntax.errors import Repair
from trailgate_evaluator.languages.filter_pattern.syntax.regex_parser import RegexParser
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Number, Regex, Text, Value
from trailgate_evaluator.languages.filter_pattern.syntax.tokens import is_number
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from trailgate_evaluator.languages.filter_pattern.syntax.tokens import Cursor

_SURE = regex(r"[A-Za-z0-9_.*-]+")


def read_value(cursor: Cursor) -> tuple[Value, set[str]]:
    """Value = '"' … '"' | unquoted | '%' regex '%', with the doubts that it raises."""
    start = cursor.at
    if found := cursor.take("string"):
        return Text(source=found[1]), text_doubts(found[1])
    if cursor.rest(1) == '"':
        raise cursor.error("unclosed_string", 'expected a closing "', end=len(cursor.source))
    if cursor.rest(1) == "%":
        return read_regex(cursor)
    if cursor.rest(1) in {"'", "`", "\u2018", "\u2019", "\u201c", "\u201d"}:
        raise _foreign_quotes(cursor)
    if found := cursor.take("bare"):
        text = found[0]
        if is_number(text):
            return Number(source=text), set()
        if "+" in text:
            raise cursor.error(
                "bad_value",
                "expected quotes round a value that holds +",
                start=start,
                end=cursor.at,
                repair=Repair(start=start, end=cursor.at, text=f'"{text}"'),
            )
        return Text(source=text), text_doubts(text) | (set() if _SURE.fullmatch(text) else {UNQUOTED_CHARACTER})
    raise cursor.error("value_expected", "expected a value: a word, a number, a quoted string or a %regular expression%")


def read_regex(cursor: Cursor) -> tuple[Regex, set[str]]:
    """Regex = '%' … '%'."""
    start = cursor.at
    found = cursor.take("regex")
    if found is None:
        raise cursor.error("unclosed_regex", "expected a closing %", end=len(cursor.source))
    parser = RegexParser(found[1], start + 1)
    return parser.parse(), parser.doubts


def text_doubts(source: str) -> set[str]:
    """The doubts that a string value raises by its characters."""
    doubts = set()
    if "*" in source[1:-1]:
        doubts.add(INNER_WILDCARD)
    if "\\" in source:
        doubts.add(STRING_ESCAPE)
    return doubts


def _foreign_quotes(cursor: Cursor) -> Exception:
    start = cursor.at
    closing = {"\u2018": "\u2019", "\u201c": "\u201d"}.get(cursor.rest(1), cursor.rest(1))
    end = cursor.source.find(closing, start + 1)
    if end < 0:
        return cursor.error("foreign_quotes", 'expected double quotes (")')
    inside = cursor.source[start + 1 : end]
    repair = None if '"' in inside or "\\" in inside else Repair(start=start, end=end + 1, text=f'"{inside}"')
    return cursor.error("foreign_quotes", 'expected double quotes (")', end=end + 1, repair=repair)
