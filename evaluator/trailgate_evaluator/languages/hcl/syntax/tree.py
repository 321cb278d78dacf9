"""The nodes of an expression. A template is its parts; what stands between them as text is a part, too."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias


class HclError(Exception):
    """A text that is no HCL, or nests deeper than anything that people write: what was expected, and where."""

    def __init__(self, expected: str, position: int) -> None:
        super().__init__(f"expected {expected} at {position}")
        self.expected = expected
        self.position = position


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a boolean or null."""

    value: int | Fraction | bool | None


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that the scope knows."""

    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """`on.name`."""

    on: Node
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`on[key]`, or the older `on.0`."""

    on: Node
    key: Node


@dataclass(frozen=True, slots=True)
class Splat:
    """`on[*]` or `on.*` with what is taken of each element; `each` refers to the element by `Element`."""

    on: Node
    each: Node


@dataclass(frozen=True, slots=True)
class Element:
    """The element that a splat is at."""


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`; `expanded` where the last one ends in `...`."""

    name: str
    arguments: tuple[Node, ...]
    expanded: bool


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`[items]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """`{ key = value }`; a key that is a bare name is its text."""

    items: tuple[tuple[Node, Node], ...]


@dataclass(frozen=True, slots=True)
class For:
    """`[for key, value in over : result if condition]`, or with `key_result =>` an object, grouped by `...`."""

    key: str | None
    value: str
    over: Node
    key_result: Node | None
    result: Node
    condition: Node | None
    grouped: bool


@dataclass(frozen=True, slots=True)
class Unary:
    """`!on` or `-on`."""

    operator: str
    on: Node


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Template:
    """Text and interpolations joined to one text."""

    parts: tuple[str | Node, ...]


@dataclass(frozen=True, slots=True)
class TemplateFor:
    """`%{ for key, value in over }body%{ endfor }`."""

    key: str | None
    value: str
    over: Node
    body: Template


@dataclass(frozen=True, slots=True)
class Text:
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
