"""A filter pattern as a predicate of SQL that is true of the same records, or the reason why there is none.

It reads a column `record` with the text of each record, as it was delivered (in DuckDB a column of type JSON, too). What is in
doubt about a pattern is read the first way. Numbers compare exactly where they are whole and have 64 bits; of another number at a
field that is compared the query fails, rather than to round it.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final, Literal, assert_never

from trailgate_evaluator.languages.filter_pattern.matching.matcher import FIRST, decimal_of
from trailgate_evaluator.languages.filter_pattern.matching.search_text import pieces_of, re2_source, unescaped
from trailgate_evaluator.languages.filter_pattern.syntax.errors import BoundReached
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
    Term,
    TermsPattern,
    Text,
)
from trailgate_evaluator.regular import regex

Dialect = Literal["duckdb", "athena"]

COLUMN: Final = "record"
_PLAIN_NAME: Final = regex(r"[^\"\\\x00-\x1f\ud800-\udfff]+")
_NO_TEXT: Final = regex(r"[\x00\ud800-\udfff]")
_WIDEST: Final = 1 << 70
"""Beyond every whole number of 64 bits."""
_INEXACT: Final = "trailgate: a number that is not whole, or has more than 64 bits, stands where the pattern compares"


class NotInSqlError(ValueError):
    """No predicate means the same: `what` in the pattern cannot be said, and why."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def predicate(pattern: Pattern, dialect: Dialect) -> str:
    """The predicate, of which NULL never comes; raises `NotInSqlError` where there is none."""
    return (_DuckDb() if dialect == "duckdb" else _Athena()).of(pattern)


class _DuckDb:
    """As DuckDB says it: its JSON functions, and RE2, by which the matcher itself searches."""

    def of(self, pattern: Pattern) -> str:
        match pattern:
            case JsonPattern():
                return self._condition(pattern.condition)
            case TermsPattern():
                return self._terms(pattern)
            case EmptyPattern():
                return "true"
            case SpacePattern():
                raise NotInSqlError("a pattern of fields between blanks, which is for lines that are no JSON")
            case _:
                assert_never(pattern)

    def _condition(self, condition: Condition) -> str:
        match condition:
            case And():
                return "(" + " AND ".join(map(self._condition, condition.parts)) + ")"
            case Or():
                return "(" + " OR ".join(map(self._condition, condition.parts)) + ")"
            case Is():
                return self._is(self._path(condition.selector), condition.what)
            case NotExists():
                return self._absent(self._path(condition.selector))
            case Compare():
                return self._compare(self._path(condition.selector), condition)
            case _:
                assert_never(condition)

    def _terms(self, pattern: TermsPattern) -> str:
        roles = {role: [self._occurs(term) for term in pattern.terms if term.role is role] for role in Role}
        if roles[Role.REQUIRED] or roles[Role.EXCLUDED]:
            return "(" + " AND ".join([*roles[Role.REQUIRED], *(f"NOT {one}" for one in roles[Role.EXCLUDED])]) + ")"
        return "(" + " OR ".join(roles[Role.OPTIONAL]) + ")"

    def _occurs(self, term: Term) -> str:
        if term.what == " " and term.quoted:
            return "true"
        text = f"CAST({COLUMN} AS VARCHAR)"
        if isinstance(term.what, Regex):
            return self._finds(text, term.what)
        return self._contains(text, unescaped(term.what))

    def _path(self, selector: Selector) -> str:
        path = "$"
        for step in selector.steps:
            match step:
                case Name(name=name) if _PLAIN_NAME.fullmatch(name):
                    path += f'."{name}"'
                case Name(name=name):
                    raise NotInSqlError(f"the name {name!r} in a selector")
                case Index(index=index):
                    path += f"[{index}]"
                case _:
                    raise NotInSqlError("a selector with *, which leads to several values")
        return _quoted(path)

    def _is(self, path: str, what: str) -> str:
        if what == "NULL":
            return f"coalesce(json_type({COLUMN}, {path}) = 'NULL', false)"
        return f"coalesce(json_type({COLUMN}, {path}) = 'BOOLEAN' AND {self._text(path)} = '{what.lower()}', false)"

    def _absent(self, path: str) -> str:
        return f"(json_type({COLUMN}, {path}) IS NULL)"

    def _compare(self, path: str, atom: Compare) -> str:
        on_text, on_whole = self._tests(path, atom)
        fails = f"CAST(error({_quoted(_INEXACT)}) AS BOOLEAN)"
        return (
            f"coalesce(CASE json_type({COLUMN}, {path}) WHEN 'VARCHAR' THEN {on_text} WHEN 'BIGINT' THEN {on_whole} "
            f"WHEN 'UBIGINT' THEN {on_whole} WHEN 'DOUBLE' THEN {fails} ELSE false END, false)"
        )

    def _tests(self, path: str, atom: Compare) -> tuple[str, str]:
        """What is asked of a text, and of a whole number."""
        text = self._text(path)
        if atom.operator not in {"=", "!="}:
            bound = decimal_of(atom.value.source)
            return "false", "false" if bound is None else f"CAST({text} AS DECIMAL(38, 0)) {_whole_bound(atom.operator, bound)}"
        match atom.value:
            case Text(source=source):
                on_text = on_whole = self._like(text, source)
            case Regex():
                on_text = on_whole = self._finds(text, atom.value)
            case Number(source=source):
                number = decimal_of(source)
                is_whole = number is not None and _is_near(number) and number == number.to_integral_value()
                on_text = f"{text} = {_quoted(source)}"
                on_whole = f"{text} = '{int(number)}'" if number is not None and is_whole else "false"
            case _:
                assert_never(atom.value)
        return (on_text, on_whole) if atom.operator == "=" else (f"NOT ({on_text})", f"NOT ({on_whole})")

    def _like(self, text: str, source: str) -> str:
        first, *middle = pieces_of(source, FIRST)
        if not middle:
            return f"{text} = {_quoted(first)}"
        *inside, last = middle
        parts = [self._starts(text, first)] if first else []
        parts += [self._contains(text, one) for one in inside if one]
        parts += [self._ends(text, last)] if last else []
        return " AND ".join(parts) or "true"

    def _text(self, path: str) -> str:
        return f"json_extract_string({COLUMN}, {path})"

    def _starts(self, text: str, start: str) -> str:
        return f"starts_with({text}, {_quoted(start)})"

    def _ends(self, text: str, end: str) -> str:
        return f"ends_with({text}, {_quoted(end)})"

    def _contains(self, text: str, part: str) -> str:
        return f"contains({text}, {_quoted(part)})"

    def _finds(self, text: str, regex: Regex) -> str:
        try:
            return f"regexp_matches({text}, {_quoted(re2_source(regex, FIRST))})"
        except BoundReached as reached:
            raise NotInSqlError(reached.bound) from reached


