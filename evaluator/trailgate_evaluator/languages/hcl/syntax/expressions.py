"""Expressions, by recursive descent: conditions, operators by their strength, terms, and what follows a term."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from trailgate_evaluator.languages.hcl.syntax import templates
from trailgate_evaluator.languages.hcl.syntax.scanning import (
    BLANK_LINES,
    BLANKS,
    HEREDOC,
    IDENTIFIER,
    after_heredoc,
    after_string,
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

_OPERATORS: Final = re.compile(r"\|\||&&|==|!=|<=|>=|[<>+\-*/%]")
_STRENGTH: Final = {
    "||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6,
}  # fmt: skip
_NUMBER: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?")
_FUNCTION: Final = re.compile(rf"{IDENTIFIER.pattern}(?:::{IDENTIFIER.pattern})*(?=\()")
_WORDS: Final = {"true": True, "false": False, "null": None}
_DEEPEST: Final = 100


def parse_expression(text: str, start: int = 0, end: int | None = None) -> Node:
    """The tree of the expression that stands between two positions; raises `HclError`."""
    stop = len(text) if end is None else end
    return _within(text, start, stop, 0)


def parse_template(text: str) -> Node:
    """The tree of a template file's text; raises `HclError`."""
    return templates.whole(text, parse_expression)


def _within(text: str, start: int, end: int, depth: int) -> Node:
    parser = _Parser(text, start, end, depth)
    found = parser.expression()
    parser.blank()
    if parser.at < end:
        raise HclError("the end of the expression", parser.at)
    return found


