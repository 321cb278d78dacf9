"""Whether one event matches a pattern, by AWS's table of what each test says of each kind of value.

It takes one reading of what is in doubt; the first readings where none is given. Every search is linear in the event: regular
expressions run in RE2, wildcards by looking for their pieces from left to right.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, assert_never

from trailgate_evaluator.languages.filter_pattern.matching.fields import match_fields
from trailgate_evaluator.languages.filter_pattern.matching.json_text import compact
from trailgate_evaluator.languages.filter_pattern.matching.search_text import finds, like, unescaped
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import (
    BOOLEAN_COMPARED,
    NULL_COMPARED,
    QUOTED_BLANK,
    STRING_ESCAPE,
    WILDCARD_NOT_EXISTS,
    Reading,
)
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    And,
    Compare,
    Condition,
    EmptyPattern,
    Index,
    Is,
    JsonPattern,
    Name,
    NotExists,
    Number,
    Or,
    Pattern,
    Regex,
    Role,
    Selector,
    SpacePattern,
    Step,
    Term,
    TermsPattern,
    Text,
    Value,
    Wildcard,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST: Reading = frozenset()
_CONSTANTS = {"NULL": None, "TRUE": True, "FALSE": False}
_LONGEST_NUMBER = 4000


def matches(pattern: Pattern, event: Any, reading: Reading = FIRST) -> bool:
    """Whether the pattern matches the event: a JSON value, or a text for a line of a log that is not JSON."""
    match pattern:
        case JsonPattern():
            return not isinstance(event, str) and holds(pattern.condition, event, reading)
        case TermsPattern():
            return _terms(pattern, as_text(event), reading)
        case SpacePattern():
            return match_fields(pattern, as_text(event), reading)
        case EmptyPattern():
            return True
        case _:
            assert_never(pattern)


def as_text(event: Any) -> str:
    """An event as CloudTrail writes it: compact JSON. A text stays as it is."""
    return event if isinstance(event, str) else compact(event)


def holds(condition: Condition, event: Any, reading: Reading = FIRST) -> bool:
    """Whether a condition of a JSON pattern holds for an event."""
    if isinstance(condition, Compare):
        return _compared(condition, event, reading)
    match condition:
        case And():
            return all(holds(part, event, reading) for part in condition.parts)
        case Or():
            return any(holds(part, event, reading) for part in condition.parts)
        case Is():
            return any(node is _CONSTANTS[condition.what] for node in _nodes(condition.selector, event))
        case NotExists():
            # The second reading of a wildcard is another condition, of which nothing is known but that it is another.
            other = WILDCARD_NOT_EXISTS in reading and any(isinstance(step, Wildcard) for step in condition.selector.steps)
            return (next(_nodes(condition.selector, event), _NOTHING) is _NOTHING) != other
        case _:
            assert_never(condition)


def _compared(atom: Compare, event: Any, reading: Reading) -> bool:
    """Whether a value that the selector finds meets the test; most lead to one text by names alone."""
    place = event
    for step in atom.selector.steps:
        if not isinstance(step, Name):
            return any(_compare(atom, node, reading) for node in _nodes(atom.selector, event))
        if not isinstance(place, dict) or step.name not in place:
            return False
        place = place[step.name]
    return _compare(atom, place, reading)


_NOTHING = object()


def _nodes(selector: Selector, event: Any) -> Iterator[Any]:
    """The values that a selector finds; a null that is there is found. Names lead to one place, other steps may to several."""
    place = event
    for number, step in enumerate(selector.steps):
        if not isinstance(step, Name):
            nodes = iter([place])
            for other in selector.steps[number:]:
                nodes = _below(nodes, other)
            return nodes
        if not isinstance(place, dict) or step.name not in place:
            return iter(())
        place = place[step.name]
    return iter((place,))


def _below(nodes: Iterator[Any], step: Step) -> Iterator[Any]:
    for node in nodes:
        match step:
            case Name(name=name) if isinstance(node, dict) and name in node:
                yield node[name]
            case Index(index=index) if isinstance(node, list) and index < len(node):
                yield node[index]
            case Wildcard.PROPERTY if isinstance(node, dict):
                yield from node.values()
            case Wildcard.ELEMENT if isinstance(node, list):
                yield from node
            case _:
                pass


def _compare(atom: Compare, node: Any, reading: Reading) -> bool:
    if node is None:
        return NULL_COMPARED in reading and _equality(atom, "null", None, reading)
    if isinstance(node, bool):
        return BOOLEAN_COMPARED in reading and _equality(atom, "true" if node else "false", None, reading)
    if isinstance(node, str):
        return _equality(atom, node, None, reading)
    if isinstance(node, int | float | Decimal):
        number = decimal_of(node)
        if number is None:
            return False
        if atom.operator in {"=", "!="}:
            return _equality(atom, _plain(number), number, reading)
        return _ordered(number, atom.operator, atom.value)
    return False


def _equality(atom: Compare, text: str, number: Decimal | None, reading: Reading) -> bool:
    if atom.operator not in {"=", "!="}:
        return False
    return _equals(atom.value, text, number, reading) == (atom.operator == "=")


def _equals(value: Value, text: str, number: Decimal | None, reading: Reading) -> bool:
    match value:
        case Number(source=source):
            return source == text if number is None else decimal_of(source) == number
        case Text(source=source):
            return like(source, text, reading)
        case Regex():
            return finds(value, text, reading)
        case _:
            assert_never(value)


def _ordered(number: Decimal, operator: str, value: Value) -> bool:
    bound = decimal_of(value.source)
    if bound is None:
        return False
    if number == bound:
        return operator in {"<=", ">="}
    return (number < bound) == (operator in {"<", "<="})


def decimal_of(number: float | Decimal | str) -> Decimal | None:
    """An exact decimal: a float is the number that JSON shows for it. None where the number is not finite or far too long."""
    if isinstance(number, int) and number.bit_length() > 3 * _LONGEST_NUMBER:
        return None
    try:
        exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None


def _plain(number: Decimal) -> str:
    """The text of a number: plain digits, no exponent, no zeros that say nothing."""
    if abs(number.adjusted()) > _LONGEST_NUMBER:
        return str(number)
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _terms(pattern: TermsPattern, text: str, reading: Reading) -> bool:
    roles: dict[Role, list[Term]] = {role: [term for term in pattern.terms if term.role is role] for role in Role}
    if roles[Role.REQUIRED] or roles[Role.EXCLUDED]:
        return all(_occurs(term, text, reading) for term in roles[Role.REQUIRED]) and not any(
            _occurs(term, text, reading) for term in roles[Role.EXCLUDED]
        )
    return any(_occurs(term, text, reading) for term in roles[Role.OPTIONAL])


def _occurs(term: Term, text: str, reading: Reading) -> bool:
    if term.what == " " and term.quoted and QUOTED_BLANK not in reading:
        return True
    if isinstance(term.what, Regex):
        return finds(term.what, text, reading)
    return unescaped(term.what) in text


__all__ = ["FIRST", "STRING_ESCAPE", "as_text", "decimal_of", "holds", "matches"]
