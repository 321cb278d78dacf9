"""Values, known or not.

Known are `None`, booleans, exact numbers, texts, `Items` and `Entries`. `Symbol` is a value that will be known, such as the ARN
of a resource: it equals itself. `Glued` is a text with symbols in it. `Either` is one of several. `Unknown` is anything, and says
why. `Lazy` is an object that is looked into only where it is asked.
"""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, TypeAlias
from typing import Literal as Exactly

from msgspec import Struct


class RefusedError(Exception):
    """An evaluation that Terraform would refuse; what was wrong."""


class OpenError(Exception):
    """An evaluation that needs a value of some kind, where nobody knows yet of which kind this one is."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Any value, also null: the kind of the reason, what cannot be known, and where that is written (file, line).

    `fails` says of the reason for a choice that the evaluation may come to nothing, too: an index may be out of range.
    """

    reason: str
    name: str
    at: tuple[str, int] | None = None
    fails: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Symbol:
    """What `owner` has at `path` once it is there.

    `plain` says that it is a text, not null or empty, without a sign that JSON escapes; `lacks` are texts that it never holds;
    `colons` are its parts between colons, where it is known how many there are. `meaning` is what it is made of, as far as that
    is known: two symbols are one by their owner and path alone.
    """

    owner: Hashable
    path: tuple[str | int, ...]
    plain: bool
    lacks: tuple[str, ...] = ()
    colons: tuple[Any, ...] = field(default=(), compare=False)
    meaning: Any = field(default=None, compare=False)


class Glued(Struct, frozen=True):
    """A text of known parts and symbols, never two known parts side by side, never a known part alone."""

    parts: tuple[str | Symbol, ...]


class Either(Struct, frozen=True):
    """One of these, at least two, none of them an `Either`; `because` is the condition that is not known."""

    choices: tuple[Value, ...]
    because: Unknown


@dataclass(frozen=True, slots=True)
class Items:
    """A list, set or tuple. Without `ordered` nobody knows which is first; a set with symbols may hold one twice."""

    kind: Exactly["list", "set", "tuple"]
    items: tuple[Value, ...]
    ordered: bool = True
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", 1 + sum(map(weight, self.items)))


@dataclass(frozen=True, slots=True)
class Entries:
    """A map or object, in the order of its keys."""

    kind: Exactly["map", "object"]
    entries: Mapping[str, Value]
    weight: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weight", 1 + sum(map(weight, self.entries.values())))


class Lazy(ABC):
    """An object or list whose parts are looked up when they are asked for."""

    @abstractmethod
    def attribute(self, name: str) -> Value:
        """The attribute of a name; raises `RefusedError` where there is none."""

    def index(self, key: Value) -> Value:
        """The element of a key; an attribute where it is a name."""
        if isinstance(key, str):
            return self.attribute(key)
        raise RefusedError("a key that this has")

    @abstractmethod
    def whole(self) -> Value:
        """All of it, one level deep."""


Value: TypeAlias = bool | int | Fraction | str | Symbol | Glued | Either | Items | Entries | Unknown | Lazy | None

HEAVIEST: Final = 400_000
"""The most that a value may hold, all told, though parts of it be shared: lists of lists grow faster than they are written."""