class _Parser:
    """A position in a text. Lines are blanks: where an expression ends its reader has found before."""

    def __init__(self, text: str, start: int, end: int, depth: int) -> None:
        self.text = text
        self.at = start
        self.end = end
        self._depth = depth

    def blank(self) -> None:
        found = BLANK_LINES.match(self.text, self.at, self.end)
        self.at = found.end() if found else self.at

    def _next(self, sign: str) -> bool:
        self.blank()
        if self.at < self.end and self.text.startswith(sign, self.at, self.end):
            self.at += len(sign)
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._next(sign):
            raise HclError(f"`{sign}`", self.at)

    def _name(self) -> str:
        self.blank()
        found = IDENTIFIER.match(self.text, self.at, self.end)
        if found is None:
            raise HclError("a name", self.at)
        self.at = found.end()
        return found.group()

    def _word(self, word: str) -> bool:
        self.blank()
        found = IDENTIFIER.match(self.text, self.at, self.end)
        if found is not None and found.group() == word:
            self.at = found.end()
            return True
        return False

    def expression(self) -> Node:
        """`condition ? then : otherwise`, or what a condition may be."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise HclError("an expression that nests less", self.at)
        found = self._operation(1)
        if self._next("?"):
            then = self.expression()
            self._expect(":")
            found = Conditional(found, then, self.expression())
        self._depth -= 1
        return found

    def _operation(self, weakest: int) -> Node:
        left = self._term()
        while True:
            self.blank()
            found = _OPERATORS.match(self.text, self.at, self.end)
            if found is None or _STRENGTH[found.group()] < weakest:
                return left
            self.at = found.end()
            left = Binary(found.group(), left, self._operation(_STRENGTH[found.group()] + 1))

    def _term(self) -> Node:
        self.blank()
        for operator in "-!":
            if self._next(operator):
                self._depth += 1
                if self._depth > _DEEPEST:
                    raise HclError("an expression that nests less", self.at)
                found = Unary(operator, self._term())
                self._depth -= 1
                return found
        return self._followed(self._plain_term())

    def _plain_term(self) -> Node:
        sign = self.text[self.at : self.at + 1] if self.at < self.end else ""
        match sign:
            case '"':
                behind = after_string(self.text, self.at)
                inner = (self.at + 1, behind - 1)
                self.at = behind
                return templates.quoted(self.text, *inner, self._inner)
            case "<" if (start := HEREDOC.match(self.text, self.at)) is not None:
                begin, stop, self.at = after_heredoc(self.text, self.at)
                return templates.heredoc(self.text, begin, stop, self._inner, flush=bool(start.group(1)))
            case "(":
                self.at += 1
                found = self.expression()
                self._expect(")")
                return found
            case "[":
                self.at += 1
                return self._for(")", "]") if self._word("for") else self._tuple()
            case "{":
                self.at += 1
                return self._for("=>", "}") if self._is_for() else self._object()
            case _:
                return self._number_or_name()

    def _inner(self, text: str, start: int, end: int) -> Node:
        return _within(text, start, end, self._depth)

    def _number_or_name(self) -> Node:
        number = _NUMBER.match(self.text, self.at, self.end)
        if number is not None:
            self.at = number.end()
            return Literal(whole_number(Fraction(number.group())))
        function = _FUNCTION.match(self.text, self.at, self.end)
        if function is not None:
            self.at = function.end() + 1
            return self._call(function.group())
        name = self._name()
        if name in _WORDS and self.text[self.at : self.at + 1] != ".":
            return Literal(_WORDS[name])
        return Variable(name)

    def _call(self, name: str) -> Node:
        arguments: list[Node] = []
        expanded = False
        while not self._next(")"):
            arguments.append(self.expression())
            expanded = self._next("...")
            if not self._next(","):
                self._expect(")")
                break
        return Call(name, tuple(arguments), expanded)

    def _tuple(self) -> Node:
        items: list[Node] = []
        while not self._next("]"):
            items.append(self.expression())
            if not self._next(","):
                self._expect("]")
                break
        return TupleOf(tuple(items))

    def _is_for(self) -> bool:
        """Whether `for` begins a loop, and is not the first key of an object."""
        start = self.at
        if self._word("for"):
            self.blank()
            if self.text[self.at : self.at + 1] not in {"=", ":"}:
                return True
        self.at = start
        return False

    def _object(self) -> Node:
        items: list[tuple[Node, Node]] = []
        while not self._next("}"):
            key = self._key()
            if not self._next("="):
                self._expect(":")
            items.append((key, self.expression()))
            self._next(",")
        return ObjectOf(tuple(items))

    def _key(self) -> Node:
        self.blank()
        start = self.at
        found = IDENTIFIER.match(self.text, self.at, self.end)
        if found is not None:
            self.at = found.end()
            behind = BLANKS.match(self.text, self.at, self.end)
            following = self.text[behind.end() if behind else self.at :][:1]
            if following in {"=", ":"}:
                return Text(found.group())
            self.at = start
        return self.expression()

    def _for(self, sign: str, closing: str) -> Node:
        first = self._name()
        key, value = (first, self._name()) if self._next(",") else (None, first)
        if not self._word("in"):
            raise HclError("`in`", self.at)
        over = self.expression()
        self._expect(":")
        result = self.expression()
        key_result: Node | None = None
        grouped = False
        if sign == "=>":
            self._expect("=>")
            key_result, result = result, self.expression()
            grouped = self._next("...")
        condition = self.expression() if self._word("if") else None
        self._expect(closing)
        return For(key, value, over, key_result, result, condition, grouped)

    def _followed(self, on: Node) -> Node:
        """The attributes, indexes and splats behind a term."""
        while True:
            spot = BLANKS.match(self.text, self.at, self.end)
            at = spot.end() if spot else self.at
            sign = self.text[at : at + 1] if at < self.end else ""
            if sign == "." and not self.text.startswith("...", at):
                self.at = at + 1
                on = self._dotted(on)
            elif sign == "[":
                self.at = at + 1
                if self._next("*"):
                    self._expect("]")
                    return Splat(on, self._followed(Element()))
                key = self.expression()
                self._expect("]")
                on = Index(on, key)
            else:
                return on

    def _dotted(self, on: Node) -> Node:
        if self._next("*"):
            each: Node = Element()
            while self.text.startswith(".", self.at) and not self.text.startswith("...", self.at):
                self.at += 1
                each = self._dotted(each)
            return Splat(on, each)
        number = re.compile(r"[0-9]+(?:\.[0-9]+)*").match(self.text, self.at, self.end)
        if number is None:
            return Attribute(on, self._name())
        self.at = number.end()
        for digits in number.group().split("."):
            on = Index(on, Literal(int(digits[:9])))
        return on


def whole_number(value: Fraction) -> int | Fraction:
    """The number as an integer where it is one."""
    return value.numerator if value.denominator == 1 else value
