"""The text of field selection criteria as a tree.

or = and { OR and }; and = test { AND test }; test = '(' or ')' | field ( '=' | '!=' ) value | field [NOT] IN '[' values ']'.
What links and centralization rules select is written alike, with field [NOT] LIKE 'prefix%' besides.

Source: CloudWatch Logs API reference, PutMetricFilter, fieldSelectionCriteria: operators =, !=, AND, OR, IN, NOT IN;
`@aws.region = "us-east-1"`, `@aws.account IN ["123456789012", "987654321098"]`; at most 2000 characters. For links:
https://docs.aws.amazon.com/OAM/latest/APIReference/API_LogGroupConfiguration.html
"""

from __future__ import annotations

import re
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from trailgate_evaluator.regular import regex

LONGEST: Final = 2000
DEEPEST: Final = 50

_TOKEN: Final = regex(
    r"""\s*(?: (?P<quoted>"[^"\\]*"|'[^'\\]*') | (?P<sign>!=|=|\(|\)|\[|\]|,) | (?P<word>@?[A-Za-z0-9_][A-Za-z0-9_.:/-]*) )""",
    re.VERBOSE,
)
_KEYWORDS: Final = frozenset({"AND", "OR", "IN", "NOT"})
_CLOSING: Final = {"[": "]", "(": ")"}


class CriteriaError(ValueError):
    """The text is no criteria that the documentation describes."""


class OneOf(Struct, frozen=True, kw_only=True):
    """The field has one of the values; `negated`, it has none of them."""

    field: str
    values: tuple[str, ...]
    negated: bool


class Like(Struct, frozen=True, kw_only=True):
    """The field is like the text, in which % stands at the end for anything; `negated`, it is not."""

    field: str
    text: str
    negated: bool


class Joined(Struct, frozen=True, kw_only=True):
    """Criteria one after another, each but the first behind its operator, as they are written."""

    parts: tuple[Criteria, ...]
    operators: tuple[Literal["AND", "OR"], ...]


Criteria: TypeAlias = OneOf | Like | Joined


def parse(text: str, *, like: bool = False) -> Criteria:
    """The criteria of a text; `like` where it may say LIKE.

    Raises `CriteriaError` where it is none, or past 2000 characters or 50 nested parentheses.
    """
    if len(text) > LONGEST:
        raise CriteriaError(f"more than {LONGEST} characters")
    parser = _Parser(_tokens(text), like=like)
    found = parser.joined(0)
    parser.end()
    return found


def _tokens(text: str) -> list[str]:
    """The tokens; a text in quotes keeps the first of them, so that it is no keyword."""
    found: list[str] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        token = _TOKEN.match(text, at, end)
        if token is None:
            raise CriteriaError(f"at {at}: {text[at : at + 20]!r}")
        at = token.end()
        found.append(f'"{token["quoted"][1:-1]}' if token["quoted"] is not None else token["sign"] or token["word"])
    return found


class _Parser:
    def __init__(self, tokens: list[str], *, like: bool) -> None:
        self._tokens = tokens
        self._like = like
        self._at = 0

    def joined(self, depth: int) -> Criteria:
        if depth > DEEPEST:
            raise CriteriaError(f"more than {DEEPEST} parentheses in each other")
        parts = [self._part(depth)]
        operators: list[Literal["AND", "OR"]] = []
        while (operator := self._peek().upper()) in {"AND", "OR"}:
            self._at += 1
            operators.append("AND" if operator == "AND" else "OR")
            parts.append(self._part(depth))
        return parts[0] if len(parts) == 1 else Joined(parts=tuple(parts), operators=tuple(operators))

    def end(self) -> None:
        if self._at != len(self._tokens):
            raise CriteriaError(f"{self._peek()!r} after the end")

    def _part(self, depth: int) -> Criteria:
        if self._take("("):
            found = self.joined(depth + 1)
            self._need(")")
            return found
        field = self._next()
        if field.startswith('"') or (not field[:1].isalpha() and not field.startswith("@")):
            raise CriteriaError(f"{field!r} is no field")
        if self._take("="):
            return OneOf(field=field, values=(self._value(),), negated=False)
        if self._take("!="):
            return OneOf(field=field, values=(self._value(),), negated=True)
        negated = self._take("NOT")
        if self._like and self._take("LIKE"):
            return Like(field=field, text=self._value(), negated=negated)
        self._need("IN")
        return OneOf(field=field, values=self._values(), negated=negated)

    def _values(self) -> tuple[str, ...]:
        closing = _CLOSING.get(self._next())
        if closing is None:
            raise CriteriaError("IN without a list")
        values = [self._value()]
        while self._take(","):
            values.append(self._value())
        self._need(closing)
        return tuple(values)

    def _value(self) -> str:
        token = self._next()
        if token.startswith('"'):
            return token[1:]
        if token.upper() in _KEYWORDS or not token[0].isalnum():
            raise CriteriaError(f"{token!r} is no value")
        return token

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise CriteriaError("it ends too soon")
        self._at += 1
        return token

    def _take(self, wanted: str) -> bool:
        taken = self._peek().upper() == wanted
        self._at += taken
        return taken

    def _need(self, wanted: str) -> None:
        if not self._take(wanted):
            raise CriteriaError(f"{wanted} expected, {self._peek()!r} found")