class _Athena(_DuckDb):
    """As Athena (Trino) says it.

    Its paths take a number for an index or for a name, whichever there is, and its expressions are not RE2's.
    """

    def _path(self, selector: Selector) -> str:
        path = "$"
        for step in selector.steps:
            if not isinstance(step, Name):
                raise NotInSqlError("a selector with an index or *, of which Athena's paths tell no names apart")
            if not _PLAIN_NAME.fullmatch(step.name) or step.name.isdigit():
                raise NotInSqlError(f"the name {step.name!r} in a selector")
            path += f'["{step.name}"]'
        return _quoted(path)

    def _json(self, path: str) -> str:
        return f"json_format(json_extract({COLUMN}, {path}))"

    def _is(self, path: str, what: str) -> str:
        return f"coalesce({self._json(path)} = '{what.lower()}', false)"

    def _absent(self, path: str) -> str:
        return f"(json_extract({COLUMN}, {path}) IS NULL)"

    def _compare(self, path: str, atom: Compare) -> str:
        on_text, on_whole = self._tests(path, atom)
        json = self._json(path)
        begins = f"substr({json}, 1, 1)"
        return (
            f"coalesce(CASE WHEN {begins} = '\"' THEN {on_text} WHEN {begins} IN ('n', 't', 'f', '[', '{{') THEN false "
            f"WHEN regexp_like({json}, '^(0|-?[1-9][0-9]{{0,17}})$') THEN {on_whole} "
            f"WHEN {json} IS NOT NULL THEN CAST({_quoted(_INEXACT)} AS BOOLEAN) ELSE false END, false)"
        )

    def _text(self, path: str) -> str:
        return f"json_extract_scalar({COLUMN}, {path})"

    def _ends(self, text: str, end: str) -> str:
        return f"substr({text}, -{len(end)}) = {_quoted(end)}"

    def _contains(self, text: str, part: str) -> str:
        return f"strpos({text}, {_quoted(part)}) > 0" if part else "true"

    def _finds(self, text: str, regex: Regex) -> str:
        del text
        raise NotInSqlError(f"the regular expression %{regex.source}%, which Athena's engine may read otherwise")


def _is_near(number: Decimal) -> bool:
    """Whether a whole number of 64 bits may reach it. Decimals are compared whole, but worked out within what Python bounds."""
    return -_WIDEST < number < _WIDEST


def _whole_bound(operator: str, bound: Decimal) -> str:
    """What is asked of a whole number that compares so with the bound: to compare so with a whole bound."""
    if not _is_near(bound):
        return f"{operator} {_WIDEST if bound > 0 else -_WIDEST}"
    return f"{operator} {int(bound.to_integral_value(ROUND_CEILING if operator in {'<', '>='} else ROUND_FLOOR))}"


def _quoted(text: str) -> str:
    """A string of SQL. Raises `NotInSqlError` where the text has characters that engines do not take."""
    if _NO_TEXT.search(text):
        raise NotInSqlError("a text with the character 0 or half a surrogate pair")
    return "'" + text.replace("'", "''") + "'"
