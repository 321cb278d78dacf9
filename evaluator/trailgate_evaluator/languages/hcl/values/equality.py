"""Whether two values are equal: as Terraform says where both are known, and for certain where a symbol is itself."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.languages.hcl.values.values import (
    Either,
    Entries,
    Glued,
    Items,
    Symbol,
    Unknown,
    Value,
    settled,
    spread,
)

_KINDS: Final = Unknown("unreadable_expression", "== of two kinds of lists or maps")
_ORDER: Final = Unknown("known_after_apply", "the order of a set")


def equals(one: Value, other: Value) -> Value:
    """True, False, or unknown; values of two types are never equal, not even 1 and "1"."""
    one, other = settled(one), settled(other)
    if isinstance(one, Either) or isinstance(other, Either):
        return spread(equals, one, other)
    for value in (one, other):
        if isinstance(value, Unknown):
            return value
    if isinstance(one, Symbol | Glued) or isinstance(other, Symbol | Glued):
        return _with_symbols(one, other)
    if isinstance(one, Items) and isinstance(other, Items):
        return _items(one, other)
    if isinstance(one, Entries) and isinstance(other, Entries):
        return _entries(one, other)
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def _of(symbol: Symbol) -> Unknown:
    return Unknown("known_after_apply", ".".join(map(str, (symbol.owner, *symbol.path))))


def _with_symbols(one: Value, other: Value) -> Value:
    if one == other:
        return True
    for symbol, told in ((one, other), (other, one)):
        if isinstance(symbol, Symbol):
            if _is_another(symbol, told):
                return False
            if not isinstance(told, Glued):
                return _of(symbol)
        if isinstance(symbol, Glued):
            if not isinstance(told, str | Symbol | Glued):
                return False
            if isinstance(told, str) and not _may_read(symbol, told):
                return False
    first = next(value for value in (one, other) if isinstance(value, Glued))
    return _of(next(part for part in first.parts if isinstance(part, Symbol)))


def _is_another(symbol: Symbol, told: Value) -> bool:
    """Whether a symbol is for certain not this value."""
    if symbol.plain and (told == "" or not isinstance(told, str | Symbol | Glued)):
        return True
    if symbol.plain and isinstance(told, str) and any(text in told for text in symbol.lacks):
        return True
    return bool(symbol.colons) and _differ(symbol.colons, told)


def _differ(colons: tuple[Any, ...], told: Value) -> bool:
    """Whether another text has other parts between its colons, or more or fewer of them."""
    others = told.colons if isinstance(told, Symbol) else tuple(told.split(":")) if isinstance(told, str) else ()
    if not others:
        return False
    known = [(a, b) for a, b in zip(colons, others, strict=False) if isinstance(a, str) and isinstance(b, str)]
    return len(colons) != len(others) or any(a != b for a, b in known)


def _may_read(glued: Glued, text: str) -> bool:
    """Whether a text begins and ends as the other does, and is long enough."""
    first, last = glued.parts[0], glued.parts[-1]
    known = sum(len(part) for part in glued.parts if isinstance(part, str))
    if isinstance(first, str) and not text.startswith(first):
        return False
    return len(text) >= known and not (isinstance(last, str) and not text.endswith(last))


def _all(results: list[Value]) -> Value:
    if False in [r for r in results if isinstance(r, bool)]:
        return False
    return next((r for r in results if not isinstance(r, bool)), True)


def _items(one: Items, other: Items) -> Value:
    if one.kind != other.kind:
        return _KINDS if {one.kind, other.kind} == {"list", "set"} else False
    if len(one.items) != len(other.items) and one.ordered and other.ordered:
        return False
    if not (one.ordered and other.ordered):
        return True if one == other else _ORDER
    return _all([equals(a, b) for a, b in zip(one.items, other.items, strict=True)])


def _entries(one: Entries, other: Entries) -> Value:
    if one.kind != other.kind:
        return _KINDS
    if one.entries.keys() != other.entries.keys():
        return False
    return _all([equals(inner, other.entries[key]) for key, inner in one.entries.items()])