def weight(value: Value) -> int:
    """How much a value holds, counted in items and in signs of text."""
    match value:
        case Items(weight=told) | Entries(weight=told):
            return told
        case str():
            return 1 + len(value) // 16
        case Glued(parts=parts):
            return 1 + sum(len(part) // 16 for part in parts if isinstance(part, str))
        case Either(choices=choices):
            return 1 + sum(map(weight, choices))
        case _:
            return 1


def borne(value: Value) -> Value:
    """The value, unknown where it holds more than anyone configures."""
    return value if weight(value) <= HEAVIEST else Unknown("unreadable_expression", "a value that is very large")


def composed(value: Value) -> Value:
    """The value as Terraform holds texts: in Unicode's composed form, however they were written."""
    match value:
        case str() if not value.isascii():
            return unicodedata.normalize("NFC", value)
        case Glued(parts=parts):
            return Glued(tuple(unicodedata.normalize("NFC", part) if isinstance(part, str) else part for part in parts))
        case _:
            return value


MOST: Final = 24
"""The most choices that are followed; more of them are unknown."""


def entries(kind: Exactly["map", "object"], found: Mapping[str, Value]) -> Entries:
    """A map or object in the order of its keys, as Terraform has it."""
    return Entries(kind, {key: found[key] for key in sorted(found)})


def settled(value: Value) -> Value:
    """The value itself where it is a lazy one."""
    while isinstance(value, Lazy):
        value = value.whole()
    return value


def either(choices: list[Value], because: Unknown) -> Value:
    """One of the choices: the one where all are equal, unknown where they are too many or one is."""
    flat: list[Value] = []
    for choice in choices:
        for one in choice.choices if isinstance(choice, Either) else (choice,):
            if not any(same(one, other) for other in flat):
                flat.append(one)
    if len(flat) == 1 and because.fails:
        flat.append(because)
    if len(flat) == 1:
        return flat[0]
    if len(flat) > MOST:
        return because
    return Either(tuple(flat), because)


def same(one: Value, other: Value) -> bool:
    """Whether two values are one and the same in kind and content, so far as both are known."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Items) and isinstance(other, Items):
        if (one.kind, one.ordered, len(one.items)) != (other.kind, other.ordered, len(other.items)):
            return False
        return all(same(a, b) for a, b in zip(one.items, other.items, strict=True))
    if isinstance(one, Entries) and isinstance(other, Entries):
        if one.kind != other.kind or one.entries.keys() != other.entries.keys():
            return False
        return all(same(inner, other.entries[key]) for key, inner in one.entries.items())
    if isinstance(one, Unknown | Lazy):
        return one is other
    return one == other


def doubt(value: Value) -> Unknown | None:
    """The first reason why something in a value is not known for certain; symbols are known to be themselves."""
    pending = [value]
    while pending:
        match pending.pop():
            case Unknown() as found:
                return found
            case Either(because=found):
                return found
            case Items(items=items):
                pending.extend(reversed(items))
            case Entries(entries=inner):
                pending.extend(reversed(list(inner.values())))
            case Lazy() as lazy:
                pending.append(lazy.whole())
    return None


def symbols(value: Value) -> bool:
    """Whether a value, all of it looked through, has a symbol in it."""
    pending = [value]
    while pending:
        match pending.pop():
            case Symbol() | Glued():
                return True
            case Items(items=items):
                pending.extend(items)
            case Entries(entries=inner):
                pending.extend(inner.values())
            case Lazy() as lazy:
                pending.append(lazy.whole())
    return False


def may_be_fewer(value: Items) -> bool:
    """Whether a list may hold fewer items than we see: of what was once a set, two that are not known may be one."""
    return not value.ordered and (symbols(value) or doubt(value) is not None)


def glued(parts: list[str | Symbol | Glued]) -> str | Symbol | Glued:
    """The text of parts put together."""
    flat: list[str | Symbol] = []
    for part in parts:
        for one in part.parts if isinstance(part, Glued) else (part,):
            if isinstance(one, str) and flat and isinstance(last := flat[-1], str):
                flat[-1] = last + one
            elif one != "":
                flat.append(one)
    if not flat:
        return ""
    if len(flat) == 1 and (isinstance(flat[0], str) or flat[0].plain):
        return flat[0]
    return Glued(tuple(flat))


def spread(function: Callable[..., Value], *arguments: Value) -> Value:
    """The function of every choice of its arguments: what one choice fails at is open, what all fail at is a `RefusedError`."""
    combinations: list[tuple[Value, ...]] = [()]
    because: Unknown | None = None
    for argument in arguments:
        if isinstance(argument, Either):
            because = argument.because if because is None or argument.because.fails else because
            combinations = [(*before, choice) for before in combinations for choice in argument.choices]
            if len(combinations) > MOST:
                return because
        else:
            combinations = [(*before, argument) for before in combinations]
    if because is None:
        return function(*combinations[0])
    found: list[Value] = []
    failed: RefusedError | None = None
    for combination in combinations:
        try:
            found.append(function(*combination))
        except RefusedError as failure:
            failed = failure
    if failed is not None:
        if not found:
            raise failed
        found.append(because)
    return either(found, because)
