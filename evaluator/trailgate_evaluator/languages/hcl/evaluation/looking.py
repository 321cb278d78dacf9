"""Attributes, indexes and splats of values that may not be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from trailgate_evaluator.languages.hcl.values.types import converted
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Items,
    Lazy,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    either,
    may_be_fewer,
    settled,
    spread,
)


def attribute(on: Value, name: str) -> Value:
    """`on.name`; raises `RefusedError` where it cannot have one."""
    match on:
        case Lazy():
            return on.attribute(name)
        case Either():
            return spread(lambda one: attribute(one, name), on)
        case Unknown():
            return on
        case Symbol(owner=owner, path=path, plain=False):
            return Symbol(owner, (*path, name), plain=False)
        case Entries(entries=inner) if name in inner:
            return inner[name]
        case _:
            raise RefusedError(f"something that has {name}")


def index(on: Value, key: Value) -> Value:  # noqa: C901 - one case for each kind of value
    """`on[key]`; raises `RefusedError` where it cannot have one."""
    if isinstance(on, Either) or isinstance(key, Either):
        return spread(index, on, key)
    if isinstance(on, Lazy):
        if isinstance(key, str | int) and not isinstance(key, bool):
            return on.index(key)
        on = settled(on)
    match on:
        case Unknown():
            return on
        case Symbol(owner=owner, path=path, plain=False):
            if isinstance(key, str | int):
                return Symbol(owner, (*path, key), plain=False)
            return Unknown("known_after_apply", "an index")
        case Items():
            return _item(on, key)
        case Entries(entries=inner):
            name = converted(key, "string")
            if isinstance(name, str):
                if name not in inner:
                    raise RefusedError(f"something that has {name}")
                return inner[name]
            return _any_of(list(inner.values()), name)
        case _:
            raise RefusedError("a list or map")


def _item(on: Items, key: Value) -> Value:
    if on.kind == "set":
        raise RefusedError("a list: a set has no indexes")
    number = converted(key, "number")
    if isinstance(number, Fraction):
        raise RefusedError("a whole number")
    if not isinstance(number, int):
        return _any_of(list(on.items), number)
    if not 0 <= number < len(on.items):
        raise RefusedError("an item that the list has")
    if not on.ordered:
        return either(list(on.items), Unknown("known_after_apply", "the order of a set", fails=number > 0 and may_be_fewer(on)))
    return on.items[number]


def _any_of(choices: list[Value], key: Value) -> Value:
    if key is None:
        raise RefusedError("a key, not null")
    because = replace(key if isinstance(key, Unknown) else Unknown("known_after_apply", "an index"), fails=True)
    return either(choices, because) if choices else because


def each_of(on: Value, take: Callable[[Value], Value]) -> Value:
    """What `on[*]` takes of each element: of a list's, or of the one value that is none."""
    whole = settled(on)
    match whole:
        case None:
            return Items("tuple", ())
        case Either():
            return spread(lambda one: each_of(one, take), whole)
        case Unknown():
            return whole
        case Symbol(plain=False):
            return Unknown("known_after_apply", "a splat")
        case Items(kind=kind, items=items, ordered=ordered):
            return Items("tuple" if kind == "tuple" else "list", tuple(take(item) for item in items), ordered)
        case _:
            return Items("tuple", (take(on),))
