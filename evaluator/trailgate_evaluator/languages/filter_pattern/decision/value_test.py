"""What an atom of a pattern asks of one value, under one reading: the kinds it accepts, and the texts of strings and numbers."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import force_setattr

from trailgate_evaluator.languages.filter_pattern.decision.languages import (
    Exactly,
    Texts,
    TextSet,
    of_order,
    of_regex,
    of_text,
    reads_newlines,
)
from trailgate_evaluator.languages.filter_pattern.decision.witness import contains
from trailgate_evaluator.languages.filter_pattern.syntax.doubts import (
    BOOLEAN_COMPARED,
    INNER_WILDCARD,
    NULL_COMPARED,
    REGEX_NEWLINE,
    STRING_ESCAPE,
    WILDCARD_NOT_EXISTS,
    Reading,
)
from trailgate_evaluator.languages.filter_pattern.syntax.syntax import (
    Atom,
    Compare,
    Is,
    NotExists,
    Number,
    Regex,
    Step,
    Text,
    Wildcard,
)


class Kind(Enum):
    """The kinds of value that a selector may find; absent is one of them."""

    ABSENT = "absent"
    STRING = "string"
    NUMBER = "number"
    FALSE = "false"
    TRUE = "true"
    NULL = "null"
    OBJECT = "object"
    ARRAY = "array"


_LITERALS = {Kind.NULL: ("null", NULL_COMPARED), Kind.TRUE: ("true", BOOLEAN_COMPARED), Kind.FALSE: ("false", BOOLEAN_COMPARED)}
_SETTLED = frozenset(Kind) - {Kind.STRING, Kind.NUMBER}


class ValueTest(Struct, frozen=True):
    """Values of `kinds`, strings among `strings`, and numbers whose canonical text is among `numbers`."""

    kinds: frozenset[Kind]
    strings: Texts = False
    numbers: Texts = False

    def key(self) -> str:
        """A text that is equal for equal tests."""
        texts = [one.key if isinstance(one, TextSet) else str(one) for one in (self.strings, self.numbers)]
        return f"{sorted(kind.value for kind in self.kinds)} {texts}"

    def holds(self, kind: Kind, text: str | None) -> bool:
        """Whether a value of that kind, a string or number of that text, is among them."""
        if kind is Kind.STRING:
            texts = self.strings
        elif kind is Kind.NUMBER:
            texts = self.numbers
        else:
            return kind in self.kinds
        if text is None:
            return kind in self.kinds
        return texts if isinstance(texts, bool) else contains(texts, text)

    def inverse(self) -> ValueTest:
        """All other values."""
        return ValueTest(_SETTLED - self.kinds, _inverse(self.strings), _inverse(self.numbers))


class Demand(Struct, frozen=True, cache_hash=True):
    """A test that must hold at the end of a path; where the path holds a wildcard: on some node, or on `every` node.

    `key` is equal for equal demands, and orders them.
    """

    path: tuple[Step, ...]
    test: ValueTest
    every: bool = False
    key: str = ""

    def __post_init__(self) -> None:
        force_setattr(self, "key", f"{self.path} {self.every} {self.test.key()}")

    def opposite(self) -> Demand:
        """The demand that holds where this one does not."""
        return opposite_of(self)

    def holds_if_absent(self) -> bool:
        """Whether it holds where the path's first step finds nothing."""
        return self.every or Kind.ABSENT in self.test.kinds


@lru_cache(maxsize=8192)
def opposite_of(demand: Demand) -> Demand:
    """The demand that holds where that one does not, worked out once."""
    wild = any(isinstance(step, Wildcard) for step in demand.path)
    return Demand(demand.path, demand.test.inverse(), wild and not demand.every)


Question: TypeAlias = Demand | bool


def doubts_of(atom: Atom) -> Reading:
    """The doubts that bear on what an atom asks."""
    if isinstance(atom, NotExists):
        return frozenset({WILDCARD_NOT_EXISTS}) if _wild(atom) else frozenset()
    if not isinstance(atom, Compare) or atom.operator not in {"=", "!="}:
        return frozenset()
    found = {NULL_COMPARED, BOOLEAN_COMPARED}
    match atom.value:
        case Text(source=source):
            if "*" in source[1:-1]:
                found.add(INNER_WILDCARD)
            if "\\" in source:
                found.add(STRING_ESCAPE)
        case Regex():
            if reads_newlines(atom.value):
                found.add(REGEX_NEWLINE)
        case Number():
            pass
        case _:
            assert_never(atom.value)
    return frozenset(found)


def question_of(atom: Atom, reading: Reading) -> Question:
    """What the atom asks under a reading. NOT EXISTS with a wildcard is the narrowest and the widest condition that it can be."""
    path = atom.selector.steps
    match atom:
        case NotExists():
            if _wild(atom):
                return WILDCARD_NOT_EXISTS in reading
            return Demand(path, ValueTest(frozenset({Kind.ABSENT})))
        case Is():
            return Demand(path, ValueTest(frozenset({Kind[atom.what]})))
        case Compare():
            return Demand(path, _comparison(atom, reading))
        case _:
            assert_never(atom)


def _comparison(atom: Compare, reading: Reading) -> ValueTest:
    if atom.operator not in {"=", "!="}:
        assert isinstance(atom.value, Number)  # noqa: S101 - the grammar's promise, told to mypy
        return ValueTest(frozenset(), numbers=of_order(atom.value.source, atom.operator))
    equal: Texts
    match atom.value:
        case Number():
            equal = TextSet(Exactly(atom.value.source))
        case Text():
            equal = of_text(atom.value, reading)
        case Regex():
            equal = of_regex(atom.value, reading)
        case _:
            assert_never(atom.value)
    wanted = atom.operator == "="
    kinds = {
        kind
        for kind, (text, doubt) in _LITERALS.items()
        if doubt in reading and (equal if isinstance(equal, bool) else contains(equal, text)) == wanted
    }
    numbers = of_order(atom.value.source, "=") if isinstance(atom.value, Number) else equal
    if wanted:
        return ValueTest(frozenset(kinds), equal, numbers)
    return ValueTest(frozenset(kinds), _inverse(equal), _inverse(numbers))


def _inverse(texts: Texts) -> Texts:
    return not texts if isinstance(texts, bool) else texts.inverse()


def _wild(atom: Atom) -> bool:
    return any(isinstance(step, Wildcard) for step in atom.selector.steps)
