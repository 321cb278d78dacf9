"""JSON patterns read and matched once more, in the plainest way, for the slow judge: nothing here is the product's.

Selectors are names and places in lists, expressions are Python's. What is in doubt is read as `reading` says, by the names that
the language's page gives the doubts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, Literal

from tests.evaluator.languages.filter_pattern.regex_texts import NoExpressionError, alternatives

Path = tuple[str | int, ...]
Reading = frozenset[str]

NOTHING: Final = object()
_SELECTOR: Final = re.compile(r"\$((?:\.[\w-]+|\[\d+\])*)", re.ASCII)
_STEP: Final = re.compile(r"\.([\w-]+)|\[(\d+)\]", re.ASCII)
_UNARY: Final = re.compile(r"NOT\s+EXISTS\b|IS\s+(?:NULL|TRUE|FALSE)\b")
_OPERATOR: Final = re.compile(r"!=|<=|>=|=|<|>")
_VALUE: Final = re.compile(r'"(?P<quoted>(?:[^"\\]|\\.)*)"|%(?P<regex>[^%]*)%|(?P<bare>[\w.*:/@-]+)', re.DOTALL)
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


class NoPatternError(ValueError):
    """The text is no JSON pattern."""


@dataclass(frozen=True)
class Test:
    """A selector and what is asked of what stands there."""

    path: Path
    operator: str
    kind: Literal["text", "number", "regex", "none"]
    source: str = ""


@dataclass(frozen=True)
class Junction:
    """Parts that must all hold, or one of which must."""

    joined: Literal["&&", "||"]
    parts: tuple[Test | Junction, ...]


def read(text: str) -> Test | Junction:
    """A pattern as a tree; `&&` binds closer than `||`."""
    found = _Text(text.strip())
    found.sign("{")
    condition = _alternatives(found)
    found.sign("}")
    if found.rest:
        raise NoPatternError(text)
    return condition


class _Text:
    def __init__(self, rest: str) -> None:
        self.rest = rest

    def take(self, rule: re.Pattern[str]) -> re.Match[str] | None:
        taken = rule.match(self.rest)
        if taken is not None:
            self.rest = self.rest[taken.end() :].lstrip()
        return taken

    def need(self, rule: re.Pattern[str]) -> re.Match[str]:
        taken = self.take(rule)
        if taken is None:
            raise NoPatternError(self.rest)
        return taken

    def sign(self, sign: str) -> None:
        self.need(re.compile(re.escape(sign)))

    def has(self, sign: str) -> bool:
        return self.take(re.compile(re.escape(sign))) is not None


def _alternatives(text: _Text) -> Test | Junction:
    parts = [_all(text)]
    while text.has("||"):
        parts.append(_all(text))
    return parts[0] if len(parts) == 1 else Junction("||", tuple(parts))


def _all(text: _Text) -> Test | Junction:
    parts = [_one(text)]
    while text.has("&&"):
        parts.append(_one(text))
    return parts[0] if len(parts) == 1 else Junction("&&", tuple(parts))


def _one(text: _Text) -> Test | Junction:
    if text.has("("):
        inner = _alternatives(text)
        text.sign(")")
        return inner
    path = tuple(name or int(place) for name, place in _STEP.findall(text.need(_SELECTOR)[1]))
    if (unary := text.take(_UNARY)) is not None:
        return Test(path, " ".join(unary[0].split()), "none")
    operator, value = text.need(_OPERATOR)[0], text.need(_VALUE)
    if value["quoted"] is not None:
        return Test(path, operator, "text", value["quoted"])
    if value["regex"] is not None:
        _checked(value["regex"])
        return Test(path, operator, "regex", value["regex"])
    return Test(path, operator, "number" if _NUMBER.fullmatch(value["bare"]) else "text", value["bare"])


def _checked(expression: str) -> None:
    try:
        alternatives(expression)
    except NoExpressionError as error:
        raise NoPatternError(expression) from error


def tests_of(condition: Test | Junction) -> Iterator[Test]:
    """Every test in a condition."""
    if isinstance(condition, Test):
        yield condition
    else:
        for part in condition.parts:
            yield from tests_of(part)


def holds(condition: Test | Junction, record: Any, reading: Reading) -> bool:
    """Whether a record is matched."""
    if isinstance(condition, Test):
        return _test(condition, at(record, condition.path), reading)
    return (all if condition.joined == "&&" else any)(holds(part, record, reading) for part in condition.parts)


def at(value: Any, path: Path) -> Any:
    """What stands at a path; NOTHING where nothing does."""
    for step in path:
        there = value if isinstance(value, dict) else dict(enumerate(value)) if isinstance(value, list) else {}
        if step not in there:
            return NOTHING
        value = there[step]
    return value


def _test(test: Test, value: Any, reading: Reading) -> bool:
    if test.operator == "NOT EXISTS":
        return value is NOTHING
    if test.operator.startswith("IS "):
        return value is {"IS NULL": None, "IS TRUE": True, "IS FALSE": False}[test.operator]
    if test.operator in {"=", "!="}:
        equal = _equal(test, value, reading)
        return equal is not None and equal == (test.operator == "=")
    if isinstance(value, bool) or not isinstance(value, int | float) or test.kind != "number":
        return False
    here, bound = Decimal(str(value)), Decimal(test.source)
    return {"<": here < bound, "<=": here <= bound, ">": here > bound, ">=": here >= bound}[test.operator]


def _equal(test: Test, value: Any, reading: Reading) -> bool | None:
    """None where the value is of a kind that is neither equal nor unequal to anything."""
    match value:
        case None if "null_compared" in reading:
            return _same(test, "null", reading)
        case bool() if "boolean_compared" in reading:
            return _same(test, str(value).lower(), reading)
        case str():
            return _same(test, value, reading)
        case int() | float() if not isinstance(value, bool):
            if test.kind == "number":
                return Decimal(str(value)) == Decimal(test.source)
            plain = format(Decimal(str(value)), "f")
            return _same(test, plain.rstrip("0").rstrip(".") if "." in plain else plain, reading)
    return None


def _same(test: Test, text: str, reading: Reading) -> bool:
    if test.kind == "number":
        return test.source == text
    made = _loose if "regex_newline" in reading else _strict
    if test.kind == "regex":
        return made(test.source).search(text) is not None
    return _like(test.source, "string_escape" in reading, "inner_wildcard" in reading).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _strict(source: str) -> re.Pattern[str]:
    r"""A dot is no line feed, and $ is the very end: Python's `\Z`."""
    pieces = re.findall(r"\\.|\[\^?\]?[^\]]*\]|.", source, re.DOTALL)
    return re.compile("".join(r"\Z" if piece == "$" else piece for piece in pieces), re.ASCII)


@lru_cache(maxsize=4096)
def _loose(source: str) -> re.Pattern[str]:
    return re.compile(source, re.ASCII | re.DOTALL)


@lru_cache(maxsize=4096)
def _like(source: str, escapes: bool, inner: bool) -> re.Pattern[str]:
    made = []
    for piece in re.finditer(r"\\.|." if escapes else r".", source, re.DOTALL):
        wild = piece[0] == "*" and (inner or piece.start() == 0 or piece.end() == len(source))
        made.append(".*" if wild else re.escape(piece[0][-1]))
    return re.compile("".join(made), re.DOTALL)
