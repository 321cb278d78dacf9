"""Expressions, by recursive descent: conditions, operators by their strength, terms, and what follows a term."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Final

from trailgate_evaluator.languages.hcl.syntax import templates
from trailgate_evaluator.languages.hcl.syntax.scanning import (
    BLANK_LINES,
    BLANKS,
    HEREDOC,
    IDENTIFIER,
    after_heredoc,
    after_string,
    behind,
)
from trailgate_evaluator.languages.hcl.syntax.tree import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Element,
    For,
    HclError,
    Index,
    Literal,
    Node,
    ObjectOf,
    Splat,
    Text,
    TupleOf,
    Unary,
    Variable,
)
from trailgate_evaluator.regular import regex

_OPERATORS: Final = regex(r"\|\||&&|==|!=|<=|>=|[<>+\-*/%]")
_STRENGTH: Final = {
    "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6,
}  # fmt: skip
_SIGN: Final = regex(r"[-!]")
_NUMBER: Final = regex(r"[0-9]+(?:\.[0-9]+|\.(?=[eE]))?(?:[eE][+-]?[0-9]{1,4})?")
_NAME: Final = regex(rf"{IDENTIFIER.pattern}(?:::{IDENTIFIER.pattern})*")
_KEY: Final = regex(rf"({IDENTIFIER.pattern}){BLANKS.pattern}(?==(?!=)|:(?!:))")
_DOT: Final = regex(r"\.(?!\.)")
_OLD_INDEX: Final = regex(r"[0-9]{1,99}")
_WORDS: Final = {"true": True, "false": False, "null": None}
_DEEPEST: Final = 60


def parse_expression(text: str, start: int = 0, end: int | None = None) -> Node:
    """The tree of the expression that stands between two positions; raises `HclError`."""
    return _whole(text, start, len(text) if end is None else end, 0, BLANKS)


def parse_template(text: str) -> Node:
    """The tree of a template file's text; raises `HclError`."""
    return templates.whole(text, partial(_whole, depth=0, blanks=BLANK_LINES))


def _whole(text: str, start: int, end: int, depth: int, blanks: re.Pattern[str]) -> Node:
    parser = _Parser(text, start, depth, blanks)
    found = parser.expression()
    if BLANK_LINES.fullmatch(text, parser.at, end) is None:
        raise HclError("the end of the expression", parser.at)
    return found


