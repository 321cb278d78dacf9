"""The syntax tree of the three filter pattern languages: frozen values, spans left out of equality.

A span is (from, to) in characters of the source. Matcher, decision, printer and suggestions share this tree and nothing else.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

Span: TypeAlias = tuple[int, int]
EqualityOperator: TypeAlias = Literal["=", "!="]
OrderOperator: TypeAlias = Literal["<", ">", "<=", ">="]
Operator: TypeAlias = Literal["=", "!=", "<", ">", "<=", ">="]

NOWHERE: Span = (0, 0)


_APART: Final = frozenset({"span", "doubts", "alternatives"})
"""Fields that say where and how something was read: not what it is."""


class _Node(Struct, frozen=True, eq=False):
    """Equal, and hashed alike, where everything but where and how it was read is equal."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._what() == other._what()

    def __hash__(self) -> int:
        return hash(self._what())

    def _what(self) -> tuple[object, ...]:
        return tuple([getattr(self, name) for name in self.__struct_fields__ if name not in _APART])


class CharacterClass(Struct, frozen=True, kw_only=True):
    """A set of characters: those of `characters`, or all others where `negated`. `dot` marks the `.` of a regular expression."""

    characters: frozenset[str]
    negated: bool = False
    dot: bool = False


class Anchor(Enum):
    """A place in the text: its start or its end."""

    START = "^"
    END = "$"


class Repeat(Struct, frozen=True, kw_only=True):
    """`one` of a class or anchor, `least` to `most` times (None: without end)."""

    one: CharacterClass | Anchor
    least: int = 1
    most: int | None = 1


class Regex(_Node, frozen=True, kw_only=True):
    """A regular expression: `source` between the % signs, and what it means as alternatives of repeats."""

    source: str
    alternatives: tuple[tuple[Repeat, ...], ...]


class Text(Struct, frozen=True, kw_only=True):
    """A string value as it stands in the source, wildcards and backslashes included."""

    source: str


class Number(Struct, frozen=True, kw_only=True):
    """An unquoted number as it stands in the source."""

    source: str


Value: TypeAlias = Text | Number | Regex


class Name(Struct, frozen=True, kw_only=True):
    """The property of that name; `bracketed` where it was written as .['name']."""

    name: str
    bracketed: bool = False


class Index(Struct, frozen=True, kw_only=True):
    """The element of that index, from 0."""

    index: int


class Wildcard(Enum):
    """Any property of an object, or any element of an array."""

    PROPERTY = ".*"
    ELEMENT = "[*]"


Step: TypeAlias = Name | Index | Wildcard


class Selector(_Node, frozen=True, kw_only=True):
    """A path from the root of the event."""

    steps: tuple[Step, ...]
    span: Span = NOWHERE


class Compare(_Node, frozen=True, kw_only=True):
    """`selector operator value`."""

    selector: Selector
    operator: Operator
    value: Value
    span: Span = NOWHERE


class Is(_Node, frozen=True, kw_only=True):
    """`selector IS NULL`, `IS TRUE` or `IS FALSE`."""

    selector: Selector
    what: Literal["NULL", "TRUE", "FALSE"]
    span: Span = NOWHERE


class NotExists(_Node, frozen=True, kw_only=True):
    """`selector NOT EXISTS`."""

    selector: Selector
    span: Span = NOWHERE


Atom: TypeAlias = Compare | Is | NotExists


class And(_Node, frozen=True, kw_only=True):
    """Two or more conditions that all hold; none of them an And."""

    parts: tuple[Condition, ...]
    span: Span = NOWHERE


class Or(_Node, frozen=True, kw_only=True):
    """Two or more conditions of which one holds; none of them an Or."""

    parts: tuple[Condition, ...]
    span: Span = NOWHERE


Condition: TypeAlias = Compare | Is | NotExists | And | Or


def atoms_of(condition: Condition) -> Iterator[Atom]:
    """The atoms of a condition, from left to right."""
    if isinstance(condition, And | Or):
        for part in condition.parts:
            yield from atoms_of(part)
    else:
        yield condition


class JsonPattern(_Node, frozen=True, kw_only=True):
    """A pattern in braces, on events that are JSON."""

    condition: Condition
    doubts: frozenset[str] = frozenset()


class Role(Enum):
    """What a term asks: that it occurs, that one of its like occurs, that it does not occur."""

    REQUIRED = ""
    OPTIONAL = "?"
    EXCLUDED = "-"


class Term(_Node, frozen=True, kw_only=True):
    """A text or regular expression that the event is searched for; `quoted` is how it was written."""

    role: Role
    what: str | Regex
    quoted: bool = False
    span: Span = NOWHERE


class TermsPattern(_Node, frozen=True, kw_only=True):
    """Terms on events of any kind."""

    terms: tuple[Term, ...]
    doubts: frozenset[str] = frozenset()


class FieldTest(Struct, frozen=True, kw_only=True):
    """`name operator value` on one field."""

    operator: Operator
    value: Value


class Field(Struct, frozen=True, kw_only=True):
    """One field: its name, and alternatives (||) of tests that hold together (&&); none asks nothing."""

    name: str
    alternatives: tuple[tuple[FieldTest, ...], ...] = ()


class SpacePattern(_Node, frozen=True, kw_only=True):
    """Fields from the start of a line (`before`) and from its end (`after`, where an ellipsis stands between)."""

    before: tuple[Field, ...]
    ellipsis: bool
    after: tuple[Field, ...]
    doubts: frozenset[str] = frozenset()


class EmptyPattern(_Node, frozen=True, kw_only=True):
    """Nothing but blanks: matches every event."""

    doubts: frozenset[str] = frozenset()


Pattern: TypeAlias = JsonPattern | TermsPattern | SpacePattern | EmptyPattern
