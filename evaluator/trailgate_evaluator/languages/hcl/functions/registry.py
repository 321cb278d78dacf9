"""How functions take their arguments: converted, each choice by itself, and unknown where they need to read what is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

from trailgate_evaluator.languages.hcl.values.types import Type, converted
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Items,
    OpenError,
    RefusedError,
    Unknown,
    Value,
    doubt,
    either,
    settled,
    spread,
    symbols,
)

LONGEST = 4 * 1024 * 1024
"""The most signs of a text, and the most items of a list, that a function makes."""


class Function(Struct, frozen=True):
    """`call` gets its arguments converted to the types of `takes`; further ones are of the last type where `more`.

    `reads` says that it needs to know every part of its arguments; else it only moves them about. `nulls`: it takes null;
    `opens`: it knows what to make of an argument that is wholly unknown.
    """

    call: Callable[..., Value]
    takes: tuple[Type, ...]
    least: int
    more: bool
    reads: bool
    nulls: bool
    opens: bool = False

    def __call__(self, name: str, arguments: list[Value]) -> Value:
        """The result; raises `RefusedError` where Terraform would refuse."""
        if len(arguments) < self.least or (len(arguments) > len(self.takes) and not self.more):
            raise RefusedError(f"another number of arguments for {name}")
        return spread(lambda *chosen: self._one(name, list(chosen)), *arguments)

    def _one(self, name: str, arguments: list[Value]) -> Value:
        given: list[Value] = []
        for number, argument in enumerate(arguments):
            told = settled(argument)
            if told is None and not self.nulls:
                raise RefusedError(f"no null for {name}")
            if isinstance(told, Unknown) and not self.opens:
                return told
            kind = self.takes[min(number, len(self.takes) - 1)]
            made = converted(told, kind)
            if isinstance(made, Unknown) and kind == "string":
                return made
            given.append(made)
        if not self.reads:
            return spread(lambda *chosen: self._move(name, chosen), *given)
        return spread(lambda *chosen: self._read(name, list(chosen)), *map(choices_out, given))

    def _move(self, name: str, given: tuple[Value, ...]) -> Value:
        try:
            return self.call(*given)
        except OpenError:
            return Unknown("known_after_apply", f"{name}()")

    def _read(self, name: str, given: list[Value]) -> Value:
        for argument in given:
            if (missing := doubt(argument)) is not None:
                return missing
            if symbols(argument):
                return Unknown("known_after_apply", f"{name}()")
        return self._move(name, tuple(given))


def choices_out(value: Value) -> Value:
    """A list or map with choices in it as a choice of such lists and maps."""
    match settled(value):
        case Items(kind=kind, items=items, ordered=ordered) if any(map(_has_choice, items)):
            return spread(lambda *chosen: Items(kind, chosen, ordered), *map(choices_out, items))
        case Entries(kind=shape, entries=inner) if any(map(_has_choice, inner.values())):
            names = list(inner)
            return spread(
                lambda *chosen: Entries(shape, dict(zip(names, chosen, strict=True))), *map(choices_out, inner.values())
            )
        case Either(choices=choices, because=because):
            return either([choices_out(choice) for choice in choices], because)
        case told:
            return told


def _has_choice(value: Value) -> bool:
    match settled(value):
        case Either():
            return True
        case Items(items=items):
            return any(map(_has_choice, items))
        case Entries(entries=inner):
            return any(map(_has_choice, inner.values()))
    return False


TOO_LONG: Final = Unknown("unreadable_expression", "a text that is very long")


def bounded(text: str) -> Value:
    """A text that is made, unknown where it is longer than any that people configure."""
    return text if len(text) <= LONGEST else TOO_LONG


def replaced(text: str, old: str, new: str) -> Value:
    """A text with one part in the place of another; unknown where it would be too long, which is found out before."""
    made = len(text) + text.count(old) * (len(new) - len(old))
    return text.replace(old, new) if made <= LONGEST else TOO_LONG


def reading(
    call: Callable[..., Any], *takes: Type, least: int | None = None, more: bool = False, nulls: bool = False
) -> Function:
    """A function that needs to know every part of its arguments."""
    return Function(call, takes, len(takes) if least is None else least, more, reads=True, nulls=nulls)


def moving(
    call: Callable[..., Any],
    *takes: Type,
    least: int | None = None,
    more: bool = False,
    nulls: bool = False,
    opens: bool = False,
) -> Function:
    """A function that looks at what its arguments are, not at all that is in them."""
    return Function(call, takes, len(takes) if least is None else least, more, reads=False, nulls=nulls, opens=opens)


Functions = Mapping[str, Function]