class _Parser:
    """A position in a text, how deep it nests there, and what is blank: a line's end between brackets, but not between braces."""

    def __init__(self, text: str, start: int, depth: int, blanks: re.Pattern[str]) -> None:
        self.text = text
        self.at = start
        self._depth = depth
        self._blanks = blanks

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self.at = behind(self._blanks, self.text, self.at)
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def _next(self, sign: str) -> bool:
        self.at = behind(self._blanks, self.text, self.at)
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._next(sign):
            raise HclError(f"`{sign}`", self.at)

    def _name(self, pattern: re.Pattern[str] = IDENTIFIER) -> str:
        found = self._take(pattern)
        if found is None:
            raise HclError("a name", self.at)
        return found.group()

    def _word(self, word: str) -> bool:
        start = self.at
        found = self._take(IDENTIFIER)
        if found is not None and found.group() == word:
            return True
        self.at = start
        return False

    def _deeper(self, parse: Callable[[], Node]) -> Node:
        if self._depth == _DEEPEST:
            raise HclError("an expression that nests less", self.at)
        self._depth += 1
        found = parse()
        self._depth -= 1
        return found

    def _opened(self, parse: Callable[[], Node]) -> Node:
        """What stands behind an opening bracket, up to the closing one and with it."""
        outside = self._blanks
        self._blanks = BLANK_LINES
        found = parse()
        self._blanks = outside
        return found

    def _closed(self, sign: str) -> Node:
        found = self.expression()
        self._expect(sign)
        return found

    def expression(self) -> Node:
        """`condition ? then : otherwise`, or what a condition may be."""
        return self._deeper(self._conditional)

    def _conditional(self) -> Node:
        cases: list[tuple[Node, Node]] = []
        found = self._operation(1)
        while self._next("?"):
            cases.append((found, self._closed(":")))
            found = self._operation(1)
        for condition, then in reversed(cases):
            found = Conditional(condition, then, found)
        return found

    def _operation(self, weakest: int) -> Node:
        left = self._term()
        while True:
            start = self.at
            found = self._take(_OPERATORS)
            if found is None or _STRENGTH[found.group()] < weakest:
                self.at = start
                return left
            left = Binary(found.group(), left, self._operation(_STRENGTH[found.group()] + 1))

    def _term(self) -> Node:
        sign = self._take(_SIGN)
        if sign is None:
            return self._followed(self._plain_term())
        return Unary(sign.group(), self._deeper(self._term))

    def _plain_term(self) -> Node:
        if self._next("("):
            return self._opened(partial(self._closed, ")"))
        if self._next("["):
            return self._opened(self._list)
        if self._next("{"):
            return self._opened(self._braced)
        if self._next('"'):
            start = self.at
            self.at = after_string(self.text, start - 1)
            return templates.quoted(self.text, start, self.at - 1, self._put_in)
        if (heredoc := HEREDOC.match(self.text, self.at)) is not None:
            start, stop, self.at = after_heredoc(self.text, self.at)
            return templates.heredoc(self.text, start, stop, self._put_in, flush=bool(heredoc.group(1)))
        if (number := self._take(_NUMBER)) is not None:
            return Literal(whole_number(Fraction(number.group())))
        name = self._name(_NAME)
        if self._next("("):
            return self._opened(partial(self._call, name))
        return Literal(_WORDS[name]) if name in _WORDS else Variable(name)

    def _put_in(self, text: str, start: int, end: int) -> Node:
        return _whole(text, start, end, self._depth, BLANK_LINES)

    def _call(self, name: str) -> Node:
        arguments: list[Node] = []
        while not self._next(")"):
            arguments.append(self.expression())
            if self._next("..."):
                self._expect(")")
                return Call(name, tuple(arguments), expanded=True)
            if not self._next(","):
                self._expect(")")
                break
        return Call(name, tuple(arguments), expanded=False)

    def _list(self) -> Node:
        if self._word("for"):
            return self._for("]")
        items: list[Node] = []
        while not self._next("]"):
            items.append(self.expression())
            if not self._next(","):
                self._expect("]")
                break
        return TupleOf(tuple(items))

    def _braced(self) -> Node:
        if self._word("for"):
            return self._for("}")
        items: list[tuple[Node, Node]] = []
        while not self._next("}"):
            self._blanks = BLANKS
            key = self._key()
            if not self._next("="):
                self._expect(":")
            items.append((key, self.expression()))
            self._next(",")
            self._blanks = BLANK_LINES
        return ObjectOf(tuple(items))

    def _key(self) -> Node:
        name = self._take(_KEY)
        if name is None:
            return self.expression()
        self.at = name.end(1)
        return Text(name.group(1))

    def _for(self, closing: str) -> Node:
        first = self._name()
        key, value = (first, self._name()) if self._next(",") else (None, first)
        if not self._word("in"):
            raise HclError("`in`", self.at)
        over = self._closed(":")
        result = self.expression()
        key_result: Node | None = None
        grouped = False
        if closing == "}":
            self._expect("=>")
            key_result, result = result, self.expression()
            grouped = self._next("...")
        condition = self.expression() if self._word("if") else None
        self._expect(closing)
        return For(key, value, over, key_result, result, condition, grouped)

    def _followed(self, on: Node) -> Node:
        """The attributes, indexes and splats behind a term."""
        while True:
            if self._take(_DOT):
                on = self._splat(on) if self._next("*") else self._step(on)
            elif not self._next("["):
                return on
            elif self._next("*"):
                self._expect("]")
                return Splat(on, self._followed(Element()))
            else:
                on = Index(on, self._opened(partial(self._closed, "]")))

    def _splat(self, on: Node) -> Node:
        """The older splat, which goes no further than attributes."""
        each: Node = Element()
        while self._take(_DOT):
            each = self._step(each)
        return Splat(on, each)

    def _step(self, on: Node) -> Node:
        number = self._take(_OLD_INDEX)
        return Attribute(on, self._name()) if number is None else Index(on, Literal(int(number.group())))


def whole_number(value: Fraction) -> int | Fraction:
    """The number as an integer where it is one."""
    return value.numerator if value.denominator == 1 else value
