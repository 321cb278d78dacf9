"""Functions that choose among values, or say what holds of all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from trailgate_evaluator.languages.hcl.functions.items import is_open, items_of
from trailgate_evaluator.languages.hcl.functions.registry import Functions, moving
from trailgate_evaluator.languages.hcl.values.types import UNTYPED, converted, type_of, unified
from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Glued,
    Items,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    either,
    settled,
)


def _coalesce(*values: Value) -> Value:
    given = [settled(value) for value in values]
    kind = unified(map(type_of, given))
    asked: Any = lambda value: value is not None and value != ""  # noqa: E731
    made = None if kind is None else _first([converted(value, kind) for value in given], asked)
    if isinstance(kind, str) or all(value is not None for value in given):
        if kind is None:
            raise RefusedError("values of one type")
        return made
    # beside a null that has no type, Terraform leaves what are lists or maps, or of several types, as they are
    kept = _first(given, asked)
    return either([kept], UNTYPED) if kind is None else either([kept, made], replace(UNTYPED, fails=False))


def _coalescelist(*values: Value) -> Value:
    given: list[Value] = []
    for value in map(settled, values):
        told = Unknown("known_after_apply", "coalescelist()") if isinstance(value, Symbol | Glued) else value
        if not isinstance(told, Items | Unknown) or (isinstance(told, Items) and told.kind == "set"):
            raise RefusedError("lists, not sets")
        given.append(told)
    return _first(given, lambda value: bool(value.items))


def _first(given: list[Value], is_it: Any) -> Value:
    """The first value that is it; one of several where a value before it may be it."""
    possible: list[Value] = []
    because: Unknown | None = None
    for value in given:
        if is_open(value) or may_be_empty(value):
            possible.append(value)
            because = because or (value if isinstance(value, Unknown) else Unknown("known_after_apply", "coalesce()"))
        elif is_it(value):
            possible.append(value)
            return possible[0] if because is None else either(possible, because)
    if because is None:
        raise RefusedError("a value that is not empty")
    return either(possible, because)


def _alltrue(value: Value, *, wanted: bool = True) -> Value:
    unknown: Value = wanted
    for item in items_of(value).items:
        told = settled(item)
        told = converted(told, "bool") if told is not None else False
        if isinstance(told, Either):
            told = told.because
        if isinstance(told, bool) and told is not wanted:
            return not wanted
        if not isinstance(told, bool):
            unknown = told
    return unknown


def may_be_empty(value: Value) -> bool:
    """Whether a text is put together of nothing that surely holds a sign."""
    return isinstance(value, Glued) and not any(isinstance(part, str) or part.plain for part in value.parts)


CHOOSING: Final[Functions] = {
    "alltrue": moving(_alltrue, "any"),
    "anytrue": moving(lambda value: _alltrue(value, wanted=False), "any"),
    "coalesce": moving(_coalesce, "any", more=True, nulls=True, opens=True),
    "coalescelist": moving(_coalescelist, "any", more=True, nulls=True, opens=True),
}
