"""A configuration file in JSON as the same attributes and blocks: texts are templates, objects may be blocks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from trailgate_evaluator.languages.hcl.syntax.bodies import Block, Body, Expression
from trailgate_evaluator.languages.hcl.syntax.expressions import parse_template, whole_number
from trailgate_evaluator.languages.hcl.syntax.tree import HclError, Literal, Node, ObjectOf, TupleOf

_LABELS: Final[Mapping[str, int]] = {
    "check": 1, "data": 2, "ephemeral": 2, "import": 0, "locals": 0, "module": 1, "moved": 0, "output": 1, "provider": 1,
    "removed": 0, "resource": 2, "terraform": 0, "variable": 1,
}  # fmt: skip
"""The blocks of a file, and how many labels each has."""
_DEEPEST: Final = 100


def read_json(path: str, content: Mapping[str, Any]) -> Body:
    """The body of a file that is JSON."""
    found = Body()
    for kind, value in content.items():
        if kind in _LABELS:
            found.blocks.extend(_blocks(path, kind, value, _LABELS[kind], ()))
    return found


def _blocks(path: str, kind: str, value: object, labels: int, given: tuple[str, ...]) -> Iterator[Block]:
    if isinstance(value, list):
        for item in value:
            yield from _blocks(path, kind, item, labels, given)
    elif isinstance(value, dict):
        if labels:
            for label, inner in value.items():
                yield from _blocks(path, kind, inner, labels - 1, (*given, label))
        else:
            yield Block(kind, given, path, "", 0, 0, _inner(path, value))


def _inner(path: str, value: Mapping[str, Any]) -> Body:
    """A block's content: what are attributes and what blocks only the schema tells, so that objects are both."""
    found = Body()
    for name, inner in value.items():
        if name == "dynamic":
            found.blocks.extend(_dynamic(path, inner))
        elif name != "//":
            found.attributes[name] = JsonExpression(path, "", 0, 0, value=inner)
            if isinstance(inner, dict) or (isinstance(inner, list) and inner and all(isinstance(i, dict) for i in inner)):
                found.blocks.extend(_blocks(path, name, inner, 0, ()))
    return found


def _dynamic(path: str, value: object) -> Iterator[Block]:
    for block in _blocks(path, "dynamic", value, 1, ()):
        body = block.body()
        content = [inner for inner in body.blocks if inner.kind == "content"]
        body.attributes.pop("content", None)
        body.blocks = content
        yield block


class JsonExpression(Expression):
    """A JSON value as an expression."""

    value: Any = None

    @property
    def written(self) -> str:
        """Nothing: the value is a whole tree."""
        return ""

    def node(self) -> Node:
        """Its tree; raises `HclError`."""
        if self.tree is None:
            self.tree = _node(self.value, 0)
        return self.tree


def _node(value: Any, depth: int) -> Node:
    if depth > _DEEPEST:
        raise HclError("JSON that nests less", 0)
    match value:
        case str():
            return parse_template(value)
        case dict():
            return ObjectOf(tuple((parse_template(key), _node(inner, depth + 1)) for key, inner in value.items()))
        case list():
            return TupleOf(tuple(_node(inner, depth + 1) for inner in value))
        case bool() | None:
            return Literal(value)
        case _:
            if not math.isfinite(value):
                raise HclError("a number that a double holds", 0)
            return Literal(whole_number(Fraction(repr(value))))
