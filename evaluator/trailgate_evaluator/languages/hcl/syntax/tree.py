"""The nodes of an expression. A template is its parts; what stands between them as text is a part, too."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from msgspec import Struct


class HclError(Exception):
    """A text that is no HCL, or nests deeper than anything that people write: what was expected, and where."""

    def __init__(self, expected: str, position: int) -> None:
        super().__init__(f"expected {expected} at {position}")
        self.expected = expected
        self.position = position


class Literal(Struct, frozen=True):
    """A number, a boolean or null."""

    value: int | Fraction | bool | None


class Variable(Struct, frozen=True):
    """A name that the scope knows."""

    name: str


class Attribute(Struct, frozen=True):
    """`on.name`."""

    on: Node
    name: str


class Index(Struct, frozen=True):
    """`on[key]`, or the older `on.0`."""

    on: Node
    key: Node


class Splat(Struct, frozen=True):
    """`on[*]` or `on.*` with what is taken of each element; `each` refers to the element by `Element`."""

    on: Node
    each: Node


class Element(Struct, frozen=True):
    """The element that a splat is at."""


class Call(Struct, frozen=True):
    """`name(arguments)`; `expanded` where the last one ends in `...`."""

    name: str
    arguments: tuple[Node, ...]
    expanded: bool


class TupleOf(Struct, frozen=True):
    """`[items]`."""

    items: tuple[Node, ...]


class ObjectOf(Struct, frozen=True):
    """`{ key = value }`; a key that is a bare name is its text."""

    items: tuple[tuple[Node, Node], ...]


class For(Struct, frozen=True):
    """`[for key, value in over : result if condition]`, or with `key_result =>` an object, grouped by `...`."""

    key: str | None
    value: str
    over: Node
    key_result: Node | None
    result: Node
    condition: Node | None
    grouped: bool


class Unary(Struct, frozen=True):
    """`!on` or `-on`."""

    operator: str
    on: Node


class Binary(Struct, frozen=True):
    """`left operator right`."""

    operator: str
    left: Node
    right: Node


class Conditional(Struct, frozen=True):
    """`condition ? then : otherwise`."""

    condition: Node
    then: Node
    otherwise: Node


class Template(Struct, frozen=True):
    """Text and interpolations joined to one text."""

    parts: tuple[str | Node, ...]


class TemplateFor(Struct, frozen=True):
    """`%{ for key, value in over }body%{ endfor }`."""

    key: str | None
    value: str
    over: Node
    body: Template


class Text(Struct, frozen=True):
    """A text without anything to put in."""

    value: str


Node: TypeAlias = (
    Literal
    | Variable
    | Attribute
    | Index
    | Splat
    | Element
    | Call
    | TupleOf
    | ObjectOf
    | For
    | Unary
    | Binary
    | Conditional
    | Template
    | TemplateFor
    | Text
)
