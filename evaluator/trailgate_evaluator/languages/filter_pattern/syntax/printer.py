"""A tree printed in canonical form: one spelling for every tree, and parsing it gives the tree back."""

from __future__ import annotations

from typing import assert_never

from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    And,
    Compare,
    Condition,
    EmptyPattern,
    Field,
    FieldTest,
    Index,
    Is,
    JsonPattern,
    Name,
    NotExists,
    Number,
    Or,
    Pattern,
    Regex,
    Selector,
    SpacePattern,
    Step,
    Term,
    TermsPattern,
    Text,
    Value,
    Wildcard,
)


def print_pattern(pattern: Pattern) -> str:
    """The canonical text of a pattern: strings quoted, one blank between tokens, parentheses round every test of a compound."""
    match pattern:
        case JsonPattern():
            return "{ " + print_condition(pattern.condition) + " }"
        case TermsPattern():
            return " ".join(_term(term) for term in pattern.terms)
        case SpacePattern():
            before, after = (list(map(_field, side)) for side in (pattern.before, pattern.after))
            return "[" + ", ".join([*before, *(["..."] if pattern.ellipsis else []), *after]) + "]"
        case EmptyPattern():
            return ""
        case _:
            assert_never(pattern)


def print_condition(condition: Condition) -> str:
    """The canonical text of a condition without its braces."""
    match condition:
        case And():
            return " && ".join(f"({print_condition(part)})" for part in condition.parts)
        case Or():
            return " || ".join(f"({print_condition(part)})" for part in condition.parts)
        case Compare():
            return f"{print_selector(condition.selector)} {condition.operator} {print_value(condition.value)}"
        case Is():
            return f"{print_selector(condition.selector)} IS {condition.what}"
        case NotExists():
            return f"{print_selector(condition.selector)} NOT EXISTS"
        case _:
            assert_never(condition)


def print_selector(selector: Selector) -> str:
    """A selector as it is written."""
    return "$" + "".join(map(_step, selector.steps))


def print_value(value: Value) -> str:
    """A value: strings in double quotes, numbers as they stand."""
    match value:
        case Text():
            return f'"{value.source}"'
        case Number():
            return value.source
        case Regex():
            return f"%{value.source}%"
        case _:
            assert_never(value)


def _step(step: Step) -> str:
    match step:
        case Name():
            return f".['{step.name}']" if step.bracketed else f".{step.name}"
        case Index():
            return f"[{step.index}]"
        case Wildcard():
            return step.value
        case _:
            assert_never(step)


def _term(term: Term) -> str:
    if isinstance(term.what, Regex):
        return f"{term.role.value}%{term.what.source}%"
    return f'{term.role.value}"{term.what}"' if term.quoted else term.role.value + term.what


def _field(field: Field) -> str:
    if not field.alternatives:
        return field.name
    return " || ".join(" && ".join(_field_test(field.name, test) for test in tests) for tests in field.alternatives)


def _field_test(name: str, test: FieldTest) -> str:
    return f"{name} {test.operator} {print_value(test.value)}"
