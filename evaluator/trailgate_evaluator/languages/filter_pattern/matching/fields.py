"""Space-delimited patterns on one line of text."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, assert_never

from trailgate_evaluator.languages.filter_pattern.matching.search_text import finds, like
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import Field, FieldTest, Number, Regex, SpacePattern, Text, Value
from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trailgate_evaluator.languages.filter_pattern.syntax.doubts import Reading

_FIELD = regex(r'\[[^\]]*\]|"[^"]*"|[^ \t\r\n]+')
_ORDERS = {"<": (True, False, False), "<=": (True, True, False), ">": (False, False, True), ">=": (False, True, True)}


def match_fields(pattern: SpacePattern, line: str, reading: Reading) -> bool:
    """Whether the line has the fields asked for: as many, or with an ellipsis at least as many, each passing its tests.

    Fields stand between blanks; what stands in square brackets or double quotes is one field.
    """
    values = [_inside(found) for found in _FIELD.findall(line)]
    least = len(pattern.before) + len(pattern.after)
    if len(values) < least or (len(values) > least and not pattern.ellipsis):
        return False
    ending = values[len(values) - len(pattern.after) :]
    return _pass(pattern.before, values, reading) and _pass(pattern.after, ending, reading)


def _inside(field: str) -> str:
    return field[1:-1] if len(field) > 1 and field[0] + field[-1] in {"[]", '""'} else field


def _pass(fields: Sequence[Field], values: Sequence[str], reading: Reading) -> bool:
    return all(
        not field.alternatives or any(all(_passes(test, value, reading) for test in tests) for tests in field.alternatives)
        for field, value in zip(fields, values, strict=False)
    )


def _passes(test: FieldTest, value: str, reading: Reading) -> bool:
    if test.operator in {"=", "!="}:
        return _equals(test.value, value, reading) == (test.operator == "=")
    number, bound = _number(value), _number(test.value.source)
    if number is None or bound is None:
        return False
    below, equal, above = _ORDERS[test.operator]
    return (below and number < bound) or (equal and number == bound) or (above and number > bound)


def _equals(value: Value, text: str, reading: Reading) -> bool:
    match value:
        case Number(source=source):
            number = _number(text)
            return text == source or (number is not None and number == _number(source))
        case Text(source=source):
            return like(source, text, reading)
        case Regex():
            return finds(value, text, reading)
        case _:
            assert_never(value)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
