"""The items of lists, sets and tuples, as the functions on them see these."""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.languages.hcl.values.types import converted, in_doubt, type_of, unified
from trailgate_evaluator.languages.hcl.values.values import (
    Items,
    OpenError,
    RefusedError,
    Symbol,
    Unknown,
    Value,
    settled,
)

LONGEST: Final = 100_000
"""A list of more items is not put together."""


def is_open(value: Value) -> bool:
    """Whether nobody knows yet what a value is, and whether it is null."""
    return isinstance(value, Unknown) or (isinstance(value, Symbol) and not value.plain)


def items_of(value: Value, what: str = "a list") -> Items:
    """The list that a value is; raises `RefusedError` where it is none, `OpenError` where it may yet be one."""
    told = settled(value)
    if is_open(told):
        raise OpenError(what)
    if not isinstance(told, Items):
        raise RefusedError(what)
    return told


def of_one_type(items: list[Value]) -> list[Value]:
    """The items made to be of one type; raises `RefusedError` where there is none, `OpenError` where a null's type decides."""
    kind = unified(map(type_of, items))
    if kind is None:
        raise RefusedError("values of one type")
    if in_doubt(Items("tuple", tuple(items)), ("list", kind)):
        raise OpenError("a null of some type")
    return [converted(item, kind) for item in items]
